import Foundation

/// A JSON value with its integers kept apart, as JSON-RPC needs for ids.
public enum JSON: Sendable, Equatable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral
{
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }

  /// Bytes and levels that a document may have.
  static let maxBytes = 4 << 20
  static let maxDepth = 64

  /// Reads one document; nil when it is none, too long or too deep.
  public init?(_ text: String) {
    guard text.utf8.count <= Self.maxBytes, Self.depth(text) <= Self.maxDepth,
      let value = try? JSONDecoder().decode(Node.self, from: Data(text.utf8))
    else { return nil }
    self = value.json
  }

  /// The deepest level of brackets outside strings; a decoder must never see more than it bears.
  private static func depth(_ text: String) -> Int {
    var (depth, deepest, inString, isEscaped) = (0, 0, false, false)
    for byte in text.utf8 {
      if inString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          inString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): inString = true
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += 1
        deepest = max(deepest, depth)
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      default: break
      }
    }
    return deepest
  }

  public subscript(key: String) -> JSON? {
    if case .object(let members) = self { members[key] } else { nil }
  }

  public var string: String? { if case .string(let text) = self { text } else { nil } }
  public var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  public var elements: [JSON] { if case .array(let all) = self { all } else { [] } }
  public var members: [String: JSON]? { if case .object(let all) = self { all } else { nil } }

  /// One line with sorted keys; equal values are equal bytes.
  public var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Only a number that is not finite could fail, and none is made.
    guard let data = try? encoder.encode(Node(self)) else { return "null" }
    return String(decoding: data, as: UTF8.self)
  }

  /// A string, or null.
  static func of(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
  static func of(_ texts: [String]) -> JSON { .array(texts.map { .string($0) }) }

  /// Rounded to four places.
  static func share(_ value: Double) -> JSON {
    value.isFinite ? .number((value * 1e4).rounded() / 1e4) : .null
  }
}

/// The value as Foundation codes it.
private struct Node: Codable {
  var json: JSON

  init(_ json: JSON) { self.json = json }

  init(from decoder: any Decoder) throws {
    if let container = try? decoder.container(keyedBy: Key.self) {
      var members: [String: JSON] = [:]
      for key in container.allKeys {
        members[key.stringValue] = try container.decode(Node.self, forKey: key).json
      }
      json = .object(members)
      return
    }
    if var container = try? decoder.unkeyedContainer() {
      var elements: [JSON] = []
      while !container.isAtEnd { elements.append(try container.decode(Node.self).json) }
      json = .array(elements)
      return
    }
    let single = try decoder.singleValueContainer()
    if single.decodeNil() {
      json = .null
    } else if let value = try? single.decode(Bool.self) {
      json = .bool(value)
    } else if let value = try? single.decode(Int.self) {
      json = .integer(value)
    } else if let value = try? single.decode(Double.self) {
      json = .number(value)
    } else {
      json = .string(try single.decode(String.self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    switch json {
    case .object(let members):
      var container = encoder.container(keyedBy: Key.self)
      for (key, value) in members { try container.encode(Node(value), forKey: Key(key)) }
    case .array(let elements):
      var container = encoder.unkeyedContainer()
      for value in elements { try container.encode(Node(value)) }
    default:
      var container = encoder.singleValueContainer()
      switch json {
      case .bool(let value): try container.encode(value)
      case .integer(let value): try container.encode(value)
      case .number(let value): try container.encode(value)
      case .string(let value): try container.encode(value)
      default: try container.encodeNil()
      }
    }
  }

  struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(_ text: String) { stringValue = text }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
