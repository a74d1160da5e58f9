import Assistant
import Foundation

/// Mattermost: a slash command. It knows no signatures: a token that only the server has comes
/// with each request, in a header or in the form.
enum MattermostChat: ChatSource {
  static let name = "mattermost"
  static let paths = [""]
  static let deadline = 4.0

  static func isAuthentic(_ request: WebhookRequest, _ secrets: [Secret]) -> Bool {
    if let header = request.header("Authorization"), header.hasPrefix("Token ") {
      return Signature.isSecret(String(header.dropFirst(6)), secrets)
    }
    return Signature.isSecret(FormBody(request.body)?["token"], secrets)
  }

  static func read(_ request: WebhookRequest, _ path: String) throws -> ChatMessage {
    guard let form = FormBody(request.body) else { throw ChatProblem(words: "not a form") }
    let user = try ChatWords.id(form["user_id"], "user_id")
    let channel = try ChatWords.id(form["channel_id"], "channel_id")
    return .question(
      ChatQuestion(
        id: try ChatWords.id(form["trigger_id"], "trigger_id", atMost: 500),
        team: try ChatWords.id(form["team_id"], "team_id"), user: user,
        thread: "\(channel):\(form["root_id"].flatMap { try? ChatWords.id($0, "") } ?? user)",
        text: ChatWords.question(form["text"] ?? ""), responseURL: form["response_url"]))
  }

  static func render(_ reply: Reply) -> JSON { MattermostDoor().render(reply) }

  /// By the address that came with the command: it is good for half an hour and five answers
  /// (developers.mattermost.com, slash commands, delayed and multiple responses).
  static func late(
    _ reply: Reply, _ question: ChatQuestion, _ settings: ServiceSettings
  ) -> OutgoingMessage? {
    guard let address = question.responseURL, isServers(address, settings) else { return nil }
    return OutgoingMessage(address: address, bearer: nil, body: render(reply))
  }

  /// The setting with the server's own address, such as `https://chat.example`: answers go to no
  /// other one.
  static let serverSetting = "mattermost-server"

  /// Whether an address is one that answers to commands are sent to.
  static func isServers(_ address: String, _ settings: ServiceSettings) -> Bool {
    guard Reply.isPage(address), let parts = URLComponents(string: address), parts.user == nil,
      parts.password == nil, parts.host?.isEmpty == false,
      parts.path.contains("/hooks/commands/")
    else { return false }
    let servers = settings.secrets[serverSetting] ?? []
    return servers.isEmpty
      || servers.contains { server in
        address.hasPrefix(server.text.hasSuffix("/") ? server.text : server.text + "/")
      }
  }
}
