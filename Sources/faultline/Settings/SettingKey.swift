import Reporting
import Signatures

/// A key of `.faultline.yml`: the one table behind reading the file, the environment, `config
/// check` and the JSON Schema.
struct SettingKey: Sendable {
  /// What its value may be.
  enum Kind: Sendable, Equatable {
    /// A file that we write: below the file's folder, whoever wrote the file.
    case path
    case texts
    /// Regular expressions.
    case patterns
    case choice([String])
    case choices([String])
    case number(ClosedRange<Int>)
    case flag
    /// Format to path.
    case outputs
    /// Pattern of CODEOWNERS to owners.
    case owners
  }

  var name: String
  var kind: Kind
  /// What it is for, in words for the schema and the page.
  var about: String
  /// Said by `config check` where nobody said anything.
  var standard = "-"
  /// Whether there is a variable for it.
  var hasVariable = true

  /// `fail-on` is `FAULTLINE_FAIL_ON`.
  var variable: String? {
    hasVariable ? "FAULTLINE_" + name.uppercased().replacing("-", with: "_") : nil
  }

  /// In the order of `config check`.
  static let all: [SettingKey] = [
    SettingKey(
      name: "store", kind: .path, about: "The store that remembers failures and tests.",
      standard: "none for hooks, .faultline/store.db for the store's commands"),
    SettingKey(
      name: "state", kind: .path,
      about: "A small file that remembers failures, for the CI's cache to carry."),
    SettingKey(
      name: "prune", kind: .flag,
      about: "Turn what is old into weekly sums by itself, as `faultline store prune` does.",
      standard: "true"),
    SettingKey(
      name: "signatures", kind: .texts, about: "Folders with signatures of your own.",
      standard: ".faultline/signatures if it is there"),
    SettingKey(
      name: "ignore", kind: .patterns,
      about: "Lines that are never the cause (regular expressions, PCRE)."),
    SettingKey(
      name: "mask", kind: .patterns,
      about: "Texts that are secret, besides those known (regular expressions, PCRE)."),
    SettingKey(
      name: "owners", kind: .owners,
      about: "Who owns which files, written as in CODEOWNERS; the last match holds.",
      standard: "CODEOWNERS", hasVariable: false),
    SettingKey(
      name: "fail-on", kind: .choices(Bucket.allCases.map(\.rawValue)),
      about: "Buckets for which `explain` exits with 3."),
    SettingKey(
      name: "results", kind: .texts, about: "Test reports of the job: files, folders, globs."),
    SettingKey(
      name: "format", kind: .choice(Reporters.names),
      about: "How answers are printed.", standard: "text; hooks: what the CI shows best"),
    SettingKey(
      name: "output", kind: .outputs, about: "Formats that are written to files: format to path."),
    SettingKey(
      name: "timeout", kind: .number(1...86_400), about: "Seconds after which a hook gives up.",
      standard: "60"),
    SettingKey(
      name: "comment", kind: .flag,
      about: "Keep one comment on the pull or merge request up to date.", standard: "false"),
    SettingKey(
      name: "check-run", kind: .flag, about: "Make a check run with annotations (GitHub).",
      standard: "false"),
    SettingKey(
      name: "why", kind: .flag, about: "Show the words and weights behind an answer.",
      standard: "false"),
    SettingKey(
      name: "color", kind: .choice(ColorChoice.allCases.map(\.rawValue)), about: "Colour.",
      standard: "auto"),
  ]

  static func named(_ name: String) -> SettingKey? { all.first { $0.name == name } }
}

/// A value somebody gave.
enum SettingValue: Sendable, Equatable {
  case text(String)
  case texts([String])
  case number(Int)
  case flag(Bool)
  /// In the order given.
  case pairs([SettingPair])

  /// For people, on one line.
  var words: String {
    switch self {
    case .text(let text): Visible.text(text)
    case .texts(let texts): texts.map { Visible.text($0) }.joined(separator: ", ")
    case .number(let number): String(number)
    case .flag(let flag): String(flag)
    case .pairs(let pairs):
      pairs.map { Visible.text("\($0.name)=\($0.value)") }.joined(separator: ", ")
    }
  }
}

/// `sarif: out.sarif`, `web/: '@acme/web'`.
struct SettingPair: Sendable, Equatable {
  var name: String
  var value: String
}

/// Where a value comes from, in the words of `config check`.
struct Setting: Sendable, Equatable {
  var value: SettingValue
  /// `.faultline.yml:3:8`, `$FAULTLINE_STORE`.
  var origin: String
}
