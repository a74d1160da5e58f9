/// A line with everything masked that differs from run to run: what makes two lines "the same".
///
/// `Retrying in 3.2s (2 of 5)…` and `Retrying in 1.7s (3 of 5)…` share a template. The version is
/// part of every fingerprint and saved baseline, so that a changed masker groups anew instead of
/// silently mixing.
public enum LineTemplate {
  /// The version of the masking below; raise it with every change of what is masked.
  public static let version = 1

  /// Masks `text`: numbers become `#`, hashes and random names `<id>`, paths keep their last part
  /// (digits masked), URLs their host, runs of white space one blank.
  public static func mask(_ text: some Collection<UInt8>) -> [UInt8] {
    let bytes = Array(text)
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    bytes.withUnsafeBufferPointer { buffer in
      var lexer = LineLexer(buffer)
      var keepsCode = false
      while let (piece, range) = lexer.next() {
        switch piece {
        case .space:
          if out.last != 0x20, !out.isEmpty { out.append(0x20) }
        case .number:
          let isCode = keepsCode && range.count <= 3
          if isCode { out += buffer[range] } else { out.append(UInt8(ascii: "#")) }
          keepsCode = false
        case .identifier: out += Array("<id>".utf8)
        case .path:
          out += Array("<path>/".utf8)
          appendMaskingDigits(buffer[range], to: &out)
        case .url:
          out += Array("<url:".utf8) + buffer[range] + [UInt8(ascii: ">")]
        case .word:
          keepsCode = announcesCode(buffer[range])
          appendMaskingDigits(buffer[range], to: &out)
        case .punctuation: out.append(buffer[range.lowerBound])
        }
      }
    }
    while out.last == 0x20 { out.removeLast() }
    return out
  }

  /// A 64-bit FNV-1a hash of the masked line, equal on every machine.
  public static func hash(_ text: some Collection<UInt8>) -> UInt64 { StableHash.hash(mask(text)) }

  private static func appendMaskingDigits(
    _ word: Slice<UnsafeBufferPointer<UInt8>>, to out: inout [UInt8]
  ) {
    var wasDigit = false
    for byte in word {
      let isDigit = ByteClass.isDigit(byte)
      if isDigit, wasDigit { continue }
      out.append(isDigit ? UInt8(ascii: "#") : byte)
      wasDigit = isDigit
    }
  }

  /// Whether a number after this word is a code that tells failures apart ("exit code 137").
  static func announcesCode(_ word: some Collection<UInt8>) -> Bool {
    switch String(decoding: word, as: UTF8.self).lowercased() {
    case "code", "status", "exit", "error", "http", "signal", "errno", "returned", "exited": true
    default: false
    }
  }
}

/// FNV-1a (Fowler, Noll, Vo): stable over processes and machines, which Swift's `Hasher` is not.
public enum StableHash {
  public static func hash(
    _ bytes: some Sequence<UInt8>, seed: UInt64 = 0xcbf2_9ce4_8422_2325
  ) -> UInt64 {
    var hash = seed
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return hash
  }
}
