import Foundation

/// The Model Context Protocol over Streamable HTTP: one POST in, one answer out, nothing kept.
///
/// A body whose `_meta` names a protocol version, or a header that names the stateless revision,
/// is of 2026-07-28: there headers must say what the body says, so that no proxy and no server
/// can be told different things. All else is of the older handshake, without sessions.
public struct MCPExchange: Sendable {
  /// What is answered.
  public struct Answer: Sendable, Equatable {
    public var status: Int
    /// nil for an empty body.
    public var body: JSON?

    public init(_ status: Int, _ body: JSON? = nil) {
      self.status = status
      self.body = body
    }
  }

  private let tools: ToolBox
  private let version: String

  /// - Parameter version: ours, as `serverInfo` gives it.
  public init(tools: ToolBox, version: String) {
    self.tools = tools
    self.version = version
  }

  /// Answers one POST.
  ///
  /// - Parameters:
  ///   - header: a header's value by its name.
  ///   - now: seconds since 1970.
  public func answer(
    _ text: String, header: (String) -> String?, now: Int
  ) -> Answer {
    guard let body = JSON(text) else { return Self.refusal(400, -32700, "Parse error", nil) }
    guard let members = body.members else {
      return Self.refusal(400, -32600, "Invalid Request: expected one object", nil)
    }
    let id = members["id"]
    let told = header("MCP-Protocol-Version")
    let meta = members["params"]?["_meta"]?[MCPServer.versionKey]
    let isModern = meta != nil || told == MCPServer.modern
    let isRequest = members["method"]?.string != nil && id != nil
    if isRequest, isModern, let problem = Self.mismatch(members, header) {
      return Self.refusal(400, -32020, "Header mismatch: " + problem, id)
    }
    if !isModern, let told, !MCPServer.legacy.contains(told) {
      return Self.unsupported(told, id)
    }
    var server = MCPServer(
      tools: tools, version: version, agreed: isModern ? nil : told ?? MCPServer.legacy[0])
    guard let line = server.handle(text, now: now), let answer = JSON(line) else {
      return Answer(202)
    }
    return Answer(isModern ? Self.status(answer) : Self.legacyStatus(answer), answer)
  }

  /// What the headers say differently from the body; nil when nothing.
  private static func mismatch(
    _ members: [String: JSON], _ header: (String) -> String?
  ) -> String? {
    let params = members["params"]
    let method = members["method"]?.string ?? ""
    var expected: [(name: String, value: String?)] = [
      ("MCP-Protocol-Version", params?["_meta"]?[MCPServer.versionKey]?.string),
      ("Mcp-Method", method),
    ]
    switch method {
    case "tools/call", "prompts/get": expected.append(("Mcp-Name", params?["name"]?.string))
    case "resources/read": expected.append(("Mcp-Name", params?["uri"]?.string))
    default: break
    }
    for (name, value) in expected {
      guard let given = header(name) else {
        // What the body lacks is that check's to say.
        if value == nil, name == "Mcp-Name" { continue }
        return "\(name) is missing"
      }
      guard let text = decoded(given, mayBeCoded: name == "Mcp-Name") else {
        return "\(name) has characters that no header has"
      }
      if name == "MCP-Protocol-Version", value == nil { continue }
      if text != value { return "\(name) does not match the body" }
    }
    return nil
  }

  /// A header's value, `=?base64?…?=` undone.
  private static func decoded(_ value: String, mayBeCoded: Bool) -> String? {
    guard value.utf8.allSatisfy({ (0x20...0x7E).contains($0) || $0 == 0x09 }) else { return nil }
    let (begin, end) = ("=?base64?", "?=")
    guard mayBeCoded, value.hasPrefix(begin), value.hasSuffix(end),
      value.utf8.count >= begin.utf8.count + end.utf8.count
    else { return value }
    guard
      let data = Data(base64Encoded: String(value.dropFirst(begin.count).dropLast(end.count)))
    else { return nil }
    return String(validating: data, as: UTF8.self)
  }

  /// The status that goes with an error of the stateless revision.
  private static func status(_ answer: JSON) -> Int {
    switch answer["error"]?["code"]?.integer {
    case nil: 200
    case -32601: 404
    case -32603: 500
    default: 400
    }
  }

  /// Older clients read errors from the body; only what is no request at all is a 400.
  private static func legacyStatus(_ answer: JSON) -> Int {
    [-32700, -32600].contains(answer["error"]?["code"]?.integer ?? 0) ? 400 : 200
  }

  private static func unsupported(_ requested: String, _ id: JSON?) -> Answer {
    refusal(
      400, -32022, "Unsupported protocol version", id,
      data: .object([
        "supported": .of([MCPServer.modern] + MCPServer.legacy),
        "requested": .string(String(requested.prefix(100))),
      ]))
  }

  /// An error as a JSON-RPC document; without a usable id where there is none.
  public static func refusal(
    _ status: Int, _ code: Int, _ message: String, _ id: JSON?, data: JSON? = nil
  ) -> Answer {
    var error: [String: JSON] = ["code": .integer(code), "message": .string(message)]
    error["data"] = data
    var answer: [String: JSON] = ["jsonrpc": "2.0", "error": .object(error), "id": .null]
    if let id, id.string != nil || id.integer != nil { answer["id"] = id }
    return Answer(status, .object(answer))
  }
}
