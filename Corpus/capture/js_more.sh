# Sourced by js.sh: test runners, compilers, linters, bundlers, node itself, green and unknown logs.
jest-assert() {
  project jest 12; pkg tariffs '"scripts": {"test": "jest"}'
  put lib/discount.js <<<'exports.discount = (rows) => rows.map((r) => ({ ...r, price: r.price * 0.9 }));'
  put test/discount.test.js <<'X'
const { discount } = require('../lib/discount');
describe('discount', () => {
  it('keeps the sku', () => { expect(discount([{ sku: 'a', price: 10 }])[0].sku).toBe('a'); });
  it('rounds to cents', () => { expect(discount([{ sku: 'b', price: 9.99 }])).toEqual([{ sku: 'b', price: 8.99 }]); });
  it('logs an error for empty carts', () => { console.error('Error: empty cart (expected in this test)'); expect(discount([])).toEqual([]); });
});
X
  bin jest --ci; tool="jest 29.3.1 (Debian 12)"
  t test assertion github-actions "the price is not rounded" "npx jest --ci" --mark '● (discount › rounds to cents)' --mark 'expect\(received\).toEqual\(expected\).*'
}
jest-timeout() {
  project jest 8; pkg couriers
  put test/pickup.test.js <<'X'
test('is picked up within the window', async () => { await new Promise(() => {}); }, 900);
test('retries after a timeout error', async () => { await Promise.resolve(); });
X
  bin jest --ci --verbose --forceExit; tool="jest 29.3.1 (Debian 12)"
  t test test-timeout gitlab "a promise never resolves" "npx jest --ci --verbose" --mark '● (is picked up within the window)' --mark 'Exceeded timeout of 900 ms for a test.*'
}
jest-snapshot() {
  project jest 6; pkg banners; put lib/banner.js <<<'exports.banner = (n) => ({ title: `Shelf ${n}`, colour: "teal" });'
  put test/banner.test.js <<'X'
const { banner } = require('../lib/banner');
test('renders the banner', () => { expect(banner(4)).toMatchSnapshot(); });
X
  bin jest; sed -i 's/teal/cyan/' lib/banner.js; bin jest --ci; tool="jest 29.3.1 (Debian 12)"
  t test snapshot jenkins "the colour changed and the snapshot did not" "npx jest --ci" --mark '● (renders the banner)' --mark 'expect\(received\).toMatchSnapshot\(\)'
}
jest-import() {
  project jest 9; pkg rotas; put test/shift.test.js <<'X'
const { shift } = require('../lib/shfit');
test('shifts', () => { expect(shift(1)).toBe(2); });
X
  bin jest --ci; tool="jest 29.3.1 (Debian 12)"
  t test collection travis "a misspelt import of the project's own file" "npm test -- --ci" --mark "Cannot find module '../lib/shfit' from 'test/shift.test.js'"
}
jest-thirdparty() {
  project jest 7; pkg kilns; put test/glaze.test.js <<'X'
const glaze = require('glaze-tables');
test('glazes', () => { expect(glaze(900)).toBe('matt'); });
X
  bin jest --ci; tool="jest 29.3.1 (Debian 12)"
  t dependency install-failed azure "the third-party package is not installed" "npx jest --ci" --mark "Cannot find module 'glaze-tables' from 'test/glaze.test.js'"
}
jest-coverage() {
  project jest 5; pkg locks '"jest": {"coverageThreshold": {"global": {"branches": 80, "functions": 97}}}'
  put lib/bolt.js <<<'exports.bolt = (n) => { if (n > 3) { return "long"; } if (n < 0) { throw new Error("no bolt"); } return "short"; };
exports.spare = () => 1;'
  put test/bolt.test.js <<<'const { bolt } = require("../lib/bolt"); test("bolts", () => { expect(bolt(2)).toBe("short"); });'
  bin jest --ci --coverage; tool="jest 29.3.1 (Debian 12)"
  t test coverage circleci "branches are covered too little" "npx jest --ci --coverage" --mark-all 'coverage threshold for \w+ \(\d+%\) not met: .*'
}
jest-config() {
  project jest 3; pkg gauges '"jest": {"preset": "ts-gauge-preset"}'; bin jest --ci; tool="jest 29.3.1 (Debian 12)"
  t config bad-option plain "the preset is not installed" "npx jest --ci" --mark 'Preset ts-gauge-preset not found.*'
}
jest-many() {
  project jest 38; pkg orchards
  put test/noise.test.js <<'X'
test('survives 900 broken rows', () => { for (let i = 0; i < 900; i++) { if (i % 5 === 0) console.warn(`row ${i}: parse failed, skipped`); } });
test('counts what is left', () => { expect(900 - 180).toBe(721); });
X
  bin jest --ci --verbose; tool="jest 29.3.1 (Debian 12)"
  t test assertion jenkins "one wrong count between hundreds of logged warnings" "npx jest --ci --verbose" --mark '● (counts what is left)' --mark 'Expected: 721'
}
mocha-assert() {
  project mocha 15; pkg compasses; put test/bearing.test.js <<'X'
const assert = require('assert');
describe('bearing', () => {
  it('normalises angles', () => { assert.strictEqual((370 % 360), 10); });
  it('handles negative angles', () => { assert.strictEqual(-10 % 360, 350); });
  it('throws an error for NaN', () => { assert.throws(() => { throw new RangeError('not an angle'); }, RangeError); });
});
X
  bin mocha test; tool="mocha 10.1.0 (Debian 12)"
  t test assertion travis "the remainder of a negative number is negative" "npm test" --mark '^    1\) (handles negative angles)' --mark 'Expected values to be strictly equal:'
}
mocha-hook() {
  project mocha 9; pkg basins; put test/pool.test.js <<'X'
const net = require('net');
describe('pool store', () => {
  before((done) => { net.connect(54329, '127.0.0.1').on('error', done).on('connect', () => done()); });
  it('finds', () => {}); it('stores', () => {});
});
X
  bin mocha test --exit; tool="mocha 10.1.0 (Debian 12)"
  t test setup github-actions "the before hook cannot reach the database the job does not start" "npx mocha test" --mark '1\) ("before all" hook for "finds")' --mark 'connect ECONNREFUSED 127.0.0.1:54329'
}
mocha-timeout() {
  project mocha 11; pkg signals; put test/horn.test.js <<'X'
describe('fog horn', () => { it('sounds when told', function (done) { this.timeout(400); }); it('is silent', () => {}); });
X
  bin mocha test --exit; tool="mocha 10.1.0 (Debian 12)"
  t test test-timeout gitlab "the callback is never called" "npx mocha test" --mark '1\) (sounds when told)' --mark 'Timeout of 400ms exceeded.*'
}
mocha-uncaught() {
  project mocha 6; pkg vaults; put test/vault.test.js <<'X'
const vault = require('../lib/vault');
describe('vault', () => { it('opens', () => { vault.open({}); }); });
X
  put lib/vault.js <<<"exports.open = (v) => v.door.hinges.length;"
  bin mocha test; tool="mocha 10.1.0 (Debian 12)"
  t test exception buildkite "reading a property of undefined" "npx mocha" --mark '1\) (opens)$' --mark "TypeError: Cannot read properties of undefined \(reading 'hinges'\)"
}
mocha-nofiles() { project mocha 3; pkg quays; bin mocha 'spec/**/*.js'; tool="mocha 10.1.0 (Debian 12)"
  t config bad-option jenkins "the pattern in the pipeline matches nothing" "npx mocha 'spec/**/*.js'" --mark 'No test files found: "spec\S+'; }
nodetest-assert() {
  project nodetest 9; put test/depth.test.js <<'X'
const { test } = require('node:test'); const assert = require('node:assert');
test('sounding in fathoms', () => { assert.deepStrictEqual({ depth: 12, unit: 'fathom' }, { depth: 21, unit: 'fathom' }); });
test('error path is taken', () => { assert.throws(() => { throw new Error('too deep'); }); });
X
  run node --test --test-reporter=spec test; tool="node 20.20.2"
  t test assertion github-actions "two digits are swapped" "node --test" --mark '✖ (sounding in fathoms)' --mark 'Expected values to be strictly deep-equal.*'
}
nodetest-tap() {
  project nodetest 6; put test/crate.test.js <<'X'
const { it, describe } = require('node:test'); const assert = require('node:assert');
describe('crates', () => { it('stack five high', () => { assert.ok([1, 2, 3, 4].length === 5, 'five crates'); }); it('todo error', { todo: true }, () => { assert.fail(); }); });
X
  run node --test --test-reporter=tap test; tool="node 20.20.2"
  t test assertion plain "four crates, five expected" "node --test --test-reporter=tap" --mark 'not ok 1 - (stack five high)' --mark "error: '(five crates)'"
}
tape-assert() {
  project tape 8; put test/zz.test.js <<'X'
const test = require('tape');
test('winch turns', (t) => { t.equal(3 * 4, 12, 'turns'); t.deepEqual({ rope: 40 }, { rope: 44 }, 'rope left'); t.end(); });
X
  bin tape 'test/*.js'; tool="tape 5 (Debian 12)"
  t test assertion travis "40 m of rope instead of 44" "tape test/*.js" --mark 'not ok \d+ (rope left)'
}
ava-assert() {
  project ava 7; pkg pulleys; ln -s "$DEBJS/share/nodejs" node_modules; put test/rope.test.js <<'X'
const test = require('ava');
test('rope holds', (t) => { t.true(120 > 100); });
test('rope is coiled', (t) => { t.deepEqual(['left', 'left'], ['left', 'right']); });
X
  bin ava; tool="ava 5.1 (Debian 12)"
  t test assertion gitlab "the second turn goes the wrong way" "npx ava" --mark '\[fail\]: (rope › rope is coiled|.*rope is coiled)'
}
jasmine-assert() {
  project jasmine 8; put spec/support/jasmine.json <<<'{"spec_dir": "test", "spec_files": ["*.spec.js"], "random": false}'
  put test/hatch.spec.js <<'X'
describe('hatch', () => { it('closes before dawn', () => { expect('05:40').toBe('05:14'); }); it('never fails', () => { expect(0).toBe(0); }); });
X
  bin jasmine; tool="jasmine 4 (Debian 12)"
  t test assertion azure "the time is wrong" "npx jasmine" --mark "1\) (hatch closes before dawn)" --mark "Expected '05:40' to be '05:14'."
}
c() { before_tests; family=js-check log "$@" --replace "$DEBJS/share/nodejs" node_modules; }
tsc-errors() {
  project ts 9; put src/quote.ts <<'X'
import { Rate } from './rate';
export interface Quote { id: number; total: string; }
export function quote(id: string): Quote { const q: Quote = { id, total: 12 }; return q.totals; }
X
  put tsconfig.json <<<'{"compilerOptions": {"strict": true, "noEmit": true, "types": [], "target": "es2020", "module": "commonjs"}, "include": ["src"]}'
  bin tsc -p .; tool="tsc 4.8.4 (Debian 12)"
  c test type-check github-actions "wrong types and a misspelt property" "npx tsc -p ." --mark 'quote.ts\(3,\d+\): error TS2322: .*' --mark 'error TS2551: .*' --mark "error TS2307: Cannot find module './rate'.*"
}
tsc-pretty() {
  project ts 6; put src/tank.ts <<'X'
export class Tank { level: number; constructor(private name: string) {} fill(by?: number) { this.level += by; } }
X
  put tsconfig.json <<<'{"compilerOptions": {"strict": true, "noEmit": true, "types": [], "target": "es2020"}, "include": ["src"]}'
  bin tsc -p . --pretty; tool="tsc 4.8.4 (Debian 12)"
  c test type-check gitlab "a field is not initialized and an argument may be undefined" "npx tsc -p . --pretty" --mark "error.* TS2564: .*" --mark "error.* TS(?:2532|18048): .*"
}
tsc-config() { project ts 3; bin tsc -p tsconfig.release.json; tool="tsc 4.8.4 (Debian 12)"
  c config bad-option circleci "the project file named in the pipeline does not exist" "npx tsc -p tsconfig.release.json" --mark "error TS5058: .*"; }
tsc-types() {
  project ts 4; put src/main.ts <<<"import dayjs from 'dayjs-lite'; export const now = dayjs();"
  put tsconfig.json <<<'{"compilerOptions": {"strict": true, "noEmit": true, "types": []}, "include": ["src"]}'
  bin tsc -p .; tool="tsc 4.8.4 (Debian 12)"; c dependency install-failed jenkins "a third-party module is not installed" "npx tsc -p ." --mark "error TS2307: Cannot find module 'dayjs-lite'.*"
}
eslint-errors() {
  project mocha 10; put .eslintrc.json <<<'{"root": true, "env": {"node": true, "es6": true, "mocha": true}, "parserOptions": {"ecmaVersion": 2018}, "extends": "eslint:recommended", "rules": {"eqeqeq": "error", "no-console": "warn", "max-len": ["warn", 60]}}'
  put lib/hoist.js <<'X'
exports.hoist = (load) => {
  const limit = 40;
  if (load == 12) { console.log('heavy'); }
  return lift(load);
};
X
  bin eslint lib test; tool="eslint 6.4.0 (Debian 12)"
  c test lint travis "an unused constant, == and an undefined function" "npx eslint lib test" --mark '\d+:\d+ +error +(.*no-unused-vars)' --mark '\d+:\d+ +error +(.*eqeqeq)' --mark '\d+:\d+ +error +(.*no-undef)'
}
eslint-warnings() {
  project mocha 8; put .eslintrc.json <<<'{"root": true, "env": {"node": true, "es6": true, "mocha": true}, "parserOptions": {"ecmaVersion": 2018}, "rules": {"prefer-const": "warn"}}'
  put lib/late.js <<<'let late = 3; exports.late = late;'
  bin eslint --max-warnings 0 lib; tool="eslint 6.4.0 (Debian 12)"
  c test lint gitlab "one warning and none are allowed" "npx eslint --max-warnings 0 lib" --mark "\d+:\d+ +warning +(.*prefer-const)" --mark 'ESLint found too many warnings.*'
}
eslint-config() { project mocha 3; put .eslintrc.json <<<'{"root": true, "extends": "harbour-style"}'; bin eslint lib; tool="eslint 6.4.0 (Debian 12)"
  c config bad-option github-actions "the shared configuration is not installed" "npx eslint lib" --mark "ESLint couldn't find the config \"harbour-style\".*"; }
w() { before_tests; family=js-build log "$@" --replace "$DEBJS/share/nodejs" node_modules; }
webpack-unresolved() {
  project mocha 6; put src/index.js <<<"import { sort } from 'sort-tables'; import './theme'; console.log(sort([1]));"; put src/theme.js <<<'export const colour = 1;'
  bin webpack --mode production; tool="webpack 5.75 (Debian 12)"
  w dependency install-failed circleci "a third-party module is not installed" "npx webpack --mode production" --mark "Module not found: Error: Can't resolve 'sort-tables'.*"
}
webpack-syntax() {
  put src/index.js <<<"import './wheel';"; put src/wheel.js <<<'export const spokes = [1, 2,, 3; export default spokes;'
  bin webpack --mode development; tool="webpack 5.75 (Debian 12)"
  w test compile jenkins "a syntax error in the project's module" "npx webpack --mode development" --mark 'Module parse failed: .*'
}
webpack-own() { put src/index.js <<<"import './Hatch';"; put src/hatch.js <<<'export default 1;'; bin webpack --mode production; tool="webpack 5.75 (Debian 12)"
  w test compile github-actions "upper case in the import, lower case on the disk" "npm run build" --mark "Module not found: Error: Can't resolve './Hatch'.*"; }
rollup-unresolved() { put src/main.js <<<"import { knot } from './knots.js'; export default knot(2);"; bin rollup src/main.js -f cjs -o dist/bundle.js; tool="rollup 3.15 (Debian 12)"
  w test compile gitlab "the project's file is not there" "npx rollup src/main.js -f cjs -o dist/bundle.js" --mark 'Could not resolve "./knots.js" from "src/main.js"'; }
rollup-export() { put src/main.js <<<"import { bowline } from './knots.js'; export default bowline(2);"; put src/knots.js <<<'export const reef = (n) => n;'; bin rollup src/main.js -f cjs -o dist/bundle.js; tool="rollup 3.15 (Debian 12)"
  w test compile azure "an import of something that is not exported" "npm run bundle" --mark '"bowline" is not exported by "src/knots.js", imported by "src/main.js"'; }
esbuild-errors() { put src/app.ts <<<"import { tide } from 'tide-model'
export const rows = tide(3
export default rows"; bin esbuild src/app.ts --bundle --outfile=dist/app.js; tool="esbuild 0.17 (Debian 12)"
  w test compile travis "a missing parenthesis" "npx esbuild src/app.ts --bundle --outfile=dist/app.js" --mark '✘ \[ERROR\] (Expected .*)'; }
esbuild-unresolved() { put src/app.ts <<<"import { tide } from 'tide-model'
export const rows = tide(3)"; bin esbuild src/app.ts --bundle --outfile=dist/app.js; tool="esbuild 0.17 (Debian 12)"
  w dependency install-failed plain "a third-party module is not installed" "npx esbuild src/app.ts --bundle" --mark 'Could not resolve "tide-model"'; }
d() { before_tests; tool=${tool:-node 20.20.2} family=${family:-node} log "$@" --replace "$DEBJS/share/nodejs" node_modules; }
node-typeerror() {
  put seed.js <<'X'
const rows = require('./rows.json');
for (const r of rows) console.log(`seeded ${r.id}: ok, 0 errors`);
console.log(rows.find((r) => r.id === 99).name.toUpperCase());
X
  node -e 'console.log(JSON.stringify([...Array(70)].map((_, id) => ({ id, name: "n" + id }))))' >rows.json; run node seed.js
  d test exception github-actions "find returns undefined" "node seed.js" --mark "TypeError: Cannot read properties of undefined.*"
}
node-module() { put server.js <<<"console.log('booting'); const tide = require('tide-model'); tide.listen(3000);"; NODE_PATH= run node server.js
  d dependency install-failed gitlab "the package was not installed" "node server.js" --mark "Error: Cannot find module 'tide-model'"; }
node-own-module() { put server.mjs <<<"import { boot } from './Boot.mjs'; boot();"; put boot.mjs <<<'export const boot = () => {};'; run node server.mjs
  d test compile jenkins "upper case in the import, lower case on the disk" "node server.mjs" --mark "Error \[ERR_MODULE_NOT_FOUND\]: Cannot find module .*"; }
node-heap() { put grow.js <<<'const all = []; for (let i = 0; ; i++) { all.push(new Array(9000).fill(i)); if (i % 200 === 0) console.log(`loaded ${i} pages`); }'; run node --max-old-space-size=60 grow.js
  d config quota-config circleci "the step gives node 60 MB of heap" "NODE_OPTIONS=--max-old-space-size=60 node grow.js" --mark 'JavaScript heap out of memory' --replace "$W" /srv/app; }
node-option() { put x.js <<<'1'; NODE_OPTIONS=--experimental-magic run node x.js
  d config bad-option travis "NODE_OPTIONS has an option this node does not know" "node x.js" --mark '\S*node: (--experimental-magic is not allowed in NODE_OPTIONS)'; }
node-port() { put serve.js <<<"const net = require('net'); net.createServer().listen(54391, () => { console.log('first server on 54391'); net.createServer().listen(54391); });"; run node serve.js
  d config service-config azure "the port is taken" "node serve.js" --mark 'Error: listen EADDRINUSE: address already in use .*'; }
node-rejection() { put sync.js <<<"async function main() { console.log('syncing 3 shelves'); await Promise.reject(new RangeError('shelf 2 is full')); } main();"; run node sync.js
  d test exception buildkite "a promise is rejected and nobody catches it" "node sync.js" --mark 'RangeError: shelf 2 is full'; }
node-syntax() { put cli.js <<<"console.log('a')
const opts = { port: 80 host: 'x' };"; run node cli.js
  d test compile gitlab "a comma is missing" "node cli.js" --mark 'SyntaxError: .*'; }
node-esm() { mkdir -p node_modules/chalkline; echo '{"name":"chalkline","version":"5.0.0","type":"module","main":"i.js"}' >node_modules/chalkline/package.json; echo 'export default 1;' >node_modules/chalkline/i.js
  put cli.js <<<"const c = require('chalkline'); console.log(c);"; NODE_OPTIONS=--no-experimental-require-module run node cli.js
  d dependency incompatible-release github-actions "the new major release of a package is ES modules only" "node cli.js" --mark 'Error \[ERR_REQUIRE_ESM\]: .*'; }
gulp-error() { put gulpfile.js <<<"const gulp = require('gulp'); exports.default = gulp.series(async function clean() {}, async function styles() { throw new Error('cannot read src/site.css'); });"; bin gulp; tool="gulp 4 (Debian 12)" family=js-build
  d test exception plain "a task throws" "npx gulp" --mark 'Error: cannot read src/site.css'; }
browser-missing() { put shot.js <<'X'
const { spawn } = require('child_process');
console.log('starting browser for 14 visual tests');
spawn('/usr/bin/chromium-browser', ['--headless', 'about:blank']).on('error', (e) => { throw e; });
X
  run node shot.js; d config missing-tool jenkins "the image has no browser" "node shot.js" --mark 'Error: spawn /usr/bin/chromium-browser ENOENT'; }

green() { before_tests; local dress=$1 because=$2 command=$3; shift 3; [ "$status" = 0 ] || { echo "$case: not green" >&2; return 1; }; log green none "$dress" "$because" "$command" --replace "$DEBJS/share/nodejs" node_modules "$@"; }
jest-green() { project jest 14; pkg errorbook; put test/errors.test.js <<'X'
describe('error handling', () => {
  it('fails loudly', () => { console.error(new Error('simulated failure').stack); expect(() => { throw new TypeError('x is not a function'); }).toThrow(TypeError); });
  it('reports timeout errors', () => { console.warn('ETIMEDOUT: retrying 1/3'); });
  it.skip('fails on Windows', () => {});
});
X
  bin jest --ci --verbose; tool="jest 29.3.1 (Debian 12)" family=js-test; green github-actions "tests of error handling print stack traces and pass" "npx jest --ci --verbose"; }
mocha-green() { project mocha 20; pkg failbook; put test/fail.test.js <<<"describe('failure modes', () => { it('survives ECONNREFUSED', () => { console.error('Error: connect ECONNREFUSED 127.0.0.1:5432 (mock)'); }); it.skip('fatal errors', () => {}); });"; bin mocha test; tool="mocha 10.1.0 (Debian 12)" family=js-test; green gitlab "a mocked refusal is logged" "npx mocha"; }
nodetest-green() { project nodetest 10; put test/x.test.js <<<"const { test } = require('node:test'); test('known to fail', { todo: 'error in leap years' }, () => { throw new Error('29 February'); });"; run node --test test; tool="node 20.20.2" family=js-test; green jenkins "a todo test fails, as it may" "node --test"; }
tape-green() { project tape 9; bin tape 'test/*.js'; tool="tape 5 (Debian 12)" family=js-test; green travis "# fail 0 and test names with errors" "tape test/*.js"; }
npm-green-warnings() { registry 'glyphs=once:503'; pkg retriers '"dependencies": {"rowkeeper": "^1.4.0", "parcel-clock": "^0.8.0", "needs-new-node": "^4.0.0"}'; rm -rf "$cache/npm"; run npm install --registry "http://127.0.0.1:$port/" --fetch-retry-mintimeout=300 --loglevel=http; tool=$npm family=npm; green circleci "one 503 is retried, an engine warning is ignored" "npm install --loglevel=http" --replace "$cache/npm" /root/.npm; }
npm-green-lifecycle() { project mocha 9; registry; pkg quietly '"scripts": {"pretest": "echo checking: 0 errors, 0 failures", "test": "mocha test --reporter dot", "posttest": "echo npm ERR! would be printed here on failure"}, "dependencies": {"inkline": "^2.0.0"}'; PATH=$DEBJS/bin:$PATH; npm_run test; tool=$npm family=npm; green github-actions "a script echoes the words of a failure" "npm test"; }
yarn-green() { registry; pkg calmly '"dependencies": {"@umber/brush": "^1.0.0", "canvas-kit-table": "^2.0.0"}'; yarn_run install --verbose; tool="yarn 1.22.19 (Debian 12)" family=npm; green azure "an unmet peer dependency is a warning; verbose output is full of errors' names" "yarn install --verbose"; }
eslint-green() { project mocha 10; put .eslintrc.json <<<'{"root": true, "env": {"node": true, "es6": true, "mocha": true}, "rules": {"no-var": "warn", "max-len": ["warn", 40]}}'; bin eslint lib test; tool="eslint 6.4.0 (Debian 12)" family=js-check; green gitlab "many warnings, no error" "npx eslint lib test"; }
webpack-green() { put src/index.js <<<"import(/* webpackChunkName: 'errors' */ './errors').then((e) => e.default());"; put src/errors.js <<<"export default () => { throw new Error('Module not found: only a string'); };"; node -e 'console.log("export default `" + "x".repeat(300000) + "`;")' >src/big.js; echo "import './big';" >>src/index.js; bin webpack --mode production; tool="webpack 5.75 (Debian 12)" family=js-build; green plain "size warnings only" "npx webpack --mode production"; }
node-unknown-exit() { put nightly.js <<<'for (let i = 0; i < 90; i++) console.log(`nightly ${i}: compared 40 rows, no difference`); process.exit(9);'; run node nightly.js; tool="node 20.20.2" family=node
  log unknown none github-actions "the program exits with 9 and says nothing" "node nightly.js"; }
npm-unknown-kill() { project mocha 12; put test/zz.test.js <<<"it('waits', (done) => { setTimeout(done, 60000); }).timeout(90000);"; pkg sleepers '"scripts": {"test": "mocha test"}'; PATH=$DEBJS/bin:$PATH; nice timeout -s KILL 6 npm test >"$W.out" 2>&1; status=137; tool=$npm family=npm
  log unknown none azure "killed from outside, nobody says why" "npm test"; }
npm-unknown-script() { pkg mutes '"scripts": {"verify": "node check.js"}'; put check.js <<<"console.log('checking 31 shelves'); process.exitCode = 4;"; run npm run verify; tool=$npm family=npm
  log unknown none gitlab "the script sets status 4 without a word" "npm run verify"; }
rollup-green() { put src/main.js <<<"import { a } from './a.js'; import fs from 'fs'; import gone from 'peer-errors'; console.log(a(), fs, gone, eval('1'));"; put src/a.js <<<"import { b } from './b.js'; export const a = () => b();"; put src/b.js <<<"import { a } from './a.js'; export const b = () => 'failed: ' + typeof a;"
  bin rollup src/main.js -f cjs -o dist/bundle.js; tool="rollup 3.15 (Debian 12)" family=js-build; green jenkins "an unresolved import, a cycle and eval are warnings" "npx rollup src/main.js -f cjs -o dist/bundle.js"; }
ava-green() { project ava 9; pkg calm; ln -s "$DEBJS/share/nodejs" node_modules; put test/late.test.js <<'X'
const test = require('ava');
test('logs the error and goes on', (t) => { t.log('Error: gate 3 stuck'); t.pass(); });
test.failing('known bug: rounds twice', (t) => { t.is(Math.round(2.5), 2); });
test.skip('fails without a display', (t) => { t.fail(); });
X
  bin ava; tool="ava 5.1 (Debian 12)" family=js-test; green buildkite "an expected failure and a skipped test" "npx ava"; }
mocha-disk() {
  project mocha 6; pkg granary; mkdir spool; mount -t tmpfs -o size=40k tmpfs spool
  put test/spool.spec.js <<'X'
const fs = require('fs');
const assert = require('assert');
describe('spool', () => {
  it('keeps a small batch', () => { fs.writeFileSync('spool/a.bin', Buffer.alloc(9000)); assert.equal(fs.statSync('spool/a.bin').size, 9000); });
  it('keeps a large batch', () => { fs.writeFileSync('spool/b.bin', Buffer.alloc(90000)); assert.equal(fs.statSync('spool/b.bin').size, 90000); });
  it('keeps two batches', () => { fs.writeFileSync('spool/c.bin', Buffer.alloc(60000)); });
});
X
  bin mocha --recursive test; umount spool; tool="mocha 10.1.0 (Debian 12)"
  t infra disk-full azure "the volume for the tests' files is full" "npx mocha --recursive test" --mark 'ENOSPC: no space left on device, .*'
}
mocha-refused() {
  project mocha 5; pkg ferries
  put lib/dock.js <<<'const net = require("net"); exports.dock = () => new Promise((done) => { const s = net.createServer().listen(0, "127.0.0.1", () => { const { port } = s.address(); s.close(() => done(port)); }); });'
  put test/dock.spec.js <<'X'
const net = require('net');
const assert = require('assert');
const { dock } = require('../lib/dock');
describe('dock', () => {
  it('has a port', async () => { assert.ok(await dock()); });
  it('accepts ferries', async () => { const port = await dock(); await new Promise((done, fail) => net.connect(port, '127.0.0.1').on('connect', done).on('error', fail)); });
});
X
  bin mocha --recursive test; tool="mocha 10.1.0 (Debian 12)"
  t test exception github-actions "the project's own server is closed before it is asked" "npx mocha --recursive test" --mark 'Error: (connect ECONNREFUSED 127.0.0.1:\d+)' --mark '\d\) dock$'
}
