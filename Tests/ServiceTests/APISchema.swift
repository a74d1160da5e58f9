import Assistant

/// Checks values against the keywords of JSON Schema that our document uses.
struct APISchema {
  let document: JSON

  /// What is wrong, with its place; nothing when the value is as promised.
  func problems(_ value: JSON, _ schema: JSON, at place: String = "$") -> [String] {
    if let reference = schema["$ref"]?.string {
      guard let target = resolve(reference) else { return ["\(place): no schema \(reference)"] }
      return problems(value, target, at: place)
    }
    var out: [String] = []
    if let type = schema["type"]?.string, !Self.isOf(type, value) {
      return ["\(place): is no \(type)"]
    }
    if case .array(let words)? = schema["enum"], !words.contains(value) {
      out.append("\(place): is none of \(words)")
    }
    if let pattern = schema["pattern"]?.string, let text = value.string,
      (try? Regex(pattern).firstMatch(in: text)) == nil
    {
      out.append("\(place): '\(text)' is not \(pattern)")
    }
    if let number = Self.number(value) {
      if let least = schema["minimum"].flatMap(Self.number), number < least {
        out.append("\(place): \(number) is too small")
      }
      if let most = schema["maximum"].flatMap(Self.number), number > most {
        out.append("\(place): \(number) is too large")
      }
    }
    if let items = schema["items"], case .array(let elements) = value {
      for (index, element) in elements.enumerated() {
        out += problems(element, items, at: "\(place)[\(index)]")
      }
    }
    return out + members(value, schema, place)
  }

  private func members(_ value: JSON, _ schema: JSON, _ place: String) -> [String] {
    guard case .object(let given) = value, case .object(let known)? = schema["properties"] else {
      return []
    }
    var out: [String] = []
    for name in schema["required"]?.elements ?? [] where given[name.string ?? ""] == nil {
      out.append("\(place): '\(name)' is missing")
    }
    for (name, part) in given {
      guard let schema = known[name] else {
        // Only documents that other parts write whole have more than is promised.
        let isWhole = given["schema"] != nil || known.isEmpty || given["openapi"] != nil
        if !isWhole { out.append("\(place): '\(name)' is not promised") }
        continue
      }
      out += problems(part, schema, at: "\(place).\(name)")
    }
    return out
  }

  func resolve(_ reference: String) -> JSON? {
    reference.split(separator: "/").dropFirst().reduce(document) { node, key in
      node?[String(key)]
    }
  }

  private static func number(_ value: JSON) -> Double? {
    switch value {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }

  private static func isOf(_ type: String, _ value: JSON) -> Bool {
    switch (type, value) {
    case ("string", .string), ("integer", .integer), ("number", .integer), ("number", .number),
      ("boolean", .bool), ("array", .array), ("object", .object):
      true
    default: false
    }
  }
}
