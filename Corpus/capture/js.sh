#!/bin/bash
# js.sh CASE > LOG makes one log of the JavaScript world again; js.sh --all [GLOB] writes them all
# into Corpus/<bucket>/. Needs node 20 with npm 10, and Debian 12's jest, mocha, ava, node-tap,
# node-tape, node-jasmine, eslint, node-typescript, webpack, rollup, esbuild, yarnpkg, nyc, gulp,
# ts-node. Their directory is DEBJS (unpacked packages beside another node); the npm registry is
# played by registry.py, except where the network itself is the failure.
here=$(cd "$(dirname "$0")" && pwd)
port=${port:-4874}
. "$here/cases.sh"
DEBJS=${DEBJS:-/opt/debjs/usr}
export NODE_PATH=$DEBJS/share/nodejs LC_ALL=C.UTF-8 CI=true NO_UPDATE_NOTIFIER=1 npm_config_update_notifier=false
export npm_config_cafile= npm_config_cache=$cache/npm
unset FORCE_COLOR
npm="npm 10.8.2 (node 20.20.2)"

# pkg NAME JSON-MEMBERS: package.json.   npm_run ARGS: npm against the played registry.
pkg() { printf '{\n  "name": "%s",\n  "version": "%s",\n  "private": true%s\n}\n' "$1" "${version:-1.8.0}" "${2:+,$2}" >package.json; }
npm_run() { rm -rf "$cache/npm"; run npm "$@" --registry "${url:-http://127.0.0.1:$port/}" --fetch-retries="${retries:-0}" --fetch-timeout=8000; }
n() { tool=$npm family=npm log "$@" --replace "$cache/npm" /root/.npm; }
bin() { local name=$1; shift; run "$DEBJS/bin/$name" "$@"; }
# install: the real output of npm ci in a project with eleven packages, one deprecated.
install() (
  port=$((port + 100))
  mkdir -p "$cache/install" && cd "$cache/install" && registry
  pkg app '"dependencies": {"rowkeeper": "^1.4.0", "parcel-clock": "^0.8.0", "canvas-kit": "^6.0.0", "needs-new-node": "^4.0.0", "@umber/brush": "^1.0.0", "old-meter": "^1.0.0"}'
  npm install --ignore-scripts --registry "http://127.0.0.1:$port/" --loglevel=http
  kill "$server"
)
before_tests() { recorded npm-ci.txt install; cd "$W" || return; steps "$cache/npm-ci.txt" "npm ci"; }
t() { before_tests; family=${family:-js-test} log "$@" --replace "$DEBJS/share/nodejs" node_modules --replace "$DEBJS/bin" node_modules/.bin; }
put() { mkdir -p "$(dirname "$1")"; cat >"$1"; }

npm-404() { registry; pkg tidewatch '"dependencies": {"rowkeeper": "^1.4.0", "inkline-colors": "^2.0.0"}'; npm_run install
  n dependency package-not-found github-actions "the package is not in the registry" "npm install" --mark "'inkline-colors@\^2.0.0' is not in this registry" --mark '404 Not Found - GET \S+inkline-colors'; }
npm-etarget() { registry; pkg parcel-api '"dependencies": {"rowkeeper": "^9.0.0", "glyphs": "^3.0.0"}'; npm_run install
  n dependency package-not-found travis "no published version fits ^9.0.0" "npm install" --mark 'No matching version found for rowkeeper@\^9.0.0'; }
npm-eresolve() { registry; pkg graphite-ui '"dependencies": {"canvas-kit": "^6.0.0", "canvas-kit-table": "^2.0.0"}'; npm_run install
  n dependency version-conflict gitlab "the table wants canvas-kit 5 and the project has 6" "npm install" --mark 'ERESOLVE (?:unable to resolve dependency tree|could not resolve)' --mark 'peer canvas-kit@"\^5.0.0" from canvas-kit-table@2.0.0'; }
npm-lockdrift() { registry; pkg quillpad '"dependencies": {"inkline": "^2.0.0"}'; npm_run install; rm -rf node_modules
  pkg quillpad '"dependencies": {"inkline": "^2.0.0", "sluice": "^5.0.0", "mortar": "^2.3.0"}'; npm_run ci
  n dependency lockfile-drift github-actions "two packages were added without the lock file" "npm ci" --mark 'can only install packages when your package.json and package-lock.json .* are in sync' --mark-all 'Missing: \S+ from lock file'; }
npm-nolock() { registry; pkg almanac '"dependencies": {"inkline": "^2.0.0"}'; npm_run ci
  n dependency lockfile-drift jenkins "npm ci without a lock file in the repository" "npm ci" --mark 'can only install with an existing package-lock.json'; }
npm-integrity() { registry; pkg beacon '"dependencies": {"sluice": "^5.0.0"}'; npm_run install; kill "$server"; wait "$server" 2>/dev/null; rm -rf node_modules; registry 'sluice-5=integrity'; npm_run ci
  n dependency checksum-mismatch azure "the registry serves another tarball than the lock file names" "npm ci" --mark 'code EINTEGRITY' --mark 'integrity checksum failed.*'; }
npm-engine() { registry; pkg rainfall '"dependencies": {"needs-new-node": "^4.0.0", "glyphs": "^3.0.0"}'; npm_run install --engine-strict
  n dependency toolchain-version circleci "a package wants a newer node and the project is strict" "npm install" --mark 'code EBADENGINE' --mark 'Not compatible with your version of node/npm: needs-new-node@4.0.0'; }
npm-gyp() { registry; pkg meterd '"dependencies": {"old-meter": "^1.0.0"}'; npm_run install --nodedir=/usr
  n dependency install-failed github-actions "an old native add-on does not compile" "npm install" --mark 'fatal error: meter_tables.h: .*|.*fatal error: .*' --mark 'gyp ERR! build error'; }
npm-503() { registry 'glyphs=503'; pkg atlas '"dependencies": {"inkline": "^2.0.0"}'; npm_run install
  n infra service-5xx gitlab "the registry answers 503" "npm install" --mark 'code E503' --mark '503 Service Unavailable - GET \S+'; }
npm-500-retried() { registry 'glyphs=500'; retries=2 pkg switchyard '"dependencies": {"inkline": "^2.0.0", "mortar": "^2.0.0"}'; rm -rf "$cache/npm"
  run npm install --registry "http://127.0.0.1:$port/" --fetch-retries=2 --fetch-retry-mintimeout=200 --loglevel=http
  n infra service-5xx jenkins "the registry answers 500 on every attempt" "npm install --loglevel=http" --mark 'npm error code E500' --mark 'npm error 500 .*'; }
npm-429() { registry '/-/=429'; pkg songbook '"dependencies": {"parcel-clock": "^0.8.0"}'; npm_run install
  n infra rate-limit travis "the registry limits the rate" "npm install" --mark 'code E429' --mark '429 Too Many Requests - GET \S+'; }
npm-reset() { registry 'mortar=reset'; pkg palette '"dependencies": {"@umber/brush": "^1.0.0", "inkline": "^2.0.0"}'; npm_run install
  n infra network-connection github-actions "the registry closes the connection without an answer" "npm install" --mark 'code ECONNRESET' --mark 'reason: .*(?:ECONNRESET|hang up).*'; }
npm-refused() { pkg joinery '"dependencies": {"mortar": "^2.0.0"}'; url=http://127.0.0.1:9/ npm_run install
  n infra network-connection buildkite "nothing listens where the registry should be" "npm ci || npm install" --mark 'code ECONNREFUSED' --mark 'connect ECONNREFUSED \S+'; }
npm-dns() { pkg compass '"dependencies": {"left-pad": "^1.3.0"}'; url=https://registry.npmjs.org/ npm_run install
  n infra network-dns circleci "the runner cannot resolve the registry" "npm install --no-audit" --mark 'code (?:ENOTFOUND|EAI_AGAIN)' --mark 'getaddrinfo (?:ENOTFOUND|EAI_AGAIN) registry.npmjs.org'; }
npm-slow() { registry 'sluice=slow'; pkg canal '"dependencies": {"sluice": "^5.0.0"}'; rm -rf "$cache/npm"; run npm install --registry "http://127.0.0.1:$port/" --fetch-retries=0 --fetch-timeout=3000
  n infra network-connection gitlab "the registry does not answer in time" "npm install" --mark 'network timeout at: \S+|.*(?:ERR_SOCKET_TIMEOUT|timeout).*'; }
npm-401() { registry 'umber=401'; pkg brushes '"dependencies": {"@umber/brush": "^1.0.0"}'; npm_run install
  n config bad-credentials github-actions "the private scope wants a token and the job has none" "npm ci" --mark 'code E401' --mark 'npm error .*(?:Unable to authenticate|Incorrect or missing password|401 Unauthorized).*'; }
npm-403() { registry 'sluice=403'; pkg gatekeeper '"dependencies": {"sluice": "4.2.0", "glyphs": "^3.0.0"}'; npm_run install
  n dependency package-not-found jenkins "the company registry blocks this package" "npm install" --mark '403 403 Forbidden - GET \S+/(sluice)' ; }
npm-publish-403() { registry 'PUT=403'; printf '{"name":"@umber/brush","version":"1.0.0"}' >package.json; echo ok >index.js; echo "//127.0.0.1:$port/:_authToken=abc" >.npmrc; npm_run publish
  n config deploy-rejected github-actions "the token may not publish this package" "npm publish" --mark '403 403 Forbidden - PUT \S+.*'; }
npm-needauth() { registry; printf '{"name":"@umber/brush","version":"1.0.1"}' >package.json; echo ok >index.js; npm_run publish
  n config bad-credentials travis "publishing without a token" "npm publish" --mark 'code ENEEDAUTH' --mark 'need auth This command requires you to be logged in.*'; }
npm-script() { project mocha 3; pkg cidery '"scripts": {"test": "mocha", "lint": "eslint lib"}'; run npm run test:unit
  n config bad-option gitlab "the pipeline calls a script that package.json does not have" "npm run test:unit" --mark 'Missing script: "test:unit"'; }
npm-nopackage() { run npm test
  n config missing-file azure "the job works in the wrong directory" "npm test" --mark 'Could not read package.json: .*|ENOENT: no such file or directory, open \S+package.json.*'; }
npm-json() { project mocha 3; pkg depot '"scripts": {"test": "mocha",}'; run npm test
  n config bad-option github-actions "a trailing comma in package.json" "npm test" --mark 'JSON.parse .*|Failed to parse .*'; }
npm-binary() { project jest 4; pkg lantern '"scripts": {"test": "vitest run"}'; run npm test
  n dependency install-failed circleci "the test runner is not among the installed packages" "npm test" --mark 'sh: \S*\s?vitest: (?:command )?not found'; }
npm-acces() { registry; pkg kilnhouse '"dependencies": {"inkline": "^2.0.0"}'; mkdir node_modules; chmod 555 node_modules .; rm -rf "$cache/npm"
  run setpriv --reuid=65534 --clear-groups env HOME=/tmp npm_config_cache=/tmp/npm-nobody npm_config_logs_max=0 npm install --registry "http://127.0.0.1:$port/"; chmod 755 .
  n config permission-denied plain "the directory belongs to another user" "npm install" --mark 'code EACCES' --mark 'EACCES: permission denied, .*'; }
npm-disk() { registry; pkg turbine '"dependencies": {"rowkeeper": "^1.4.0"}'; cp package.json "$W.json"
  run unshare -m bash -c "mount -t tmpfs -o size=12k none $W; cp $W.json $W/package.json; cd $W; npm install --registry http://127.0.0.1:$port/ --fetch-retries=0"
  n infra disk-full github-actions "the workspace volume is full" "npm install" --mark 'ENOSPC\S*.*'; }
npm-workspace() { registry; pkg shelves '"workspaces": ["packages/*"]'; mkdir -p packages/core; echo '{"name":"core","version":"1.0.0"}' >packages/core/package.json; npm_run run build --workspace=@shelves/api
  n config bad-option travis "the pipeline names a workspace that does not exist" "npm run build --workspace=@shelves/api" --mark 'No workspaces found:' ; }
npm-git() { registry; pkg couriers '"dependencies": {"ledger-lib": "git+http://127.0.0.1:'$port'/acme/ledger-lib.git"}'; npm_run install
  n dependency install-failed jenkins "the git dependency does not exist" "npm install" --mark 'npm error command (git .*ledger-lib.git)' --mark "fatal: repository '\S+' not found"; }

yarn_run() { rm -rf "$cache/yarn"; run "$DEBJS/bin/yarnpkg" "$@" --cache-folder "$cache/yarn" --registry "http://127.0.0.1:$port" --network-timeout 4000; }
y() { tool="yarn 1.22.19 (Debian 12)" family=npm log "$@" --replace "$DEBJS" /usr; }
yarn-frozen() { registry; pkg locker '"dependencies": {"inkline": "^2.0.0"}'; yarn_run install; rm -rf node_modules; pkg locker '"dependencies": {"inkline": "^2.0.0", "mortar": "^2.0.0"}'; yarn_run install --frozen-lockfile
  y dependency lockfile-drift github-actions "yarn.lock lacks the new package" "yarn install --frozen-lockfile" --mark 'Your lockfile needs to be updated, but yarn was run with `--frozen-lockfile`'; }
yarn-404() { registry; pkg hangars '"dependencies": {"glyphs-extra": "^1.0.0", "mortar": "^2.0.0"}'; yarn_run install
  y dependency package-not-found gitlab "the package is not in the registry" "yarn install" --mark 'error .*glyphs-extra.*'; }
yarn-version() { registry; pkg outlets '"dependencies": {"mortar": "^7.0.0"}'; yarn_run install
  y dependency package-not-found jenkins "no version fits" "yarn install" --mark 'Couldn.t find any versions for "mortar" that matches "\^7.0.0"'; }
yarn-engine() { registry; pkg gauges '"dependencies": {"needs-new-node": "^4.0.0"}'; yarn_run install
  y dependency toolchain-version azure "a package wants a newer node" "yarn install" --mark 'error (needs-new-node@4.0.0: The engine "node" is incompatible.*)'; }
yarn-command() { pkg emblems '"scripts": {"build": "webpack"}'; run "$DEBJS/bin/yarnpkg" test:e2e
  y config bad-option circleci "the script does not exist" "yarn test:e2e" --mark 'Command "test:e2e" not found.'; }
yarn-500() { registry 'mortar=500'; pkg needles '"dependencies": {"@umber/brush": "^1.0.0"}'; yarn_run install
  y infra service-5xx travis "the registry answers 500" "yarn install" --mark 'ResponseError: .*500.*'; }
yarn-dns() { pkg indexes '"dependencies": {"left-pad": "^1.3.0"}'; rm -rf "$cache/yarn"; run "$DEBJS/bin/yarnpkg" install --cache-folder "$cache/yarn" --registry https://registry.yarnpkg.com
  y infra network-dns plain "the registry's name does not resolve" "yarn install --check-files" --mark 'getaddrinfo (?:ENOTFOUND|EAI_AGAIN) registry.yarnpkg.com'; }
. "$here/js_more.sh"
main "$@"
