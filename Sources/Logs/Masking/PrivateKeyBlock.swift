/// Private keys in PEM armour: on one line (JSON with `\n`), or over many.
struct PrivateKeyBlock: Sendable {
  /// The line of the header, while the block is open.
  private var opened: Int?
  /// Whether the last line cleaned left a key open.
  var isOpen: Bool { opened != nil }
  /// A 16,384-bit RSA key has about 200 lines.
  private static let maxLines = 400

  static let structure: [String] = ["-----begin", "-----end"]

  /// The findings of a line inside a block, and of the header itself.
  mutating func findings(
    _ text: UnsafeRawBufferPointer, _ number: Int
  ) -> [SecretMasker.Finding] {
    if let start = text.find("-----BEGIN ") {
      let finding = Self.onOneLine(text, start)
      // A header without a key behind it on its line: the key follows.
      opened = Self.isPrivate(text, start) && text.find("-----END ") == nil ? number : nil
      return finding.map { [$0] } ?? []
    }
    guard let first = opened else { return [] }
    if text.find("-----END ") != nil || number - first > Self.maxLines || number < first {
      opened = nil
      return []
    }
    // The body may be indented or prefixed; other output in between stays readable.
    guard let body = Self.body(text) else { return [] }
    return [SecretMasker.Finding(range: body, kind: "private-key")]
  }

  /// What stands between the header at `start` and the end of key or line.
  static func onOneLine(_ text: UnsafeRawBufferPointer, _ start: Int) -> SecretMasker.Finding? {
    guard isPrivate(text, start), let dashes = text.find("-----", from: start + 11) else {
      return nil
    }
    let end = text.find("-----END ", from: dashes) ?? text.count
    guard end - dashes > 5 + 16 else { return nil }
    return SecretMasker.Finding(range: dashes + 5..<end, kind: "private-key")
  }

  private static func isPrivate(_ text: UnsafeRawBufferPointer, _ start: Int) -> Bool {
    guard let word = text.find("PRIVATE KEY", from: start + 11) else { return false }
    return word - start < 40
  }

  /// The last word of the line, if it is base64 of a key's line (or of its shorter last line).
  private static func body(_ text: UnsafeRawBufferPointer) -> Range<Int>? {
    var end = text.count
    while end > 0, text[end - 1] == Byte.space || text[end - 1] == Byte.tab { end -= 1 }
    var start = end
    while start > 0, TokenClass.base64.has(text[start - 1]) { start -= 1 }
    let isAlone = start == 0 || text[start - 1] == Byte.space || text[start - 1] == Byte.tab
    return end - start >= 4 && isAlone ? start..<end : nil
  }
}
