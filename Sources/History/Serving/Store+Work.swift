import Foundation
import GRDB

/// Something a service has still to do, kept until it is done.
public struct WorkItem: Sendable, Equatable {
  public enum State: String, Sendable { case waiting, dead }

  public var number: Int
  /// `event`, `explain`.
  public var kind: String
  /// What it is about; of one kind there is one item per subject.
  public var subject: String
  /// As the kind needs it.
  public var payload: String
  public var state: State
  /// How often it was tried.
  public var attempts: Int
  /// Seconds since 1970: not before.
  public var due: Int
  public var added: Int
  /// Why the last try did not succeed.
  public var reason: String?

  public init(
    number: Int = 0, kind: String, subject: String, payload: String, state: State = .waiting,
    attempts: Int = 0, due: Int, added: Int, reason: String? = nil
  ) {
    self.number = number
    self.kind = kind
    self.subject = subject
    self.payload = payload
    self.state = state
    self.attempts = attempts
    self.due = due
    self.added = added
    self.reason = reason
  }
}

/// One message of a CI system on its way into the store.
public struct DeliveryRecord: Sendable {
  /// The hook's name: ids and bodies are compared within one.
  public var hook: String
  /// SHA-256 of the raw body.
  public var digest: [UInt8]
  /// The sender's id, where its protocol has one that a repeated delivery carries again.
  public var id: String?
  /// Seconds since 1970.
  public var received: Int
  /// What is to be done about it.
  public var payload: String

  public init(hook: String, digest: [UInt8], id: String?, received: Int, payload: String) {
    self.hook = hook
    self.digest = digest
    self.id = id
    self.received = received
    self.payload = payload
  }
}

extension Store {
  /// Keeps messages, in one transaction; when this returns they are on disk.
  ///
  /// - Returns: for each whether it is new; one whose body or id is known changes nothing.
  public func keep(_ deliveries: [DeliveryRecord]) throws(StoreError) -> [Bool] {
    try write { database in
      let delivery = try database.cachedStatement(
        sql: """
          INSERT OR IGNORE INTO delivery (hook, digest, id, received) VALUES (?, ?, ?, ?)
          """)
      let work = try database.cachedStatement(
        sql: """
          INSERT INTO work (kind, subject, payload, state, attempts, due, added)
          VALUES ('event', ?, ?, 'waiting', 0, ?, ?)
          """)
      return try deliveries.map { record in
        try delivery.execute(
          arguments: [record.hook, Data(record.digest), record.id, record.received])
        guard database.changesCount > 0 else { return false }
        // Beginning with the time: what comes together is kept, and struck off, on one page.
        try work.execute(
          arguments: [
            "\(record.hook)/\(record.received)/\(NameNumber.hex(NameNumber.of(bytes: record.digest)))",
            record.payload,
            record.received, record.received,
          ])
        return true
      }
    }
  }

  /// Forgets messages received before; their repetition would be taken for new.
  public func forgetDeliveries(before time: Int) throws(StoreError) {
    try write { database in
      try database.execute(sql: "DELETE FROM delivery WHERE received < ?", arguments: [time])
    }
  }

  /// How many messages are known.
  public func deliveryCount() throws(StoreError) -> Int {
    try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM delivery") ?? 0 }
  }

  /// Work of a kind that is due, the longest due first.
  public func dueWork(_ kind: String, at time: Int, limit: Int) throws(StoreError) -> [WorkItem] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT number, kind, subject, payload, state, attempts, due, added, reason FROM work
          WHERE state = 'waiting' AND kind = ? AND due <= ? ORDER BY due, number LIMIT ?
          """, arguments: [kind, time, limit]
      ).map(Self.workItem)
    }
  }

  /// Adds work unless there is some of its kind and subject.
  public func addWork(_ items: [WorkItem]) throws(StoreError) {
    guard !items.isEmpty else { return }
    try write { try Self.add(items, in: $0) }
  }

  /// Strikes work off: it is done.
  public func finishWork(_ numbers: [Int]) throws(StoreError) {
    guard !numbers.isEmpty else { return }
    try write { try Self.finish(numbers, in: $0) }
  }

  /// Takes jobs in, adds the work they bring and strikes off the work they came from, all in one
  /// transaction: there is no moment between, and the disk is waited for once.
  public func takeIn(
    _ reports: [JobReport], adding work: [WorkItem], finishing numbers: [Int]
  ) throws(StoreError) {
    let prepared = reports.map(PreparedJob.init)
    try write { database in
      _ = try Self.takeIn(prepared, in: database)
      try Self.add(work, in: database)
      try Self.finish(numbers, in: database)
    }
  }

  private static func add(_ items: [WorkItem], in database: Database) throws {
    let statement = try database.cachedStatement(
      sql: """
        INSERT OR IGNORE INTO work (kind, subject, payload, state, attempts, due, added)
        VALUES (?, ?, ?, 'waiting', 0, ?, ?)
        """)
    for item in items {
      try statement.execute(
        arguments: [item.kind, item.subject, item.payload, item.due, item.added])
    }
  }

  private static func finish(_ numbers: [Int], in database: Database) throws {
    let statement = try database.cachedStatement(sql: "DELETE FROM work WHERE number = ?")
    for number in numbers { try statement.execute(arguments: [number]) }
  }

  /// Puts work back after a try that did not succeed; `due` nil gives it up.
  public func postponeWork(_ number: Int, until due: Int?, reason: String) throws(StoreError) {
    try write { database in
      try database.execute(
        sql: """
          UPDATE work SET attempts = attempts + 1, reason = ?, due = coalesce(?, due),
            state = CASE WHEN ? IS NULL THEN 'dead' ELSE 'waiting' END
          WHERE number = ?
          """, arguments: [StoredText.clean(reason), due, due, number])
    }
  }

  /// Work that was given up, the newest first.
  public func deadWork(limit: Int = 100) throws(StoreError) -> [WorkItem] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT number, kind, subject, payload, state, attempts, due, added, reason FROM work
          WHERE state = 'dead' ORDER BY number DESC LIMIT ?
          """, arguments: [limit]
      ).map(Self.workItem)
    }
  }

  /// Takes up all that was given up. Returns how much that is.
  public func reviveWork(at time: Int) throws(StoreError) -> Int {
    try write { database in
      try database.execute(
        sql: "UPDATE work SET state = 'waiting', attempts = 0, due = ? WHERE state = 'dead'",
        arguments: [time])
      return database.changesCount
    }
  }

  /// How much work there is, by kind and state: `["event waiting": 3]`.
  public func workCounts() throws(StoreError) -> [String: Int] {
    try read { database in
      try Row.fetchAll(
        database, sql: "SELECT kind, state, count(*) FROM work GROUP BY kind, state"
      ).reduce(into: [:]) { $0["\($1[0] as String) \($1[1] as String)"] = $1[2] }
    }
  }

  private static func workItem(_ row: Row) -> WorkItem {
    WorkItem(
      number: row[0], kind: row[1], subject: row[2], payload: row[3],
      state: WorkItem.State(rawValue: row[4]) ?? .dead, attempts: row[5], due: row[6],
      added: row[7], reason: row[8])
  }
}
