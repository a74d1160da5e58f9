/// Takes run-specific noise out of test names, byte by byte, in one pass.
///
///     test_open[/tmp/pytest-of-ci/pytest-3/x0/a.txt]  ->  test_open[<tmp>]
///     Widget at 0x7f3a9c001a20 is drawn               ->  Widget at 0x* is drawn
///     login (shard 2 of 8)                            ->  login
///     listens on 127.0.0.1:43121                      ->  listens on 127.0.0.1:*
///
/// Short numbers stay: `test_case[3]` and `test_case[4]` are different tests.
enum NameNoise {
  static func masked(_ name: String) -> String {
    var name = name
    let changed: [UInt8]? = name.withUTF8 { utf8 in
      guard mayHoldNoise(utf8) else { return nil }
      var masker = Masker(input: Array(utf8))
      masker.run()
      return masker.output
    }
    guard let changed else { return name }
    return String(decoding: changed, as: UTF8.self)
  }

  /// Cuts the parameter part off: from the first `[`, `(` or ` {` to the end, unless nothing would
  /// be left of the name.
  static func withoutParameters(_ name: String) -> String {
    let utf8 = Array(name.utf8)
    guard let cut = utf8.firstIndex(where: { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "(") }),
      cut > 0
    else { return name }
    let head = utf8[..<cut].reversed().drop { $0 == UInt8(ascii: " ") }.reversed()
    return head.isEmpty ? name : String(decoding: Array(head), as: UTF8.self)
  }

  /// Most names hold neither digits nor path separators; they are returned untouched.
  private static func mayHoldNoise(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
    for byte in utf8 {
      if byte &- 0x30 < 10 || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\") {
        return true
      }
    }
    return false
  }
}

/// One pass over a name. Every rule looks only forward from a boundary and consumes what it read,
/// so the pass is linear.
private struct Masker {
  let input: [UInt8]
  var output: [UInt8] = []
  var at = 0

  init(input: [UInt8]) {
    self.input = input
    output.reserveCapacity(input.count)
  }

  mutating func run() {
    while at < input.count {
      let atBoundary = at == 0 || !Self.isWord(input[at - 1])
      if tempPath() || shard() { continue }
      if atBoundary, address() || wordRun() { continue }
      output.append(input[at])
      at += 1
    }
    while output.last == UInt8(ascii: " ") { output.removeLast() }
  }

  private mutating func tempPath() -> Bool {
    let byte = input[at]
    guard byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\") else { return false }
    let roots = [
      "/tmp/", "/var/tmp/", "/var/folders/", "/private/var/folders/", "/private/tmp/", "/dev/shm/",
      "\\Temp\\", "\\TEMP\\", "/Temp/",
    ]
    guard roots.contains(where: { starts(with: $0) }) else { return false }
    // A Windows temp path begins at its drive letter, which has been copied already.
    if byte == UInt8(ascii: "\\") || starts(with: "/Temp/") {
      while let last = output.last, !Self.endsPath(last) { output.removeLast() }
    }
    while at < input.count, !Self.endsPath(input[at]) { at += 1 }
    output.append(contentsOf: "<tmp>".utf8)
    return true
  }

  /// ` (shard 2 of 8)`, ` [shard 2/8]`, `_shard_2_of_8`, `-shard2`.
  private mutating func shard() -> Bool {
    let byte = input[at] | 0x20
    guard byte == UInt8(ascii: "s"), startsIgnoringCase(with: "shard"), at > 0,
      !Self.isLetter(input[at - 1])
    else { return false }
    var end = at + 5
    var digits = 0
    while end < input.count {
      let next = input[end]
      if Self.isDigit(next) {
        digits += 1
      } else if !" _-/#:of".utf8.contains(next) {
        break
      }
      end += 1
    }
    guard digits > 0 else { return false }
    if let open = output.last, open == UInt8(ascii: "(") || open == UInt8(ascii: "[") {
      guard end < input.count, input[end] == (open == 0x28 ? 0x29 : 0x5D) else { return false }
      output.removeLast()
      end += 1
    }
    while let last = output.last, " _-".utf8.contains(last) { output.removeLast() }
    at = end
    return true
  }

  private mutating func address() -> Bool {
    guard starts(with: "0x") || starts(with: "0X") else { return false }
    var end = at + 2
    while end < input.count, Self.isHex(input[end]) { end += 1 }
    guard end - at >= 6 else { return false }
    at = end
    output.append(contentsOf: "0x*".utf8)
    return true
  }

  /// A run of letters, digits and the marks that hold UUIDs, times and hosts together.
  private mutating func wordRun() -> Bool {
    guard Self.isHex(input[at]) else { return false }
    for (length, mask) in [(uuidEnd(), "<uuid>"), (timeEnd(), "<time>")] {
      if let length {
        at = length
        output.append(contentsOf: mask.utf8)
        return true
      }
    }
    var end = at
    var digits = 0
    var isHex = true
    while end < input.count, Self.isWord(input[end]) {
      if Self.isDigit(input[end]) { digits += 1 }
      if !Self.isHex(input[end]) { isHex = false }
      end += 1
    }
    let length = end - at
    if isHex, digits == length, length >= 9 {
      output.append(UInt8(ascii: "*"))  // epoch seconds, ids
    } else if isHex, length >= 12, digits >= 2, digits < length {
      output.append(UInt8(ascii: "*"))  // a hash
    } else if digits == length, length >= 4, length <= 5, isPort {
      output.append(UInt8(ascii: "*"))
    } else {
      output.append(contentsOf: input[at..<end])
    }
    at = end
    return true
  }

  /// `host:port` with a dotted address or localhost before the colon.
  private var isPort: Bool {
    guard at >= 2, input[at - 1] == UInt8(ascii: ":") else { return false }
    let before = output.dropLast()
    if before.count >= 9, before.suffix(9).elementsEqual("localhost".utf8) { return true }
    let host = before.suffix(15).reversed().prefix { Self.isDigit($0) || $0 == 0x2E }
    return host.count >= 7 && host.filter { $0 == 0x2E }.count == 3
  }

  private func uuidEnd() -> Int? {
    guard at + 36 <= input.count else { return nil }
    for index in 0..<36 {
      let byte = input[at + index]
      let isDash = index == 8 || index == 13 || index == 18 || index == 23
      if isDash ? byte != UInt8(ascii: "-") : !Self.isHex(byte) { return nil }
    }
    return at + 36
  }

  /// `2026-03-04T05:06:07.89Z`, also with a blank for the T; a date alone is kept.
  private func timeEnd() -> Int? {
    guard at + 16 <= input.count else { return nil }
    let shape = Array("dddd-dd-ddTdd:dd".utf8)
    for (index, mark) in shape.enumerated() {
      let byte = input[at + index]
      switch mark {
      case UInt8(ascii: "d"): if !Self.isDigit(byte) { return nil }
      case UInt8(ascii: "T"): if byte != mark, byte != UInt8(ascii: " ") { return nil }
      default: if byte != mark { return nil }
      }
    }
    var end = at + 16
    while end < input.count, Self.isDigit(input[end]) || ":.+Z".utf8.contains(input[end]) {
      end += 1
    }
    return end
  }

  private func starts(with text: String) -> Bool { input[at...].starts(with: text.utf8) }

  private func startsIgnoringCase(with text: String) -> Bool {
    guard at + text.utf8.count <= input.count else { return false }
    return zip(input[at...], text.utf8).allSatisfy { $0 | 0x20 == $1 }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
  private static func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 0x61 < 6 }
  private static func isWord(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }
  private static func endsPath(_ byte: UInt8) -> Bool {
    byte <= 0x20 || "])}>,;'\"|".utf8.contains(byte)
  }
}
