import GRDB
import Reviews

/// Decisions of the reliability meeting. They are events, so stores merge: an action is added once
/// and closed once, and what holds is said by the latest event about it.
extension Store {
  /// Where actions of the whole organisation are filed; a repository of this name cannot exist.
  public static let everywhere = "*"
  private static let prefix = "review/"

  /// Keeps a decision.
  ///
  /// - Parameters:
  ///   - title: what is to be done, in one sentence.
  ///   - due: `2026-11-27`.
  ///   - time: seconds since 1970.
  ///   - actor: who writes it down.
  /// - Returns: the action's id: six characters, the same for the same words at the same time.
  public func addAction(
    _ title: String, owner: String?, due: String?, repository: String = Store.everywhere,
    time: Int, actor: String
  ) throws(StoreError) -> String {
    let number = UInt64(bitPattern: NameNumber.of(title, "\(time)", actor))
    let digits = String(number, radix: 16)
    let id = String((String(repeating: "0", count: 16 - digits.utf8.count) + digits).prefix(6))
    var details = ["title": title]
    details["owner"] = owner
    details["due"] = due
    try record(
      Event(
        repository: repository, kind: .action, subject: Self.prefix + id, time: time,
        actor: actor, verb: "add", details: details))
    return id
  }

  /// Closes an action.
  ///
  /// - Parameter isDropped: it will not be done.
  /// - Returns: the action, or nil when there is none of that id.
  @discardableResult
  public func closeAction(
    _ id: String, isDropped: Bool = false, note: String?, time: Int, actor: String
  ) throws(StoreError) -> Review.Action? {
    let subject = Self.prefix + id
    let place = try read { database in
      try String.fetchOne(
        database,
        sql: """
          SELECT p.name FROM event e JOIN repository p ON p.repository = e.repository
          WHERE e.kind = 'action' AND e.subject = ? AND e.verb = 'add' LIMIT 1
          """, arguments: [subject])
    }
    guard let place else { return nil }
    try record(
      Event(
        repository: place, kind: .action, subject: subject, time: time, actor: actor,
        verb: isDropped ? "drop" : "done", details: note.map { ["note": $0] } ?? [:]))
    return try actions(at: time + 1).first { $0.id == id }
  }

  /// All actions as they stand at a moment, oldest first.
  ///
  /// - Parameter day: today as `2026-11-22`, by which an open action is overdue.
  public func actions(at time: Int, day: String = "") throws(StoreError) -> [Review.Action] {
    try read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT subject, time, verb, details FROM event
          WHERE kind = 'action' AND subject >= ? AND subject < ? AND time < ?
          ORDER BY time, verb, digest
          """, arguments: [Self.prefix, "review0", time])
      var actions: [String: Review.Action] = [:]
      while let row = try rows.next() {
        let subject: String = row[0]
        let id = String(subject.dropFirst(Self.prefix.count))
        let details = StoredJSON.value([String: String].self, from: row[3]) ?? [:]
        Self.apply(row[2], details, at: row[1], to: &actions[id], id: id)
      }
      return actions.values.map { action in
        var action = action
        action.isOverdue = action.state == "open" && action.due.map { $0 < day } ?? false
        return action
      }.sorted { ($0.added.seconds, $0.id) < ($1.added.seconds, $1.id) }
    }
  }

  private static func apply(
    _ verb: String, _ details: [String: String], at time: Int, to action: inout Review.Action?,
    id: String
  ) {
    switch verb {
    case "add":
      action = Review.Action(
        id: id, title: details["title"] ?? "", owner: details["owner"], due: details["due"],
        added: Moment(time))
    case "done", "drop":
      action?.state = verb == "done" ? "done" : "dropped"
      action?.closed = Moment(time)
      action?.note = details["note"]
    default: break
    }
  }
}
