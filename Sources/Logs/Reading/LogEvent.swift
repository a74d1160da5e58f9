/// How the text of a log was encoded.
public enum TextEncoding: String, Sendable {
  case utf8 = "utf-8"
  case utf16LE = "utf-16le"
  case utf16BE = "utf-16be"
}

/// A run of whole lines as the reader delivers it.
public struct LineBlock {
  /// The lines, LF-terminated except perhaps the last one; valid during the callback only.
  public let bytes: UnsafeRawBufferPointer
  /// The number of the first line in `bytes`. It repeats the last number of the block before when
  /// a line with very many CR-separated segments is delivered in pieces.
  public let firstLine: Int
  /// Offset of `bytes[0]` in the member's text (after decompression and decoding).
  public let offset: Int
  /// How many LF `bytes` holds.
  public let newlines: Int
  /// Set when the block is one very long line without its middle; pass it on to `LineCleaner`.
  public let cut: LineCut?
  public var isCut: Bool { cut != nil }
}

/// What is known of a log (or of one member of an archive) when its first block arrives.
public struct LogSource: Sendable, Equatable {
  /// The name inside a zip archive, for display only; never a path. At most 512 bytes.
  public let member: String?
  public let provider: ProviderID
  public let encoding: TextEncoding

  /// A source described by hand, for callers that have lines but no reader.
  public init(member: String? = nil, provider: ProviderID, encoding: TextEncoding = .utf8) {
    self.member = member
    self.provider = provider
    self.encoding = encoding
  }
}

/// Why the lines delivered are not all of the input.
public enum ReadProblem: Sendable, Equatable, CustomStringConvertible {
  case damagedCompression(at: Int)
  case endsInsideCompression
  case ratioLimit(Int)
  case sizeLimit(Int)
  case tooManyEntries(Int)
  case encryptedEntry(String)
  case nestedArchive(String)
  case unsupportedCompression(String)
  case hiddenEntries(Int)
  case damagedArchive(at: Int)
  case trailingJunk(Int)
  case longLines(Int)

  /// Junk behind a whole gzip member loses nothing of the log.
  public var losesText: Bool {
    if case .trailingJunk = self { return false }
    return true
  }

  public var description: String {
    switch self {
    case .damagedCompression(let at): "compressed data is damaged at byte \(at)"
    case .endsInsideCompression: "the input ends inside compressed data"
    case .ratioLimit(let ratio): "stopped: expands more than \(ratio) times"
    case .sizeLimit(let bytes): "stopped after \(bytes) expanded bytes"
    case .tooManyEntries(let count): "stopped after \(count) archive entries"
    case .encryptedEntry(let name): "archive entry '\(name)' is encrypted"
    case .nestedArchive(let name): "archive entry '\(name)' is an archive itself"
    case .unsupportedCompression(let name): "compression '\(name)' is not supported"
    case .hiddenEntries(let count): "\(count) archive entries overlap others or do not exist"
    case .damagedArchive(let at): "archive is damaged at byte \(at)"
    case .trailingJunk(let bytes): "\(bytes) bytes of junk after the compressed data"
    case .longLines(let count): "the middle of \(count) long lines was dropped"
    }
  }
}

/// What one log (or archive member) turned out to be, once all of it was read.
public struct ReadSummary: Sendable, Equatable {
  /// Bytes of text delivered or dropped from long lines.
  public var bytes = 0
  /// Lines as an editor counts them: a last line without LF counts.
  public var lines = 0
  public var hasBinary = false
  public var problems: [ReadProblem] = []
  /// Something of the input is missing from the lines; `problems` says what and why.
  public var isTruncated: Bool { problems.contains { $0.losesText } }
}

/// What a reader reports, in order. An archive gives begin, blocks, end for each of its members.
public enum LogEvent {
  case begin(LogSource)
  case block(LineBlock)
  case end(ReadSummary)
}

/// Bounds on what a reader accepts and keeps.
public struct ReadLimits: Sendable {
  /// What is made of a block stays in a processor's second-level cache while it is read.
  public var blockSize = 1 << 18
  /// Longer lines lose their middle; `lineKeep` bytes of both ends stay.
  public var maxLine = 64 << 10
  public var lineKeep = 32 << 10
  /// Bound on the expanded bytes of compressed input; plain input has none.
  public var maxExpanded = 2 << 30
  public var maxRatio = 200
  /// The ratio is not looked at before this many expanded bytes.
  public var ratioFree = 64 << 20
  public var maxEntries = 10_000
  /// Compressed bytes of step members held back until it is known whether their job has a file.
  public var maxHeld = 8 << 20

  public static let `default` = ReadLimits()

  public init() {}
}
