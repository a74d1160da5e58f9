/// A small JSON value kept in memory: one line of a JSONL report, or one entry of a big one.
indirect enum JSONValue {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([(key: String, value: JSONValue)])

  /// The member of that name; the first if it occurs twice.
  subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  var string: String? {
    if case .string(let text) = self { return text }
    return nil
  }

  var number: Double? {
    if case .number(let value) = self { return value }
    return nil
  }

  var bool: Bool? {
    if case .bool(let value) = self { return value }
    return nil
  }

  /// The elements; empty for anything but an array.
  var elements: [JSONValue] {
    if case .array(let values) = self { return values }
    return []
  }

  var isObject: Bool {
    if case .object = self { return true }
    return false
  }
}

/// Builds one value from tokens, without recursion.
struct JSONBuilder {
  private enum Frame {
    case object([(key: String, value: JSONValue)], key: String)
    case array([JSONValue])
  }

  private var frames: [Frame] = []
  private(set) var size = 0

  var isIdle: Bool { frames.isEmpty }

  /// - Returns: the value this token completes, if it is the outermost one.
  mutating func take(_ token: JSONToken) -> JSONValue? {
    size += 32
    switch token {
    case .beginObject: frames.append(.object([], key: ""))
    case .beginArray: frames.append(.array([]))
    case .key(let bytes):
      guard case .object(let members, _)? = frames.popLast() else { return nil }
      frames.append(.object(members, key: String(decoding: bytes, as: UTF8.self)))
    case .string(let bytes):
      size += bytes.count
      return place(.string(String(decoding: bytes, as: UTF8.self)))
    case .word(let bytes): return place(Self.scalar(bytes))
    case .endObject:
      guard case .object(let members, _)? = frames.popLast() else { return nil }
      return place(.object(members))
    case .endArray:
      guard case .array(let values)? = frames.popLast() else { return nil }
      return place(.array(values))
    }
    return nil
  }

  private mutating func place(_ value: JSONValue) -> JSONValue? {
    guard let frame = frames.popLast() else {
      size = 0
      return value
    }
    // The payload leaves its frame before it grows, so no copy is made.
    switch frame {
    case .object(var members, let key):
      members.append((key, value))
      frames.append(.object(members, key: ""))
    case .array(var values):
      values.append(value)
      frames.append(.array(values))
    }
    return nil
  }

  private static func scalar(_ bytes: [UInt8]) -> JSONValue {
    switch bytes.first {
    case UInt8(ascii: "t"): return .bool(true)
    case UInt8(ascii: "f"): return .bool(false)
    case UInt8(ascii: "n"), nil: return .null
    default:
      if let plain = bytes.first == 0x2D ? nil : NumberText.seconds(bytes) { return .number(plain) }
      return Double(String(decoding: bytes, as: UTF8.self)).map { .number($0) } ?? .null
    }
  }
}
