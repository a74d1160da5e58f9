#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A NUL-terminated word lent by expat for the length of one callback.
struct XMLWord {
  let pointer: UnsafePointer<CChar>

  init(_ pointer: UnsafePointer<CChar>) { self.pointer = pointer }

  /// Compared byte by byte, so a miss costs one or two bytes.
  static func == (word: XMLWord, text: StaticString) -> Bool {
    let expected = text.utf8Start
    let count = text.utf8CodeUnitCount
    var index = 0
    while index < count {
      if UInt8(bitPattern: word.pointer[index]) != expected[index] { return false }
      index += 1
    }
    return word.pointer[count] == 0
  }

  static func != (word: XMLWord, text: StaticString) -> Bool { !(word == text) }

  static func ~= (text: StaticString, word: XMLWord) -> Bool { word == text }

  var isEmpty: Bool { pointer[0] == 0 }

  var bytes: UnsafeBufferPointer<UInt8> {
    UnsafeRawBufferPointer(start: pointer, count: strlen(pointer)).bindMemory(to: UInt8.self)
  }

  func isEqual(to other: [UInt8]) -> Bool {
    let count = strlen(pointer)
    return count == other.count
      && other.withUnsafeBytes { bytes in
        bytes.baseAddress.map { memcmp($0, pointer, count) == 0 } ?? true
      }
  }

  var string: String { String(decoding: bytes, as: UTF8.self) }

  /// At most `limit` bytes, cut between characters.
  func string(limit: Int) -> String {
    let bytes = bytes
    if bytes.count <= limit {
      // Stands for control bytes are rare; the check is one pass.
      if memchr(pointer, Int32(CleanText.stand), bytes.count) != nil {
        return CleanText.string(Array(bytes)) ?? ""
      }
      return String(decoding: bytes, as: UTF8.self)
    }
    let text = CleanText.string(Array(bytes.prefix(limit + 4))) ?? ""
    return CleanText.capped(text, limit)
  }
}

/// The attributes of an element, in the order they were written, lent for one callback.
struct XMLAttributes {
  let list: UnsafeMutablePointer<UnsafePointer<CChar>?>

  subscript(name: StaticString) -> XMLWord? {
    var at = 0
    while let key = list[at], let value = list[at + 1] {
      if XMLWord(key) == name { return XMLWord(value) }
      at += 2
    }
    return nil
  }

  /// The name and value at `index`; nil behind the last. For a loop that fills a value: a closure
  /// would have it copied.
  @inline(__always)
  func pair(_ index: Int) -> (name: XMLWord, value: XMLWord)? {
    guard let key = list[2 * index], let value = list[2 * index + 1] else { return nil }
    return (XMLWord(key), XMLWord(value))
  }

  /// Calls `body` with each name and value.
  @inline(__always)
  func visit(_ body: (XMLWord, XMLWord) -> Void) {
    var at = 0
    while let key = list[at], let value = list[at + 1] {
      body(XMLWord(key), XMLWord(value))
      at += 2
    }
  }

  /// The names joined by blanks: some producers are known by the order they write.
  var names: String {
    var names: [String] = []
    visit { name, _ in names.append(name.string) }
    return names.joined(separator: " ")
  }
}

/// Receives the elements of a document. A base class, not a protocol: it is asked three things per
/// element, and a stored flag and direct calls keep that off the profile.
class XMLHandler {
  /// Read after every open and close: text nobody wants is not even cut into lines by expat.
  final var wantsText = false

  func open(_ name: XMLWord, _ attributes: XMLAttributes) {}
  func close(_ name: XMLWord) {}
  /// Called only while ``wantsText`` is true.
  func text(_ bytes: UnsafeRawBufferPointer) {}
}
