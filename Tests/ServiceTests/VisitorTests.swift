import Testing

@testable import Service

@Suite struct VisitorTests {
  @Test(arguments: [
    (Visitor.Sight.all, "acme/shop", true),
    (.only(["acme/shop"]), "acme/shop", true),
    (.only(["acme/shop"]), "acme/shops", false),
    (.only([]), "acme/shop", false),
  ])
  func aVisitorSeesTheirRepositories(_ sight: Visitor.Sight, _ name: String, _ sees: Bool) {
    #expect(Visitor(name: nil, scopes: [.read], sight: sight).sees(name) == sees)
  }
}
