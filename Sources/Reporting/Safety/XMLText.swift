/// Text for XML 1.0, in attributes as in elements.
enum XMLText {
  /// Characters that XML cannot hold and those that act on a reader are shown as `<U+001B>`.
  static func escape(_ raw: some StringProtocol) -> String {
    var out = ""
    for scalar in Visible.text(raw).unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&apos;"
      default: out.unicodeScalars.append(isAllowed(scalar) ? scalar : "\u{FFFD}")
      }
    }
    return out
  }

  /// Several lines; the line feeds stay, and no line begins a command of a CI system.
  static func lines(_ lines: [String]) -> String {
    lines.map { Neutral.guarded(escape($0)) }.joined(separator: "\n")
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF
  }
}
