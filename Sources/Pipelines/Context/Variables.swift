import Foundation

/// What a provider may look at: the environment, and files by way of a closure, so that the same
/// code reads a live machine and a fixture.
public struct Variables: Sendable {
  /// The content of a file; nil when it is not there or cannot be read.
  public typealias Files = @Sendable (String) -> Data?

  private let values: [String: String]
  private let files: Files
  /// The folder the hook was started in.
  let directory: String

  init(_ values: [String: String], directory: String, files: @escaping Files) {
    self.values = values
    self.directory = directory
    self.files = files
  }

  /// Longer values are cut: nothing that names a job is that long, and they end up in every answer.
  private static let longest = 1024

  /// The variable's value without blanks around it; nil when it is unset or empty.
  subscript(_ name: String) -> String? {
    guard let value = values[name] else { return nil }
    let trimmed = value.trimmingCharacters(in: .whitespacesAndNewlines)
    return trimmed.isEmpty ? nil : String(trimmed.prefix(Self.longest))
  }

  /// The first of `names` that has a value.
  func first(_ names: String...) -> String? {
    for name in names { if let value = self[name] { return value } }
    return nil
  }

  /// `true`, `True` and `1`.
  func isTrue(_ name: String) -> Bool {
    guard let value = self[name]?.lowercased() else { return false }
    return value == "true" || value == "1"
  }

  func number(_ name: String) -> Int? { self[name].flatMap { Int($0) } }

  func file(_ path: String) -> Data? { files(path) }

  func text(_ path: String) -> String? {
    file(path).map { String(decoding: $0, as: UTF8.self) }
  }

  /// `shard 2/8`, counted from 1; nil unless there are several.
  ///
  /// - Parameter base: what the provider gives the first of them, 0 or 1.
  func shard(_ index: String, of total: String, base: Int = 0) -> String? {
    guard let index = number(index), let total = number(total), total > 1 else { return nil }
    return "shard \(index - base + 1)/\(total)"
  }
}

/// Words for places in a repository, as providers spell them.
enum RefName {
  /// `refs/heads/feature/x` into `feature/x`.
  static func branch(_ ref: String?) -> String? {
    guard let ref else { return nil }
    for prefix in ["refs/heads/", "refs/remotes/origin/", "origin/"] where ref.hasPrefix(prefix) {
      return String(ref.dropFirst(prefix.count))
    }
    return ref.hasPrefix("refs/") ? nil : ref
  }

  /// `https://user:secret@host/group/name.git` and `git@host:group/name.git` into `group/name`.
  static func repository(_ address: String?) -> String? {
    guard var rest = address.map({ Substring($0) }) else { return nil }
    if let scheme = rest.range(of: "://") {
      rest = rest[scheme.upperBound...]
      guard let slash = rest.firstIndex(of: "/") else { return nil }
      rest = rest[slash...]
    } else if let colon = rest.firstIndex(of: ":"), !rest[..<colon].contains("/") {
      rest = rest[rest.index(after: colon)...]
    }
    while rest.hasPrefix("/") { rest = rest.dropFirst() }
    while rest.hasSuffix("/") { rest = rest.dropLast() }
    if rest.hasSuffix(".git") { rest = rest.dropLast(4) }
    return rest.isEmpty ? nil : String(rest)
  }

  /// The number at the end of `…/pull/12` or `pr/12`.
  static func lastNumber(_ text: String?) -> String? {
    guard let last = text?.split(separator: "/").last, Int(last) != nil else { return nil }
    return String(last)
  }

  /// Forty (or 64) hexadecimal digits: a commit, not a word such as `HEAD`.
  static func commit(_ text: String?) -> String? {
    guard let text, text.count == 40 || text.count == 64, text.allSatisfy(\.isHexDigit) else {
      return nil
    }
    return text
  }
}

/// Times as environments spell them, in seconds since 1970.
enum Moment {
  /// `2026-11-22T18:54:03Z`, with or without a fraction and with any zone.
  static func seconds(_ text: String?) -> Int? {
    guard let text else { return nil }
    if let plain = Int(text) { return plain > 100_000_000_000 ? plain / 1000 : plain }
    for fraction in [false, true] {
      let style = Date.ISO8601FormatStyle(includingFractionalSeconds: fraction)
      if let date = try? style.parse(text) { return Int(date.timeIntervalSince1970) }
    }
    return nil
  }
}
