import Assistant
import Flakiness
import Foundation

/// Microsoft Teams: an outgoing webhook, called when somebody mentions it in a channel.
///
/// `Authorization: HMAC BASE64` is HMAC-SHA256 over the body with the token's *decoded* bytes as
/// its key (learn.microsoft.com, outgoing webhooks). The header has no time, so that of the body,
/// which is signed with it, is looked at. An outgoing webhook cannot be answered later: that takes the
/// address of a workflow or incoming webhook, see ``late(_:_:_:)``.
enum TeamsChat: ChatSource {
  static let name = "teams"
  static let paths = [""]
  static let deadline = 4.0

  static func isAuthentic(_ request: WebhookRequest, _ secrets: [Secret]) -> Bool {
    guard let header = request.header("Authorization"), header.hasPrefix("HMAC "),
      let given = Data(base64Encoded: String(header.dropFirst(5)))
    else { return false }
    let keys = secrets.compactMap { Data(base64Encoded: $0.text) }.map { Secret(bytes: Array($0)) }
    guard Signature.matches(Array(given), keys, request.body) else { return false }
    let time = JSON(String(decoding: request.body, as: UTF8.self))?["timestamp"]?.string
    return ReplayWindow.holds(time.flatMap(Timestamp.seconds), now: request.now)
  }

  static func read(_ request: WebhookRequest, _ path: String) throws -> ChatMessage {
    guard let body = JSON(String(decoding: request.body, as: UTF8.self)) else {
      throw ChatProblem(words: "not a JSON document")
    }
    guard body["type"] == "message", let text = body["text"]?.string else { return .ignored }
    let from = body["from"]
    let user = try ChatWords.id(from?["aadObjectId"]?.string ?? from?["id"]?.string, "from")
    let tenant = body["channelData"]?["tenant"]?["id"]?.string
    return .question(
      ChatQuestion(
        id: try ChatWords.id(body["id"]?.string, "id"),
        team: try ChatWords.id(tenant ?? body["channelData"]?["teamsTeamId"]?.string, "tenant"),
        user: user, thread: try ChatWords.id(body["conversation"]?["id"]?.string, "conversation"),
        text: words(text)))
  }

  /// `<at>Faultline</at> why <b>did</b> it fail&nbsp;?` is `why did it fail ?`.
  private static func words(_ html: String) -> String {
    let text = html.prefix(8000)
      .replacing(#/<at[^>]{0,100}>[^<]{0,200}</at>/#, with: "")
      .replacing(#/<a\s[^>]{0,200}?href="([^"]{1,2000})"[^>]{0,200}>[^<]{0,2000}</a>/#) {
        String($0.output.1)
      }
      .replacing(#/<[^>]{0,200}>/#, with: " ")
    return ChatWords.question(ChatWords.unescaped(String(text)))
  }

  static func render(_ reply: Reply) -> JSON { TeamsDoor().render(reply) }

  /// The setting with the address of a workflow ("when a Teams webhook request is received") or an
  /// incoming webhook. It posts in its own channel, whichever the question came from, so the answer
  /// says what was asked.
  static let webhookSetting = "teams-webhook"

  static func late(
    _ reply: Reply, _ question: ChatQuestion, _ settings: ServiceSettings
  ) -> OutgoingMessage? {
    guard let address = settings.secrets[webhookSetting]?.first?.text else { return nil }
    var reply = reply
    let asked = question.text.prefix(200)
    reply.sentences.insert(.init(text: "Somebody asked: \(asked)", basis: .house), at: 0)
    return OutgoingMessage(address: address, bearer: nil, body: render(reply))
  }
}
