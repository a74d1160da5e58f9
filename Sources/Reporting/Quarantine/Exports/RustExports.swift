/// `cargo test`: exact names to skip.
enum CargoExport: QuarantineExport {
  static let name = "cargo"
  static let mutes = false
  static let usage = "after cargo test --"

  static func exclude(_ tests: [QuarantinedTest]) -> QuarantineExportText {
    let (kept, leftOut) = sorted(tests, objection)
    let words = kept.flatMap { ["--skip", RustName.of($0)] }
    return QuarantineExportText(
      .arguments(words.isEmpty ? [] : ["--exact"] + words), leftOut: leftOut)
  }

  static func select(_ tests: [QuarantinedTest]) -> QuarantineExportText? {
    let (kept, leftOut) = sorted(tests, objection)
    let words = kept.map(RustName.of)
    return QuarantineExportText(
      .arguments(words.isEmpty ? [] : ["--exact"] + words), leftOut: leftOut)
  }

  private static func objection(_ test: QuarantinedTest) -> String? {
    RustName.of(test).hasPrefix("-")
      ? "its name would be read as an option" : RustName.objection(test)
  }
}

/// cargo-nextest: a filterset.
enum NextestExport: QuarantineExport {
  static let name = "nextest"
  static let mutes = false
  static let usage = "cargo nextest run's command line"

  static func exclude(_ tests: [QuarantinedTest]) -> QuarantineExportText {
    filter(tests) { "not (\($0))" }
  }

  static func select(_ tests: [QuarantinedTest]) -> QuarantineExportText? { filter(tests) { $0 } }

  private static func filter(
    _ tests: [QuarantinedTest], _ wrap: (String) -> String
  ) -> QuarantineExportText {
    let (kept, leftOut) = sorted(tests, RustName.objection)
    let words = Set(kept.map { "test(=\(escaped(RustName.of($0))))" }).sorted()
    guard !words.isEmpty else { return QuarantineExportText(.arguments([]), leftOut: leftOut) }
    return QuarantineExportText(
      .arguments(["-E", wrap(words.joined(separator: " | "))]), leftOut: leftOut)
  }

  /// In a filterset a name ends at `)`; anything but words is written by number.
  private static func escaped(_ name: String) -> String {
    name.unicodeScalars.map { scalar in
      let isPlain = scalar.properties.isXIDContinue || scalar == ":"
      return isPlain ? String(scalar) : "\\u{" + String(scalar.value, radix: 16) + "}"
    }.joined()
  }
}

/// The path of a Rust test inside its binary.
enum RustName {
  /// nextest's reports name the binary as class; libtest's have the path alone, which is the key.
  static func of(_ test: QuarantinedTest) -> String {
    test.isCertain && !test.scope.isEmpty ? test.name : test.key
  }

  static func objection(_ test: QuarantinedTest) -> String? {
    if test.isMasked { return "its name differs from run to run" }
    return test.hasControls ? "its name holds control characters" : nil
  }
}
