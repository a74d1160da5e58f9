import Flakiness

extension Recurrence {
  /// What is known, in plain English, a sentence per fact, the most telling first:
  ///
  ///     Also fails on the default branch since abc1234.
  ///     Seen 14 times in 6 repositories since Monday.
  ///
  /// - Parameters:
  ///   - now: seconds since 1970.
  ///   - pullRequest: the one the failure asked about belongs to.
  ///   - mainLine: what the default branch is called; nil when nobody said.
  ///   - isMainLine: whether the failure asked about is on the default branch itself.
  public func sentences(
    now: Int, pullRequest: String? = nil, mainLine: String? = nil, isMainLine: Bool = false
  ) -> [String] {
    let main = mainLine ?? "the default branch"
    var out: [String] = []
    switch state {
    case .broken(let since, let after):
      let from = since.isEmpty ? "" : " since \(Self.short(since))"
      let good = after.map { "; \(Self.short($0)) was still good" } ?? ""
      out.append((isMainLine ? "Fails on " : "Also fails on ") + main + from + good + ".")
    case .fixed(let since):
      out.append("It passes on \(main) again since \(Self.short(since)).")
    case .regressed: out.append("It was repaired on \(main) before and is back.")
    case .new where count <= 1 && near.isEmpty:
      out.append(
        pullRequest == nil ? "Never seen before." : "First seen in this pull request.")
    case .new, .known: break
    }
    let isOnlyHere =
      pullRequest != nil && count > 1 && !places.isEmpty && repositories <= 1
      && places.allSatisfy { $0.pullRequest == pullRequest }
    if isOnlyHere {
      out.append("Seen \(Self.times(count)), in this pull request only.")
    } else if count > 1 || count == 1 && state != .new {
      out.append(seen(now))
    }
    if let nearest = near.first { out.append(Self.sentence(nearest, now)) }
    return out
  }

  private func seen(_ now: Int) -> String {
    guard let firstTime else { return "Seen \(Self.times(count))\(scope)." }
    let day = Self.day(firstTime, now)
    let when =
      switch day {
      case "today": day
      case "yesterday": count > 1 ? "since yesterday" : day
      default: (count > 1 ? "since " : "on ") + day
      }
    return "Seen \(Self.times(count))\(scope) \(when)."
  }

  /// " in 6 repositories", " on 3 branches"; empty for one place.
  private var scope: String {
    if repositories > 1 { return " in \(repositories) repositories" }
    let branches = Set(places.map(\.branch)).subtracting([""]).count
    // A full list may have lost branches.
    return branches > 1 && places.count < Self.mostPlaces ? " on \(branches) branches" : ""
  }

  private static func sentence(_ near: Near, _ now: Int) -> String {
    let share = Int((near.similarity * 100).rounded())
    return "Nearly the same failure (\(share) % of the line) was seen \(times(near.count)) in "
      + "\(near.repository), last \(day(near.lastTime, now, isLast: true))."
  }

  private static func times(_ count: Int) -> String {
    count == 1 ? "once" : count == 2 ? "twice" : "\(count) times"
  }

  /// Seven characters of a commit's hash, or the whole of another name.
  private static func short(_ commit: String) -> String {
    let isHash = commit.count >= 12 && commit.allSatisfy(\.isHexDigit)
    return isHash ? String(commit.prefix(7)) : commit
  }

  /// `today`, `yesterday`, `Monday`, `2 March 2026` (UTC).
  private static func day(_ time: Int, _ now: Int, isLast: Bool = false) -> String {
    let on = isLast ? "on " : ""
    let age = now / 86_400 - time / 86_400
    switch age {
    case 0: return "today"
    case 1: return "yesterday"
    // 1 January 1970 was a Thursday.
    case 2...6: return on + weekdays[((time / 86_400) % 7 + 7) % 7]
    default:
      let date = Timestamp.text(time).prefix(10).split(separator: "-")
      guard date.count == 3, let month = Int(date[1]), (1...12).contains(month),
        let day = Int(date[2])
      else { return on + String(Timestamp.text(time).prefix(10)) }
      return on + "\(day) \(months[month - 1]) \(date[0])"
    }
  }

  private static let weekdays = [
    "Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday",
  ]
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
}
