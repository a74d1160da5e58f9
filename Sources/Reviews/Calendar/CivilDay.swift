/// A day of the Gregorian calendar, as the number of days since 1970-01-01.
public struct CivilDay: Sendable, Hashable, Comparable {
  public var number: Int

  public init(number: Int) { self.number = number }

  /// nil for a date that does not exist, such as 30 February.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else {
      return nil
    }
    // Years begin in March, so that the leap day is the last one.
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted >= 0 ? shifted / 400 : (shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    number = era * 146_097 + dayOfEra - 719_468
    guard parts == (year, month, day) else { return nil }
  }

  /// `2026-11-16`; nil for anything else.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2,
      parts[2].utf8.count == 2, let year = Int(parts[0]), let month = Int(parts[1]),
      let day = Int(parts[2])
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  public var parts: (year: Int, month: Int, day: Int) {
    let shifted = number + 719_468
    let era = shifted >= 0 ? shifted / 146_097 : (shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let civilMonth = month < 10 ? month + 3 : month - 9
    return (
      yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0), civilMonth,
      dayOfYear - (153 * month + 2) / 5 + 1
    )
  }

  /// 1 for Monday, 7 for Sunday.
  public var weekday: Int {
    let shifted = (number + 3) % 7
    return (shifted < 0 ? shifted + 7 : shifted) + 1
  }

  /// `2026-11-16`.
  public var text: String {
    let (year, month, day) = parts
    return "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
  }

  /// `Mon 16 Nov`.
  public var words: String {
    let (_, month, day) = parts
    return "\(Self.weekdays[weekday - 1]) \(day) \(Self.months[month - 1])"
  }

  /// `16 Nov`.
  public var shortWords: String {
    let (_, month, day) = parts
    return "\(day) \(Self.months[month - 1])"
  }

  public static func < (left: CivilDay, right: CivilDay) -> Bool { left.number < right.number }

  public static func + (day: CivilDay, days: Int) -> CivilDay {
    CivilDay(number: day.number + days)
  }

  static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}

/// A week of ISO 8601: it begins on Monday and belongs to the year of its Thursday, so that some
/// years have a week 53 and 1 January may be in the last week of the year before.
public struct ISOWeek: Sendable, Hashable {
  public var year: Int
  public var week: Int

  /// The week `day` lies in.
  public init(of day: CivilDay) {
    let thursday = day + (4 - day.weekday)
    year = thursday.parts.year
    let first = CivilDay(year: year, month: 1, day: 1)?.number ?? thursday.number
    week = (thursday.number - first) / 7 + 1
  }

  /// `2026-W47`; nil for anything else, and for a week the year does not have.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count == 4, parts[1].utf8.count == 3,
      parts[1].first == "W" || parts[1].first == "w", let year = Int(parts[0]),
      let week = Int(parts[1].dropFirst()), week >= 1,
      let fourth = CivilDay(year: year, month: 1, day: 4)
    else { return nil }
    let monday = fourth + (1 - fourth.weekday + (week - 1) * 7)
    self.init(of: monday)
    guard self.year == year, self.week == week else { return nil }
  }

  public var monday: CivilDay {
    let fourth = CivilDay(year: year, month: 1, day: 4) ?? CivilDay(number: 0)
    return fourth + (1 - fourth.weekday + (week - 1) * 7)
  }

  /// `2026-W47`.
  public var text: String { "\(CivilDay.padded(year, 4))-W\(CivilDay.padded(week, 2))" }
}
