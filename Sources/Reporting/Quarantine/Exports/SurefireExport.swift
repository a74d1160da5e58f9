/// Maven Surefire: `-Dtest` with methods to leave out. (Its excludes file refuses methods: "method
/// filter prohibited".)
enum SurefireExport: QuarantineExport {
  static let name = "surefire"
  static let mutes = false
  static let usage = "mvn test's command line (-Dtest takes the place of the includes in the pom)"

  static func exclude(_ tests: [QuarantinedTest]) -> QuarantineExportText {
    argument("-Dtest=", sign: "!", tests)
  }

  static func select(_ tests: [QuarantinedTest]) -> QuarantineExportText? {
    argument("-Dtest=", sign: "", tests)
  }

  static func argument(
    _ flag: String, sign: String, _ tests: [QuarantinedTest]
  ) -> QuarantineExportText {
    let (kept, leftOut) = sorted(tests, objection)
    guard !kept.isEmpty else { return QuarantineExportText(.arguments([]), leftOut: leftOut) }
    let names = kept.map { "\(sign)\($0.scope)#\($0.name)" }.joined(separator: ",")
    return QuarantineExportText(.arguments([flag + names]), leftOut: leftOut)
  }

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

/// Maven Failsafe, which takes the same under another property.
enum FailsafeExport: QuarantineExport {
  static let name = "failsafe"
  static let mutes = false
  static let usage =
    "mvn verify's command line (-Dit.test takes the place of the includes in the pom)"

  static func exclude(_ tests: [QuarantinedTest]) -> QuarantineExportText {
    SurefireExport.argument("-Dit.test=", sign: "!", tests)
  }

  static func select(_ tests: [QuarantinedTest]) -> QuarantineExportText? {
    SurefireExport.argument("-Dit.test=", sign: "", tests)
  }
}
