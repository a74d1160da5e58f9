/// Plain words into a question, by rules: deterministic, offline, a millisecond.
///
///     QuestionReader().read("y did the linux job fial")   // why-failed, job:linux
public struct QuestionReader: Sendable {
  /// Whether the conversation has a subject, and how many choices the answer before offered.
  public var hasThread: Bool
  public var choices: Int

  public init(hasThread: Bool = false, choices: Int = 0) {
    self.hasThread = hasThread
    self.choices = choices
  }

  /// Understands `text`; anything is a question, if only one of the intent `unknown`.
  public func read(_ text: String) -> Question {
    let words = Words(text)
    if let number = choice(words.all) {
      return Question(.choose, .choice(number), text: String(text.prefix(Words.limit)))
    }
    var reader = SubjectReader(words.all)
    var named = reader.read()
    if named == nil, isPrevious(words.all) { named = .previous }
    let phrases = Phrases(reader.words)
    if named == nil { named = name(reader.words) }
    let rules = IntentRules(
      phrases: phrases, subject: named ?? reader.repository.map { .repository($0) },
      hasThread: hasThread, hasQuestionMark: words.hasQuestionMark)
    var question = Question(rules.intent, text: String(text.prefix(Words.limit)))
    question.repository = reader.repository
    question.days = Period.days(phrases)
    question.subject = subject(question, named, phrases)
    if question.intent == .feedback { question.bucket = NamedBucket.find(phrases.list) }
    return question
  }

  private func subject(_ question: Question, _ named: Subject?, _ phrases: Phrases) -> Subject {
    let place: Subject = question.repository.map { .repository($0) } ?? .none
    switch question.intent {
    case .help, .unknown, .choose: return .none
    case .topFailures: return place
    case .brokenOnMain:
      let isSame = hasThread && phrases.hasAny(["it", "this", "that"])
      return isSame && place == .none ? .thread : place
    case .serviceDown: return NamedService.find(phrases).map { .service($0) } ?? place
    case .isFlaky where named == nil && isList(phrases): return place
    default: break
    }
    if let named { return named }
    if let branch = phrases.list.first(where: Group.main.contains) { return .branch(branch) }
    if phrases.has("default branch") { return .branch("main") }
    if place != .none { return place }
    return implied(question.intent, phrases)
  }

  /// Whether flaky tests in general are meant.
  private func isList(_ phrases: Phrases) -> Bool {
    phrases.hasAny(["tests", "flakes", "flakiest", "which", "list", "any"])
  }

  /// What a question is about that does not say.
  private func implied(_ intent: Intent, _ phrases: Phrases) -> Subject {
    let isOwn = isOwnBuild(phrases)
    if hasThread { return isOwn && intent == .whyFailed ? .mine : .thread }
    let list = phrases.list
    let isFirst = list.indices.contains { index in
      guard Group.first.contains(list[index]) else { return false }
      return index == 0 || !["tell", "show", "give", "let"].contains(list[index - 1])
    }
    return isFirst ? .mine : .last
  }

  /// `my build`, `my last run`.
  private func isOwnBuild(_ phrases: Phrases) -> Bool {
    guard let at = phrases.list.firstIndex(where: { ["my", "our"].contains($0) }) else {
      return false
    }
    return phrases.list[at...].prefix(4).contains(where: Group.builds.contains)
  }

  private func choice(_ words: [Word]) -> Int? {
    guard choices > 0, words.count <= 4 else { return nil }
    for word in words {
      if let number = Shape.number(word.raw).flatMap({ Int($0) }), number > 0, number <= choices {
        return number
      }
      let ordinals = ["first", "second", "third", "fourth", "fifth"]
      if let index = ordinals.firstIndex(of: word.text) { return index + 1 }
      if word.text == "last", words.contains(where: { $0.text == "one" }) { return 0 }
    }
    return nil
  }

  /// `and the one before?`
  private func isPrevious(_ words: [Word]) -> Bool {
    let phrases = Phrases(words)
    guard hasThread, phrases.count <= 8 else { return false }
    if phrases.has("one before|run before|build before|before that|job before") { return true }
    return phrases.has("previous|prior")
      && (phrases.count <= 2 || phrases.hasAny(["one", "run", "build", "job", "pipeline"]))
  }

  /// The name in `why did deploy fail`: one word between the question and the verb that is none
  /// of ours. The store knows what it is.
  private func name(_ words: [Word]) -> Subject? {
    for (index, word) in words.enumerated()
    where Group.failing.contains(word.text) && word.text != "failures" {
      guard index > 0, !words[index - 1].isSubject else { continue }
      let name = words[index - 1]
      let before = words[..<(index - 1)].map(\.text).filter { $0 != "the" }
      let isAfterQuestion =
        before.isEmpty || ["did", "does", "is", "was", "has"].contains(before.last ?? "")
      guard isAfterQuestion, isFree(name) else { continue }
      return .name(name.raw)
    }
    return nil
  }

  private func isFree(_ word: Word) -> Bool {
    let lower = word.raw.lowercased()
    return !Group.builds.contains(word.text) && !Self.plain.contains(lower)
      && !Self.plain.contains(word.text) && !Group.main.contains(lower) && lower.count > 1
      && lower.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || "0123456789._-/".unicodeScalars.contains($0)
      }
  }

  private static let plain = Group.set(
    "the it this that what who which when why how is was are did does has have been keep test "
      + "tests last latest everything anything something always also just now still be not we i "
      + "you they there usually often main master branch main line commit change job one else "
      + "keeps get gets go goes going flaky infra whats me today these those more most")
}

/// How far back a question looks.
enum Period {
  /// Days, where the question says so.
  static func days(_ phrases: Phrases) -> Int? {
    let list = phrases.list
    for (index, word) in list.enumerated() where index > 0 {
      guard let number = Int(list[index - 1]), (1...400).contains(number) else { continue }
      switch word {
      case "day", "days": return number
      case "week", "weeks": return number * 7
      case "month", "months": return min(400, number * 30)
      default: continue
      }
    }
    if phrases.has("today") { return 1 }
    if phrases.has("yesterday") { return 2 }
    if phrases.has("last week") { return 14 }
    if phrases.has("month") { return 30 }
    if phrases.has("week|weekly") { return 7 }
    return nil
  }
}
