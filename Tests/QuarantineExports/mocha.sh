# Mocha: muted, whatever way a test fails.
need mocha
mkdir test
cat > test/cart.js <<'JS'
describe("cart", () => {
  it("flaky", () => {
    console.log("flaky ran");
    throw new Error("now and then");
  });
  it("flaky promise", async () => {
    throw new Error("now and then");
  });
  it("flaky callback", (done) => {
    setTimeout(() => done(new Error("now and then")), 1);
  });
  it("calm", (done) => setTimeout(done, 1));
  it("flaky more", () => console.log("look-alike ran"));
});
JS
red mocha
quarantine 'test/cart.js::cart flaky' 'test/cart.js::cart flaky promise' \
  'test/cart.js::cart flaky callback' 'test/cart.js::cart calm'
exported > faultline-quarantine.cjs
green mocha --require ./faultline-quarantine.cjs
says '^flaky ran'
says 'look-alike ran'
says '2 passing'
says '3 pending'
quarantine 'test/cart.js::cart flaky'
exported > faultline-quarantine.cjs
red mocha --require ./faultline-quarantine.cjs
VERSION="mocha $(mocha --version)"
