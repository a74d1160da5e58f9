import Assistant
import Foundation
import History
import Hummingbird
import Pipelines
import Synchronization

/// What holds for one chat.
package struct ChatRules: Sendable, Equatable {
  /// The only repository that is spoken of; nil for all.
  package var repository: String?

  package init(repository: String? = nil) { self.repository = repository }
}

/// `POST /chat/NAME/…`: a chat that has a secret in the settings.
///
/// 401 for what the chat did not sign; 200 with the answer inside the chat's deadline, or with an
/// acknowledgement and the answer as a message later. A delivery made again is answered by silence.
struct ChatDoor: Door {
  /// Bytes of a request.
  static let limit = 256 << 10
  /// Questions answered at once; more are asked to come again.
  static let most = 32

  let source: any ChatSource.Type
  let desk: Desk
  let post: @Sendable (OutgoingMessage) async -> Void
  /// Answers a question; a test may take its time.
  let answer: @Sendable (ChatQuestion) async -> Reply
  private let busy = Busy()

  var open: [String] { ["/chat/\(source.name)"] + source.paths.map(path) }

  init(
    _ source: any ChatSource.Type, desk: Desk,
    post: (@Sendable (OutgoingMessage) async -> Void)? = nil,
    answer: (@Sendable (ChatQuestion) async -> Reply)? = nil
  ) {
    self.source = source
    self.desk = desk
    self.post = post ?? Self.poster(desk)
    self.answer = answer ?? ChatBrain(desk: desk, chat: source.name).answer
  }

  /// The doors of all chats that have a secret.
  package static func all(_ desk: Desk) -> [any Door] {
    ChatSources.all.filter { desk.settings.secrets[$0.name]?.isEmpty == false }
      .map { ChatDoor($0, desk: desk) }
  }

  private func path(_ leaf: String) -> String {
    "/chat/\(source.name)" + (leaf.isEmpty ? "" : "/" + leaf)
  }

  func open(on router: Router<Visit>) {
    let secrets = desk.settings.secrets[source.name] ?? []
    for leaf in source.paths {
      router.post(RouterPath(path(leaf))) { request, _ in
        do throws(Uploads.Failure) {
          let body = try await Uploads.bytes(request, upTo: Self.limit, within: 5)
          return await take(
            WebhookRequest(headers: request.headers, body: body, now: desk.clock()), leaf, secrets)
        } catch {
          return Uploads.refusal(error)
        }
      }
    }
  }

  private func take(
    _ request: WebhookRequest, _ leaf: String, _ secrets: [Secret]
  ) async -> Response {
    guard source.isAuthentic(request, secrets) else {
      desk.logger.warning("a chat's request is not authentic", metadata: ["chat": "\(source.name)"])
      return Answers.problem(.unauthorized, "the signature is not right, or too old")
    }
    let message: ChatMessage
    do { message = try source.read(request, leaf) } catch {
      let words = (error as? ChatProblem)?.words ?? "not understood"
      return Answers.problem(.badRequest, words)
    }
    switch message {
    case .ignored: return Response(status: .ok)
    case .handshake(let json): return Self.json(json)
    case .question(let question):
      do throws(StoreError) {
        return try await take(question, request)
      } catch {
        desk.logger.error("a chat was not answered", metadata: ["cause": "\(error)"])
        return Self.json(source.render(ChatBrain.sorry("My store could not be read just now.")))
      }
    }
  }

  private func take(
    _ question: ChatQuestion, _ request: WebhookRequest
  ) async throws(StoreError) -> Response {
    let store = desk.store
    if question.isFollowUp {
      let brain = ChatBrain(desk: desk, chat: source.name)
      guard try brain.subject(of: question, now: request.now) != nil else {
        return Response(status: .ok)
      }
    }
    guard busy.enter() else {
      var response = Answers.problem(.serviceUnavailable, "too many questions at once")
      response.headers[.retryAfter] = "2"
      return response
    }
    let id = "\(question.team):\(question.id)"
    let isFirst: Bool
    do throws(StoreError) {
      isFirst = try store.isFirstDelivery(chat: source.name, id: id, at: request.now)
    } catch {
      busy.leave()
      throw error
    }
    guard isFirst else {
      busy.leave()
      return Response(status: .ok)
    }
    return await begin(question)
  }

  private func begin(_ question: ChatQuestion) async -> Response {
    let once = Once<Reply?>()
    Task {
      let reply = await answer(question)
      // Whoever comes second, the answer or the deadline, knows that it did.
      if !once.give(reply) || question.way == .message { await follow(reply, question) }
      busy.leave()
    }
    guard question.way == .answer else { return Response(status: .ok) }
    Task {
      try? await Task.sleep(for: .seconds(source.deadline))
      once.give(nil)
    }
    if let reply = await once.value { return Self.json(source.render(reply)) }
    return Self.json(source.render(Self.wait(canFollow: canFollow(question))))
  }

  private func canFollow(_ question: ChatQuestion) -> Bool {
    source.late(ChatBrain.sorry(""), question, desk.settings) != nil
  }

  private static func wait(canFollow: Bool) -> Reply {
    ChatBrain.sorry(
      canFollow
        ? "This takes a moment. The answer follows."
        : "This takes longer than I am given here. Please ask again in a minute.")
  }

  private func follow(_ reply: Reply, _ question: ChatQuestion) async {
    guard let message = source.late(reply, question, desk.settings) else {
      desk.logger.warning(
        "an answer came too late, and there is no way to send it",
        metadata: ["chat": "\(source.name)"])
      return
    }
    await post(message)
  }

  private static func poster(_ desk: Desk) -> @Sendable (OutgoingMessage) async -> Void {
    let poster = MessagePoster()
    return { message in
      do throws(FetchError) {
        let answer = try await poster.post(
          message.body.text, to: message.address, bearer: message.bearer?.text)
        // Slack's API says no with a 200.
        let json = JSON(String(decoding: answer, as: UTF8.self))
        if json?["ok"] == .bool(false) {
          desk.logger.error(
            "a chat refused an answer", metadata: ["cause": "\(json?["error"]?.string ?? "")"])
        }
      } catch {
        desk.logger.error("an answer was not sent", metadata: ["cause": "\(error)"])
      }
    }
  }

  private static func json(_ json: JSON) -> Response {
    Answers.bytes(Array(json.text.utf8), type: "application/json")
  }
}

/// How many are being answered.
private final class Busy: Sendable {
  private let count = Mutex(0)

  func enter() -> Bool {
    count.withLock { count in
      guard count < ChatDoor.most else { return false }
      count += 1
      return true
    }
  }

  func leave() { count.withLock { $0 -= 1 } }
}

/// A value that is given once; the first one counts.
private final class Once<Value: Sendable>: Sendable {
  private struct State {
    var value: Value?
    var waiting: CheckedContinuation<Value, Never>?
  }

  private let state = Mutex(State())

  /// - Returns: whether this was the first.
  @discardableResult
  func give(_ value: Value) -> Bool {
    let (isFirst, waiting) = state.withLock { state in
      guard state.value == nil else { return (false, CheckedContinuation<Value, Never>?.none) }
      state.value = .some(value)
      defer { state.waiting = nil }
      return (true, state.waiting)
    }
    waiting?.resume(returning: value)
    return isFirst
  }

  var value: Value {
    get async {
      await withCheckedContinuation { continuation in
        let known = state.withLock { state in
          if state.value == nil { state.waiting = continuation }
          return state.value
        }
        if let known { continuation.resume(returning: known) }
      }
    }
  }
}
