import Foundation
import Service

/// Where a secret is: `env:NAME` or `file:/path`. Never the secret itself, so that a configuration
/// file can be shown to anybody.
enum SecretSource {
  /// Reads it.
  ///
  /// - Throws: a clause that never holds the secret.
  static func read(_ text: String, environment: [String: String]) throws(Complaint) -> Secret {
    if text.hasPrefix("env:") {
      let name = String(text.dropFirst(4))
      guard let value = environment[name], !value.isEmpty else {
        throw Complaint("the variable '\(name)' is not set")
      }
      return Secret(value)
    }
    guard text.hasPrefix("file:") else {
      throw Complaint("a secret is named as env:NAME or file:PATH, never written here")
    }
    return try file(String(text.dropFirst(5)))
  }

  /// A secret that is a whole file; the line end after it is an editor's.
  static func file(_ path: String) throws(Complaint) -> Secret {
    guard let data = FileManager.default.contents(atPath: path), data.count <= 64 << 10 else {
      throw Complaint("'\(path)': cannot be read")
    }
    let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
    guard !text.isEmpty else { throw Complaint("'\(path)': is empty") }
    return Secret(text)
  }
}
