extension LiteralParser {
  /// Classes with more members than this are not followed: `[0-9]` says little.
  private static let mostMembers = 8

  /// One item of a class.
  private enum ClassItem {
    case scalar(Unicode.Scalar)
    case many
  }

  /// `[…]`: its members if they are few.
  mutating func characterClass() throws(Unknown) -> LiteralFacts {
    index += 1
    let isNegated = skip("^")
    // What these mean at the start of a class is not worth following.
    if isNext("\\E") || isNext("\\Q") || options.isExtendedMore && (isNext(" ") || isNext("\t")) {
      throw Unknown()
    }
    var members: [Unicode.Scalar] = []
    var isMany = isNegated
    var isFirst = true
    while isFirst || current != UInt8(ascii: "]") {
      isFirst = false
      let low = try classItem()
      if isNext("-"), index + 1 < pattern.count, pattern[index + 1] != UInt8(ascii: "]") {
        index += 1
        let high = try classItem()
        guard case .scalar(let first) = low, case .scalar(let last) = high,
          first.value <= last.value, last.value - first.value < UInt32(Self.mostMembers)
        else {
          isMany = true
          continue
        }
        members += (first.value...last.value).compactMap(Unicode.Scalar.init)
      } else if case .scalar(let scalar) = low {
        members.append(scalar)
      } else {
        isMany = true
      }
    }
    index += 1
    return isMany ? .anything : facts(ofMembers: members)
  }

  private mutating func facts(ofMembers members: [Unicode.Scalar]) -> LiteralFacts {
    var texts: [[UInt8]] = []
    for member in members {
      let facts = character(member)
      guard facts.isExact else { return .anything }
      if !texts.contains(facts.head[0]) { texts.append(facts.head[0]) }
    }
    return texts.count <= Self.mostMembers ? .exactly(texts) : .anything
  }

  private mutating func classItem() throws(Unknown) -> ClassItem {
    switch current {
    case nil:
      throw Unknown()
    case UInt8(ascii: "["):
      return try bracket()
    case UInt8(ascii: "\\"):
      return try classEscape()
    case UInt8(ascii: " "), UInt8(ascii: "\t"):
      index += 1
      return options.isExtendedMore ? .many : .scalar(Unicode.Scalar(pattern[index - 1]))
    default:
      return .scalar(try scalar())
    }
  }

  /// `[` in a class: itself, or the start of `[:name:]`.
  private mutating func bracket() throws(Unknown) -> ClassItem {
    if isNext("[.") || isNext("[=") { throw Unknown() }
    guard isNext("[:") else { return .scalar(try scalar()) }
    index += 2
    _ = skip("^")
    while let byte = current, (0x61...0x7A).contains(byte) { index += 1 }
    guard skip(":]") else { throw Unknown() }
    return .many
  }

  private mutating func classEscape() throws(Unknown) -> ClassItem {
    if isNext("\\Q") {
      index = PatternRules.endOfQuote(pattern, from: index + 2)
      return .many
    }
    if skip("\\E") { return .many }
    if skip("\\b") { return .scalar("\u{08}") }
    switch try readEscape() {
    case .scalar(let scalar): return .scalar(scalar)
    case .anything: return .many
    case .position: throw Unknown()
    }
  }
}
