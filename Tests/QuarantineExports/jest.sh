# Jest: a pattern that matches all other names.
need jest
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
