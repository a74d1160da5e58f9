/// Who owns what, in the words of a CODEOWNERS file.
///
///     *            @acme/all
///     /tests/pay/  @acme/pay      # the last line that matches holds
///     docs/*.md                   # no owner: nobody owns these
///
/// GitHub's and GitLab's dialect: patterns as in .gitignore without `!` and `[…]`; GitLab's section
/// heads give the default owners of their section. Lines that say nothing readable are skipped and
/// named in ``problems``.
public struct CodeOwners: Sendable, Equatable {
  /// A line that could not be used.
  public struct Problem: Sendable, Equatable {
    public var line: Int
    /// One lower-case clause.
    public var cause: String
  }

  private struct Rule: Sendable, Equatable {
    var pattern: OwnerPattern
    var owners: [String]
  }

  private var rules: [Rule] = []
  public private(set) var problems: [Problem] = []

  /// Reads a file's text.
  public init(_ text: String) {
    var inherited: [String] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let words = Self.words(line)
      guard let first = words.first else { continue }
      if let section = Self.section(words) {
        inherited = section
        continue
      }
      guard !first.hasPrefix("!"), !first.contains("[") else {
        problems.append(Problem(line: index + 1, cause: "pattern '\(first)' is not supported"))
        continue
      }
      let owners = Array(words.dropFirst())
      if let stranger = owners.first(where: { !$0.contains("@") }) {
        problems.append(Problem(line: index + 1, cause: "'\(stranger)' is no owner"))
        continue
      }
      rules.append(
        Rule(pattern: OwnerPattern(first), owners: owners.isEmpty ? inherited : owners))
    }
  }

  /// The owners of a file, by the last line that matches; empty when nobody owns it.
  ///
  /// - Parameter path: from the root of the repository, without a leading slash.
  public func owners(of path: String) -> [String] {
    rules.last { $0.pattern.matches(path) }?.owners ?? []
  }

  /// Blanks part words unless escaped; `#` begins a comment at the start of a word.
  private static func words(_ line: Substring) -> [String] {
    var words: [String] = []
    var word = ""
    var isEscaped = false
    for character in line {
      if isEscaped {
        word.append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "#" && word.isEmpty {
        break
      } else if character.isWhitespace {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        word.append(character)
      }
    }
    return word.isEmpty ? words : words + [word]
  }

  /// `[Docs] @acme/docs`, `^[Docs][2] @a`: the default owners of the lines that follow.
  private static func section(_ words: [String]) -> [String]? {
    guard let first = words.first, first.hasPrefix("[") || first.hasPrefix("^[") else { return nil }
    guard let end = words.firstIndex(where: { $0.hasSuffix("]") }) else { return nil }
    return Array(words[(end + 1)...])
  }
}

/// A pattern as in .gitignore: a slash inside anchors it, a slash at the end means a folder, `*`
/// and `?` stay inside a folder, `**` does not.
struct OwnerPattern: Sendable, Equatable {
  private let parts: [[UInt8]]
  private let isFolder: Bool

  init(_ pattern: String) {
    var text = pattern[...]
    isFolder = text.hasSuffix("/")
    if isFolder { text = text.dropLast() }
    let isAnchored = text.contains("/")
    if text.hasPrefix("/") { text = text.dropFirst() }
    let parts = text.split(separator: "/").map { Array($0.utf8) }
    self.parts = isAnchored ? parts : [Array("**".utf8)] + parts
  }

  func matches(_ path: String) -> Bool {
    let names = path.split(separator: "/").map { Array($0.utf8) }
    // A folder owns all below it, and so does a name that is a folder's; `docs/*` owns files only.
    guard parts.last != [UInt8(ascii: "*")] || parts.first == Array("**".utf8) else {
      return Self.match(parts[...], names[...])
    }
    let lengths = isFolder ? 0..<names.count : 0..<(names.count + 1)
    return lengths.contains { $0 > 0 && Self.match(parts[...], names[..<$0]) }
  }

  /// Row by row over the parts, so that many `**` cost no more than parts times names.
  private static func match(_ parts: ArraySlice<[UInt8]>, _ names: ArraySlice<[UInt8]>) -> Bool {
    var reachable = [Bool](repeating: false, count: names.count + 1)
    reachable[0] = true
    for part in parts {
      var next = [Bool](repeating: false, count: names.count + 1)
      let isAny = part == Array("**".utf8)
      for (index, name) in names.enumerated() where isAny || matches(part, name) {
        if reachable[index] || (isAny && next[index]) { next[index + 1] = true }
      }
      if isAny {
        for index in reachable.indices where reachable[index] { next[index] = true }
      }
      reachable = next
    }
    return reachable[names.count]
  }

  /// `*` and `?` inside one name, in time linear in pattern times name.
  private static func matches(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
    var at = 0
    var inPattern = 0
    var star: (pattern: Int, name: Int)?
    while at < name.count {
      if inPattern < pattern.count, pattern[inPattern] == UInt8(ascii: "*") {
        star = (inPattern, at)
        inPattern += 1
      } else if inPattern < pattern.count,
        pattern[inPattern] == name[at] || pattern[inPattern] == UInt8(ascii: "?")
      {
        at += 1
        inPattern += 1
      } else if let back = star {
        star = (back.pattern, back.name + 1)
        at = back.name + 1
        inPattern = back.pattern + 1
      } else {
        return false
      }
    }
    return pattern[inPattern...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
