import Assistant
import Foundation
import Hummingbird

/// What somebody asked in a chat.
package struct ChatQuestion: Sendable, Equatable {
  /// How the answer gets to the chat.
  package enum Way: Sendable, Equatable {
    /// As the answer to the request; if it takes too long, by ``ChatSource/late(_:_:_:)``.
    case answer
    /// By a message of our own; the request is acknowledged at once.
    case message
  }

  /// The chat's own id of the message: the same when it is delivered again.
  package var id: String
  /// The workspace, tenant or server.
  package var team: String
  package var user: String
  /// What follow-ups belong to.
  package var thread: String
  /// Without the mark-up of the chat.
  package var text: String
  /// The ``JobKey/id`` that a pressed button is about.
  package var job: String?
  package var way = Way.answer
  /// Only a follow-up of a thread we spoke in; else it is not meant for us.
  package var isFollowUp = false
  /// Where a message of our own goes: a channel and a thread in it, or an address to answer to.
  package var channel: String?
  package var replyTo: String?
  package var responseURL: String?
}

/// What a request of a chat is.
package enum ChatMessage: Sendable {
  case question(ChatQuestion)
  /// Answered without the brain: a handshake.
  case handshake(JSON)
  /// Nothing is to be said.
  case ignored
}

/// A message on its way out.
package struct OutgoingMessage: Sendable, Equatable {
  package var address: String
  package var bearer: Secret?
  package var body: JSON
}

/// One chat's protocol: how it signs, asks and is answered.
///
/// A conformer is one file beside this one plus its line in ``ChatSources/all``; the contract suite
/// sends it really signed requests.
package protocol ChatSource: Sendable {
  /// The word in the configuration (`secrets: {slack: …}`), and the path below `/chat/`.
  static var name: String { get }
  /// Paths below `/chat/NAME`; an empty one is that path itself.
  static var paths: [String] { get }
  /// Seconds in which the chat must be answered, with some to spare for the way.
  static var deadline: Double { get }
  /// Whether the chat itself sent exactly this, and lately.
  static func isAuthentic(_ request: WebhookRequest, _ secrets: [Secret]) -> Bool
  /// What is asked.
  static func read(_ request: WebhookRequest, _ path: String) throws -> ChatMessage
  /// The answer as the chat wants it.
  static func render(_ reply: Reply) -> JSON
  /// How an answer is sent that did not go with the request's own; nil where there is no way.
  static func late(
    _ reply: Reply, _ question: ChatQuestion, _ settings: ServiceSettings
  ) -> OutgoingMessage?
}

extension ChatSource {
  package static func late(
    _ reply: Reply, _ question: ChatQuestion, _ settings: ServiceSettings
  ) -> OutgoingMessage? { nil }
}

/// The chats that are understood.
package enum ChatSources {
  package static let all: [any ChatSource.Type] = [
    SlackChat.self, TeamsChat.self, MattermostChat.self, RocketChat.self,
  ]
}

/// Why a request of a chat is not understood; the words are ours.
struct ChatProblem: Error { var words: String }

/// Words and ids as chats send them.
enum ChatWords {
  /// An id of the chat's own: bounded, and of letters that mean nothing anywhere.
  static func id(_ text: String?, _ what: String, atMost length: Int = 200) throws -> String {
    guard let text, !text.isEmpty, text.utf8.count <= length,
      text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else { throw ChatProblem(words: "\(what) is missing or no id") }
    return text
  }

  /// What somebody wrote, bounded; nothing is `help`.
  static func question(_ text: String) -> String {
    let words = text.prefix(1000).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.isEmpty ? "help" : words
  }

  /// `&lt;` and its like, each once.
  static func unescaped(_ text: String) -> String {
    let marks = ["&lt;": "<", "&gt;": ">", "&quot;": "\"", "&#39;": "'", "&nbsp;": " "]
    var text = text
    for (mark, sign) in marks { text = text.replacing(mark, with: sign) }
    return text.replacing("&amp;", with: "&")
  }
}

/// A form as browsers and chats send it.
struct FormBody {
  private(set) var fields: [String: String] = [:]

  /// nil when it is no form, or names a field twice: two readers might take different ones.
  init?(_ body: [UInt8]) {
    guard let text = String(validating: body, as: UTF8.self) else { return nil }
    for pair in text.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decoded(parts[0]),
        let value = parts.count > 1 ? Self.decoded(parts[1]) : "",
        fields.updateValue(value, forKey: name) == nil
      else { return nil }
    }
  }

  private static func decoded(_ text: Substring) -> String? {
    text.replacing("+", with: " ").removingPercentEncoding
  }

  subscript(name: String) -> String? { fields[name] }
}
