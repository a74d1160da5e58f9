/// The words of a question, joined so that phrases can be looked for.
struct Phrases {
  /// A blank, the words with blanks between, a blank; subjects are left out. As bytes, as some
  /// hundred phrases are looked for in each question.
  private let bytes: [UInt8]
  let list: [String]

  init(_ words: [Word]) {
    list = words.filter { !$0.isSubject }.map(\.text)
    bytes = Array((" " + list.joined(separator: " ") + " ").utf8)
  }

  var count: Int { list.count }
  var first: String { list.first ?? "" }

  /// Whether one of the phrases is there; `|` stands between them.
  func has(_ phrases: String) -> Bool {
    any(of: phrases) { phrase in
      guard phrase.count + 2 <= bytes.count else { return false }
      return (0...(bytes.count - phrase.count - 2)).contains { stands(phrase, at: $0) }
    }
  }

  /// Whether the question begins with one of the phrases.
  func begins(_ phrases: String) -> Bool {
    any(of: phrases) { phrase in
      phrase.count + 2 <= bytes.count && stands(phrase, at: 0)
    }
  }

  /// Whether the question is one of the phrases and nothing else.
  func isJust(_ phrases: String) -> Bool {
    any(of: phrases) { phrase in
      phrase.count + 2 == bytes.count && stands(phrase, at: 0)
    }
  }

  private func any(of phrases: String, _ test: (Substring.UTF8View) -> Bool) -> Bool {
    phrases.utf8.split(separator: UInt8(ascii: "|")).contains(where: test)
  }

  /// Whether the words of `phrase` stand at `start`, between blanks.
  private func stands(_ phrase: Substring.UTF8View, at start: Int) -> Bool {
    let blank = UInt8(ascii: " ")
    guard bytes[start] == blank, bytes[start + phrase.count + 1] == blank else { return false }
    return bytes[(start + 1)...].starts(with: phrase)
  }

  /// Whether any of the words is there.
  func hasAny(_ words: Set<String>) -> Bool { list.contains(where: words.contains) }
}

/// Groups of words that mean one thing.
enum Group {
  static func set(_ words: String) -> Set<String> {
    Set(words.split(separator: " ").map(String.init))
  }

  static let failing = set(
    "fail fails failed failing failure failures broke broken break breaks breaking red died crash "
      + "crashed cancelled canceled")
  static let builds = set(
    "build builds pipeline pipelines run runs job workflow ci pr mr checks check commit push "
      + "request pull tests branch")
  static let flaky = set(
    "flaky flake flakes flakiest unreliable intermittent unstable randomly random")
  static let retry = set("retry retries retrying rerun rerunning restart restarting transient")
  static let main = set("main master trunk mainline")
  static let first = set("i my me mine our we us")
}
