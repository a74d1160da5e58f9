/// What a JSONL format does with its lines.
protocol JSONLinesHandler: AnyObject {
  /// - Returns: false when the object is none of this format's.
  func take(_ object: JSONValue) -> Bool
  /// What is missing at the end of the input, in words, or nil when the run is complete.
  var missing: String? { get }
  /// Delivers tests that began and never ended, and what else was held; called once.
  func end()
}

/// Reads a report of one JSON object per line. A line that is something else (build output between
/// the events) is noted and skipped; a cut last line is damage.
final class JSONLinesParser: ReportParser {
  private var lines: LineSplitter
  private let handler: any JSONLinesHandler
  private let context: ReportContext
  private var lastBad: ReportError?

  init(_ handler: any JSONLinesHandler, _ context: ReportContext) {
    self.handler = handler
    self.context = context
    lines = LineSplitter(limit: context.limits.entryBytes)
  }

  func consume(_ chunk: UnsafeRawBufferPointer) throws(ReportError) {
    var lines = self.lines
    defer { self.lines = lines }
    try lines.consume(chunk) { line throws(ReportError) in read(line) }
  }

  func finish() throws(ReportError) {
    let before = lines.number
    var lines = self.lines
    try lines.finish { line throws(ReportError) in read(line) }
    if lines.number > before, var bad = lastBad, bad.line == lines.number {
      bad.kind = .truncated
      throw bad
    }
    if let missing = handler.missing {
      throw ReportError(
        .truncated, byte: lines.offset, line: lines.number, found: "the end of the file",
        expected: missing)
    }
  }

  func flush() { handler.end() }

  private func read(_ line: LineSplitter.Line) {
    guard line.bytes.contains(where: { $0 > 0x20 }) else { return }
    do throws(ReportError) {
      if line.isCut {
        throw ReportError(
          .tooLarge, byte: line.offset, line: line.number,
          found: "a line of more than \(context.limits.entryBytes) bytes", expected: "a shorter one"
        )
      }
      guard handler.take(try Self.value(line, context.limits)) else {
        throw ReportError(
          .malformed, byte: line.offset, line: line.number, found: "an object of another kind",
          expected: "an event of this format")
      }
    } catch {
      lastBad = error
      context.note(error)
    }
  }

  private static func value(
    _ line: LineSplitter.Line, _ limits: ReportLimits
  ) throws(ReportError) -> JSONValue {
    var scanner = JSONScanner(limits: limits)
    var builder = JSONBuilder()
    var result: JSONValue?
    let outcome: Result<Void, ReportError> = line.bytes.withUnsafeBytes { bytes in
      do throws(ReportError) {
        try scanner.consume(bytes) { token throws(ReportError) in
          if let value = builder.take(token), result == nil { result = value }
        }
        return .success(
          try scanner.finish { token throws(ReportError) in
            if let value = builder.take(token), result == nil { result = value }
          })
      } catch {
        return .failure(error)
      }
    }
    if case .failure(var error) = outcome {
      error.byte += line.offset
      error.line = line.number
      throw error
    }
    guard let result, result.isObject else {
      throw ReportError(
        .malformed, byte: line.offset, line: line.number, found: "a line without a JSON object",
        expected: "'{'")
    }
    return result
  }
}
