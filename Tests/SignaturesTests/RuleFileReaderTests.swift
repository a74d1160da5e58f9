import Signatures
import Testing

/// A right rule file of 13 lines, of which a case changes some.
private let right = [
  "tool: demo",
  "about: Demo.",
  "signatures:",
  "  - id: demo/one",
  "    bucket: infra",
  "    category: network-dns",
  "    kind: cause",
  #"    summary: "Lost {host}.""#,
  #"    match: 'cannot find host (?<host>\S+)'"#,
  "    key: [host]",
  #"    remediation: ["Retry."]"#,
  "    examples:",
  #"      - "cannot find host ⟦db.local⟧""#,
]

/// What is wrong, and every message that has to say so.
struct Mistake: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var text: String
  var messages: [String]

  /// `changes` replaces lines of the right file, counted from 1; a line 14 is added to it.
  init(_ name: String, _ changes: [Int: String?], _ messages: String...) {
    var lines: [String?] = right
    for (line, text) in changes.sorted(by: { $0.key < $1.key }) {
      if line > lines.count { lines.append(text) } else { lines[line - 1] = text }
    }
    testDescription = name
    text = lines.compactMap { $0 }.joined(separator: "\n") + "\n"
    self.messages = messages
  }

  init(_ name: String, text: String, _ messages: String...) {
    testDescription = name
    self.text = text
    self.messages = messages
  }
}

@Suite struct RuleFileReaderTests {
  static let mistakes: [Mistake] = [
    Mistake(
      "unknown key", [11: #"    remedation: ["Retry."]"#],
      "demo.yml:4:5: 'demo/one' has no remediation: say what to do",
      "demo.yml:11:5: unknown key 'remedation', did you mean 'remediation'"),
    Mistake(
      "unknown key, nothing near", [2: "about: Demo.\nzzzzzz: 1"],
      "demo.yml:3:1: unknown key 'zzzzzz', expected one of tool, about, signatures"),
    Mistake("wrong type: list", [10: "    key: {a: b}"], "demo.yml:10:10: 'key' must be a list"),
    Mistake(
      "wrong type: text", [8: "    summary: [a]"], "demo.yml:8:14: 'summary' must be a text"),
    Mistake(
      "wrong type: flag", [14: "    transient: maybe"],
      "demo.yml:14:16: 'transient' must be true or false"),
    Mistake(
      "wrong type: entry", [14: "  - word"],
      "demo.yml:14:5: expected a mapping for the signature"),
    Mistake(
      "bad pattern", [9: #"    match: 'cannot find host (?<host>\S+'"#],
      #"demo.yml:9:12: pattern 'cannot find host (?<host>\S+' at byte 28: missing closing parenthesis"#
    ),
    Mistake(
      "pattern without literal", [9: #"    match: '(?<host>\w+)'"#],
      #"demo.yml:9:12: pattern '(?<host>\w+)' has no literal of three bytes that every match holds"#
    ),
    Mistake(
      "bad pattern of the line behind", [10: #"    followed: '(-->'"#],
      #"demo.yml:10:15: pattern '(-->' at byte 4: missing closing parenthesis"#),
    Mistake(
      "a wrapper cannot ask what follows",
      [7: "    kind: wrapper", 10: "    followed: '-->'"],
      "demo.yml:4:5: 'demo/one' is a wrapper and cannot ask what follows it"),
    Mistake(
      "bad category", [6: "    category: network-dsn"],
      "demo.yml:6:15: category 'network-dsn' is not one of bucket 'infra', did you mean "
        + "'network-dns'"),
    Mistake("missing category", [6: String?.none], "demo.yml:4:5: missing key 'category'"),
    Mistake(
      "bad kind", [7: "    kind: cuase"],
      "demo.yml:7:11: kind 'cuase' is not known, did you mean 'cause'"),
    Mistake(
      "bad bucket", [5: "    bucket: nonsense"],
      "demo.yml:5:13: bucket 'nonsense' is not known, expected one of infra, test, dependency, "
        + "config, unknown"),
    Mistake(
      "a cause without a bucket", [5: "    bucket: unknown"],
      "demo.yml:6:15: a cause needs a bucket: infra, test, dependency, config"),
    Mistake(
      "another file's id", [4: "  - id: other/one"],
      "demo.yml:4:9: id 'other/one' must begin with the file's name, 'demo/'"),
    Mistake(
      "id is no slug", [4: "  - id: demo/One"],
      "demo.yml:4:9: id 'demo/One' must be <file>/<slug> of lower-case letters, digits, '-'"),
    Mistake(
      "tool", [1: "tool: dem"], "demo.yml:1:7: tool 'dem' must be the file's name, 'demo'"),
    Mistake("empty text", [2: "about: ''"], "demo.yml:2:8: 'about' is empty"),
    Mistake(
      "key without capture", [10: "    key: [port]"],
      "demo.yml:10:10: key 'port' is not captured by every pattern"),
    Mistake(
      "summary without capture", [8: "    summary: Lost {port}."],
      "demo.yml:8:14: summary names '{port}', which is not captured by every pattern"),
    Mistake(
      "missing examples", [12: String?.none, 13: String?.none],
      "demo.yml:4:5: missing key 'examples': an entry brings its own tests"),
    Mistake(
      "example without mark", [13: #"      - "cannot find host x""#],
      "demo.yml:13:9: the example marks no line with ⟦ ⟧"),
    Mistake(
      "unknown actor", [14: "    actor: autor"],
      "demo.yml:14:12: actor 'autor' is not known, did you mean 'author'"),
    Mistake(
      "nomatch without reason", [14: "    nomatch:\n      - log: x"],
      "demo.yml:15:9: missing key 'why'"),
    Mistake(
      "no signatures", text: "tool: demo\nabout: x\n", "demo.yml:1:1: missing key 'signatures'"),
    Mistake(
      "a key given twice", [7: "    kind: cause\n    kind: cause"],
      "demo.yml:7:5: key 'kind' is given twice"),
    Mistake(
      "empty file", text: "",
      "demo.yml:1:1: the file is empty, expected 'tool', 'about', 'signatures'"),
    Mistake("a list", text: "- a\n", "demo.yml:1:1: expected a mapping for the file"),
    Mistake(
      "not YAML", text: "tool: demo\nabout: [a\n",
      "demo.yml:3:1: not YAML: did not find expected ',' or ']'"),
    Mistake(
      "unsorted and used twice",
      text: two("demo/two", "demo/one"),
      "demo.yml:14:5: ids are not sorted: 'demo/one' belongs before 'demo/two'"),
    Mistake(
      "the same id", text: two("demo/one", "demo/one"),
      "demo.yml:14:5: id 'demo/one' is used twice"),
    Mistake(
      "all at once",
      [1: "tool: dem", 5: "    bucket: infar", 7: "    kind: cuase", 13: #"      - "no mark""#],
      "demo.yml:1:7: tool 'dem' must be the file's name, 'demo'",
      "demo.yml:5:13: bucket 'infar' is not known, did you mean 'infra'",
      "demo.yml:7:11: kind 'cuase' is not known, did you mean 'cause'",
      "demo.yml:13:9: the example marks no line with ⟦ ⟧"),
  ]

  /// A right file with two entries of these ids.
  static func two(_ first: String, _ second: String) -> String {
    let head = right.prefix(3).joined(separator: "\n")
    func entry(_ id: String) -> String {
      "\n  - id: \(id)\n" + right.dropFirst(4).joined(separator: "\n")
    }
    return head + entry(first) + entry(second) + "\n"
  }

  @Test(arguments: mistakes) func everyMistakeIsNamedWithItsPlace(_ mistake: Mistake) throws {
    let error = #expect(throws: Problems.self) {
      try RuleFileReader.read(mistake.text, path: "demo.yml")
    }
    #expect(error?.all.map(\.description) == mistake.messages)
  }

  @Test func aRightFileIsReadAsItStands() throws {
    let text = right.joined(separator: "\n") + "\n    transient: true\n    ends: step\n"
    let file = try RuleFileReader.read(text, path: "some/folder/demo.yml")
    let entry = try #require(file.entries.first)
    #expect(file.tool == "demo" && file.about == "Demo." && file.entries.count == 1)
    #expect(entry.place == Place(line: 4, column: 5))
    let signature = entry.signature
    #expect(signature.id == "demo/one" && signature.tool == "demo")
    #expect(signature.bucket == .infra && signature.category == "network-dns")
    #expect(signature.kind == .cause && signature.key == ["host"])
    // Not said: the bucket's own actor.
    #expect(signature.actor == .platformTeam)
    #expect(signature.isTransient && signature.endsStep)
    #expect(!signature.isGeneric && !signature.isImported)
    #expect(entry.examples.map(\.lines) == [["cannot find host db.local"]])
  }
}

@Suite struct SignatureTextTests {
  @Test(arguments: [
    (["host": "db", "port": "80"], "Lost db at 80."), (["host": "db"], "Lost db at …."),
    ([:], "Lost … at …."), (["host": "{port}", "port": "1"], "Lost {port} at 1."),
  ])
  func aSentenceShowsCapturesAndNeverBraces(_ captures: [String: String], _ expected: String)
    throws
  {
    let text = right.joined(separator: "\n")
      .replacing("Lost {host}.", with: "Lost {host} at {port}.")
      .replacing(#"(?<host>\S+)"#, with: #"(?<host>\S+):(?<port>\d+)"#)
    let file = try RuleFileReader.read(text, path: "demo.yml")
    #expect(try #require(file.entries.first).signature.sentence(captures: captures) == expected)
  }

  @Test func marksAreTakenOutAndRemembered() {
    let place = Place(line: 1, column: 1)
    let example = RuleExample(text: "a\nß⟦b⟧ c⟦de⟧\nopen ⟦ only", place: place)
    #expect(example.lines == ["a", "ßb cde", "open  only"])
    #expect(example.marks.count == 1)
    #expect(example.marks.first?.line == 1)
    #expect(example.marks.first?.spans == [2..<3, 5..<7])
  }

  @Test(arguments: [
    ("remedation", "remediation"), ("cuase", "cause"), ("tset", "test"), ("zzzzzz", nil),
    ("", nil), ("remediation", "remediation"),
  ])
  func theNearestWordIsFoundOrNone(_ word: String, _ expected: String?) {
    #expect(nearestWord(to: word, in: ["remediation", "cause", "test"]) == expected)
  }

  @Test func bucketsHaveSortedCategoriesAndAnActor() {
    for bucket in Bucket.named {
      #expect(bucket.categories == bucket.categories.sorted() && !bucket.categories.isEmpty)
      #expect(bucket.actor != .nobody)
    }
    #expect(Bucket.unknown.categories.isEmpty && Bucket.unknown.actor == .nobody)
  }
}
