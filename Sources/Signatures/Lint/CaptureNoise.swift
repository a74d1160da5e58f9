/// What in a captured value differs from run to run, and so would split one failure into many
/// groups, or give away where a job ran.
public enum CaptureNoise {
  /// Why `value` is no part of a fingerprint, in a few words; nil when it looks stable.
  ///
  ///     "4711"                     digits only
  ///     "9f86d081884c"             a hash
  ///     "/tmp/tmpq3x/a"            a temporary path
  public static func reason(_ value: String) -> String? {
    let bytes = Array(value.utf8)
    if bytes.isEmpty { return nil }
    if bytes.allSatisfy(isDigit) { return bytes.count > 3 ? "digits only" : nil }
    if isHash(bytes) { return "a hash" }
    if isTemporaryPath(value) { return "a temporary path" }
    if hasTimeOfDay(bytes) { return "a time of day" }
    if hasAddress(value) { return "an address in memory" }
    return nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  private static func isHex(_ byte: UInt8) -> Bool {
    isDigit(byte) || (97...102).contains(byte) || (65...70).contains(byte)
  }

  private static func isHash(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 8 && bytes.allSatisfy { isHex($0) || $0 == UInt8(ascii: "-") }
      && bytes.contains(where: isDigit)
  }

  /// A path whose name was drawn for this run. Other folders do no harm: a fingerprint keeps the
  /// last part of a path alone.
  private static func isTemporaryPath(_ value: String) -> Bool {
    let folders = ["/tmp/", "/var/tmp/", "/var/folders/", "\\Temp\\", "/private/var/"]
    return folders.contains { value.contains($0) }
  }

  /// `12:34:56` somewhere in it.
  private static func hasTimeOfDay(_ bytes: [UInt8]) -> Bool {
    let shape: [UInt8] = Array("00:00:00".utf8)
    guard bytes.count >= shape.count else { return false }
    return (0...bytes.count - shape.count).contains { start in
      zip(bytes[start...], shape).allSatisfy { $1 == 48 ? isDigit($0) : $0 == $1 }
    }
  }

  /// `0x7ffe12ab34cd` somewhere in it; eight digits and fewer are codes, such as 0xc0000005.
  private static func hasAddress(_ value: String) -> Bool {
    value.ranges(of: "0x").contains { range in
      value[range.upperBound...].utf8.prefix { isHex($0) }.count >= 9
    }
  }
}
