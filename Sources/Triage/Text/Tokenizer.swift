import Classifier

/// A line into the classifier's tokens: lower-case words, word pairs, and masked values.
///
/// `npm ERR! 404 Not Found - GET https://registry.example/left-pad` gives `npm`, `err`, `404`,
/// `not`, `found`, …, the pairs `not found`, … and `<url>`. Three-digit codes stay, because 404
/// and 503 belong in different buckets; other numbers, hashes and paths become `#`, `<id>` and
/// `<path>` with the file's ending.
public enum Tokenizer {
  /// Longest word taken as a token, in bytes; longer ones are data.
  private static let longestWord = 32

  /// Calls `body` with each token of the line.
  public static func tokens(of text: some Collection<UInt8>, _ body: (String) -> Void) {
    let bytes = Array(text)
    bytes.withUnsafeBufferPointer { buffer in
      var lexer = LineLexer(buffer)
      var previous: String?
      while let (piece, range) = lexer.next() {
        guard let token = token(piece, buffer[range]) else {
          if piece == .identifier { previous = nil }
          continue
        }
        body(token)
        if let previous { body(previous + " " + token) }
        if piece == .word, let family = family(of: token) { body(family) }
        previous = token
      }
    }
  }

  /// Adds the tokens of one line to a document.
  public static func count(_ text: some Collection<UInt8>, into counts: inout TokenCounts) {
    tokens(of: text) { counts.add($0) }
  }

  private static func token(
    _ piece: LineLexer.Piece, _ bytes: Slice<UnsafeBufferPointer<UInt8>>
  ) -> String? {
    switch piece {
    case .space, .identifier, .punctuation: return nil
    case .number:
      if bytes.count == 3, let first = bytes.first, first >= 49, first <= 53,
        bytes.allSatisfy(ByteClass.isDigit)
      {
        return String(decoding: bytes, as: UTF8.self)
      }
      return "#"
    case .path:
      guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")), bytes.endIndex - dot <= 6 else {
        return "<path>"
      }
      return "<path>" + String(decoding: bytes[dot...], as: UTF8.self).lowercased()
    case .url: return "<url>"
    case .word:
      guard bytes.count >= 2, bytes.count <= longestWord else { return nil }
      return String(decoding: bytes, as: UTF8.self).lowercased()
    }
  }

  /// `nullpointerexception` and `ioexception` share `~exception`.
  private static func family(of word: String) -> String? {
    guard word.utf8.count > 9 else { return nil }
    for ending in ["exception", "error", "warning", "failure"] where word.hasSuffix(ending) {
      return "~" + ending
    }
    return nil
  }
}
