import Patterns

/// What a line and the two behind it say of how the tool goes on from a failure.
struct Sequel: OptionSet {
  let rawValue: Int

  /// It is ignored, or was expected.
  static let isTolerated = Sequel(rawValue: 1)
  /// Another attempt follows.
  static let isRetried = Sequel(rawValue: 2)
  /// Python goes on right behind the line with the exception that came of it.
  static let isOvertaken = Sequel(rawValue: 4)

  private static let words: [(text: String, sequel: Sequel)] =
    [
      // Make's `Error 1 (ignored)`, Ansible's `...ignoring`, Gradle's and others' own words.
      "(ignored)", "...ignoring", "Ignoring error", "ignoring this error", "continuing anyway",
      "Continuing anyway", "continue-on-error", "allowed to fail", "Allowed to fail",
      // A git command that only tidies up: actions/checkout warns of it and goes on.
      "##[warning]The process '", "::warning::The process '",
      // yum goes on without the package that it says it does not have.
      "Resolving Dependencies",
      " (expected)", "failed as expected", "fails as expected", "errors as expected",
    ].map { ($0, .isTolerated) }
    + ["Retrying", "retrying", "Will retry", "will retry", "Trying again"]
    .map { ($0, .isRetried) }
    + [
      "During handling of the above exception, another exception occurred",
      "The above exception was the direct cause of the following exception",
    ].map { ($0, .isOvertaken) }

  private static let sequels = words.map(\.sequel)
  private static let scanner = LiteralScanner(spelled: words.map { Array($0.text.utf8) })

  /// Looks at the candidate's line and those held behind it.
  static func of(_ candidate: Candidate) -> Sequel {
    var found: [LiteralScanner.Hit] = []
    var sequel: Sequel = []
    candidate.around.withBytes(from: candidate.number) { bytes in
      scanner.scan(bytes, into: &found)
      for hit in found where !isOver(bytes, hit) { sequel.insert(sequels[Int(hit.literal)]) }
    }
    return sequel
  }

  /// Cypress is done with its attempts when it says "Timed out retrying after 4000ms".
  private static func isOver(_ bytes: UnsafeRawBufferPointer, _ hit: LiteralScanner.Hit) -> Bool {
    let start = Int(hit.end) - words[Int(hit.literal)].text.utf8.count
    return bytes[..<max(0, min(start, bytes.count))].suffix(10).elementsEqual("Timed out ".utf8)
  }
}
