import Flakiness
import History
import Reporting

/// One test: its verdict with the evidence, and its history as a strip.
struct TestPage {
  let history: TestHistory
  /// nil for a test that never failed.
  let row: FlakeRow?
  let pooling: EnvironmentPooling?
  private let now: Int

  /// Finds the test with this key, or the only one whose key has `name` in it.
  init(find name: String, in repositories: [String], store: Store, now: Int) throws {
    var found: [(repository: String, test: String)] = []
    for repository in repositories {
      let tests = try store.tests(in: repository, containing: name, limit: 50)
      if tests.contains(name) {
        found = [(repository, name)]
        break
      }
      found += tests.map { (repository, $0) }
    }
    guard let test = found.first else { throw Complaint("no test '\(Visible.text(name))'") }
    guard found.count == 1 else {
      let names = found.prefix(10).map { "  " + Visible.text($0.test, atMost: 200) }
      throw Complaint(
        "'\(Visible.text(name))' is part of \(found.count < 50 ? "" : "at least ")"
          + "\(Amount.of(found.count, "name")):\n" + names.joined(separator: "\n"))
    }
    self.now = now
    history =
      try store.history(of: test.test, in: test.repository, latest: 2000)
      ?? TestHistory(repository: test.repository, test: test.test)
    let counts = try store.environments(of: [test.test], in: test.repository)[test.test] ?? []
    pooling = counts.count > 1 ? EnvironmentPooling(counts) : nil
    var row = try store.flake(test.test, in: test.repository).map { FlakeRow(flake: $0) }
    row?.onset = history.onset
    self.row = row
  }

  /// What `flakes --test` says.
  var explanation: String {
    var out = [Visible.text(history.test), "  in \(Visible.text(history.repository))", ""]
    guard var row else {
      let count = history.entries.count + history.weeks.reduce(0) { $0 + $1.executed }
      out.append("  never failed in \(Amount.of(count, "execution"))")
      return out.joined(separator: "\n") + "\n"
    }
    row.onlyOn = pooling?.rates.filter(\.standsOut).map(\.environment) ?? []
    out.append("  " + FlakeWords.verdict(row.flake.report))
    out += FlakeWords.facts(row, groups: [], now: now).map { "  " + $0 }
    out += ["", "  Evidence, newest first (share: how likely it is a flake's, not a breakage's):"]
    for evidence in row.flake.report.evidence {
      let time = Moment.minute(evidence.segment.firstTime)
      out.append(
        "    \(time)  \(FlakeWords.evidence(evidence)); share \(Amount.percent(evidence.share))")
    }
    out += environments + messages
    out += ["", "  " + strip(width: 80).joined(separator: "\n  ")]
    return out.joined(separator: "\n") + "\n"
  }

  private var environments: [String] {
    guard let pooling else { return [] }
    return ["", "  Where:"]
      + pooling.rates.map {
        let mark = $0.standsOut ? "  <- stands out" : ""
        return "    \(Visible.text($0.environment, atMost: 60))  "
          + "\(Amount.percent($0.rate.mean)) of its runs\(mark)"
      }
  }

  /// What the test said when it failed, most frequent first.
  private var messages: [String] {
    var counts: [String: Int] = [:]
    for entry in history.entries where entry.outcome != .passed && !entry.isMasked {
      if let message = entry.message { counts[message, default: 0] += 1 }
    }
    guard !counts.isEmpty else { return [] }
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return ["", "  What it said:"]
      + sorted.prefix(5).map { "    \($0.value)×  \(Visible.text($0.key, atMost: 160))" }
  }

  /// The history, a character per execution in source order, `width` to a line, the date and
  /// commit of the first before it.
  func strip(width: Int, isColored: Bool = false) -> [String] {
    var out = weekLines
    var rest = history.entries[...]
    while let first = rest.first {
      let line = rest.prefix(width)
      rest = rest.dropFirst(width)
      let commit = FlakeWords.short(first.run.commit).prefix(9)
      let pad = String(repeating: " ", count: 9 - commit.count)
      out.append(
        "\(Moment.date(first.run.time)) \(commit)\(pad) "
          + line.map { Self.character($0, isColored) }.joined())
    }
    if let last = history.entries.last {
      out.append("until \(Moment.minute(last.run.time)) \(FlakeWords.short(last.run.commit))")
    }
    return out
  }

  private var weekLines: [String] {
    history.weeks.map {
      "week of \(Moment.date($0.begin))   \(Amount.of($0.executed, "execution")), "
        + "\($0.failures) failed, \($0.flaky) flaky, \($0.skipped) skipped"
    }
  }

  private static func character(_ entry: HistoryEntry, _ isColored: Bool) -> String {
    let ink: (text: String, code: String) =
      switch entry.outcome {
      case .passed: ("·", "2")
      case .failed: (entry.isMasked ? "m" : "F", entry.isMasked ? "2" : "1;31")
      case .flaky: (entry.isMasked ? "m" : "f", entry.isMasked ? "2" : "33")
      }
    return isColored ? "\u{1B}[\(ink.code)m\(ink.text)\u{1B}[0m" : ink.text
  }

  var document: TestDocument { TestDocument(self) }
}

/// `faultline tests show --format json`.
struct TestDocument: ListDocument {
  struct Evidence: Encodable {
    var kind: String
    var firstCommit: String
    var lastCommit: String
    var firstRun: String
    var lastRun: String
    var failures: Int
    var passes: Int
    var first: String
    var last: String
    var share: Double
  }

  struct Environment: Encodable {
    var environment: String
    var rate: FlakeListDocument.Rate
    var standsOut: Bool
  }

  struct Execution: Encodable {
    var time: String
    var run: String
    var commit: String
    var branch: String
    var job: String
    var environment: String
    var outcome: String
    var masked: Bool
    var message: String?
  }

  struct Week: Encodable {
    var begin: String
    var executed: Int
    var skipped: Int
    var failures: Int
    var flaky: Int
  }

  let schema = "faultline.test/1"
  var repository: String
  var test: String
  var verdict: FlakeListDocument.Entry?
  var evidence: [Evidence]
  var environments: [Environment]
  var skipped: Int
  var weeks: [Week]
  var executions: [Execution]

  init(_ page: TestPage) {
    repository = page.history.repository
    test = page.history.test
    verdict = page.row.map(FlakeListDocument.entry)
    evidence = (page.row?.flake.report.evidence ?? []).map {
      Evidence(
        kind: $0.kind.rawValue, firstCommit: $0.segment.firstCommit,
        lastCommit: $0.segment.lastCommit, firstRun: $0.segment.firstRun,
        lastRun: $0.segment.lastRun, failures: $0.segment.failures, passes: $0.segment.passes,
        first: Timestamp.text($0.segment.firstTime), last: Timestamp.text($0.segment.lastTime),
        share: ($0.share * 1e4).rounded() / 1e4)
    }
    environments = (page.pooling?.rates ?? []).map {
      Environment(
        environment: $0.environment, rate: FlakeListDocument.Rate($0.rate),
        standsOut: $0.standsOut)
    }
    skipped = page.history.skipped
    weeks = page.history.weeks.map {
      Week(
        begin: Moment.date($0.begin), executed: $0.executed, skipped: $0.skipped,
        failures: $0.failures, flaky: $0.flaky)
    }
    executions = page.history.entries.map {
      Execution(
        time: Timestamp.text($0.run.time), run: $0.run.id, commit: $0.run.commit,
        branch: $0.run.branch, job: $0.job, environment: $0.environment, outcome: $0.detail,
        masked: $0.isMasked, message: $0.message)
    }
  }
}
