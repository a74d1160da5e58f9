import Foundation
import History
import Testing

@testable import Assistant

@Suite struct MCPTests {
  private static let meta =
    #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}"#

  /// A server over the store of the brain's tests.
  private func server(scope: String? = nil) throws -> (MCPServer, Scratch) {
    let scratch = try Scratch()
    let tools = ToolBox(store: try scratch.store(), scope: scope, triager: { nil })
    return (MCPServer(tools: tools, version: "1"), scratch)
  }

  private static func request(_ method: String, _ params: String = "") -> String {
    let more = params.isEmpty ? "" : params + ","
    return #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":{\#(more)\#(meta)}}"#
  }

  private func ask(_ line: String, scope: String? = nil) throws -> JSON {
    var (server, scratch) = try server(scope: scope)
    defer { withExtendedLifetime(scratch) {} }
    return JSON(server.handle(line, now: Scratch.now) ?? "null") ?? "not JSON"
  }

  private static func call(_ name: String, _ arguments: String = "{}") -> String {
    request("tools/call", #""name":"\#(name)","arguments":\#(arguments)"#)
  }

  struct ErrorCase: Sendable, CustomTestStringConvertible {
    var line: String
    var code: Int
    var testDescription: String { String(line.prefix(80)) }

    init(_ line: String, _ code: Int) {
      self.line = line
      self.code = code
    }
  }

  static let errors: [ErrorCase] = [
    ErrorCase("", -32700), ErrorCase("{", -32700), ErrorCase("nonsense", -32700),
    ErrorCase(String(repeating: "[", count: 100), -32700), ErrorCase("[]", -32600),
    ErrorCase("1", -32600), ErrorCase(#"{"id":1,"method":"ping"}"#, -32600),
    ErrorCase(#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, -32600),
    ErrorCase(#"{"jsonrpc":"2.0","id":1}"#, -32600),
    ErrorCase(#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, -32600),
    ErrorCase(#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, -32600),
    ErrorCase(#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#, -32602),
    ErrorCase(#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":[]}"#, -32602),
    ErrorCase(#"{"jsonrpc":"2.0","id":1,"method":"initialize"}"#, -32602),
    ErrorCase(
      #"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"1900-01-01","io.modelcontextprotocol/clientCapabilities":{}}}}"#,
      -32022),
    ErrorCase(
      #"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}"#,
      -32602),
    ErrorCase(
      #"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":7}}}"#,
      -32602),
    ErrorCase(request("no/such"), -32601), ErrorCase(request("initialize"), -32601),
    ErrorCase(request("ping"), -32601), ErrorCase(request("logging/setLevel"), -32601),
    ErrorCase(request("tools/list", #""cursor":"x""#), -32602),
    ErrorCase(request("tools/call"), -32602), ErrorCase(call("rm"), -32602),
    ErrorCase(call("why", "[]"), -32602), ErrorCase(request("resources/read"), -32602),
    ErrorCase(request("resources/read", #""uri":"file:///etc/passwd""#), -32602),
    ErrorCase(request("resources/read", #""uri":"faultline://runs/1-2""#), -32602),
  ]

  @Test(arguments: errors) func errorsHaveTheirCodes(_ error: ErrorCase) throws {
    let answer = try ask(error.line)
    #expect(answer["error"]?["code"] == .integer(error.code))
    #expect(answer["result"] == nil)
    #expect(!answer.text.contains("\n"))
  }

  @Test func anUnsupportedVersionIsToldWhichAre() throws {
    let line = Self.errors[14].line
    let data = try ask(line)["error"]?["data"]
    #expect(data?["requested"] == "1900-01-01")
    #expect(data?["supported"]?.elements.first == "2026-07-28")
  }

  @Test func notificationsAndAnswersAreNotAnswered() throws {
    var (server, scratch) = try server()
    defer { withExtendedLifetime(scratch) {} }
    for line in [
      #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
      #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#,
      #"{"jsonrpc":"2.0","id":4,"result":{}}"#,
    ] {
      #expect(server.handle(line, now: 0) == nil)
    }
  }

  @Test func statelessResultsAreDressed() throws {
    let cached = [
      ("server/discover", "public"), ("tools/list", "public"), ("resources/list", "private"),
      ("resources/templates/list", "public"),
    ]
    for (method, scope) in cached {
      let result = try ask(Self.request(method))["result"]
      #expect(result?["resultType"] == "complete")
      #expect(result?["cacheScope"] == .string(scope))
      #expect((result?["ttlMs"]?.integer ?? -1) >= 0)
      #expect(result?["_meta"]?["io.modelcontextprotocol/serverInfo"]?["name"] == "faultline")
    }
  }

  @Test(arguments: [
    ("2025-11-25", "2025-11-25"), ("2024-11-05", "2024-11-05"), ("1900", "2025-11-25"),
  ])
  func theOlderHandshakeWorks(_ requested: String, _ agreed: String) throws {
    var (server, scratch) = try server()
    defer { withExtendedLifetime(scratch) {} }
    func ask(_ method: String, _ params: String) -> JSON {
      let line = #"{"jsonrpc":"2.0","id":"a","method":"\#(method)","params":\#(params)}"#
      return JSON(server.handle(line, now: Scratch.now) ?? "") ?? .null
    }
    let first = ask("initialize", #"{"protocolVersion":"\#(requested)","capabilities":{}}"#)
    #expect(first["result"]?["protocolVersion"] == .string(agreed))
    #expect(first["id"] == "a")
    #expect(ask("ping", "{}")["result"] == .object([:]))
    let list = ask("tools/list", "{}")["result"]
    #expect(list?["tools"]?.elements.count == 7)
    #expect(list?["resultType"] == nil)
    #expect(ask("server/discover", "{}")["error"]?["code"] == -32601)
  }

  @Test(arguments: [
    ("why", #"{"nope":1}"#), ("why", #"{"run":7}"#), ("find_failures", #"{"days":0}"#),
    ("find_failures", #"{"bucket":"x"}"#), ("test_history", "{}"),
    ("test_history", #"{"test":"nowhere"}"#), ("get_evidence", #"{"job_id":"1-2"}"#),
    ("get_evidence", #"{"job_id":"' OR 1=1"}"#), ("why", #"{"url":"https://x"}"#),
    ("explain_log", #"{"log":"x"}"#),
  ])
  func badArgumentsAreResultsWithAnError(_ tool: String, _ arguments: String) throws {
    let result = try ask(Self.call(tool, arguments))["result"]
    #expect(result?["isError"] == true)
    #expect(result?["structuredContent"] == nil)
  }

  @Test(arguments: [
    ("why", #"{"run":"4711"}"#, "jobs"), ("why", #"{"pull_request":"13"}"#, "jobs"),
    ("find_failures", #"{"days":30}"#, "failures"), ("flaky_tests", "{}", "tests"),
    ("test_history", #"{"test":"test_discount"}"#, "latest"),
  ])
  func toolsAnswerAsTheirSchemaSays(_ name: String, _ arguments: String, _ key: String) throws {
    let result = try ask(Self.call(name, arguments))["result"]
    #expect(result?["isError"] == false)
    let content = result?["structuredContent"]
    #expect(content?[key]?.elements.isEmpty == false)
    #expect(result?["content"]?.elements.first?["text"]?.string == content?.text)
    let tool = Tool.all.first { $0.name == name }
    for member in tool?.output ?? [] { #expect(content?[member.name] != nil, "\(member.name)") }
  }

  @Test func evidenceIsInTheUntrustedFieldOnly() throws {
    let job = try ask(Self.call("why", #"{"run":"4712"}"#))["result"]?["structuredContent"]?[
      "jobs"]?
      .elements.first
    #expect(job?.text.contains("dial tcp") == false)
    let id = job?["job_id"]?.string ?? ""
    let evidence = try ask(Self.call("get_evidence", #"{"job_id":"\#(id)"}"#))["result"]?[
      "structuredContent"]
    #expect(evidence?["lines"]?.elements == [7])
    #expect(evidence?["untrusted_log_text"]?.string?.contains("log 7| dial tcp") == true)
    let read = try ask(Self.request("resources/read", #""uri":"faultline://runs/\#(id)""#))
    #expect(read["result"]?["contents"]?.elements.count == 1)
  }

  @Test func anotherRepositoryIsNotThere() throws {
    let line = Self.call("why", #"{"run":"4711"}"#)
    let scoped = try ask(line, scope: "acme/api")["result"]?["structuredContent"]
    #expect(scoped?["jobs"]?.elements.isEmpty == true)
    let named = Self.call("why", #"{"repository":"acme/web"}"#)
    #expect(try ask(named, scope: "acme/api")["result"]?["isError"] == true)
  }

  @Test(arguments: Injections.all) func untrustedTextIsBoundedAndVisible(_ injection: Injection) {
    let text = injection.text
    let field = Untrusted.field((1...40).map { ($0, text) }).string ?? ""
    #expect(field.utf8.count <= Untrusted.limit + 40)
    #expect(!field.contains("://"))
    for line in field.split(separator: "\n") { #expect(line.hasPrefix("log")) }
    let isVisible = field.unicodeScalars.allSatisfy {
      $0 == "\n"
        || !$0.properties.isDefaultIgnorableCodePoint && $0.value >= 0x20
          && $0.properties.generalCategory != .format && $0.properties.generalCategory != .control
    }
    #expect(isVisible)
  }
}
