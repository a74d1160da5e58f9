import ArgumentParser
import Assistant
import Foundation
import History
import Reporting

struct WhyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Say why a build failed, by whatever you have of it.",
    discussion: """
      Without an argument: your latest failed build (--as), else the latest of all. A log that is a
      file here is explained as `faultline explain` does it, without a store.

      Examples:
        faultline why
        faultline why 4711
        faultline why https://github.com/acme/web/actions/runs/4711
        faultline why '#12'
        faultline why feature/login
        faultline why build.log
        faultline why 4711 --server https://faultline.example
      """)

  @OptionGroup var options: BrainOptions
  @OptionGroup var remote: RemoteOptions

  @Argument(help: "A run's id, a page, #PR, a branch, a commit, a test or a log file.")
  var what: String?

  func run() throws {
    if let what, FileManager.default.fileExists(atPath: what) { return try explain(what) }
    if case .file(let path) = Self.question(what).subject { throw Self.missing(path) }
    if let server = remote.server {
      let isAnswered = try Complaint.told {
        try remote.ask([Self.words(what)], at: server, as: options.asker, isJSON: false)
      }
      if !isAnswered { throw ExitCode(1) }
      return
    }
    let reply = try Complaint.told {
      var talk = Conversation()
      return try brain().answer(
        Self.question(what), from: options.asker, in: &talk, now: options.seconds)
    }
    Terminal.data(TerminalDoor(isColored: Terminal.isColored(.auto)).render(reply))
    if !reply.isAnswered { throw ExitCode(1) }
  }

  /// A word that reads like a file and is none here.
  private static func missing(_ path: String) -> ExitCode {
    Terminal.words(
      "there is no file '\(path)' here; if it is a branch, a job or a test, say so: "
        + "`faultline ask 'why did branch \(path) fail?'`")
    return ExitCode(1)
  }

  /// The brain; without a store, the word may still have meant a file.
  private func brain() throws -> Brain {
    do { return try options.brain() } catch {
      guard let what, !what.isEmpty else { throw error }
      let words = (error as? StoreError)?.description ?? (error as? Complaint)?.description
      guard let words else { throw error }
      throw Complaint("there is no file '\(what)' here, and nothing to look it up in: \(words)")
    }
  }

  /// The question that an argument stands for.
  static func question(_ what: String?) -> Question {
    guard let what, !what.isEmpty else { return Question(.whyFailed, .mine) }
    if what.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      return Question(.whyFailed, .run(what), text: what)
    }
    let read = QuestionReader().read("why did \(what) fail").subject
    switch read {
    case .mine, .last, .none, .thread, .previous, .choice:
      return Question(.whyFailed, .name(what), text: what)
    default: return Question(.whyFailed, read, text: what)
    }
  }

  /// The same as a sentence, for a service.
  private static func words(_ what: String?) -> String {
    guard let what, !what.isEmpty else { return "why did my build fail?" }
    let isNumber = what.utf8.allSatisfy { (0x30...0x39).contains($0) }
    return isNumber ? "why did run \(what) fail?" : "why did \(what) fail?"
  }

  private func explain(_ path: String) throws {
    let explainer = LogExplainer(triager: try Knowledgeable.triager(packs: []))
    let inputs = LogInputs([path])
    let color = ReportOptions(color: Terminal.isColored(.auto))
    try Complaint.told {
      for (index, path) in inputs.paths.enumerated() {
        if index > 0 { Terminal.data("\n") }
        try explainer.explain(path) {
          Terminal.data(TextReporter(options: color).render(Answer($0)))
        }
      }
    }
  }
}
