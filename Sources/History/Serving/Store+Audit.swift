import Foundation
import GRDB

extension Store {
  /// Adds a row to the audit log; its number and link are found here.
  public func audit(_ entry: AuditEntry) throws(StoreError) {
    try write { database in try Self.append(entry, in: database) }
  }

  /// The audit log, oldest first.
  ///
  /// - Parameters:
  ///   - after: rows with greater numbers only.
  ///   - limit: at most so many rows; nil for all.
  public func auditLog(after: Int = 0, limit: Int? = nil) throws(StoreError) -> [AuditEntry] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT number, time, actor, action, subject, details, link FROM audit
          WHERE number > ? ORDER BY number LIMIT ?
          """, arguments: [after, limit ?? -1]
      ).map(Self.auditEntry)
    }
  }

  /// The newest row about an action; nil when there is none.
  public func lastAudit(_ action: String) throws(StoreError) -> AuditEntry? {
    try read { database in
      try Row.fetchOne(
        database,
        sql: """
          SELECT number, time, actor, action, subject, details, link FROM audit
          WHERE action = ? ORDER BY number DESC LIMIT 1
          """, arguments: [action]
      ).map(Self.auditEntry)
    }
  }

  /// Follows the chain of the whole log.
  ///
  /// - Parameter known: a head of before, which must still be part of it.
  public func verifyAudit(known: AuditHead? = nil) throws(StoreError) -> AuditVerdict {
    AuditVerdict.of(try auditLog(), known: known)
  }

  /// Adds a row within a transaction, so that a change and its row are there together or not.
  static func append(_ entry: AuditEntry, in database: Database) throws {
    let last = try Row.fetchOne(
      database, sql: "SELECT number, link FROM audit ORDER BY number DESC LIMIT 1")
    var entry = entry
    entry.number = (last?["number"] ?? 0) + 1
    entry.link = entry.linked(to: (last?["link"] as Data?).map(Array.init) ?? [])
    try database.execute(
      sql: """
        INSERT INTO audit (number, time, actor, action, subject, details, link)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        entry.number, entry.time, entry.actor, entry.action, entry.subject,
        StoredJSON.text(entry.details), Data(entry.link),
      ])
  }

  private static func auditEntry(_ row: Row) -> AuditEntry {
    AuditEntry(
      number: row[0], time: row[1], actor: row[2], action: row[3], subject: row[4],
      details: StoredJSON.value([String: String].self, from: row[5]) ?? ["": row[5]],
      link: Array(row[6] as Data))
  }
}
