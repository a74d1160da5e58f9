import AsyncHTTPClient
import NIOCore

/// Requests over the network, by AsyncHTTPClient.
public struct NetworkTransport: HTTPTransport {
  /// Seconds without a byte after which an answer counts as dead.
  static let idleLimit: Int64 = 30

  public init() {}

  public func send(
    _ call: HTTPCall, head: (HTTPHead) throws(FetchError) -> Void,
    body: ([UInt8]) throws(FetchError) -> Void
  ) async throws(FetchError) {
    let client = HTTPClient(
      eventLoopGroupProvider: .singleton, configuration: Self.configuration(call))
    let outcome: Result<Void, FetchError>
    do {
      try await exchange(client, call, head, body)
      outcome = .success(())
    } catch let error as FetchError {
      outcome = .failure(error)
    } catch {
      outcome = .failure(Self.failure(error, call))
    }
    try? await client.shutdown()
    try outcome.get()
  }

  private static func configuration(_ call: HTTPCall) -> HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.decompression = .disabled
    configuration.timeout = .init(connect: .seconds(10), read: .seconds(Self.idleLimit))
    configuration.httpVersion = .http1Only
    if call.address != call.endpoint.host {
      configuration.dnsOverride = [call.endpoint.host: call.address]
    }
    return configuration
  }

  private func exchange(
    _ client: HTTPClient, _ call: HTTPCall, _ head: (HTTPHead) throws(FetchError) -> Void,
    _ body: ([UInt8]) throws(FetchError) -> Void
  ) async throws {
    var request = HTTPClientRequest(url: call.endpoint.text)
    request.method = .init(rawValue: call.method)
    for header in call.headers { request.headers.add(name: header.name, value: header.value) }
    if let bytes = call.body { request.body = .bytes(bytes) }
    let deadline = ContinuousClock.now + .seconds(call.timeLimit)
    let response = try await client.execute(request, timeout: .seconds(Int64(call.timeLimit)))
    var headers: [String: String] = [:]
    for header in response.headers { headers[header.name.lowercased()] = header.value }
    try head(HTTPHead(status: Int(response.status.code), headers: headers))
    for try await buffer in response.body {
      // A server that drips bytes never runs into the idle limit.
      guard ContinuousClock.now < deadline else { throw Self.tooSlow(call) }
      try body(Array(buffer.readableBytesView))
    }
  }

  private static func tooSlow(_ call: HTTPCall) -> FetchError {
    FetchError(.tooSlow, "\(call.endpoint.shown): took longer than \(call.timeLimit) seconds")
  }

  /// The client's own words may hold the whole address, so none of them are shown.
  private static func failure(_ error: any Error, _ call: HTTPCall) -> FetchError {
    switch error as? HTTPClientError {
    case .readTimeout?, .deadlineExceeded?: tooSlow(call)
    case .connectTimeout?:
      FetchError(.connection, "\(call.endpoint.shown): no connection within 10 seconds")
    case .remoteConnectionClosed?:
      FetchError(.connection, "\(call.endpoint.shown): the answer was cut off")
    default: FetchError(.connection, "\(call.endpoint.shown): no connection or a broken answer")
    }
  }
}
