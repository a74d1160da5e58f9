import ArgumentParser
import Foundation
import History
import Reporting
import Signatures
import Triage

struct CorrectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "correct",
    abstract: "Say what a failure really was; from then on that outranks the model.",
    discussion: """
      A correction holds for failures with exactly this fingerprint, in `explain --store`, \
      `ingest` and the hooks. Before it is kept, the golden set (the labelled logs that Faultline \
      ships with) is scored with it; one that loses a right answer is shown and refused. \
      `corpus train --corrections STORE` learns from what was corrected.

      Examples:
        faultline correct build.log --bucket infra --because "the runner's disk was full"
        faultline correct v1:3f2a… --bucket config --category missing-secret --because "fork"
        faultline correct list
        faultline correct undo a1b2c3
        faultline correct accept 9f03bd
      """,
    subcommands: [
      CorrectAddCommand.self, CorrectListCommand.self, CorrectUndoCommand.self,
      CorrectAcceptCommand.self, CorrectDeclineCommand.self,
    ], defaultSubcommand: CorrectAddCommand.self)
}

/// Bucket and category as somebody names them.
struct CorrectionPlace: ParsableArguments {
  @Option(help: "What it was: infra, test, dependency, config.") var bucket: String?
  @Option(help: "The bucket's category.") var category: String?

  func validate() throws {
    guard let bucket else { return }
    guard let named = Bucket(rawValue: bucket), named != .unknown else {
      let known = Bucket.named.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("bucket '\(bucket)' is not known, expected \(known)")
    }
    if let category, !named.categories.contains(category) {
      let near = nearestWord(to: category, in: named.categories)
      throw ValidationError(
        "category '\(category)' is not one of bucket '\(bucket)'"
          + (near.map { ", did you mean '\($0)'" } ?? ""))
    }
  }
}

/// The golden set's say in a correction.
struct GoldenGuard: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Score this corpus instead of the golden set inside the executable.", valueName: "dir"))
  var golden: String?
  @Flag(help: "Keep the correction even if right answers are lost to it.") var acceptDrop = false

  /// Tells what the correction costs; ends the command when it costs a right answer.
  func check(_ fingerprint: String, as bucket: Bucket) throws {
    let effect = try set().effect(of: fingerprint, as: bucket)
    guard effect.isDrop else { return }
    for row in effect.lost.prefix(20) {
      Terminal.words("lost: \(row.name), a \(row.label.rawValue) failure that is answered rightly")
    }
    Terminal.words("golden set: \(GoldenWords.counts(effect.before, effect.after))")
    if acceptDrop { return }
    Terminal.words("refused: right answers would be lost (--accept-drop keeps it all the same)")
    throw ExitCode(1)
  }

  private func set() throws -> GoldenSet {
    guard let golden else { return GoldenSet(text: embeddedGolden) }
    return GoldenSet(try CorpusCommand.read(golden), triager: try Embedded.triager())
  }
}

struct CorrectAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Correct one failure (the default).",
    discussion: """
      Example:
        faultline correct build.log --bucket infra --because "the runner's disk was full"
      """)

  @Argument(help: "A fingerprint (v1:…) or a log.") var failure: String
  @OptionGroup var place: CorrectionPlace
  @Option(help: "Why, in one sentence.") var because: String
  @Option(help: "The repository it holds in (default: the store's only one, else all).")
  var repo: String?
  @Option(help: "Who says so (default: your login).") var by: String?
  @OptionGroup var guardian: GoldenGuard
  @OptionGroup var store: StoreOptions

  func validate() throws {
    if place.bucket == nil { throw ValidationError("say what it was, with --bucket") }
    if because.allSatisfy(\.isWhitespace) { throw ValidationError("say why, with --because") }
    if because.utf8.count > 400 { throw ValidationError("the reason is longer than 400 bytes") }
  }

  func run() throws {
    try Complaint.told {
      guard let bucket = place.bucket.flatMap(Bucket.init) else { return }
      let store = try store.open(creates: true)
      let known = try store.repositories()
      let repository = repo ?? (known.count == 1 ? known[0] : Store.everywhere)
      let (fingerprint, record) = try subject(store, repository)
      try guardian.check(fingerprint, as: bucket)
      let id = try store.correct(
        fingerprint, as: bucket.rawValue, category: place.category, because: because,
        in: repository, record: record, time: Int(Date().timeIntervalSince1970),
        actor: by ?? Author.name)
      Terminal.data(id + "\n")
      let was = record.map { " (was \($0.bucket))" } ?? ""
      let scope = repository == Store.everywhere ? "every repository" : repository
      Terminal.words("\(fingerprint) is \(bucket.rawValue)\(was) in \(Visible.text(scope))")
    }
  }

  /// The fingerprint meant, and what was answered about it as far as that is known.
  private func subject(
    _ store: Store, _ repository: String
  ) throws -> (String, FailureRecord?) {
    if Fingerprint.isOne(failure) {
      let place = repository == Store.everywhere ? nil : repository
      return (failure, try store.failure(like: failure, in: place)?.record)
    }
    let triager = try Knowledgeable.triager(packs: [])
    var found: Diagnosis?
    try LogExplainer(triager: triager).explain(failure) { diagnosis in
      if found?.failed != true { found = diagnosis }
    }
    guard let found, found.failed else {
      throw Complaint("'\(failure)': no failure found in it")
    }
    guard let fingerprint = found.fingerprint else {
      throw Complaint("'\(failure)': no line is specific enough to know this failure again by")
    }
    var record = FailureRecord(found)
    if let cause = found.cause, let first = record?.evidence.first {
      let quotes = (cause.before + cause.after).map {
        FailureRecord.Evidence(line: $0.line, role: "related", text: $0.text)
      }
      record?.evidence = [first] + quotes
    }
    return (fingerprint, record)
  }
}

struct CorrectUndoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo", abstract: "Take a correction back; what held before holds again.",
    discussion: "Example:\n  faultline correct undo a1b2c3 --because \"it was the test after all\"")

  @Argument(help: "The correction's id.") var id: String
  @Option(help: "Why.") var because: String?
  @Option(help: "Who says so (default: your login).") var by: String?
  @OptionGroup var store: StoreOptions

  func run() throws {
    try Complaint.told {
      let store = try store.open()
      let known = try store.undoCorrection(
        id, because: because, time: Int(Date().timeIntervalSince1970),
        actor: by ?? Author.name)
      guard let known else {
        let ids = try store.corrections().filter { $0.state != .undone }.map(\.id)
        let near = nearestWord(to: id, in: ids).map { ", did you mean '\($0)'" } ?? ""
        throw Complaint("no correction '\(id)' holds\(near)")
      }
      let now = try store.corrections().last {
        $0.state == .standing && $0.fingerprint == known.fingerprint
          && $0.repository == known.repository
      }
      let left = now.map { "\($0.bucket) holds again (\($0.id))" } ?? "the model answers again"
      Terminal.words("\(known.fingerprint): \(left)")
    }
  }
}

struct CorrectAcceptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept", abstract: "Make a proposal from a chat or the API a correction.",
    discussion: "Example:\n  faultline correct accept 9f03bd --category disk-full")

  @Argument(help: "The proposal's id.") var id: String
  @OptionGroup var place: CorrectionPlace
  @Option(help: "Why (default: the proposer's words).") var because: String?
  @Option(help: "Who accepts it (default: your login).") var by: String?
  @OptionGroup var guardian: GoldenGuard
  @OptionGroup var store: StoreOptions

  func run() throws {
    try Complaint.told {
      let store = try store.open()
      let proposal = try OpenProposal.find(id, in: store)
      guard let bucket = (place.bucket ?? proposal.bucket).flatMap(Bucket.init), bucket != .unknown
      else { throw Complaint("proposal '\(id)' names no bucket; say it with --bucket") }
      if let category = place.category, !bucket.categories.contains(category) {
        throw Complaint("category '\(category)' is not one of bucket '\(bucket.rawValue)'")
      }
      guard Fingerprint.isOne(proposal.subject) else {
        throw Complaint("proposal '\(id)' is about a failure without a fingerprint")
      }
      try guardian.check(proposal.subject, as: bucket)
      let made = try store.correct(
        proposal.subject, as: bucket.rawValue, category: place.category,
        because: because ?? "\(proposal.by): \(proposal.reason)", in: proposal.repository,
        record: try store.failure(like: proposal.subject, in: proposal.repository)?.record,
        proposal: proposal.id, time: Int(Date().timeIntervalSince1970),
        actor: by ?? Author.name)
      Terminal.data(made + "\n")
    }
  }
}

struct CorrectDeclineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decline", abstract: "Set a proposal aside.",
    discussion: "Example:\n  faultline correct decline 9f03bd --because \"the test is wrong\"")

  @Argument(help: "The proposal's id.") var id: String
  @Option(help: "Why.") var because: String?
  @Option(help: "Who declines it (default: your login).") var by: String?
  @OptionGroup var store: StoreOptions

  func run() throws {
    try Complaint.told {
      let store = try store.open()
      try store.declineProposal(
        try OpenProposal.find(id, in: store), because: because,
        time: Int(Date().timeIntervalSince1970), actor: by ?? Author.name)
    }
  }
}

/// A proposal that nobody has decided about.
enum OpenProposal {
  static func find(_ id: String, in store: Store) throws -> CorrectionProposal {
    let all = try store.correctionProposals()
    guard let proposal = all.first(where: { $0.id == id }) else {
      let near = nearestWord(to: id, in: all.filter { $0.state == .open }.map(\.id))
      throw Complaint("no proposal '\(id)'" + (near.map { ", did you mean '\($0)'" } ?? ""))
    }
    guard proposal.state == .open else {
      throw Complaint("proposal '\(id)' was \(proposal.state.rawValue) already")
    }
    return proposal
  }
}
