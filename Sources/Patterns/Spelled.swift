/// A text as a pattern asks for it: folded for the scanner, which compares letters without case,
/// and as it is spelled for the check that follows.
struct Spelled: Equatable, Sendable {
  /// Stands in `spelling` for a letter whose case does not matter. No byte of UTF-8.
  static let anyCase: UInt8 = 0xFF

  private(set) var folded: [UInt8] = []
  /// As long as `folded`.
  private(set) var spelling: [UInt8] = []

  static let empty = Spelled()

  init() {}

  init(_ bytes: some Sequence<UInt8>, isCaseless: Bool = false) {
    for byte in bytes {
      let low = ScannerBuilder.folded(byte)
      let isLetter = UInt8(ascii: "a")...UInt8(ascii: "z") ~= low
      folded.append(low)
      spelling.append(isCaseless && isLetter ? Self.anyCase : byte)
    }
  }

  var count: Int { folded.count }

  subscript(_ part: Range<Int>) -> Spelled {
    var result = Spelled()
    result.folded = Array(folded[part])
    result.spelling = Array(spelling[part])
    return result
  }

  static func + (left: Spelled, right: Spelled) -> Spelled {
    var result = left
    result.folded += right.folded
    result.spelling += right.spelling
    return result
  }

  /// The text for "this or that", which differ in case only.
  func merged(with other: Spelled) -> Spelled {
    var result = self
    for index in spelling.indices where spelling[index] != other.spelling[index] {
      result.spelling[index] = Self.anyCase
    }
    return result
  }

  /// Whether every text spelled like `self` holds one spelled like `part`.
  func contains(_ part: Spelled) -> Bool {
    guard part.count <= count else { return false }
    return (0...(count - part.count)).contains { start in
      part.spelling.indices.allSatisfy {
        part.folded[$0] == folded[start + $0]
          && (part.spelling[$0] == Self.anyCase || part.spelling[$0] == spelling[start + $0])
      }
    }
  }

  /// Without the digits at its ends.
  var withoutOuterDigits: Spelled {
    let isDigit: (UInt8) -> Bool = { (0x30...0x39).contains($0) }
    guard let first = folded.firstIndex(where: { !isDigit($0) }),
      let last = folded.lastIndex(where: { !isDigit($0) })
    else { return .empty }
    return self[first..<(last + 1)]
  }

  /// The bytes a text spelled like this can begin with; empty for the empty text.
  var first: ByteSet {
    guard let byte = folded.first else { return ByteSet() }
    guard spelling[0] == Self.anyCase else { return ByteSet([spelling[0]]) }
    var set = ByteSet([byte, byte & 0xDF])
    // Without case PCRE2 takes U+212A for k and U+017F for s.
    if byte == UInt8(ascii: "k") { set.insert(0xE2) }
    if byte == UInt8(ascii: "s") { set.insert(0xC5) }
    return set
  }
}

extension [Spelled] {
  /// Texts that differ in case only become one.
  var merged: [Spelled] {
    var result: [Spelled] = []
    for text in self {
      if let index = result.firstIndex(where: { $0.folded == text.folded }) {
        result[index] = result[index].merged(with: text)
      } else {
        result.append(text)
      }
    }
    return result
  }
}
