import ArgumentParser
import Foundation
import History
import Reporting
import Service

struct TokenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token",
    abstract: "Make, list and revoke the tokens of `faultline serve`.",
    discussion: """
      A token is printed once, when it is made; the store keeps its SHA-256 alone.

      Examples:
        faultline token add ci --scope ingest --repo acme/shop
        faultline token add ana --scope read --scope write --for 90d
        faultline token revoke ci
      """,
    subcommands: [TokenAddCommand.self, TokenListCommand.self, TokenRevokeCommand.self])
}

struct TokenAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Make a token and print it: the only time it is to be seen.")

  @Argument(help: "Its name, for lists and the audit log.")
  var name: String

  @Option(
    help: ArgumentHelp(
      "What it may do: read, ingest, write, admin. Repeatable (default: read).", valueName: "scope")
  )
  var scope: [String] = []

  @Option(
    help: ArgumentHelp(
      "The only repositories it sees. Repeatable (default: all).", valueName: "repository"))
  var repo: [String] = []

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp("How long it is valid: 90d, 52w (default: until revoked).", valueName: "age")
  )
  var age: Age?

  @OptionGroup var store: StoreOptions

  func validate() throws {
    let known = Visitor.Scope.allCases.map(\.rawValue)
    for word in scope where !known.contains(word) {
      throw ValidationError(
        "scope '\(word)' is not known, expected " + known.joined(separator: ", "))
    }
    let isPlain = name.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x2C }
    guard !name.isEmpty, name.utf8.count <= 64, isPlain else {
      throw ValidationError("a name has 1 to 64 letters, digits and signs")
    }
  }

  func run() throws {
    try Complaint.told {
      let token = TokenBook.make()
      let now = Moment.now.seconds
      let record = TokenRecord(
        name: name, digest: TokenBook.digest(token), scopes: scope.isEmpty ? ["read"] : scope,
        repositories: repo.isEmpty ? nil : repo.sorted(), created: now,
        expires: age.map { now + $0.seconds })
      guard try store.open(creates: true).addToken(record, actor: Author.name) else {
        throw Complaint("a token named '\(name)' is there, or was")
      }
      Terminal.data(token + "\n")
    }
  }
}

struct TokenListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the tokens: names, rights, validity.")

  @OptionGroup var store: StoreOptions
  @Option(help: "text or json.") var format: ListFormat = .text

  func run() throws {
    try Complaint.told {
      let now = Moment.now.seconds
      let tokens = try store.open().tokens()
      if format == .json {
        return Terminal.data(TokenDocument(tokens: tokens.map { .init($0, now: now) }).json)
      }
      if tokens.isEmpty { Terminal.words("there are no tokens") }
      for token in tokens {
        let sight = token.repositories?.joined(separator: " ") ?? "all repositories"
        let state =
          token.revoked.map { "revoked " + Moment.date($0) }
          ?? token.expires.map { (now < $0 ? "until " : "expired ") + Moment.date($0) } ?? "valid"
        let scopes = token.scopes.joined(separator: ",")
        Terminal.data(
          Visible.text("\(token.name)  \(scopes)  \(sight)  since \(Moment.date(token.created)), ")
            + state + "\n")
      }
    }
  }
}

/// `faultline token list --format json`.
struct TokenDocument: ListDocument {
  struct Token: Encodable {
    var name: String
    var scopes: [String]
    var repositories: [String]?
    var created: Int
    var expires: Int?
    var revoked: Int?
    var isValid: Bool

    init(_ record: TokenRecord, now: Int) {
      name = record.name
      scopes = record.scopes
      repositories = record.repositories
      created = record.created
      expires = record.expires
      revoked = record.revoked
      isValid = record.isValid(at: now)
    }
  }

  let schema = "faultline.tokens/1"
  var tokens: [Token]
}

struct TokenRevokeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "Take a token's rights away, within seconds.")

  @Argument(help: "The token's name.")
  var name: String

  @OptionGroup var store: StoreOptions

  func run() throws {
    try Complaint.told {
      let isDone = try store.open().revokeToken(
        name, actor: Author.name, time: Moment.now.seconds)
      guard isDone else { throw Complaint("there is no valid token '\(name)'") }
      Terminal.words("'\(name)' opens nothing any more")
    }
  }
}
