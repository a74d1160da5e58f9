import GRDB

/// Who somebody in a chat is at the CI's host. Made by an explicit link, never by a name that
/// looks alike.
public struct ChatLink: Sendable, Equatable {
  /// `slack`, `teams`, `mattermost`, `rocketchat`.
  public var chat: String
  /// The workspace, tenant or server, by the chat's own id.
  public var team: String
  /// The chat's own id of the user.
  public var user: String
  /// Of the CI's host.
  public var login: String

  public init(chat: String, team: String, user: String, login: String) {
    self.chat = chat
    self.team = team
    self.user = user
    self.login = login
  }
}

extension Store {
  /// Links a user of a chat, or links them anew; the audit log says who did it.
  public func link(_ link: ChatLink, by actor: String, at time: Int) throws(StoreError) {
    try write { database in
      try database.execute(
        sql: """
          INSERT INTO chat_link (chat, team, user, login) VALUES (?, ?, ?, ?)
          ON CONFLICT DO UPDATE SET login = excluded.login
          """,
        arguments: [link.chat, link.team, link.user, link.login])
      try Self.append(Self.entry(link, "chat.link", actor, time), in: database)
    }
  }

  /// Forgets who a user of a chat is.
  ///
  /// - Returns: whether there was such a link.
  public func unlink(_ link: ChatLink, by actor: String, at time: Int) throws(StoreError) -> Bool {
    try write { database in
      try database.execute(
        sql: "DELETE FROM chat_link WHERE chat = ? AND team = ? AND user = ?",
        arguments: [link.chat, link.team, link.user])
      guard database.changesCount > 0 else { return false }
      try Self.append(Self.entry(link, "chat.unlink", actor, time), in: database)
      return true
    }
  }

  private static func entry(
    _ link: ChatLink, _ action: String, _ actor: String, _ time: Int
  ) -> AuditEntry {
    AuditEntry(
      time: time, actor: actor, action: action,
      subject: "\(link.chat):\(link.team):\(link.user)", details: ["login": link.login])
  }

  /// All links, sorted.
  public func chatLinks() throws(StoreError) -> [ChatLink] {
    try read { database in
      try Row.fetchAll(
        database, sql: "SELECT chat, team, user, login FROM chat_link ORDER BY chat, team, user"
      ).map { ChatLink(chat: $0[0], team: $0[1], user: $0[2], login: $0[3]) }
    }
  }

  /// The login of a user of a chat; nil when nobody linked them.
  public func login(chat: String, team: String, user: String) throws(StoreError) -> String? {
    try read { database in
      try String.fetchOne(
        database, sql: "SELECT login FROM chat_link WHERE chat = ? AND team = ? AND user = ?",
        arguments: [chat, team, user])
    }
  }

  /// Notes that a message of a chat arrived.
  ///
  /// - Returns: false when it had arrived within the last day: it is a delivery made again.
  public func isFirstDelivery(
    chat: String, id: String, at time: Int
  ) throws(StoreError) -> Bool {
    try write { database in
      try database.execute(
        sql: "DELETE FROM chat_seen WHERE time < ?", arguments: [time - 86_400])
      try database.execute(
        sql: "INSERT INTO chat_seen (chat, id, time) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        arguments: [chat, id, time])
      return database.changesCount > 0
    }
  }

  /// What was kept under this key since `since`; nil for nothing.
  public func chatMemory(
    chat: String, key: String, since: Int = 0
  ) throws(StoreError) -> String? {
    try read { database in
      try String.fetchOne(
        database, sql: "SELECT text FROM chat_memory WHERE chat = ? AND key = ? AND time >= ?",
        arguments: [chat, key, since])
    }
  }

  /// Keeps what a conversation is about; those of more than 90 days ago are forgotten.
  public func keepChatMemory(
    _ text: String, chat: String, key: String, at time: Int
  ) throws(StoreError) {
    try write { database in
      try database.execute(
        sql: "DELETE FROM chat_memory WHERE time < ?", arguments: [time - 90 * 86_400])
      try database.execute(
        sql: """
          INSERT INTO chat_memory (chat, key, text, time) VALUES (?, ?, ?, ?)
          ON CONFLICT DO UPDATE SET text = excluded.text, time = excluded.time
          """,
        arguments: [chat, key, text, time])
    }
  }
}
