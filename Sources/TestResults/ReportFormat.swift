/// A report format: how to know it, and how to read it. Each lives in one file of `Formats`.
protocol ReportFormat: SendableMetatype {
  /// Stable slug, shown to people and stored: `junit-xml`.
  static var name: String { get }
  /// Whether the first bytes are this format's. No two formats may claim the same head; the
  /// contract suite holds them to it.
  static func recognises(_ head: ReportHead) -> Bool
  static func makeParser(_ context: ReportContext) -> any ReportParser
}

/// Reads one report pushed to it in chunks of any size.
protocol ReportParser: AnyObject {
  func consume(_ chunk: UnsafeRawBufferPointer) throws(ReportError)
  /// The input is over; throws when it ended too early.
  func finish() throws(ReportError)
  /// Delivers what is complete but not yet handed over; called once, also after damage.
  func flush()
}

/// All formats. A new one is a file in `Formats`, its name here, and a fixture folder.
public enum ReportFormats {
  static let all: [any ReportFormat.Type] = [
    CTRF.self, GoTestJSON.self, JestJSON.self, JUnitXML.self, MochaJSON.self, NUnit3.self,
    PlaywrightJSON.self, PytestReportLog.self, RSpecJSON.self, SwiftEventStream.self, TAP.self,
    TRX.self, XUnit2.self,
  ]

  /// Their names, sorted.
  public static var names: [String] { all.map { $0.name }.sorted() }

  /// The format that claims these first bytes (plain or UTF-16; not compressed), or nil.
  public static func recognise(_ head: [UInt8]) -> String? { find(ReportHead(head))?.name }

  static func find(_ head: ReportHead) -> (any ReportFormat.Type)? {
    all.first { $0.recognises(head) }
  }
}

/// The first bytes of a report in UTF-8, with the questions formats ask of them.
struct ReportHead {
  /// Without byte-order mark and leading blanks.
  let bytes: [UInt8]
  /// The name of the first XML element; nil when this is not XML.
  let xmlRoot: String?

  init(_ raw: [UInt8]) {
    var bytes = raw
    let encoding = Transcoder.sniff(raw[...])
    if encoding != .utf8 {
      var transcoder = Transcoder(encoding)
      bytes = raw.withUnsafeBytes { transcoder.transcode($0) }
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    self.bytes = Array(bytes.drop { $0 <= 0x20 })
    xmlRoot = Self.rootElement(self.bytes)
  }

  var startsWithBrace: Bool { bytes.first == UInt8(ascii: "{") }

  /// The first line, without its end.
  var firstLine: ArraySlice<UInt8> {
    let line = bytes.prefix { $0 != 0x0A }
    return line.last == 0x0D ? line.dropLast() : line
  }

  /// The first line that begins with a brace.
  var firstObjectLine: ArraySlice<UInt8>? {
    guard bytes.first != UInt8(ascii: "<"), bytes.first != UInt8(ascii: "[") else { return nil }
    return bytes.split(separator: 0x0A).first { $0.first == UInt8(ascii: "{") }
  }

  func contains(_ text: String) -> Bool { ByteSearch.find(text, in: bytes[...]) != nil }

  /// Whether `"key"` followed by a colon occurs.
  func hasKey(_ key: String) -> Bool { Self.hasKey(key, in: bytes[...]) }

  static func hasKey(_ key: String, in bytes: ArraySlice<UInt8>) -> Bool {
    let quoted = "\"\(key)\""
    var from = bytes.startIndex
    while let found = ByteSearch.find(quoted, in: bytes[from...]) {
      let end = found + quoted.utf8.count
      if bytes[end...].first(where: { $0 > 0x20 }) == UInt8(ascii: ":") { return true }
      from = end
    }
    return false
  }

  /// Skips declarations, comments and a DTD (which the parser then refuses by name).
  private static func rootElement(_ bytes: [UInt8]) -> String? {
    var rest = bytes[...]
    while rest.first == UInt8(ascii: "<") {
      let opener = rest.dropFirst().first
      if opener == UInt8(ascii: "?") || opener == UInt8(ascii: "!") {
        let isComment = rest.starts(with: "<!--".utf8)
        guard let end = ByteSearch.find(isComment ? "-->" : ">", in: rest) else { return nil }
        rest = rest[(end + (isComment ? 3 : 1))...]
        if rest.first == UInt8(ascii: "]") { rest = rest.dropFirst(2) }
        while let blank = rest.first, blank <= 0x20 { rest = rest.dropFirst() }
        continue
      }
      let name = rest.dropFirst().prefix { $0 > 0x20 && $0 != 0x3E && $0 != 0x2F }
      return name.isEmpty ? nil : String(decoding: Array(name), as: UTF8.self)
    }
    return nil
  }
}

/// Plain substring search over bytes.
enum ByteSearch {
  /// - Returns: the index of the first occurrence.
  static func find(_ text: String, in bytes: ArraySlice<UInt8>) -> Int? {
    let needle = Array(text.utf8)
    guard let first = needle.first, bytes.count >= needle.count else { return nil }
    var at = bytes.startIndex
    let last = bytes.endIndex - needle.count
    while at <= last {
      guard let hit = bytes[at...last].firstIndex(of: first) else { return nil }
      if bytes[hit..<(hit + needle.count)].elementsEqual(needle) { return hit }
      at = hit + 1
    }
    return nil
  }
}
