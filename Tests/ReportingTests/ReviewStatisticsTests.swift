import Foundation
import Reviews
import Testing

/// Weeks, zones, intervals and percentiles against values known from elsewhere.
@Suite struct ReviewStatisticsTests {
  @Test(
    arguments: [
      ("2026-11-16", "2026-W47"), ("2020-12-31", "2020-W53"), ("2021-01-03", "2020-W53"),
      ("2021-01-04", "2021-W01"), ("2024-12-30", "2025-W01"), ("2027-01-01", "2026-W53"),
      ("2023-01-01", "2022-W52"), ("2000-02-29", "2000-W09"),
    ])
  func daysLieInTheirISOWeek(_ day: String, _ week: String) throws {
    #expect(ISOWeek(of: try #require(CivilDay(day))).text == week)
    #expect(ISOWeek(week)?.text == week)
  }

  @Test(arguments: ["2026-W54", "2025-W53", "2026-W00", "2026-47", "26-W47", "2026-W7", ""])
  func weeksThatDoNotExistAreRefused(_ text: String) { #expect(ISOWeek(text) == nil) }

  @Test(arguments: ["2026-02-29", "2026-13-01", "2026-1-1", "2026-00-10", "x", "2026-11-31"])
  func daysThatDoNotExistAreRefused(_ text: String) { #expect(CivilDay(text) == nil) }

  private func zone(_ name: String) throws -> ReviewZone {
    let zone = try #require(TimeZone(identifier: name))
    return ReviewZone(name: name) {
      zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double($0)))
    }
  }

  /// Hours of each day of a week: 25 when the clocks are put back, 23 when put forward.
  @Test(
    arguments: [
      ("Europe/Berlin", "2026-W43", [24, 24, 24, 24, 24, 24, 25]),
      ("Europe/Berlin", "2026-W13", [24, 24, 24, 24, 24, 24, 23]),
      ("America/New_York", "2026-W44", [24, 24, 24, 24, 24, 24, 25]),
      ("America/Santiago", "2026-W36", [24, 24, 24, 24, 24, 24, 23]),
      ("Asia/Kolkata", "2026-W43", [24, 24, 24, 24, 24, 24, 24]),
      ("UTC", "2026-W43", [24, 24, 24, 24, 24, 24, 24]),
    ])
  func daysHaveTheirHours(_ name: String, _ week: String, _ hours: [Int]) throws {
    let window = ReviewWindow(try #require(ISOWeek(week)), in: try zone(name))
    #expect(window.days.map { ($0.to.seconds - $0.from.seconds) / 3600 } == hours)
    #expect(window.name == week)
    for (index, day) in window.days.enumerated() {
      #expect(window.day(of: day.from.seconds) == index)
      #expect(window.day(of: day.to.seconds - 1) == index)
    }
    #expect(window.day(of: window.to.seconds) == nil)
    #expect(window.earlier(1, in: try zone(name)).to == window.from)
  }

  /// Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
  @Test(
    arguments: [
      (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
      (1, 29, 0.0061, 0.1718),
    ])
  func wilsonIsThatOfTheTables(_ x: Int, _ n: Int, _ low: Double, _ high: Double) throws {
    let interval = try #require(Proportion(x, of: n).interval)
    #expect(abs(interval.low - low) < 6e-5 && abs(interval.high - high) < 6e-5)
  }

  /// Newcombe 1998, Statistics in Medicine 17:873, table II, method 10: the interval of
  /// 56/70 - 48/80 is 0.0524 to 0.3339, that of 9/10 - 3/10 leaves out 0 too; 5/56 - 0/29 does not.
  @Test func differencesAreThoseOfNewcombe() {
    #expect(Proportion(56, of: 70).differs(from: Proportion(48, of: 80)))
    #expect(Proportion(9, of: 10).differs(from: Proportion(3, of: 10)))
    #expect(!Proportion(5, of: 56).differs(from: Proportion(0, of: 29)))
    #expect(!Proportion(0, of: 0).differs(from: Proportion(1, of: 2)))
  }

  @Test func percentilesAreValuesByNearestRank() {
    let ranked = Ranked([15, 20, 35, 40, 50])
    #expect(ranked.percentile(0.05) == 15 && ranked.percentile(0.3) == 20)
    #expect(ranked.percentile(0.4) == 20 && ranked.percentile(0.5) == 35)
    #expect(ranked.percentile(1) == 50 && Ranked([]).percentile(0.5) == nil)
    #expect(Ranked(Array(1...20)).percentile(0.95) == 19)
    #expect(Ranked(Array(1...100)).percentile(0.95) == 95)
  }

  @Test(
    arguments: [
      (0.0, "0 %"), (0.0004, "<0.1 %"), (0.1234, "12.3 %"), (0.9999, ">99.9 %"), (1.0, "100 %"),
      (0.5, "50.0 %"), (0.0951, "9.5 %"),
    ])
  func sharesReadAsTheyAre(_ share: Double, _ text: String) {
    #expect(Phrase.percent(share) == text)
  }

  @Test(
    arguments: [
      (0, "0 s"), (59, "59 s"), (60, "1 min"), (200, "3 min 20 s"), (2700, "45 min"),
      (11_100, "3 h 5 min"), (187_200, "2 d 4 h"),
    ])
  func durationsReadAsTheyAre(_ seconds: Int, _ text: String) {
    #expect(Phrase.duration(seconds) == text)
  }
}
