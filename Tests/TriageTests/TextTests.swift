import Classifier
import Signatures
import Testing
import Triage

private func masked(_ text: String) -> String {
  String(decoding: LineTemplate.mask(text.utf8), as: UTF8.self)
}

@Suite struct LineTemplateTests {
  static let same: [(String, String)] = [
    ("Retrying in 3.2s (2 of 5)", "Retrying in 1.7s (3 of 5)"),
    ("took 12ms", "took 3456ms"),
    ("commit 3f2a9c1d4e5b6a7f8091", "commit 0a1b2c3d4e5f60718293"),
    (
      "job 31f0db34-1a57-45ea-a127-60389b80e4bf", "job 8c9d1e2f-0a1b-4c3d-9e8f-7a6b5c4d3e2f"
    ),
    ("at /tmp/build-81/src/main.c", "at /home/runner/work/src/main.c"),
    ("GET https://registry.example/a/1?x=2", "GET https://registry.example/b/22"),
    ("dial tcp 10.0.0.1:443", "dial tcp 142.250.17.99:8080"),
    ("2024-05-30T14:30:00Z started", "2026-01-02T03:04:05.678Z started"),
    ("a   b", "  a b  "), ("worker7 died", "worker12 died"),
    ("downloaded 1.2.3", "downloaded 10.20.30"),
  ]

  static let different: [(String, String)] = [
    ("exit code 1", "exit code 137"), ("HTTP 404", "HTTP 503"), ("signal 9", "signal 11"),
    ("cannot find a", "cannot find b"), ("src/main.c: error", "src/other.c: error"),
    ("GET https://a.example/x", "GET https://b.example/x"), ("undefined: foo", "undefined foo"),
    ("warning: x", "error: x"), ("", "x"),
  ]

  @Test(arguments: same) func whatDiffersBetweenRunsIsMasked(_ a: String, _ b: String) {
    #expect(masked(a) == masked(b))
    #expect(LineTemplate.hash(a.utf8) == LineTemplate.hash(b.utf8))
  }

  @Test(arguments: different) func whatTellsFailuresApartStays(_ a: String, _ b: String) {
    #expect(masked(a) != masked(b))
    #expect(LineTemplate.hash(a.utf8) != LineTemplate.hash(b.utf8))
  }

  @Test(arguments: same.map(\.0) + different.map(\.0) + ["⟦ü⟧ 漢字 1", "\u{7F}\u{1}", "////", "~~~"])
  func maskingTwiceChangesNoWord(_ text: String) {
    // Numbers stay masked: a template has no digits but those of short codes.
    let once = masked(text)
    #expect(!once.hasSuffix(" ") && !once.hasPrefix(" "))
    #expect(!once.contains("  "))
  }

  @Test func theHashIsThePublishedFNV1a() {
    #expect(StableHash.hash([]) == 0xcbf2_9ce4_8422_2325)
    #expect(StableHash.hash("a".utf8) == 0xaf63_dc4c_8601_ec8c)
    #expect(StableHash.hash("foobar".utf8) == 0x8594_4171_f739_67e8)
  }
}

@Suite struct TokenizerTests {
  static let cases: [(String, [String])] = [
    (
      "npm ERR! 404 Not Found",
      ["npm", "err", "npm err", "404", "err 404", "not", "404 not", "found", "not found"]
    ),
    ("took 17 s", ["took", "#", "took #"]),
    ("GET https://a.example/x", ["get", "<url>", "get <url>"]),
    ("in src/app/Main.java", ["in", "<path>.java", "in <path>.java"]),
    (
      "java.lang.NullPointerException",
      [
        "java", "lang", "java lang", "nullpointerexception",
        "lang nullpointerexception", "~exception",
      ]
    ),
    ("a 3f2a9c1d4e5b6a7f8091 b", []), ("", []), ("!!! ---", []),
  ]

  @Test(arguments: cases) func aLineGivesItsTokens(_ text: String, _ expected: [String]) {
    var got: [String] = []
    Tokenizer.tokens(of: text.utf8) { got.append($0) }
    #expect(got == expected)
    var counts = TokenCounts()
    Tokenizer.count(text.utf8, into: &counts)
    #expect(counts == TokenCounts(expected))
  }

  @Test func aVeryLongWordIsData() {
    var got: [String] = []
    Tokenizer.tokens(of: String(repeating: "z", count: 33).utf8) { got.append($0) }
    #expect(got.isEmpty)
  }
}

@Suite struct FingerprintTests {
  private func signature(_ kind: String, key: String = "[host]") throws -> Signature {
    let text = """
      tool: demo
      about: Demo.
      signatures:
        - id: demo/one
          bucket: infra
          category: network-dns
          kind: \(kind)
          summary: Lost.
          match: 'cannot find host (?<host>\\S+)'
          key: \(key)
          remediation: [Retry.]
          examples: ["cannot find host ⟦db⟧"]
      """
    let file = try RuleFileReader.read(text, path: "demo.yml")
    return try #require(file.entries.first).signature
  }

  @Test func keyCapturesTellFailuresApartAndNoiseDoesNot() throws {
    let cause = try signature("cause")
    let a = Fingerprint.of(signature: cause, captures: ["host": "db-1.local", "other": "x"])
    let b = Fingerprint.of(signature: cause, captures: ["host": "db-22.local", "other": "y"])
    let c = Fingerprint.of(signature: cause, captures: ["host": "cache.local"])
    #expect(a == b && a != c)
  }

  @Test(arguments: ["wrapper", "success"]) func propagationHasNone(_ kind: String) throws {
    #expect(Fingerprint.of(signature: try signature(kind), captures: ["host": "db"]) == nil)
  }

  @Test(arguments: ["", "exit code 1", "Error: 12345678", "##########", "a b c"])
  func aLineWithTooLittleThatIsStableHasNone(_ line: String) {
    #expect(Fingerprint.of(line: line) == nil)
  }

  @Test func aLineIsGroupedByItsTemplate() {
    let a = Fingerprint.of(line: "connection to worker 12 was lost after 3.5s")
    let b = Fingerprint.of(line: "connection to worker 7 was lost after 120s")
    #expect(a != nil && a == b)
    #expect(a != Fingerprint.of(line: "connection to server 7 was lost after 120s"))
  }

  /// Rows of a database refer to these: a change needs a new version.
  @Test func theValuesAreStable() throws {
    #expect(LineTemplate.version == 1 && Fingerprint.version == "v1")
    #expect(
      Fingerprint.of(line: "connection to worker 12 was lost after 3.5s")
        == "v1:18e92858471892cac8fe397b")
    #expect(
      Fingerprint.of(signature: try signature("cause"), captures: ["host": "db.local"])
        == "v1:72d8245b6c9b4024e0c5c336")
  }
}
