import ArgumentParser
import Flakiness
import Foundation

/// A moment on the command line: `7d` or `2w` ago, an ISO date or time, or seconds since 1970.
struct Moment: ExpressibleByArgument, Equatable {
  /// Seconds since 1970.
  var seconds: Int

  init(seconds: Int) { self.seconds = seconds }

  init?(argument: String) {
    if let age = Age(argument: argument) {
      seconds = Moment.now.seconds - age.seconds
    } else if let time = JobMeta.time(argument) {
      seconds = time
    } else {
      return nil
    }
  }

  static var now: Moment { Moment(seconds: Int(Date().timeIntervalSince1970)) }

  /// `2026-03-02`, in UTC.
  static func date(_ seconds: Int) -> String { String(Timestamp.text(seconds).prefix(10)) }

  /// `2026-03-02 09:12`, in UTC.
  static func minute(_ seconds: Int) -> String {
    String(Timestamp.text(seconds).prefix(16).replacing("T", with: " "))
  }

  /// `3 h ago`, `5 days ago`; a date from 60 days on.
  static func ago(_ seconds: Int, now: Int) -> String {
    let age = now - seconds
    switch age {
    case ..<0: return minute(seconds)
    case ..<120: return "just now"
    case ..<7200: return "\(age / 60) min ago"
    case ..<172_800: return "\(age / 3600) h ago"
    case ..<5_184_000: return "\(age / 86_400) days ago"
    default: return date(seconds)
    }
  }
}

/// A stretch of time: `90m`, `12h`, `35d`, `8w`.
struct Age: ExpressibleByArgument, Equatable, CustomStringConvertible {
  var seconds: Int

  init(days: Int) { seconds = days * 86_400 }

  init?(argument: String) {
    let units: [Character: Int] = ["m": 60, "h": 3600, "d": 86_400, "w": 604_800]
    guard let last = argument.last, let unit = units[last],
      let number = Int(argument.dropLast()), (0...1_000_000).contains(number)
    else { return nil }
    seconds = number * unit
  }

  var description: String { "\(seconds / 86_400)d" }
}

/// A number of bytes: `500MB`, `2GB`, `1.5GB`, `800000`.
struct ByteSize: ExpressibleByArgument, Equatable, CustomStringConvertible {
  var bytes: Int

  init(bytes: Int) { self.bytes = bytes }

  init?(argument: String) {
    let units: [(String, Double)] = [
      ("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("KB", 1e3), ("B", 1), ("", 1),
    ]
    let upper = argument.uppercased()
    guard let unit = units.first(where: { upper.hasSuffix($0.0) }),
      let number = Double(
        upper.dropLast(unit.0.count).trimmingCharacters(in: CharacterSet(charactersIn: " "))),
      number >= 0, number * unit.1 < 1e15
    else { return nil }
    bytes = Int(number * unit.1)
  }

  var description: String { Amount.bytes(bytes).replacing(" ", with: "") }
}
