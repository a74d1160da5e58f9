import Flakiness
import History
import Reporting

/// The words and small pieces that several pages share.
enum PageWords {
  /// `2026-03-02 09:12`, in UTC, as an element that machines read, too.
  static func time(_ seconds: Int) -> Markup {
    let text = Timestamp.text(seconds)
    return .tag(
      "time", ["datetime": text, "class": "nw"],
      String(text.prefix(16)).replacing("T", with: " "))
  }

  /// `3 h ago`; a date from 60 days on.
  static func ago(_ seconds: Int, _ now: Int) -> Markup {
    let age = max(0, now - seconds)
    let words: String
    switch age {
    case ..<90: words = "just now"
    case ..<5400: words = "\((age + 30) / 60) min ago"
    case ..<172_800: words = "\((age + 1800) / 3600) h ago"
    case ..<5_184_000: words = "\((age + 43_200) / 86_400) days ago"
    default: words = String(Timestamp.text(seconds).prefix(10))
    }
    return .tag(
      "time",
      ["datetime": Timestamp.text(seconds), "title": Timestamp.text(seconds), "class": "nw"],
      words)
  }

  /// `1 h 02 min`, `3 min 20 s`, `12 s`.
  static func duration(_ seconds: Int) -> String {
    switch seconds {
    case ..<60: "\(max(0, seconds)) s"
    case ..<3600: "\(seconds / 60) min" + (seconds % 60 == 0 ? "" : " \(seconds % 60) s")
    default:
      "\(seconds / 3600) h " + (seconds % 3600 < 600 ? "0" : "") + "\(seconds % 3600 / 60) min"
    }
  }

  static func percent(_ share: Double) -> String {
    share > 0 && share < 0.01 ? "under 1 %" : "\(Int((share * 100).rounded())) %"
  }

  /// `1 run`, `12 runs`.
  static func count(_ number: Int, _ word: String) -> String {
    "\(number) \(word)" + (number == 1 ? "" : "s")
  }

  static func repositories(_ number: Int) -> String {
    number == 1 ? "1 repository" : "\(number) repositories"
  }

  /// A link between our own pages.
  static func link(_ path: String, _ words: String) -> Markup { .tag("a", ["href": path], words) }

  static func code(_ text: String) -> Markup { .tag("code", [:], text) }

  /// How something ended: a word and a colour, never the colour alone.
  static func outcome(_ status: JobStatus) -> Markup {
    .tag("span", ["class": "state s-\(status.rawValue)"], status.rawValue)
  }

  /// The bucket of a failure, with its category.
  static func bucket(_ bucket: String, _ category: String? = nil) -> Markup {
    .list([
      .tag("span", ["class": "key \(buckets.contains(bucket) ? "b-" + bucket : "b-none")"], ""),
      .text(category.map { "\(bucket) / \($0)" } ?? bucket),
    ])
  }
  private static let buckets: Set = ["infra", "test", "dependency", "config", "unknown"]

  /// New, known, regressed, broken on main, fixed.
  static func state(_ state: FailureState?) -> Markup {
    guard let state, state.name != "known" else { return .none }
    let style = ["new", "regressed", "broken-on-main"].contains(state.name) ? "new" : "resolved"
    return .text(" ") + Page.tag(state.name.replacing("-", with: " "), style)
  }

  /// What a verdict of the detector means.
  static func verdict(_ report: FlakeReport) -> Markup {
    let style = report.verdict == .flaky || report.verdict == .probablyFlaky ? "new" : ""
    return Page.tag(verdictName(report.verdict), style)
  }

  static func verdictName(_ verdict: Verdict) -> String {
    verdict == .probablyFlaky ? "probably flaky" : verdict.rawValue
  }

  /// The link to the rest of a list.
  static func more(_ path: String?) -> Markup {
    path.map { .tag("p", [:], [.tag("a", ["href": $0, "rel": "next"], "Older")]) } ?? .none
  }

  static func nothing(_ words: String) -> Markup { .tag("p", ["class": "dim"], words) }

  /// A name that may be long breaks anywhere.
  static func name(_ text: String, _ path: String) -> Markup {
    .tag("a", ["href": path, "class": "name"], Visible.text(text, atMost: 300))
  }
}
