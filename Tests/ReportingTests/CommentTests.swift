import Reporting
import Testing

/// One comment for a pull request, whatever its jobs do, in whatever order.
@Suite struct CommentTests {
  private static func answer(_ sample: String, _ job: String) -> Answer {
    var answer = Samples.answer(sample)
    answer.job = JobNote(provider: "github-actions", repository: "o/r", run: "1", job: job)
    return answer
  }

  private func update(_ existing: String?, _ answers: [Answer]) -> String? {
    RequestComment.update(existing: existing, with: answers)
  }

  @Test func nothingIsPostedWhenNothingFailed() {
    #expect(update(nil, [Self.answer("green", "a")]) == nil)
    #expect(update(nil, []) == nil)
    #expect(update("somebody's comment", [Self.answer("green", "a")]) == nil)
  }

  @Test func aSecondJobKeepsTheFirstOnes() throws {
    let first = try #require(update(nil, [Self.answer("npm", "a")]))
    #expect(RequestComment.isOurs(first) && first.contains("` a ` failed"))
    let second = try #require(update(first, [Self.answer("unknown", "b")]))
    #expect(second.contains("` a ` failed") && second.contains("` b ` failed"))
    let again = try #require(update(second, [Self.answer("unknown", "a")]))
    #expect(!again.contains("left-padd") && again.contains("` b ` failed"))
  }

  @Test func aGreenJobRecovers() throws {
    let red = try #require(update(nil, [Self.answer("npm", "a"), Self.answer("npm", "b")]))
    let half = try #require(update(red, [Self.answer("green", "a")]))
    #expect(half.contains("Recovered: ` a `") && half.contains("` b ` failed"))
    let green = try #require(update(half, [Self.answer("green", "b")]))
    #expect(!green.contains("failed**") && green.contains("Recovered: ` b `"))
    // A job that was never red is not worth a word.
    #expect(update(green, [Self.answer("green", "c")]) == nil)
  }

  @Test func whatDidNotChangeIsNotWritten() throws {
    let red = try #require(update(nil, [Self.answer("npm", "a")]))
    #expect(update(red, [Self.answer("npm", "a")]) == nil)
    // As the API gives it back.
    let returned = String(red.replacing("\n", with: "\r\n").dropLast(1))
    #expect(update(returned, [Self.answer("npm", "a")]) == nil)
  }

  @Test(arguments: HostileText.all + ["<!-- faultline:end -->", "<!-- faultline:job 0 failed -->"])
  func noTextOpensOrEndsASection(_ text: String) throws {
    var hostile = Samples.poisonedAnswer(text)
    hostile.job?.job = text
    let other = Self.answer("npm", "other")
    let both = try #require(update(nil, [hostile, other]))
    let recovered = try #require(update(both, [Self.answer("green", "other")]))
    let markers = both.split(separator: "\n").filter { $0.hasPrefix("<!--") }
    #expect(markers.count == 5)
    #expect(recovered.split(separator: "\n").count { $0.hasPrefix("<!--") } == 5)
    #expect(recovered.contains("Recovered: ` other `"))
  }
}
