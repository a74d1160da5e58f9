import Reviews
import Testing

@testable import Service

@Suite struct ReviewShelfTests {
  private static func key(
    _ week: String = "2026-W47", scope: String? = nil, sight: [String]? = nil
  ) throws -> ReviewShelf.Key {
    ReviewShelf.Key(week: try #require(ISOWeek(week)), scope: scope, sight: sight)
  }

  @Test func aReviewIsKeptForMinutesAndThenMadeAnew() throws {
    let shelf = ReviewShelf()
    let key = try Self.key()
    #expect(shelf.text(key, now: 1000) { "first" } == "first")
    #expect(shelf.text(key, now: 999 + ReviewShelf.lifetime) { "second" } == "first")
    #expect(shelf.text(key, now: 1000 + ReviewShelf.lifetime) { "second" } == "second")
    // A clock that was set back keeps nothing for ever.
    #expect(shelf.text(key, now: 10) { "third" } == "third")
  }

  @Test func nobodyGetsWhatAnotherMaySee() throws {
    let shelf = ReviewShelf()
    let keys = try [
      Self.key(), Self.key("2026-W46"), Self.key(scope: "acme/web"), Self.key(sight: ["acme/web"]),
      Self.key(scope: "acme/web", sight: ["acme/web"]), Self.key(sight: []),
    ]
    for (index, key) in keys.enumerated() {
      #expect(shelf.text(key, now: 1000) { "\(index)" } == "\(index)")
    }
  }
}
