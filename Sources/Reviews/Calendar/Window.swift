import Flakiness

/// A moment: seconds since 1970, written as `2026-11-16T00:00:00Z` in JSON.
public struct Moment: Sendable, Hashable, Comparable, Codable {
  public var seconds: Int

  public init(_ seconds: Int) { self.seconds = seconds }

  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let seconds = Timestamp.seconds(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "'\(text)' is not a time"))
    }
    self.seconds = seconds
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(Timestamp.text(seconds))
  }

  public static func < (left: Moment, right: Moment) -> Bool { left.seconds < right.seconds }
}

/// A time zone as the review needs it: its name, and the offset from UTC at any moment. The rules
/// themselves come from the operating system; this layer has no clock and reads no files.
public struct ReviewZone: Sendable {
  /// Such as `Europe/Berlin`.
  public var name: String
  /// Seconds east of UTC at a moment given in seconds since 1970.
  public var offset: @Sendable (Int) -> Int

  public init(name: String, offset: @escaping @Sendable (Int) -> Int) {
    self.name = name
    self.offset = offset
  }

  public static let utc = ReviewZone(name: "UTC") { _ in 0 }

  /// The day a moment lies in.
  public func day(of seconds: Int) -> CivilDay {
    let local = seconds + offset(seconds)
    return CivilDay(number: local >= 0 ? local / 86_400 : (local - 86_399) / 86_400)
  }

  /// The first moment of a day. Where midnight does not exist (the clocks were put forward at
  /// that hour) it is the moment of the change; where it comes twice, the first.
  public func begin(of day: CivilDay) -> Int {
    let midnight = day.number * 86_400
    // The offset before and after any change near that midnight: one of the two is in force.
    let candidates = [midnight - offset(midnight - 93_600), midnight - offset(midnight + 93_600)]
    let exact = candidates.filter { $0 + offset($0) == midnight }
    if let first = exact.min() { return first }
    // Midnight was skipped: bisect for the first moment of the day.
    var low = (candidates.min() ?? midnight) - 7200
    var high = (candidates.max() ?? midnight) + 7200
    while high - low > 1 {
      let middle = (low + high) / 2
      if self.day(of: middle) < day { low = middle } else { high = middle }
    }
    return high
  }
}

/// The days a review is about, in one zone. Days have 23 to 25 hours.
public struct ReviewWindow: Sendable, Equatable, Codable {
  public struct Day: Sendable, Equatable, Codable {
    /// `2026-11-16`.
    public var date: String
    /// `Mon 16 Nov`.
    public var words: String
    public var from: Moment
    public var to: Moment
  }

  /// `2026-W47`, or `2026-11-01 to 2026-11-14`.
  public var name: String
  public var zone: String
  /// The first moment of the window.
  public var from: Moment
  /// The first moment after it.
  public var to: Moment
  public var days: [Day]

  /// The window of the days from `first` to `last`, both included.
  public init(_ first: CivilDay, through last: CivilDay, in zone: ReviewZone) {
    let count = max(1, last.number - first.number + 1)
    let begins = (0...count).map { zone.begin(of: first + $0) }
    days = (0..<count).map { index in
      let day = first + index
      return Day(
        date: day.text, words: day.words, from: Moment(begins[index]),
        to: Moment(begins[index + 1]))
    }
    from = Moment(begins[0])
    to = Moment(begins[count])
    self.zone = zone.name
    let week = ISOWeek(of: first)
    name =
      count == 7 && week.monday == first
      ? week.text
      : count == 1 ? first.text : "\(first.text) to \(last.text)"
  }

  public init(_ week: ISOWeek, in zone: ReviewZone) {
    self.init(week.monday, through: week.monday + 6, in: zone)
  }

  /// The window as many days earlier as it is long, `times` over.
  public func earlier(_ times: Int, in zone: ReviewZone) -> ReviewWindow {
    let first = zone.day(of: from.seconds) + -days.count * times
    return ReviewWindow(first, through: first + (days.count - 1), in: zone)
  }

  public func contains(_ seconds: Int) -> Bool { seconds >= from.seconds && seconds < to.seconds }

  /// The index of the day a moment lies in; nil outside.
  public func day(of seconds: Int) -> Int? {
    guard contains(seconds) else { return nil }
    var low = 0
    var high = days.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if days[middle].from.seconds <= seconds { low = middle } else { high = middle }
    }
    return low
  }
}
