import GRDB
import Triage

/// Corrections are events, so stores merge: what holds of a failure is the latest correction of its
/// fingerprint that was not undone.
extension Store {
  /// Keeps a correction.
  ///
  /// - Parameters:
  ///   - repository: ``Store/everywhere`` for all.
  ///   - record: what was answered, for its bucket and its quoted lines.
  ///   - proposal: the id of what it accepts.
  /// - Returns: its id.
  public func correct(
    _ fingerprint: String, as bucket: String, category: String?, because: String,
    in repository: String, record: FailureRecord?, proposal: String? = nil, time: Int, actor: String
  ) throws(StoreError) -> String {
    var details = ["because": because, "was": record?.bucket ?? "unknown"]
    details["category"] = category
    details["proposal"] = proposal
    let lines = (record?.evidence ?? []).map(\.text)
    details["cause"] = lines.first
    for (index, line) in lines.dropFirst().prefix(8).enumerated() { details["line\(index)"] = line }
    let event = Event(
      repository: repository, kind: .correction, subject: fingerprint,
      time: try laterThanAll(of: fingerprint, in: repository, time), actor: actor, verb: bucket,
      details: details.mapValues { StoredText.clean($0) })
    try self.record(event)
    return event.id
  }

  /// Takes a correction back; what held before it holds again.
  ///
  /// - Returns: the correction, or nil when none of that id stands or was replaced.
  public func undoCorrection(
    _ id: String, because: String?, time: Int, actor: String
  ) throws(StoreError) -> FailureCorrection? {
    guard let known = try corrections().first(where: { $0.id == id && $0.state != .undone }) else {
      return nil
    }
    var details = ["of": id]
    details["because"] = because
    try record(
      Event(
        repository: known.repository, kind: .correction, subject: known.fingerprint,
        time: try laterThanAll(of: known.fingerprint, in: known.repository, time), actor: actor,
        verb: "undo", details: details))
    return known
  }

  /// All corrections with what became of them, oldest first.
  public func corrections() throws(StoreError) -> [FailureCorrection] {
    let events = try events(.correction)
    let undone = Set(events.filter { $0.verb == "undo" }.compactMap { $0.details["of"] })
    var latest: [String: String] = [:]
    let kept = events.filter { $0.verb != "undo" }
    for event in kept where !undone.contains(event.id) {
      latest[event.repository + "\u{1F}" + event.subject] = event.id
    }
    let standing = Set(latest.values)
    return kept.map { event in
      let state: FailureCorrection.State =
        undone.contains(event.id) ? .undone : standing.contains(event.id) ? .standing : .replaced
      return FailureCorrection(event, state)
    }
  }

  /// What holds in a repository, by fingerprint: its own corrections before those for all.
  ///
  /// - Parameter repository: nil for only those made for all.
  public func standingCorrections(
    in repository: String?
  ) throws(StoreError) -> [String: Correction] {
    var out: [String: Correction] = [:]
    let standing = try corrections().filter { $0.state == .standing }
    for place in [Store.everywhere, repository].compactMap({ $0 }) {
      for entry in standing where entry.repository == place {
        out[entry.fingerprint] = entry.correction
      }
    }
    return out
  }

  /// What was proposed, oldest first.
  public func correctionProposals() throws(StoreError) -> [CorrectionProposal] {
    let accepted = Set(try events(.correction).compactMap { $0.details["proposal"] })
    let events = try events(.proposal)
    let declined = Set(events.filter { $0.verb == "decline" }.compactMap { $0.details["of"] })
    return events.filter { $0.verb == "correction" }.map { event in
      let id = event.id
      return CorrectionProposal(
        id: id, repository: event.repository, subject: event.subject,
        bucket: event.details["bucket"], was: event.details["was"] ?? "unknown",
        reason: event.details["reason"] ?? "", by: event.actor, time: event.time,
        job: event.details["job"], run: event.details["run"],
        state: accepted.contains(id) ? .accepted : declined.contains(id) ? .declined : .open)
    }
  }

  /// Sets a proposal aside.
  public func declineProposal(
    _ proposal: CorrectionProposal, because: String?, time: Int, actor: String
  ) throws(StoreError) {
    var details = ["of": proposal.id]
    details["because"] = because
    try record(
      Event(
        repository: proposal.repository, kind: .proposal, subject: proposal.subject,
        time: max(time, proposal.time + 1), actor: actor, verb: "decline", details: details))
  }

  /// The latest failure with a fingerprint, as it was stored; nil when the store has none.
  ///
  /// - Parameter repository: nil for any.
  public func failure(
    like fingerprint: String, in repository: String?
  ) throws(StoreError) -> (record: FailureRecord, repository: String)? {
    let key = try read { database in
      try Row.fetchOne(
        database,
        sql: """
          SELECT \(JobSearch.columns) FROM failure x
          JOIN job j ON j.repository = x.repository AND j.job = x.job
          JOIN run r ON r.repository = j.repository AND r.run = j.run \(JobSearch.joins)
          WHERE x.fingerprint = ? AND (? IS NULL OR p.name = ?)
          ORDER BY x.time DESC LIMIT 1
          """, arguments: [fingerprint, repository, repository]
      ).map(JobSearch.job)
    }
    guard let key, let failure = key.failure else { return nil }
    return (failure, key.key.repository)
  }

  /// Events of one kind in all repositories, oldest first.
  private func events(_ kind: Event.Kind) throws(StoreError) -> [Event] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT p.name, e.subject, e.time, e.actor, e.verb, e.details FROM event e
          JOIN repository p ON p.repository = e.repository
          WHERE e.kind = ? ORDER BY e.time, e.subject, e.digest
          """, arguments: [kind.rawValue]
      ).map { row in
        Event(
          repository: row[0], kind: kind, subject: row[1], time: row[2], actor: row[3],
          verb: row[4], details: StoredJSON.value([String: String].self, from: row[5]) ?? [:])
      }
    }
  }

  /// A second is long: what is decided last must also be last in time.
  private func laterThanAll(
    of subject: String, in repository: String, _ time: Int
  ) throws(StoreError) -> Int {
    let last = try events(.correction, in: repository, subject: subject).last?.time ?? 0
    return max(time, last + 1)
  }
}

extension FailureCorrection {
  fileprivate init(_ event: Event, _ state: State) {
    let details = event.details
    self.init(
      id: event.id, repository: event.repository, fingerprint: event.subject, bucket: event.verb,
      category: details["category"], because: details["because"] ?? "", by: event.actor,
      time: event.time, was: details["was"] ?? "unknown", cause: details["cause"] ?? "",
      around: (0..<8).compactMap { details["line\($0)"] }, state: state,
      proposal: details["proposal"])
  }
}
