import Signatures
import Triage

/// One thing to point at: the cause of a failed job, or a test of it that failed. What every
/// destination with annotations is made from.
struct Finding: Sendable, Equatable {
  enum Level: Sendable, Equatable {
    case error
    case warning
  }

  var level: Level
  /// One line: "dependency / package-not-found".
  var title: String
  /// One sentence in plain English.
  var summary: String
  /// The quoted line and what to do, one item per line.
  var details: [String]
  /// Nil where no file of the checkout is known.
  var location: SourceLocation?
  /// What kind of finding it is: a signature's id, or `faultline/bucket/category`.
  var rule: String
  /// Equal for equal failures.
  var fingerprint: String
  var bucket: Bucket
  var category: String?

  /// Summary and details, each on its line.
  var message: String { ([summary] + details).joined(separator: "\n") }
}

extension Finding {
  /// The findings of failed jobs, the cause of each first; the same thing is said once.
  static func all(_ answers: [Answer]) -> [Finding] {
    var seen: Set<String> = []
    return answers.flatMap { all($0) }.filter { finding in
      let place = finding.location.map { "\($0.file):\($0.line ?? 0)" } ?? ""
      return seen.insert("\(finding.fingerprint) \(place)").inserted
    }
  }

  /// Nothing for a job that did not fail.
  static func all(_ answer: Answer) -> [Finding] {
    guard answer.diagnosis.failed else { return [] }
    let cause = cause(answer)
    return [cause] + answer.tests.compactMap { test(answer, $0, cause) }
  }

  private static func cause(_ answer: Answer) -> Finding {
    let diagnosis = answer.diagnosis
    var details: [String] = []
    if let cause = diagnosis.cause {
      details.append("log line \(cause.line): " + Visible.text(cause.text, atMost: 400))
    }
    details += (answer.recurrence?.sentences ?? []).map { Visible.text($0, atMost: 400) }
    if diagnosis.actor != .nobody {
      let retry = diagnosis.isTransient ? "; a retry may well pass" : ""
      details.append("Whose turn: \(diagnosis.actor.words)\(retry).")
    }
    details += diagnosis.remediation.prefix(5).map {
      "What to do: " + Visible.text($0, atMost: 400)
    }
    return Finding(
      level: diagnosis.bucket == .unknown ? .warning : .error, title: answer.headline,
      summary: Visible.text(diagnosis.summary, atMost: 400), details: details,
      location: answer.location.flatMap(\.checked), rule: answer.rule,
      fingerprint: answer.identity, bucket: diagnosis.bucket, category: diagnosis.category)
  }

  /// Nil where the cause already stands at the test's place.
  private static func test(_ answer: Answer, _ test: TestNote, _ cause: Finding) -> Finding? {
    let place = test.file.flatMap { SourceLocation(file: $0, line: test.line).checked }
    if let place, place.file == cause.location?.file, place.line == cause.location?.line {
      return nil
    }
    let name = Visible.text(test.name, atMost: 300)
    let message = (test.message ?? "").split(whereSeparator: \.isNewline).prefix(10)
      .map { Visible.text($0, atMost: 400) }
    return Finding(
      level: test.isExpected ? .warning : .error,
      title: "test " + Visible.text(test.verdict ?? "failed", atMost: 40),
      summary: "\(name): \(test.words)", details: message, location: place, rule: "faultline/test",
      fingerprint: StableID.hex("test\u{1F}" + test.name), bucket: .test, category: nil)
  }
}

extension Answer {
  /// "dependency / package-not-found".
  var headline: String {
    diagnosis.bucket.rawValue + (diagnosis.category.map { " / \($0)" } ?? "")
  }

  /// The signature's id, or bucket and category in its form.
  var rule: String {
    diagnosis.signature
      ?? "faultline/\(diagnosis.bucket.rawValue)" + (diagnosis.category.map { "/\($0)" } ?? "")
  }

  /// Equal for equal failures: the fingerprint, or a hash of rule and quoted line.
  var identity: String {
    diagnosis.fingerprint
      ?? StableID.hex(rule + "\u{1F}" + (diagnosis.cause?.text ?? diagnosis.summary))
  }

  /// The job's name, or the log's where it came alone.
  var jobName: String { job?.job ?? diagnosis.source.name }
}

extension SourceLocation {
  /// Nil unless the path is relative, stays inside the checkout and is what it looks like.
  var checked: SourceLocation? {
    // A name that hides something or acts on a job's output cannot be written as it is.
    let isPlain = Visible.text(file) == file && !file.contains("\\")
    let parts = file.split(separator: "/", omittingEmptySubsequences: false)
    guard isPlain, !file.isEmpty, !parts.contains(where: { $0.isEmpty || $0 == ".." || $0 == "." }),
      !file.hasPrefix("~"), file.dropFirst().first != ":"
    else { return nil }
    var out = self
    if let line, line < 1 { out.line = nil }
    if out.line == nil { out.column = nil }
    if let column, column < 1 { out.column = nil }
    return out
  }

  /// `src/a.ts:12:3`, as far as known.
  var words: String {
    ([file] + [line, column].compactMap { $0.map(String.init) }).joined(separator: ":")
  }
}

/// A hash that is the same on every machine and in every release: FNV-1a, 64 bits.
enum StableID {
  /// Sixteen digits.
  static func hex(_ text: String) -> String {
    let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { hash, byte in
      (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// Parts joined as long as they fit; what is left is counted, not cut in the middle.
enum Budget {
  /// - Parameters:
  ///   - limit: bytes of the whole.
  ///   - more: words for the number of parts that did not fit.
  static func join(
    _ parts: [String], separator: String, limit: Int, more: (Int) -> String
  ) -> String {
    // Room for the words about the rest.
    let room = limit - 256
    var out = ""
    for (index, part) in parts.enumerated() {
      let next = index == 0 ? part : separator + part
      if out.utf8.count + next.utf8.count > room {
        return out + (out.isEmpty ? "" : separator) + more(parts.count - index)
      }
      out += next
    }
    return out
  }
}
