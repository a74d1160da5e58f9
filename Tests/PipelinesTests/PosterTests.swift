import Foundation
import Pipelines
import Testing

/// One comment, ours, updated in place.
@Suite struct PosterTests {
  private func poster(_ scenario: String, _ provider: String = "github-actions") throws
    -> any Poster
  {
    let fake = try #require(FakeCI.shared)
    var environment = FakeRun.environment
    environment["GITHUB_API_URL"] = fake.base(scenario, "github")
    environment["CI_API_V4_URL"] = fake.base(scenario, "gitlab") + "/api/v4"
    return try #require(
      try Posters.make(
        provider, repository: "acme/shop", environment: environment, retry: Waits().policy))
  }

  private func say(_ text: String?, _ poster: any Poster, on request: String = "12") async throws {
    try await poster.comment(
      on: request, isOurs: { $0.hasPrefix("<mark>") },
      update: { old in
        text.map { "<mark> " + $0 + (old.map { " after " + $0.dropFirst(7) } ?? "") }
      })
  }

  private func writes(_ scenario: String) throws -> [String] {
    try #require(FakeCI.shared).requests(scenario).filter { $0.method != "GET" && $0.host == "api" }
      .map {
        "\($0.method) \($0.path.split(separator: "/").suffix(2).joined(separator: "/")) \($0.body)"
      }
  }

  @Test(arguments: ["bot", "person"])
  func thereIsNeverASecondComment(_ scenario: String) async throws {
    for word in ["one", "two", "three"] { try await say(word, try poster(scenario)) }
    #expect(
      try writes(scenario) == [
        #"POST 12/comments {"body":"<mark> one"}"#,
        #"PATCH comments/1 {"body":"<mark> two after one"}"#,
        #"PATCH comments/1 {"body":"<mark> three after two after one"}"#,
      ])
  }

  @Test func nothingToSayIsNotPosted() async throws {
    try await say(nil, try poster("silent"))
    #expect(try writes("silent") == [])
  }

  @Test func somebodyElsesCommentWithOurMarkIsNotTouched() async throws {
    try await say("hello", try poster("quoted"))
    #expect(try writes("quoted") == [#"POST 12/comments {"body":"<mark> hello"}"#])
  }

  @Test func ofTwoCommentsMadeAtOnceTheOlderStays() async throws {
    try await say("ours", try poster("race"))
    #expect(
      try writes("race") == [
        #"POST 12/comments {"body":"<mark> ours"}"#,
        #"PATCH comments/1 {"body":"<mark> ours after another job"}"#, "DELETE comments/2 ",
      ])
  }

  @Test func aForksTokenMayOnlyRead() async throws {
    let error = await #expect(throws: FetchError.self) { try await say("x", try poster("fork")) }
    #expect(error?.kind == .refused)
  }

  @Test func aNoteIsUpdatedInPlace() async throws {
    for word in ["one", "two"] { try await say(word, try poster("notes", "gitlab"), on: "34") }
    #expect(
      try writes("notes") == [
        #"POST 34/notes {"body":"<mark> one"}"#, #"PUT notes/1 {"body":"<mark> two after one"}"#,
      ])
  }

  @Test func aCheckRunIsOnePostAndPatches() async throws {
    let poster = try #require(try poster("checks") as? GitHubPoster)
    try await poster.checkRun([#"{"name":"a"}"#, #"{"output":1}"#, #"{"output":2}"#])
    #expect(
      try writes("checks") == [
        #"POST shop/check-runs {"name":"a"}"#, #"PATCH check-runs/600 {"output":1}"#,
        #"PATCH check-runs/600 {"output":2}"#,
      ])
  }

  @Test func otherProvidersTakeNoComments() throws {
    #expect(try Posters.make("jenkins", repository: "x", environment: [:]) == nil)
  }
}
