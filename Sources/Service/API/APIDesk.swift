import Assistant
import Flakiness
import History

/// What the API works with; the service puts it together once.
struct APIDesk: Sendable {
  /// What became of a log.
  enum Explained: Sendable {
    /// `faultline.diagnosis/1`, and what the store would keep of it.
    case document(String, FailureRecord?)
    /// One lower-case clause.
    case notAnalysed(String)
  }

  var store: Store
  /// A log's bytes and its name into the diagnosis that says most.
  var explain: @Sendable (_ log: [UInt8], _ name: String) async -> Explained
  /// What to do about a signature, best first.
  var advice: @Sendable (_ signature: String) -> [String]
  /// Seconds since 1970.
  var now: @Sendable () -> Int
  /// Bytes of a log that is sent, packed or not.
  var uploadLimit = 64 << 20
}

extension APIDesk {
  /// The API's part of the service's desk.
  init(_ desk: Desk) {
    let explainer = desk.explainer
    self.init(
      store: desk.store,
      explain: { log, name in
        switch await explainer.explain(log, name: name) {
        case .explained(let explained): .document(explained.document, explained.failure)
        case .notAnalysed(let reason): .notAnalysed(reason)
        }
      },
      advice: desk.advice, now: desk.clock, uploadLimit: desk.settings.uploadLimit)
  }
}

extension APICall {
  var store: Store { desk.store }

  /// The repositories the call is about: the one asked for, else all the visitor sees (nil: all).
  ///
  /// - Throws: the same ``APIProblem/notFound`` for one that does not exist and one that may not
  ///   be seen.
  func repositories() throws -> [String]? {
    if let name = text("repository") { return [try repository(name)] }
    return sight
  }

  /// The repository the call must name.
  func repository() throws -> String { try repository(text("repository") ?? "") }

  private func repository(_ name: String) throws -> String {
    guard visitor.sees(name), try store.hasRepository(name) else { throw APIProblem.notFound }
    return name
  }

  /// Names of the repositories the visitor sees; nil for all.
  var sight: [String]? {
    switch visitor.sight {
    case .all: nil
    case .only(let names): names.sorted()
    }
  }

  /// The repositories to go through, one after the other.
  func names() throws -> [String] {
    try repositories() ?? store.repositories()
  }

  var seesAll: Bool { visitor.sight == .all }

  /// Who is written down with a change.
  var actor: String { visitor.name ?? "api" }

  /// Answers a page.
  func page(_ items: [JSON], _ next: Cursor?) -> APIAnswer {
    var members: [String: JSON] = ["items": .array(items)]
    members["next"] = next.map { .string($0.text) }
    return .json(.object(members))
  }

  static func time(_ seconds: Int) -> String { Timestamp.text(seconds) }
}

extension Schema {
  /// A page of a list.
  static func page(of item: Schema) -> Schema {
    .object(
      "A page of a list.",
      [
        ("items", .list(of: item, "What is on this page, in the list's order."), false),
        (
          "next",
          .text("The `cursor` of the next page; absent on the last.", pattern: Cursor.pattern),
          true
        ),
      ])
  }
}

extension Operation.Parameter {
  static let cursor = Self(
    name: "cursor", kind: .text(max: 8000, pattern: Cursor.pattern),
    about: "Where the page begins: `next` of the page before.")
  static let limit = Self(
    name: "limit", kind: .number(1...100, standard: 20), about: "How many at most.")
  static let repository = Self(
    name: "repository", kind: .text(max: 300), about: "Of one repository only: `owner/name`.")
  static let oneRepository = Self(
    name: "repository", kind: .text(max: 300), about: "The repository: `owner/name`.",
    isRequired: true)
  static let days = Self(
    name: "days", kind: .number(1...400, standard: 7), about: "How many days back.")

  /// A segment of the path.
  static func segment(_ name: String, _ pattern: String, _ about: String) -> Self {
    Self(
      name: name, kind: .text(max: 80, pattern: pattern), about: about, isRequired: true,
      isInPath: true)
  }

  static let idPattern = "^[0-9a-f]{1,16}-[0-9a-f]{1,16}$"
  static let fingerprintPattern = "^v[0-9]{1,4}:[0-9a-f]{24}$"
}
