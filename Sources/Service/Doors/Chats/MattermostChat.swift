import Assistant

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
        text: ChatWords.question(form["text"] ?? "")))
  }

  static func render(_ reply: Reply) -> JSON { MattermostDoor().render(reply) }
}
