/// A result found in a log.
public struct LogResult: Sendable, Hashable {
  public var result: TestResult
  /// The line that says how the test ended (the first such line, if several do).
  public var line: Int
  /// Whose words they are: `pytest`, `go`, `cargo`, `jest`, …
  public var tool: String
}

/// Reads test results out of plain log lines, for jobs that leave no report.
///
///     FAILED tests/test_cart.py::test_discount - assert 90 == 100
///     -> failed  tests.test_cart::test_discount  "assert 90 == 100"
///
/// Takes clean lines (no provider stamps, no colours). Most tools name a failure twice, as it
/// happens and again in a summary: both become one result. A second execution becomes a further
/// attempt. Results are handed over at ``finish()``, in the order their first lines came, or
/// earlier when more than ``ReportLimits/heldResults`` are held.
public final class LogResults {
  private let findings: LogFindings
  private let readers: [any LogLineReader]
  /// For each first visible byte the readers that care for such lines.
  private var dispatch: [[any LogLineReader]]

  public init(limits: ReportLimits = .default, sink: @escaping (LogResult) -> Void) {
    findings = LogFindings(limits: limits, sink: sink)
    readers = LogLineReaders.all.map { $0.init() }
    dispatch = Array(repeating: [], count: 256)
    for byte in 0..<256 {
      dispatch[byte] = readers.filter { $0.cares(for: UInt8(byte)) }
    }
  }

  /// The tools whose lines are understood, sorted.
  public static var tools: [String] { LogLineReaders.all.map { $0.tool }.sorted() }

  /// Takes the clean bytes of one line, without its end. Only the first 4 KiB are looked at.
  /// - Parameter number: the line's number, as results will name it.
  public func consume(_ line: UnsafeRawBufferPointer, number: Int) {
    guard let start = line.firstIndex(where: { $0 > 0x20 }) else {
      for reader in readers where reader.wantsAll { reader.read(LogLine([], 0, number), findings) }
      return
    }
    let interested = dispatch[Int(line[start])]
    var whole: LogLine?
    for reader in interested {
      let line = whole ?? LogLine(Array(line.prefix(4096)), start, number)
      whole = line
      reader.read(line, findings)
    }
    for reader in readers where reader.wantsAll && !reader.cares(for: line[start]) {
      let line = whole ?? LogLine(Array(line.prefix(4096)), start, number)
      whole = line
      reader.read(line, findings)
    }
  }

  public func consume(_ line: [UInt8], number: Int) {
    line.withUnsafeBytes { consume($0, number: number) }
  }

  /// The log is over: tests that began without an end are aborted, everything held is delivered.
  public func finish() {
    for reader in readers { reader.finish(findings) }
    findings.flush()
  }
}

/// All readers; a new one is a file in `LogLines` and its name here.
enum LogLineReaders {
  static let all: [any LogLineReader.Type] = [
    BazelLines.self, CTestLines.self, CargoLines.self, DotNetLines.self, ExUnitLines.self,
    GoogleTestLines.self, GoTestLines.self, GradleLines.self, JestLines.self, MinitestLines.self,
    MochaLines.self, NextestLines.self, PHPUnitLines.self, PlaywrightLines.self,
    PytestLines.self, RSpecLines.self, SurefireLines.self, SwiftTestLines.self, TAPLines.self,
    UnittestLines.self,
  ]
}

/// Understands the lines of one tool.
protocol LogLineReader: AnyObject, SendableMetatype {
  static var tool: String { get }
  init()
  /// Whether lines whose first visible byte is this one may concern the tool.
  func cares(for first: UInt8) -> Bool
  /// In the middle of something: every line is to be shown, blank ones too.
  var wantsAll: Bool { get }
  func read(_ line: LogLine, _ findings: LogFindings)
  func finish(_ findings: LogFindings)
}

extension LogLineReader {
  var wantsAll: Bool { false }
  func finish(_ findings: LogFindings) {}
}

/// One clean line.
struct LogLine {
  let bytes: [UInt8]
  /// Leading blanks.
  let indent: Int
  let number: Int

  init(_ bytes: [UInt8], _ indent: Int, _ number: Int) {
    self.bytes = bytes
    self.indent = indent
    self.number = number
  }

  var isBlank: Bool { indent >= bytes.count }

  /// Whether the visible part begins so.
  func starts(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard bytes.count - indent >= count else { return false }
    for index in 0..<count where bytes[indent + index] != text.utf8Start[index] { return false }
    return true
  }

  func has(_ text: String) -> Bool { ByteSearch.find(text, in: bytes[...]) != nil }

  /// The visible part, without outer blanks.
  var text: String {
    var end = bytes.count
    while end > indent, bytes[end - 1] <= 0x20 { end -= 1 }
    guard end > indent else { return "" }
    return String(decoding: bytes[indent..<end], as: UTF8.self)
  }
}

extension String {
  /// The part after `prefix`, or nil.
  func after(_ prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }

  /// The parts before and after the first (or last) `mark`, or nil.
  func parted(at mark: String, last: Bool = false) -> (head: String, tail: String)? {
    let bytes = Array(utf8)
    let needle = Array(mark.utf8)
    guard !needle.isEmpty, bytes.count >= needle.count else { return nil }
    let places = 0...(bytes.count - needle.count)
    let isHere = { (at: Int) in bytes[at..<(at + needle.count)].elementsEqual(needle) }
    guard let at = last ? places.last(where: isHere) : places.first(where: isHere) else {
      return nil
    }
    return (
      String(decoding: bytes[..<at], as: UTF8.self),
      String(decoding: bytes[(at + needle.count)...], as: UTF8.self)
    )
  }

  /// Without blanks at both ends.
  var trimmed: String {
    let body = utf8.drop { $0 <= 0x20 }.reversed().drop { $0 <= 0x20 }.reversed()
    return String(decoding: Array(body), as: UTF8.self)
  }

  /// The text and the number of `text (12 ms)`, `text (0.01s)`, `text [< 1 ms]`, in seconds.
  var withoutDuration: (text: String, seconds: Double?) {
    guard let close = last, close == ")" || close == "]",
      let open = lastIndex(of: close == ")" ? "(" : "[")
    else { return (self, nil) }
    var inner = String(self[index(after: open)...].dropLast()).trimmed
    if let rest = inner.after("<") { inner = rest.trimmed }
    for (unit, scale) in [
      ("milliseconds", 0.001), ("seconds", 1), ("ms", 0.001), ("μs", 1e-6), ("sec", 1),
      ("s", 1), ("m", 60),
    ] where inner.hasSuffix(unit) {
      guard let value = NumberText.seconds(inner.dropLast(unit.count).utf8) else { break }
      return (String(self[..<open]).trimmed, value * scale)
    }
    return (self, nil)
  }
}
