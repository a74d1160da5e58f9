/// Prefixes that tools put before the lines of others: builders, runners of many things at once,
/// loggers. They stay in the text; what counts is where the message behind them begins.
enum InnerPrefix {
  /// The offset behind all prefixes of `text[segment]`; the segment's start if there are none.
  static func bodyStart(_ text: UnsafeRawBufferPointer, _ segment: Range<Int>) -> Int {
    let bytes = text.upTo(segment.upperBound)
    var start = segment.lowerBound
    // Two levels occur (compose around a logger); more would be a message that looks like one.
    for _ in 0..<3 {
      guard let next = next(bytes, start), next > start, next <= segment.upperBound else { break }
      start = next
    }
    return start
  }

  private static func next(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    let first = text.at(start)
    switch first {
    case UInt8(char: "#"): return hashMark(text, start) ?? buildKit(text, start)
    case UInt8(char: "["): return bracketed(text, start) ?? OuterName.bracketed(text, start)
    case UInt8(char: "{"): return jsonMessage(text, start)
    case UInt8(char: "="): return text.has("==> ", at: start) ? colonName(text, start + 4) : nil
    case UInt8(char: "@"): return task(text, start)
    case Byte.space: return antTask(text, start) ?? OuterName.earthly(text, start)
    default:
      if first.isDigit {
        return stamp(text, start) ?? buildSeconds(text, start) ?? composeName(text, start)
      }
      if first.isUpper {
        return klog(text, start) ?? cloudStep(text, start) ?? OuterName.syslog(text, start)
      }
      guard first.isLower else { return OuterName.goCD(text, start) }
      let behind = OuterName.stream(text, start)
      if behind > start { return behind }
      return remote(text, start) ?? composeName(text, start) ?? task(text, start)
        ?? OuterName.container(text, start) ?? OuterName.bamboo(text, start)
        ?? OuterName.goCD(text, start)
    }
  }

  /// `##[error]`, `##[warning]`, `##[debug]`, `##[command]`
  private static func hashMark(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    guard text.has("##[", at: start) else { return nil }
    let end = text.skip(from: start + 3) { $0.isLower }
    return text.at(end) == UInt8(char: "]") ? end + 1 : nil
  }

  /// `#12 3.456 `, `#12 `
  private static func buildKit(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    let number = text.skip(from: start + 1) { $0.isDigit }
    guard number > start + 1, text.at(number) == Byte.space else { return nil }
    let whole = text.skip(from: number + 1) { $0.isDigit }
    guard whole > number + 1, text.at(whole) == 0x2E else { return number + 1 }
    let end = text.skip(from: whole + 1) { $0.isDigit }
    return end > whole + 1 && text.at(end) == Byte.space ? end + 1 : number + 1
  }

  /// BuildKit's seconds where it tells a failed step's output again, without the step's number:
  /// `1.402 `, `12.34 `, `123.4 `.
  private static func buildSeconds(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    let point = text.skip(from: start) { $0.isDigit }
    guard text.at(point) == 0x2E else { return nil }
    let end = text.skip(from: point + 1) { $0.isDigit }
    let decimals = max(1, 4 - (point - start))
    return end - point - 1 == decimals && text.at(end) == Byte.space ? end + 1 : nil
  }

  /// `[gw0] `, `[3] `, `[   12.345678] `, `[2024-01-01 00:00:00] `, `[12:34:56] `, `[@scope/pkg]: `
  private static func bracketed(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    if let end = kernelClock(text, start) { return end }
    let inside = start + 1
    var end: Int
    if text.has("gw", at: inside) {
      end = text.skip(from: inside + 2) { $0.isDigit }
    } else if let stamp = text.isoStamp(at: inside) ?? text.clockStamp(at: inside) {
      end = stamp.end
    } else if text.at(inside).isDigit {
      // `[12/34]` is ninja's progress; its message is wanted, too.
      end = text.skip(from: inside) { $0.isDigit || $0 == 0x2F }
    } else if text.at(inside) == UInt8(char: "@") {
      end = text.skip(from: inside) { isPackage($0) }
      return text.has("]: ", at: end) ? end + 3 : nil
    } else {
      return nil
    }
    end = text.has("]", at: end) ? end + 1 : 0
    return text.at(end) == Byte.space && end > 0 ? text.skip(from: end) { $0 == Byte.space } : nil
  }

  /// The kernel's clock, seconds since boot: `[   12.345678] `
  static func kernelClock(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    guard text.at(start) == UInt8(char: "[") else { return nil }
    let blank = text.skip(from: start + 1) { $0 == Byte.space }
    let whole = text.skip(from: blank) { $0.isDigit }
    guard whole > blank, text.at(whole) == 0x2E else { return nil }
    let end = text.skip(from: whole + 1) { $0.isDigit }
    return end == whole + 7 && text.has("] ", at: end) ? end + 2 : nil
  }

  /// `2024-01-01T00:00:00Z `, `12:34:56 `, mozharness's `12:34:56     INFO -  `
  private static func stamp(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    guard let stamp = text.isoStamp(at: start) ?? text.clockStamp(at: start) else { return nil }
    let end = text.at(stamp.end) == 0x3A ? stamp.end + 1 : stamp.end
    guard text.at(end) == Byte.space else { return nil }
    let message = OuterName.stream(text, text.skip(from: end) { $0 == Byte.space })
    let level = text.skip(from: message) { $0.isUpper }
    guard level > message + 3, text.has(" - ", at: level) else { return message }
    return text.skip(from: level + 2) { $0 == Byte.space }
  }

  /// docker compose: `api_1  | `, `api-1  | `
  private static func composeName(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    let end = text.skip(from: start) { $0.isWord || $0 == 0x2D || $0 == 0x2E }
    guard end > start + 2, text.at(end - 1).isDigit, text.at(end) == Byte.space else { return nil }
    var index = end
    while index > start, text[index - 1].isDigit { index -= 1 }
    guard text.at(index - 1) == 0x5F || text.at(index - 1) == 0x2D else { return nil }
    let bar = text.skip(from: end) { $0 == Byte.space }
    guard text.at(bar) == UInt8(char: "|") else { return nil }
    return text.at(bar + 1) == Byte.space ? bar + 2 : bar + 1
  }

  /// turborepo `web:build: `, lerna and nx `@scope/pkg: `, `@scope/pkg:build: `,
  /// pnpm `packages/web build: `
  private static func task(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    let isScoped = text.at(start) == UInt8(char: "@")
    let name = text.skip(from: start) { isPackage($0) }
    guard name > start + 1 else { return nil }
    if text.at(name) == Byte.space {
      guard text.first(UInt8(char: "/"), in: start..<name) != nil || isScoped else { return nil }
      return pnpmScript(text, name + 1)
    }
    guard text.at(name) == 0x3A else { return nil }
    if text.at(name + 1) == Byte.space { return isScoped ? name + 2 : nil }
    // A path before a colon is a compiler's message, not a package.
    if !isScoped {
      for index in start..<name where text[index] == 0x2F || text[index] == 0x2E { return nil }
    }
    let task = text.skip(from: name + 1) { $0.isWord || $0 == 0x2D || $0 == 0x3A }
    guard text.at(name + 1).isLower, text.at(task - 1) == 0x3A, task - 1 > name + 1,
      text.at(task) == Byte.space
    else { return nil }
    return task + 1
  }

  private static func pnpmScript(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    let end = text.skip(from: start) { $0.isLower || $0 == 0x2D }
    let known = [
      "build", "test", "lint", "prepare", "install", "postinstall", "typecheck", "compile",
    ]
    guard known.contains(text.string(start..<end)) else { return nil }
    return text.has(": ", at: end) ? end + 2 : text.has("$ ", at: end) ? end : nil
  }

  private static func isPackage(_ byte: UInt8) -> Bool {
    byte.isLower || byte.isDigit || byte == 0x2D || byte == 0x5F || byte == 0x2F || byte == 0x2E
      || byte == 0x40
  }

  /// Ant, also inside Maven: `     [exec] `, `    [javac] `
  private static func antTask(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    let open = text.skip(from: start) { $0 == Byte.space }
    guard open - start < 12, text.at(open) == UInt8(char: "[") else { return nil }
    let end = text.skip(from: open + 1) { $0.isLower || $0 == 0x3A || $0 == 0x2D }
    return end > open + 2 && text.has("] ", at: end) ? end + 2 : nil
  }

  /// vagrant, packer: `==> default: `
  private static func colonName(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    let end = text.skip(from: start) { $0.isWord || $0 == 0x2D || $0 == 0x2E }
    return end > start && text.has(": ", at: end) ? end + 2 : nil
  }

  /// klog: `E0101 12:34:56.789012   12345 server.go:12] `
  private static func klog(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    guard text.number(at: start + 1, digits: 4) != nil, text.at(start + 5) == Byte.space,
      text.clockStamp(at: start + 6)?.fraction == 6,
      let close = text.first(UInt8(char: "]"), in: start + 21..<min(text.count, start + 120)),
      text.at(close + 1) == Byte.space
    else { return nil }
    return close + 2
  }

  /// Google Cloud Build: `Step #2: `, `Step #2 - "build": `
  private static func cloudStep(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    guard text.has("Step #", at: start) else { return nil }
    var end = text.skip(from: start + 6) { $0.isDigit }
    if text.has(" - \"", at: end) {
      end = text.first(0x22, in: end + 4..<min(text.count, end + 100)).map { $0 + 1 } ?? end
    }
    return text.has(": ", at: end) ? end + 2 : nil
  }

  /// What git prints of the other side: `remote: `, `remote:        `
  private static func remote(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    guard text.has("remote: ", at: start) else { return nil }
    return text.skip(from: start + 7) { $0 == Byte.space }
  }

  /// The value of `"msg"` in a JSON log line.
  private static func jsonMessage(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    guard text.at(start + 1) == 0x22, let key = text.find("\"msg\":\"", from: start) else {
      return nil
    }
    return key + 7
  }
}
