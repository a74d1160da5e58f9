/// PHPUnit: a filter that matches all names but the quarantined ones.
enum PHPUnitExport: QuarantineExport {
  static let name = "phpunit"
  static let mutes = false
  static let usage = "phpunit's command line"

  static func exclude(_ tests: [QuarantinedTest]) -> QuarantineExportText {
    argument(tests, NamePattern.noneOf)
  }

  static func select(_ tests: [QuarantinedTest]) -> QuarantineExportText? {
    argument(tests, NamePattern.anyOf)
  }

  private static func argument(
    _ tests: [QuarantinedTest], _ join: ([String]) -> String
  ) -> QuarantineExportText {
    let (kept, leftOut) = sorted(tests) { $0.scope.isEmpty ? "its class is not known" : nil }
    let patterns = kept.map { NamePattern.of("\($0.scope)::\($0.name)", .pcre) }
    guard !patterns.isEmpty else { return QuarantineExportText(.arguments([]), leftOut: leftOut) }
    return QuarantineExportText(
      .arguments(["--filter", "/\(join(patterns))/"]), leftOut: leftOut)
  }
}
