/// What is secret next to a trigger word.
enum SecretRule: Sendable {
  /// The word begins a token with bytes of a class, at least `min` of them behind the word.
  case token(StaticString, TokenClass, min: Int, max: Int)
  /// The word names a value: `word = value`, `word: value`, `--word value`.
  case assignment(Assignment)
  /// `://user:secret@`
  case userInfo
  /// `Authorization: scheme secret`; `Bearer secret`
  case authorization
  /// `eyJ….eyJ….…`
  case jwt
  /// A private key's text, as far as it is on this line.
  case keyBlock
  /// The word stands inside the token, with at least so many bytes of the class on both sides.
  case inside(StaticString, TokenClass, before: Int, after: Int)

  func finding(
    _ text: UnsafeRawBufferPointer, at index: Int, _ trigger: SecretTrigger
  ) -> SecretMasker.Finding? {
    let end = index + trigger.word.count
    switch self {
    case .token(let kind, let bytes, let min, let max):
      return TokenRule.prefixed(text, index, end, kind, bytes, min...max)
    case .inside(let kind, let bytes, let before, let after):
      return TokenRule.inside(text, index, end, kind, bytes, before, after)
    case .jwt: return TokenRule.jwt(text, index)
    case .assignment(let rule): return rule.finding(text, index, end)
    case .userInfo: return HeaderRule.userInfo(text, end)
    case .authorization: return HeaderRule.authorization(text, index, end)
    case .keyBlock: return PrivateKeyBlock.onOneLine(text, index)
    }
  }
}

/// Which bytes a vendor's tokens consist of.
enum TokenClass: Sendable {
  case hex, alphanumeric, word, base64URL, base64, dotted, dottedPath, upperBase32
  /// `base64URL` with at least one digit and one upper-case letter: keeps words with hyphens.
  case mixed

  @inline(__always)
  func has(_ byte: UInt8) -> Bool {
    switch self {
    case .hex: byte.isHex
    case .alphanumeric: byte.isAlphanumeric
    case .word: byte.isWord
    case .base64URL, .mixed: byte.isWord || byte == 0x2D
    case .base64: byte.isAlphanumeric || byte == 0x2B || byte == 0x2F || byte == 0x3D
    case .dotted: byte.isWord || byte == 0x2D || byte == 0x2E || byte == 0x3D || byte == 0x7E
    case .dottedPath: TokenClass.dotted.has(byte) || byte == 0x2F || byte == 0x40
    case .upperBase32: byte.isUpper || 0x32...0x37 ~= byte
    }
  }
}

/// Tokens that are known by their looks.
enum TokenRule {
  static func prefixed(
    _ text: UnsafeRawBufferPointer, _ start: Int, _ wordEnd: Int, _ kind: StaticString,
    _ bytes: TokenClass, _ length: ClosedRange<Int>
  ) -> SecretMasker.Finding? {
    // `task-sk-…` or `myghp_…`: part of a longer word, not a token.
    guard !text.at(start - 1).isWord, text.at(start - 1) != 0x2D else { return nil }
    let end = text.skip(from: wordEnd) { bytes.has($0) }
    guard length.contains(end - wordEnd) else { return nil }
    if case .mixed = bytes, !isMixed(text, wordEnd..<end) { return nil }
    if isPlaceholder(text, wordEnd..<end) { return nil }
    return SecretMasker.Finding(range: start..<end, kind: kind)
  }

  static func inside(
    _ text: UnsafeRawBufferPointer, _ start: Int, _ wordEnd: Int, _ kind: StaticString,
    _ bytes: TokenClass, _ before: Int, _ after: Int
  ) -> SecretMasker.Finding? {
    var first = start
    while first > 0, bytes.has(text[first - 1]) { first -= 1 }
    let end = text.skip(from: wordEnd) { bytes.has($0) }
    guard start - first >= before, end - wordEnd >= after else { return nil }
    return SecretMasker.Finding(range: first..<end, kind: kind)
  }

  /// Three parts of base64url with dots between; an encrypted one has five.
  static func jwt(_ text: UnsafeRawBufferPointer, _ start: Int) -> SecretMasker.Finding? {
    guard !text.at(start - 1).isWord else { return nil }
    func part(_ index: Int) -> Int { text.skip(from: index) { TokenClass.base64URL.has($0) } }
    let header = part(start)
    guard header - start >= 16, text.at(header) == 0x2E else { return nil }
    let payload = part(header + 1)
    guard payload - header >= 10 else { return nil }
    var end = payload
    while text.at(end) == 0x2E, part(end + 1) > end + 1 { end = part(end + 1) }
    return SecretMasker.Finding(range: start..<end, kind: "jwt")
  }

  private static func isMixed(_ text: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
    var hasDigit = false
    var hasUpper = false
    for index in range {
      if text[index].isDigit { hasDigit = true }
      if text[index].isUpper { hasUpper = true }
    }
    return hasDigit && hasUpper
  }

  /// `xxxxxxxx`: documentation, or masked by somebody already.
  private static func isPlaceholder(_ text: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
    guard let first = range.first else { return true }
    return range.allSatisfy { text[$0] == text[first] }
  }
}
