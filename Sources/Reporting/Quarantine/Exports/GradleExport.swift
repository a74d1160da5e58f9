/// Gradle 5 and later: an init script with test filters.
enum GradleExport: QuarantineExport {
  static let name = "gradle"
  static let mutes = false
  static let usage = "save as quarantine.gradle; gradle --init-script quarantine.gradle test"

  static func exclude(_ tests: [QuarantinedTest]) -> QuarantineExportText {
    let (kept, leftOut) = sorted(tests, objection)
    let lines = kept.map {
      "      excludeTestsMatching \(Quoting.groovy("\($0.scope).\($0.name)"))\n"
    }
    return QuarantineExportText(
      .file(
        """
        // Made by 'faultline quarantine export --framework gradle': do not edit, export again.
        allprojects {
          tasks.withType(Test) {
            filter {
              failOnNoMatchingTests = false
        \(lines.joined())    }
          }
        }

        """), leftOut: leftOut)
  }

  static func select(_ tests: [QuarantinedTest]) -> QuarantineExportText? {
    let (kept, leftOut) = sorted(tests, objection)
    return QuarantineExportText(
      .arguments(kept.flatMap { ["--tests", "\($0.scope).\($0.name)"] }), leftOut: leftOut)
  }

  private static func objection(_ test: QuarantinedTest) -> String? {
    if test.scope.isEmpty { return "its class is not known" }
    if test.hasControls { return "its name holds control characters" }
    return test.key.contains("*") ? "gradle takes '*' for any text and cannot be told not to" : nil
  }
}
