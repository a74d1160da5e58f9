/// A tool as clients see it: names and descriptions are constants, never text of a log.
struct Tool: Sendable {
  enum Kind: Sendable {
    case text(max: Int)
    case number(ClosedRange<Int>)
    case choice([String])
  }

  struct Parameter: Sendable {
    var name: String
    var kind: Kind
    var about: String
    var isRequired = false
  }

  var name: String
  var title: String
  var about: String
  var parameters: [Parameter]
  /// Names of the result's members with their types.
  var output: [(name: String, type: String)]

  /// What is wrong with the arguments, in one clause; nil when nothing is.
  func problem(with given: [String: JSON]) -> String? {
    for key in given.keys.sorted() where !parameters.contains(where: { $0.name == key }) {
      let known = parameters.map(\.name).joined(separator: ", ")
      return "unknown argument '\(key.prefix(60))', expected \(known)"
    }
    for parameter in parameters {
      guard let value = given[parameter.name], value != .null else {
        if parameter.isRequired { return "argument '\(parameter.name)' is missing" }
        continue
      }
      switch parameter.kind {
      case .text(let max):
        guard let text = value.string else { return "'\(parameter.name)' is no string" }
        guard text.utf8.count <= max else {
          return "'\(parameter.name)' is longer than \(max) bytes"
        }
      case .number(let range):
        guard let number = value.integer, range.contains(number) else {
          return "'\(parameter.name)' is no integer from \(range.lowerBound) to \(range.upperBound)"
        }
      case .choice(let words):
        guard let word = value.string, words.contains(word) else {
          return "'\(parameter.name)' is none of \(words.joined(separator: ", "))"
        }
      }
    }
    return nil
  }

  var json: JSON {
    var properties: [String: JSON] = [:]
    for parameter in parameters { properties[parameter.name] = Self.schema(parameter) }
    let required = parameters.filter(\.isRequired).map(\.name)
    var input: [String: JSON] = [
      "type": "object", "properties": .object(properties), "additionalProperties": false,
    ]
    if !required.isEmpty { input["required"] = .of(required) }
    var results: [String: JSON] = [:]
    for member in output { results[member.name] = Self.schema(type: member.type) }
    return .object([
      "name": .string(name), "title": .string(title), "description": .string(about),
      "inputSchema": .object(input),
      "outputSchema": .object([
        "type": "object", "properties": .object(results),
        "required": .of(output.filter { !$0.type.hasSuffix("?") }.map(\.name)),
      ]),
      "annotations": .object([
        "readOnlyHint": true, "destructiveHint": false, "idempotentHint": true,
        "openWorldHint": false,
      ]),
    ])
  }

  private static func schema(type: String) -> JSON {
    guard type.hasSuffix("?") else { return .object(["type": .string(type)]) }
    return .object(["type": .of([String(type.dropLast()), "null"])])
  }

  private static func schema(_ parameter: Parameter) -> JSON {
    var members: [String: JSON] = ["description": .string(parameter.about)]
    switch parameter.kind {
    case .text(let max):
      members["type"] = "string"
      members["maxLength"] = .integer(max)
    case .number(let range):
      members["type"] = "integer"
      members["minimum"] = .integer(range.lowerBound)
      members["maximum"] = .integer(range.upperBound)
    case .choice(let words):
      members["type"] = "string"
      members["enum"] = .of(words)
    }
    return .object(members)
  }
}

extension Tool {
  private static let repository = Parameter(
    name: "repository", kind: .text(max: 200), about: "owner/name; all repositories without it")
  private static let limit = Parameter(
    name: "limit", kind: .number(1...50), about: "How many at most (10)")
  private static let verdict: [(name: String, type: String)] = [
    ("bucket", "string?"), ("category", "string?"), ("confidence", "number?"),
    ("transient", "boolean?"), ("actor", "string?"), ("signature", "string?"),
    ("fingerprint", "string?"), ("evidence_lines", "array"),
  ]

  /// In the order of their names, which never changes.
  static let all: [Tool] = [
    Tool(
      name: "explain_log", title: "Explain a log",
      about: "Says why the CI job of a log failed: bucket, category, confidence and the lines.",
      parameters: [
        Parameter(
          name: "log", kind: .text(max: 1 << 20), about: "The log's text", isRequired: true)
      ],
      output: [("failed", "boolean")] + verdict + [("untrusted_log_text", "string")]),
    Tool(
      name: "find_failures", title: "Find failures",
      about: "Lists what failed most, with counts, states and fingerprints.",
      parameters: [
        repository,
        Parameter(name: "days", kind: .number(1...400), about: "How far back (7)"),
        Parameter(
          name: "bucket", kind: .choice(["infra", "test", "dependency", "config", "unknown"]),
          about: "Only failures in this bucket"),
        limit,
      ], output: [("failures", "array"), ("incidents", "integer")]),
    Tool(
      name: "flaky_tests", title: "Flaky tests",
      about: "Lists tests that fail and pass on the same code, those that fail most first.",
      parameters: [repository, limit], output: [("tests", "array")]),
    Tool(
      name: "get_evidence", title: "Evidence",
      about: "Gives the stored lines of a job's log, at most 2 KiB, as untrusted text.",
      parameters: [
        Parameter(
          name: "job_id", kind: .text(max: 64), about: "From `why`", isRequired: true)
      ],
      output: [("job_id", "string"), ("lines", "array"), ("untrusted_log_text", "string")]),
    Tool(
      name: "test_history", title: "A test's history",
      about: "Says whether a test is flaky, how often it fails, and its latest outcomes.",
      parameters: [
        Parameter(
          name: "test", kind: .text(max: 500), about: "The name or a part only it has",
          isRequired: true), repository,
      ],
      output: [
        ("verdict", "string?"), ("probability", "number?"), ("failure_rate", "number?"),
        ("executions", "integer"), ("failures", "integer"), ("latest", "array"),
        ("untrusted_names", "object"),
      ]),
    Tool(
      name: "weekly_summary", title: "The week",
      about: "Sums a week up: runs, success rate, top failures, flaky tests, incidents.",
      parameters: [
        Parameter(name: "week", kind: .text(max: 8), about: "2026-W47; last week without it"),
        repository,
      ],
      output: [
        ("week", "string"), ("runs", "integer"), ("jobs", "integer"),
        ("failed_jobs", "integer"), ("buckets", "array"), ("figures", "array"),
        ("top_failures", "array"), ("flaky_tests", "array"), ("incidents", "integer"),
        ("sentences", "array"),
      ]),
    Tool(
      name: "why", title: "Why a build failed",
      about: "Says why a stored build failed, by run, page, pull request, commit, branch or job.",
      parameters: [
        Parameter(name: "run", kind: .text(max: 100), about: "The CI's id of the run"),
        Parameter(name: "url", kind: .text(max: 2000), about: "The page of a run or job"),
        Parameter(name: "pull_request", kind: .text(max: 20), about: "Its number"),
        Parameter(name: "commit", kind: .text(max: 64), about: "Its hash or the beginning"),
        Parameter(name: "branch", kind: .text(max: 300), about: "Its name"),
        Parameter(name: "job", kind: .text(max: 300), about: "The job's name"),
        Parameter(name: "author", kind: .text(max: 100), about: "The login of the run's author"),
        repository, limit,
      ], output: [("jobs", "array")]),
  ]
}
