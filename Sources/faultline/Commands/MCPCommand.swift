import ArgumentParser
import Assistant
import Foundation
import History
import Triage

struct MCPCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcp",
    abstract: "Serve AI agents by the Model Context Protocol, on standard input and output.",
    discussion: """
      Read-only. Speaks the stateless revision 2026-07-28 and the handshake of 2025-11-25 and
      before. Text of logs comes in fields that are marked as untrusted. Ends with the input.

      Example, in a client's configuration:
        {"command": "faultline", "args": ["mcp", "--store", "faultline.db"]}
      """)

  @OptionGroup var store: StoreOptions

  @Option(help: ArgumentHelp("Let nothing but this repository be read.", valueName: "repository"))
  var repo: String?

  func run() throws {
    let store = try Complaint.told { () throws -> Store? in
      let options = self.store
      let isThere = FileManager.default.fileExists(atPath: options.path)
      return isThere || options.store != nil ? try options.open() : nil
    }
    if store == nil { Terminal.words("there is no store, so only explain_log works") }
    let knowledge = Knowledge()
    let tools = ToolBox(store: store, scope: repo) { knowledge.triager }
    var server = MCPServer(tools: tools, version: Version.number)
    while let line = readLine() {
      if line.allSatisfy(\.isWhitespace) { continue }
      if let answer = server.handle(line, now: Moment.now.seconds) { Terminal.data(answer + "\n") }
    }
  }

  /// The built-in signatures, read once.
  private final class Knowledge: Sendable {
    let triager: Triager?
    init() { triager = try? Embedded.triager(packs: []) }
  }
}
