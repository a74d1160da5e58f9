/// Text for the commands that CI systems read from a job's output, escaped as their parsers undo it.
enum CommandText {
  /// The message of a GitHub workflow command.
  static func githubData(_ text: String) -> String {
    replace(text) { $0 == "%" || $0 == "\r" || $0 == "\n" ? percent($0) : nil }
  }

  /// The value of a property of a GitHub workflow command.
  static func githubProperty(_ text: String) -> String {
    replace(text) { "%\r\n:,".unicodeScalars.contains($0) ? percent($0) : nil }
  }

  /// Message or property value of an Azure logging command.
  ///
  /// A percent sign has an escape that only some agents undo, so it is written where it would
  /// otherwise begin one.
  static func azure(_ text: String) -> String {
    var guarded = text
    for code in ["%AZP25", "%3B", "%0D", "%0A", "%5D"] {
      guarded = guarded.replacing(code, with: "%AZP25" + code.dropFirst())
    }
    return replace(guarded) { ";\r\n]".unicodeScalars.contains($0) ? percent($0) : nil }
  }

  /// The value of an attribute of a TeamCity service message.
  static func teamcity(_ text: String) -> String {
    replace(text) { scalar in
      switch scalar {
      case "|", "'", "[", "]": "|" + String(scalar)
      case "\n": "|n"
      case "\r": "|r"
      case "\u{85}": "|x"
      case "\u{2028}": "|l"
      case "\u{2029}": "|p"
      default: nil
      }
    }
  }

  private static func replace(
    _ text: String, _ escape: (Unicode.Scalar) -> String?
  ) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      if let escaped = escape(scalar) {
        out += escaped
      } else {
        out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  private static func percent(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "%" + (digits.count == 1 ? "0" : "") + digits
  }
}
