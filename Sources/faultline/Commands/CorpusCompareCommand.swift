import ArgumentParser
import Triage

struct CorpusCompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Fold figures of other ways of learning, or without each feature.",
    discussion: """
      One line per way; every line is a whole evaluation, some twenty seconds. "hard" are the same
      logs with their tools' signatures unknown, after another job's noise, or cut out.

      Examples:
        faultline corpus compare Corpus
        faultline corpus compare Corpus --features
      """)

  @Argument(help: "The corpus folder.") var folder = "Corpus"
  @Option(help: CorpusCommand.signaturesHelp) var signatures: [String] = ["Signatures"]
  @Flag(help: "Leave each feature out in turn.") var features = false
  @Option(help: "Only ways whose name holds this text.") var only: String?

  func run() throws {
    let room = try CorpusCommand.schoolroom(folder, signatures: signatures)
    let all = features ? Contender.withoutFeatures : Contender.settings
    let contenders = all.filter { only.map($0.name.contains) ?? true }
    let width = (contenders.map(\.name.count).max() ?? 0) + 2
    Terminal.data(pad("", width) + Contender.columns.map { pad($0, 12) }.joined() + "\n")
    for contender in contenders {
      let cells = room.compare(contender).map { pad(Evaluation.number($0), 12) }
      Terminal.data(pad(contender.name, width) + cells.joined() + "\n")
    }
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}
