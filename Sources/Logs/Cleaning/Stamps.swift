/// A date or clock at some place of a line.
struct Stamp {
  /// Where the stamp ends.
  let end: Int
  /// Milliseconds since 1970; nil for a clock without a date.
  let milliseconds: Int64?
  /// Digits behind the seconds: 7 is .NET's (GitHub, Azure), 6 Python's and GitLab's.
  let fraction: Int
  /// Ends in `Z`.
  let isUTC: Bool
  /// What stands between date and time: `T` or a blank.
  let separator: UInt8
}

extension UnsafeRawBufferPointer {
  /// `2024-05-30T14:30:00.1234567Z`, `2024-05-30 14:30:00,123`, `2024-05-30T14:30:00+02:00` at
  /// `index`, or nil. Without a zone the time is taken as UTC.
  func isoStamp(at index: Int) -> Stamp? {
    // The cheapest tests first: this runs for every line.
    guard at(index + 4) == 0x2D, at(index + 7) == 0x2D, at(index).isDigit,
      let year = number(at: index, digits: 4), let month = number(at: index + 5, digits: 2),
      let day = number(at: index + 8, digits: 2), 1...12 ~= month, 1...31 ~= day
    else { return nil }
    let separator = at(index + 10)
    guard separator == UInt8(char: "T") || separator == Byte.space,
      let clock = clockStamp(at: index + 11), let time = clock.milliseconds
    else { return nil }
    var end = clock.end
    var offset: Int64 = 0
    var isUTC = false
    switch at(end) {
    case UInt8(char: "Z"):
      end += 1
      isUTC = true
    case UInt8(char: "+"), UInt8(char: "-"):
      if let zone = zone(at: end) { (end, offset) = zone }
    default: break
    }
    let days = Self.days(year: year, month: month, day: day)
    return Stamp(
      end: end, milliseconds: Int64(days) * 86_400_000 + time - offset, fraction: clock.fraction,
      isUTC: isUTC, separator: separator)
  }

  /// `12:34:56`, `12:34:56.789` at `index`; the milliseconds are those since midnight.
  func clockStamp(at index: Int) -> Stamp? {
    guard at(index + 2) == 0x3A, at(index + 5) == 0x3A, let hour = number(at: index, digits: 2),
      let minute = number(at: index + 3, digits: 2), let second = number(at: index + 6, digits: 2),
      hour < 25, minute < 60, second < 61
    else { return nil }
    var end = index + 8
    var milliseconds = Int64((hour * 60 + minute) * 60 + second) * 1000
    var fraction = 0
    if at(end) == UInt8(char: ".") || at(end) == UInt8(char: ","), at(end + 1).isDigit {
      end += 1
      var scale: Int64 = 100
      while at(end).isDigit, fraction < 9 {
        milliseconds += Int64(at(end) - 0x30) * scale
        scale /= 10
        fraction += 1
        end += 1
      }
    }
    return Stamp(
      end: end, milliseconds: milliseconds, fraction: fraction, isUTC: false, separator: 0)
  }

  /// The number of exactly `digits` digits at `index`.
  func number(at index: Int, digits: Int) -> Int? {
    var value = 0
    for position in index..<index + digits {
      guard at(position).isDigit else { return nil }
      value = value * 10 + Int(self[position] - 0x30)
    }
    return value
  }

  private func zone(at index: Int) -> (Int, Int64)? {
    guard let hours = number(at: index + 1, digits: 2) else { return nil }
    let colon = at(index + 3) == 0x3A ? 1 : 0
    guard let minutes = number(at: index + 3 + colon, digits: 2) else { return nil }
    let sign: Int64 = at(index) == UInt8(char: "-") ? -1 : 1
    return (index + 5 + colon, sign * Int64(hours * 60 + minutes) * 60_000)
  }

  /// Days since 1970-01-01 in the Gregorian calendar (Howard Hinnant's civil-days formula).
  private static func days(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}
