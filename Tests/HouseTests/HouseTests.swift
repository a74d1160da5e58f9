import Foundation
import Testing

/// The layer table of the README, read by a test because SwiftPM does not reject the import of a
/// transitive dependency.
private enum House {
  /// For each module of ours: which of ours it may import.
  static let table: [String: Set<String>] = {
    var table: [String: Set<String>] = [
      "CPCRE2": [], "CZlib": [], "CExpat": [], "Patterns": ["CPCRE2"], "Logs": ["CZlib"],
      "Classifier": [], "TestResults": ["CExpat"], "Signatures": ["Patterns", "Logs"],
      "Flakiness": ["TestResults"], "Triage": ["Logs", "Patterns", "Signatures", "Classifier"],
      "faultline-pack": ["Signatures", "Triage"], "Reviews": ["Flakiness"],
    ]
    let below: Set<String> = [
      "Patterns", "Logs", "Classifier", "TestResults", "Signatures", "Flakiness", "Triage",
      "Reviews",
    ]
    table["History"] = below
    table["Reporting"] = below
    // Environment, API and webhooks of the CI systems: an addition to the drawing, README says why.
    table["Pipelines"] = ["Logs"]
    table["Assistant"] = below.union(["History", "Reporting"])
    table["Service"] = below.union(["History", "Reporting", "Assistant", "Pipelines"])
    table["faultline"] = below.union([
      "History", "Reporting", "Assistant", "Service", "Pipelines",
    ])
    return table
  }()

  /// Outside modules and the only modules of ours that may import them.
  static let outside: [String: Set<String>] = [
    "Yams": ["Signatures"], "GRDB": ["History"], "ArgumentParser": ["faultline"],
    "Hummingbird": ["Service"], "HummingbirdTLS": ["Service"],
    "Crypto": ["Service", "History", "Reporting"],
    "Mustache": ["Reporting", "Service"], "AsyncHTTPClient": ["Pipelines"],
    "NIOCore": ["Service", "Pipelines"], "NIOHTTP1": ["Service", "Pipelines"],
    "NIOPosix": ["Service", "Pipelines"], "Logging": ["Service"], "ServiceLifecycle": ["Service"],
    "SystemPackage": ["faultline"],
    "FoundationEssentials": upper, "Foundation": upper, "FoundationNetworking": upper,
    "Synchronization": upper, "Dispatch": upper,
  ]

  /// The layers above the pure ones.
  static let upper: Set<String> = [
    "History", "Reporting", "Pipelines", "Assistant", "Service", "faultline", "faultline-pack",
  ]

  /// The C library: no dependency, it is there on every machine.
  static let platform: Set<String> = ["Glibc", "Musl", "Darwin"]

  static let pure = Set(table.keys).subtracting(upper)

  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Every file below `folder` with this ending, as a path from the root, sorted.
  static func files(_ folder: String, _ ending: String) -> [String] {
    let top = root.appending(path: folder).path()
    let names = FileManager.default.enumerator(atPath: top)?.allObjects as? [String] ?? []
    return names.filter { $0.hasSuffix(ending) }.map { folder + "/" + $0 }.sorted()
  }

  static let sources = files("Sources", ".swift")

  static func lines(_ path: String) throws -> [Substring] {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// `Sources/Triage/Text/Tokenizer.swift` is of `Triage`.
  static func module(of path: String) -> String {
    path.split(separator: "/").dropFirst().first.map(String.init) ?? ""
  }

  /// The module after `import` on each line that has one, whatever stands before the word.
  static func imports(_ path: String) throws -> [String] {
    // What stands in a text of several lines is another language's import.
    var isText = false
    return try lines(path).compactMap { line in
      if line.ranges(of: "\"\"\"").count % 2 == 1 { isText.toggle() }
      if isText { return nil }
      let code = line.prefix { $0 != "/" }
      let words = code.split(separator: " ")
      guard let index = words.firstIndex(of: "import"),
        words[..<index].allSatisfy({ $0.hasPrefix("@") || access.contains(String($0)) })
      else { return nil }
      let kinds: Set<Substring> = [
        "struct", "class", "enum", "protocol", "func", "var", "typealias",
      ]
      let name = words[(index + 1)...].first { !kinds.contains($0) }
      return name.map { String($0.prefix { $0 != "." }) }
    }
  }

  private static let access: Set<String> = [
    "public", "package", "internal", "fileprivate", "private",
  ]
}

@Suite struct HouseTests {
  @Test func theSourcesAreFound() { #expect(House.sources.count > 50) }

  @Test func everyModuleHasItsRowInTheTable() {
    let modules = Set(House.sources.map(House.module(of:)))
    #expect(modules.subtracting(House.table.keys).sorted() == [])
  }

  @Test(arguments: House.sources) func importsGoStrictlyDown(_ path: String) throws {
    let module = House.module(of: path)
    let allowed = House.table[module] ?? []
    for name in try House.imports(path) where !House.platform.contains(name) {
      if House.table[name] != nil {
        #expect(allowed.contains(name), "\(path): '\(module)' may not import '\(name)'")
      } else {
        let importers = House.outside[name] ?? []
        #expect(importers.contains(module), "\(path): '\(name)' is not imported here")
      }
    }
  }

  /// Clocks, files, locks and tasks make a value depend on more than its input.
  @Test(arguments: House.sources.filter { House.pure.contains(House.module(of: $0)) })
  func layersBelowHistoryArePure(_ path: String) throws {
    let impure = [
      "clock_gettime(", "CLOCK_", "gettimeofday(", "ContinuousClock", "SuspendingClock", "Date()",
      "fopen(", "open(path", "FileManager", "FileHandle", "pthread_mutex", "Mutex(", "async ",
      "await ", "Task {", "getenv(",
    ]
    for (index, line) in try House.lines(path).enumerated() {
      let code = line.drop { $0 == " " }
      if code.hasPrefix("//") { continue }
      for word in impure where code.contains(word) {
        let isAccount =
          path == "Sources/Patterns/MatchAccount.swift"
          && (word.hasPrefix("clock") || word.hasPrefix("CLOCK"))
        #expect(isAccount, "\(path):\(index + 1): \(word) in a pure layer")
      }
    }
  }

  @Test(
    arguments: House.sources + House.files("Tests", ".swift") + House.files("Plugins", ".swift"))
  func noFileIsOver400Lines(_ path: String) throws {
    #expect(try House.lines(path).count <= 401, "\(path)")
  }

  @Test(arguments: House.sources) func noTypeBearsItsModulesName(_ path: String) throws {
    let module = House.module(of: path)
    let kinds: Set<Substring> = ["struct", "class", "enum", "actor", "protocol", "typealias"]
    for line in try House.lines(path) {
      let words = line.split { $0 == " " || $0 == ":" || $0 == "<" || $0 == "{" }
      for (kind, name) in zip(words, words.dropFirst()) where kinds.contains(kind) {
        #expect(name != module, "\(path): '\(name)' is the module's own name")
      }
    }
  }

  @Test func noModuleIsADrawerForEverything() {
    let drawers: Set<String> = ["Core", "Common", "Shared", "Utils", "Helpers"]
    #expect(drawers.isDisjoint(with: House.sources.map(House.module(of:))))
  }

  @Test(arguments: House.sources) func nothingForcesOrGivesUp(_ path: String) throws {
    for (index, line) in try House.lines(path).enumerated() {
      let code = line.drop { $0 == " " }
      let words = code.hasPrefix("//") ? ["TODO:", "FIXME"] : ["try!", "fatalError("]
      for word in words { #expect(!code.contains(word), "\(path):\(index + 1): \(word)") }
    }
  }
}
