#if canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What a value looks like: enough to tell a secret from words about secrets.
struct ValueLooks {
  private(set) var digits = 0
  private(set) var letters = 0
  /// How many of lower case, upper case, digits and other signs occur.
  private(set) var classes = 0
  /// No blanks or brackets: one token, not a sentence or code.
  private(set) var isOneToken = true
  /// A variable, a path, a URL, a placeholder or what a CI already masked.
  let isReference: Bool
  /// `true`, `null`, `required`, …: says something about a secret.
  let isWordOfState: Bool
  private let text: UnsafeRawBufferPointer
  private let range: Range<Int>

  init(_ text: UnsafeRawBufferPointer, _ range: Range<Int>) {
    self.text = text
    self.range = range
    var lower = false
    var upper = false
    var sign = false
    for byte in text[range] {
      if byte.isDigit {
        digits += 1
      } else if byte.isLetter {
        letters += 1
        if byte.isUpper { upper = true } else { lower = true }
      } else {
        sign = true
        if byte == Byte.space || byte == 0x28 || byte == 0x29 || byte == 0x7B || byte == 0x7D
          || byte == 0x3C || byte == 0x5B || byte >= 0x80
        {
          isOneToken = false
        }
      }
    }
    classes = (lower ? 1 : 0) + (upper ? 1 : 0) + (digits > 0 ? 1 : 0) + (sign ? 1 : 0)
    isReference = Self.isReference(text, range)
    isWordOfState = Self.isWordOfState(text, range)
  }

  /// Shannon entropy of the bytes, in bits per byte.
  var entropy: Double {
    guard !range.isEmpty else { return 0 }
    return withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 256) { counts in
      counts.initialize(repeating: 0)
      for byte in text[range] { counts[Int(byte)] &+= 1 }
      let total = Double(range.count)
      return counts.reduce(0) { sum, count in
        guard count > 0 else { return sum }
        let share = Double(count) / total
        return sum - share * log2(share)
      }
    }
  }

  private static func isReference(_ text: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
    let start = range.lowerBound
    let view = text.upTo(range.upperBound)
    switch view.at(start) {
    case UInt8(char: "$"), UInt8(char: "%"), UInt8(char: "<"), UInt8(char: "{"),
      UInt8(char: "/"), UInt8(char: "@"), UInt8(char: "("), UInt8(char: "["):
      return true
    case UInt8(char: "."), UInt8(char: "~"):
      return view.at(start + 1) == 0x2F || view.has("./", at: start + 1)
    default: break
    }
    if view.find("***", from: start) != nil || view.find("://", from: start) != nil { return true }
    if view.find("${", from: start) != nil || view.find("[masked:", from: start) != nil {
      return true
    }
    if view.find("::", from: start) != nil || view.at(range.upperBound - 1) == 0x3A { return true }
    // `C:\…`, `process.env.X`, `secrets.X`, `os.environ`
    if view.has(":\\", at: start + 1) || view.hasFolded("secrets.", at: start) { return true }
    if view.hasFolded("process.env", at: start) || view.has("os.environ", at: start) {
      return true
    }
    return isCode(view, start) || range.allSatisfy { text[$0] == text[start] }
  }

  /// `DEPLOY_TOKEN` (the name of a variable), `getpass.getpass()`, `form.password.data`
  private static func isCode(_ view: UnsafeRawBufferPointer, _ start: Int) -> Bool {
    let name = view.skip(from: start) { $0.isUpper || $0.isDigit || $0 == 0x5F }
    if name == view.count { return view.first(0x5F, in: start..<name) != nil }
    let path = view.skip(from: start) { $0.isLetter || $0 == 0x5F || $0 == 0x2E }
    if view.at(path) == UInt8(char: "("), path > start { return true }
    return path == view.count && view.first(0x2E, in: start..<path) != nil
  }

  private static func isWordOfState(_ text: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
    let view = text.upTo(range.upperBound)
    func isWord(_ word: StaticString) -> Bool {
      word.utf8CodeUnitCount == range.count && view.hasFolded(word, at: range.lowerBound)
    }
    let states: [StaticString] = [
      "true", "false", "null", "none", "nil", "undefined", "required", "yes", "optional",
      "string", "password", "token", "secret", "empty", "invalid", "missing", "unset", "hidden",
      "redacted", "masked", "prompt", "disabled", "enabled", "stdin", "string", "default",
    ]
    return states.contains { isWord($0) }
  }
}
