/// googletest: a negative filter.
enum GoogleTestExport: QuarantineExport {
  static let name = "googletest"
  static let mutes = false
  static let usage = "the test program's command line"

  static func exclude(_ tests: [QuarantinedTest]) -> QuarantineExportText {
    filter("--gtest_filter=*-", tests)
  }

  static func select(_ tests: [QuarantinedTest]) -> QuarantineExportText? {
    filter("--gtest_filter=", tests)
  }

  private static func filter(_ flag: String, _ tests: [QuarantinedTest]) -> QuarantineExportText {
    let (kept, leftOut) = sorted(tests) { test in
      if test.scope.isEmpty { return "its suite is not known" }
      // googletest allows nothing else in names, and its filter cannot quote anything.
      let isPlain = (test.scope + test.name).unicodeScalars.allSatisfy {
        $0.properties.isXIDContinue || $0 == "/"
      }
      return isPlain ? nil : "googletest's filter cannot name it"
    }
    guard !kept.isEmpty else { return QuarantineExportText(.arguments([]), leftOut: leftOut) }
    let names = kept.map { "\($0.scope).\($0.name)" }.joined(separator: ":")
    return QuarantineExportText(.arguments([flag + names]), leftOut: leftOut)
  }
}

/// CTest: a pattern of names to leave out.
enum CTestExport: QuarantineExport {
  static let name = "ctest"
  static let mutes = false
  static let usage = "ctest's command line"

  static func exclude(_ tests: [QuarantinedTest]) -> QuarantineExportText { argument("-E", tests) }

  static func select(_ tests: [QuarantinedTest]) -> QuarantineExportText? { argument("-R", tests) }

  private static func argument(_ flag: String, _ tests: [QuarantinedTest]) -> QuarantineExportText {
    let (kept, leftOut) = sorted(tests) { test in
      if test.isMasked { return "its name differs from run to run" }
      return test.hasControls ? "its name holds control characters" : nil
    }
    guard !kept.isEmpty else { return QuarantineExportText(.arguments([]), leftOut: leftOut) }
    let names = kept.map { NamePattern.of($0.isCertain ? $0.name : $0.key, .cmake) }
    return QuarantineExportText(
      .arguments([flag, "^(\(names.joined(separator: "|")))$"]), leftOut: leftOut)
  }
}

/// `swift test --skip`, for XCTest and Swift Testing.
enum SwiftExport: QuarantineExport {
  static let name = "swift"
  static let mutes = false
  static let usage = "swift test's command line"

  static func exclude(_ tests: [QuarantinedTest]) -> QuarantineExportText {
    arguments("--skip", tests)
  }

  static func select(_ tests: [QuarantinedTest]) -> QuarantineExportText? {
    arguments("--filter", tests)
  }

  private static func arguments(_ flag: String, _ tests: [QuarantinedTest]) -> QuarantineExportText
  {
    let (kept, leftOut) = sorted(tests) { $0.scope.isEmpty ? "its module is not known" : nil }
    return QuarantineExportText(
      .arguments(kept.flatMap { [flag, pattern($0)] }), leftOut: leftOut)
  }

  /// XCTest is matched as `Module.Class/test`, Swift Testing as `Module.Suite/test()/File.swift:1:2`;
  /// reports leave empty brackets out.
  private static func pattern(_ test: QuarantinedTest) -> String {
    let separator = test.scope.contains(".") ? "/" : "[./]"
    let brackets = test.name.hasSuffix(")") ? "" : "(\\(\\))?"
    return "^" + NamePattern.of(test.scope, .icu) + separator + NamePattern.of(test.name, .icu)
      + brackets + "(/|$)"
  }
}

/// Bazel: negative target patterns, since a target is what Bazel's reports call a test.
enum BazelExport: QuarantineExport {
  static let name = "bazel"
  static let mutes = false
  static let usage = "after bazel test -- //..."

  static func exclude(_ tests: [QuarantinedTest]) -> QuarantineExportText { targets("-", tests) }

  static func select(_ tests: [QuarantinedTest]) -> QuarantineExportText? { targets("", tests) }

  private static func targets(_ sign: String, _ tests: [QuarantinedTest]) -> QuarantineExportText {
    let (kept, leftOut) = sorted(tests) { label($0) == nil ? "it is no target of Bazel" : nil }
    return QuarantineExportText(
      .arguments(kept.compactMap { label($0).map { sign + $0 } }), leftOut: leftOut)
  }

  /// `shop/cart_test` -> `//shop:cart_test`.
  private static func label(_ test: QuarantinedTest) -> String? {
    let isPlain = test.key.unicodeScalars.allSatisfy {
      ($0.isASCII && $0.properties.isXIDContinue) || "/-.+=,@~:".unicodeScalars.contains($0)
    }
    guard isPlain, !test.key.contains("::"), !test.key.hasPrefix("-") else { return nil }
    if test.key.contains("//") { return test.key }
    guard let cut = test.key.lastIndex(of: "/") else { return "//:" + test.key }
    return "//" + test.key[..<cut] + ":" + test.key[test.key.index(after: cut)...]
  }
}

/// `dotnet test --filter`.
enum DotNetExport: QuarantineExport {
  static let name = "dotnet"
  static let mutes = false
  static let usage = "dotnet test's command line"

  static func exclude(_ tests: [QuarantinedTest]) -> QuarantineExportText {
    filter(tests, operator: "!=", joint: "&")
  }

  static func select(_ tests: [QuarantinedTest]) -> QuarantineExportText? {
    filter(tests, operator: "=", joint: "|")
  }

  private static func filter(
    _ tests: [QuarantinedTest], operator sign: String, joint: String
  ) -> QuarantineExportText {
    let (kept, leftOut) = sorted(tests) { test in
      if test.isMasked { return "its name differs from run to run" }
      if test.hasControls { return "its name holds control characters" }
      if test.scope.isEmpty { return "its class is not known" }
      return test.name.hasSuffix(")") ? "its filter knows methods, not single rows" : nil
    }
    let terms = kept.map { "FullyQualifiedName\(sign)" + escaped("\($0.scope).\($0.name)") }
    guard !terms.isEmpty else { return QuarantineExportText(.arguments([]), leftOut: leftOut) }
    return QuarantineExportText(
      .arguments(["--filter", terms.joined(separator: joint)]), leftOut: leftOut)
  }

  /// The filter's own characters behind a backslash; a comma by number, as its documentation asks.
  private static func escaped(_ name: String) -> String {
    name.map { character in
      if character == "," { return "%2C" }
      return "\\()&|=!~".contains(character) ? "\\\(character)" : "\(character)"
    }.joined()
  }
}
