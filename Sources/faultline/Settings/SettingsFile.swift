import Patterns
import Signatures

/// Reads the text of a `.faultline.yml`, gathering every problem; what is right is kept.
struct SettingsFile {
  private let path: String
  private(set) var values: [String: Setting] = [:]
  private(set) var problems: [Problem] = []

  init(_ text: String, path: String) {
    self.path = path
    do throws(Problem) {
      guard let root = try PositionedYAML.read(text, path: path) else { return }
      read(root)
    } catch {
      problems.append(error)
    }
    problems.sort { $0.place < $1.place }
  }

  private mutating func complain(_ node: PositionedYAML, _ message: String) {
    problems.append(Problem(path: path, place: node.place, message: message))
  }

  private mutating func read(_ root: PositionedYAML) {
    guard case .mapping(let pairs) = root.content else {
      complain(root, "expected a mapping of settings, found \(Self.kind(root))")
      return
    }
    let names = SettingKey.all.map(\.name)
    for (name, node) in pairs {
      let word = name.text ?? Self.kind(name)
      guard let key = SettingKey.named(word) else {
        let near = nearestWord(to: word, in: names)
        complain(
          name,
          "unknown key '\(word)', "
            + (near.map { "did you mean '\($0)'" } ?? "expected one of " + Self.list(names)))
        continue
      }
      if let value = value(node, key) {
        let place = "\(path):\(node.place.line):\(node.place.column)"
        values[key.name] = Setting(value: value, origin: place)
      }
    }
  }

  /// Nil after complaining.
  private mutating func value(_ node: PositionedYAML, _ key: SettingKey) -> SettingValue? {
    switch key.kind {
    case .path: return text(node, key).flatMap { safe($0, node) }.map { .text($0) }
    case .texts: return texts(node, key).map { .texts($0.compactMap(\.text)) }
    case .patterns: return patterns(node, key).map { .texts($0) }
    case .choice(let words): return choice(node, key, words).map { .text($0) }
    case .choices(let words):
      guard let nodes = texts(node, key) else { return nil }
      let chosen = nodes.compactMap { choice($0, key, words) }
      return chosen.count == nodes.count ? .texts(chosen) : nil
    case .number(let range): return number(node, key, range).map { .number($0) }
    case .flag: return flag(node, key).map { .flag($0) }
    case .outputs: return outputs(node, key).map { .pairs($0) }
    case .owners: return owners(node, key).map { .pairs($0) }
    }
  }

  private mutating func text(_ node: PositionedYAML, _ key: SettingKey) -> String? {
    guard let text = node.text else {
      complain(node, "'\(key.name)': found \(Self.kind(node)), expected a text")
      return nil
    }
    if text.isEmpty { complain(node, "'\(key.name)' is empty") }
    return text.isEmpty ? nil : text
  }

  /// A text or a list of texts.
  private mutating func texts(_ node: PositionedYAML, _ key: SettingKey) -> [PositionedYAML]? {
    guard case .list(let nodes) = node.content else {
      return text(node, key).map { _ in [node] }
    }
    let good = nodes.filter { text($0, key) != nil }
    return good.count == nodes.count ? nodes : nil
  }

  private mutating func patterns(_ node: PositionedYAML, _ key: SettingKey) -> [String]? {
    guard let nodes = texts(node, key) else { return nil }
    var out: [String] = []
    for node in nodes {
      guard let text = node.text else { continue }
      if let problem = PatternSetting.problem(text) {
        complain(node, "'\(key.name)': \(problem)")
      } else {
        out.append(text)
      }
    }
    // One that is wrong must not make the others' secrets visible.
    return out.isEmpty ? nil : out
  }

  private mutating func choice(
    _ node: PositionedYAML, _ key: SettingKey, _ words: [String]
  ) -> String? {
    guard let text = text(node, key) else { return nil }
    guard !words.contains(text) else { return text }
    complain(node, "'\(key.name)': " + Self.unknown(text, words))
    return nil
  }

  private mutating func number(
    _ node: PositionedYAML, _ key: SettingKey, _ range: ClosedRange<Int>
  ) -> Int? {
    guard let text = text(node, key) else { return nil }
    if let number = Int(text), range.contains(number) { return number }
    complain(node, "'\(key.name)': " + Self.outside(text, range))
    return nil
  }

  private mutating func flag(_ node: PositionedYAML, _ key: SettingKey) -> Bool? {
    if let flag = node.text.flatMap(Bool.init) { return flag }
    let found = node.text.map { "'\($0)'" } ?? Self.kind(node)
    complain(node, "'\(key.name)': found \(found), expected true or false")
    return nil
  }

  private mutating func outputs(_ node: PositionedYAML, _ key: SettingKey) -> [SettingPair]? {
    guard let pairs = mapping(node, key, "formats to paths") else { return nil }
    var out: [SettingPair] = []
    for (name, value) in pairs {
      guard let format = choice(name, key, SettingsText.formats),
        let path = text(value, key).flatMap({ safe($0, value) })
      else { continue }
      out.append(SettingPair(name: format, value: path))
    }
    return out.count == pairs.count ? out : nil
  }

  private mutating func owners(_ node: PositionedYAML, _ key: SettingKey) -> [SettingPair]? {
    guard let pairs = mapping(node, key, "paths to owners") else { return nil }
    var out: [SettingPair] = []
    for (name, value) in pairs {
      guard let pattern = text(name, key), let owners = texts(value, key) else { continue }
      if let problem = OwnerSetting.problem(pattern, owners.compactMap(\.text)) {
        complain(name, "'\(key.name)': \(problem)")
        continue
      }
      let names = owners.compactMap(\.text).joined(separator: " ")
      out.append(SettingPair(name: pattern, value: names))
    }
    return out.count == pairs.count ? out : nil
  }

  private mutating func mapping(
    _ node: PositionedYAML, _ key: SettingKey, _ what: String
  ) -> [(key: PositionedYAML, value: PositionedYAML)]? {
    if case .mapping(let pairs) = node.content { return pairs }
    complain(node, "'\(key.name)': found \(Self.kind(node)), expected a mapping of \(what)")
    return nil
  }

  /// A path that we write to. The file may be a stranger's (a pull request), the machine is not.
  private mutating func safe(_ path: String, _ node: PositionedYAML) -> String? {
    let parts = path.split(separator: "/")
    guard path.hasPrefix("/") || path.hasPrefix("~") || parts.contains("..") else { return path }
    complain(
      node,
      "path '\(path)' leaves the folder of this file; an option or variable may name it")
    return nil
  }
}

// MARK: - Words

extension SettingsFile {
  static func unknown(_ text: String, _ words: [String]) -> String {
    let near = nearestWord(to: text, in: words)
    return "'\(text)' is not known, "
      + (near.map { "did you mean '\($0)'" } ?? "expected one of " + list(words))
  }

  static func outside(_ text: String, _ range: ClosedRange<Int>) -> String {
    "found '\(text)', expected a number from \(range.lowerBound) to \(range.upperBound)"
  }

  private static func list(_ words: [String]) -> String { words.joined(separator: ", ") }

  private static func kind(_ node: PositionedYAML) -> String {
    switch node.content {
    case .text: "a text"
    case .list: "a list"
    case .mapping: "a mapping"
    }
  }
}
