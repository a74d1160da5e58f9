import Foundation
import History
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Assistant
@testable import Service

/// `/mcp`: every error case of the specification, replayed.
@Suite struct DoorsMCPTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var body: String
    var headers: [String: String]
    var status: Int
    var code: Int?

    init(
      _ name: String, _ body: JSON, _ headers: [String: String], _ status: Int, _ code: Int? = nil
    ) {
      testDescription = name
      self.body = body.text
      self.headers = headers
      self.status = status
      self.code = code
    }

    init(_ name: String, text: String, _ status: Int, _ code: Int? = nil) {
      testDescription = name
      body = text
      headers = [:]
      self.status = status
      self.code = code
    }
  }

  private static let list = MCPCall.body("tools/list")
  private static let why = MCPCall.body(
    "tools/call", ["name": "why", "arguments": .object([:])])
  private static let read = MCPCall.body("resources/read", ["uri": "faultline://signatures/é"])

  private static func old(_ method: String, _ params: [String: JSON] = [:]) -> JSON {
    MCPCall.body(method, params, meta: nil)
  }

  private static func without(_ name: String, _ method: String, _ value: String? = nil)
    -> [String: String]
  {
    MCPCall.headers(method, value).filter { $0.key != name }
  }

  private static func version(_ version: String) -> JSON {
    MCPCall.body(
      "tools/list",
      meta: .object([
        "io.modelcontextprotocol/protocolVersion": .string(version),
        "io.modelcontextprotocol/clientCapabilities": .object([:]),
      ]))
  }

  static let cases: [Case] = [
    Case("discover", MCPCall.body("server/discover"), MCPCall.headers("server/discover"), 200),
    Case("list", list, MCPCall.headers("tools/list"), 200),
    Case("call", why, MCPCall.headers("tools/call", "why"), 200),
    Case(
      "a coded name", why, MCPCall.headers("tools/call", "=?base64?d2h5?="), 200),
    Case("no version header", list, without("MCP-Protocol-Version", "tools/list"), 400, -32020),
    Case("no method header", list, without("Mcp-Method", "tools/list"), 400, -32020),
    Case("no name header", why, MCPCall.headers("tools/call"), 400, -32020),
    Case("another method", list, MCPCall.headers("tools/call"), 400, -32020),
    Case("a method in capitals", list, MCPCall.headers("Tools/List"), 400, -32020),
    Case("another name", why, MCPCall.headers("tools/call", "explain_log"), 400, -32020),
    Case("a broken code", why, MCPCall.headers("tools/call", "=?base64?d2h5"), 400, -32020),
    Case("no base64", why, MCPCall.headers("tools/call", "=?base64?%%%?="), 400, -32020),
    Case(
      "a URI of other letters", read,
      MCPCall.headers(
        "resources/read",
        "=?base64?\(Data("faultline://signatures/é".utf8).base64EncodedString())?="),
      400, -32602),
    Case(
      "versions differ", version("2026-07-27"), MCPCall.headers("tools/list"), 400, -32020),
    Case(
      "a version nobody knows", version("1900-01-01"),
      ["MCP-Protocol-Version": "1900-01-01", "Mcp-Method": "tools/list"], 400, -32022),
    Case("no _meta", old("tools/list"), MCPCall.headers("tools/list"), 400, -32602),
    Case(
      "no capabilities",
      MCPCall.body(
        "tools/list",
        meta: .object(["io.modelcontextprotocol/protocolVersion": .string(MCPCall.version)])),
      MCPCall.headers("tools/list"), 400, -32602),
    Case("an unknown method", MCPCall.body("no/such"), MCPCall.headers("no/such"), 404, -32601),
    Case("ping is gone", MCPCall.body("ping"), MCPCall.headers("ping"), 404, -32601),
    Case(
      "an unknown tool", MCPCall.body("tools/call", ["name": "rm"]),
      MCPCall.headers("tools/call", "rm"), 400, -32602),
    Case("no JSON", text: "{", 400, -32700),
    Case("a batch", text: "[]", 400, -32600),
    Case("a number", text: "7", 400, -32600),
    Case("an id of null", text: #"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, 400, -32600),
    Case(
      "a notification", text: #"{"jsonrpc":"2.0","method":"notifications/cancelled"}"#, 202),
    Case("an answer", text: #"{"jsonrpc":"2.0","id":4,"result":{}}"#, 202),
    Case("the older handshake", old("initialize", ["protocolVersion": "2025-11-25"]), [:], 200),
    Case(
      "the older list", old("tools/list"), ["MCP-Protocol-Version": "2025-11-25"], 200),
    Case("the older ping", old("ping"), ["MCP-Protocol-Version": "2025-06-18"], 200),
    Case("no version at all", old("tools/list"), [:], 200),
    Case(
      "an older version nobody knows", old("tools/list"),
      ["MCP-Protocol-Version": "not-a-version"], 400, -32022),
    Case(
      "an unknown method of old", old("no/such"), ["MCP-Protocol-Version": "2025-11-25"], 200,
      -32601),
    Case(
      "a session nobody gave", list,
      MCPCall.headers("tools/list").merging(
        ["Mcp-Session-Id": "x", "Last-Event-ID": "7"]) { $1 }, 200),
    Case(
      "a page of elsewhere", list,
      MCPCall.headers("tools/list").merging(
        ["Origin": "https://evil.example"]) { $1 }, 403, -32600),
    Case(
      "a page of nowhere", list,
      MCPCall.headers("tools/list").merging(
        ["Origin": "null"]) { $1 }, 403, -32600),
    Case(
      "a page of this machine", list,
      MCPCall.headers("tools/list").merging(
        ["Origin": "http://localhost:6274"]) { $1 }, 200),
    Case(
      "a page that looks so", list,
      MCPCall.headers("tools/list").merging(
        ["Origin": "http://localhost.evil.example"]) { $1 }, 403, -32600),
    Case(
      "a form", list,
      MCPCall.headers("tools/list").merging(
        ["Content-Type": "text/plain"]) { $1 }, 415),
    Case(
      "nothing but pictures", list,
      MCPCall.headers("tools/list").merging(
        ["Accept": "image/png"]) { $1 }, 406),
  ]

  /// Opens `/mcp` without the token check, for a visitor who may read.
  private struct Opened: Door {
    let door: MCPDoor
    func open(on router: Router<Visit>) {
      struct Reads: RouterMiddleware {
        func handle(
          _ request: Request, context: Visit,
          next: (Request, Visit) async throws -> Response
        ) async throws -> Response {
          var context = context
          context.visitor = Visitor(name: "t", scopes: [.read], sight: .all)
          return try await next(request, context)
        }
      }
      router.add(middleware: Reads())
      door.open(on: router)
    }
    var open: [String] { ["/mcp"] }
  }

  private func send(
    _ method: HTTPRequest.Method, _ headers: [String: String], _ body: String,
    times: Int = 1
  ) async throws -> (status: Int, body: String) {
    let scratch = try Scratch()
    let desk = scratch.desk()
    return try await scratch.ask(desk, doors: [Opened(door: MCPDoor(desk: desk))]) { client in
      var fields = HTTPFields()
      fields[.contentType] = "application/json"
      for (name, value) in headers { fields[HeaderName(name)!] = value }
      var last = (status: 0, body: "")
      for _ in 0..<times {
        let response = try await client.execute(
          uri: "/mcp", method: method, headers: fields, body: ByteBuffer(string: body))
        last = (response.status.code, String(buffer: response.body))
      }
      return last
    }
  }

  @Test(arguments: cases) func theSpecificationIsKept(_ one: Case) async throws {
    let answer = try await send(.post, one.headers, one.body)
    #expect(answer.status == one.status)
    let error = JSON(answer.body)?["error"]
    if let code = one.code {
      #expect(error?["code"]?.integer == code)
    } else {
      #expect(error == nil)
    }
    if one.status == 202 { #expect(answer.body.isEmpty) }
    if one.code == -32022 {
      #expect(error?["data"]?["supported"]?.elements.first == "2026-07-28")
    }
  }

  @Test(arguments: [HTTPRequest.Method.get, .delete, .put]) func onlyPostsAreTaken(
    _ method: HTTPRequest.Method
  ) async throws {
    #expect(try await send(method, [:], "").status == 405)
  }

  @Test func oneVisitorDoesNotAskWithoutEnd() async throws {
    let headers = MCPCall.headers("tools/call", "why")
    #expect(try await send(.post, headers, Self.why.text, times: 60).status == 200)
    #expect(try await send(.post, headers, Self.why.text, times: 61).status == 429)
  }

  @Test func repositoriesOutOfSightAreNotThere() throws {
    let scratch = try Scratch()
    for name in ["acme/web", "acme/api", "acme/secret"] {
      try scratch.store.takeIn([ChatStage.job("4711", author: "ana", repository: name)])
    }
    let tools = ToolBox(
      store: scratch.store, repositories: ["acme/web", "acme/api"], triager: { nil })
    let exchange = MCPExchange(tools: tools, version: "1")
    func call(_ name: String, _ arguments: JSON) -> String {
      MCPCall.answer(exchange, name, arguments).body?.text ?? ""
    }
    #expect(call("why", .object(["repository": "acme/secret"])).contains("no such repository"))
    #expect(call("why", .object(["run": "4711"])).contains("acme/api, acme/web"))
    #expect(call("why", .object(["repository": "acme/web"])).contains(#""run":"4711""#))
    let secret = JobKey(
      provider: "github-actions", repository: "acme/secret", run: "4711", job: "linux")
    #expect(call("get_evidence", .object(["job_id": .string(secret.id)])).contains("no such job"))
    let list = exchange.answer(
      MCPCall.body("resources/list").text,
      header: { MCPCall.headers("resources/list")[$0] }, now: ChatStage.now)
    #expect(list.body?["result"]?["resources"]?.elements.count == 2)
    #expect(list.body?.text.contains(secret.id) == false)
  }

  @Test func aWeekIsSummedUp() throws {
    let scratch = try Scratch()
    try scratch.store.takeIn([ChatStage.job("4711", author: "ana")])
    let exchange = MCPExchange(
      tools: ToolBox(store: scratch.store, triager: { nil }), version: "1")
    let answer = MCPCall.answer(exchange, "weekly_summary", .object(["week": "2027-W02"]))
    let told = try #require(answer.body?["result"]?["structuredContent"])
    #expect(told["week"] == "2027-W02")
    #expect(told["runs"] == 1 && told["failed_jobs"] == 1)
    let top = told["top_failures"]?.elements.first
    #expect(top?["bucket"] == "dependency")
    #expect(top?["untrusted_log_text"]?.string?.hasPrefix("log| ") == true)
    let wrong = MCPCall.answer(exchange, "weekly_summary", .object(["week": "2027-W60"]))
    #expect(wrong.body?["result"]?["isError"] == true)
  }
}
