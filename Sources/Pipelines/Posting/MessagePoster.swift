/// Posts JSON messages to chats: incoming webhooks, answers to commands, a chat's own API.
///
/// The address of a webhook is a secret as a whole, so no error says more than its host.
public struct MessagePoster: Sendable {
  private let transport: any HTTPTransport
  private let retry: RetryPolicy

  public init(
    transport: any HTTPTransport = NetworkTransport(), retry: RetryPolicy = RetryPolicy()
  ) {
    self.transport = transport
    self.retry = retry
  }

  /// Posts one message. A request that may have arrived is not made again.
  ///
  /// - Parameters:
  ///   - message: a JSON document.
  ///   - address: where; `https`, but for this machine.
  ///   - bearer: a token for the `Authorization` header.
  /// - Returns: the answer, of at most 64 KiB.
  @discardableResult
  public func post(
    _ message: String, to address: String, bearer: String? = nil
  ) async throws(FetchError) -> [UInt8] {
    let endpoint = try Endpoint(address)
    do throws(FetchError) {
      guard let base = try? Endpoint(endpoint.origin) else {
        throw FetchError(.unusable, "not a web address")
      }
      var limits = APIClient.Limits()
      limits.document = 64 << 10
      limits.documentSeconds = 15
      let client = APIClient(
        base: base, credential: bearer.map { ("Authorization", "Bearer " + $0) },
        transport: transport, retry: retry, limits: limits)
      let query = endpoint.query.map { "?" + $0 } ?? ""
      return try await client.post(endpoint.path + query, body: Array(message.utf8))
    } catch {
      throw FetchError(error.kind, "\(endpoint.host): \(Self.words(error.kind))")
    }
  }

  private static func words(_ kind: FetchError.Kind) -> String {
    switch kind {
    case .refused: "the message was refused (401 or 403)"
    case .notFound, .gone: "there is no such webhook any more"
    case .limited: "too many messages"
    case .tooSlow: "no answer in time"
    case .unsafeAddress: "only posted to over https"
    case .server: "the message was not taken"
    default: "no connection or a broken answer"
    }
  }
}
