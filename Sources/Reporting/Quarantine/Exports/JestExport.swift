/// Jest: a name pattern that matches all names but the quarantined ones. Jest has no way to let a
/// test fail without failing the run, and one that said "passed" would be a false witness.
enum JestExport: QuarantineExport {
  static let name = "jest"
  static let mutes = false
  static let usage =
    "jest's command line (letters' case is ignored, and a test of that name in another file is skipped too)"

  static func exclude(_ tests: [QuarantinedTest]) -> QuarantineExportText {
    ScriptPattern.argument("--testNamePattern=", tests, NamePattern.noneOf)
  }

  static func select(_ tests: [QuarantinedTest]) -> QuarantineExportText? {
    ScriptPattern.argument("--testNamePattern=", tests, NamePattern.anyOf)
  }
}

/// Vitest, the same option over names joined by blanks.
enum VitestExport: QuarantineExport {
  static let name = "vitest"
  static let mutes = false
  static let usage =
    "vitest run's command line (a test of that name in another file is skipped too)"

  static func exclude(_ tests: [QuarantinedTest]) -> QuarantineExportText {
    ScriptPattern.argument("--testNamePattern=", tests, NamePattern.noneOf)
  }

  static func select(_ tests: [QuarantinedTest]) -> QuarantineExportText? {
    ScriptPattern.argument("--testNamePattern=", tests, NamePattern.anyOf)
  }
}

/// Playwright: `--grep-invert` over project, file, describe blocks and title, joined by blanks.
enum PlaywrightExport: QuarantineExport {
  static let name = "playwright"
  static let mutes = false
  static let usage = "playwright test's command line"

  static func exclude(_ tests: [QuarantinedTest]) -> QuarantineExportText {
    ScriptPattern.argument("--grep-invert=", tests, pattern, name: title)
  }

  static func select(_ tests: [QuarantinedTest]) -> QuarantineExportText? {
    ScriptPattern.argument("--grep=", tests, pattern, name: title)
  }

  /// `[chromium] cart.spec.ts::cart › adds` -> `chromium cart.spec.ts cart adds`.
  private static func title(_ test: QuarantinedTest) -> String {
    var scope = test.scope
    if scope.hasPrefix("["), let end = scope.firstIndex(of: "]") {
      let project = scope[scope.index(after: scope.startIndex)..<end]
      scope = String(project + scope[scope.index(after: end)...])
    }
    let name = test.name.replacing(" › ", with: " ")
    return scope.isEmpty ? name : scope + " " + name
  }

  /// Tags follow the title; a folder may stand before the file.
  private static func pattern(_ names: [String]) -> String {
    "(?:^|[ /])(?:\(names.joined(separator: "|")))(?: @\\S+)*$"
  }
}

/// What the runners of JavaScript tests share.
enum ScriptPattern {
  static func argument(
    _ flag: String, _ tests: [QuarantinedTest], _ join: ([String]) -> String,
    name: (QuarantinedTest) -> String = fullName
  ) -> QuarantineExportText {
    let (kept, leftOut) = JestExport.sorted(tests) { _ in nil }
    let patterns = Set(kept.map { NamePattern.of(name($0), .javaScript) }).sorted()
    guard !patterns.isEmpty else { return QuarantineExportText(.arguments([]), leftOut: leftOut) }
    return QuarantineExportText(.arguments([flag + join(patterns)]), leftOut: leftOut)
  }

  /// Describe blocks and title joined by blanks; Vitest's JUnit reports put ` > ` between them.
  static func fullName(_ test: QuarantinedTest) -> String {
    test.name.replacing(" > ", with: " ")
  }
}
