@testable import Flakiness

/// Builds records from a short picture: each word is one commit, each letter one run of it:
/// `P` passed, `F` failed, `R` failed and passed by retry, `m` failed in a masked run.
struct History {
  var runs: [(outcome: Outcome, run: TestRun, isMasked: Bool)] = []

  init(_ picture: String, mainLine: Bool = true) {
    for (commit, word) in picture.split(separator: " ").enumerated() {
      for letter in word { add(letter, commit: "c\(commit)", mainLine: mainLine) }
    }
  }

  mutating func add(_ letter: Character, commit: String, mainLine: Bool = true) {
    let run = TestRun(
      id: "r\(runs.count)", commit: commit, isMainLine: mainLine,
      time: 1_600_000_000 + runs.count * 3600, executions: [])
    let outcome: Outcome = letter == "P" ? .passed : letter == "R" ? .flaky : .failed
    runs.append((outcome, run, letter == "m"))
  }

  /// So many green commits before what the picture shows.
  static func record(passes: Int, then picture: String = "") -> TestRecord {
    var history = History("")
    for commit in 0..<passes { history.add("P", commit: "g\(commit)") }
    for (commit, word) in picture.split(separator: " ").enumerated() {
      for letter in word { history.add(letter, commit: "c\(commit)") }
    }
    return history.record
  }

  var record: TestRecord { TestRecord.recomputed(from: runs) }
}
