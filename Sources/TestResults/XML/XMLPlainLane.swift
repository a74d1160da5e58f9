#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The plain inside of a document, read without expat: tags with ASCII names, quoted attributes,
/// text, the five entities, numeric references and CDATA.
///
/// Why beside expat: with callbacks that do nothing expat 2.5 reads 130 MB/s of JUnit XML on one
/// core of the machine the figures are from, three hash look-ups per element included; this reads
/// several times that. It judges nothing: whatever it does not know for certain to be well-formed
/// (comments, declarations, a name beyond ASCII, an attribute written twice, a tag that closes
/// another) is ``Stop/unusual`` and left, from the first byte of that piece, to expat, which alone
/// decides what is an error and which.
///
/// Values are unescaped where they lie, so the bytes of a read tag are no longer those of the file.
final class XMLPlainLane {
  typealias Bytes = UnsafeMutablePointer<UInt8>

  enum Stop {
    /// The bytes end inside a piece.
    case needsMore
    case closedRoot
    /// Something expat has to see.
    case unusual
  }

  /// Where an attribute lies, before it is known that its tag is whole.
  struct Span {
    var key: Int
    var keyEnd: Int
    var value: Int
    var valueEnd: Int
    /// Holds references or blanks other than spaces.
    var isEscaped: Bool
  }

  /// Longer names are expat's.
  static let nameBytes = 255

  let handler: XMLHandler
  /// 0: not in a name, 1: in a name, 2: also at its start.
  private let kinds: UnsafeMutablePointer<UInt8>
  /// The names of the open elements, each in its slot and ended by NUL.
  private let names: UnsafeMutablePointer<UInt8>
  private let lengths: UnsafeMutablePointer<Int>
  private let depthLimit: Int
  /// Tags of more attributes are expat's: its search for doubles is the better one for many.
  private let attributeLimit: Int
  private let spans: UnsafeMutablePointer<Span>
  private let list: UnsafeMutablePointer<UnsafePointer<CChar>?>

  /// Open elements, the root included; 0 when the lane is not in use.
  private(set) var depth = 0
  private(set) var isInCDATA = false
  /// Why the last piece was not read.
  var stop = Stop.needsMore

  init(_ handler: XMLHandler, limits: ReportLimits) {
    self.handler = handler
    depthLimit = max(limits.depth, 1)
    attributeLimit = min(max(limits.attributes, 0), 32)
    kinds = .allocate(capacity: 256)
    for byte in 0..<256 { kinds[byte] = Self.kind(UInt8(byte)) }
    names = .allocate(capacity: depthLimit * (Self.nameBytes + 1))
    lengths = .allocate(capacity: depthLimit)
    spans = .allocate(capacity: attributeLimit)
    list = .allocate(capacity: 2 * attributeLimit + 1)
  }

  deinit {
    kinds.deallocate()
    names.deallocate()
    lengths.deallocate()
    spans.deallocate()
    list.deallocate()
  }

  private static func kind(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "_"), UInt8(ascii: ":"):
      2
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."): 1
    default: 0
    }
  }

  // MARK: In and out

  /// Begins right behind the start tag of the root, which expat has read.
  /// - Returns: false when the name is not one for this lane.
  func enter(root: XMLWord) -> Bool {
    let bytes = root.bytes
    guard bytes.count <= Self.nameBytes, bytes.allSatisfy({ kinds[Int($0)] > 0 }),
      let first = bytes.baseAddress
    else { return false }
    depth = 0
    isInCDATA = false
    push(first, bytes.count)
    return true
  }

  /// What brings a fresh parser to where the lane is: the start tags of the open elements.
  var prelude: [UInt8] {
    var out: [UInt8] = []
    for level in 0..<depth {
      out.append(UInt8(ascii: "<"))
      out.append(contentsOf: UnsafeBufferPointer(start: slot(level), count: lengths[level]))
      out.append(UInt8(ascii: ">"))
    }
    if isInCDATA { out.append(contentsOf: "<![CDATA[".utf8) }
    return out
  }

  func leave() { depth = 0 }

  // MARK: Reading

  /// Reads `bytes[..<end]`, which ``XMLSanitizer`` has cleaned, as far as it can.
  /// - Returns: where it stopped, always between pieces, and why.
  func read(_ bytes: Bytes, _ end: Int) -> (at: Int, stop: Stop) {
    var at = 0
    while true {
      if isInCDATA {
        at = cdata(bytes, at, end)
        if isInCDATA { return (at, .needsMore) }
      }
      stop = .needsMore
      at = text(bytes, at, end)
      guard at + 1 < end, bytes[at] == UInt8(ascii: "<") else { return (at, stop) }
      let next: Int?
      switch bytes[at + 1] {
      case UInt8(ascii: "/"): next = endTag(bytes, at, end)
      case UInt8(ascii: "!"): next = openCDATA(bytes, at, end)
      default: next = startTag(bytes, at, end)
      }
      guard let next else { return (at, stop) }
      at = next
      if depth == 0 { return (at, .closedRoot) }
    }
  }

  // MARK: Tags

  private func startTag(_ bytes: Bytes, _ from: Int, _ end: Int) -> Int? {
    guard kinds[Int(bytes[from + 1])] == 2 else { return ends(.unusual) }
    var at = from + 2
    while at < end, kinds[Int(bytes[at])] > 0 { at += 1 }
    let nameEnd = at
    var count = 0
    while true {
      let gap = at
      while at < end, Self.isBlank(bytes[at]) { at += 1 }
      guard at < end else { return ends(.needsMore) }
      switch bytes[at] {
      case UInt8(ascii: ">"):
        return open(bytes, from + 1..<nameEnd, count, isEmpty: false) ? at + 1 : nil
      case UInt8(ascii: "/"):
        guard at + 1 < end else { return ends(.needsMore) }
        guard bytes[at + 1] == UInt8(ascii: ">") else { return ends(.unusual) }
        return open(bytes, from + 1..<nameEnd, count, isEmpty: true) ? at + 2 : nil
      default:
        guard at > gap, count < attributeLimit else { return ends(.unusual) }
        guard let next = attribute(bytes, at, end, count) else { return nil }
        at = next
        count += 1
      }
    }
  }

  /// - Returns: the byte behind the closing quote.
  private func attribute(_ bytes: Bytes, _ from: Int, _ end: Int, _ index: Int) -> Int? {
    guard kinds[Int(bytes[from])] == 2 else { return ends(.unusual) }
    var at = from + 1
    while at < end, kinds[Int(bytes[at])] > 0 { at += 1 }
    let keyEnd = at
    while at < end, Self.isBlank(bytes[at]) { at += 1 }
    guard at < end else { return ends(.needsMore) }
    guard bytes[at] == UInt8(ascii: "=") else { return ends(.unusual) }
    at += 1
    while at < end, Self.isBlank(bytes[at]) { at += 1 }
    guard at < end else { return ends(.needsMore) }
    let quote = bytes[at]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return ends(.unusual) }
    let value = at + 1
    at = value
    var isEscaped = false
    while true {
      at = Self.skip(bytes, at, end) {
        XMLPlainLane.hits($0, quote) | XMLPlainLane.hits($0, UInt8(ascii: "<"))
          | XMLPlainLane.hits($0, UInt8(ascii: "&")) | XMLPlainLane.controls($0)
      }
      guard at < end else { return ends(.needsMore) }
      let byte = bytes[at]
      if byte == quote { break }
      if byte == UInt8(ascii: "<") { return ends(.unusual) }
      if byte == UInt8(ascii: "&") {
        guard let found = reference(bytes, at, end) else { return nil }
        isEscaped = true
        at = found.end
        continue
      }
      if byte < 0x20 { isEscaped = true }
      at += 1
    }
    spans[index] = Span(
      key: from, keyEnd: keyEnd, value: value, valueEnd: at, isEscaped: isEscaped)
    return at + 1
  }

  /// The tag is whole: gives it to the handler.
  private func open(_ bytes: Bytes, _ name: Range<Int>, _ count: Int, isEmpty: Bool) -> Bool {
    guard name.count <= Self.nameBytes, depth < depthLimit, !repeats(bytes, count) else {
      stop = .unusual
      return false
    }
    if !isEmpty { push(bytes + name.lowerBound, name.count) }
    bytes[name.upperBound] = 0
    for index in 0..<count {
      let span = spans[index]
      var end = span.valueEnd
      if span.isEscaped { end = unescape(bytes, span.value, end) }
      bytes[span.keyEnd] = 0
      bytes[end] = 0
      list[2 * index] = Self.characters(bytes + span.key)
      list[2 * index + 1] = Self.characters(bytes + span.value)
    }
    list[2 * count] = nil
    let word = XMLWord(Self.characters(bytes + name.lowerBound))
    handler.open(word, XMLAttributes(list: list))
    if isEmpty { handler.close(word) }
    return true
  }

  /// Whether a tag names an attribute twice.
  private func repeats(_ bytes: Bytes, _ count: Int) -> Bool {
    guard count > 1 else { return false }
    for later in 1..<count {
      let key = spans[later].key
      let length = spans[later].keyEnd - key
      for earlier in 0..<later where spans[earlier].keyEnd - spans[earlier].key == length {
        if memcmp(bytes + spans[earlier].key, bytes + key, length) == 0 { return true }
      }
    }
    return false
  }

  private func endTag(_ bytes: Bytes, _ from: Int, _ end: Int) -> Int? {
    let length = lengths[depth - 1]
    var at = from + 2 + length
    guard at < end else { return ends(.needsMore) }
    guard memcmp(bytes + from + 2, slot(depth - 1), length) == 0 else { return ends(.unusual) }
    while at < end, Self.isBlank(bytes[at]) { at += 1 }
    guard at < end else { return ends(.needsMore) }
    guard bytes[at] == UInt8(ascii: ">") else { return ends(.unusual) }
    depth -= 1
    handler.close(XMLWord(Self.characters(slot(depth))))
    return at + 1
  }

  private func push(_ name: UnsafePointer<UInt8>, _ count: Int) {
    let slot = slot(depth)
    memcpy(slot, name, count)
    slot[count] = 0
    lengths[depth] = count
    depth += 1
  }

  private func slot(_ level: Int) -> UnsafeMutablePointer<UInt8> {
    names + level * (Self.nameBytes + 1)
  }

  private static func characters(_ bytes: Bytes) -> UnsafePointer<CChar> {
    UnsafeRawPointer(bytes).assumingMemoryBound(to: CChar.self)
  }

  // MARK: Text

  /// Up to the next tag, or to what cannot be read.
  private func text(_ bytes: Bytes, _ from: Int, _ end: Int) -> Int {
    var at = from
    var run = from
    reading: while at < end {
      at = Self.skip(bytes, at, end) {
        XMLPlainLane.hits($0, UInt8(ascii: "<")) | XMLPlainLane.hits($0, UInt8(ascii: "&"))
          | XMLPlainLane.hits($0, UInt8(ascii: "]")) | XMLPlainLane.hits($0, 0x0D)
      }
      guard at < end else { break }
      switch bytes[at] {
      case UInt8(ascii: "<"): break reading
      case UInt8(ascii: "&"):
        guard let found = reference(bytes, at, end) else { break reading }
        give(bytes, run, at)
        let count = Self.write(found.value, to: bytes + at)
        give(bytes, at, at + count)
        at = found.end
        run = at
      case UInt8(ascii: "]"):
        // `]]>` is an error outside of CDATA.
        guard at + 2 < end else { break reading }
        if bytes[at + 1] == UInt8(ascii: "]"), bytes[at + 2] == UInt8(ascii: ">") {
          stop = .unusual
          break reading
        }
        at += 1
      case 0x0D:
        guard at + 1 < end else { break reading }
        (at, run) = newline(bytes, run, at)
      default: at += 1
      }
    }
    give(bytes, run, at)
    return at
  }

  private func openCDATA(_ bytes: Bytes, _ from: Int, _ end: Int) -> Int? {
    let opener: StaticString = "<![CDATA["
    let count = min(opener.utf8CodeUnitCount, end - from)
    guard memcmp(bytes + from, opener.utf8Start, count) == 0 else { return ends(.unusual) }
    guard count == opener.utf8CodeUnitCount else { return ends(.needsMore) }
    isInCDATA = true
    return from + count
  }

  private func cdata(_ bytes: Bytes, _ from: Int, _ end: Int) -> Int {
    var at = from
    var run = from
    while at < end {
      at = Self.skip(bytes, at, end) {
        XMLPlainLane.hits($0, UInt8(ascii: "]")) | XMLPlainLane.hits($0, 0x0D)
      }
      guard at < end else { break }
      if bytes[at] == 0x0D {
        guard at + 1 < end else { break }
        (at, run) = newline(bytes, run, at)
        continue
      }
      if bytes[at] == UInt8(ascii: "]") {
        guard at + 2 < end else { break }
        if bytes[at + 1] == UInt8(ascii: "]"), bytes[at + 2] == UInt8(ascii: ">") {
          give(bytes, run, at)
          isInCDATA = false
          return at + 3
        }
      }
      at += 1
    }
    give(bytes, run, at)
    return at
  }

  /// CR LF and a lone CR are LF to the reader of a document.
  private func newline(_ bytes: Bytes, _ run: Int, _ at: Int) -> (at: Int, run: Int) {
    give(bytes, run, at)
    let next = at + (bytes[at + 1] == 0x0A ? 2 : 1)
    bytes[at] = 0x0A
    give(bytes, at, at + 1)
    return (next, next)
  }

  private func give(_ bytes: Bytes, _ from: Int, _ end: Int) {
    guard handler.wantsText, from < end else { return }
    handler.text(UnsafeRawBufferPointer(start: bytes + from, count: end - from))
  }

  func ends(_ why: Stop) -> Int? {
    stop = why
    return nil
  }
}
