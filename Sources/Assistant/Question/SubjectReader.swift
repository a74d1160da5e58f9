/// Finds what a question is about among its words, and marks the words that said it.
struct SubjectReader {
  private(set) var words: [Word]
  /// The repository, where one is named beside another subject.
  private(set) var repository: String?

  init(_ words: [Word]) { self.words = words }

  /// The subject the words name; nil when they name none.
  mutating func read() -> Subject? {
    readRepository()
    let readers: [(inout SubjectReader) -> Subject?] = [
      { $0.address() }, { $0.quoted() }, { $0.numbered() }, { $0.worded() }, { $0.shaped() },
    ]
    for reader in readers {
      if let subject = reader(&self) { return subject }
    }
    return nil
  }

  // MARK: Readers, the surest first

  private mutating func address() -> Subject? {
    for index in words.indices where !words[index].isQuoted {
      let raw = words[index].raw
      if raw.lowercased().hasPrefix("http://") || raw.lowercased().hasPrefix("https://") {
        return take(index, .url(raw))
      }
    }
    return nil
  }

  /// `job "unit tests"`, `the "unit tests" job`, `test "adds up"`.
  private mutating func quoted() -> Subject? {
    guard let index = words.firstIndex(where: \.isQuoted) else { return nil }
    let raw = words[index].raw
    let beside = [word(index - 1), word(index + 1)]
    if beside.contains("job") { return take(index, .job(raw)) }
    if beside.contains("branch") { return take(index, .branch(raw)) }
    if beside.contains("test") { return take(index, .test(raw)) }
    return take(index, .name(raw))
  }

  /// `run 4711`, `PR #12`, `!34`, `commit abc1234`.
  private mutating func numbered() -> Subject? {
    for index in words.indices {
      if let number = Shape.joinedRequest(words[index].raw) {
        return take(index, .pullRequest(number))
      }
      let kind = words[index].text
      guard let at = value(after: index) else { continue }
      let raw = words[at].raw
      let digits = Shape.number(raw)
      switch kind {
      case "run", "build", "pipeline", "workflow":
        if let digits { return take(at, .run(digits)) }
      case "pr", "mr", "pull", "merge", "request":
        if let digits { return take(at, .pullRequest(digits)) }
      case "commit", "sha", "revision", "rev":
        if Shape.isHexadecimal(raw, from: 3) { return take(at, .commit(raw.lowercased())) }
      default: continue
      }
    }
    return nil
  }

  /// `job linux`, `the linux job`, `branch login-v2`, `the login-v2 branch`.
  private mutating func worded() -> Subject? {
    for index in words.indices {
      let kind = words[index].text
      guard kind == "job" || kind == "branch" else { continue }
      let make: (String) -> Subject = { kind == "job" ? .job($0) : .branch($0) }
      if index + 1 < words.count, isName(index + 1) {
        return take(index + 1, make(words[index + 1].raw))
      }
      if index > 0, isName(index - 1) { return take(index - 1, make(words[index - 1].raw)) }
    }
    return nil
  }

  /// Words that show what they are by their letters.
  private mutating func shaped() -> Subject? {
    for index in words.indices where !words[index].isSubject {
      let raw = words[index].raw
      if Shape.isBranch(raw) { return take(index, .branch(raw)) }
      if Shape.isTest(raw) { return take(index, .test(raw)) }
      if Shape.isFile(raw) { return take(index, .file(raw)) }
      if raw.hasPrefix("#") || raw.hasPrefix("!"), let number = Shape.number(raw) {
        return take(index, .pullRequest(number))
      }
      if raw.count >= 5, let number = Shape.number(raw), raw.first != "#" {
        return take(index, .run(number))
      }
      if Shape.isHexadecimal(raw, from: 7), raw.contains(where: \.isNumber) {
        return take(index, .commit(raw.lowercased()))
      }
      if Shape.isPair(raw) {
        if word(index - 1) == "on" { return take(index, .branch(raw)) }
        return take(index, .name(raw))
      }
    }
    return nil
  }

  /// `repo acme/web`, `in acme/web`.
  private mutating func readRepository() {
    for index in words.indices where index > 0 && Shape.isPair(words[index].raw) {
      let isNamed = ["repo", "repository", "project"].contains(word(index - 1))
      let isPlace = ["in", "of", "for", "at"].contains(word(index - 1))
      guard isNamed || isPlace && !Shape.isBranch(words[index].raw) else { continue }
      repository = words[index].raw
      words[index].isSubject = true
      if isNamed { words[index - 1].isSubject = true }
      return
    }
  }

  // MARK: Steps

  private mutating func take(_ index: Int, _ subject: Subject) -> Subject {
    words[index].isSubject = true
    return subject
  }

  private func word(_ index: Int) -> String {
    words.indices.contains(index) ? words[index].text : ""
  }

  /// The place of the value after a kind's word: `run id 4711`, `pull request #12`.
  private func value(after index: Int) -> Int? {
    var at = index + 1
    while ["id", "no", "number", "request", "run", "#"].contains(word(at)) { at += 1 }
    return words.indices.contains(at) ? at : nil
  }

  /// Whether a word names something rather than says something.
  private func isName(_ index: Int) -> Bool {
    let known = Self.plain
    let word = words[index]
    return !word.isSubject && !known.contains(word.text) && word.raw.count > 1
      && !["-", "--"].contains(word.raw)
  }

  /// Words beside `job` and `branch` that are no name of one.
  private static let plain: Set<String> = Set(
    """
    the a an this that my our your his its it last latest previous first second next main master \
    trunk default other another same any every each all and or on in of for with why what which \
    did does is was has fail failed fails failing failure red green broken broke break passed \
    pass rerun retry restart last keep again please linked log run build healthy ok okay doing at so too now
    """.split(whereSeparator: \.isWhitespace).map(String.init))
}

/// What a word looks like.
enum Shape {
  /// The digits of `12`, `#12`, `!12`.
  static func number(_ raw: String) -> String? {
    let digits = raw.drop { $0 == "#" || $0 == "!" }
    guard raw.count - digits.count <= 1, (1...19).contains(digits.utf8.count),
      digits.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return String(digits)
  }

  /// The number of `pr12`, `PR-12`, `mr!7`.
  static func joinedRequest(_ raw: String) -> String? {
    let lower = raw.lowercased()
    guard lower.hasPrefix("pr") || lower.hasPrefix("mr") else { return nil }
    let rest = lower.dropFirst(2)
    return number(String(rest.first == "-" ? rest.dropFirst() : rest))
  }

  /// Hexadecimal digits, as many as a commit has.
  static func isHexadecimal(_ raw: String, from least: Int) -> Bool {
    (least...64).contains(raw.utf8.count)
      && raw.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
      }
  }

  /// `feature/login`: a path whose first part is one that branches have.
  static func isBranch(_ raw: String) -> Bool {
    guard let slash = raw.firstIndex(of: "/"), isPath(raw) else { return false }
    return branchFolders.contains(raw[..<slash].lowercased())
  }

  /// `acme/web`: two names.
  static func isPair(_ raw: String) -> Bool {
    let parts = raw.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && isPath(raw)
      && !isFile(raw) && raw.contains(where: \.isLetter) && !raw.contains("..")
  }

  /// `build.log`, `./out/job.txt`.
  static func isFile(_ raw: String) -> Bool {
    let lower = raw.lowercased()
    let isLog = [".log", ".txt", ".gz", ".zip", ".out"].contains { lower.hasSuffix($0) }
    return raw.count > 4 && (isLog || raw.hasPrefix("./") || raw.hasPrefix("../"))
  }

  /// A name as test frameworks write them.
  static func isTest(_ raw: String) -> Bool {
    guard raw.count > 4, !raw.contains("://") else { return false }
    if raw.contains("::") || raw.hasSuffix("()") { return true }
    if raw.hasPrefix("test_") || raw.hasSuffix("_test") { return true }
    let parts = raw.split { ".#/$".contains($0) }
    return parts.contains { part in
      let rest = part.hasPrefix("Test") ? part.dropFirst(4) : ""
      if let next = rest.first, next.isUppercase || next == "_" { return true }
      guard let first = part.first, first.isUppercase, part.count > 5 else {
        return part.hasPrefix("test_") && parts.count > 1
      }
      return part.hasSuffix("Test") || part.hasSuffix("Tests") || part.hasSuffix("Spec")
    }
  }

  private static func isPath(_ raw: String) -> Bool {
    raw.unicodeScalars.allSatisfy { scalar in
      scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
        || "._/-+@".unicodeScalars.contains(scalar)
    }
  }

  private static let branchFolders: Set<String> = [
    "feature", "feat", "features", "fix", "bugfix", "hotfix", "release", "releases", "dependabot",
    "renovate", "chore", "topic", "user", "users", "wip", "task", "issue", "refactor", "revert",
    "backport", "experiment", "ci", "docs", "copilot",
  ]
}
