import Signatures

/// What makes two failures the same failure.
///
/// `v1:` and 96 bits of a hash over the signature's id and its key captures; without a signature,
/// over the masked cause line. It must be specific: a wrapper such as "exit code 1" never gets
/// one, so two failures are never called the same because both ended.
public enum Fingerprint {
  /// Raised together with ``LineTemplate/version`` when what is hashed changes.
  public static let version = "v1"

  /// The fingerprint of a signature's sighting; key captures are masked like lines, so that a
  /// port number in a host does not split the group.
  public static func of(signature: Signature, captures: [String: String]) -> String? {
    guard signature.kind != .wrapper, signature.kind != .success else { return nil }
    var parts = [signature.id]
    for name in signature.key.sorted() {
      let value = captures[name] ?? ""
      parts.append(name + "=" + String(decoding: LineTemplate.mask(value.utf8), as: UTF8.self))
    }
    return digest(parts.joined(separator: "\u{1F}"))
  }

  /// The fingerprint of a line that no signature knows; nil when too little of it is stable.
  public static func of(line: String) -> String? {
    let template = LineTemplate.mask(line.utf8)
    let letters = template.reduce(0) { $0 + (ByteClass.isLetter($1) ? 1 : 0) }
    guard letters >= 12 else { return nil }
    return digest("line\u{1F}" + String(decoding: template, as: UTF8.self))
  }

  /// Whether `text` is written like a fingerprint of this version.
  public static func isOne(_ text: String) -> Bool {
    let digits = text.dropFirst(version.count + 1)
    return text.hasPrefix(version + ":") && digits.utf8.count == 24
      && digits.allSatisfy { $0.isHexDigit && !$0.isUppercase }
  }

  private static func digest(_ text: String) -> String {
    let first = StableHash.hash(text.utf8)
    let second = StableHash.hash(text.utf8.reversed(), seed: first ^ 0x9e37_79b9_7f4a_7c15)
    return version + ":" + hex(first, digits: 16) + hex(second >> 32, digits: 8)
  }

  private static func hex(_ value: UInt64, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
