extension LiteralParser {
  /// What an escape stands for.
  enum Escape {
    case scalar(Unicode.Scalar)
    /// One character that begins with one of these bytes.
    case character(ByteSet)
    /// One or more characters that are not followed.
    case anything
    /// A position, no character.
    case position
  }

  /// An escape outside a class.
  mutating func escape() throws(Unknown) -> LiteralFacts {
    switch try readEscape() {
    case .scalar(let scalar): character(scalar)
    // Ten digits can be scanned for, what has more members cannot.
    case .character(.digits): .exactly(ByteSet.digitTexts)
    case .character(let set): .character(in: set)
    case .anything: .anything
    case .position: .empty
    }
  }

  /// Reads from the backslash to the end of the escape.
  mutating func readEscape() throws(Unknown) -> Escape {
    index += 1
    guard let byte = current else { throw Unknown() }
    guard byte < 0x80, Unicode.Scalar(byte).properties.isAlphabetic || isDigit(byte) else {
      return .scalar(try scalar())
    }
    index += 1
    switch byte {
    case UInt8(ascii: "a"): return .scalar("\u{07}")
    case UInt8(ascii: "e"): return .scalar("\u{1B}")
    case UInt8(ascii: "f"): return .scalar("\u{0C}")
    case UInt8(ascii: "n"): return .scalar("\n")
    case UInt8(ascii: "r"): return .scalar("\r")
    case UInt8(ascii: "t"): return .scalar("\t")
    case UInt8(ascii: "x"): return try hexadecimal()
    case UInt8(ascii: "o"):
      guard skip("{") else { throw Unknown() }
      return try number(upTo: UInt8(ascii: "}"), radix: 8)
    case UInt8(ascii: "0"): return try number(digits: 2, radix: 8)
    case UInt8(ascii: "1")...UInt8(ascii: "9"):
      while let digit = current, isDigit(digit) { index += 1 }
      return .anything
    case UInt8(ascii: "b"), UInt8(ascii: "B"), UInt8(ascii: "K"): return .position
    default: return try multiple(byte)
    }
  }

  /// Escapes for more than one character, `byte` being the letter after the backslash.
  private mutating func multiple(_ byte: UInt8) throws(Unknown) -> Escape {
    switch Unicode.Scalar(byte) {
    // (*UCP) gives these classes members beyond ASCII.
    case "d": return .character(isUnicode ? .all : .digits)
    case "s": return .character(isUnicode ? .all : .space)
    case "w": return .character(isUnicode ? .all : .word)
    case "S": return .character(!.space)
    case "D", "W", "h", "H", "v", "V": return .character(.all)
    case "R", "X":
      return .anything
    case "N":
      if isNext("{U+") { try skipPast(UInt8(ascii: "}")) }
    case "c":
      guard current != nil else { throw Unknown() }
      index += 1
    case "p", "P":
      if isNext("{") { try skipPast(UInt8(ascii: "}")) } else { index += 1 }
    case "g" where isNext("+") || isNext("-") || current.map(isDigit) == true:
      index += 1
      while let digit = current, isDigit(digit) { index += 1 }
    case "g", "k":
      if skip("{") {
        try skipPast(UInt8(ascii: "}"))
      } else if skip("<") {
        try skipPast(UInt8(ascii: ">"))
      } else if skip("'") {
        try skipPast(UInt8(ascii: "'"))
      } else {
        throw Unknown()
      }
    default:
      throw Unknown()
    }
    return .anything
  }

  private var isUnicode: Bool { pattern.starts(with: "(*".utf8) }

  private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private mutating func hexadecimal() throws(Unknown) -> Escape {
    skip("{")
      ? try number(upTo: UInt8(ascii: "}"), radix: 16) : try number(digits: 2, radix: 16)
  }

  private mutating func number(upTo end: UInt8, radix: Int) throws(Unknown) -> Escape {
    let start = index
    try skipPast(end)
    return try Self.scalar(pattern[start..<(index - 1)], radix: radix)
  }

  /// At most `digits` digits; none at all mean zero.
  private mutating func number(digits: Int, radix: Int) throws(Unknown) -> Escape {
    let start = index
    while index - start < digits, let byte = current,
      Int(String(decoding: [byte], as: UTF8.self), radix: radix) != nil
    {
      index += 1
    }
    return index == start ? .scalar("\0") : try Self.scalar(pattern[start..<index], radix: radix)
  }

  private static func scalar(_ text: ArraySlice<UInt8>, radix: Int) throws(Unknown) -> Escape {
    guard let value = UInt32(String(decoding: text, as: UTF8.self), radix: radix),
      let scalar = Unicode.Scalar(value)
    else { throw Unknown() }
    return .scalar(scalar)
  }
}
