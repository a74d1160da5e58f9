/// Random patterns together with a text that each of them matches.
struct PatternGenerator {
  var random: SeededGenerator
  private var isCaseless = false

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  private static let words = [
    "error", "cannot find", "Disk", "s", "k", "é", "skip", "404", "E_CODE", " ", "npm ", "ß",
    "no such file", "KiB", "mask", "fail",
  ]

  /// A pattern and a text it matches by construction.
  mutating func make() -> (pattern: String, text: String) {
    isCaseless = random.chance(30)
    let (pattern, text) = alternatives(depth: 2)
    return ((isCaseless ? "(?i)" : "") + pattern, text)
  }

  private mutating func alternatives(depth: Int) -> (String, String) {
    var options = [sequence(depth: depth)]
    while options.count < 4, random.chance(25) { options.append(sequence(depth: depth)) }
    return (options.map(\.0).joined(separator: "|"), random.pick(options).1)
  }

  private mutating func sequence(depth: Int) -> (String, String) {
    var result = ("", "")
    for _ in 0...Int.random(in: 0...3, using: &random) {
      let next = quantified(item(depth: depth))
      result = (result.0 + next.0, result.1 + next.1)
    }
    return result
  }

  private mutating func quantified(_ item: (String, String)) -> (String, String) {
    let (pattern, text) = item
    switch Int.random(in: 0..<16, using: &random) {
    case 0: return ("(?:\(pattern))?", random.chance(50) ? "" : text)
    case 1: return ("(?:\(pattern))*", repeated(text, 0...3))
    case 2: return ("(?:\(pattern))+?", repeated(text, 1...3))
    case 3: return ("(?:\(pattern)){2}", text + text)
    case 4: return ("(?:\(pattern)){1,3}", repeated(text, 1...3))
    case 5: return ("(?:\(pattern)){0,2}", repeated(text, 0...2))
    default: return item
    }
  }

  private mutating func repeated(_ text: String, _ times: ClosedRange<Int>) -> String {
    String(repeating: text, count: Int.random(in: times, using: &random))
  }

  private mutating func item(depth: Int) -> (String, String) {
    if depth > 0, random.chance(30) { return group(depth: depth) }
    switch Int.random(in: 0..<12, using: &random) {
    case 0: return (".", random.pick(["x", "é", "7"]))
    case 1: return ("\\d+", random.pick(["7", "1234"]))
    case 2: return ("[^:]*", random.pick(["", "abc"]))
    case 3: return ("[Ee]", random.pick(["E", "e"]))
    case 4: return ("[a-z]", random.pick(["q", "k"]))
    case 5: return ("\\x65\\x{20}\\[", "e [")
    case 6: return ("\\Qa.b|c\\E", "a.b|c")
    case 7: return ("(?=)(?<!xyz\\d)(?#note)", "")
    default: return word()
    }
  }

  private mutating func word() -> (String, String) {
    let word = random.pick(Self.words)
    return (word, isCaseless ? recased(word) : word)
  }

  /// The word with its letters in any case PCRE2 takes for the same.
  private mutating func recased(_ word: String) -> String {
    var result = ""
    for character in word {
      switch character {
      case "s", "S": result += random.pick(["s", "S", "ſ"])
      case "k", "K": result += random.pick(["k", "K", "\u{212A}"])
      case "ß": result += "ß"
      default: result += random.chance(50) ? character.uppercased() : character.lowercased()
      }
    }
    return result
  }

  private mutating func group(depth: Int) -> (String, String) {
    let (pattern, text) = alternatives(depth: depth - 1)
    let opening = random.pick(["(", "(?:", "(?<n\(Int.random(in: 0..<1_000_000, using: &random))>"])
    return ("\(opening)\(pattern))", text)
  }
}
