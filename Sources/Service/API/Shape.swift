import Assistant

/// A JSON Schema (draft 2020-12) of a value, as OpenAPI 3.1 takes it.
struct Schema: Sendable {
  var json: JSON

  private init(_ members: [String: JSON]) { json = .object(members) }

  static func text(_ about: String, max: Int? = nil, pattern: String? = nil) -> Schema {
    var members: [String: JSON] = ["type": "string", "description": .string(about)]
    if let max { members["maxLength"] = .integer(max) }
    if let pattern { members["pattern"] = .string(pattern) }
    return Schema(members)
  }

  /// A text with at least one character.
  static func name(_ about: String, max: Int) -> Schema {
    var schema = text(about, max: max)
    schema["minLength"] = 1
    return schema
  }

  static func moment(_ about: String) -> Schema {
    var schema = text(about)
    schema["format"] = "date-time"
    return schema
  }

  static func oneOf(_ words: [String], _ about: String) -> Schema {
    Schema([
      "type": "string", "description": .string(about),
      "enum": .array(words.map { .string($0) }),
    ])
  }

  static func count(_ about: String, from: Int = 0, to: Int? = nil) -> Schema {
    var members: [String: JSON] = [
      "type": "integer", "description": .string(about), "minimum": .integer(from),
    ]
    if let to { members["maximum"] = .integer(to) }
    return Schema(members)
  }

  static func share(_ about: String) -> Schema {
    Schema(["type": "number", "description": .string(about), "minimum": 0, "maximum": 1])
  }

  static func flag(_ about: String) -> Schema {
    Schema(["type": "boolean", "description": .string(about)])
  }

  static func list(of item: Schema, _ about: String) -> Schema {
    Schema(["type": "array", "description": .string(about), "items": item.json])
  }

  /// The document's schema of this name.
  static func reference(_ name: String) -> Schema {
    Schema(["$ref": .string("#/components/schemas/\(name)")])
  }

  /// - Parameter isClosed: whether other members are refused; bodies of requests are closed, so
  ///   that a misspelt member is told.
  static func object(
    _ about: String, _ members: [(name: String, schema: Schema, isOptional: Bool)],
    isClosed: Bool = false
  ) -> Schema {
    var all: [String: JSON] = [
      "type": "object", "description": .string(about),
      "properties": .object(
        Dictionary(members.map { ($0.name, $0.schema.json) }) { first, _ in first }),
    ]
    let required = members.filter { !$0.isOptional }.map { JSON.string($0.name) }
    if !required.isEmpty { all["required"] = .array(required) }
    if isClosed { all["additionalProperties"] = false }
    return Schema(all)
  }

  /// A keyword of the schema.
  subscript(keyword: String) -> JSON? {
    get { json[keyword] }
    set {
      guard case .object(var members) = json else { return }
      members[keyword] = newValue
      json = .object(members)
    }
  }
}

/// How values of a type are written as JSON, and at the same time the schema of what is written:
/// said once, so the document cannot promise what is not sent.
struct Shape<Value: Sendable>: Sendable {
  /// A member of the object.
  struct Member: Sendable {
    var name: String
    var schema: Schema
    /// Left out where the value has none.
    var isOptional: Bool
    var read: @Sendable (Value) -> JSON?

    init<Part: Writable>(
      _ name: String, _ schema: Schema, _ read: @escaping @Sendable (Value) -> Part
    ) {
      self.name = name
      self.schema = schema
      isOptional = Part.isOptional
      self.read = { read($0).written }
    }
  }

  /// The schema's name in the document.
  var name: String
  var about: String
  var members: [Member]

  init(_ name: String, _ about: String, _ members: [Member]) {
    self.name = name
    self.about = about
    self.members = members
  }

  var schema: Schema {
    .object(about, members.map { ($0.name, $0.schema, $0.isOptional) })
  }

  var reference: Schema { .reference(name) }

  func json(_ value: Value) -> JSON {
    var out: [String: JSON] = [:]
    for member in members { out[member.name] = member.read(value) }
    return .object(out)
  }
}

/// What a member of a ``Shape`` can be read as.
protocol Writable: SendableMetatype {
  static var isOptional: Bool { get }
  var written: JSON? { get }
}

extension Writable {
  static var isOptional: Bool { false }
}

extension String: Writable { var written: JSON? { .string(self) } }
extension Int: Writable { var written: JSON? { .integer(self) } }
extension Bool: Writable { var written: JSON? { .bool(self) } }
extension JSON: Writable { var written: JSON? { self } }
extension Double: Writable {
  /// Six decimals say more than any figure of ours is good for.
  var written: JSON? { isFinite ? .number((self * 1e6).rounded() / 1e6) : .null }
}
extension Array: Writable where Element: Writable {
  var written: JSON? { .array(compactMap(\.written)) }
}
extension Optional: Writable where Wrapped: Writable {
  static var isOptional: Bool { true }
  var written: JSON? { flatMap(\.written) }
}
