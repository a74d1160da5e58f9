import ArgumentParser
import Foundation
import History
import Reporting

struct StoreExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write everything that was taken in as lines of JSON.",
    discussion: """
      Stores that know the same write the same bytes. Verdicts are not written: they are computed.

      Example:
        faultline store export --store a.db | gzip > a.ndjson.gz
      """)

  @OptionGroup var store: StoreOptions
  @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "file"))
  var output: String?

  func run() throws {
    try Complaint.told {
      let store = try store.open()
      let sink = try LineSink(output)
      try store.export { sink.line($0) }
      try sink.finish()
    }
  }
}

struct StoreImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Take in what `store export` wrote, plain or gzipped.",
    discussion: "A file is taken in whole or not at all.\n\n"
      + "Example:\n  faultline store import a.ndjson.gz b.ndjson")

  @OptionGroup var store: StoreOptions
  @Argument(help: "Exports, or - for standard input.") var files: [String]

  func run() throws {
    try Complaint.told {
      let store = try store.open(creates: true)
      for file in files {
        let lines = try ExportFile(file).lines()
        let rows = try store.importLines(lines, name: file)
        Terminal.data("\(Visible.text(file)): \(Amount.count(rows)) new rows\n")
      }
      try Verdicts.refresh(store)
    }
  }
}

struct StoreMergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Take in everything other stores know; they stay as they are.",
    discussion: "In any order and any number of times, the outcome is the same.\n\n"
      + "Example:\n  faultline store merge --store all.db shard-*.db")

  @OptionGroup var store: StoreOptions
  @Argument(help: "The stores to take in.") var stores: [String]

  func run() throws {
    try Complaint.told {
      for path in stores where !FileManager.default.fileExists(atPath: path) {
        throw Complaint("'\(path)': no such store")
      }
      let store = try store.open(creates: true)
      for path in stores {
        let rows = try store.merge(try Store(path: path))
        Terminal.data("\(Visible.text(path)): \(Amount.count(rows)) new rows\n")
      }
      try Verdicts.refresh(store)
    }
  }
}

/// Lines to a file or to stdout, in pieces large enough to be quick.
final class LineSink {
  private let file: FileHandle?
  private let path: String
  private var buffer = ""
  private var failure: InputError?

  init(_ path: String?) throws(InputError) {
    self.path = path ?? "standard output"
    guard let path else {
      file = nil
      return
    }
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    guard let file = FileHandle(forWritingAtPath: path) else {
      throw InputError(path: path, message: "cannot be written")
    }
    self.file = file
  }

  func line(_ text: String) {
    buffer += text
    buffer += "\n"
    if buffer.utf8.count > 1 << 18 { flush() }
  }

  /// - Throws: when the file could not take everything.
  func finish() throws(InputError) {
    flush()
    try? file?.close()
    if let failure { throw failure }
  }

  private func flush() {
    if let file {
      do { try file.write(contentsOf: Data(buffer.utf8)) } catch {
        failure = InputError(path: path, message: "cannot be written")
      }
    } else {
      Terminal.data(buffer)
    }
    buffer = ""
  }
}

/// The lines of an export, unpacked if need be.
struct ExportFile {
  let path: String

  init(_ path: String) { self.path = path }

  func lines() throws(InputError) -> [String] {
    let bytes = try ByteSource(path).bytes()
    let text = bytes.starts(with: [0x1F, 0x8B]) ? try Gunzip.bytes(bytes, path: path) : bytes
    return text.split(separator: 0x0A, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
  }
}
