import Flakiness
import History
import Reporting

/// A list of failures on its way to a person or a machine.
struct FailurePage {
  let list: FailureList
  /// Seconds since 1970.
  let since: Int
  let now: Int

  init(_ list: FailureList, since: Int, now: Int) {
    self.list = list
    self.since = since
    self.now = now
  }

  func text(isBold: Bool) -> String {
    var out = list.incidents.map { "INCIDENT  " + words($0) + "\n" }
    for entry in list.entries {
      guard let latest = entry.latest else { continue }
      let category = latest.category.map { " / " + $0 } ?? ""
      let head = "\(Amount.count(entry.count))×  \(latest.bucket.uppercased())\(category)"
      let state = entry.state.map { "  " + Self.words($0) } ?? ""
      out.append(
        (isBold ? "\u{1B}[1m\(head)\u{1B}[0m" : head) + Visible.text(state) + "\n"
          + "    \(Visible.text(latest.summary, atMost: 200))\n"
          + (entry.example.isEmpty ? "" : "    │ \(Visible.text(entry.example, atMost: 200))\n")
          + "    \(facts(entry).joined(separator: " · "))\n")
    }
    if out.isEmpty { out = ["no failures since \(Moment.minute(since))\n"] }
    return out.joined(separator: "\n")
  }

  var markdown: String {
    var out: [String] = []
    for incident in list.incidents {
      out += ["> **Incident** " + Markdown.escape(words(incident)), ""]
    }
    guard !list.entries.isEmpty else {
      return (out + ["No failures since \(Moment.minute(since))."]).joined(separator: "\n") + "\n"
    }
    out += ["| count | failure | state | where | last seen |", "|---:|---|---|---|---|"]
    for entry in list.entries {
      guard let latest = entry.latest else { continue }
      let example = Markdown.code(Visible.text(entry.example, atMost: 160))
      let category = latest.category.map { "/" + $0 } ?? ""
      let what =
        "**\(Markdown.escape(latest.bucket + category))** "
        + Markdown.escape(Visible.text(latest.summary, atMost: 200))
        + (entry.example.isEmpty ? "" : "<br>" + example)
      let state = entry.state.map { Markdown.escape(Self.words($0)) } ?? ""
      out.append(
        "| \(entry.count) | \(what) | \(state) | \(Markdown.escape(place(entry))) | "
          + "\(Moment.minute(entry.lastTime)) |")
    }
    return out.joined(separator: "\n") + "\n"
  }

  var document: FailureListDocument { FailureListDocument(self) }

  private func facts(_ entry: FailureList.Entry) -> [String] {
    var facts = [place(entry)]
    if entry.pullRequests > 0 { facts.append(Amount.of(entry.pullRequests, "pull request")) }
    let first = Moment.ago(entry.firstTime, now: now)
    let last = Moment.ago(entry.lastTime, now: now)
    facts.append(entry.count > 1 ? "first \(first), last \(last)" : first)
    if let fingerprint = entry.latest?.fingerprint { facts.append(Visible.text(fingerprint)) }
    return facts
  }

  private func place(_ entry: FailureList.Entry) -> String {
    let names = entry.groups.map { Visible.text($0.repository, atMost: 80) }
    guard names.count > 3 else { return names.joined(separator: ", ") }
    return names.prefix(2).joined(separator: ", ") + " and \(names.count - 2) more repositories"
  }

  /// "2026-03-02 09:12 to 09:31: 31 failures in 8 runs of 4 repositories, mostly infra".
  private func words(_ incident: FailureIncident) -> String {
    let until = Moment.minute(incident.to).suffix(5)
    var text =
      "\(Moment.minute(incident.from)) to \(until): \(Amount.of(incident.failures, "failure")) in "
      + "\(Amount.of(incident.runs, "run")) of "
      + Amount.of(incident.repositories.count, "repository", "repositories")
    if incident.inBucket * 2 > incident.failures { text += ", mostly \(incident.bucket)" }
    return Visible.text(text)
  }

  /// `broken-on-main since abc1234`.
  static func words(_ state: FailureState) -> String {
    switch state {
    case .broken(let since, _), .fixed(let since): "\(state.name) since \(since.prefix(12))"
    default: state.name
    }
  }
}

/// `faultline failures --format json`.
struct FailureListDocument: ListDocument {
  struct Incident: Encodable {
    var from: String
    var to: String
    var failures: Int
    var runs: Int
    var repositories: [String]
    var bucket: String
    var fingerprint: String?
  }

  struct Entry: Encodable {
    var count: Int
    var state: String?
    var since: String?
    var bucket: String
    var category: String?
    var signature: String?
    var fingerprint: String?
    var summary: String
    var example: String
    var repositories: [String]
    var pullRequests: Int
    var first: String
    var last: String
  }

  let schema = "faultline.failures/1"
  var since: String
  var incidents: [Incident]
  var failures: [Entry]

  init(_ page: FailurePage) {
    since = Timestamp.text(page.since)
    incidents = page.list.incidents.map {
      Incident(
        from: Timestamp.text($0.from), to: Timestamp.text($0.to), failures: $0.failures,
        runs: $0.runs, repositories: $0.repositories, bucket: $0.bucket,
        fingerprint: $0.fingerprint)
    }
    failures = page.list.entries.compactMap(Self.entry)
  }

  private static func entry(_ entry: FailureList.Entry) -> Entry? {
    guard let latest = entry.latest else { return nil }
    return Entry(
      count: entry.count, state: entry.state?.name, since: entry.state?.since,
      bucket: latest.bucket, category: latest.category, signature: latest.signature,
      fingerprint: latest.fingerprint, summary: latest.summary, example: entry.example,
      repositories: entry.groups.map(\.repository), pullRequests: entry.pullRequests,
      first: Timestamp.text(entry.firstTime), last: Timestamp.text(entry.lastTime))
  }
}

extension FailureState {
  /// The first bad commit of a breakage, the first good one of a repair.
  var since: String? {
    switch self {
    case .broken(let since, _), .fixed(let since): since
    default: nil
    }
  }
}
