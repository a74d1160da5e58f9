import Signatures
import Testing

@Suite struct LintTests {
  static let values: [(String, String?)] = [
    ("4711", "digits only"), ("404", nil), ("9f86d081884c", "a hash"), ("deadbeef", nil),
    ("/tmp/tmpq3x/a.c", "a temporary path"), ("/usr/lib/a.so", nil), ("left-pad", nil),
    ("at 12:34:56 today", "a time of day"), ("0x7ffe12ab34cd", "an address in memory"),
    ("code 0xc0000005", nil), ("", nil),
  ]

  @Test(arguments: values) func noiseIsNamed(_ value: String, _ reason: String?) {
    #expect(CaptureNoise.reason(value) == reason)
  }

  /// The findings of one entry with this pattern, key and example.
  private func rules(
    _ pattern: String, key: String = "", example: String, more: String = ""
  ) throws -> [LintFinding.Rule] {
    let text = """
      tool: acme
      about: x
      signatures:
        - id: acme/a
          bucket: config
          category: policy
          kind: cause
          summary: "x"
          match: \(pattern)
          key: [\(key)]
          remediation: ["x"]
      \(more)    examples:
            - "\(example)"

      """
    let file = try RuleFileReader.read(text, path: "acme.yml")
    let catalog = Catalog(
      signatures: Rules.catalog.signatures + file.entries.map(\.signature), extraLiterals: [])
    var lint = RuleLint([file], catalog: catalog)
    return lint.findings().map(\.rule)
  }

  @Test func eachRuleSeesWhatItIsFor() throws {
    #expect(try rules("'^acme: it is broken'", example: "⟦acme: it is broken⟧") == [])
    #expect(
      try rules("'^acme: (?<n>\\d+) broken'", key: "n", example: "acme: ⟦47113⟧ broken") == [.noise]
    )
    #expect(try rules("'\\d+: bad'", example: "⟦12: bad⟧").contains(.unanchored))
    #expect(
      try rules("'^acme.*it.*is.*broken'", example: "⟦acme it is broken⟧") == [.wild])
    #expect(
      try rules(
        "['^acme: broken', '^acme: broken badly']", example: "⟦acme: broken⟧ badly") == [.shadowed])
    #expect(
      try rules("['^acme: broken', '^acme: never seen']", example: "⟦acme: broken⟧")
        == [.unproven])
    #expect(
      try rules("'^acme: broken'", example: "⟦acme: broken⟧", more: "    generic: true\n")
        == [.uncontrasted])
  }

  @Test func aClaimOnAnotherToolsExampleIsSeen() throws {
    let found = try rules(
      "'^curl: \\(6\\) Could not resolve host: acme and then quite a lot more of it'",
      example: "⟦curl: (6) Could not resolve host: acme and then quite a lot more of it⟧")
    #expect(found == [.foreign])
  }

  /// Of the catalog only what somebody has looked at and found right.
  @Test func theCatalogHasNoNoiseAndNothingShadowed() throws {
    let files = try Rules.names.map(Rules.read)
    var lint = RuleLint(files, catalog: Rules.catalog)
    let grave: Set<LintFinding.Rule> = [.noise, .shadowed, .wild]
    #expect(lint.findings().filter { grave.contains($0.rule) }.map(\.description) == [])
  }
}
