import CExpat

/// A document, or several written one after the other, pushed through expat.
///
/// Why expat: it streams and is exact. It reads what is before the root element and everything out
/// of the ordinary; the plain inside of the root is read by ``XMLPlainLane``, several times faster,
/// until it meets something it does not know. Expat then gets the start tags of the open elements
/// and goes on from that byte, so what is well-formed is decided by expat alone.
///
/// What expat does not do is done here: a DTD is refused, depth and tag length are bounded, illegal characters are made
/// harmless (``XMLSanitizer``), several roots are taken one by one. Expat 2.5 rescans an unfinished
/// tag at every push, which is quadratic for a long attribute; input is therefore held back until
/// an unfinished tag has doubled.
final class XMLStream {
  private let parser: XML_Parser?
  private let handler: XMLHandler
  private let limits: ReportLimits

  /// Bytes of the current document that expat has not finished with: the first `fed` of them were
  /// given to it, the first `clean` are sanitised.
  private var waiting: [UInt8] = []
  private var fed = 0
  private var clean = 0
  /// Offset of `waiting[0]` in the current document.
  private var base = 0
  /// Feed only when this many clean bytes wait.
  private var minimumFeed = 1

  /// Bytes before the current root's document, and lines before it.
  private var documentStart = 0
  private var documentLine = 0
  private var roots = 0
  private var depth = 0
  private var hasElement = false
  private var failure: ReportError?
  /// Where the root element ended, counted from `documentStart`.
  private var rootEnd: Int?

  /// In use from the root's start tag to the first piece that is expat's.
  private let lane: XMLPlainLane
  private let usesLane: Bool
  /// Where the root's start tag ended, and the lines before, when the lane is to take over.
  private var laneEntry: (place: Int, lines: Int)?
  /// Lines of the document before `waiting[laneCounted]`, and the last byte before that.
  private var laneLines = 0
  private var laneCounted = 0
  private var laneLast: UInt8 = 0
  /// What expat's own positions lack once it has taken over from the lane.
  private var missedBytes = 0
  private var missedLines = 0

  /// - Parameter usesLane: false has expat read everything.
  init(_ handler: XMLHandler, limits: ReportLimits, usesLane: Bool = true) {
    self.handler = handler
    self.limits = limits
    self.usesLane = usesLane
    lane = XMLPlainLane(handler, limits: limits)
    parser = XML_ParserCreate("UTF-8")
    install()
  }

  deinit {
    if let parser { XML_ParserFree(parser) }
  }

  func consume(_ chunk: UnsafeRawBufferPointer) throws(ReportError) {
    var from = 0
    while from < chunk.count {
      let end = min(from + 65536, chunk.count)
      waiting.append(contentsOf: UnsafeRawBufferPointer(rebasing: chunk[from..<end]))
      from = end
      try pump(isLast: false)
    }
  }

  func finish() throws(ReportError) {
    try pump(isLast: true)
    // Newer versions of expat put off an unfinished-looking tag until they are told that no more
    // comes, so that a root may close, and another begin, only here.
    while roots == 0 || hasElement || fed > 0 {
      let status = XML_Parse(parser, "", 0, 1)
      guard laneEntry != nil || rootEnd != nil else {
        // Comments and the like may follow the last root.
        let isMisc = roots > 0 && !hasElement && XML_GetErrorCode(parser) == XML_ERROR_NO_ELEMENTS
        if status != XML_STATUS_OK, !isMisc { try check(isLast: true) }
        return
      }
      try settle(status)
      try pump(isLast: true)
    }
  }

  // MARK: Feeding

  private func pump(isLast: Bool) throws(ReportError) {
    clean = waiting.withUnsafeMutableBufferPointer {
      XMLSanitizer.clean($0, from: clean, isLast: isLast)
    }
    while fed < clean, isLast || clean - fed >= minimumFeed {
      if lane.depth > 0 {
        if try readPlain(isLast: isLast) { continue } else { break }
      }
      if roots > 0, base == 0, fed == 0, skipBlanks() { continue }
      let status = waiting.withUnsafeBytes { bytes in
        XML_Parse(
          parser, bytes.baseAddress?.advanced(by: fed).assumingMemoryBound(to: CChar.self),
          Int32(clean - fed), 0)
      }
      fed = clean
      try settle(status)
    }
    if isLast, lane.depth > 0 { leaveLane() }
    if lane.depth == 0 { forget() }
    if fed > limits.entryBytes {
      throw error(.tooLarge, "a tag of more than \(limits.entryBytes) bytes", "a shorter tag")
    }
  }

  /// What follows from a call of expat.
  private func settle(_ status: XML_Status) throws(ReportError) {
    if let entry = laneEntry {
      enterLane(entry.place, entry.lines)
    } else if let end = rootEnd {
      try nextDocument(after: end, lines: lines)
    } else if status != XML_STATUS_OK {
      try check(isLast: false)
    }
  }

  /// Drops what expat is done with; an unfinished tag stays until its root's end is certain.
  private func forget() {
    let done = min(max(place - base, 0), fed)
    drop(done)
    fed -= done
    minimumFeed = fed > 4096 ? fed : 1
  }

  private func drop(_ count: Int) {
    guard count > 0 else { return }
    waiting.removeFirst(count)
    base += count
    clean -= count
  }

  /// Between documents blanks belong to nobody (an XML declaration must come first).
  private func skipBlanks() -> Bool {
    let count = waiting[..<clean].prefix { isBlank($0) }.count
    guard count > 0 else { return false }
    documentLine += waiting[..<count].count { $0 == 0x0A }
    documentStart += count
    waiting.removeFirst(count)
    clean -= count
    return true
  }

  private func nextDocument(after end: Int, lines: Int) throws(ReportError) {
    roots += 1
    guard roots <= 10_000 else {
      throw error(.tooLarge, "more than 10000 documents in one file", "fewer")
    }
    documentLine += lines
    documentStart += end
    let local = min(max(end - base, 0), waiting.count)
    waiting.removeFirst(local)
    clean -= local
    fed = 0
    base = 0
    rootEnd = nil
    hasElement = false
    missedBytes = 0
    missedLines = 0
    minimumFeed = 1
    XML_ParserReset(parser, "UTF-8")
    install()
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  // MARK: The lane

  private func enterLane(_ place: Int, _ lines: Int) {
    laneEntry = nil
    drop(min(max(place - base, 0), waiting.count))
    fed = 0
    laneLines = lines
    laneCounted = 0
    laneLast = 0
    minimumFeed = 1
  }

  /// - Returns: false when more bytes are needed first.
  private func readPlain(isLast: Bool) throws(ReportError) -> Bool {
    let (clean, counted, last) = (clean, laneCounted, laneLast)
    let (read, lines) = waiting.withUnsafeMutableBufferPointer { buffer in
      guard let bytes = buffer.baseAddress else {
        return ((at: 0, stop: XMLPlainLane.Stop.needsMore), 0)
      }
      // Before reading, which writes into the bytes.
      let lines = XMLPlainLane.lines(bytes + counted, clean - counted, after: last)
      if clean > counted { laneLast = bytes[clean - 1] }
      return (lane.read(bytes, clean), lines)
    }
    laneLines += lines
    drop(read.at)
    laneCounted = clean - read.at
    switch read.stop {
    case .closedRoot:
      depth = 0
      try nextDocument(after: base, lines: linesAtFront)
      return true
    case .needsMore where !isLast && laneCounted <= 65536:
      // An unfinished tag is read again once it has doubled.
      minimumFeed = laneCounted > 4096 ? 2 * laneCounted : 1
      return false
    default:
      leaveLane()
      return true
    }
  }

  /// Lines of the document before the first waiting byte.
  private var linesAtFront: Int {
    laneLines
      - waiting.withUnsafeBufferPointer { buffer in
        buffer.baseAddress.map { XMLPlainLane.lines($0, laneCounted, after: 0) } ?? 0
      }
  }

  /// Brings expat to where the lane is.
  private func leaveLane() {
    let prelude = lane.prelude
    depth = lane.depth
    lane.leave()
    XML_ParserReset(parser, "UTF-8")
    prelude.withUnsafeBytes { bytes in
      _ = XML_Parse(
        parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), 0)
    }
    missedBytes = base - prelude.count
    missedLines = linesAtFront
    fed = 0
    minimumFeed = 1
    install()
  }

  /// Sees to it that the lane takes over behind the start tag of the root that expat is at.
  private func offerLane(_ name: XMLWord) {
    let length = Int(XML_GetCurrentByteCount(parser))
    let end = place + length - base
    guard usesLane, length > 2, end <= waiting.count, waiting[end - 1] == UInt8(ascii: ">"),
      waiting[end - 2] != UInt8(ascii: "/"), lane.enter(root: name)
    else { return }
    let inTag = waiting[(end - length)..<end].withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { XMLPlainLane.lines($0, length, after: 0) } ?? 0
    }
    laneEntry = (place + length, lines + inTag)
    XML_StopParser(parser, XML_Bool(0))
  }

  // MARK: Errors

  /// Bytes of the document before what expat is at.
  private var place: Int { max(Int(XML_GetCurrentByteIndex(parser)), 0) + missedBytes }

  /// Lines before the one expat is at.
  private var lines: Int { Int(XML_GetCurrentLineNumber(parser)) - 1 + missedLines }

  private func check(isLast: Bool) throws(ReportError) {
    if let failure { throw failure }
    let code = XML_GetErrorCode(parser)
    guard code != XML_ERROR_NONE else { return }
    let found = XML_ErrorString(code).map { String(cString: $0) } ?? "an error"
    switch code {
    case XML_ERROR_NO_ELEMENTS, XML_ERROR_UNCLOSED_TOKEN, XML_ERROR_PARTIAL_CHAR,
      XML_ERROR_UNCLOSED_CDATA_SECTION, XML_ERROR_ASYNC_ENTITY:
      if isLast {
        throw error(
          .truncated, "the end of the file", depth > 0 ? "\(depth) closing tags" : "an element")
      }
    default: break
    }
    throw error(.malformed, found, Self.expectation(code))
  }

  private static func expectation(_ code: XML_Error) -> String {
    switch code {
    case XML_ERROR_TAG_MISMATCH: "the closing tag of the innermost element"
    case XML_ERROR_DUPLICATE_ATTRIBUTE: "each attribute once"
    case XML_ERROR_UNDEFINED_ENTITY: "&amp; &lt; &gt; &quot; &apos; or a numeric reference"
    case XML_ERROR_JUNK_AFTER_DOC_ELEMENT: "nothing after the root element"
    default: "well-formed XML"
    }
  }

  private func error(_ kind: ReportError.Kind, _ found: String, _ expected: String) -> ReportError {
    ReportError(
      kind, byte: documentStart + place, line: documentLine + lines + 1, found: found,
      expected: expected)
  }

  private func stop(_ error: ReportError) {
    if failure == nil { failure = error }
    XML_StopParser(parser, XML_Bool(0))
  }

  // MARK: Callbacks

  private func install() {
    textIsOn = nil
    XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
    XML_SetElementHandler(
      parser,
      { data, name, attributes in
        guard let data, let name, let attributes else { return }
        Unmanaged<XMLStream>.fromOpaque(data)._withUnsafeGuaranteedRef {
          $0.opened(name, attributes)
        }
      },
      { data, name in
        guard let data, let name else { return }
        Unmanaged<XMLStream>.fromOpaque(data)._withUnsafeGuaranteedRef { $0.closed(name) }
      })
    XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in
      guard let data else { return }
      let stream = Unmanaged<XMLStream>.fromOpaque(data).takeUnretainedValue()
      stream.stop(stream.error(.forbidden, "a document type declaration", "none"))
    }
    updateText()
  }

  private func opened(
    _ name: UnsafePointer<CChar>, _ attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>
  ) {
    guard failure == nil else { return }
    hasElement = true
    depth += 1
    guard depth <= limits.depth else {
      return stop(error(.tooLarge, "elements nested deeper than \(limits.depth)", "fewer levels"))
    }
    guard Int(XML_GetSpecifiedAttributeCount(parser)) <= 2 * limits.attributes else {
      return stop(error(.tooLarge, "more than \(limits.attributes) attributes", "fewer"))
    }
    handler.open(XMLWord(name), XMLAttributes(list: attributes))
    if depth == 1 { offerLane(XMLWord(name)) }
    updateText()
  }

  private func closed(_ name: UnsafePointer<CChar>) {
    guard failure == nil else { return }
    handler.close(XMLWord(name))
    depth -= 1
    updateText()
    if depth == 0 {
      rootEnd = place + Int(XML_GetCurrentByteCount(parser))
      XML_StopParser(parser, XML_Bool(0))
    }
  }

  /// What expat was told; nil when it was told nothing yet.
  private var textIsOn: Bool?

  private func updateText() {
    let wanted = handler.wantsText
    guard wanted != textIsOn else { return }
    textIsOn = wanted
    if wanted {
      XML_SetCharacterDataHandler(parser) { data, bytes, count in
        guard let data, let bytes else { return }
        Unmanaged<XMLStream>.fromOpaque(data)._withUnsafeGuaranteedRef {
          $0.handler.text(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
        }
      }
    } else {
      XML_SetCharacterDataHandler(parser, nil)
    }
  }
}

/// The parser of every XML format: a stream into the format's handler.
final class XMLReportParser: ReportParser {
  private let stream: XMLStream

  init(_ handler: XMLHandler, _ context: ReportContext) {
    stream = XMLStream(handler, limits: context.limits)
  }

  func consume(_ chunk: UnsafeRawBufferPointer) throws(ReportError) { try stream.consume(chunk) }
  func finish() throws(ReportError) { try stream.finish() }
  func flush() {}
}
