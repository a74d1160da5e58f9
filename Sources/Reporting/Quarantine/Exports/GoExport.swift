/// `go test -skip` (Go 1.20 and later).
enum GoExport: QuarantineExport {
  static let name = "go"
  static let mutes = false
  static let usage =
    "go test's command line, Go 1.20 or later (a test of that name in another package is skipped too)"

  static func exclude(_ tests: [QuarantinedTest]) -> QuarantineExportText {
    argument("-skip=", tests)
  }

  static func select(_ tests: [QuarantinedTest]) -> QuarantineExportText? {
    argument("-run=", tests)
  }

  private static func argument(_ flag: String, _ tests: [QuarantinedTest]) -> QuarantineExportText {
    let (kept, leftOut) = sorted(tests) {
      $0.name.hasPrefix("[") ? "'\($0.name)' is no test of Go" : nil
    }
    // Each level of a subtest is matched by itself; alternatives are split before levels are.
    let patterns = Set(kept.map { pattern($0.name) }).sorted()
    guard !patterns.isEmpty else { return QuarantineExportText(.arguments([]), leftOut: leftOut) }
    return QuarantineExportText(
      .arguments([flag + patterns.joined(separator: "|")]), leftOut: leftOut)
  }

  private static func pattern(_ name: String) -> String {
    name.split(separator: "/", omittingEmptySubsequences: false)
      .map { "^" + NamePattern.of(String($0), .re2) + "$" }.joined(separator: "/")
  }
}
