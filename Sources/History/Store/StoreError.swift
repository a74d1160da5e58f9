import GRDB

/// Why the store could not do its work.
public struct StoreError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The store, or the file being imported.
  public var path: String
  /// 1-based line of an imported file.
  public var line: Int?
  /// One lower-case clause.
  public var cause: String

  public init(path: String, line: Int? = nil, cause: String) {
    self.path = path
    self.line = line
    self.cause = cause
  }

  public var description: String {
    path + (line.map { ":\($0)" } ?? "") + ": " + cause
  }

  static func from(_ error: any Error, path: String) -> StoreError {
    if let error = error as? StoreError { return error }
    guard let error = error as? DatabaseError else {
      return StoreError(path: path, cause: "\(error)")
    }
    let cause =
      switch error.resultCode {
      case .SQLITE_NOTADB: "is not a Faultline store"
      case .SQLITE_CORRUPT: "is damaged; restore a copy, or export what is readable"
      case .SQLITE_BUSY: "is in use by another process"
      case .SQLITE_FULL: "cannot grow: the disk is full"
      case .SQLITE_IOERR: "cannot be written or read: the disk reports an error"
      case .SQLITE_CANTOPEN: "cannot be opened"
      case .SQLITE_READONLY: "is read-only"
      default: error.message ?? "failed with SQLite code \(error.resultCode.rawValue)"
      }
    return StoreError(path: path, cause: cause)
  }
}
