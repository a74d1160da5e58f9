# Playwright: --grep-invert.
need playwright
playwright test --help >/dev/null 2>&1 || skip "this playwright has no test runner"
cat > cart.spec.js <<'JS'
const { test } = require("@playwright/test");
test("flaky", () => {
  throw new Error("now and then");
});
test("flaky more", () => {});
JS
red playwright test
quarantine '[chromium] cart.spec.js::flaky' 'cart.spec.js::flaky'
words
green playwright test "${WORDS[@]}"
says '1 passed'
VERSION=$(playwright --version)
