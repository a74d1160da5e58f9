import ArgumentParser
import Foundation
import History
import Reviews
import Signatures

/// Weeks, days and zones as users write them.
enum ReportWindow {
  /// A zone by its name in the tz database.
  static func zone(_ name: String) throws -> ReviewZone {
    guard let zone = TimeZone(identifier: name) else {
      throw ValidationError("zone '\(name)' is not known, expected a name like Europe/Berlin")
    }
    return ReviewZone(name: name) { seconds in
      zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
    }
  }

  static func window(
    week: String?, since: String?, until: String?, _ zone: ReviewZone, now: Int
  ) throws -> ReviewWindow {
    let today = zone.day(of: now)
    if let week {
      guard since == nil, until == nil else {
        throw ValidationError("'--week' cannot go with '--since' or '--until'")
      }
      return ReviewWindow(try self.week(week), in: zone)
    }
    guard since != nil || until != nil else {
      return ReviewWindow(ISOWeek(of: today + -7), in: zone)
    }
    let last = try until.map(day) ?? today + -1
    let first = try since.map { try self.since($0, before: last) } ?? last + -6
    guard first <= last else {
      throw ValidationError("the window ends on \(last.text), before it begins on \(first.text)")
    }
    guard last.number - first.number < 366 else {
      throw ValidationError("the window has more than 366 days")
    }
    return ReviewWindow(first, through: last, in: zone)
  }

  static func comparison(
    _ text: String, in zone: ReviewZone
  ) throws -> ReviewBuilder.Comparison {
    switch text {
    case "previous": return .previous
    case "none": return .none
    default: break
    }
    let days = text.components(separatedBy: "..")
    if days.count == 2 {
      let (first, last) = (try day(days[0]), try day(days[1]))
      guard first <= last, last.number - first.number < 366 else {
        throw ValidationError("'\(text)' is not a stretch of at most 366 days")
      }
      return .window(ReviewWindow(first, through: last, in: zone))
    }
    return .window(ReviewWindow(try week(text), in: zone))
  }

  private static func week(_ text: String) throws -> ISOWeek {
    guard let week = ISOWeek(text) else {
      throw ValidationError("'\(text)' is not a week, expected one like 2026-W47")
    }
    return week
  }

  private static func day(_ text: String) throws -> CivilDay {
    guard let day = CivilDay(text) else {
      throw ValidationError("'\(text)' is not a day, expected one like 2026-11-16")
    }
    return day
  }

  /// A day, or `14d`: fourteen days, the last one included.
  private static func since(_ text: String, before last: CivilDay) throws -> CivilDay {
    guard text.hasSuffix("d"), let days = Int(text.dropLast()), (1...366).contains(days) else {
      return try day(text)
    }
    return last + (1 - days)
  }
}

/// Which repositories a review is about.
struct ReportScope {
  var repo: [String]
  var team: String?
  /// The file that says which repositories a team has.
  var file: String

  /// nil for all of them.
  func repositories(of store: Store) throws -> [String]? {
    guard !repo.isEmpty || team != nil else { return nil }
    let patterns = try repo + (team.map(teamPatterns) ?? [])
    let names = try store.repositories()
    let found = names.filter { name in patterns.contains { Self.matches(name, $0) } }
    guard !found.isEmpty else {
      let wanted = patterns.joined(separator: ", ")
      let near = repo.first.flatMap { nearestWord(to: $0, in: names) }
      throw InputError(
        path: wanted,
        message: "no repository in the store" + (near.map { ", did you mean '\($0)'" } ?? ""))
    }
    return found
  }

  private func teamPatterns(_ team: String) throws -> [String] {
    let teams: [String: [String]]
    do {
      teams = try JSONDecoder().decode(
        [String: [String]].self, from: try Data(contentsOf: URL(filePath: file)))
    } catch let error as DecodingError {
      throw InputError(path: file, message: "is not a JSON object of lists: \(Self.reason(error))")
    } catch {
      throw InputError(path: file, message: "cannot be read, and '--team' needs it")
    }
    guard let patterns = teams[team] else {
      let near = nearestWord(to: team, in: teams.keys.sorted())
      throw InputError(
        path: file,
        message: "has no team '\(team)'" + (near.map { ", did you mean '\($0)'" } ?? ""))
    }
    return patterns
  }

  private static func reason(_ error: DecodingError) -> String {
    switch error {
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .keyNotFound(_, let context), .dataCorrupted(let context):
      let place = context.codingPath.map(\.stringValue).joined(separator: ".")
      return place.isEmpty ? "the text is damaged" : "at '\(place)'"
    @unknown default: return "the text is damaged"
    }
  }

  /// Whether a name fits a pattern in which `*` stands for anything.
  static func matches(_ name: String, _ pattern: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count > 1, let first = parts.first, let last = parts.last else {
      return name == pattern
    }
    guard name.hasPrefix(first), name.hasSuffix(last),
      name.count >= first.count + last.count
    else { return false }
    var rest = name.dropFirst(first.count).dropLast(last.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let range = rest.firstRange(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }
}

extension Prices {
  /// From `--price 0.008 --price linux-large=0.016`.
  init(arguments: [String], currency: String) throws {
    self.init(currency: currency)
    for argument in arguments {
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let amount = Double(parts[parts.count - 1]), amount.isFinite, amount >= 0,
        parts.count == 1 || !parts[0].isEmpty
      else {
        throw ValidationError("'\(argument)' is not a price, expected 0.008 or label=0.008")
      }
      if parts.count == 1 { standard = amount } else { labels[String(parts[0])] = amount }
    }
  }
}

extension Catalog {
  /// `1550 signatures, 3f2a91c0`: tells two catalogs apart.
  var stamp: String {
    let number = UInt64(
      bitPattern: NameNumber.of(signatures.flatMap { [$0.id, $0.summary] + $0.patterns }))
    let digits = String(number, radix: 16)
    return "\(signatures.count) signatures, "
      + (String(repeating: "0", count: 16 - digits.utf8.count) + digits).prefix(8)
  }
}
