import Reporting
import Signatures
import Triage

/// Diagnoses built by hand: what a reporter is given, without an engine.
enum Samples {
  static let names = ["npm", "unknown", "green", "empty"]
  /// Answers: the bare diagnoses, and one with everything a store and a checkout add.
  static let answers = names + ["rich"]
  /// What fences foreign text off in tests.
  static let token = "0123456789abcdef0123456789abcdef"

  static func options(why: Bool = true) -> ReportOptions {
    ReportOptions(color: false, why: why, token: { token })
  }

  static func answer(_ name: String) -> Answer {
    name == "rich" ? rich : Answer(named(name))
  }

  private static let rich: Answer = {
    var diagnosis = npm
    diagnosis.bucket = .test
    diagnosis.category = "assertion"
    diagnosis.summary = "CartTests.total expected 3, found 4 (@octo/cart, see #12)."
    return Answer(
      diagnosis,
      recurrence: RecurrenceNote(
        state: "known", count: 14, repositories: 6,
        sentences: ["Seen 14 times in 6 repositories since Monday."]),
      tests: [
        TestNote(
          name: "CartTests.total", message: "expected: 3\nfound: 4", file: "Tests/CartTests.swift",
          line: 12),
        TestNote(
          name: "shop.CartTest.removes", message: "timed out", file: "shop/CartTest.java", line: 7,
          verdict: "flaky", probability: 0.97, failureRate: 0.07, mainLineRate: 0.07,
          mainLine: "main", isQuarantined: true),
        TestNote(name: "tests/test_net.py::test_get", message: "refused", verdict: "regressed"),
      ],
      location: SourceLocation(file: "Tests/CartTests.swift", line: 12, column: 3),
      job: JobNote(
        provider: "github-actions", repository: "octo/shop", run: "77", attempt: 2,
        job: "test (ubuntu, 22)", commit: "0123456789abcdef0123456789abcdef01234567",
        branch: "feature/cart", pullRequest: "5", url: "https://ci.example/77"))
  }()

  static func named(_ name: String) -> Diagnosis {
    switch name {
    case "npm": npm
    case "unknown": unknown
    case "green": green(lines: 120, "Nothing in this log says that the job failed.")
    default: green(lines: 0, "The log is empty.")
    }
  }

  private static let npm = Diagnosis(
    source: .init(
      name: "build.log", bytes: 20_480, lines: 512, provider: "github-actions",
      section: "Run npm ci", truncation: nil),
    bucket: .dependency, category: "package-not-found", confidence: 0.97,
    probabilities: [.infra: 0.02, .test: 0, .dependency: 0.97, .config: 0.01],
    summary: "npm could not find left-padd@^1.0.0 in the registry.",
    evidence: [
      .init(
        line: 482, role: .cause, text: "npm ERR! 404 Not Found - GET https://r.example/left-padd",
        signature: "npm/package-not-found", captures: ["package": "left-padd"], weight: 0.91,
        before: [.init(line: 480, text: "> npm ci"), .init(line: 481, text: "npm ERR! code E404")],
        after: [.init(line: 483, text: "npm ERR! 404")]),
      .init(
        line: 488, role: .symptom, text: "the install step failed", signature: nil, captures: [:],
        weight: 0.05, before: [], after: []),
      .init(
        line: 490, role: .wrapper, text: "##[error]Process completed with exit code 1.",
        signature: "github-actions/exit-code", captures: ["code": "1"], weight: 0.01, before: [],
        after: []),
    ],
    fingerprint: "v1:0123456789abcdef01234567", signature: "npm/package-not-found",
    isTransient: false, actor: .author,
    remediation: ["Check the spelling of the package name in package.json."],
    references: ["https://docs.npmjs.com/"],
    reasons: [.init(token: "not found", bucket: .dependency, weight: 2.104)],
    unevaluated: [.init(signature: "x/slow", line: 77, reason: "matchLimit")], failed: true)

  private static let unknown = Diagnosis(
    source: .init(
      name: "odd.log", bytes: 900, lines: 30, provider: "plain", section: nil,
      truncation: "the input ends inside compressed data"),
    bucket: .unknown, category: nil, confidence: 0.41,
    probabilities: [.infra: 0.41, .test: 0.3, .dependency: 0.1, .config: 0.1],
    summary: "The job failed, and the most telling line is “widget ledger is sad”.",
    evidence: [
      .init(
        line: 9, role: .cause, text: "widget ledger is sad", signature: nil, captures: [:],
        weight: 0.5, before: [], after: [.init(line: 10, text: "bye")])
    ],
    fingerprint: nil, signature: nil, isTransient: true, actor: .nobody,
    remediation: ["Give Faultline a green log."], references: [], reasons: [], unevaluated: [],
    failed: true)

  private static func green(lines: Int, _ summary: String) -> Diagnosis {
    Diagnosis(
      source: .init(
        name: "ok.log", bytes: lines * 10, lines: lines, provider: "plain", section: nil,
        truncation: nil),
      bucket: .unknown, category: nil, confidence: 0, probabilities: [:], summary: summary,
      evidence: [], fingerprint: nil, signature: nil, isTransient: false, actor: .nobody,
      remediation: [], references: [], reasons: [], unevaluated: [], failed: false)
  }

  /// The full sample with `text` wherever a log, an archive, a rule file or a file name may put it.
  static func poisoned(_ text: String) -> Diagnosis {
    var out = npm
    out.source.name = text
    out.source.section = text
    out.source.truncation = text
    out.summary = "It failed: \(text)."
    for index in out.evidence.indices {
      out.evidence[index].text = text
      out.evidence[index].captures = [text: text]
      out.evidence[index].before = [.init(line: 1, text: text)]
      out.evidence[index].after = [.init(line: 999, text: text)]
    }
    out.remediation = [text]
    out.references = [text]
    out.reasons[0].token = text
    out.unevaluated[0].reason = text
    return out
  }

  /// The same with everything that a store, a report and a CI system may put in.
  ///
  /// - Parameter isPlaced: with the text as the names of files, too.
  static func poisonedAnswer(_ text: String, isPlaced: Bool = true) -> Answer {
    Answer(
      poisoned(text),
      recurrence: RecurrenceNote(
        state: "known", count: 2, repositories: 1, sentences: ["Seen: \(text)"]),
      tests: [
        TestNote(name: text, message: text, file: isPlaced ? text : nil, line: 3, verdict: text),
        TestNote(name: "x" + text, message: text, file: isPlaced ? "src/" + text : nil, line: 4),
      ],
      location: isPlaced ? SourceLocation(file: text, line: 1, column: 2) : nil,
      job: JobNote(
        provider: text, repository: text, run: text, job: text, commit: text, branch: text,
        pullRequest: text, url: text))
  }
}
