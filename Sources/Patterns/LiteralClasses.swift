extension LiteralParser {
  /// Of classes with more members than this only the first byte is followed.
  private static let mostMembers = 10

  /// One item of a class.
  private enum ClassItem {
    case scalar(Unicode.Scalar)
    /// Characters that begin with one of these bytes.
    case many(ByteSet)
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
    var many: ByteSet?
    var isFirst = true
    while isFirst || current != UInt8(ascii: "]") {
      isFirst = false
      let low = try classItem()
      if isNext("-"), index + 1 < pattern.count, pattern[index + 1] != UInt8(ascii: "]") {
        index += 1
        let high = try classItem()
        guard case .scalar(let first) = low, case .scalar(let last) = high,
          first.value <= last.value
        else {
          many = .all
          continue
        }
        if last.value - first.value < UInt32(Self.mostMembers) {
          members += (first.value...last.value).compactMap(Unicode.Scalar.init)
        } else {
          many = (many ?? ByteSet()).union(bytes(from: first, to: last))
        }
      } else if case .scalar(let scalar) = low {
        members.append(scalar)
      } else if case .many(let set) = low {
        many = (many ?? ByteSet()).union(set)
      }
    }
    index += 1
    if isNegated {
      // What is left out are whole ASCII characters; caseless letters are left out in both cases.
      guard many == nil, members.allSatisfy(\.isASCII) else { return .character(in: .all) }
      return .character(in: !ByteSet(members.map { UInt8($0.value) }))
    }
    guard let many else { return facts(ofMembers: members) }
    return .character(in: members.reduce(many) { $0.union(bytes(from: $1, to: $1)) })
  }

  /// The first bytes of the characters in a range, of both cases where case does not matter.
  private func bytes(from first: Unicode.Scalar, to last: Unicode.Scalar) -> ByteSet {
    guard last.isASCII, !options.isCaseless else {
      return first.isASCII && !last.isASCII || options.isCaseless ? .all : .beyondASCII
    }
    return ByteSet(UInt8(first.value)...UInt8(last.value))
  }

  private mutating func facts(ofMembers members: [Unicode.Scalar]) -> LiteralFacts {
    var texts: [Spelled] = []
    for member in members {
      let facts = character(member)
      guard facts.isExact else { return .anything }
      texts.append(facts.head[0])
    }
    texts = texts.merged
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
      return options.isExtendedMore ? .many(.all) : .scalar(Unicode.Scalar(pattern[index - 1]))
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
    return .many(.all)
  }

  private mutating func classEscape() throws(Unknown) -> ClassItem {
    if isNext("\\Q") {
      index = PatternRules.endOfQuote(pattern, from: index + 2)
      return .many(.all)
    }
    if skip("\\E") { return .many(.all) }
    if skip("\\b") { return .scalar("\u{08}") }
    switch try readEscape() {
    case .scalar(let scalar): return .scalar(scalar)
    case .character(let set): return .many(set)
    case .anything: return .many(.all)
    case .position: throw Unknown()
    }
  }
}
