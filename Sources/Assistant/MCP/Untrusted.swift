/// Text of a log on its way to a language model: data, marked as such, and bounded.
///
/// Whoever breaks a build chooses these words. Filters against instructions do not hold, so the
/// text is kept to one field whose name says what it is; here only what cannot be seen is removed,
/// links are broken, and every line is prefixed.
enum Untrusted {
  /// Bytes of log text in one answer.
  static let limit = 2048

  /// Lines as one field: `log 482| npm ERR! …`.
  static func field(_ lines: [(line: Int, text: String)]) -> JSON {
    var out = ""
    for entry in lines {
      let next = "log \(entry.line)| \(plain(entry.text))\n"
      guard out.utf8.count + next.utf8.count <= limit else {
        out += "log| (more is left out)\n"
        break
      }
      out += next
    }
    return .string(out)
  }

  /// A name that comes from outside: a branch, a job, a test.
  static func name(_ text: String) -> JSON { .string(String(plain(text).prefix(200))) }

  /// Words made from captures of the log.
  static func words(_ text: String) -> JSON { .string("log| " + plain(text)) }

  /// Without invisible characters and with broken links.
  static func plain(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars.prefix(500) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned,
        .surrogate:
        if scalar == "\t" { out += " " }
      default:
        let isHidden =
          scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.isVariationSelector
        if !isHidden { out.unicodeScalars.append(scalar) }
      }
    }
    return out.replacing("://", with: "[:]//")
  }
}
