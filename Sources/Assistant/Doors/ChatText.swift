import Reporting

/// Text for chats: what could address people, link or format is made harmless, and bounded.
enum ChatText {
  /// Words for a place that is not parsed (plain text, a preformatted block): only what hides or
  /// reorders text, and the marks chats resolve anywhere, must go.
  static func plain(_ raw: String, atMost length: Int) -> String {
    var out = ""
    var last: Unicode.Scalar = " "
    for scalar in bounded(raw, length).unicodeScalars {
      if last == "<", "!@#a/".unicodeScalars.contains(scalar) { out += " " }
      out.unicodeScalars.append(scalar)
      last = scalar
    }
    return out
  }

  /// Words for Markdown: no link, mention, picture or emphasis comes out of them.
  static func markdown(_ raw: String, atMost length: Int) -> String {
    let text = bounded(raw, length)
      .replacing("://", with: "[:]//").replacing("www.", with: "www[.]")
    var out = ""
    for scalar in text.unicodeScalars {
      if "\\`*_[]()~#>|!<{}".unicodeScalars.contains(scalar) { out += "\\" }
      // A full-width sign reads the same and addresses nobody.
      out.unicodeScalars.append(scalar == "@" ? "＠" : scalar)
    }
    return out
  }

  /// A code block whose fence is longer than any run of backticks inside.
  static func fenced(_ lines: [String]) -> String {
    var longest = 0
    for line in lines {
      var run = 0
      for scalar in line.unicodeScalars {
        run = scalar == "`" ? run + 1 : 0
        longest = max(longest, run)
      }
    }
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return ([fence] + lines + [fence]).joined(separator: "\n")
  }

  /// `482 │ npm ERR! …`
  static func quote(_ quote: Reply.Quote, atMost length: Int) -> String {
    "\(quote.line) │ " + bounded(quote.text, length)
  }

  /// Visible text of at most `length` characters; a huge text is cut before it is looked at.
  private static func bounded(_ raw: String, _ length: Int) -> String {
    Visible.text(String(raw.unicodeScalars.prefix(4 * length)), atMost: length)
  }
}
