/// One request.
public struct HTTPCall: Sendable {
  public var method: String
  public var endpoint: Endpoint
  /// The checked address to connect to, whatever the name resolves to by then.
  public var address: String
  public var headers: [(name: String, value: String)]
  public var body: [UInt8]?
  /// Seconds for all of it.
  public var timeLimit: Int
}

/// The head of an answer.
public struct HTTPHead: Sendable {
  public var status: Int
  /// Names in lower case.
  public var headers: [String: String]
}

/// Moves requests and answers; decides nothing. It follows no redirect and unpacks nothing.
public protocol HTTPTransport: Sendable {
  /// Sends `call`.
  ///
  /// - Parameters:
  ///   - head: told what the answer is before its body comes.
  ///   - body: takes the body piece by piece; what it throws ends the request.
  func send(
    _ call: HTTPCall, head: (HTTPHead) throws(FetchError) -> Void,
    body: ([UInt8]) throws(FetchError) -> Void
  ) async throws(FetchError)
}
