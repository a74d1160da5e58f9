import ArgumentParser
import Foundation
import History

/// Where the store is: `--store`, else `$FAULTLINE_STORE`, else what `.faultline.yml` says, else
/// `.faultline/store.db`.
struct StoreOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The store (default: $FAULTLINE_STORE, .faultline.yml's, else .faultline/store.db).",
      valueName: "file"))
  var store: String?

  init() {}

  /// The options as if `--store PATH` had been given.
  init(path: String) { store = path }

  /// The path meant.
  var path: String {
    store ?? Settings.current.text("store") ?? ".faultline/store.db"
  }

  /// Opens the store.
  ///
  /// - Parameter creates: whether one that is not there is made, its folder too. A command that
  ///   only asks must not answer a misspelt path with an empty list.
  /// - Parameter patience: seconds that a writer waits for another process.
  func open(creates: Bool = false, patience: Double = Store.busySeconds) throws -> Store {
    let path = path
    if !FileManager.default.fileExists(atPath: path) {
      guard creates else {
        throw Complaint("'\(path)': no such store; `faultline ingest` makes one")
      }
      let folder = URL(filePath: path).deletingLastPathComponent()
      try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    do { return try Store(path: path, patience: patience) } catch { throw Complaint(error) }
  }
}

/// Work that could not be done: told on stderr, exit code 1.
struct Complaint: Error, CustomStringConvertible {
  var description: String

  init(_ words: String) { description = words }
  init(_ error: StoreError) { description = error.description }
  init(_ error: InputError) { description = error.description }

  /// Runs `body`; what it complains of goes to stderr and the command ends with 1.
  static func told<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch {
      switch error {
      case let error as Complaint: Terminal.words(error.description)
      case let error as StoreError: Terminal.words(error.description)
      case let error as InputError: Terminal.words(error.description)
      default: throw error
      }
      throw ExitCode(1)
    }
  }
}
