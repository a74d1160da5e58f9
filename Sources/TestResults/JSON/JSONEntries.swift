/// Reads one big JSON document, keeping in memory only the entries at given paths, one at a time.
///
///     paths: ["results", "tests", "*"]     each element of the array results.tests
final class JSONEntriesParser: ReportParser {
  private var scanner: JSONScanner
  private var builder = JSONBuilder()
  private let paths: [[String]]
  private let context: ReportContext
  private let take: (_ path: Int, JSONValue) -> Void
  private let end: () -> Void
  /// The key or `*` of each open level's current member.
  private var trail: [String] = []
  private var building: Int?
  private var hasValue = false

  /// - Parameters:
  ///   - paths: from the root; `*` is any element of an array.
  ///   - take: gets the index of the path and the entry.
  ///   - end: called once when no more entries come, also after damage.
  init(
    _ context: ReportContext, paths: [[String]], take: @escaping (Int, JSONValue) -> Void,
    end: @escaping () -> Void = {}
  ) {
    self.context = context
    self.paths = paths
    self.take = take
    self.end = end
    scanner = JSONScanner(limits: context.limits)
  }

  func consume(_ chunk: UnsafeRawBufferPointer) throws(ReportError) {
    var scanner = self.scanner
    defer { self.scanner = scanner }
    try scanner.consume(chunk) { token throws(ReportError) in try accept(token) }
    if builder.size > context.limits.entryBytes {
      throw ReportError(
        .tooLarge, byte: scanner.byte, line: scanner.line,
        found: "an entry of more than \(context.limits.entryBytes) bytes",
        expected: "a smaller entry")
    }
  }

  func finish() throws(ReportError) {
    var scanner = self.scanner
    try scanner.finish { token throws(ReportError) in try accept(token) }
    if !hasValue {
      throw ReportError(
        .truncated, byte: scanner.byte, line: scanner.line, found: "the end of the file",
        expected: "a JSON object")
    }
  }

  func flush() { end() }

  private func accept(_ token: JSONToken) throws(ReportError) {
    hasValue = true
    if building == nil, isValueStart(token) { building = paths.firstIndex(of: trail) }
    if let path = building {
      guard let value = builder.take(token) else { return }
      building = nil
      take(path, value)
      return
    }
    switch token {
    case .beginObject: trail.append("")
    case .beginArray: trail.append("*")
    case .endObject, .endArray: trail.removeLast()
    case .key(let bytes): trail[trail.count - 1] = String(decoding: bytes, as: UTF8.self)
    default: break
    }
  }

  private func isValueStart(_ token: JSONToken) -> Bool {
    switch token {
    case .key, .endObject, .endArray: false
    default: true
    }
  }
}
