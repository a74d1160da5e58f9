import Foundation
import Service
import Signatures

/// Reads the file of `faultline serve --config`, gathering every problem:
///
///     listen: 0.0.0.0:8080
///     store: /var/lib/faultline/store.db
///     base-url: https://faultline.example
///     hooks:
///       github: {source: github, secrets: [env:GITHUB_WEBHOOK_SECRET]}
///     apis:
///       github: {token: env:GITHUB_TOKEN}
///     secrets:
///       slack: env:SLACK_SIGNING_SECRET
struct ServiceFile {
  private(set) var problems: [Problem] = []
  var settings: ServiceSettings
  var store: String?
  var logLevel: String?
  private let path: String
  private let environment: [String: String]

  static let keys = [
    "announce", "apis", "base-url", "chats", "hooks", "listen", "log-level", "prune", "secrets",
    "store", "sweep",
    "upload-limit", "workers",
  ]

  init(
    _ text: String, path: String, over settings: ServiceSettings, environment: [String: String]
  ) {
    self.settings = settings
    self.path = path
    self.environment = environment
    do throws(Problem) {
      guard let root = try PositionedYAML.read(text, path: path) else { return }
      for (key, value) in pairs(root, "settings") { read(key, value) }
    } catch {
      problems.append(error)
    }
    problems.sort { $0.place < $1.place }
  }

  private mutating func complain(_ node: PositionedYAML, _ message: String) {
    problems.append(Problem(path: path, place: node.place, message: message))
  }

  private mutating func read(_ key: PositionedYAML, _ value: PositionedYAML) {
    switch key.text {
    case "listen":
      guard let text = text(value) else { return }
      do throws(Complaint) { try settings.listen(text) } catch {
        complain(value, error.description)
      }
    case "store": store = text(value)
    case "log-level": logLevel = text(value)
    case "base-url":
      if let text = text(value) { settings.baseURL = ServiceSettings.trimmed(text) }
    case "workers": number(value, 1...64) { $0.workers = $1 }
    case "sweep": number(value, 0...1440) { $0.sweepMinutes = $1 }
    case "upload-limit": number(value, 1...1024) { $0.uploadLimit = $1 << 20 }
    case "prune":
      guard let flag = value.text.flatMap(Bool.init) else {
        return complain(value, "expected true or false")
      }
      settings.prunes = flag
    case "hooks": for (name, node) in pairs(value, "hooks") { hook(name, node) }
    case "apis": for (name, node) in pairs(value, "APIs") { api(name, node) }
    case "chats":
      for (name, node) in pairs(value, "chats") {
        guard let word = text(name) else { continue }
        settings.chats[word] = ChatRules(
          repository: fields(node, ["repository"])["repository"].flatMap(\.text))
      }
    case "announce": announce(value)
    case "secrets":
      for (name, node) in pairs(value, "secrets") {
        if let name = text(name) { settings.secrets[name] = secrets(node) }
      }
    default:
      let word = key.text ?? ""
      let near = nearestWord(to: word, in: Self.keys)
      let hint = near.map { "did you mean '\($0)'" }
      let all = "expected one of " + Self.keys.joined(separator: ", ")
      complain(key, "unknown key '\(word)', \(hint ?? all)")
    }
  }

  private mutating func hook(_ name: PositionedYAML, _ node: PositionedYAML) {
    guard let word = text(name) else { return }
    let fields = fields(node, ["source", "secrets"])
    let source = fields["source"].flatMap(\.text) ?? word
    guard WebhookSources.names.contains(source) else {
      let all = WebhookSources.names.joined(separator: ", ")
      return complain(node, "source '\(source)' is not known, expected \(all)")
    }
    guard let listed = fields["secrets"] else {
      return complain(node, "hook '\(word)' has no secrets")
    }
    let secrets = secrets(listed)
    if secrets.count > 2 { complain(listed, "a hook has one secret, or two while one is changed") }
    settings.hooks.append(.init(name: word, source: source, secrets: secrets))
  }

  private mutating func api(_ name: PositionedYAML, _ node: PositionedYAML) {
    guard let word = text(name) else { return }
    let fields = fields(node, ["server", "token", "user"])
    settings.apis.append(
      .init(
        provider: word, server: fields["server"].flatMap(\.text),
        token: fields["token"].flatMap { secret($0) }, user: fields["user"].flatMap(\.text)))
  }

  private mutating func announce(_ node: PositionedYAML) {
    let fields = fields(node, ["per-hour", "quiet", "zone"])
    if let value = fields["per-hour"] { number(value, 1...60) { $0.announcements.perHour = $1 } }
    if let value = fields["zone"] {
      guard let zone = TimeZone(identifier: value.text ?? "") else {
        return complain(value, "no such zone, expected a name like Europe/Berlin")
      }
      settings.announcements.zone = zone
    }
    if let value = fields["quiet"] {
      guard let quiet = Self.quiet(value.text ?? "") else {
        return complain(value, "expected hours like 22:00-07:00")
      }
      settings.announcements.quiet = quiet
    }
  }

  /// `22:00-07:00` in minutes of the day.
  static func quiet(_ text: String) -> (from: Int, to: Int)? {
    let minutes = text.split(separator: "-").compactMap { time -> Int? in
      let parts = time.split(separator: ":").compactMap { Int($0) }
      guard parts.count == 2, (0..<24).contains(parts[0]), (0..<60).contains(parts[1]) else {
        return nil
      }
      return parts[0] * 60 + parts[1]
    }
    return minutes.count == 2 ? (minutes[0], minutes[1]) : nil
  }

  // MARK: - Values

  private mutating func pairs(
    _ node: PositionedYAML, _ what: String
  ) -> [(key: PositionedYAML, value: PositionedYAML)] {
    if case .mapping(let pairs) = node.content { return pairs }
    complain(node, "expected a mapping of \(what)")
    return []
  }

  private mutating func fields(
    _ node: PositionedYAML, _ known: [String]
  ) -> [String: PositionedYAML] {
    var out: [String: PositionedYAML] = [:]
    for (key, value) in pairs(node, known.joined(separator: ", ")) {
      let word = key.text ?? ""
      if known.contains(word) {
        out[word] = value
      } else {
        complain(
          key, "unknown key '\(word)', expected one of " + known.joined(separator: ", "))
      }
    }
    return out
  }

  private mutating func text(_ node: PositionedYAML) -> String? {
    if let text = node.text, !text.isEmpty { return text }
    complain(node, "expected a text")
    return nil
  }

  private mutating func number(
    _ node: PositionedYAML, _ range: ClosedRange<Int>, _ set: (inout ServiceSettings, Int) -> Void
  ) {
    if let number = node.text.flatMap({ Int($0) }), range.contains(number) {
      return set(&settings, number)
    }
    complain(node, "expected a number from \(range.lowerBound) to \(range.upperBound)")
  }

  private mutating func secrets(_ node: PositionedYAML) -> [Secret] {
    guard case .list(let nodes) = node.content else { return secret(node).map { [$0] } ?? [] }
    return nodes.compactMap { secret($0) }
  }

  private mutating func secret(_ node: PositionedYAML) -> Secret? {
    guard let text = text(node) else { return nil }
    do throws(Complaint) {
      return try SecretSource.read(text, environment: environment)
    } catch {
      complain(node, error.description)
      return nil
    }
  }
}

extension ServiceSettings {
  /// Sets host and port by `host:port`, `[::1]:port`, or a port alone.
  mutating func listen(_ text: String) throws(Complaint) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let digits = parts.last.map(String.init) ?? ""
    guard let port = Int(digits), (0...65_535).contains(port) else {
      throw Complaint("'\(text)' is no address, expected host:port")
    }
    self.port = port
    if parts.count > 1 {
      let name = parts.dropLast().joined(separator: ":")
      host = name.hasPrefix("[") && name.hasSuffix("]") ? String(name.dropFirst().dropLast()) : name
    }
    baseURL = "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
  }

  static func trimmed(_ url: String) -> String { url.hasSuffix("/") ? String(url.dropLast()) : url }
}
