/// Replaces secrets in a line by `[masked:<kind>]`. Nothing of the value is kept, no hash either.
///
/// Two stages: `SecretTriggers` finds the few places where a known word or prefix stands (a table
/// look-up for every second byte); the rule of that word then decides what, if anything, is secret.
public enum SecretMasker {
  /// Masks `text` in place; returns how many secrets were replaced.
  @discardableResult
  public static func mask(_ text: inout [UInt8]) -> Int {
    let found = text.withUnsafeBytes { findings($0) }
    _ = replace(found, in: &text)
    return found.count
  }

  /// A secret's place in a line, and the name its replacement bears.
  struct Finding: Equatable {
    let range: Range<Int>
    let kind: StaticString

    static func == (left: Finding, right: Finding) -> Bool {
      left.range == right.range && "\(left.kind)" == "\(right.kind)"
    }
  }

  /// The secrets of a line, ascending and disjoint.
  static func findings(_ text: UnsafeRawBufferPointer) -> [Finding] {
    var found: [Finding] = []
    SecretTriggers.shared.scan(text) { trigger, index in
      // What an earlier rule covers is not looked at again.
      if let last = found.last, last.range.contains(index) { return }
      if let finding = trigger.rule.finding(text, at: index, trigger) { found.append(finding) }
    }
    return found.count > 1 ? disjoint(found) : found
  }

  /// Puts the replacements into `text`; returns what was replaced by how many bytes.
  static func replace(
    _ findings: [Finding], in text: inout [UInt8]
  ) -> [(range: Range<Int>, length: Int)] {
    guard !findings.isEmpty else { return [] }
    var result: [UInt8] = []
    result.reserveCapacity(text.count + 32)
    var edits: [(range: Range<Int>, length: Int)] = []
    var done = 0
    for finding in findings {
      result += text[done..<finding.range.lowerBound]
      let before = result.count
      result += "[masked:".utf8
      finding.kind.withUTF8Buffer { result += $0 }
      result.append(UInt8(char: "]"))
      edits.append((finding.range, result.count - before))
      done = finding.range.upperBound
    }
    result += text[done...]
    text = result
    return edits
  }

  /// Sorts; of two findings that overlap the one that begins first wins, and grows over the other.
  private static func disjoint(_ findings: [Finding]) -> [Finding] {
    var result: [Finding] = []
    for finding in findings.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      guard let last = result.last, last.range.upperBound > finding.range.lowerBound else {
        result.append(finding)
        continue
      }
      let end = max(last.range.upperBound, finding.range.upperBound)
      result[result.count - 1] = Finding(
        range: last.range.lowerBound..<end, kind: last.kind)
    }
    return result
  }
}
