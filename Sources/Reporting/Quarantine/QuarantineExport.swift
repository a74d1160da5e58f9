/// What a framework is given so that it obeys a quarantine.
public struct QuarantineExportText: Sendable, Equatable {
  public enum Form: Sendable, Equatable {
    /// Words of a command line, unquoted, one each; none when there is nothing to say.
    case arguments([String])
    /// A file's text.
    case file(String)
  }

  /// A test this framework's means cannot name without naming others.
  public struct LeftOut: Sendable, Equatable {
    public var test: String
    /// Why, as a clause.
    public var reason: String
  }

  public var form: Form
  public var leftOut: [LeftOut]

  init(_ form: Form, leftOut: [LeftOut] = []) {
    self.form = form
    self.leftOut = leftOut
  }

  /// The text as a file or as lines, ending in a newline; empty for no arguments.
  public var text: String {
    switch form {
    case .arguments(let words): words.map { $0 + "\n" }.joined()
    case .file(let text): text
    }
  }

  /// The arguments quoted for a POSIX shell, on one line; nil for a file.
  public var shell: String? {
    guard case .arguments(let words) = form else { return nil }
    return words.map(Quoting.shell).joined(separator: " ") + "\n"
  }
}

/// How one test framework is made to obey a quarantine.
///
/// A conformer is one file in `Exports/` plus its name in ``QuarantineExports/all``; the contract
/// suite checks that hostile names cannot act in its output, and `Tests/exports.sh` runs it against
/// the real tool.
public protocol QuarantineExport: SendableMetatype {
  /// The word after `--framework`.
  static var name: String { get }
  /// Whether quarantined tests still run: a failure then does not count, a pass is still evidence.
  static var mutes: Bool { get }
  /// How the output is put to use, one line.
  static var usage: String { get }
  /// What keeps these tests from failing a run.
  static func exclude(_ tests: [QuarantinedTest]) -> QuarantineExportText
  /// What runs these tests alone; nil where the framework has no such means.
  static func select(_ tests: [QuarantinedTest]) -> QuarantineExportText?
}

extension QuarantineExport {
  public static func select(_ tests: [QuarantinedTest]) -> QuarantineExportText? { nil }

  /// Splits `tests` into those `check` has nothing against and the others with its reason.
  static func sorted(
    _ tests: [QuarantinedTest], _ check: (QuarantinedTest) -> String?
  ) -> (kept: [QuarantinedTest], leftOut: [QuarantineExportText.LeftOut]) {
    var kept: [QuarantinedTest] = []
    var leftOut: [QuarantineExportText.LeftOut] = []
    for test in Set(tests).sorted(by: { $0.key < $1.key }) {
      if let reason = check(test) {
        leftOut.append(.init(test: test.key, reason: reason))
      } else {
        kept.append(test)
      }
    }
    return (kept, leftOut)
  }
}

/// The frameworks by name.
public enum QuarantineExports {
  public static let all: [any QuarantineExport.Type] = [
    BazelExport.self, CTestExport.self, CargoExport.self, DotNetExport.self, GoExport.self,
    GoogleTestExport.self, GradleExport.self, JUnit5Export.self, JestExport.self,
    MochaExport.self, NextestExport.self, PHPUnitExport.self, PlaywrightExport.self,
    PytestDeselectExport.self, PytestExport.self, RSpecExport.self, SurefireExport.self,
    FailsafeExport.self, SwiftExport.self, UnittestExport.self, VitestExport.self,
  ]

  /// The names, sorted.
  public static var names: [String] { all.map { $0.name }.sorted() }

  /// The framework with this name, or nil.
  public static func named(_ name: String) -> (any QuarantineExport.Type)? {
    all.first { $0.name == name }
  }

  /// What a muting export writes as the reason of a failure it muted. The reader of test reports
  /// knows a muted failure by it: without that, muted failures would look like skips, and a flake
  /// would be released as clean.
  public static let marker = "quarantined by faultline"
}

/// A test's name made safe to show on a terminal or in a page of plain text.
public enum ShownName {
  public static func of(_ text: String) -> String { Visible.text(text) }
}
