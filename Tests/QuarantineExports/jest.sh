# Jest: a pattern that matches all other names.
need jest
# Debian's jest asks Debian's own build of node where its modules are; another node does not know.
if ! jest --version > /dev/null 2>&1; then
  cat > ../debian-node-$$.js <<'JS'
const config = JSON.parse(JSON.stringify(process.config));
config.variables.node_prefix = "/usr";
config.variables.node_relative_path = "share/nodejs:lib/nodejs";
Object.defineProperty(process, "config", { value: config });
JS
  export NODE_OPTIONS="--require $PWD/../debian-node-$$.js"
  trap 'rm -f ../debian-node-$$.js' EXIT
  jest --version > /dev/null 2>&1 || skip "this jest does not start"
fi
echo '{"jest": {"testEnvironment": "node"}}' > package.json
cat > cart.test.js <<'JS'
describe("cart (1.0)", () => {
  test("flaky?", () => {
    throw new Error("now and then");
  });
  test("flaky? more", () => {});
  test("fine", () => {});
});
JS
red jest --verbose
quarantine 'cart.test.js::cart (1.0) flaky?'
words
green jest --verbose "${WORDS[@]}"
says '✓ flaky\? more'
says '✓ fine'
says '1 skipped, 2 passed'
VERSION="jest $(jest --version)"
