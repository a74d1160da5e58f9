import Patterns
import Yams

/// Reads one rule file, gathering every problem instead of stopping at the first.
///
/// Input is the file's text; the path serves messages and the law that ids begin with the file's
/// name. Yams' `Node` is used rather than `Codable` because every message needs a line and column.
public struct RuleFileReader {
  private let path: String
  private let stem: String
  private var problems: [Problem] = []

  private init(path: String) {
    self.path = path
    let name = path.split(separator: "/").last.map(String.init) ?? path
    stem = String(name.prefix { $0 != "." })
  }

  /// Parses `text`; throws ``Problems`` with every mistake, sorted by place.
  public static func read(_ text: String, path: String) throws(Problems) -> RuleFile {
    var reader = RuleFileReader(path: path)
    let file = reader.file(text)
    guard reader.problems.isEmpty, let file else {
      throw Problems(reader.problems.sorted { $0.place < $1.place })
    }
    return file
  }

  private mutating func complain(_ place: Place, _ message: String) {
    problems.append(Problem(path: path, place: place, message: message))
  }

  private mutating func file(_ text: String) -> RuleFile? {
    let top = Place(line: 1, column: 1)
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch {
      let (place, message) = Self.explain(error)
      complain(place, message)
      return nil
    }
    guard let root, let fields = fields(of: root, allowed: Self.fileKeys, what: "file") else {
      if problems.isEmpty {
        complain(top, "the file is empty, expected 'tool', 'about', 'signatures'")
      }
      return nil
    }
    let tool = requiredText("tool", in: fields, of: root) ?? ""
    if tool != stem, let node = fields["tool"] {
      complain(place(node), "tool '\(tool)' must be the file's name, '\(stem)'")
    }
    let about = requiredText("about", in: fields, of: root) ?? ""
    var entries: [RuleEntry] = []
    if let list = fields["signatures"] {
      for node in sequence(list, "signatures") {
        if let entry = entry(node) { entries.append(entry) }
      }
    } else {
      complain(place(root), "missing key 'signatures'")
    }
    checkOrder(entries)
    return RuleFile(path: path, tool: tool, about: about, entries: entries)
  }

  private mutating func checkOrder(_ entries: [RuleEntry]) {
    for (previous, next) in zip(entries, entries.dropFirst()) {
      let (a, b) = (previous.signature.id, next.signature.id)
      if a == b {
        complain(next.place, "id '\(b)' is used twice")
      } else if a > b {
        complain(next.place, "ids are not sorted: '\(b)' belongs before '\(a)'")
      }
    }
  }

  private static let fileKeys = ["tool", "about", "signatures"]
  private static let entryKeys = [
    "id", "bucket", "category", "kind", "summary", "match", "key", "transient", "actor",
    "remediation", "references", "examples", "nomatch", "generic", "ends", "followed",
  ]

  private mutating func entry(_ node: Node) -> RuleEntry? {
    guard let fields = fields(of: node, allowed: Self.entryKeys, what: "signature") else {
      return nil
    }
    let before = problems.count
    let id = requiredText("id", in: fields, of: node) ?? ""
    checkID(id, fields["id"])
    let kind = choice("kind", in: fields, of: node, from: Kind.self)
    let bucket =
      fields["bucket"] == nil && kind != .cause
      ? .unknown : choice("bucket", in: fields, of: node, from: Bucket.self)
    let category = category(of: bucket, kind: kind, in: fields, node: node)
    let patterns = texts("match", in: fields, required: node)
    let summary = requiredText("summary", in: fields, of: node) ?? ""
    let key = texts("key", in: fields)
    checkCaptures(patterns: patterns, summary: summary, key: key, fields: fields)
    let remediation = texts("remediation", in: fields)
    if kind != .success, let bucket, bucket != .unknown, remediation.isEmpty {
      complain(place(node), "'\(id)' has no remediation: say what to do")
    }
    let actor =
      fields["actor"] == nil
      ? bucket?.actor : choice("actor", in: fields, of: node, from: Actor.self)
    let signature = Signature(
      id: id, bucket: bucket ?? .unknown, category: category, kind: kind ?? .symptom,
      summary: summary, patterns: patterns, key: key, isTransient: flag("transient", in: fields),
      actor: actor ?? .nobody, remediation: remediation,
      references: texts("references", in: fields),
      isGeneric: flag("generic", in: fields), endsStep: ends(in: fields),
      followed: followed(in: fields))
    if signature.followed != nil, signature.endsStep || kind == .success || kind == .wrapper {
      complain(place(node), "'\(id)' is a \(kind?.rawValue ?? "") and cannot ask what follows it")
    }
    let examples = self.examples(in: fields, of: node)
    let counterexamples = self.counterexamples(in: fields)
    guard problems.count == before else { return nil }
    return RuleEntry(
      signature: signature, examples: examples, counterexamples: counterexamples,
      place: place(node))
  }

  /// `ends: step`, or left out.
  private mutating func ends(in fields: [String: Node]) -> Bool {
    guard let value = fields["ends"], let text = text(value, "ends") else { return false }
    if text != "step" { complain(place(value), "ends '\(text)' is not known, expected step") }
    return true
  }

  /// The pattern of the line behind, or left out. It may capture, but nothing is made of it.
  private mutating func followed(in fields: [String: Node]) -> String? {
    guard let value = fields["followed"], let source = text(value, "followed") else { return nil }
    do {
      _ = try Pattern(source)
    } catch {
      complain(place(value), "pattern '\(source)' at byte \(error.offset): \(error.message)")
    }
    return source
  }

  private mutating func checkID(_ id: String, _ node: Node?) {
    guard let node else { return }
    let parts = id.split(separator: "/", omittingEmptySubsequences: false)
    let slugged = parts.count == 2 && parts.allSatisfy(Self.isSlug)
    if !slugged {
      complain(place(node), "id '\(id)' must be <file>/<slug> of lower-case letters, digits, '-'")
    } else if parts[0] != stem {
      complain(place(node), "id '\(id)' must begin with the file's name, '\(stem)/'")
    }
  }

  private static func isSlug(_ text: Substring) -> Bool {
    !text.isEmpty && text.first != "-" && text.last != "-"
      && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
  }

  private mutating func category(
    of bucket: Bucket?, kind: Kind?, in fields: [String: Node], node: Node
  ) -> String? {
    guard let bucket else { return nil }
    guard let given = fields["category"] else {
      if bucket != .unknown { complain(place(node), "missing key 'category'") }
      return nil
    }
    if bucket == .unknown, kind == .cause {
      complain(place(given), "a cause needs a bucket: \(list(Bucket.named.map(\.rawValue)))")
      return nil
    }
    guard let text = text(given, "category") else { return nil }
    if !bucket.categories.contains(text) {
      let near = nearestWord(to: text, in: bucket.categories)
      complain(
        place(given),
        "category '\(text)' is not one of bucket '\(bucket.rawValue)'"
          + (near.map { ", did you mean '\($0)'" } ?? ": \(list(bucket.categories))"))
      return nil
    }
    return text
  }

  private mutating func checkCaptures(
    patterns: [String], summary: String, key: [String], fields: [String: Node]
  ) {
    guard let matchNode = fields["match"] else { return }
    var common: Set<String>?
    for source in patterns {
      do {
        let names = Set(try Pattern(source).captureNames)
        common = common?.intersection(names) ?? names
        if RequiredLiterals.extract(from: source) == nil {
          complain(
            place(matchNode),
            "pattern '\(source)' has no literal of three bytes that every match holds")
        }
      } catch {
        complain(place(matchNode), "pattern '\(source)' at byte \(error.offset): \(error.message)")
        return
      }
    }
    for name in key where !(common ?? []).contains(name) {
      complain(
        place(fields["key"] ?? matchNode), "key '\(name)' is not captured by every pattern")
    }
    for name in Self.placeholders(summary) where !(common ?? []).contains(name) {
      complain(
        place(fields["summary"] ?? matchNode),
        "summary names '{\(name)}', which is not captured by every pattern")
    }
  }

  private static func placeholders(_ summary: String) -> [String] {
    summary.split(separator: "{").dropFirst().compactMap { piece in
      piece.firstIndex(of: "}").map { String(piece[..<$0]) }
    }
  }

  private mutating func examples(in fields: [String: Node], of node: Node) -> [RuleExample] {
    guard let list = fields["examples"] else {
      complain(place(node), "missing key 'examples': an entry brings its own tests")
      return []
    }
    var out: [RuleExample] = []
    for item in sequence(list, "examples") {
      guard let text = text(item, "examples") else { continue }
      let example = RuleExample(text: text, place: place(item))
      if example.marks.isEmpty {
        complain(place(item), "the example marks no line with ⟦ ⟧")
      }
      out.append(example)
    }
    return out
  }

  private mutating func counterexamples(in fields: [String: Node]) -> [Counterexample] {
    guard let list = fields["nomatch"] else { return [] }
    var out: [Counterexample] = []
    for item in sequence(list, "nomatch") {
      guard let parts = self.fields(of: item, allowed: ["why", "log"], what: "nomatch"),
        let why = requiredText("why", in: parts, of: item),
        let log = requiredText("log", in: parts, of: item)
      else { continue }
      let lines = log.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      out.append(Counterexample(why: why, lines: lines, place: place(item)))
    }
    return out
  }
}

// MARK: - Typed access to YAML nodes

extension RuleFileReader {
  private func place(_ node: Node) -> Place {
    Place(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
  }

  private func list(_ words: [String]) -> String { words.joined(separator: ", ") }

  private mutating func fields(
    of node: Node, allowed: [String], what: String
  ) -> [String: Node]? {
    guard case .mapping(let mapping) = node else {
      complain(place(node), "expected a mapping for the \(what)")
      return nil
    }
    var out: [String: Node] = [:]
    for (key, value) in mapping {
      let name = key.string ?? "?"
      if allowed.contains(name) {
        out[name] = value
      } else {
        let near = nearestWord(to: name, in: allowed)
        complain(
          place(key),
          "unknown key '\(name)'"
            + (near.map { ", did you mean '\($0)'" } ?? ", expected one of \(list(allowed))"))
      }
    }
    return out
  }

  private mutating func sequence(_ node: Node, _ name: String) -> [Node] {
    guard case .sequence(let items) = node else {
      complain(place(node), "'\(name)' must be a list")
      return []
    }
    return Array(items)
  }

  private mutating func text(_ node: Node, _ name: String) -> String? {
    guard case .scalar(let scalar) = node else {
      complain(place(node), "'\(name)' must be a text")
      return nil
    }
    return scalar.string
  }

  private mutating func requiredText(
    _ name: String, in fields: [String: Node], of node: Node
  ) -> String? {
    guard let value = fields[name] else {
      complain(place(node), "missing key '\(name)'")
      return nil
    }
    guard let text = text(value, name) else { return nil }
    if text.isEmpty { complain(place(value), "'\(name)' is empty") }
    return text
  }

  private mutating func texts(
    _ name: String, in fields: [String: Node], required: Node? = nil
  ) -> [String] {
    guard let value = fields[name] else {
      if let required { complain(place(required), "missing key '\(name)'") }
      return []
    }
    if case .scalar(let scalar) = value { return [scalar.string] }
    return sequence(value, name).compactMap { text($0, name) }
  }

  private mutating func flag(_ name: String, in fields: [String: Node]) -> Bool {
    guard let value = fields[name] else { return false }
    if let flag = value.bool { return flag }
    complain(place(value), "'\(name)' must be true or false")
    return false
  }

  private mutating func choice<T: RawRepresentable & CaseIterable>(
    _ name: String, in fields: [String: Node], of node: Node, from type: T.Type
  ) -> T? where T.RawValue == String {
    guard let text = requiredText(name, in: fields, of: node) else { return nil }
    if let value = T(rawValue: text) { return value }
    let words = T.allCases.map(\.rawValue)
    let near = nearestWord(to: text, in: words)
    complain(
      place(fields[name] ?? node),
      "\(name) '\(text)' is not known"
        + (near.map { ", did you mean '\($0)'" } ?? ", expected one of \(list(words))"))
    return nil
  }

  static func explain(_ error: any Error) -> (Place, String) {
    guard let error = error as? YamlError else { return (Place(line: 1, column: 1), "\(error)") }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return (Place(line: mark.line, column: mark.column), "not YAML: \(problem)")
    case .duplicatedKeysInMapping(let names, let context):
      return (
        Place(line: context.mark.line, column: context.mark.column),
        "key '\(names.joined(separator: "', '"))' is given twice"
      )
    case .reader(let problem, let offset, _, let yaml):
      let before = yaml.unicodeScalars.prefix(offset ?? 0)
      let line = before.reduce(1) { $0 + ($1 == "\n" ? 1 : 0) }
      return (Place(line: line, column: 1), "not YAML: \(problem)")
    default: return (Place(line: 1, column: 1), "not YAML: \(error)")
    }
  }
}
