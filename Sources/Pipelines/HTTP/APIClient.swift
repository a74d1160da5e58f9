import Foundation

/// One CI's API: adds the token where it belongs and nowhere else, asks again where that helps, and
/// goes nowhere it must not.
///
/// - The token goes to the base's own origin only; a redirect elsewhere is followed without it.
/// - `https`, except to this machine.
/// - What was resolved and checked is what is connected to. A redirect, or an address out of an
///   answer, may not lead to a private network; the base itself may be there: its user said so.
public struct APIClient: Sendable {
  /// Bounds on what is taken.
  public struct Limits: Sendable {
    /// Bytes of a JSON answer.
    public var document = 32 << 20
    /// Bytes of a log.
    public var log = 1 << 30
    /// Seconds for a request.
    public var documentSeconds = 60
    public var logSeconds = 600

    public init() {}
  }

  public let base: Endpoint
  private let credential: (name: String, value: String)?
  private let transport: any HTTPTransport
  private let retry: RetryPolicy
  private let limits: Limits

  public init(
    base: Endpoint, credential: (name: String, value: String)?,
    transport: any HTTPTransport = NetworkTransport(), retry: RetryPolicy = RetryPolicy(),
    limits: Limits = Limits()
  ) {
    self.base = base
    self.credential = credential
    self.transport = transport
    self.retry = retry
    self.limits = limits
  }

  /// A JSON document below the base.
  func get<Value: Decodable>(_ path: String, as type: Value.Type) async throws(FetchError) -> Value
  {
    try await exchange("GET", path, body: nil, as: type)
  }

  /// Sends a JSON document and reads the answer.
  func exchange<Value: Decodable>(
    _ method: String, _ path: String, body: [UInt8]?, as type: Value.Type
  ) async throws(FetchError) -> Value {
    let endpoint = base.appending(path)
    var collected = Collected(limit: limits.document)
    try await fetch(
      Ask(method: method, endpoint: endpoint, body: body, seconds: limits.documentSeconds),
      redirects: 2, restart: { collected.bytes = [] },
      take: { bytes throws(FetchError) in try collected.add(bytes, endpoint) })
    // GitHub, GitLab and others write `default_branch`.
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let value = try? decoder.decode(type, from: Data(Unpacking.bytes(collected.bytes)))
    else {
      throw FetchError(.malformed, "\(endpoint.shown): not the answer the API promises")
    }
    return value
  }

  /// Asks for something whose answer has no content.
  func send(_ method: String, _ path: String) async throws(FetchError) {
    try await fetch(
      Ask(
        method: method, endpoint: base.appending(path), body: nil,
        seconds: limits.documentSeconds),
      redirects: 0, restart: {}, take: { _ throws(FetchError) in })
  }

  /// Posts a JSON document and gives back whatever is answered.
  func post(_ path: String, body: [UInt8]) async throws(FetchError) -> [UInt8] {
    let endpoint = base.appending(path)
    var collected = Collected(limit: limits.document)
    try await fetch(
      Ask(method: "POST", endpoint: endpoint, body: body, seconds: limits.documentSeconds),
      redirects: 0, restart: { collected.bytes = [] },
      take: { bytes throws(FetchError) in try collected.add(bytes, endpoint) })
    return collected.bytes
  }

  /// A log below the base.
  ///
  /// - Parameters:
  ///   - redirects: how many are followed.
  ///   - sink: takes the bytes; told to start anew when a request is repeated.
  func log(_ path: String, redirects: Int, into sink: LogSink) async throws(FetchError) {
    try await log(base.appending(path), redirects: redirects, into: sink)
  }

  /// A log at an address out of an answer, or below the base.
  func log(_ endpoint: Endpoint, redirects: Int, into sink: LogSink) async throws(FetchError) {
    var taken = 0
    let limit = limits.log
    try await fetch(
      Ask(
        method: "GET", endpoint: endpoint, body: nil, seconds: limits.logSeconds,
        accept: "text/plain, */*"),
      redirects: redirects,
      restart: {
        taken = 0
        sink.restart()
      },
      take: { bytes throws(FetchError) in
        taken += bytes.count
        guard taken <= limit else {
          throw FetchError(.tooLarge, "\(endpoint.shown): larger than \(limit) bytes")
        }
        sink.append(bytes)
      })
  }

  private struct Collected {
    var bytes: [UInt8] = []
    let limit: Int

    init(limit: Int) { self.limit = limit }

    mutating func add(_ more: [UInt8], _ endpoint: Endpoint) throws(FetchError) {
      guard bytes.count + more.count <= limit else {
        throw FetchError(.tooLarge, "\(endpoint.shown): larger than \(limit) bytes")
      }
      bytes += more
    }
  }

  private struct Ask {
    var method: String
    var endpoint: Endpoint
    var body: [UInt8]?
    var seconds: Int
    var accept = "application/json"
  }

  /// What an answer without a usable body means.
  private enum Answered {
    case done
    case redirect(Endpoint)
    case again(after: Double)
  }

  private func fetch(
    _ ask: Ask, redirects: Int, restart: () -> Void,
    take: ([UInt8]) throws(FetchError) -> Void
  ) async throws(FetchError) {
    var ask = ask
    var redirects = redirects
    var attempt = 0
    while true {
      attempt += 1
      let answer: Answered
      do throws(FetchError) {
        answer = try await once(ask, attempt: attempt, take: take)
      } catch {
        // A request that changes something may have arrived although its answer did not.
        let isRepeatable = ask.method == "GET" && (error.kind == .connection)
        guard isRepeatable, attempt < retry.tries else { throw error }
        restart()
        await retry.pause(retry.backOff(attempt - 1))
        continue
      }
      switch answer {
      case .done: return
      case .again(let seconds):
        restart()
        await retry.pause(seconds)
      case .redirect(let next):
        guard redirects > 0, ask.method == "GET" else {
          throw FetchError(.malformed, "\(ask.endpoint.shown): redirected too often")
        }
        redirects -= 1
        ask.endpoint = next
        restart()
      }
    }
  }

  private func once(
    _ ask: Ask, attempt: Int, take: ([UInt8]) throws(FetchError) -> Void
  ) async throws(FetchError) -> Answered {
    let call = try call(ask)
    var answer = Answered.done
    let retry = retry
    try await transport.send(
      call,
      head: { head throws(FetchError) in
        answer = try Self.judge(head, ask, attempt: attempt, retry: retry)
      },
      body: { bytes throws(FetchError) in
        if case .done = answer { try take(bytes) }
      })
    return answer
  }

  private static func judge(
    _ head: HTTPHead, _ ask: Ask, attempt: Int, retry: RetryPolicy
  ) throws(FetchError) -> Answered {
    let shown = ask.endpoint.shown
    switch head.status {
    case 200...299: return .done
    case 301, 302, 303, 307, 308:
      guard let location = head.headers["location"] else {
        throw FetchError(.malformed, "\(shown): redirected to nowhere")
      }
      return .redirect(try ask.endpoint.following(location))
    default: break
    }
    if let wait = try retry.wait(after: head, attempt: attempt - 1), attempt < retry.tries {
      return .again(after: wait)
    }
    throw refusal(head, shown)
  }

  private static func refusal(_ head: HTTPHead, _ shown: String) -> FetchError {
    switch head.status {
    case 401: FetchError(.refused, "\(shown): the token is missing or not valid (401)")
    case 403: FetchError(.refused, "\(shown): the token does not allow this (403)")
    case 404: FetchError(.notFound, "\(shown): not found, or not visible to the token (404)")
    case 410: FetchError(.gone, "\(shown): no longer kept (410)")
    case 429: FetchError(.limited, "\(shown): too many requests (429)")
    default: FetchError(.server, "\(shown): answered \(head.status)")
    }
  }

  private var isLoopbackBase: Bool {
    (try? HostAddress.resolve(base.host))?.allSatisfy(\.isLoopback) ?? false
  }

  /// Checks where the request goes and adds what belongs there.
  private func call(_ ask: Ask) throws(FetchError) -> HTTPCall {
    let isBase = ask.endpoint.origin == base.origin
    let addresses = try HostAddress.resolve(ask.endpoint.host)
    guard ask.endpoint.scheme == "https" || addresses.allSatisfy(\.isLoopback) else {
      throw FetchError(.unsafeAddress, "'\(ask.endpoint.host)': only asked over https")
    }
    // A base on this machine (a fake, a tunnel) may lead about on this machine.
    let isLocal = addresses.allSatisfy(\.isLoopback) && isLoopbackBase
    guard isBase || isLocal || addresses.allSatisfy(\.isPublic) else {
      throw FetchError(
        .unsafeAddress, "'\(ask.endpoint.host)': a redirect into a private network is not followed")
    }
    var headers = [
      ("Accept", ask.accept), ("Accept-Encoding", "identity"), ("User-Agent", "faultline"),
    ]
    if ask.body != nil { headers.append(("Content-Type", "application/json")) }
    if isBase, let credential { headers.append(credential) }
    return HTTPCall(
      method: ask.method, endpoint: ask.endpoint, address: addresses[0].text,
      headers: headers.map { (name: $0.0, value: $0.1) }, body: ask.body, timeLimit: ask.seconds)
  }
}
