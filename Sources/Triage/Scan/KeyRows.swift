/// Tells the rows of a PEM private key by their looks, for windows that show only a part of one.
enum KeyRows {
  static let mask = Array("[masked:private-key]".utf8)

  static func isHeader(_ text: [UInt8]) -> Bool { holds("-----BEGIN", text) }

  static func isEnd(_ text: [UInt8]) -> Bool {
    holds("-----END", text) && holds("PRIVATE KEY", text)
  }

  /// Whether the last word of the line is base64 of a key row's width (RFC 7468: 64 characters),
  /// in both cases and with digits.
  static func isRow(_ text: [UInt8]) -> Bool {
    let word = text.reversed().prefix { byte in
      ByteClass.isLetter(byte) || ByteClass.isDigit(byte) || byte == UInt8(ascii: "+")
        || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "=")
    }
    let bytes = Array(word)
    guard bytes.count >= 60, bytes.count <= 76 else { return false }
    let slashes = bytes.count { $0 == UInt8(ascii: "/") }
    return slashes < 6 && bytes.contains(where: ByteClass.isDigit)
      && bytes.contains { $0 >= 65 && $0 <= 90 } && bytes.contains { $0 >= 97 && $0 <= 122 }
  }

  private static func holds(_ word: String, _ text: [UInt8]) -> Bool {
    let word = Array(word.utf8)
    guard text.count >= word.count else { return false }
    return (0...(text.count - word.count)).contains { text[$0...].starts(with: word) }
  }
}
