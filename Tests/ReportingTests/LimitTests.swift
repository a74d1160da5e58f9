import Foundation
import Reporting
import Testing

/// The limits of each destination, with more than fits.
@Suite struct LimitTests {
  private static func answer(tests: Int, length: Int = 10) -> Answer {
    var answer = Samples.answer("rich")
    answer.diagnosis.summary = String(repeating: "😀", count: length)
    answer.tests = (0..<tests).map {
      TestNote(
        name: "T.t\($0)", message: String(repeating: "m%\n", count: length), file: "t/T\($0).swift",
        line: 1, verdict: $0 % 2 == 0 ? "flaky" : nil)
    }
    return answer
  }

  private static func render(_ format: String, _ answers: [Answer]) throws -> String {
    try #require(Reporters.named(format, options: Samples.options())).render(answers)
  }

  @Test func gitHubKeepsTenOfALevel() throws {
    let out = try Self.render("github", [Self.answer(tests: 60)])
    let commands = out.split(separator: "\n")
    #expect(commands.count { $0.hasPrefix("::error ") } == 10)
    #expect(commands.count { $0.hasPrefix("::warning ") } == 10)
    #expect(commands.first?.hasPrefix("::error file=Tests/CartTests.swift,line=12,col=3,") == true)
    #expect(out.contains("::notice title=Faultline::+41 more"))
  }

  @Test func gitHubMessagesFit() throws {
    var answer = Self.answer(tests: 0)
    answer.recurrence?.sentences = (0..<100).map { _ in String(repeating: "😀", count: 300) }
    let out = try Self.render("github", [answer])
    let line = try #require(out.split(separator: "\n").first)
    let data = try #require(line.split(separator: "::", maxSplits: 2).last)
    let message = data.replacing("%0A", with: "\n").replacing("%25", with: "%")
    #expect(message.utf16.count > 4_000 && message.utf16.count <= 4_096)
  }

  @Test(arguments: [
    ("github-summary", 1_048_576), ("buildkite", 1_048_576), ("github-comment", 65_536),
  ])
  func documentsFit(_ format: String, _ limit: Int) throws {
    let answers = (0..<2_000).map { number in
      var answer = Self.answer(tests: 20, length: 300)
      answer.job?.job = "job \(number)"
      return answer
    }
    let out = try Self.render(format, answers)
    #expect(out.utf8.count <= limit && out.utf8.count > limit / 2)
    #expect(out.contains("more "))
    let fences = out.split(separator: "\n").count { $0.hasPrefix("```") }
    #expect(fences % 2 == 0)
  }

  @Test func checkRunsComeInBatches() throws {
    let out = try Self.render("github-check-run", [Self.answer(tests: 120)])
    let bodies = try out.split(separator: "\n").map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    let outputs = bodies.compactMap { $0["output"] as? [String: Any] }
    #expect(outputs.map { ($0["annotations"] as? [Any])?.count } == [50, 50, 21])
    #expect(bodies[0]["head_sha"] != nil && bodies[0]["conclusion"] as? String == "neutral")
    #expect(bodies[1].keys.sorted() == ["output"])
  }

  @Test func codeQualityFingerprintsAreUnique() throws {
    let answers = (0..<5).map { _ in Self.answer(tests: 30) }
    let out = try Self.render("gitlab-codequality", answers)
    let items = try #require(JSONSerialization.jsonObject(with: Data(out.utf8)) as? [[String: Any]])
    let prints = items.compactMap { $0["fingerprint"] as? String }
    #expect(items.count == 31 && Set(prints).count == items.count)
  }

  @Test func theSameThingIsSaidOnce() throws {
    let out = try Self.render("azure", [Self.answer(tests: 1), Self.answer(tests: 1)])
    #expect(out.split(separator: "\n").count == 2)
  }

  @Test(arguments: [
    "/etc/passwd", "../x", "a/../b", "C:/x", "a\\b", "", "a//b", "./a", "~/x", "a\u{202E}b", "a/",
  ])
  func placesOutsideOfTheCheckoutAreLeftOut(_ file: String) throws {
    var answer = Samples.answer("npm")
    answer.location = SourceLocation(file: file, line: 3)
    let expected = Samples.answer("npm")
    for format in Reporters.names where !format.hasSuffix("json") {
      #expect(
        try Self.render(format, [answer]) == (try Self.render(format, [expected])), "\(format)")
    }
  }
}
