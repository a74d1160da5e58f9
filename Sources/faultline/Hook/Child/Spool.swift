import Foundation

/// What a command printed, kept until it is known whether anybody will ask.
///
/// A green command costs the writing alone: nothing is looked at. At most ``fileLimit`` bytes lie in
/// an unnamed temporary file (``memoryLimit`` in memory where there is no room for one); whenever
/// they are full, `listener` gets them and the room is used again, so that a log of any size is
/// explained whole with its true line numbers.
final class Spool {
  static let fileLimit = 256 << 20
  static let memoryLimit = 16 << 20

  private var file: Int32
  private var size = 0
  private var memory: [UInt8] = []
  private let listener: (UnsafeRawBufferPointer) -> Void

  /// - Parameter listener: takes the output in order, in pieces of any size.
  init(listener: @escaping (UnsafeRawBufferPointer) -> Void) {
    self.listener = listener
    file = Self.temporaryFile()
  }

  deinit { if file >= 0 { close(file) } }

  func append(_ bytes: UnsafeRawBufferPointer) {
    if file >= 0 {
      if size + bytes.count > Self.fileLimit { drain() }
      if ByteWriter.write(bytes, to: file) {
        size += bytes.count
        return
      }
      // A full disk: what was written stays readable, the rest is kept in memory.
      giveUpFile()
    }
    if memory.count + bytes.count > Self.memoryLimit { drain() }
    memory += bytes
  }

  /// Hands everything kept to the listener.
  func drain() {
    readBack()
    if file >= 0 {
      _ = ftruncate(file, 0)
      lseek(file, 0, SEEK_SET)
      size = 0
    }
    memory.withUnsafeBytes { if !$0.isEmpty { listener($0) } }
    memory.removeAll(keepingCapacity: true)
  }

  private func giveUpFile() {
    readBack()
    close(file)
    file = -1
    size = 0
  }

  private func readBack() {
    guard file >= 0, size > 0 else { return }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { buffer.deallocate() }
    var offset = 0
    while offset < size {
      let wanted = min(buffer.count, size - offset)
      let count = pread(file, buffer.baseAddress, wanted, off_t(offset))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      listener(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      offset += count
    }
  }

  /// A file without a name in `TMPDIR`: it is gone with us, however we go.
  private static func temporaryFile() -> Int32 {
    let folder = ProcessInfo.processInfo.environment["TMPDIR"] ?? ""
    let template = (folder.isEmpty ? "/tmp" : folder) + "/faultline-XXXXXX"
    var name = Array(template.utf8CString)
    let file = mkstemp(&name)
    guard file >= 0 else { return -1 }
    unlink(name)
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    return file
  }
}
