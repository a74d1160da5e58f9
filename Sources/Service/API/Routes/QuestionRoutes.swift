import Assistant
import Foundation
import History
import Logs

/// Questions in plain words, answered by the assistant.
enum QuestionRoutes {
  static let all = [why]

  private static let why = Operation(
    method: .post, path: "/why", id: "ask", summary: "Ask about builds and tests in plain words.",
    body: .object(
      "A question.",
      [
        .init(
          name: "question", kind: .text(max: 2000), about: "Such as `why did run 4711 fail?`.",
          isRequired: true),
        .init(
          name: "as", kind: .text(max: 100),
          about: "Whose builds are `mine`: the login at the CI's host."),
        .repository,
        .init(
          name: "conversation", kind: .text(max: 16_000, pattern: "^[A-Za-z0-9+/=]*$"),
          about: "`conversation` of the answer before, to go on from there."),
      ]),
    answer: OtherShapes.answer.reference,
    work: { call in
      var talk = Talk.read(call.text("conversation"), call.visitor)
      let reader = QuestionReader(hasThread: talk.hasSubject, choices: talk.choices.count)
      let question = reader.read(call.text("question") ?? "")
      var brain = Brain(store: call.store, advice: call.desk.advice)
      brain.mayPropose = call.visitor.scopes.contains(.write)
      let reply = try answer(question, brain, in: &talk, call)
      return .json(
        OtherShapes.answer.json(
          OtherShapes.Answer(
            question: question, reply: reply, talk: Talk.text(talk),
            excerpt: try excerpt(reply, call.store))))
    })

  /// The lines around what the answer quotes, when it quotes one job.
  private static func excerpt(_ reply: Reply, _ store: Store) throws -> [FailureRecord.Line] {
    guard let key = reply.job, reply.evidence.contains(where: { $0.job == key }) else { return [] }
    return try store.excerpt(of: key)
  }

  private static func answer(
    _ question: Question, _ brain: Brain, in talk: inout Conversation, _ call: APICall
  ) throws -> Reply {
    let login = call.text("as")
    var asker = Asker(name: call.visitor.name ?? login ?? "api", login: login)
    if call.text("repository") != nil { asker.repository = try call.repository() }
    guard let sight = call.sight else {
      return try brain.answer(question, from: asker, in: &talk, now: call.now)
    }
    let guarded = NarrowSight(repositories: sight)
    return try guarded.answer(question, brain, from: asker, in: &talk, now: call.now)
  }
}

/// A conversation as one word, on its way to the asker and back.
enum Talk {
  static func text(_ talk: Conversation) -> String {
    guard let data = try? JSONEncoder().encode(talk) else { return "" }
    return data.base64EncodedString()
  }

  /// A new conversation for anything that is none, or that speaks of what the visitor may not see.
  static func read(_ text: String?, _ visitor: Visitor) -> Conversation {
    guard let text, let data = Data(base64Encoded: text), data.count <= 12_000,
      let talk = try? JSONDecoder().decode(Conversation.self, from: data)
    else { return Conversation() }
    let places =
      [talk.job?.repository, talk.testRepository].compactMap { $0 }
      + talk.choices.map(\.target.repository)
    return places.allSatisfy(visitor.sees) ? talk : Conversation()
  }
}

extension Reply.Choice.Target {
  var repository: String {
    switch self {
    case .job(let key): key.repository
    case .test(let repository, _): repository
    }
  }
}

/// Words of a request that are kept: secrets masked, controls taken out.
enum ProposedText {
  static func clean(_ text: String?) -> String {
    var bytes = Array((text ?? "").utf8)
    SecretMasker.mask(&bytes)
    let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars.map { scalar in
      scalar.properties.generalCategory == .control ? " " : scalar
    }
    return String(String.UnicodeScalarView(scalars))
  }
}
