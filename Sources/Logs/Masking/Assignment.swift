/// `password=…`, `token: …`, `"api_key": "…"`, `--password …`: a name, something between, a value.
struct Assignment: Sendable {
  /// How much a value must look like a secret before it is masked.
  enum Demand: Sendable {
    /// A password may look like anything: only words that explain something are kept.
    case password
    /// A token is long and mixed.
    case token
  }

  let kind: StaticString
  let demand: Demand
  /// One of these must stand before the word (`api_` before `key`); empty: anything may.
  var qualifiers: [StaticString] = []

  func finding(
    _ text: UnsafeRawBufferPointer, _ start: Int, _ wordEnd: Int
  ) -> SecretMasker.Finding? {
    guard qualifiers.isEmpty || isQualified(text, start) else { return nil }
    // The rest of the name: `secret` of `AWS_SECRET_ACCESS_KEY`.
    var index = text.skip(from: wordEnd) { $0.isWord || $0 == 0x2D }
    guard index - wordEnd <= 24, let value = valueStart(text, start, index) else { return nil }
    index = value.start
    let end = valueEnd(text, value)
    guard end > index, isSecret(text, index..<end, value.isStrong) else { return nil }
    return SecretMasker.Finding(range: index..<end, kind: kind)
  }

  private func isQualified(_ text: UnsafeRawBufferPointer, _ start: Int) -> Bool {
    let separator = text.at(start - 1)
    let end = separator == 0x5F || separator == 0x2D ? start - 1 : start
    return qualifiers.contains { text.hasFolded($0, at: end - $0.utf8CodeUnitCount) }
  }

  private struct Value {
    let start: Int
    /// The quote around it, or 0.
    let quote: UInt8
    /// `=` or a command line option: the text is surely an assignment, not a sentence.
    let isStrong: Bool
  }

  private func valueStart(_ text: UnsafeRawBufferPointer, _ start: Int, _ nameEnd: Int) -> Value? {
    var index = nameEnd
    // The name's own closing quote or bracket: `"token": `, `['token'] = `, `\"token\": `.
    var close = 0
    while close < 3, isQuote(text.at(index)) || text.at(index) == UInt8(char: "]") {
      index += 1
      close += 1
    }
    let isOption = close == 0 && isOption(text, start)
    let afterName = index
    index = text.skip(from: index) { $0 == Byte.space }
    var isStrong = false
    switch text.at(index) {
    case UInt8(char: "="):
      isStrong = true
      index += text.at(index + 1) == UInt8(char: ">") ? 2 : 1
      // `==` and `=~` compare.
      guard text.at(index) != UInt8(char: "="), text.at(index) != UInt8(char: "~") else {
        return nil
      }
    case 0x3A:
      // `Suite::test_password::case` names something.
      guard text.at(index + 1) != 0x3A else { return nil }
      index += text.at(index + 1) == UInt8(char: "=") ? 2 : 1
    default:
      guard isOption, index > afterName else { return nil }
      isStrong = true
    }
    index = text.skip(from: index) { $0 == Byte.space }
    while text.at(index) == UInt8(char: "\\"), isQuote(text.at(index + 1)) { index += 1 }
    let quote = isQuote(text.at(index)) ? text.at(index) : 0
    return Value(start: quote == 0 ? index : index + 1, quote: quote, isStrong: isStrong)
  }

  private func isQuote(_ byte: UInt8) -> Bool { byte == 0x22 || byte == 0x27 || byte == 0x5C }

  /// Whether the name is an option: `--password`, `--db-password`.
  private func isOption(_ text: UnsafeRawBufferPointer, _ start: Int) -> Bool {
    var index = start
    while index > 0, text[index - 1].isWord || text[index - 1] == 0x2D { index -= 1 }
    return text.has("--", at: index) && (index == 0 || text[index - 1] <= Byte.space)
  }

  private func valueEnd(_ text: UnsafeRawBufferPointer, _ value: Value) -> Int {
    let limit = min(text.count, value.start + 4096)
    var index = value.start
    while index < limit {
      let byte = text[index]
      if byte == value.quote || byte < Byte.space { break }
      if value.quote == 0 {
        // Connection strings end values with `;`, queries with `&`, lists with `,`.
        if byte == Byte.space || byte == 0x3B || byte == 0x26 || byte == 0x2C || byte == 0x22
          || byte == 0x27 || byte == 0x60 || byte == 0x7C || byte == 0x3E
        {
          break
        }
      }
      index += 1
    }
    return index
  }

  private func isSecret(
    _ text: UnsafeRawBufferPointer, _ range: Range<Int>, _ isStrong: Bool
  ) -> Bool {
    let looks = ValueLooks(text, range)
    if looks.isReference { return false }
    switch demand {
    case .token:
      return looks.isOneToken && range.count >= 12 && looks.digits > 0 && looks.letters > 0
        && looks.entropy >= (isStrong ? 2.8 : 3.0)
    case .password:
      if range.count < 4 || looks.isWordOfState { return false }
      if isStrong { return looks.isOneToken || looks.classes >= 2 }
      // Behind a colon stands a password or a sentence.
      return looks.isOneToken && range.count >= 6 && looks.classes >= 2
    }
  }
}
