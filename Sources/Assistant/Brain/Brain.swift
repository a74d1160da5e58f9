import History

/// The one brain behind terminal, chat and AI agents: a question in, an answer from the store out.
///
///     var talk = Conversation()
///     let brain = Brain(store: store)
///     try brain.answer("why did my build fail?", from: Asker(login: "ana"), in: &talk, now: now)
///     try brain.answer("how sure are you?", from: Asker(login: "ana"), in: &talk, now: now)
///
/// Answers are made by rules: the same store, question, asker and moment give the same answer. It
/// writes nothing but proposals, and those only where ``mayPropose`` is set.
public struct Brain: Sendable {
  let store: Store
  /// What to do about a signature, from the catalog; nothing by default.
  let advice: @Sendable (_ signature: String) -> [String]
  /// Whether corrections and quarantines may be proposed.
  public var mayPropose = true

  public init(
    store: Store, advice: @escaping @Sendable (_ signature: String) -> [String] = { _ in [] }
  ) {
    self.store = store
    self.advice = advice
  }

  /// Answers `text`; any text has an answer, if only that it was not understood.
  ///
  /// - Parameters:
  ///   - talk: what was spoken of before; changed to what is spoken of now.
  ///   - now: seconds since 1970.
  public func answer(
    _ text: String, from asker: Asker, in talk: inout Conversation, now: Int
  ) throws(StoreError) -> Reply {
    let reader = QuestionReader(hasThread: talk.hasSubject, choices: talk.choices.count)
    return try answer(reader.read(text), from: asker, in: &talk, now: now)
  }

  /// Answers a question that was understood already.
  public func answer(
    _ question: Question, from asker: Asker, in talk: inout Conversation, now: Int
  ) throws(StoreError) -> Reply {
    var question = question
    var asker = asker
    if let repository = question.repository { asker.repository = repository }
    let task = Inquiry(brain: self, asker: asker, now: now)
    if question.intent == .choose {
      guard let choice = pick(question.subject, talk) else { return Inquiry.lost(question) }
      question.intent = talk.pending ?? .whyFailed
      remember(choice.target, in: &talk)
      question.subject = .thread
    }
    let reply = try task.reply(to: question, in: talk)
    if !reply.choices.isEmpty {
      talk.choices = reply.choices
      talk.pending = question.intent
    } else {
      talk.choices = []
      talk.pending = nil
      remember(reply, in: &talk)
    }
    return reply
  }

  private func pick(_ subject: Subject, _ talk: Conversation) -> Reply.Choice? {
    guard case .choice(let number) = subject else { return nil }
    let index = number == 0 ? talk.choices.count - 1 : number - 1
    return talk.choices.indices.contains(index) ? talk.choices[index] : nil
  }

  private func remember(_ target: Reply.Choice.Target, in talk: inout Conversation) {
    switch target {
    case .job(let key):
      talk.job = key
      (talk.test, talk.testRepository) = (nil, nil)
    case .test(let repository, let name): (talk.testRepository, talk.test) = (repository, name)
    }
  }

  private func remember(_ reply: Reply, in talk: inout Conversation) {
    if let job = reply.job, job != talk.job { remember(.job(job), in: &talk) }
    for sentence in reply.sentences {
      if case .test(let repository, let name) = sentence.basis {
        remember(.test(repository: repository, name: name), in: &talk)
        break
      }
    }
  }
}

/// One question on its way to its answer.
struct Inquiry {
  let brain: Brain
  let asker: Asker
  let now: Int

  var store: Store { brain.store }

  func reply(to question: Question, in talk: Conversation) throws(StoreError) -> Reply {
    switch question.intent {
    case .help: return Self.help
    case .unknown, .choose: return Self.lost(question)
    case .topFailures: return try topFailures(question)
    case .serviceDown: return try serviceDown(question)
    case .brokenOnMain where question.subject != .thread: return try brokenOnMain(question)
    case .isFlaky where question.subject == .none: return try flakyTests(question)
    case .isFlaky where isRepository(question.subject): return try flakyTests(question)
    case .isFlaky, .proposeQuarantine: return try aboutTest(question, in: talk)
    default: return try aboutJob(question, in: talk)
    }
  }

  private func isRepository(_ subject: Subject) -> Bool {
    if case .repository = subject { true } else { false }
  }

  private func aboutJob(_ question: Question, in talk: Conversation) throws(StoreError) -> Reply {
    switch try find(question, in: talk) {
    case .nothing(let words):
      var reply = Reply(question.intent)
      reply.isAnswered = false
      for sentence in words { reply.say(sentence, .store) }
      reply.suggestions = ["top failures this week", "what is broken on main?", "help"]
      return reply
    case .several(let jobs, let words):
      var reply = Reply(question.intent)
      reply.say(words, .store)
      reply.choices = jobs.map { .init(label: label($0), target: .job($0.key)) }
      return reply
    case .one(let job, let words):
      var reply = try answer(question, about: try facts(job))
      reply.sentences.insert(contentsOf: words.map { .init(text: $0, basis: .store) }, at: 0)
      return reply
    }
  }

  private func answer(_ question: Question, about facts: Facts) throws(StoreError) -> Reply {
    var reply = Reply(question.intent)
    reply.job = facts.job.key
    reply.bucket = facts.job.failure?.bucket
    reply.links = [facts.job.url ?? facts.job.facts.url].compactMap { $0 }.filter(Self.isPage)
    guard facts.job.failure != nil || question.intent == .whatChanged else {
      return unexplained(reply, facts)
    }
    switch question.intent {
    case .whatChanged: try whatChanged(&reply, facts)
    case .meOrInfra: meOrInfra(&reply, facts)
    case .whoElse: whoElse(&reply, facts)
    case .brokenOnMain: alsoOnMain(&reply, facts)
    case .shouldRetry: shouldRetry(&reply, facts)
    case .howSure: howSure(&reply, facts)
    case .showLine: showLine(&reply, facts)
    case .explainMore: explainMore(&reply, facts)
    case .feedback: try feedback(&reply, question, facts)
    default: whyFailed(&reply, facts)
    }
    return reply
  }

  /// The repositories to look in.
  func repositories() throws(StoreError) -> [String] {
    if let repository = asker.repository { return [repository] }
    return try store.repositories()
  }

  static func isPage(_ url: String) -> Bool { Reply.isPage(url) }
}

extension Reply {
  /// A page that may be linked to.
  public static func isPage(_ url: String) -> Bool {
    (url.hasPrefix("https://") || url.hasPrefix("http://")) && url.utf8.count <= 2000
      && url.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"\"'<>|\\^`{}".utf8.contains($0) }
  }
}
