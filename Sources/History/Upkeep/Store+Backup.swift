import Foundation
import GRDB

extension Store {
  /// Copies the whole store to a file, as it stands at one moment, while others read and write.
  ///
  /// The copy is written beside `target` and put in its place when it is whole and on disk, so that
  /// a backup that was interrupted never replaces an older one.
  ///
  /// - Throws: ``StoreError`` when the copy cannot be written.
  public func backup(to target: String) throws(StoreError) {
    let part = target + ".part"
    for name in [part, part + "-wal", part + "-shm"] {
      try? FileManager.default.removeItem(atPath: name)
    }
    do {
      let copy = try DatabaseQueue(path: part)
      try pool.backup(to: copy)
      // One file, to be moved about alone.
      try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
      try copy.close()
    } catch {
      throw StoreError.from(error, path: target)
    }
    guard let file = FileHandle(forUpdatingAtPath: part) else {
      throw StoreError(path: target, cause: "cannot be written")
    }
    try? file.synchronize()
    try? file.close()
    guard rename(part, target) == 0 else {
      throw StoreError(path: target, cause: String(cString: strerror(errno)).lowercased())
    }
  }
}
