/// Log text made safe to show: nothing in it moves the cursor, hides or reorders what is read.
///
/// TAB becomes a blank, other control characters, bidirectional controls, zero-width and tag
/// characters are shown as `<U+202E>`. Log bytes are hostile after they were stored, too.
package enum Visible {
  package static func text(_ raw: some StringProtocol) -> String {
    if raw.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return String(raw) }
    var out = ""
    for scalar in raw.unicodeScalars {
      switch scalar.value {
      case 0x09: out += " "
      case 0x0D: out += " "
      case let value where isHidden(value):
        let hex = String(value, radix: 16, uppercase: true)
        out += "<U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex + ">"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  /// At most `length` characters of the visible text, with an ellipsis where something is missing.
  package static func text(_ raw: some StringProtocol, atMost length: Int) -> String {
    let shown = text(raw)
    guard shown.utf8.count > length, shown.count > length else { return shown }
    return shown.prefix(length - 1) + "…"
  }

  private static func isHidden(_ value: UInt32) -> Bool {
    switch value {
    case 0x00...0x1F, 0x7F...0x9F: true
    case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0x061C, 0x00AD: true
    case 0xFFF0...0xFFFB, 0xE0000...0xE0FFF: true
    default: false
    }
  }
}
