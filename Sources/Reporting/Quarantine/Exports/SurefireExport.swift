/// Maven Surefire: a file of excludes.
enum SurefireExport: QuarantineExport {
  static let name = "surefire"
  static let mutes = false
  static let usage = "save as quarantine.txt; mvn test -Dsurefire.excludesFile=quarantine.txt"

  static func exclude(_ tests: [QuarantinedTest]) -> QuarantineExportText {
    let (kept, leftOut) = sorted(tests, objection)
    return QuarantineExportText(.file(kept.map { line($0) + "\n" }.joined()), leftOut: leftOut)
  }

  static func select(_ tests: [QuarantinedTest]) -> QuarantineExportText? {
    let (kept, leftOut) = sorted(tests, objection)
    guard !kept.isEmpty else { return QuarantineExportText(.arguments([]), leftOut: leftOut) }
    let names = kept.map { "\($0.scope)#\($0.name)" }.joined(separator: ",")
    return QuarantineExportText(.arguments(["-Dtest=" + names]), leftOut: leftOut)
  }

  private static func line(_ test: QuarantinedTest) -> String { "\(test.scope)#\(test.name)" }

  static func objection(_ test: QuarantinedTest) -> String? {
    if test.scope.isEmpty { return "its class is not known" }
    let isPlain = { (text: String) in
      text.unicodeScalars.allSatisfy {
        $0.properties.isXIDContinue || $0 == "." || $0 == "$"
      }
    }
    guard isPlain(test.scope) else { return "'\(test.scope)' is no class name" }
    return isPlain(test.name) ? nil : "surefire excludes methods, not single rows or display names"
  }
}

/// Maven Failsafe, which takes the same file under another property.
enum FailsafeExport: QuarantineExport {
  static let name = "failsafe"
  static let mutes = false
  static let usage = "save as quarantine.txt; mvn verify -Dfailsafe.excludesFile=quarantine.txt"

  static func exclude(_ tests: [QuarantinedTest]) -> QuarantineExportText {
    SurefireExport.exclude(tests)
  }
}
