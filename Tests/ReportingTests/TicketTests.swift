import Foundation
import Testing

@testable import Reporting

/// Tickets and bulk actions: hostile words stay words, and the form is the receiver's.
@Suite struct TicketTests {
  private static func ticket(_ text: String) -> FailureTicket {
    FailureTicket(
      fingerprint: "v1:0123456789abcdef01234567", bucket: "infra", category: text, summary: text,
      state: "broken-on-main", count: 3, pullRequests: 2, repositories: ["acme/web", text],
      first: "2026-03-02 09:12", last: "2026-03-03 09:12",
      lines: [.init(number: 7, text: text)], steps: [text],
      pages: ["https://ci.example/1", "javascript:alert(1)", "https://e.example/)[x](y", text],
      actor: text)
  }

  private static let options: TicketOptions = {
    var options = TicketOptions()
    options.project = "CI"
    options.group = "platform"
    return options
  }()

  private static func payload(_ name: String, _ text: String) throws -> [String: Any] {
    let form = try #require(TicketForms.named(name, options: options))
    let data = Data(form.payload(ticket(text)).utf8)
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  /// All strings in a payload.
  private static func strings(_ value: Any) -> [String] {
    switch value {
    case let text as String: [text]
    case let list as [Any]: list.flatMap(strings)
    case let object as [String: Any]: object.values.flatMap(strings)
    default: []
    }
  }

  @Test(arguments: TicketForms.names, HostileText.all)
  func hostileWordsMoveAndHideNothing(_ name: String, _ text: String) throws {
    for string in Self.strings(try Self.payload(name, text)) {
      for scalar in string.unicodeScalars where scalar != "\n" {
        #expect(!Visible.isHidden(scalar), "\(scalar.value) in \(name)")
      }
    }
  }

  @Test(arguments: HostileText.all) func aTitleIsOneLineOfTheTrackersLength(_ text: String) throws {
    let title = try #require(try Self.payload("github", text)["title"] as? String)
    #expect(!title.contains("\n") && title.count <= 200 && !title.contains("@"))
    let fields = try #require(try Self.payload("jira", text)["fields"] as? [String: Any])
    let summary = try #require(fields["summary"] as? String)
    #expect(!summary.contains("\n") && summary.count <= 255)
    let short = try #require(try Self.payload("servicenow", text)["short_description"] as? String)
    #expect(!short.contains("\n") && short.count <= 160)
  }

  /// Outside code, GitHub acts on mentions, references, HTML and pictures.
  @Test(arguments: [
    "@octocat/team", "octo/repo#1", "#1", "<img src=x>", "![x](https://e.example/x.png)",
    "[x](https://e.example)", "<!-- x",
  ])
  func nothingActsInAnIssue(_ text: String) throws {
    let body = try #require(try Self.payload("github", "see \(text) now")["body"] as? String)
    var isCode = false
    for line in body.split(separator: "\n") {
      if line.hasPrefix("```") {
        isCode.toggle()
      } else if !isCode {
        let bare = line.replacing(/(`+) ?.+? ?\1/, with: "")
        #expect(!bare.contains(text), "\(line)")
      }
    }
    #expect(!isCode && body.contains("<https://ci.example/1>"))
    #expect(!body.contains("<javascript:") && !body.contains("<https://e.example/)"))
  }

  @Test func aTicketCanBeFoundAgain() throws {
    let label = "faultline-v1-0123456789abcdef01234567"
    let issue = try Self.payload("github", "x")
    #expect((issue["labels"] as? [String])?.contains(label) == true)
    let fields = try #require(try Self.payload("jira", "x")["fields"] as? [String: Any])
    #expect((fields["labels"] as? [String])?.contains(label) == true)
    #expect((fields["project"] as? [String: String]) == ["key": "CI"])
    let incident = try Self.payload("servicenow", "[code]<b>")
    #expect(incident["correlation_id"] as? String == "faultline:v1:0123456789abcdef01234567")
    #expect(incident["urgency"] as? String == "2")
    #expect((incident["description"] as? String)?.contains("[code]") == false)
  }

  /// Jira refuses a document with an empty text or an unknown node.
  @Test(arguments: ["", "x"]) func theDescriptionIsAnAtlassianDocument(_ text: String) throws {
    let fields = try #require(try Self.payload("jira", text)["fields"] as? [String: Any])
    let document = try #require(fields["description"] as? [String: Any])
    let known: Set = ["doc", "paragraph", "bulletList", "listItem", "codeBlock", "text"]
    func check(_ node: [String: Any]) {
      #expect(known.contains(node["type"] as? String ?? ""))
      if node["type"] as? String == "text" { #expect(node["text"] as? String != "") }
      for child in node["content"] as? [[String: Any]] ?? [] { check(child) }
    }
    #expect(document["version"] as? Int == 1)
    check(document)
  }

  private static func document(_ text: String) -> OpenSearchBulk.Document {
    OpenSearchBulk.Document(
      id: "1f-2a", time: 0, timestamp: "2026-03-02T09:12:00Z", provider: "github-actions",
      repository: "acme/web", run: "7", attempt: 1, job: text, branch: "main", isMainLine: true,
      commit: "abc", bucket: "infra", confidence: 0.9, summary: text, isTransient: true,
      evidence: [text])
  }

  @Test(arguments: HostileText.all) func aBulkActionIsTwoLines(_ text: String) throws {
    let out = OpenSearchBulk().lines(Self.document(text))
    let lines = out.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 3 && lines[2].isEmpty)
    let action = try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any]
    let index = action?["index"] as? [String: String]
    #expect(index == ["_index": "faultline-failures-2026.03", "_id": "1f-2a"])
    let body = try JSONSerialization.jsonObject(with: Data(lines[1].utf8)) as? [String: Any]
    #expect(body?["error.message"] as? String == text)
  }

  /// Every field sent is mapped, as the template is not dynamic.
  @Test func theTemplateKnowsEveryField() throws {
    let bulk = OpenSearchBulk(index: "x")
    let root = try JSONSerialization.jsonObject(with: Data(bulk.template.utf8)) as? [String: Any]
    let template = root?["template"] as? [String: Any]
    let mappings = template?["mappings"] as? [String: Any]
    let fields = try #require(mappings?["properties"] as? [String: [String: String]])
    var document = Self.document("x")
    document.pullRequest = "1"
    document.workflow = "ci"
    document.author = "ana"
    document.url = "https://ci.example"
    document.duration = 3
    document.category = "c"
    document.signature = "s"
    document.fingerprint = "f"
    let line = bulk.lines(document).split(separator: "\n")[1]
    let sent = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    #expect(Set(sent?.keys ?? [:].keys) == Set(fields.keys))
    #expect(root?["index_patterns"] as? [String] == ["x-*"])
  }

  @Test(arguments: [
    ("faultline", true), ("a.b-c_1", true), ("A", false), ("-a", false), ("", false),
  ])
  func indexNamesAreThoseOfTheEngine(_ name: String, _ isOne: Bool) {
    #expect(OpenSearchBulk.isIndex(name) == isOne)
  }
}
