import Foundation
import Logs
import Signatures

/// The rule files of the package, read once.
enum Rules {
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Signatures")

  static let names: [String] = {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
    return all.filter { $0.hasSuffix(".yml") }.sorted()
  }()

  static func read(_ name: String) throws -> RuleFile {
    let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    return try RuleFileReader.read(text, path: name)
  }

  /// The catalog of all files that can be read; the others fail in their own test.
  static let catalog = Catalog(
    signatures: names.compactMap { try? read($0) }.flatMap { $0.entries.map(\.signature) },
    extraLiterals: [Array("error".utf8)])

  /// `text` as a cleaned line of a plain log.
  static func line(_ text: String) -> Line {
    var cleaner = LineCleaner(provider: .plain)
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBytes { cleaner.clean($0, number: 1, offset: 0) }
  }
}
