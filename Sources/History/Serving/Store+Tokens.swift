import Foundation
import GRDB

/// What is kept of an API token: never the token itself.
public struct TokenRecord: Sendable, Equatable {
  public var name: String
  /// SHA-256 of the token.
  public var digest: [UInt8]
  /// `read`, `ingest`, `write`, `admin`.
  public var scopes: [String]
  /// The repositories that exist for its bearer; nil for all.
  public var repositories: [String]?
  /// Seconds since 1970.
  public var created: Int
  public var expires: Int?
  public var revoked: Int?

  public init(
    name: String, digest: [UInt8], scopes: [String], repositories: [String]?, created: Int,
    expires: Int? = nil, revoked: Int? = nil
  ) {
    self.name = name
    self.digest = digest
    self.scopes = scopes
    self.repositories = repositories
    self.created = created
    self.expires = expires
    self.revoked = revoked
  }

  /// Whether it opens anything at this moment.
  public func isValid(at time: Int) -> Bool {
    revoked == nil && (expires.map { time < $0 } ?? true)
  }
}

extension Store {
  /// Keeps a token.
  ///
  /// - Returns: false when the name is taken, also by one that was revoked: a name in the audit
  ///   log means one token.
  public func addToken(_ token: TokenRecord, actor: String) throws(StoreError) -> Bool {
    try write { database in
      let count = try Int.fetchOne(
        database, sql: "SELECT count(*) FROM token WHERE name = ?", arguments: [token.name])
      guard count == 0 else { return false }
      try database.execute(
        sql: """
          INSERT INTO token (name, digest, scopes, repositories, created, expires, revoked)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          token.name, Data(token.digest), token.scopes.joined(separator: ","),
          token.repositories.map { StoredJSON.text($0) }, token.created, token.expires,
          token.revoked,
        ])
      let sight = token.repositories?.joined(separator: " ") ?? "*"
      try Self.append(
        AuditEntry(
          time: token.created, actor: actor, action: "token.add", subject: token.name,
          details: ["scopes": token.scopes.joined(separator: ","), "repositories": sight]),
        in: database)
      return true
    }
  }

  /// Takes a token's rights away.
  ///
  /// - Returns: false when there is no such token, or it was revoked before.
  public func revokeToken(_ name: String, actor: String, time: Int) throws(StoreError) -> Bool {
    try write { database in
      try database.execute(
        sql: "UPDATE token SET revoked = ? WHERE name = ? AND revoked IS NULL",
        arguments: [time, name])
      guard database.changesCount > 0 else { return false }
      try Self.append(
        AuditEntry(time: time, actor: actor, action: "token.revoke", subject: name), in: database)
      return true
    }
  }

  /// All tokens, by name.
  public func tokens() throws(StoreError) -> [TokenRecord] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT name, digest, scopes, repositories, created, expires, revoked FROM token
          ORDER BY name
          """
      ).map { row in
        TokenRecord(
          name: row[0], digest: Array(row[1] as Data),
          scopes: (row[2] as String).split(separator: ",").map(String.init),
          repositories: (row[3] as String?).map {
            StoredJSON.value([String].self, from: $0) ?? []
          }, created: row[4], expires: row[5], revoked: row[6])
      }
    }
  }
}
