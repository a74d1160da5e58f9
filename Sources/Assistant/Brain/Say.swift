import Flakiness

/// Numbers and moments as a sentence has them.
enum Say {
  /// `12 %`, `3.4 %`.
  static func percent(_ share: Double) -> String {
    let percent = share * 100
    guard percent > 0, percent < 9.95 else { return "\(Int(percent.rounded())) %" }
    let tenths = Int((percent * 10).rounded())
    return tenths == 0 ? "less than 0.1 %" : "\(tenths / 10).\(tenths % 10) %"
  }

  /// `just now`, `3 h ago`, `5 days ago`; a date from 60 days on.
  static func ago(_ time: Int, now: Int) -> String {
    let age = now - time
    switch age {
    case ..<0: return "on " + Timestamp.text(time).prefix(10)
    case ..<120: return "just now"
    case ..<7200: return "\(age / 60) min ago"
    case ..<172_800: return "\(age / 3600) h ago"
    case ..<5_184_000: return "\(age / 86_400) days ago"
    default: return "on " + Timestamp.text(time).prefix(10)
    }
  }

  /// `1 job`, `2 jobs`.
  static func count(_ number: Int, _ thing: String, _ things: String? = nil) -> String {
    "\(number) \(number == 1 ? thing : things ?? thing + "s")"
  }

  /// Seven characters of a commit's hash, or the whole of another name.
  static func commit(_ id: String) -> String {
    id.count >= 12 && id.allSatisfy(\.isHexDigit) ? String(id.prefix(7)) : id
  }

  /// Whose turn: the words for a stored actor.
  static func actor(_ actor: String) -> String? {
    switch actor {
    case "author": "the author of the change"
    case "platform-team": "the platform team"
    case "dependency-owner": "the owner of the dependency"
    case "pipeline-owner": "the owner of the pipeline"
    default: nil
    }
  }

  /// `a, b and c`.
  static func list(_ items: [String]) -> String {
    guard items.count > 1, let last = items.last else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " and " + last
  }
}
