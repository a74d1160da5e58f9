/// One log's text on its way to line blocks: finds the encoding from the first bytes, decodes, and
/// finds the provider from the first block.
final class TextMember {
  private enum Decoder {
    case undecided, none
    case utf16(UTF16Decoder)
    case steps(StepOutput)
  }

  private static let sniffSize = 4 << 10

  private let name: String?
  private let assembler: LineAssembler
  private var decoder = Decoder.undecided
  private var encoding = TextEncoding.utf8
  private var provider: ProviderID?
  private var held: [UInt8] = []
  private var decoded: [UInt8] = []
  private var hasBegun = false

  init(name: String?, limits: ReadLimits) {
    self.name = name
    assembler = LineAssembler(limits: limits)
  }

  func consume(_ bytes: UnsafeRawBufferPointer, _ handler: (LogEvent) -> Void) {
    guard case .undecided = decoder else { return decode(bytes, handler) }
    held += bytes
    if held.count >= Self.sniffSize { decide(handler) }
  }

  func finish(_ problems: [ReadProblem] = [], _ handler: (LogEvent) -> Void) {
    if case .undecided = decoder { decide(handler) }
    decoded.removeAll(keepingCapacity: true)
    switch decoder {
    case .utf16(var utf16): utf16.finish(into: &decoded)
    case .steps(var steps): steps.finish(into: &decoded)
    case .none, .undecided: break
    }
    decoded.withUnsafeBytes { piece in
      assembler.append(piece) { deliver($0, handler) }
    }
    assembler.finish { deliver($0, handler) }
    begin(UnsafeRawBufferPointer(start: nil, count: 0), handler)
    problems.forEach(assembler.note)
    handler(.end(assembler.summary))
  }

  private func decide(_ handler: (LogEvent) -> Void) {
    let bytes = held
    held = []
    bytes.withUnsafeBytes { all in
      let head = all.upTo(min(all.count, Self.sniffSize))
      var skip = 0
      decoder = .none
      if let found = Sniffer.utf16(head) {
        encoding = found.isBigEndian ? .utf16BE : .utf16LE
        decoder = .utf16(UTF16Decoder(isBigEndian: found.isBigEndian))
        skip = found.skip
      } else if let found = StepOutput.provider(of: head) {
        provider = found
        decoder = .steps(StepOutput())
      }
      decode(all.from(skip), handler)
    }
  }

  private func decode(_ bytes: UnsafeRawBufferPointer, _ handler: (LogEvent) -> Void) {
    // Decoding grows the text: small pieces bound the scratch array.
    let piece = 64 << 10
    switch decoder {
    case .utf16(var utf16):
      for start in stride(from: 0, to: bytes.count, by: piece) {
        decoded.removeAll(keepingCapacity: true)
        utf16.decode(bytes.from(start).upTo(min(piece, bytes.count - start)), into: &decoded)
        decoded.withUnsafeBytes { piece in
          assembler.append(piece) { deliver($0, handler) }
        }
      }
      decoder = .utf16(utf16)
    case .steps(var steps):
      for start in stride(from: 0, to: bytes.count, by: piece) {
        decoded.removeAll(keepingCapacity: true)
        steps.decode(bytes.from(start).upTo(min(piece, bytes.count - start)), into: &decoded)
        decoded.withUnsafeBytes { piece in
          assembler.append(piece) { deliver($0, handler) }
        }
      }
      decoder = .steps(steps)
    case .none, .undecided:
      assembler.append(bytes) { deliver($0, handler) }
    }
  }

  private func deliver(_ block: LineBlock, _ handler: (LogEvent) -> Void) {
    begin(block.bytes, handler)
    handler(.block(block))
  }

  private func begin(_ first: UnsafeRawBufferPointer, _ handler: (LogEvent) -> Void) {
    guard !hasBegun else { return }
    hasBegun = true
    let found = provider ?? Sniffer.provider(of: first)
    handler(.begin(LogSource(member: name, provider: found, encoding: encoding)))
  }
}
