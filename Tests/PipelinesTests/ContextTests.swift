import Foundation
import Pipelines
import Testing

/// A fixture environment: `NAME=value` lines, `file PATH content` lines with `\n` and `\t`, and
/// behind a line of dashes what must come out. `RECORD=1` writes that part anew.
private struct ContextCase: CustomTestStringConvertible, Sendable {
  var name: String
  var environment: [String: String] = [:]
  var files: [String: String] = [:]
  var expected: [String] = []
  var input: String

  var testDescription: String { name }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Fixtures/contexts")

  static let all: [ContextCase] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
    return names.sorted().compactMap { try? ContextCase(file: $0) }
  }()

  init(file: String) throws {
    name = String(file.dropLast(4))
    let text = try String(contentsOf: Self.folder.appending(path: file), encoding: .utf8)
    let halves = text.components(separatedBy: "---\n")
    input = halves[0]
    if halves.count > 1 { expected = halves[1].split(separator: "\n").map(String.init) }
    for line in input.split(separator: "\n") where !line.hasPrefix("#") {
      if line.hasPrefix("file ") {
        let parts = line.dropFirst(5).split(separator: " ", maxSplits: 1)
        files[String(parts[0])] = String(parts[1]).replacing("\\n", with: "\n").replacing(
          "\\t", with: "\t")
      } else if let equals = line.firstIndex(of: "=") {
        environment[String(line[..<equals])] = String(line[line.index(after: equals)...])
      }
    }
  }

  /// The detected context, one `field value` line per part that is known, sorted.
  func lines() throws -> [String] {
    let files = files
    let context = JobContext.detect(environment: environment) { path in
      files[path].map { Data($0.utf8) }
    }
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(context))
    return (object as? [String: Any] ?? [:]).map { "\($0.key) \($0.value)" }.sorted()
  }
}

@Suite struct ContextTests {
  @Test func theFixturesAreFound() { #expect(ContextCase.all.count >= 32) }

  @Test(arguments: ContextCase.all)
  private func theEnvironmentSaysWhoTheJobIs(_ test: ContextCase) throws {
    let lines = try test.lines()
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      let text = test.input + "---\n" + lines.joined(separator: "\n") + "\n"
      let file = ContextCase.folder.appending(path: test.name + ".txt")
      try Data(text.utf8).write(to: file)
    }
    #expect(lines == test.expected)
  }

  /// Whatever a provider reads, `FAULTLINE_*` wins, no secret of an address gets through and no
  /// pull request's context stands on the default branch's line.
  @Test(arguments: ContextCase.all) private func theContractHolds(_ test: ContextCase) throws {
    let text = try test.lines().joined(separator: "\n")
    for secret in ["hunter2", "x-token", "abc@"] { #expect(!text.contains(secret)) }
    var environment = test.environment
    for name in ContextOverrides.variableNames { environment[name] = "7" }
    let context = JobContext.detect(environment: environment) { _ in nil }
    #expect(context.provider == "7" && context.repository == "7" && context.attempt == 7)
    #expect(context.branch == "7" && context.commit == "7" && context.job == "7")
    #expect(!context.isMainLine)
  }

  @Test func everyProviderHasAFixture() {
    let named = Set(ContextProviders.all.map { $0.name })
    var seen: Set<String> = []
    for test in ContextCase.all {
      let context = JobContext.detect(environment: test.environment) { _ in nil }
      seen.insert(context.provider)
    }
    #expect(named.subtracting(seen).sorted() == [])
  }

  /// Any one variable of any fixture may be missing or hold nonsense.
  @Test(arguments: ContextCase.all) private func nonsenseIsNoCrash(_ test: ContextCase) {
    let nonsense = ["", "-1", "9223372036854775808", "/", ":", "refs/", "\u{202E}\n", "{", "~"]
    for name in test.environment.keys {
      for value in nonsense {
        var environment = test.environment
        environment[name] = value
        let context = JobContext.detect(environment: environment) { _ in Data("ref: ".utf8) }
        #expect(context.attempt >= 1)
      }
    }
  }
}
