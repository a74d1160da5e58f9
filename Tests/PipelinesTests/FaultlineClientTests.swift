import Foundation
import Synchronization
import Testing

@testable import Pipelines

/// Asking another Faultline.
@Suite struct FaultlineClientTests {
  /// Answers every call alike and keeps what it was asked.
  private final class Told: HTTPTransport {
    let status: Int
    let answer: String
    let calls = Mutex<[HTTPCall]>([])

    init(_ status: Int, _ answer: String) {
      self.status = status
      self.answer = answer
    }

    func send(
      _ call: HTTPCall, head: (HTTPHead) throws(FetchError) -> Void,
      body: ([UInt8]) throws(FetchError) -> Void
    ) async throws(FetchError) {
      calls.withLock { $0.append(call) }
      try head(HTTPHead(status: status, headers: [:]))
      try body(Array(answer.utf8))
    }
  }

  private static let answer = """
    {"text":"It failed.\\n","answered":true,"conversation":"abc","intent":"why-failed"}
    """

  @Test func aQuestionCarriesTheTokenAndTheConversation() async throws {
    let told = Told(200, Self.answer)
    let client = try FaultlineClient(
      server: "http://127.0.0.1:1/below/", token: "t0k", transport: told)
    let answer = try await client.ask("why?", as: "ana", repository: "a/b", conversation: "x")
    #expect(answer.text == "It failed.\n" && answer.answered && answer.conversation == "abc")
    let call = try #require(told.calls.withLock { $0.first })
    #expect(call.method == "POST" && call.endpoint.path == "/below/api/v1/why")
    #expect(call.headers.contains { $0.name == "Authorization" && $0.value == "Bearer t0k" })
    let body = try JSONSerialization.jsonObject(with: Data(call.body ?? [])) as? [String: String]
    #expect(
      body == ["question": "why?", "as": "ana", "repository": "a/b", "conversation": "x"])
  }

  @Test(arguments: [
    (401, FetchError.Kind.refused), (403, .refused), (404, .notFound), (500, .server),
  ])
  func refusalsAreToldWithoutTheToken(_ status: Int, _ kind: FetchError.Kind) async throws {
    var retry = RetryPolicy()
    retry.tries = 1
    let client = try FaultlineClient(
      server: "http://127.0.0.1:1", token: "s3cret", transport: Told(status, "{}"), retry: retry)
    do throws(FetchError) {
      _ = try await client.ask("why?")
      Issue.record("an answer of \(status)")
    } catch {
      #expect(error.kind == kind && !error.message.contains("s3cret"))
    }
  }

  /// Over the network the token goes over https or not at all.
  @Test(arguments: ["http://192.0.2.1", "http://93.184.216.34:8080"])
  func elsewhereOnlyOverHTTPS(_ server: String) async throws {
    let told = Told(200, Self.answer)
    let client = try FaultlineClient(server: server, token: "t", transport: told)
    do throws(FetchError) {
      _ = try await client.ask("why?")
      Issue.record("asked \(server)")
    } catch {
      #expect(error.kind == .unsafeAddress)
    }
    #expect(told.calls.withLock { $0.isEmpty })
  }

  @Test(arguments: ["", "faultline.example", "ftp://x", "https://u:p@x"], ["t"])
  func addressesAreChecked(_ server: String, _ token: String) {
    #expect(throws: FetchError.self) { try FaultlineClient(server: server, token: token) }
  }

  @Test(arguments: ["a b", "a\r\nX: y", "ü"]) func tokensAreChecked(_ token: String) {
    #expect(throws: FetchError.self) {
      try FaultlineClient(server: "https://x.example", token: token)
    }
  }
}
