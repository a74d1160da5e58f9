extension LiteralParser {
  /// One item: a character, a class, an escape, a group.
  mutating func item() throws(Unknown) -> LiteralFacts {
    switch current {
    case UInt8(ascii: "\\"): return try escape()
    case UInt8(ascii: "["): return try characterClass()
    case UInt8(ascii: "("): return try group()
    case UInt8(ascii: "."):
      index += 1
      return .character(in: .all)
    case UInt8(ascii: "^"), UInt8(ascii: "$"):
      index += 1
      return .empty
    case nil, UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"):
      throw Unknown()
    default:
      return character(try scalar())
    }
  }

  /// The character at `index`, which moves behind it.
  mutating func scalar() throws(Unknown) -> Unicode.Scalar {
    guard let first = current else { throw Unknown() }
    let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    guard index + length <= pattern.count else { throw Unknown() }
    var value = UInt32(first) & (length == 1 ? 0x7F : 0x7F >> UInt32(length))
    for byte in pattern[(index + 1)..<(index + length)] { value = value << 6 | UInt32(byte & 0x3F) }
    guard let scalar = Unicode.Scalar(value) else { throw Unknown() }
    index += length
    return scalar
  }

  /// A character standing for itself, folded; without case only ASCII letters are followed.
  mutating func character(_ scalar: Unicode.Scalar) -> LiteralFacts {
    guard options.isCaseless else { return .exactly([Self.spelled(scalar)]) }
    guard scalar.isASCII else { return .anything }
    if scalar == "k" || scalar == "K" { foldsK = true }
    if scalar == "s" || scalar == "S" { foldsS = true }
    return .exactly([Self.spelled(scalar, isCaseless: true)])
  }

  private static func spelled(_ scalar: Unicode.Scalar, isCaseless: Bool = false) -> Spelled {
    Spelled(UTF8.encode(scalar).map(Array.init) ?? [], isCaseless: isCaseless)
  }

  /// `\Q…\E`: the characters in it, `index` behind it.
  mutating func quote() throws(Unknown) -> [LiteralFacts] {
    index += 2
    var result: [LiteralFacts] = []
    while current != nil, !skip("\\E") { result.append(character(try scalar())) }
    return result
  }

  // MARK: - Groups

  private mutating func group() throws(Unknown) -> LiteralFacts {
    let outside = options
    index += 1
    if isNext("*") { throw Unknown() }
    guard skip("?") else { return try closed(restoring: outside) }
    if skip("=") || skip("!") || skip("*") || skip("<=") || skip("<!") || skip("<*") {
      _ = try closed(restoring: outside)
      return .empty
    }
    if skip(":") || skip("|") || skip(">") { return try closed(restoring: outside) }
    if skip("P<") || skip("<") {
      try skipPast(UInt8(ascii: ">"))
      return try closed(restoring: outside)
    }
    if skip("'") {
      try skipPast(UInt8(ascii: "'"))
      return try closed(restoring: outside)
    }
    if skip("(") { return try conditional(restoring: outside) }
    if isReference {
      try skipPast(UInt8(ascii: ")"))
      return .anything
    }
    return try optionLetters(outside)
  }

  /// `(?P=name)`, `(?P>name)`, `(?&name)`, `(?R)`, `(?1)`, `(?-1)`, `(?+1)` after the `?`.
  private var isReference: Bool {
    if isNext("P=") || isNext("P>") || isNext("&") || isNext("R)") { return true }
    let digit = isNext("-") || isNext("+") ? index + 1 : index
    return digit < pattern.count && (0x30...0x39).contains(pattern[digit])
  }

  /// What stands up to the group's `)`.
  private mutating func closed(restoring outside: Options) throws(Unknown) -> LiteralFacts {
    let facts = try alternatives()
    guard skip(")") else { throw Unknown() }
    options = outside
    return facts
  }

  /// `(?(condition)yes|no)`, from behind the second parenthesis.
  private mutating func conditional(restoring outside: Options) throws(Unknown) -> LiteralFacts {
    if isNext("?") {
      index -= 1
      _ = try group()
    } else if isNext("*") {
      throw Unknown()
    } else {
      try skipPast(UInt8(ascii: ")"))
    }
    _ = try closed(restoring: outside)
    return .anything
  }

  /// `(?i)`, `(?x-i:…)`, `(?^)`.
  private mutating func optionLetters(_ outside: Options) throws(Unknown) -> LiteralFacts {
    if skip("^") { options = Options() }
    var isOn = true
    while let byte = current {
      index += 1
      switch byte {
      case UInt8(ascii: "i"): options.isCaseless = isOn
      case UInt8(ascii: "x"):
        options.isExtendedMore = isOn && current == UInt8(ascii: "x")
        if current == UInt8(ascii: "x") { index += 1 }
        options.isExtended = isOn
      case UInt8(ascii: "m"), UInt8(ascii: "s"), UInt8(ascii: "n"), UInt8(ascii: "J"),
        UInt8(ascii: "U"):
        break
      case UInt8(ascii: "-"): isOn = false
      case UInt8(ascii: ")"): return .empty
      case UInt8(ascii: ":"): return try closed(restoring: outside)
      default: throw Unknown()
      }
    }
    throw Unknown()
  }
}
