import Foundation

/// Something the user named and that cannot be read.
struct InputError: Error, CustomStringConvertible {
  var path: String
  var message: String

  var description: String { "'\(path)': \(message)" }
}

/// What the user named, as single logs: files, the files of directories, globs, `-` for stdin.
struct LogInputs {
  /// Paths to open, `-` for standard input.
  var paths: [String] = []
  var errors: [InputError] = []

  init(_ arguments: [String]) {
    for argument in arguments {
      if argument == "-" {
        paths.append("-")
      } else if FileManager.default.fileExists(atPath: argument) {
        add(argument)
      } else if argument.contains(where: { "*?[".contains($0) }) {
        let matches = Self.glob(argument)
        if matches.isEmpty {
          errors.append(.init(path: argument, message: "no file matches this pattern"))
        }
        for match in matches { add(match) }
      } else {
        errors.append(.init(path: argument, message: "no such file or directory"))
      }
    }
  }

  private mutating func add(_ path: String) {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
      isDirectory.boolValue
    else {
      paths.append(path)
      return
    }
    let walker = FileManager.default.enumerator(atPath: path)
    var found: [String] = []
    while let name = walker?.nextObject() as? String {
      if name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) { continue }
      let full = path.hasSuffix("/") ? path + name : path + "/" + name
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: full, isDirectory: &isFolder), !isFolder.boolValue {
        found.append(full)
      }
    }
    if found.isEmpty { errors.append(.init(path: path, message: "the directory holds no files")) }
    paths += found.sorted()
  }

  /// The paths that match a shell pattern, sorted; a quoted `*.log` reaches us unexpanded.
  static func glob(_ pattern: String) -> [String] {
    var result = glob_t()
    defer { globfree(&result) }
    guard Foundation.glob(pattern, GLOB_TILDE | GLOB_BRACE, nil, &result) == 0 else { return [] }
    return (0..<Int(result.gl_pathc)).compactMap { index in
      result.gl_pathv[index].map { String(cString: $0) }
    }
  }
}

/// Reads a file or standard input, once, in pieces of a megabyte: what is opened may be a pipe.
struct ByteSource {
  private let descriptor: Int32
  private let path: String
  /// What was read ahead by ``peek(_:)``.
  private var head: [UInt8] = []

  /// Opens `path` (`-` is standard input); throws ``InputError`` naming it.
  init(_ path: String) throws(InputError) {
    self.path = path
    if path == "-" {
      descriptor = 0
      return
    }
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { throw InputError(path: path, message: Self.reason) }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw InputError(path: path, message: "is a directory")
    }
  }

  /// Calls `body` with each piece until the end, what was peeked at included.
  func forEachChunk(_ body: (UnsafeRawBufferPointer) -> Void) throws(InputError) {
    let size = 1 << 18
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
    defer {
      buffer.deallocate()
      if descriptor > 2 { close(descriptor) }
    }
    head.withUnsafeBytes { if !$0.isEmpty { body($0) } }
    while true {
      let count = try fill(buffer)
      if count == 0 { return }
      body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }

  /// Up to `count` bytes from the start, which stay there to be read.
  mutating func peek(_ count: Int) throws(InputError) -> [UInt8] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
    defer { buffer.deallocate() }
    while head.count < count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[..<(count - head.count)])
      let size = try fill(rest)
      if size == 0 { break }
      head += rest[..<size]
    }
    return Array(head.prefix(count))
  }

  /// Reads into `buffer`; 0 at the end.
  private func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    while true {
      let count = read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR { throw InputError(path: path, message: Self.reason) }
    }
  }

  /// The whole content.
  func bytes() throws(InputError) -> [UInt8] {
    var out: [UInt8] = []
    try forEachChunk { out.append(contentsOf: $0) }
    return out
  }

  private static var reason: String { String(cString: strerror(errno)).lowercased() }
}
