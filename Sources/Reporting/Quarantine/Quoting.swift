/// Hostile text as a literal of a language: nothing in it ends the literal or is evaluated.
///
/// Every dialect but the shell's escapes all but a few harmless characters, by number, so a quote,
/// a backslash, `#{`, `${` or a line end never reaches the reader of the program as itself.
enum Quoting {
  /// `it's` -> `'it'\''s'`; a word of harmless characters is left as it is.
  static func shell(_ text: String) -> String {
    let isHarmless = text.unicodeScalars.allSatisfy {
      isWord($0) || "-./:=@%+,".unicodeScalars.contains($0)
    }
    if isHarmless && !text.isEmpty { return text }
    return "'" + text.replacing("'", with: "'\\''") + "'"
  }

  /// `"a\x22b"`.
  static func python(_ text: String) -> String {
    literal(text) { scalar in
      scalar.value < 0x100
        ? "\\x" + hex(scalar.value, 2)
        : scalar.value < 0x10000
          ? "\\u" + hex(scalar.value, 4) : "\\U" + hex(scalar.value, 8)
    }
  }

  /// `"a\u{22}b"`, as Ruby and modern JavaScript both read it.
  static func rubyOrJavaScript(_ text: String) -> String {
    literal(text) { "\\u{" + String($0.value, radix: 16) + "}" }
  }

  /// `"a\042b"`. Java reads `\u0022` before it looks for strings, so ASCII is written in octal.
  static func java(_ text: String) -> String {
    literal(text) { scalar in
      guard scalar.value >= 0x80 else { return "\\" + padded(String(scalar.value, radix: 8), 3) }
      return utf16(scalar)
    }
  }

  /// `'a\'b'`. Groovy reads `\u0027` before it looks for strings, and knows no octal escapes.
  /// Control characters cannot be written this way: callers leave such names out.
  static func groovy(_ text: String) -> String {
    var out = "'"
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", "'": out += "\\" + String(scalar)
      case _ where scalar.value >= 0x80: out += utf16(scalar)
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "'"
  }

  private static func literal(_ text: String, _ escape: (Unicode.Scalar) -> String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      if isWord(scalar) || " .,:;/()[]=<>-+*|?^".unicodeScalars.contains(scalar) {
        out.unicodeScalars.append(scalar)
      } else {
        out += escape(scalar)
      }
    }
    return out + "\""
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_": true
    default: false
    }
  }

  private static func utf16(_ scalar: Unicode.Scalar) -> String {
    String(scalar).utf16.map { "\\u" + hex(UInt32($0), 4) }.joined()
  }

  private static func hex(_ value: UInt32, _ width: Int) -> String {
    padded(String(value, radix: 16), width)
  }

  private static func padded(_ digits: String, _ width: Int) -> String {
    String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

/// Parts of source texts in other languages.
enum SourceText {
  /// A line for each name that is imported.
  static func imports(_ names: [String], end: String = "") -> String {
    names.map { "import " + $0 + end }.joined(separator: "\n")
  }
}
