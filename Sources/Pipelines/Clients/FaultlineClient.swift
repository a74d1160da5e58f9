import Foundation

/// Another Faultline: a service that is asked through its API.
///
///     let service = try FaultlineClient(server: "https://faultline.example", token: token)
///     let answer = try await service.ask("why did run 4711 fail?")
///
/// Over https only, but for a service on this machine; the token goes to that origin alone.
public struct FaultlineClient: Sendable {
  /// A question's answer, as much of it as is shown.
  public struct Answer: Decodable, Sendable {
    /// Several lines for people. The service makes it harmless; it is a stranger's text all the
    /// same.
    public var text: String
    /// Whether there is an answer.
    public var answered: Bool
    /// Goes with the next question.
    public var conversation: String
  }

  /// A question on its way.
  private struct Ask: Encodable {
    var question: String
    var `as`: String?
    var repository: String?
    var conversation: String?
  }

  private let api: APIClient

  /// - Parameters:
  ///   - server: the service's address, such as `https://faultline.example`.
  ///   - token: nil for a service that asks for none.
  /// - Throws: when the address is none.
  public init(
    server: String, token: String?, transport: any HTTPTransport = NetworkTransport(),
    retry: RetryPolicy = RetryPolicy()
  ) throws(FetchError) {
    let credential = token.map { (name: "Authorization", value: "Bearer " + $0) }
    if let token, !token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
      throw FetchError(.unusable, "the token has characters that no token has")
    }
    api = APIClient(
      base: try Endpoint(server), credential: credential, transport: transport, retry: retry)
  }

  /// Asks a question.
  ///
  /// - Parameters:
  ///   - login: whose builds are `mine`.
  ///   - repository: look in this one only.
  ///   - conversation: of the answer before.
  /// - Returns: the answer, and the whole document as the service sent it.
  public func ask(
    _ question: String, as login: String? = nil, repository: String? = nil,
    conversation: String? = nil
  ) async throws(FetchError) -> Answer {
    let ask = Ask(
      question: question, as: login, repository: repository, conversation: conversation)
    guard let body = try? JSONEncoder().encode(ask) else {
      throw FetchError(.unusable, "the question cannot be sent")
    }
    return try await api.exchange("POST", "/api/v1/why", body: Array(body), as: Answer.self)
  }
}
