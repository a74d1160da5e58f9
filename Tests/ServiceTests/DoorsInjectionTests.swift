import Foundation
import History
import Testing

@testable import Assistant
@testable import Service

/// 210 hostile log lines through every chat and `/mcp`, from the store to the bytes that leave.
@Suite struct DoorsInjectionTests {
  /// The stored build of each injection: run, branch and line are hostile.
  private static func jobs() -> [JobReport] {
    Injections.all.enumerated().map { index, injection in
      ChatStage.job(
        "9\(index)", author: "eve", text: injection.text,
        branch: String(injection.text.prefix(100)), at: index)
    }
  }

  private static func strings(_ json: JSON, _ key: String = "") -> [(key: String, text: String)] {
    switch json {
    case .string(let text): [(key, text)]
    case .array(let all): all.flatMap { strings($0, key) }
    case .object(let members): members.flatMap { strings($0.value, $0.key) }
    default: []
    }
  }

  private static func isQuiet(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      scalar == "\n"
        || scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
          && !(0x200B...0x200F).contains(scalar.value) && !(0x2028...0x202E).contains(scalar.value)
          && !(0xE0000...0xE0FFF).contains(scalar.value)
    }
  }

  /// What would act in any of the chats.
  private static func problems(_ message: JSON, isMarkdown: Bool) -> [String] {
    var problems: [String] = []
    for (key, text) in strings(message) where key != "url" {
      if !isQuiet(text) { problems.append("hidden characters in \(key)") }
      for mark in ["<!", "<@", "<#", "<at"] where !isMarkdown && key != "value" {
        if text.contains(mark) { problems.append("\(mark) in \(key)") }
      }
      if text == "mrkdwn" { problems.append("a parsed block") }
    }
    for (key, text) in strings(message) where key == "url" {
      if !text.hasPrefix("https://github.com/acme/web/") { problems.append("links to \(text)") }
    }
    return problems
  }

  /// What stands outside the code block must be escaped.
  private static func problems(markdown text: String) -> [String] {
    var problems: [String] = []
    var fence: Substring?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let open = fence {
        if line == open { fence = nil }
        continue
      }
      if line.hasPrefix("```") {
        fence = line
        continue
      }
      if line.hasPrefix("[the build's page](https://github.com/acme/web/") { continue }
      if line.contains("@") { problems.append("@ in \(line.prefix(60))") }
      if line.contains("://") { problems.append("a link in \(line.prefix(60))") }
      for mark in ["[", "]", "<", "`", "!"]
      where line.replacing("\\" + mark, with: "").contains(mark) {
        problems.append("\(mark) in \(line.prefix(60))")
      }
    }
    return problems + (fence == nil ? [] : ["an open code block"])
  }

  @Test(arguments: ChatKit.all) func nothingButQuotedTextLeaves(_ kit: ChatKit) async throws {
    let stage = try ChatStage(kit)
    try stage.scratch.store.takeIn(Self.jobs())
    let questions = Injections.all.indices.map { "why did run 9\($0) fail?" }
    let answers = try await stage.ask(questions)
    #expect(answers.count == 210)
    for (index, answer) in answers.enumerated() {
      #expect(answer.text.contains("482 │"), "\(index)")
      let isMarkdown = ["mattermost", "rocketchat"].contains(kit.source.name)
      #expect(Self.problems(answer, isMarkdown: isMarkdown) == [], "\(index)")
      if isMarkdown, let text = answer["text"]?.string {
        #expect(Self.problems(markdown: text) == [], "\(index)")
      }
      #expect(answer.text.utf8.count < 28_000)
    }
  }

  @Test func agentsGetLogTextInMarkedFieldsOnly() async throws {
    let stage = try ChatStage(.teams)
    try stage.scratch.store.takeIn(Self.jobs())
    let exchange = MCPExchange(
      tools: ToolBox(store: stage.scratch.store, triager: { nil }), version: "1")
    for index in Injections.all.indices {
      for (name, arguments) in [
        ("why", JSON.object(["run": .string("9\(index)")])),
        ("find_failures", JSON.object(["limit": 50])),
      ] where name == "why" || index == 0 {
        let answer = MCPCall.answer(exchange, name, arguments)
        let result = try #require(answer.body?["result"])
        #expect(result["isError"] == false)
        let structured = try #require(result["structuredContent"])
        #expect(result["content"]?.elements.first?["text"]?.string == structured.text)
        #expect(structured["jobs"]?.elements.count ?? 1 == 1)
        #expect(Self.leaks(structured) == [], "\(index)")
        guard let id = structured["jobs"]?.elements.first?["job_id"]?.string else { continue }
        let evidence = MCPCall.answer(exchange, "get_evidence", .object(["job_id": .string(id)]))
        let lines = try #require(evidence.body?["result"]?["structuredContent"])
        #expect(Self.leaks(lines) == [], "\(index)")
        #expect(lines["untrusted_log_text"]?.string?.hasPrefix("log 482| ") == true)
        #expect((lines["untrusted_log_text"]?.string ?? "").utf8.count <= 2100)
        let verdict = structured["jobs"]?.elements.first
        #expect(verdict?["bucket"] == "dependency" && verdict?["actor"] == "author")
      }
    }
  }

  /// Strings outside the marked fields that are neither an id nor a word of ours.
  private static func leaks(_ json: JSON, _ key: String = "") -> [String] {
    if key.hasPrefix("untrusted_") { return [] }
    switch json {
    case .string(let text):
      let isPlain = text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
          || (0x61...0x7A).contains(byte) || "-_/:.".utf8.contains(byte)
      }
      return isPlain && text.utf8.count <= 100 ? [] : ["\(key): \(text.prefix(60))"]
    case .array(let all): return all.flatMap { leaks($0, key) }
    case .object(let members): return members.flatMap { leaks($0.value, $0.key) }
    default: return []
    }
  }
}

/// A call of a tool in the stateless revision.
enum MCPCall {
  static let version = "2026-07-28"
  static let meta = JSON.object([
    "io.modelcontextprotocol/protocolVersion": .string(version),
    "io.modelcontextprotocol/clientCapabilities": .object([:]),
  ])

  static func body(_ method: String, _ params: [String: JSON] = [:], meta: JSON? = meta) -> JSON {
    var params = params
    params["_meta"] = meta
    return .object([
      "jsonrpc": "2.0", "id": 1, "method": .string(method), "params": .object(params),
    ])
  }

  static func headers(_ method: String, _ name: String? = nil) -> [String: String] {
    var headers = ["MCP-Protocol-Version": version, "Mcp-Method": method]
    headers["Mcp-Name"] = name
    return headers
  }

  static func answer(
    _ exchange: MCPExchange, _ name: String, _ arguments: JSON
  ) -> MCPExchange.Answer {
    let headers = headers("tools/call", name)
    return exchange.answer(
      body("tools/call", ["name": .string(name), "arguments": arguments]).text,
      header: { headers[$0] }, now: ChatStage.now)
  }
}
