/// Reads one test report, pushed in chunks of any size, and hands its results to a sink one by one.
///
///     let reader = ReportReader { result in store(result) }
///     for chunk in file { try reader.consume(chunk) }
///     let summary = try reader.finish()
///
/// The format is known from the first bytes, never from a file name. Memory stays constant (results
/// waiting for further attempts are capped by ``ReportLimits/heldResults``), time linear. When the
/// input is damaged, everything complete before the damage has reached the sink by the time the
/// error is thrown, and ``summary`` tells what was read. Compressed input must be unpacked first.
public final class ReportReader {
  private let context: ReportContext
  private var head: [UInt8] = []
  private var parser: (any ReportParser)?
  private var format: (any ReportFormat.Type)?
  private var transcoder: Transcoder?
  private var failure: ReportError?
  private var isFinished = false

  /// - Parameters:
  ///   - joinsAttempts: whether entries that the dialect repeats per attempt become one result with
  ///     several attempts; false delivers each entry at once.
  ///   - sink: called synchronously, in the order results are complete.
  public init(
    limits: ReportLimits = .default, joinsAttempts: Bool = true,
    sink: @escaping (TestResult) -> Void
  ) {
    context = ReportContext(limits: limits, joinsAttempts: joinsAttempts, sink: sink)
  }

  /// What has been read so far; also meaningful after an error.
  public var summary: ReportSummary {
    ReportSummary(
      format: format?.name, dialect: context.dialect, totals: context.totals,
      notes: context.notes, noteCount: context.noteCount)
  }

  /// Takes the next bytes. After an error it has been thrown once, further bytes are ignored.
  public func consume(_ chunk: UnsafeRawBufferPointer) throws(ReportError) {
    guard failure == nil, !isFinished, !chunk.isEmpty else { return }
    if parser != nil { return try feed(chunk) }
    var rest = chunk
    while parser == nil, !rest.isEmpty {
      let goal = head.count < Self.shortHead ? Self.shortHead : Self.longHead
      let taken = min(goal - head.count, rest.count)
      head.append(contentsOf: rest[..<taken])
      rest = UnsafeRawBufferPointer(rebasing: rest[taken...])
      if head.count == goal { try recognise(isLast: goal == Self.longHead) }
    }
    if !rest.isEmpty { try feed(rest) }
  }

  public func consume(_ chunk: [UInt8]) throws(ReportError) {
    // withUnsafeBytes cannot carry a typed error out in every position, so the result does.
    let outcome: Result<Void, ReportError> = chunk.withUnsafeBytes { bytes in
      do throws(ReportError) { return .success(try consume(bytes)) } catch {
        return .failure(error)
      }
    }
    try outcome.get()
  }

  /// The input is over: delivers what was held back.
  /// - Throws: when the report is cut off or was never recognised; not again for damage that
  ///   ``consume(_:)-(UnsafeRawBufferPointer)`` has reported.
  public func finish() throws(ReportError) -> ReportSummary {
    guard failure == nil, !isFinished else { return summary }
    if parser == nil { try recognise(isLast: true) }
    isFinished = true
    do throws(ReportError) {
      try parser?.finish()
    } catch {
      throw fail(error)
    }
    parser?.flush()
    context.endScope()
    return summary
  }

  private static let shortHead = 4096
  private static let longHead = 65536

  private func recognise(isLast: Bool) throws(ReportError) {
    guard let found = ReportFormats.find(ReportHead(head)) else {
      if !isLast { return }
      throw fail(
        ReportError(
          .unrecognised, byte: 0, line: 1, found: Self.excerpt(head),
          expected: "a test report (\(ReportFormats.names.joined(separator: ", ")))"))
    }
    format = found
    parser = found.makeParser(context)
    let encoding = Transcoder.sniff(head[...])
    if encoding != .utf8 { transcoder = Transcoder(encoding) }
    var first = head
    head = []
    if first.starts(with: [0xEF, 0xBB, 0xBF]) { first.removeFirst(3) }
    let outcome: Result<Void, ReportError> = first.withUnsafeBytes { bytes in
      do throws(ReportError) { return .success(try feed(bytes)) } catch { return .failure(error) }
    }
    try outcome.get()
  }

  private func feed(_ chunk: UnsafeRawBufferPointer) throws(ReportError) {
    guard let parser, !chunk.isEmpty else { return }
    do throws(ReportError) {
      guard transcoder != nil else { return try parser.consume(chunk) }
      let bytes = transcoder?.transcode(chunk) ?? []
      let outcome: Result<Void, ReportError> = bytes.withUnsafeBytes { plain in
        do throws(ReportError) { return .success(try parser.consume(plain)) } catch {
          return .failure(error)
        }
      }
      try outcome.get()
    } catch {
      throw fail(error)
    }
  }

  private func fail(_ error: ReportError) -> ReportError {
    failure = error
    parser?.flush()
    context.endScope()
    return error
  }

  private static func excerpt(_ head: [UInt8]) -> String {
    let line = CleanText.firstLine(CleanText.string(Array(head.prefix(256))), limit: 60)
    return line.map { "\"\($0)\"" } ?? (head.isEmpty ? "an empty file" : "no text")
  }
}

/// What a report was, apart from its results.
public struct ReportSummary: Sendable, Hashable {
  /// A name out of ``ReportFormats/names``; nil when the input was not recognised.
  public var format: String?
  /// The producer, where the bytes tell it: `pytest`, `surefire`, `gradle`, `gotestsum`, …
  public var dialect: String?
  /// Recomputed from the results, never taken from the report's own header.
  public var totals: TestRunTotals
  /// Pieces that were skipped while the rest was read, at most 16 of them.
  public var notes: [ReportError]
  public var noteCount: Int
}
