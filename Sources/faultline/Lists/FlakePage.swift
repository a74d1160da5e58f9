import Flakiness
import History
import Reporting

/// One test on the list.
struct FlakeRow {
  var flake: TestFlake
  /// Environments that stand out; empty when none does.
  var onlyOn: [String] = []
  /// The number of the group of tests that it fails together with.
  var group: Int?
  /// Where the rate of failures rose; nil when it never did.
  var onset: Onset?

  /// When it began: where the rate rose, else the oldest failure that still counts, in seconds
  /// since 1970, and the commit.
  var since: (time: Int, commit: String)? {
    if let place = onset?.place { return (place.time, place.commit) }
    return flake.report.evidence.last.map { ($0.segment.firstTime, $0.segment.firstCommit) }
  }

  var lastFailure: Int? { flake.report.evidence.first?.segment.lastTime }
}

/// The tests that gave reason to doubt them.
struct FlakePage {
  private(set) var rows: [FlakeRow] = []
  /// Names of the tests that fail together, by the group's number.
  private(set) var groups: [[String]] = []
  /// Tests that fit, shown or not.
  private(set) var total = 0
  private let now: Int

  /// - Parameters:
  ///   - since: only tests that failed at or after this moment, in seconds since 1970.
  init(
    _ store: Store, _ repositories: [String], verdicts: Set<Verdict>, since: Int?, limit: Int,
    now: Int
  ) throws(StoreError) {
    self.now = now
    for repository in repositories {
      rows += try store.flakes(of: repository, verdicts: verdicts).map { FlakeRow(flake: $0) }
    }
    if let since { rows.removeAll { ($0.lastFailure ?? 0) < since } }
    total = rows.count
    let order: [Verdict] = [.flaky, .regressed, .broken, .probablyFlaky]
    func rank(_ row: FlakeRow) -> (Int, Double, String) {
      let report = row.flake.report
      let place = order.firstIndex(of: report.verdict) ?? order.count
      return (place, -report.rate.mean, row.flake.test)
    }
    rows.sort { rank($0) < rank($1) }
    rows = Array(rows.prefix(limit))
    for repository in repositories { try addDetails(store, repository) }
  }

  private mutating func addDetails(_ store: Store, _ repository: String) throws(StoreError) {
    let places = rows.indices.filter { rows[$0].flake.repository == repository }
    guard !places.isEmpty else { return }
    let tests = places.map { rows[$0].flake.test }
    let environments = try store.environments(of: tests, in: repository)
    let clusters = try store.coFailures(among: tests, in: repository)
    for place in places {
      let test = rows[place].flake.test
      if let counts = environments[test], counts.count > 1 {
        let pooling = EnvironmentPooling(counts)
        rows[place].onlyOn = pooling.rates.filter(\.standsOut).map(\.environment)
      }
      rows[place].onset = try store.history(of: test, in: repository, latest: 2000)?.onset
      rows[place].group = clusters.firstIndex { $0.contains(test) }.map { $0 + groups.count }
    }
    groups += clusters
  }

  var text: String {
    guard !rows.isEmpty else { return "no test with such a verdict\n" }
    var out: [String] = []
    let hasMany = Set(rows.map(\.flake.repository)).count > 1
    for row in rows {
      let report = row.flake.report
      let place = hasMany ? "  (\(Visible.text(row.flake.repository, atMost: 60)))" : ""
      out.append(
        "\(FlakeWords.verdict(report))  \(Visible.text(row.flake.test, atMost: 200))\(place)")
      out += FlakeWords.facts(row, groups: groups, now: now).map { "    " + $0 }
    }
    if total > rows.count { out.append("… and \(Amount.count(total - rows.count)) more (--limit)") }
    return out.joined(separator: "\n") + "\n"
  }

  var csv: String {
    var lines = [
      "repository,test,verdict,probability,rate,rate_low,rate_high,failures,executions,since,"
        + "last_failure,only_on,runs_to_settle,group"
    ]
    for row in document.tests {
      let cells: [String] = [
        CSVCell.text(row.repository), CSVCell.text(row.test), row.verdict,
        Amount.decimals(row.probability, 4), Amount.decimals(row.rate.mean, 6),
        Amount.decimals(row.rate.low, 6), Amount.decimals(row.rate.high, 6), "\(row.failures)",
        "\(row.executions)", row.since ?? "", row.lastFailure ?? "",
        CSVCell.text(row.onlyOn.joined(separator: " ")),
        (row.runsToConfirm ?? row.cleanRunsToClear).map(String.init) ?? "",
        row.group.map(String.init) ?? "",
      ]
      lines.append(cells.joined(separator: ","))
    }
    return lines.joined(separator: "\r\n") + "\r\n"
  }

  var document: FlakeListDocument {
    FlakeListDocument(total: total, groups: groups, tests: rows.map(FlakeListDocument.entry))
  }
}

/// Sentences about a test.
enum FlakeWords {
  /// `flaky 97 %`.
  static func verdict(_ report: FlakeReport) -> String {
    "\(report.verdict.rawValue) \(Amount.percent(report.probability))"
  }

  static func facts(_ row: FlakeRow, groups: [[String]], now: Int) -> [String] {
    let record = row.flake.record
    var first =
      "fails \(Amount.percent(row.flake.report.rate.mean)) of its runs ("
      + "\(Amount.percent(row.flake.report.rate.low)) to "
      + "\(Amount.percent(row.flake.report.rate.high))), "
      + "\(Amount.count(record.failures)) of \(Amount.of(record.executions, "execution"))"
    if record.maskedFailures > 0 {
      first += ", \(record.maskedFailures) more in mass failures"
    }
    var second: [String] = []
    if let since = row.since {
      let between = row.onset.map { onset in
        onset.earliest == onset.latest
          ? ""
          : "; 99 %: \(short(onset.earliest.commit)) to \(short(onset.latest.commit))"
      }
      second.append(
        "since \(Moment.ago(since.time, now: now)) (\(short(since.commit))\(between ?? ""))")
    }
    if let last = row.lastFailure, row.flake.report.evidence.count > 1 {
      second.append("last \(Moment.ago(last, now: now))")
    }
    if !row.onlyOn.isEmpty {
      second.append("only on \(Visible.text(row.onlyOn.joined(separator: ", "), atMost: 120))")
    }
    if let group = row.group {
      second.append("fails together with \(Amount.of(groups[group].count - 1, "other"))")
    }
    if let settle = settle(row.flake.report) { second.append(settle) }
    return [first, second.joined(separator: " · ")].filter { !$0.isEmpty }
  }

  /// How many more runs would settle it; nil when nothing is open.
  static func settle(_ report: FlakeReport) -> String? {
    let isFailing = report.verdict == .regressed || report.verdict == .broken
    if let runs = report.runsToConfirm, !isFailing {
      return "\(Amount.of(runs, "more run")) would settle it"
    }
    if let runs = report.cleanRunsToClear, !isFailing {
      return "\(Amount.of(runs, "clean run")) in a row would clear it"
    }
    return nil
  }

  static func short(_ commit: String) -> String {
    let isHash = commit.count >= 12 && commit.allSatisfy(\.isHexDigit)
    return isHash ? String(commit.prefix(7)) : Visible.text(commit, atMost: 40)
  }

  /// What a piece of evidence says.
  static func evidence(_ evidence: FlakeReport.Evidence) -> String {
    let segment = evidence.segment
    let failed = Amount.of(segment.failures, "failure")
    let place =
      segment.commits > 1
      ? "\(segment.commits) commits from \(short(segment.firstCommit)) to \(short(segment.lastCommit))"
      : "commit \(short(segment.firstCommit))"
    switch evidence.kind {
    case .sameCommit:
      return "\(failed) and \(Amount.of(segment.passes, "pass", "passes")) on \(place)"
    case .betweenPasses: return "\(failed) on \(place), between passes"
    case .acrossBranches:
      return "failed on two branches (\(short(segment.firstCommit)), \(short(segment.lastCommit)))"
        + " while the default branch passed"
    case .openStreak: return "\(failed) on \(place), no pass since"
    }
  }
}

/// `faultline flakes --format json`.
struct FlakeListDocument: ListDocument {
  struct Rate: Encodable {
    var mean: Double
    var low: Double
    var high: Double

    init(_ rate: RateEstimate) {
      func rounded(_ value: Double) -> Double { (value * 1e6).rounded() / 1e6 }
      mean = rounded(rate.mean)
      low = rounded(rate.low)
      high = rounded(rate.high)
    }
  }

  struct Entry: Encodable {
    var repository: String
    var test: String
    var verdict: String
    var probability: Double
    var rate: Rate
    var failures: Int
    var executions: Int
    var maskedFailures: Int
    var since: String?
    var sinceCommit: String?
    /// The 99 % interval of `sinceCommit`, where a change of the rate says it.
    var sinceBetween: [String]?
    var lastFailure: String?
    var onlyOn: [String]
    var pieces: Int
    var runsToConfirm: Int?
    var cleanRunsToClear: Int?
    var group: Int?
  }

  let schema = "faultline.flakes/1"
  var total: Int
  var groups: [[String]]
  var tests: [Entry]

  static func entry(_ row: FlakeRow) -> Entry {
    let report = row.flake.report
    return Entry(
      repository: row.flake.repository, test: row.flake.test, verdict: report.verdict.rawValue,
      probability: (report.probability * 1e4).rounded() / 1e4, rate: Rate(report.rate),
      failures: row.flake.record.failures, executions: row.flake.record.executions,
      maskedFailures: row.flake.record.maskedFailures,
      since: row.since.map { Timestamp.text($0.time) }, sinceCommit: row.since?.commit,
      sinceBetween: row.onset.map { [$0.earliest.commit, $0.latest.commit] },
      lastFailure: row.lastFailure.map(Timestamp.text), onlyOn: row.onlyOn, pieces: report.pieces,
      runsToConfirm: report.runsToConfirm, cleanRunsToClear: report.cleanRunsToClear,
      group: row.group)
  }
}
