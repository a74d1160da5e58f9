/// The words of a question, joined so that phrases can be looked for.
struct Phrases {
  /// A blank, the words with blanks between, a blank; subjects are left out.
  let line: String
  let list: [String]

  init(_ words: [Word]) {
    list = words.filter { !$0.isSubject }.map(\.text)
    line = " " + list.joined(separator: " ") + " "
  }

  var count: Int { list.count }
  var first: String { list.first ?? "" }

  /// Whether one of the phrases is there; `|` stands between them.
  func has(_ phrases: String) -> Bool {
    phrases.split(separator: "|").contains { line.contains(" \($0) ") }
  }

  /// Whether the question begins with one of the phrases.
  func begins(_ phrases: String) -> Bool {
    phrases.split(separator: "|").contains { line.hasPrefix(" \($0) ") }
  }

  /// Whether the question is one of the phrases and nothing else.
  func isJust(_ phrases: String) -> Bool {
    phrases.split(separator: "|").contains { line == " \($0) " }
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
