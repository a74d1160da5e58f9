/// Reads any bytes as a log: finds compression and encoding by content, never by name, and never
/// fails. A reader is fed once, from start to end:
///
///     let reader = LogReader()
///     for chunk in chunks { chunk.withUnsafeBytes { reader.consume($0) { handle($0) } } }
///     reader.finish { handle($0) }
///
/// The events do not depend on how the input is chunked. Memory stays below 20 MB whatever the
/// input, because only one block of text, one line's ends and some held archive steps are kept.
public final class LogReader {
  private enum Container {
    case undecided
    case plain(TextMember)
    case gzip(GzipStream, TextMember)
    case zip(ZipLog)
  }

  private let limits: ReadLimits
  private var container = Container.undecided
  private var magic: [UInt8] = []
  /// Set once the expanded text of a gzip file turns out to be an archive again.
  private var nested: NestedCheck

  public init(limits: ReadLimits = .default) {
    self.limits = limits
    nested = NestedCheck()
  }

  /// Takes the next bytes of the input and reports what they complete.
  public func consume(_ chunk: UnsafeRawBufferPointer, _ handler: (LogEvent) -> Void) {
    guard case .undecided = container else { return feed(chunk, handler) }
    magic += chunk
    if magic.count >= Magic.size { decide(handler) }
  }

  /// Ends the input. The reader is spent afterwards.
  public func finish(_ handler: (LogEvent) -> Void) {
    if case .undecided = container { decide(handler) }
    switch container {
    case .plain(let member):
      member.finish(Magic.unsupported(nested.head).map { [$0] } ?? [], handler)
    case .gzip(let stream, let member):
      stream.finish()
      member.finish(stream.problems + nested.problems(named: "gzip content"), handler)
    case .zip(let zip):
      zip.finish(handler)
    case .undecided: break
    }
  }

  private func decide(_ handler: (LogEvent) -> Void) {
    let held = magic
    magic = []
    held.withUnsafeBytes { bytes in
      switch Magic(bytes) {
      case .gzip:
        container = .gzip(GzipStream(limits: limits), TextMember(name: nil, limits: limits))
      case .zip: container = .zip(ZipLog(limits: limits))
      case .other: container = .plain(TextMember(name: nil, limits: limits))
      }
      feed(bytes, handler)
    }
  }

  private func feed(_ bytes: UnsafeRawBufferPointer, _ handler: (LogEvent) -> Void) {
    switch container {
    case .plain(let member):
      nested.look(at: bytes)
      member.consume(bytes, handler)
    case .gzip(let stream, let member):
      stream.consume(bytes) { text in
        nested.look(at: text)
        if !nested.isArchive { member.consume(text, handler) }
      }
    case .zip(let zip):
      zip.consume(bytes, handler)
    case .undecided: break
    }
  }
}

/// Containers known by their first bytes.
enum Magic: Equatable {
  case gzip, zip, other

  /// How many bytes a decision needs.
  static let size = 6

  init(_ bytes: UnsafeRawBufferPointer) {
    if bytes.count >= 3, bytes[0] == 0x1F, bytes[1] == 0x8B, bytes[2] == 8 {
      self = .gzip
    } else if bytes.has("PK\u{03}\u{04}") || bytes.has("PK\u{05}\u{06}") {
      self = .zip
    } else {
      self = .other
    }
  }

  /// Compressions that are recognised but not read: their bytes are delivered as they are.
  static func unsupported(_ head: [UInt8]) -> ReadProblem? {
    let known: [(name: String, magic: [UInt8])] = [
      ("zstd", [0x28, 0xB5, 0x2F, 0xFD]), ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]),
      ("bzip2", [0x42, 0x5A, 0x68]), ("lz4", [0x04, 0x22, 0x4D, 0x18]),
      ("7z", [0x37, 0x7A, 0xBC, 0xAF]),
    ]
    // 'BZh' could begin a text: bzip2 goes on with a digit and its block magic.
    return known.first { entry in
      head.starts(with: entry.magic) && (entry.name != "bzip2" || head.dropFirst(4).first == 0x31)
    }.map { .unsupportedCompression($0.name) }
  }
}

/// Watches the first bytes of a text for an archive inside a compressed file: those are not opened.
struct NestedCheck {
  private(set) var head: [UInt8] = []

  mutating func look(at bytes: UnsafeRawBufferPointer) {
    if head.count < Magic.size { head += bytes.prefix(Magic.size - head.count) }
  }

  var isArchive: Bool { head.withUnsafeBytes { Magic($0) != .other } }

  func problems(named name: String) -> [ReadProblem] {
    if isArchive { return [.nestedArchive(name)] }
    return Magic.unsupported(head).map { [$0] } ?? []
  }
}
