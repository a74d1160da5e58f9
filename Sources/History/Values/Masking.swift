import Logs

/// Free text on its way into the store: secrets masked, length bounded.
enum StoredText {
  /// Longest line of evidence or test message kept, in bytes.
  static let limit = 400

  static func clean(_ text: String, limit: Int = Self.limit) -> String {
    var bytes = Array(text.utf8.prefix(16 * limit))
    SecretMasker.mask(&bytes)
    return String(decoding: bytes.prefix(limit), as: UTF8.self)
  }
}
