import Signatures
import Testing

@testable import Triage

/// A line of a log becomes a rule that proves itself.
@Suite struct RuleDraftTests {
  static let lines: [(String, String)] = [
    (
      "run.sh: line 1:     9 Killed      it",
      "^run\\.sh: line (?<number>\\d[\\w.:,/+-]*):\\s+(?<number2>\\d[\\w.:,/+-]*) Killed\\s+it"
    ),
    (
      "cannot reach daemon at unix:///run/d.sock now",
      "^cannot reach daemon at (?<path>[^\\s'\"]+) now"
    ),
    (
      "E: cannot find 'left-padd' in 12 places",
      "^E: cannot find '(?<name>[^']+)' in (?<number>\\d[\\w.:,/+-]*) places"
    ),
    ("npm ERR! code E404", "^npm ERR! code E404"),
    ("the process ended with exit code 137", "^the process ended with exit code 137"),
    ("  can't open it's file", "^\\s*can't open it's file"),
    (
      "got {weird} [text] (here)* for 50%",
      "^got \\{weird\\} \\[text\\] \\(here\\)\\* for (?<number>\\d[\\w.:,/+-]*)%"
    ),
    (
      "GET https://repo.acme.test:8443/a/b?x=1 failed",
      "^GET \\w+://(?<host>[^/\\s:?'\"]+)[^\\s'\"<>)]* failed"
    ),
    (
      "commit 9f86d081884c is not on libfoo12 branch",
      "^commit (?<id>[\\w-]+) is not on libfoo\\d+ branch"
    ),
  ]

  @Test(arguments: lines) func whatStaysIsSpelledOut(_ line: String, _ pattern: String) {
    #expect(PatternDraft(Array(line.utf8)).source == pattern)
  }

  static let hostile = [
    "aaaaaaaa \u{2028} bbbbbbbb cccc", "one ⟦two⟧ three", "error", "'': ''", "12345 67890",
    "\\E(?<name>unclosed [bracket and (paren * + ? ^ $",
    String(repeating: "very long line ", count: 900),
    "tab\tseparated\tfatal thing",
    "# comment: - list {a: b} & *anchor !tag | > %directive @ `tick`",
    "quote ' and '' and \"double\" unbalanced \"", "é ü ß 漢字 emoji 🚨 something broke badly",
  ]

  /// Either a clear refusal, or a rule file that is read and obeys every law.
  @Test(arguments: hostile + lines.map(\.0)) func aDraftProvesItselfOrIsRefused(_ text: String)
    throws
  {
    let bytes = Array(text.utf8)
    let pointed = PointedLine(
      number: 2, text: bytes, bodyStart: 0, before: ["  indented", "before"], after: ["after"])
    let diagnosis = try #require(Engine.diagnose(Array("x\n\(text)\n".utf8)).first)
    let draft: RuleDraft
    do {
      draft = try RuleDrafter(catalog: Engine.catalog).draft(
        pointed, of: diagnosis, wishes: .init(tool: "acmetool"), origin: "x.log:2")
    } catch {
      #expect(!error.description.isEmpty && error.description.first?.isLowercase == true)
      return
    }
    let file = try RuleFileReader.read(draft.file, path: "acmetool.yml")
    let catalog = Catalog(
      signatures: Engine.catalog.signatures + file.entries.map(\.signature),
      extraLiterals: LogScan.extraLiterals)
    var laws = Laws(catalog: catalog)
    let problems = laws.problems(in: file).filter { !$0.message.contains("loses its example") }
    #expect(problems.map(\.message) == [])
    #expect(draft.bucket.categories.contains(draft.category))
  }

  @Test func theToolIsThatOfTheLine() {
    let kin = RuleKin(Engine.catalog)
    func tool(_ text: String, _ before: [String] = []) -> String {
      kin.tool(
        of: PointedLine(
          number: 1, text: Array(text.utf8), bodyStart: 0, before: before, after: []), known: nil)
    }
    #expect(tool("npm ERR! something new") == "npm")
    #expect(tool("deployer: it broke") == "deployer")
    #expect(tool("it broke", ["$ terraform apply"]) == "terraform")
    #expect(tool("Error: it broke") == "custom")
  }

  @Test func aCorrectionOutranksTheModelAndKeepsTheEvidence() throws {
    let log = "ERROR: No matching distribution found for left-padd==9.9\n"
    let diagnosis = try #require(Engine.diagnose(Array(log.utf8)).first)
    let correction = Correction(
      id: "a1b2c3", bucket: .infra, category: "registry-unavailable", because: "empty mirror",
      by: "sam", time: 0, was: .unknown)
    let other = diagnosis.corrected(by: correction)
    #expect(diagnosis.bucket == .dependency && other.bucket == .infra)
    #expect(other.category == "registry-unavailable" && other.actor == .platformTeam)
    #expect(other.correction?.was == .dependency && other.confidence == 1)
    #expect(other.fingerprint == diagnosis.fingerprint)
    #expect(other.evidence.map(\.text) == diagnosis.evidence.map(\.text))
    #expect(other.probabilities.values.reduce(0, +) == 1)
  }

  @Test func theGoldenSetSeesADrop() {
    let rows = [
      GoldenSet.Row(name: "infra/a", label: .infra, got: .infra, fingerprint: "v1:1"),
      GoldenSet.Row(name: "test/b c", label: .test, got: .infra, fingerprint: "v1:2"),
    ]
    let set = GoldenSet(text: GoldenSet(rows: rows).text)
    #expect(set.rows == rows)
    #expect(set.effect(of: "v1:1", as: .test).isDrop)
    #expect(set.effect(of: "v1:1", as: .test).lost == [rows[0]])
    #expect(!set.effect(of: "v1:1", as: .infra).isDrop)
    #expect(set.effect(of: "v1:2", as: .test).gained == [rows[1]])
    #expect(!set.effect(of: "v1:3", as: .test).isDrop)
  }
}
