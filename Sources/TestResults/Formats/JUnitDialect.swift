/// Who wrote a JUnit file, as far as its bytes tell, and what that changes.
enum JUnitDialect: String {
  case pytest, surefire, gradle, jest, go, nextest, googletest, ctest, phpunit, rspec, mocha
  case vitest, playwright, bazel, libtest
  case node = "node-test"
  case swiftTesting = "swift-testing"
  case unittest = "unittest-xml"
  case unknown

  /// Whether cases of the same suite, class and name are attempts of one test. Elsewhere they are
  /// parameterised or equally titled tests, and joining them would invent flakes.
  var repeatsAttempts: Bool {
    switch self {
    case .gradle, .go, .pytest: true
    default: false
    }
  }

  static func ofRoot(_ attributes: XMLAttributes) -> JUnitDialect {
    switch attributes["name"]?.string(limit: 64) ?? "" {
    case "pytest tests": return .pytest
    case "nextest-run": return .nextest
    case "jest tests": return .jest
    case "vitest tests": return .vitest
    case "Mocha Tests": return .mocha
    case "AllTests": return .googletest
    default: break
    }
    // Playwright writes id, name (both empty by default) before the counts.
    return attributes.names == "id name tests failures skipped errors time" ? .playwright : .unknown
  }

  static func ofSuite(_ name: String, _ attributes: XMLAttributes) -> JUnitDialect {
    if let schema = attributes["xsi:noNamespaceSchemaLocation"],
      schema.string.contains("surefire")
    {
      return .surefire
    }
    switch name {
    case "pytest": return .pytest
    case "TestResults": return .swiftTesting
    case _ where name == "rspec" || name.hasPrefix("rspec."): return .rspec
    default: break
    }
    let names = attributes.names
    if names == "name time disabled errors tests failures skipped hostname" { return .node }
    if names == "name package id errors failures tests skipped" { return .libtest }
    if names.hasPrefix("name tests failures disabled skipped hostname time timestamp") {
      return .ctest
    }
    return names.hasPrefix("name tests file time timestamp failures errors skipped")
      && attributes["file"]?.string.hasSuffix(".py") == true ? .unittest : .unknown
  }

  /// Gradle's order of attributes; with `<properties/>` as first child it is Gradle's file.
  static func hasGradleOrder(_ attributes: XMLAttributes) -> Bool {
    attributes.names == "name tests skipped failures errors timestamp hostname time"
  }

  /// Without a `go.version` property: a class that is the suite and looks like a package, and a
  /// name Go would run.
  static func isGo(_ found: borrowing JUnitCase.Facts, suite: String) -> Bool {
    guard !found.className.isEmpty, found.file.isEmpty, !found.className.contains(" ") else {
      return false
    }
    let isPackage = found.className.contains("/") && !found.className.contains("::")
    let isFile = found.className.hasSuffix("s") && found.className.contains(".spec.")
    return isPackage && !isFile && (suite == found.className || suite.hasSuffix(found.className))
      && ["Test", "Example", "Fuzz", "Benchmark", "[build failed]"].contains {
        found.name.hasPrefix($0)
      }
  }

  /// Brings the identity to the form other sources about the same test use.
  func adjust(_ identity: inout TestIdentity, host: String) {
    switch self {
    case .playwright:
      // The project is in `hostname`; the same title runs once per project.
      if !host.isEmpty { identity.className = "[\(host)] \(identity.className)" }
    case .pytest:
      // A collection error has no class; its name is the module.
      if identity.className.isEmpty { identity.suite = "" }
    case .node:
      // node writes the same class for every test; the describe blocks tell them apart.
      identity.className = identity.suite
    case .libtest:
      // libtest splits the path of the test in two and does not know its crate.
      identity.name =
        identity.className.isEmpty ? identity.name : identity.className + "::" + identity.name
      identity.className = ""
      identity.suite = ""
    case .mocha:
      // mocha-junit-reporter files a test under its own title; the full title is the name.
      identity.className = JestJSON.relative(identity.file)
    case .bazel:
      identity.className = ""
      identity.suite = ""
    case .gradle, .surefire:
      // JUnit 5's display names end in `()` for plain methods; runners differ on writing it.
      if identity.name.hasSuffix("()") { identity.name.removeLast(2) }
    case .swiftTesting:
      if identity.name.hasSuffix("()") { identity.name.removeLast(2) }
    default: break
    }
  }
}
