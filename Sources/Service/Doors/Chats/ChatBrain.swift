import Assistant
import Dispatch
import Foundation
import History

/// The brain as a chat meets it: knows who asks by their link, and what the thread is about.
struct ChatBrain: Sendable {
  /// Seconds after which a subject outside a thread is forgotten.
  static let memory = 14 * 86_400

  let desk: Desk
  let chat: String

  /// Answers off the threads that serve requests: SQLite waits there.
  func answer(_ question: ChatQuestion) async -> Reply {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(returning: answerNow(question))
      }
    }
  }

  private func answerNow(_ question: ChatQuestion) -> Reply {
    do throws(StoreError) {
      let now = desk.clock()
      var talk = try subject(of: question, now: now) ?? Conversation()
      let rules = desk.settings.chats[chat] ?? ChatRules()
      if let id = question.job, let job = try desk.store.job(id: id)?.key,
        rules.repository == nil || rules.repository == job.repository
      {
        talk = Conversation()
        talk.job = job
      }
      let reply = try desk.brain.answer(
        question.text, from: try asker(question, rules), in: &talk, now: now)
      try keep(talk, of: question, now: now)
      return reply
    } catch {
      desk.logger.error("a chat was not answered", metadata: ["cause": "\(error)"])
      return Self.sorry("My store could not be read just now. Please ask again.")
    }
  }

  private func asker(
    _ question: ChatQuestion, _ rules: ChatRules
  ) throws(StoreError) -> Asker {
    let login = try desk.store.login(chat: chat, team: question.team, user: question.user)
    var asker = Asker(
      name: login ?? "\(chat):\(question.team):\(question.user)", login: login,
      repository: rules.repository)
    asker.howToLink =
      "Whoever runs this service can link you: "
      + "faultline link add \(chat) \(question.team) \(question.user) LOGIN"
    return asker
  }

  /// What the thread is about; nil when we never spoke in it.
  func subject(of question: ChatQuestion, now: Int) throws(StoreError) -> Conversation? {
    let text = try desk.store.chatMemory(
      chat: chat, key: key(question), since: now - Self.memory)
    return text.flatMap { try? JSONDecoder().decode(Conversation.self, from: Data($0.utf8)) }
  }

  private func keep(
    _ talk: Conversation, of question: ChatQuestion, now: Int
  ) throws(StoreError) {
    guard let data = try? JSONEncoder().encode(talk) else { return }
    try desk.store.keepChatMemory(
      String(decoding: data, as: UTF8.self), chat: chat, key: key(question), at: now)
  }

  private func key(_ question: ChatQuestion) -> String { "\(question.team):\(question.thread)" }

  static func sorry(_ words: String) -> Reply {
    var reply = Reply(.unknown)
    reply.isAnswered = false
    reply.sentences = [.init(text: words, basis: .house)]
    return reply
  }
}
