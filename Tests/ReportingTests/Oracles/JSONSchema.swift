import Foundation

/// Checks a JSON value against the part of JSON Schema (2020-12) that our schemas use; a keyword it
/// does not know is a problem too, so that nothing passes unread.
struct JSONSchema {
  private let root: [String: Any]

  /// - Parameter name: of a file in `Integrations/schemas`.
  init(_ name: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let data = try Data(contentsOf: folder.appending(path: "Integrations/schemas/\(name)"))
    root = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }

  /// What is wrong, each with its place: `/failures/0/count: expected integer`.
  func problems(_ json: Data) throws -> [String] {
    problems(try JSONSerialization.jsonObject(with: json), root, "")
  }

  private static let said: Set<String> = ["$schema", "$id", "$defs", "title", "description"]

  private func problems(_ value: Any, _ schema: Any, _ place: String) -> [String] {
    guard let schema = schema as? [String: Any] else {
      return schema as? Bool == false ? ["\(place): not allowed"] : []
    }
    return schema.keys.sorted().flatMap { key -> [String] in
      guard !Self.said.contains(key), let rule = schema[key] else { return [] }
      switch key {
      case "properties", "required", "additionalProperties":
        return object(value, key, rule, schema, place)
      case "items", "minItems", "maxItems": return array(value, key, rule, place)
      default: return self.value(value, key, rule, place)
      }
    }
  }

  private func object(
    _ value: Any, _ key: String, _ rule: Any, _ schema: [String: Any], _ place: String
  ) -> [String] {
    guard let fields = value as? [String: Any] else { return [] }
    let known = schema["properties"] as? [String: Any] ?? [:]
    switch key {
    case "required":
      return (rule as? [String] ?? []).filter { fields[$0] == nil }.map { "\(place): lacks \($0)" }
    case "properties":
      return known.keys.sorted().flatMap { name in
        fields[name].map { problems($0, known[name] ?? true, "\(place)/\(name)") } ?? []
      }
    default:
      return fields.keys.sorted().filter { known[$0] == nil }.flatMap { name in
        problems(fields[name] ?? "", rule, "\(place)/\(name)")
      }
    }
  }

  private func array(_ value: Any, _ key: String, _ rule: Any, _ place: String) -> [String] {
    guard let list = value as? [Any] else { return [] }
    switch key {
    case "items":
      return list.enumerated().flatMap { problems($0.element, rule, "\(place)/\($0.offset)") }
    case "minItems": return list.count < rule as? Int ?? 0 ? ["\(place): too few"] : []
    default: return list.count > rule as? Int ?? .max ? ["\(place): too many"] : []
    }
  }

  private func value(_ value: Any, _ key: String, _ rule: Any, _ place: String) -> [String] {
    let isRight: Bool
    switch key {
    case "$ref":
      let name = (rule as? String ?? "").split(separator: "/").last.map(String.init) ?? ""
      let parts = root["$defs"] as? [String: Any] ?? [:]
      guard let part = parts[name] else { return ["\(place): no definition \(name)"] }
      return problems(value, part, place)
    case "type":
      let names = rule as? [String] ?? [rule as? String ?? ""]
      isRight = names.contains { Self.isType(value, $0) }
    case "enum": isRight = (rule as? [Any] ?? []).contains { Self.isSame($0, value) }
    case "const": isRight = Self.isSame(rule, value)
    case "minimum": isRight = Self.number(value).map { $0 >= Self.number(rule) ?? 0 } ?? true
    case "maximum": isRight = Self.number(value).map { $0 <= Self.number(rule) ?? 0 } ?? true
    case "minLength":
      isRight = (value as? String).map { $0.unicodeScalars.count >= rule as? Int ?? 0 } ?? true
    case "pattern":
      isRight =
        (value as? String).map {
          $0.range(of: rule as? String ?? "", options: .regularExpression) != nil
        } ?? true
    default: return ["\(place): this test does not know the keyword \(key)"]
    }
    return isRight ? [] : ["\(place): expected \(key) \(rule)"]
  }

  private static func isSame(_ left: Any, _ right: Any) -> Bool {
    (left as? NSObject)?.isEqual(right as? NSObject) ?? false
  }

  private static func isBoolean(_ value: Any) -> Bool {
    guard let number = value as? NSNumber else { return false }
    return String(cString: number.objCType) == "c"
  }

  private static func number(_ value: Any) -> Double? {
    isBoolean(value) ? nil : (value as? NSNumber)?.doubleValue
  }

  private static func isType(_ value: Any, _ name: String) -> Bool {
    switch name {
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "string": value is String
    case "boolean": isBoolean(value)
    case "number": number(value) != nil
    case "integer": number(value).map { $0 == $0.rounded() } ?? false
    case "null": value is NSNull
    default: false
    }
  }
}
