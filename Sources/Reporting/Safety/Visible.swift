/// Log text made safe to show: nothing in it moves the cursor, hides or reorders what is read, or
/// acts as a command of the CI system on whose page it is shown.
///
/// TAB becomes a blank, other control characters, bidirectional controls, zero-width and tag
/// characters are shown as `<U+202E>`, and ``Neutral`` breaks what starts a command inside a line.
/// Log bytes are hostile after they were stored, too.
package enum Visible {
  package static func text(_ raw: some StringProtocol) -> String {
    if raw.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return Neutral.broken(String(raw)) }
    var out = ""
    for scalar in raw.unicodeScalars {
      switch scalar.value {
      case 0x09: out += " "
      case 0x0D: out += " "
      case _ where isHidden(scalar): out += "<U+" + hex(scalar) + ">"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return Neutral.broken(out)
  }

  /// At most `length` characters of the visible text, with an ellipsis where something is missing.
  package static func text(_ raw: some StringProtocol, atMost length: Int) -> String {
    cut(text(raw), atMost: length)
  }

  /// At most `length` characters of `shown`, with an ellipsis where something is missing.
  static func cut(_ shown: String, atMost length: Int) -> String {
    guard shown.utf8.count > length, shown.count > length else { return shown }
    return shown.prefix(length - 1) + "…"
  }

  /// Whether a reader cannot see this character, or sees others moved by it.
  static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x7E: false
    case 0x00...0x1F, 0x7F...0x9F: true
    case 0x2028...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0x061C: true
    case 0xFFF0...0xFFFB, 0xE0000...0xE0FFF: true
    // The variation selectors: they only choose between a black and a coloured sign.
    case 0xFE00...0xFE0F: false
    default: scalar.properties.isDefaultIgnorableCodePoint
    }
  }

  /// At least four upper-case digits.
  static func hex(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
