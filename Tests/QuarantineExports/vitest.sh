# Vitest takes the same pattern as Jest.
need vitest
cat > cart.test.js <<'JS'
import { describe, test } from "vitest";
describe("cart", () => {
  test("flaky", () => {
    throw new Error("now and then");
  });
  test("flaky more", () => {});
});
JS
red vitest run
quarantine 'cart.test.js::cart > flaky'
words
green vitest run "${WORDS[@]}"
says '1 passed'
VERSION=$(vitest --version)
