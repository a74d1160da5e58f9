import GRDB

/// What chats need: who their users are, what threads are about, which deliveries were seen.
enum Migration9 {
  static let name = "9: chats"

  static func migrate(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE chat_link (
          chat TEXT NOT NULL, team TEXT NOT NULL, user TEXT NOT NULL, login TEXT NOT NULL,
          PRIMARY KEY (chat, team, user)) STRICT, WITHOUT ROWID;
        CREATE TABLE chat_seen (
          chat TEXT NOT NULL, id TEXT NOT NULL, time INTEGER NOT NULL,
          PRIMARY KEY (chat, id)) STRICT, WITHOUT ROWID;
        CREATE INDEX chat_seen_by_time ON chat_seen (time);
        CREATE TABLE chat_memory (
          chat TEXT NOT NULL, key TEXT NOT NULL, text TEXT NOT NULL, time INTEGER NOT NULL,
          PRIMARY KEY (chat, key)) STRICT, WITHOUT ROWID;
        CREATE INDEX chat_memory_by_time ON chat_memory (time);
        """)
  }
}
