import ArgumentParser
import Foundation
import Logs
import Reporting
import Signatures
import Triage

struct SignaturesMarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mark",
    abstract: "Write a new signature's skeleton from a line of a log.",
    discussion: """
      Prints a rule file with one entry: a pattern in which numbers, paths, hosts and quoted names \
      are captured, and the line as its example. It passes `signatures test` and `lint` as it is; \
      bucket, category, summary and remediation are guesses to be read. Without LINE it is the line \
      that `explain` points at.

      Examples:
        faultline signatures mark build.log 482
        faultline signatures mark build.log 482 --tool deployer -o .faultline/signatures
        faultline signatures mark build.log --bucket infra --category device --entry
      """)

  @Argument(help: "The log.") var log: String
  @Argument(help: "The line's number, counted from 1.") var line: Int?
  @Option(help: "The tool the line is from (default: guessed).") var tool: String?
  @Option(help: ArgumentHelp("The id's part behind the slash (default: the line's words)."))
  var slug: String?
  @Option(help: "Whose matter it is: infra, test, dependency, config (default: guessed).")
  var bucket: String?
  @Option(help: "The bucket's category (default: guessed).") var category: String?
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write <tool>.yml into this folder; it must not exist.", valueName: "dir"))
  var output: String?
  @Flag(help: "Print the entry alone, to be put into a file.") var entry = false

  func validate() throws {
    if let line, line < 1 { throw ValidationError("line \(line) is not 1 or more") }
    for (name, word) in [("tool", tool), ("slug", slug)] {
      if let word, !Self.isSlug(word) {
        throw ValidationError("\(name) '\(word)' must be lower-case letters, digits and '-'")
      }
    }
    if let bucket, Bucket(rawValue: bucket) == nil || bucket == "unknown" {
      let known = Bucket.named.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("bucket '\(bucket)' is not known, expected \(known)")
    }
    if let category {
      let named = bucket.flatMap { Bucket(rawValue: $0) }.map { [$0] } ?? Bucket.named
      let known = named.flatMap(\.categories)
      if !known.contains(category) {
        let near = nearestWord(to: category, in: known).map { ", did you mean '\($0)'" } ?? ""
        throw ValidationError("category '\(category)' is not known\(near)")
      }
    }
  }

  private static func isSlug(_ text: String) -> Bool {
    !text.isEmpty && text.first != "-" && text.last != "-"
      && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
  }

  func run() throws {
    let triager = try Knowledgeable.triager(packs: [])
    let (bytes, _, _) = try LabelledLog.read(log)
    let diagnosis = triager.diagnose(
      Gathered.read(bytes, catalog: triager.catalog), name: log)
    guard let number = line ?? diagnosis.cause?.line else {
      throw complaint("'\(log)': no failure found; name the line")
    }
    guard let pointed = PointedLine(number, in: bytes) else {
      throw complaint("'\(log)': has no line \(number)")
    }
    let named = category.flatMap { slug in Bucket.named.first { $0.categories.contains(slug) } }
    let wishes = RuleDrafter.Wishes(
      tool: tool, slug: slug, bucket: bucket.flatMap { Bucket(rawValue: $0) } ?? named,
      category: category)
    let draft: RuleDraft
    do throws(RuleDraftRefusal) {
      let name = log == "-" ? "standard input" : URL(filePath: log).lastPathComponent
      draft = try RuleDrafter(catalog: triager.catalog).draft(
        pointed, of: diagnosis, wishes: wishes, origin: "\(Visible.text(name)):\(number)")
    } catch {
      throw complaint("'\(log)': line \(number): \(error.description)")
    }
    try prove(draft, triager.catalog, line: number)
    try write(draft)
  }

  /// The laws over what was written: what does not obey them is not handed out.
  private func prove(_ draft: RuleDraft, _ catalog: Catalog, line: Int) throws {
    let file: RuleFile
    do { file = try RuleFileReader.read(draft.file, path: draft.tool + ".yml") } catch {
      throw complaint("the skeleton is not sound: \(error.all.first?.message ?? "")")
    }
    let fresh = Catalog(
      signatures: catalog.signatures + file.entries.map(\.signature),
      extraLiterals: LogScan.extraLiterals)
    var laws = Laws(catalog: fresh)
    guard let problem = laws.problems(in: file).first else {
      if let known = draft.known { Terminal.words("line \(line) is already known to '\(known)'") }
      return
    }
    if let known = draft.known {
      throw complaint("line \(line) is already known to '\(known)', which would still win")
    }
    throw complaint("the skeleton is not sound: \(problem.message)")
  }

  private func write(_ draft: RuleDraft) throws {
    guard let output else {
      Terminal.data(entry ? draft.entry : draft.file)
      return
    }
    let path = URL(filePath: output).appending(path: draft.tool + ".yml")
    if FileManager.default.fileExists(atPath: path.path()) {
      throw complaint("'\(path.relativePath)': exists; add the entry to it (--entry prints it)")
    }
    do {
      try FileManager.default.createDirectory(
        at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(draft.file.utf8).write(to: path, options: .atomic)
    } catch {
      throw complaint("'\(path.relativePath)': cannot be written")
    }
    Terminal.data(path.relativePath + "\n")
  }

  private func complaint(_ words: String) -> ExitCode {
    Terminal.words(words)
    return ExitCode(1)
  }
}

extension PointedLine {
  /// Most neighbours taken on each side.
  private static let neighbours = 2

  /// The line with this number and its clean neighbours; nil when the log has no such line, or
  /// nothing is on it.
  init?(_ number: Int, in bytes: [UInt8]) {
    var lines: [Int: Line] = [:]
    var cleaner = LineCleaner(provider: .plain)
    let reader = LogReader()
    var isFirst = true
    let handle: (LogEvent) -> Void = { event in
      switch event {
      case .begin(let source): cleaner = LineCleaner(provider: source.provider)
      case .block(let block):
        guard isFirst else { return }
        for line in block.lines(cleaned: &cleaner) where abs(line.number - number) <= 6 {
          lines[line.number] = line.masked()
        }
      case .end: isFirst = false
      }
    }
    bytes.withUnsafeBytes { reader.consume($0, handle) }
    reader.finish(handle)
    guard let line = lines[number],
      let index = line.segments.indices.last(where: { !line.segments[$0].isEmpty })
    else { return nil }
    func texts(_ numbers: [Int]) -> [String] {
      numbers.compactMap { lines[$0] }.compactMap { line in
        line.segments.last { !$0.isEmpty }.map { String(decoding: line.text[$0], as: UTF8.self) }
      }
    }
    let segment = line.segments[index]
    self.init(
      number: number, text: Array(line.text[segment]),
      bodyStart: line.bodyStarts[index] - segment.lowerBound,
      before: texts(Array(max(1, number - 6)..<number)).suffix(Self.neighbours).map { $0 },
      after: texts(Array(number + 1...number + 6)).prefix(Self.neighbours).map { $0 })
  }
}

extension LineBlock {
  /// The block's lines, cleaned one after the other.
  func lines(cleaned cleaner: inout LineCleaner) -> [Line] {
    var out: [Line] = []
    var number = firstLine
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      out.append(
        cleaner.clean(
          UnsafeRawBufferPointer(rebasing: bytes[start..<end]), number: number,
          offset: offset + start))
      number += 1
      start = end + 1
    }
    return out
  }
}
