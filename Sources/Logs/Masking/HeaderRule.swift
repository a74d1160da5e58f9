/// Secrets in URLs and HTTP headers.
enum HeaderRule {
  /// `://user:secret@host` masks the secret; `://token@host` masks a long token.
  static func userInfo(
    _ text: UnsafeRawBufferPointer, _ start: Int
  ) -> SecretMasker.Finding? {
    let limit = min(text.count, start + 1024)
    var colon: Int?
    var end = start
    scan: while end < limit {
      switch text[end] {
      case UInt8(char: "@"): break scan
      case 0x3A: if colon == nil { colon = end }
      case 0...0x20, UInt8(char: "/"), 0x22, 0x27, 0x3C, 0x3E, 0x5B, 0x5D, 0x60, 0x3F, 0x23:
        return nil
      default: break
      }
      end += 1
    }
    guard end < limit, end > start else { return nil }
    if let colon {
      let range = colon + 1..<end
      guard !range.isEmpty, !isReplaced(text, range) else { return nil }
      return SecretMasker.Finding(range: range, kind: "url-password")
    }
    let range = start..<end
    guard range.count >= 20, range.contains(where: { text[$0].isDigit }) else { return nil }
    return SecretMasker.Finding(range: range, kind: "url-token")
  }

  /// The credentials behind `Authorization:` (any scheme), or behind `Bearer `.
  static func authorization(
    _ text: UnsafeRawBufferPointer, _ start: Int, _ wordEnd: Int
  ) -> SecretMasker.Finding? {
    guard !text.at(start - 1).isLetter else { return nil }
    var index = wordEnd
    var isHeader = false
    if text.hasFolded("authorization", at: start) {
      isHeader = true
      while isFiller(text.at(index)), index < text.count { index += 1 }
      guard index > wordEnd else { return nil }
      let scheme = text.skip(from: index) { $0.isLetter || $0 == 0x2D }
      if text.at(scheme) == Byte.space, scheme - index < 20 {
        index = text.skip(from: scheme) { $0 == Byte.space }
      }
    }
    let end = text.skip(from: index) {
      TokenClass.dotted.has($0) || $0 == 0x2B || $0 == 0x2F
    }
    let looks = ValueLooks(text, index..<end)
    // A bare `Bearer x` may be prose: the value must look random. A header with a scheme need not.
    let isLong = end - index >= (isHeader ? 8 : 16)
    guard isLong, !looks.isReference, looks.digits > 0 || looks.classes > 2 else { return nil }
    return SecretMasker.Finding(range: index..<end, kind: "authorization")
  }

  private static func isFiller(_ byte: UInt8) -> Bool {
    byte == 0x3A || byte == Byte.space || byte == 0x22 || byte == 0x27 || byte == 0x3D
      || byte == 0x5C
  }

  /// `***`, `$TOKEN`, `<password>`: not the secret itself.
  private static func isReplaced(_ text: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
    let first = text[range.lowerBound]
    return first == UInt8(char: "$") || first == UInt8(char: "{") || first == UInt8(char: "%")
      || range.allSatisfy { text[$0] == UInt8(char: "*") || text[$0] | 0x20 == UInt8(char: "x") }
  }
}
