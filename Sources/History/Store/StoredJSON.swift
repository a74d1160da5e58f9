import Foundation

/// Values inside a column: JSON with sorted keys, so that equal values are equal bytes.
enum StoredJSON {
  static func text(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Only a non-finite number can fail, and none of the values stored has one.
    guard let data = try? encoder.encode(value) else { return "null" }
    return String(decoding: data, as: UTF8.self)
  }

  static func value<Value: Decodable>(_ type: Value.Type, from text: String) -> Value? {
    try? JSONDecoder().decode(type, from: Data(text.utf8))
  }
}

extension [UInt8] {
  /// The same bytes as a column takes them.
  var data: Data { Data(self) }
}
