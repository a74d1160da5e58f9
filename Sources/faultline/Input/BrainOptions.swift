import ArgumentParser
import Assistant
import Foundation
import History

/// Who asks, and what is looked in, for `ask`, `why` and `chat`.
struct BrainOptions: ParsableArguments {
  @OptionGroup var store: StoreOptions

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "Your login at the CI's host (default: $FAULTLINE_LOGIN).", valueName: "login"))
  var login: String?

  @Option(help: ArgumentHelp("Look in one repository only.", valueName: "repository"))
  var repo: String?

  @Option(help: .hidden) var now: Moment?

  /// The brain over the store.
  func brain() throws -> Brain { Self.brain(try store.open()) }

  /// A brain whose advice is that of the built-in signatures, read when first needed.
  static func brain(_ store: Store) -> Brain {
    Brain(store: store, advice: { AdviceBook.shared.steps(for: $0) })
  }

  var asker: Asker {
    let environment = ProcessInfo.processInfo.environment
    let named = environment["FAULTLINE_LOGIN"] ?? ""
    let login = login ?? (named.isEmpty ? nil : named)
    return Asker(
      name: login ?? Author.name, login: login, repository: repo)
  }

  var seconds: Int { (now ?? .now).seconds }
}

/// What the built-in signatures say to do.
final class AdviceBook: Sendable {
  static let shared = AdviceBook()
  private let steps: [String: [String]]

  private init() {
    guard let catalog = try? Embedded.triager(packs: []).catalog else {
      steps = [:]
      return
    }
    steps = Dictionary(catalog.signatures.map { ($0.id, $0.remediation) }) { first, _ in first }
  }

  func steps(for signature: String) -> [String] { steps[signature] ?? [] }
}

/// `faultline ask --format json`.
struct ReplyDocument: ListDocument {
  let schema = "faultline.reply/1"
  var question: String
  var intent: String
  var subject: String
  var reply: Reply
}
