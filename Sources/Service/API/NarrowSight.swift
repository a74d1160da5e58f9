import Assistant
import History

/// Answers a question for somebody who sees only some repositories: nothing the answer says,
/// counts or offers comes from another one.
struct NarrowSight {
  /// Names.
  var repositories: [String]

  /// Looks in one repository after the other until one has an answer.
  ///
  /// What the brain counts over the whole store (who else, is a service down) is not asked.
  func answer(
    _ question: Question, _ brain: Brain, from asker: Asker, in talk: inout Conversation, now: Int
  ) throws(StoreError) -> Reply {
    if let named = Self.named(question), !repositories.contains(named) {
      return Self.nothing(question)
    }
    if Self.isAboutAll.contains(question.intent) { return Self.beyond(question) }
    let wanted = [asker.repository ?? Self.named(question)].compactMap { $0 }
    var last = Self.nothing(question)
    for repository in wanted.isEmpty ? repositories : wanted {
      var tried = talk
      var asker = asker
      asker.repository = repository
      let reply = trimmed(try brain.answer(question, from: asker, in: &tried, now: now))
      guard isSeen(reply) else { continue }
      last = reply
      if reply.isAnswered {
        talk = tried
        return reply
      }
    }
    return last
  }

  private static let isAboutAll: Set<Intent> = [.whoElse, .serviceDown]

  private static func named(_ question: Question) -> String? {
    if let repository = question.repository { return repository }
    if case .repository(let name) = question.subject { return name }
    return nil
  }

  private func isSeen(_ reply: Reply) -> Bool {
    let places =
      [reply.job?.repository].compactMap { $0 } + reply.evidence.compactMap { $0.job?.repository }
      + reply.choices.map(\.target.repository)
    return places.allSatisfy(repositories.contains)
  }

  /// Sentences about the failure wherever it happened, and about incidents, count other
  /// repositories too.
  private func trimmed(_ reply: Reply) -> Reply {
    var reply = reply
    if reply.intent == .topFailures {
      // Its failures are counted in the one repository; the incidents after them are not.
      let head = reply.sentences.prefix(1)
      reply.sentences = head + reply.sentences.dropFirst().filter { $0.basis != .store }
      return reply
    }
    reply.sentences = reply.sentences.filter { sentence in
      switch sentence.basis {
      case .job(let key): repositories.contains(key.repository)
      case .test(let repository, _): repositories.contains(repository)
      case .failure: false
      case .store, .house: true
      }
    }
    return reply
  }

  private static func nothing(_ question: Question) -> Reply {
    said("I know nothing of that.", question)
  }

  private static func beyond(_ question: Question) -> Reply {
    said("That takes all repositories, and your token sees only some.", question)
  }

  private static func said(_ text: String, _ question: Question) -> Reply {
    var reply = Reply(question.intent)
    reply.isAnswered = false
    reply.say(text, .house)
    return reply
  }
}
