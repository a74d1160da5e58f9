import GRDB

extension Store {
  /// Keeps what somebody decided or did, and notes it in the audit log; the same event a second
  /// time changes nothing.
  public func record(_ event: Event) throws(StoreError) {
    let details = StoredJSON.text(event.details)
    let repository = NameNumber.of(event.repository)
    try write { database in
      let joiner = Joiner(database: database)
      try joiner.join([repository, event.repository], into: .repository)
      let before = database.totalChangesCount
      try joiner.join(
        [
          repository, event.kind.rawValue, event.subject, event.time,
          NameNumber.of(event.actor, event.verb, details), event.actor, event.verb, details,
        ], into: .event)
      guard database.totalChangesCount > before else { return }
      var facts = event.details
      facts["repository"] = event.repository
      try Self.append(
        AuditEntry(
          time: event.time, actor: event.actor, action: "\(event.kind.rawValue).\(event.verb)",
          subject: event.subject, details: facts), in: database)
    }
  }

  /// Events of one kind, oldest first.
  ///
  /// - Parameter subject: nil for all.
  public func events(
    _ kind: Event.Kind, in repository: String, subject: String? = nil
  ) throws(StoreError) -> [Event] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT subject, time, actor, verb, details FROM event
          WHERE repository = ? AND kind = ? AND (? IS NULL OR subject = ?)
          ORDER BY time, subject, digest
          """,
        arguments: [NameNumber.of(repository), kind.rawValue, subject, subject]
      ).map { row in
        Event(
          repository: repository, kind: kind, subject: row[0], time: row[1], actor: row[2],
          verb: row[3],
          details: StoredJSON.value([String: String].self, from: row[4]) ?? [:])
      }
    }
  }

  /// What holds now: the latest event about each subject.
  public func current(
    _ kind: Event.Kind, in repository: String
  ) throws(StoreError) -> [String: Event] {
    try events(kind, in: repository).reduce(into: [:]) { $0[$1.subject] = $1 }
  }
}
