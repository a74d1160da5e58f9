import ArgumentParser
import Foundation
import History
import Reporting
import Service

struct LinkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "link",
    abstract: "Say who the users of a chat are at the CI's host.",
    discussion: """
      "Why did my build fail?" needs to know whose builds are yours. A chat's users are known by
      the chat's own ids, which Faultline tells whoever it does not know.

      Examples:
        faultline link add slack T024BE7LD U2147483697 ana
        faultline link list
        faultline link remove slack T024BE7LD U2147483697
      """,
    subcommands: [LinkAddCommand.self, LinkListCommand.self, LinkRemoveCommand.self])
}

/// A user of a chat, on the command line.
struct ChatUser: ParsableArguments {
  @Argument(help: "slack, teams, mattermost or rocketchat.") var chat: String
  @Argument(help: "The chat's id of the workspace, tenant or server.") var team: String
  @Argument(help: "The chat's id of the user.") var user: String

  func validate() throws {
    let known = ChatSources.all.map { $0.name }
    guard known.contains(chat) else {
      throw ValidationError(
        "chat '\(chat)' is not known, expected " + known.joined(separator: ", "))
    }
    for (name, id) in [("team", team), ("user", user)] {
      let isPlain = id.utf8.allSatisfy { (0x21...0x7E).contains($0) }
      guard !id.isEmpty, id.utf8.count <= 200, isPlain else {
        throw ValidationError("'\(name)' is no id of a chat")
      }
    }
  }
}

struct LinkAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Link a user of a chat to a login, or link them anew.")

  @OptionGroup var who: ChatUser
  @Argument(help: "The login at the CI's host.") var login: String
  @OptionGroup var store: StoreOptions

  func validate() throws {
    let isPlain = login.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F }
    guard !login.isEmpty, login.utf8.count <= 100, isPlain else {
      throw ValidationError("'login' is none")
    }
  }

  func run() throws {
    try Complaint.told {
      let link = ChatLink(chat: who.chat, team: who.team, user: who.user, login: login)
      try store.open(creates: true).link(link, by: Author.name, at: Moment.now.seconds)
    }
    Terminal.words("\(who.chat) \(who.team) \(who.user) is \(login)")
  }
}

struct LinkListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List the links.")

  @OptionGroup var store: StoreOptions

  func run() throws {
    let links = try Complaint.told { try store.open().chatLinks() }
    for link in links {
      let parts = [link.chat, link.team, link.user, link.login].map { Visible.text($0) }
      Terminal.data(parts.joined(separator: "  ") + "\n")
    }
    if links.isEmpty { Terminal.words("there are no links") }
  }
}

struct LinkRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Forget who a user of a chat is.")

  @OptionGroup var who: ChatUser
  @OptionGroup var store: StoreOptions

  func run() throws {
    try Complaint.told {
      let link = ChatLink(chat: who.chat, team: who.team, user: who.user, login: "")
      guard try store.open().unlink(link, by: Author.name, at: Moment.now.seconds)
      else {
        throw Complaint("there is no such link")
      }
    }
  }
}
