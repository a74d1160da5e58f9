/// Turns raw lines of one log into `Line`s. Lines may be cleaned with gaps; those with a literal of
/// `Structure` must be cleaned in order, because the echo and key-block state comes from them.
public struct LineCleaner: Sendable {
  public let provider: ProviderID
  private let rules: any Provider
  /// The line that opened an echoed header (script and environment of a step), while it is open.
  private var headerLine: Int?
  /// Whether the last line cleaned left a private key open: what follows is its body.
  public var isInsideKey: Bool { keyBlock.isOpen }
  /// Whether the last line cleaned left an echoed header open: what follows is echo, not output.
  public var isInsideEcho: Bool { headerLine != nil }
  private var keyBlock = PrivateKeyBlock()
  private var label: [UInt8] = []
  /// A header is short; one without an end must not swallow the log.
  private static let maxHeader = 2000

  public init(provider: ProviderID) {
    self.provider = provider
    rules = Providers.provider(provider)
  }

  /// Cleans one line and masks its secrets.
  ///
  /// - Parameters:
  ///   - raw: the line's bytes, with or without its line end; a piece between CRs is a line, too.
  ///   - number: its number in the log.
  ///   - offset: where it begins in the text the reader delivers.
  ///   - cut: the block's `cut`, if it has one.
  public mutating func clean(
    _ raw: UnsafeRawBufferPointer, number: Int, offset: Int, cut: LineCut? = nil
  ) -> Line {
    cleanUnmasked(raw, number: number, offset: offset, cut: cut).masked()
  }

  /// As ``clean(_:number:offset:cut:)``, but only the body of a private key is masked, which takes
  /// the lines around to know. For lines that are most likely thrown away again: what is kept of a
  /// line must be kept of ``Line/masked()``.
  public mutating func cleanUnmasked(
    _ raw: UnsafeRawBufferPointer, number: Int, offset: Int, cut: LineCut? = nil
  ) -> Line {
    var end = raw.count
    if raw.at(end - 1) == Byte.lf { end -= 1 }
    let rawLength = end
    while end > 0, raw[end - 1] == Byte.cr { end -= 1 }
    let line = raw.upTo(end)

    let envelope = rules.envelope(line)
    var draft = CleanText(line, from: envelope.length, provider: rules)
    var marks = draft.marks
    if let label = envelope.label { newLabel(line, label, &marks) }
    let visible = draft.bytes.withUnsafeBytes { rules.mark($0) }
    if let mark = visible?.section { marks.append(mark) }
    if marks.last == .beginCommand(""), draft.bytes.starts(with: "$ ".utf8) {
      let command = draft.bytes.withUnsafeBytes { HashMarks.name($0, 2) }
      marks[marks.count - 1] = .beginCommand(command)
    }
    if draft.bytes.first == UInt8(char: "#") { draft.unescapeServiceMessage() }

    var map = draft.map
    var text = draft.bytes
    let findings = text.withUnsafeBytes { keyBlock.findings($0, number) }
    let edits = SecretMasker.replace(findings, in: &text)
    if !edits.isEmpty { map = map.replacing(edits) }
    if let cut { map = map.widened(by: cut) }
    let pieces = Self.pieces(of: text)
    let isEcho = isEcho(text, pieces, visible, line, envelope.length, number)
    return Line(
      number: number, offset: offset, rawLength: rawLength, text: text,
      segments: pieces.segments, bodyStarts: pieces.bodies, stamp: envelope.stamp, isEcho: isEcho,
      isCut: cut != nil, marks: marks, map: map)
  }

  /// A new name in the wrapping's step column begins a section.
  private mutating func newLabel(
    _ line: UnsafeRawBufferPointer, _ range: Range<Int>, _ marks: inout [SectionMark]
  ) {
    let name = UnsafeRawBufferPointer(rebasing: line[range])
    guard !label.elementsEqual(name) else { return }
    label = [UInt8](name)
    let text = line.string(range)
    let isRunner = text == "Set up job" || text == "Complete job" || text.hasPrefix("Post ")
    marks.append(.begin(name: text, kind: isRunner ? .runner : .step, isNested: false))
  }

  private mutating func isEcho(
    _ text: [UInt8], _ pieces: (segments: [Range<Int>], bodies: [Int]), _ mark: Mark?,
    _ line: UnsafeRawBufferPointer, _ start: Int, _ number: Int
  ) -> Bool {
    var isInHeader = headerLine.map { number - $0 < Self.maxHeader } ?? false
    if let mark {
      if mark.opensHeader {
        headerLine = number
        isInHeader = true
      }
      if mark.closesHeader { headerLine = nil }
    }
    // A header that lost its end, by accident or on purpose, must not hide the failure behind it.
    if isInHeader, text.starts(with: "##[error]".utf8) || line.from(start).has("##[error]") {
      headerLine = nil
      isInHeader = false
    }
    if isInHeader { return true }
    // A group's headline (`+++ Tests`) is not a traced command.
    if case .begin? = mark?.section { return false }
    // GitHub colours the script it is about to run; tells echo even where the header is missing.
    if line.at(start) == Byte.escape, provider == .githubActions || provider == .githubCLI,
      line.has("\u{1B}[36;1m", at: start)
    {
      return true
    }
    return text.withUnsafeBytes { bytes in
      guard let first = pieces.segments.first else { return false }
      return rules.isEcho(UnsafeRawBufferPointer(rebasing: bytes[first]))
        || Echo.isCommand(bytes, pieces.bodies[0]..<first.upperBound)
    }
  }

  static func pieces(of text: [UInt8]) -> (segments: [Range<Int>], bodies: [Int]) {
    text.withUnsafeBytes { bytes in
      guard var cr = bytes.first(Byte.cr, in: 0..<bytes.count) else {
        return ([0..<bytes.count], [InnerPrefix.bodyStart(bytes, 0..<bytes.count)])
      }
      var segments: [Range<Int>] = []
      var start = 0
      while true {
        if cr > start { segments.append(start..<cr) }
        start = cr + 1
        guard start < bytes.count else { break }
        cr = bytes.first(Byte.cr, in: start..<bytes.count) ?? bytes.count
      }
      if segments.isEmpty { segments = [0..<bytes.count] }
      return (segments, segments.map { InnerPrefix.bodyStart(bytes, $0) })
    }
  }
}
