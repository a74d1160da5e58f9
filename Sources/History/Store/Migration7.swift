import GRDB

/// What a service keeps besides the record: who may ask, what it heard, what it has still to do,
/// and who changed what.
///
/// `token.digest` is the SHA-256 of a token, which itself is kept nowhere. A `delivery` is one
/// message of a CI system, known by its body and by the sender's id. `audit.link` chains each row
/// to the one before, see ``AuditEntry``; the triggers stop what forgets that rows only grow.
enum Migration7 {
  static let name = "7: service"

  static func migrate(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE token (
          name TEXT PRIMARY KEY, digest BLOB NOT NULL UNIQUE, scopes TEXT NOT NULL,
          repositories TEXT, created INTEGER NOT NULL, expires INTEGER, revoked INTEGER)
          STRICT, WITHOUT ROWID;
        CREATE TABLE delivery (
          hook TEXT NOT NULL, digest BLOB NOT NULL, id TEXT, received INTEGER NOT NULL,
          PRIMARY KEY (hook, digest)) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX delivery_by_id ON delivery (hook, id) WHERE id IS NOT NULL;
        CREATE INDEX delivery_by_time ON delivery (received);
        CREATE TABLE work (
          number INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL,
          payload TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL,
          due INTEGER NOT NULL, added INTEGER NOT NULL, reason TEXT) STRICT;
        CREATE UNIQUE INDEX work_by_subject ON work (kind, subject);
        CREATE INDEX work_by_due ON work (state, kind, due);
        CREATE TABLE audit (
          number INTEGER PRIMARY KEY, time INTEGER NOT NULL, actor TEXT NOT NULL,
          action TEXT NOT NULL, subject TEXT NOT NULL, details TEXT NOT NULL,
          link BLOB NOT NULL) STRICT;
        CREATE TRIGGER audit_is_not_edited BEFORE UPDATE ON audit BEGIN
          SELECT RAISE(ABORT, 'the audit log is not edited'); END;
        CREATE TRIGGER audit_is_not_cut BEFORE DELETE ON audit BEGIN
          SELECT RAISE(ABORT, 'the audit log is not cut'); END;
        """)
  }
}
