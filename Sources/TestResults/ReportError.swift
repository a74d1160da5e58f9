/// Why a report could not be read to its end, and where. Everything delivered before stays good.
public struct ReportError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Kind: String, Sendable, Hashable {
    /// No format claims the first bytes.
    case unrecognised
    /// The grammar is broken at this place.
    case malformed
    /// The file ends inside something that was opened.
    case truncated
    /// A DTD or entity declaration: refused, whatever it says.
    case forbidden
    /// A limit that keeps memory and time bounded was exceeded.
    case tooLarge = "too large"
  }

  public var kind: Kind
  /// Bytes from the start of the input (of its UTF-8 form when the input was UTF-16 or Latin-1).
  public var byte: Int
  /// Counted from 1 by LF; 0 when the format is not made of lines.
  public var line: Int
  public var found: String
  public var expected: String

  public init(_ kind: Kind, byte: Int, line: Int, found: String, expected: String) {
    self.kind = kind
    self.byte = byte
    self.line = line
    self.found = found
    self.expected = expected
  }

  /// `line 12, byte 345: malformed report: found mismatched tag, expected a closing tag`
  public var description: String {
    let place = line > 0 ? "line \(line), byte \(byte)" : "byte \(byte)"
    return "\(place): \(kind.rawValue) report: found \(found), expected \(expected)"
  }
}

/// Bounds that keep reading linear in time and constant in memory on hostile input.
public struct ReportLimits: Sendable, Hashable {
  /// Nesting of XML elements or JSON containers.
  public var depth = 64
  /// Attributes on one XML element.
  public var attributes = 256
  /// Bytes of one XML tag, one JSON line, or one JSON entry kept in memory at once.
  public var entryBytes = 16 << 20
  /// Bytes of one name kept.
  public var nameBytes = 4096
  /// Bytes of a message kept.
  public var messageBytes = 2048
  /// Bytes of a stack excerpt kept, half from its head and half from its tail.
  public var stackBytes = 8192
  /// Results held back at once while waiting for further attempts of the same test.
  public var heldResults = 16384

  public init() {}
  public static let `default` = ReportLimits()
}
