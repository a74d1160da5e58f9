/// Log text that no CI system takes for a command when it is echoed into a job's output.
///
/// For whoever prints lines of a log on a job's standard output. The grammars, from the systems'
/// own parsers: GitHub's runner takes `##[command]` anywhere in a line and `::command::` after any
/// leading white space, Azure's agent `##vso[area.event]` anywhere, TeamCity's `##teamcity[…]`,
/// GitLab and Travis `section_start:`/`travis_fold:` markers, Buildkite `---`, `+++`, `~~~` and
/// `^^^` at a line's start; Jenkins' notes, Buildkite's OSC sequences and terminals need an escape
/// character, which is shown as `<U+001B>`. Both runners compare with the rules of the machine's
/// language, which skip ignorable characters, so they are skipped here, too.
///
///     "##[add-mask]x"  ->  "## [add-mask]x"
///     "::error::x"     ->  "| ::error::x"
public enum Neutral {
  /// One line; line feeds in it are shown as `<U+000A>`.
  ///
  /// - Parameter provider: the system on which it is printed, such as `github-actions`; nil or
  ///   unknown: safe on every one.
  public static func line(_ raw: some StringProtocol, for provider: String? = nil) -> String {
    guarded(Visible.text(raw), for: provider)
  }

  /// A line that is visible text already, with a bar before it if it would begin a command.
  static func guarded(_ text: String, for provider: String? = nil) -> String {
    startsCommand(text, provider) ? "| " + text : text
  }

  /// Several lines, each made safe; CRLF and LF end a line.
  public static func excerpt(_ text: String, for provider: String? = nil) -> String {
    text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map { part in
        let end = part.last == "\r" ? part.index(before: part.endIndex) : part.endIndex
        return line(String(part[part.startIndex..<end]), for: provider)
      }
      .joined(separator: "\n")
  }

  /// Lines for the output of a job on `provider`, with the system's own switch around them where
  /// it has one: GitHub's runner obeys nothing between `::stop-commands::token` and `::token::`.
  ///
  /// - Parameter token: random, so that the log cannot hold it.
  public static func block(
    _ lines: [String], for provider: String? = nil, token: String
  ) -> [String] {
    let inner = lines.map { line($0, for: provider) }
    guard provider == nil || provider == "github-actions" else { return inner }
    return ["::stop-commands::\(token)"] + inner + ["::\(token)::"]
  }

  /// Words that open a section when a colon follows.
  private static let markers = ["section_start", "section_end", "travis_fold", "travis_time"]

  /// Breaks what acts anywhere in a line: `##word[` and `marker:` get a blank before their end.
  static func broken(_ text: String) -> String {
    let bytes = text.utf8
    guard bytes.contains(UInt8(ascii: "#")) || bytes.contains(UInt8(ascii: ":")) else {
      return text
    }
    var out = String.UnicodeScalarView()
    // What stands before, as far as it can begin a command: without what parsers skip.
    var run: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars {
      if (scalar == "[" && endsInHashes(run)) || (scalar == ":" && endsInMarker(run)) {
        out.append(" ")
        run = []
      }
      out.append(scalar)
      if isSkipped(scalar) { continue }
      if isWord(scalar) {
        run.append(scalar)
        if run.count > 64 { run.removeFirst(32) }
      } else {
        run.removeAll(keepingCapacity: true)
      }
    }
    return String(out)
  }

  /// `##`, or `##` and a word.
  private static func endsInHashes(_ run: [Unicode.Scalar]) -> Bool {
    guard let last = run.lastIndex(of: "#") else { return false }
    return last > 0 && run[last - 1] == "#"
  }

  private static func endsInMarker(_ run: [Unicode.Scalar]) -> Bool {
    let tail = String(String.UnicodeScalarView(run.suffix(16))).lowercased()
    return markers.contains { tail.hasSuffix($0) }
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "#", "_", "-", ".": true
    default: false
    }
  }

  /// Ignorable characters: a comparison by the rules of a language does not see them.
  private static func isSkipped(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value > 0x7F && scalar.properties.isDefaultIgnorableCodePoint
  }

  /// Whether `text` as a line of its own begins a command.
  private static func startsCommand(_ text: String, _ provider: String?) -> Bool {
    let rest = text.unicodeScalars.lazy.filter { !isSkipped($0) }
      .drop { $0.properties.isWhitespace }
    let start = Array(rest.prefix(3))
    if provider != "buildkite", start.count > 1, start[0] == ":", start[1] == ":" { return true }
    guard provider == nil || provider == "buildkite" || !known.contains(provider ?? "") else {
      return false
    }
    return groups.contains(String(String.UnicodeScalarView(start)))
  }

  private static let groups: Set<String> = ["---", "+++", "~~~", "^^^"]

  /// Systems whose grammar is known to give a line's beginning no meaning but `::`.
  private static let known: Set<String> = [
    "github-actions", "gitlab", "azure-pipelines", "jenkins", "circleci", "teamcity", "travis",
  ]
}
