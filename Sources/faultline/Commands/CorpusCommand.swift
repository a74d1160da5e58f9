import ArgumentParser
import Foundation
import Signatures
import Triage

struct CorpusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "corpus",
    abstract: "Check the labelled logs, train on them, and measure the engine with them.",
    discussion: """
      Examples:
        faultline corpus check Corpus
        faultline corpus evaluate Corpus > Tests/TriageTests/evaluation.txt
      """,
    subcommands: [
      CorpusCheckCommand.self, CorpusTrainCommand.self, CorpusEvaluateCommand.self,
      CorpusCompareCommand.self,
    ])

  static let signaturesHelp = ArgumentHelp(
    "Rule files, whose examples are learned from as well.", valueName: "dir")

  /// The corpus with the catalog as it would be with these rule files, and their examples.
  static func schoolroom(_ folder: String, signatures: [String]) throws -> Schoolroom {
    let (files, catalog) = try Packs.withCatalog(signatures)
    return Schoolroom(try read(folder), cards: files.flatMap(Card.all), catalog: catalog)
  }

  /// Reads every log below `folder`; problems go to stderr and end the command.
  static func read(_ folder: String) throws -> [CorpusLog] {
    var logs: [CorpusLog] = []
    var failed = false
    let inputs = LogInputs([folder])
    for error in inputs.errors {
      Terminal.words(error.description)
      failed = true
    }
    for path in inputs.paths where path.hasSuffix(".log") {
      do {
        logs.append(try CorpusLog(path: path, text: try ByteSource(path).bytes()))
      } catch let problems as Problems {
        for problem in problems.all { Terminal.words(problem.description) }
        failed = true
      } catch let error as InputError {
        Terminal.words(error.description)
        failed = true
      }
    }
    if failed { throw ExitCode(1) }
    return logs
  }
}

struct CorpusCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check headers, labels and marks; count what there is.",
    discussion: "Example:\n  faultline corpus check Corpus")

  @Argument(help: "The corpus folder.") var folder = "Corpus"

  func run() throws {
    let logs = try CorpusCommand.read(folder)
    var counts: [String: Int] = [:]
    for log in logs { counts[String(log.name.prefix { $0 != "/" }), default: 0] += 1 }
    for (label, count) in counts.sorted(by: { $0.key < $1.key }) {
      Terminal.data("\(label)\t\(count)\n")
    }
    let families = Set(logs.map(\.family)).count
    Terminal.data("\(logs.count) logs of \(families) families\n")
  }
}

struct CorpusTrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Learn the model from a corpus and write it to a file.",
    discussion: """
      The build does this by itself; the command is for looking at the result. Same corpus, same
      bytes.

      Example:
        faultline corpus train Corpus -o model.bin
      """)

  @Argument(help: "The corpus folder.") var folder = "Corpus"
  @Option(help: CorpusCommand.signaturesHelp) var signatures: [String] = ["Signatures"]
  @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "file"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "Corrections to learn from: a store, or a file of `faultline correct list --format ndjson`.",
      valueName: "store-or-file"))
  var corrections: String?
  @Flag(help: "Write the model even if right answers are lost to the corrections.")
  var acceptDrop = false

  func run() throws {
    var room = try CorpusCommand.schoolroom(folder, signatures: signatures)
    if let corrections {
      room = try CorrectionLessons(corrections).taught(to: room, acceptDrop: acceptDrop)
    }
    let bytes = room.train().archive()
    do {
      try Data(bytes).write(to: URL(filePath: output), options: .atomic)
    } catch {
      Terminal.words("'\(output)': cannot be written")
      throw ExitCode(1)
    }
    Terminal.data("\(room.count) logs, \(bytes.count) bytes\n")
  }
}

struct CorpusEvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Leave out one tool family at a time and explain what was left out.",
    discussion: """
      Prints totals, confusion, calibration, the learned weights, and one line per wrong log.

      Example:
        faultline corpus evaluate Corpus
        faultline corpus evaluate Corpus --folds folds.ndjson
      """)

  @Option(
    help: ArgumentHelp(
      "Also write one JSON object a log: fold, label and answers, for peers on the same folds.",
      valueName: "file"))
  var folds: String?
  @Argument(help: "The corpus folder.") var folder = "Corpus"
  @Option(help: CorpusCommand.signaturesHelp) var signatures: [String] = ["Signatures"]

  func run() throws {
    let room = try CorpusCommand.schoolroom(folder, signatures: signatures)
    let isTerminal = isatty(2) == 1
    let evaluation = room.evaluate { family in
      if isTerminal { Terminal.words("leaving out \(family)") }
    }
    if let folds { try write(room.folds(of: evaluation), to: folds) }
    Terminal.data(evaluation.report())
  }

  private func write(_ rows: [FoldRow], to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var out = Data()
    for row in rows { out += try encoder.encode(row) + Data("\n".utf8) }
    do { try out.write(to: URL(filePath: path), options: .atomic) } catch {
      Terminal.words("'\(path)': cannot be written")
      throw ExitCode(1)
    }
  }
}
