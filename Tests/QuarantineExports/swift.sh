# swift test: XCTest and Swift Testing.
need swift
mkdir -p Sources/Shop Tests/ShopTests
cat > Package.swift <<'SW'
// swift-tools-version: 6.0
import PackageDescription
let package = Package(
  name: "Shop",
  targets: [.target(name: "Shop"), .testTarget(name: "ShopTests", dependencies: ["Shop"])])
SW
echo 'public let price = 1' > Sources/Shop/Shop.swift
cat > Tests/ShopTests/CartTests.swift <<'SW'
import Testing
import XCTest

final class OldTests: XCTestCase {
  func testFlaky() { XCTFail("now and then") }
  func testFlakyMore() {}
}

@Suite struct Cart {
  @Test func flaky() { #expect(Bool(false)) }
  @Test func flakyMore() {}
  @Test(arguments: [1, 2]) func rate(value: Int) { #expect(value < 2) }
}

@Test func free() { #expect(Bool(false)) }
@Test func freeMore() {}
SW
red swift test
quarantine 'ShopTests.OldTests::testFlaky' 'ShopTests.Cart::flaky' 'ShopTests.Cart::rate(value:)' \
  'ShopTests::free'
words
green swift test --skip-build "${WORDS[@]}"
says 'OldTests.testFlakyMore.* passed'
says 'Test flakyMore\(\) passed'
says 'Test freeMore\(\) passed'
silent 'Test free\(\)'
VERSION=$(swift --version 2>&1 | head -1)
