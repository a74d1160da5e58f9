import TestResults
import Triage

/// The results of one job boiled down to what is stored: who ran, who was skipped, and a row for
/// each test that did not simply pass. The same results in another order give the same digest.
struct ResultDigest {
  /// Failing tests of one job that get a row with their message. A job in which everything fails
  /// says nothing new after that; the further ones are kept as a roster.
  static let rowLimit = 10_000

  struct Row {
    var test: Int64
    /// `failed`, `errored`, `aborted`, or `flaky`: failed and passed within the job.
    var outcome: String
    /// A letter per attempt: P, F, E, A, S.
    var attempts: String
    /// Milliseconds over all attempts.
    var duration: Int?
    /// Suite, class, name and file as reported, separated by U+001F.
    var raw: String
    var message: String?
    var fingerprint: String?
  }

  private(set) var ran = Roster(ascending: [])
  private(set) var skipped = Roster(ascending: [])
  /// Failing tests beyond ``rowLimit``.
  private(set) var failed = Roster(ascending: [])
  private(set) var rows: [Row] = []
  private(set) var names: [(test: Int64, key: String)] = []
  private(set) var failures = 0
  private(set) var flaky = 0
  /// Milliseconds.
  private(set) var duration = 0

  private struct Seen {
    var test: Int64
    var index: Int
    var severity: Int
  }

  init(_ results: [TestResult]) {
    var seen: [Seen] = []
    seen.reserveCapacity(results.count)
    names.reserveCapacity(results.count)
    for (index, result) in results.enumerated() where !result.isCached {
      let key = result.identity.key
      let test = NameNumber.of(key)
      names.append((test, key))
      seen.append(Seen(test: test, index: index, severity: Self.severity(result)))
      duration += Self.milliseconds(result) ?? 0
    }
    settle(Self.worst(of: seen, results), results)
  }

  /// What tells two sets of results apart.
  var digest: Int64 {
    var parts = ["\(ran.number)", "\(skipped.number)", "\(failed.number)", "\(duration)"]
    for row in rows {
      parts += [
        "\(row.test)", row.outcome, row.attempts, "\(row.duration ?? -1)", row.raw,
        row.message ?? "", row.fingerprint ?? "",
      ]
    }
    return NameNumber.of(parts)
  }

  /// Several entries under one key (names that differ in noise only) count as one test, which
  /// fared as badly as the worst of them.
  private static func worst(of seen: [Seen], _ results: [TestResult]) -> [Seen] {
    let sorted = seen.sorted { left, right in
      (left.test, -left.severity) < (right.test, -right.severity)
    }
    var kept: [Seen] = []
    kept.reserveCapacity(sorted.count)
    for entry in sorted {
      guard let last = kept.last, last.test == entry.test else {
        kept.append(entry)
        continue
      }
      // Equally bad: the one whose words come first, so that the order of the report is no matter.
      if last.severity == entry.severity, entry.severity > 1,
        Self.raw(results[entry.index]) < Self.raw(results[last.index])
      {
        kept[kept.count - 1] = entry
      }
    }
    return kept
  }

  private mutating func settle(_ seen: [Seen], _ results: [TestResult]) {
    ran = Roster(ascending: seen.lazy.filter { $0.severity > 0 }.map(\.test))
    skipped = Roster(ascending: seen.lazy.filter { $0.severity == 0 }.map(\.test))
    var beyond: [Int64] = []
    for entry in seen where entry.severity > 1 {
      if entry.severity == 2 { flaky += 1 } else { failures += 1 }
      if rows.count < Self.rowLimit || entry.severity == 2 {
        rows.append(Self.row(results[entry.index], test: entry.test))
      } else {
        beyond.append(entry.test)
      }
    }
    failed = Roster(ascending: beyond)
  }

  /// 0 not run, 1 passed, 2 failed and passed, 3 failed.
  private static func severity(_ result: TestResult) -> Int {
    if result.attempts.count == 1, result.declaredOutcome == nil {
      let outcome = result.attempts[0].outcome
      return outcome == .passed ? 1 : outcome == .skipped ? 0 : 3
    }
    let failed = result.attempts.contains { $0.outcome.isFailure }
    let passed = result.attempts.contains { $0.outcome == .passed }
    if failed && passed { return 2 }
    if failed || result.outcome.isFailure { return 3 }
    return passed ? 1 : 0
  }

  private static func row(_ result: TestResult, test: Int64) -> Row {
    let failure = result.attempts.first { $0.outcome.isFailure }
    let message = failure.flatMap { $0.message ?? $0.type }.map { StoredText.clean($0) }
    let outcome =
      severity(result) == 2 ? "flaky" : (failure?.outcome ?? result.outcome).rawValue
    return Row(
      test: test, outcome: outcome, attempts: String(result.attempts.map(letter)),
      duration: milliseconds(result), raw: raw(result), message: message,
      fingerprint: message.flatMap { Fingerprint.of(line: $0) })
  }

  private static func letter(_ attempt: Attempt) -> Character {
    switch attempt.outcome {
    case .passed: "P"
    case .failed: "F"
    case .errored: "E"
    case .aborted: "A"
    case .skipped: "S"
    }
  }

  private static func milliseconds(_ result: TestResult) -> Int? {
    // A report may say anything: infinity, or a century. More than a month is no duration.
    result.duration.map { $0.isFinite ? Int((min(max($0, 0), 2_678_400) * 1000).rounded()) : 0 }
  }

  private static func raw(_ result: TestResult) -> String {
    let identity = result.identity
    return StoredText.clean(
      [identity.suite, identity.className, identity.name, identity.file]
        .joined(separator: "\u{1F}"), limit: 2000)
  }
}
