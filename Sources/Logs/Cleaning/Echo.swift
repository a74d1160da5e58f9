/// Lines that repeat a command instead of showing what it did, whatever CI they come from.
enum Echo {
  /// `body` is a segment behind its inner prefixes.
  static func isCommand(_ text: UnsafeRawBufferPointer, _ body: Range<Int>) -> Bool {
    let bytes = text.upTo(body.upperBound)
    let start = body.lowerBound
    switch bytes.at(start) {
    case UInt8(char: "+"): return isTrace(bytes, start)
    case UInt8(char: "$"):
      return bytes.at(start + 1) == Byte.space && isCommandStart(bytes.at(start + 2))
    case UInt8(char: ">"): return isScriptTitle(bytes, start)
    case UInt8(char: "["):
      return bytes.has("[command]", at: start) || isDockerStep(bytes, start)
    case UInt8(char: "S"): return isClassicDockerStep(bytes, start)
    case UInt8(char: "P"): return bytes.has("PS ", at: start) && bytes.has(":\\", at: start + 4)
    case UInt8(char: "d"): return bytes.has("declare -x ", at: start)
    default: return isDosPrompt(bytes, start)
    }
  }

  /// `set -x`: `+ cmd`, `++ cmd`. A diff's `+ ` is followed by anything; a command by a word.
  private static func isTrace(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Bool {
    let end = bytes.skip(from: start) { $0 == UInt8(char: "+") }
    if bytes.has(" b/", at: end) || bytes.has(" /dev/null", at: end) { return false }
    return end - start < 6 && bytes.at(end) == Byte.space && isCommandStart(bytes.at(end + 1))
  }

  private static func isCommandStart(_ byte: UInt8) -> Bool {
    byte.isWord || byte == 0x2E || byte == 0x2F || byte == 0x5B || byte == 0x27 || byte == 0x28
      || byte == 0x7E || byte == 0x3A
  }

  /// npm and yarn: `> web@1.0.0 build`
  private static func isScriptTitle(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Bool {
    guard bytes.at(start + 1) == Byte.space else { return false }
    let end = bytes.skip(from: start + 2) { $0 > Byte.space }
    guard let sign = bytes.last(UInt8(char: "@"), in: start + 2..<end), sign > start + 2 else {
      return false
    }
    return bytes.at(sign + 1).isDigit && bytes.at(end) == Byte.space
  }

  /// BuildKit: `[2/7] RUN npm ci`, `[build 2/7] COPY . .`
  private static func isDockerStep(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Bool {
    guard let close = bytes.first(UInt8(char: "]"), in: start..<min(bytes.count, start + 60)),
      bytes.at(close - 1).isDigit, bytes.first(UInt8(char: "/"), in: start..<close) != nil
    else { return false }
    return bytes.has("RUN ", at: close + 2) || bytes.has("COPY ", at: close + 2)
      || bytes.has("ADD ", at: close + 2) || bytes.has("FROM ", at: close + 2)
  }

  /// The classic builder: `Step 3/9 : RUN npm ci`
  private static func isClassicDockerStep(
    _ bytes: UnsafeRawBufferPointer, _ start: Int
  ) -> Bool {
    guard bytes.has("Step ", at: start) else { return false }
    let first = bytes.skip(from: start + 5) { $0.isDigit }
    let second = bytes.skip(from: first + 1) { $0.isDigit }
    return bytes.at(first) == 0x2F && second > first + 1 && bytes.has(" : ", at: second)
  }

  /// cmd.exe: `C:\work>npm ci`
  private static func isDosPrompt(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Bool {
    guard bytes.at(start).isUpper, bytes.has(":\\", at: start + 1),
      let prompt = bytes.first(UInt8(char: ">"), in: start..<min(bytes.count, start + 200))
    else { return false }
    // `C:\a\b.cs(12,3): List<int>` is a message: a path before a prompt has no parentheses.
    return bytes.first(UInt8(char: "("), in: start..<prompt) == nil
      && bytes.first(UInt8(char: "<"), in: start..<prompt) == nil
      && bytes.first(0x3A, in: start + 2..<prompt) == nil && bytes.at(prompt + 1).isLetter
  }
}
