import ArgumentParser
import Foundation
import History

struct StoreBackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy the store to a file, as it stands, while a service works on it.",
    discussion: """
      Everything is in it: the record, tokens (as SHA-256), work to be done, the audit log. To
      restore, stop the service, put the file in the store's place, remove the store's -wal and
      -shm files, and start.

      Example:
        faultline store backup --store faultline.db backups/faultline-2026-11-22.db
      """)

  @OptionGroup var store: StoreOptions
  @Argument(help: ArgumentHelp("The file to write; replaced when it is there.", valueName: "file"))
  var target: String

  func run() throws {
    try Complaint.told {
      let source = try store.open()
      let same = { (path: String) in URL(filePath: path).standardizedFileURL.path }
      guard same(source.path) != same(target) else {
        throw Complaint("'\(target)' is the store itself")
      }
      try source.backup(to: target)
    }
  }
}
