import Foundation

/// Files of our own: written beside and moved into place, so that nobody ever reads half of one.
enum SafeFile {
  /// Returns what went wrong.
  static func replace(_ path: String, with bytes: [UInt8]) -> String? {
    // Something that is no regular file (a pipe, /dev/stdout) cannot be moved over.
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      return write(bytes, to: path, flags: O_WRONLY)
    }
    let beside = path + ".faultline-\(getpid())"
    if let trouble = write(bytes, to: beside, flags: O_WRONLY | O_CREAT | O_EXCL) {
      unlink(beside)
      return trouble.replacing(beside, with: path)
    }
    guard rename(beside, path) == 0 else {
      let trouble = complaint(path)
      unlink(beside)
      return trouble
    }
    return nil
  }

  /// Returns what went wrong.
  static func append(_ bytes: [UInt8], to path: String) -> String? {
    write(bytes, to: path, flags: O_WRONLY | O_CREAT | O_APPEND)
  }

  private static func write(_ bytes: [UInt8], to path: String, flags: Int32) -> String? {
    let file = open(path, flags | O_CLOEXEC, 0o644)
    guard file >= 0 else { return complaint(path) }
    defer { close(file) }
    return ByteWriter.write(bytes, to: file) ? nil : complaint(path)
  }

  private static func complaint(_ path: String) -> String {
    "'\(path)': \(String(cString: strerror(errno)).lowercased())"
  }
}
