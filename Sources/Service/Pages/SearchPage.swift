import History
import Reporting

/// Runs, failures and tests by a word: a branch, a commit, `#12`, a fingerprint, a part of a test's
/// name or of a message.
enum SearchPage {
  static func body(_ query: String, _ call: PageCall) throws -> [Markup] {
    guard !query.isEmpty else {
      return [
        PageWords.nothing("Search for a branch, a commit, #12, a test or words of a message.")
      ]
    }
    let runs = try Self.runs(query, call)
    let tests = try Self.tests(query, call)
    let failures = try Self.failures(query, call)
    let found = runs.count + tests.count + failures.entries.count
    return [
      .tag(
        "p", ["role": "status", "class": "dim"],
        found == 0 ? "Nothing was found." : PageWords.count(found, "hit") + "."),
      runs.isEmpty
        ? .none : Page.section("runs", "Runs", [RunPages.table(runs, call.now)]),
      failures.entries.isEmpty
        ? .none : Page.section("failures", "Failures", [TodayPage.failures(failures, call)]),
      tests.isEmpty ? .none : Page.section("tests", "Tests", [list(tests)]),
    ]
  }

  /// The first way that finds any: pull request, commit, branch, author.
  private static func runs(_ text: String, _ call: PageCall) throws -> [StoredRun] {
    var ways: [RunQuery] = []
    func add(_ set: (inout RunQuery) -> Void) {
      var query = RunQuery()
      query.repositories = call.sight
      set(&query)
      ways.append(query)
    }
    let word = text.hasPrefix("#") ? String(text.dropFirst()) : text
    let isHex = word.count >= 6 && word.count <= 64 && word.allSatisfy(\.isHexDigit)
    if !word.isEmpty, word.allSatisfy(\.isNumber) { add { $0.pullRequest = word } }
    if isHex { add { $0.commit = word.lowercased() } }
    if !text.hasPrefix("#") {
      add { $0.branch = text }
      add { $0.author = text }
    }
    for query in ways {
      let found = try call.store.runs(query, limit: 15).runs
      if !found.isEmpty { return found }
    }
    return []
  }

  private static func tests(
    _ text: String, _ call: PageCall
  ) throws -> [(repository: String, test: String)] {
    guard text.count >= 3 else { return [] }
    var found: [(repository: String, test: String)] = []
    for name in try call.names() where found.count < 20 {
      let page = try call.store.testPage(in: name, containing: text, limit: 20 - found.count)
      found += page.tests.map { (name, $0) }
    }
    return found
  }

  /// Failures of the last 90 days, by fingerprint or by words of their sentence or line.
  private static func failures(_ text: String, _ call: PageCall) throws -> FailureGroupPage {
    if let entry = try call.store.failureGroups(text, in: call.sight) {
      return FailureGroupPage(entries: [entry])
    }
    guard text.count >= 3 else { return FailureGroupPage(entries: []) }
    return FailureGroupPage(
      entries: try call.store.failures(
        saying: text, in: call.sight, since: call.now - 90 * 86_400, now: call.now))
  }

  private static func list(_ tests: [(repository: String, test: String)]) -> Markup {
    .tag(
      "ul", [:],
      tests.map { repository, test in
        .tag(
          "li", [:],
          [
            PageWords.name(test, PagePath.test(test, in: repository)), .text(" "),
            Page.small(repository),
          ])
      })
  }
}
