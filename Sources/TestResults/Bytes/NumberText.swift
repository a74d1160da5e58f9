/// Numbers and times as report writers spell them, read from bytes without Foundation.
enum NumberText {
  /// Seconds from `0.123`, `1,234.567` (Surefire), `0,123` (a locale's decimal comma), `1e-05`.
  /// A lone comma before exactly three digits is a thousands mark only if `groups` says so.
  static func seconds(_ bytes: some Collection<UInt8>, groups: Bool = false) -> Double? {
    plain(bytes) ?? spelled(bytes, groups: groups)
  }

  /// `12` and `12.345`, the usual case, in one pass.
  private static func plain(_ bytes: some Collection<UInt8>) -> Double? {
    var digits: UInt64 = 0
    var scale: UInt64 = 0
    var count = 0
    for byte in bytes {
      if byte &- 0x30 < 10 {
        digits = digits &* 10 &+ UInt64(byte &- 0x30)
        scale = scale &* 10
        count += 1
      } else if byte == UInt8(ascii: "."), scale == 0 {
        scale = 1
      } else {
        return nil
      }
    }
    guard count > 0, count < 16 else { return nil }
    return scale == 0 ? Double(digits) : Double(digits) / Double(scale)
  }

  private static func spelled(_ bytes: some Collection<UInt8>, groups: Bool) -> Double? {
    var digits = 0.0
    var scale = 0.0  // 0 before the decimal mark, then 10 per digit after it
    var any = false
    let commas = bytes.count { $0 == UInt8(ascii: ",") }
    let hasPoint = bytes.contains(UInt8(ascii: "."))
    let commaIsDecimal = commas == 1 && !hasPoint && !(groups && endsInThree(bytes))
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      if byte &- 0x30 < 10 {
        digits = digits * 10 + Double(byte &- 0x30)
        scale *= 10
        any = true
      } else if byte == UInt8(ascii: ".") || (byte == UInt8(ascii: ",") && commaIsDecimal) {
        guard scale == 0 else { return nil }
        scale = 1
      } else if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
        return Double(String(decoding: Array(bytes), as: UTF8.self)).flatMap(finite)
      } else if byte != UInt8(ascii: ",") && byte != UInt8(ascii: " ") {
        return nil
      }
      bytes.formIndex(after: &index)
    }
    return any ? finite(scale == 0 ? digits : digits / scale) : nil
  }

  /// Seconds from `[d.]hh:mm:ss[.fraction]`.
  static func clock(_ text: String) -> Double? {
    let parts = text.utf8.split(separator: UInt8(ascii: ":"))
    guard parts.count == 3, let minutes = seconds(parts[1]), let rest = seconds(parts[2]) else {
      return nil
    }
    let days = parts[0].split(separator: UInt8(ascii: "."))
    guard days.count <= 2, let hours = days.last.flatMap({ seconds($0) }) else { return nil }
    let whole = days.count == 2 ? (seconds(days[0]) ?? 0) : 0
    return finite(((whole * 24 + hours) * 60 + minutes) * 60 + rest)
  }

  /// Milliseconds since 1970 from `2026-03-04T05:06:07[.fraction][Z|+hh:mm]`; no zone means UTC.
  static func timestamp(_ bytes: some Collection<UInt8>) -> Int64? {
    let text = Array(bytes)
    guard text.count >= 19, text.count <= 48, text[4] == 0x2D, text[7] == 0x2D,
      text[13] == 0x3A, text[16] == 0x3A, let year = whole(text[0..<4]),
      let month = whole(text[5..<7]), let day = whole(text[8..<10]),
      let hour = whole(text[11..<13]), let minute = whole(text[14..<16]),
      let second = whole(text[17..<19]), (1...12).contains(month), (1...31).contains(day),
      hour < 25, minute < 60, second < 61
    else { return nil }
    var millis = ((daysSince1970(year, month, day) * 24 + hour) * 60 + minute) * 60 + second
    millis *= 1000
    var at = 19
    if at < text.count, text[at] == 0x2E || text[at] == 0x2C {
      var unit: Int64 = 100
      at += 1
      while at < text.count, text[at] &- 0x30 < 10 {
        millis += Int64(text[at] &- 0x30) * unit
        unit /= 10
        at += 1
      }
    }
    while at < text.count, text[at] == 0x20 { at += 1 }
    if at < text.count, text[at] == 0x2B || text[at] == 0x2D {
      let digits = text[(at + 1)...].filter { $0 != 0x3A }
      guard digits.count >= 4, let hours = whole(digits[0..<2]), let mins = whole(digits[2..<4])
      else { return nil }
      let offset = (hours * 60 + mins) * 60_000
      millis += text[at] == 0x2B ? -offset : offset
    }
    return millis
  }

  /// Howard Hinnant's days-from-civil, for the proleptic Gregorian calendar.
  private static func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private static func whole(_ bytes: some Collection<UInt8>) -> Int64? {
    var value: Int64 = 0
    for byte in bytes {
      guard byte &- 0x30 < 10 else { return nil }
      value = value * 10 + Int64(byte &- 0x30)
    }
    return value
  }

  private static func endsInThree(_ bytes: some Collection<UInt8>) -> Bool {
    let parts = bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    return parts.count == 2 && parts[1].count == 3 && !parts[0].elementsEqual([0x30])
  }

  private static func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
}
