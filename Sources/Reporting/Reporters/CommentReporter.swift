/// The one comment on a pull request, for GitHub.
public struct GitHubCommentReporter: DocumentReporter {
  public static let name = "github-comment"
  public static let purpose = "body of the one comment on a GitHub pull request"
  private let options: ReportOptions

  public init(options: ReportOptions) { self.options = options }

  public func document(_ answers: [Answer]) -> String {
    RequestComment.body(answers, options: options)
  }
}

/// The one note on a merge request, for GitLab.
public struct GitLabNoteReporter: DocumentReporter {
  public static let name = "gitlab-note"
  public static let purpose = "body of the one note on a GitLab merge request"
  private let options: ReportOptions

  public init(options: ReportOptions) { self.options = options }

  public func document(_ answers: [Answer]) -> String {
    RequestComment.body(answers, options: options)
  }
}

/// The comment on a pull or merge request: one for all its jobs, found again by a hidden marker,
/// each job a section between markers of its own, so that two jobs do not overwrite each other.
///
///     <!-- faultline:comment -->
///     <!-- faultline:job 0f3a… failed -->
///     ### ❌ dependency / package-not-found
///     …
///     <!-- faultline:end -->
public enum RequestComment {
  /// The first line of the comment that is ours.
  public static let marker = "<!-- faultline:comment -->"
  /// Bytes of a comment: GitHub takes 65,536 characters.
  static let limit = 60_000

  /// Whether a comment's text is the one to update.
  public static func isOurs(_ text: String) -> Bool { text.hasPrefix(marker) }

  /// A comment with a section for each job; "recovered" for a job that did not fail.
  public static func body(_ answers: [Answer], options: ReportOptions = ReportOptions()) -> String {
    write(answers.map { section($0, options) })
  }

  /// What to post or to update.
  ///
  /// - Parameter existing: the text of our comment as it stands, nil if there is none.
  /// - Returns: the new text; nil if there is nothing to do: no comment yet and nothing failed, or
  ///   no change.
  public static func update(
    existing: String?, with answers: [Answer], options: ReportOptions = ReportOptions()
  ) -> String? {
    guard let existing, isOurs(existing) else {
      let failed = answers.filter(\.diagnosis.failed)
      return failed.isEmpty ? nil : body(failed, options: options)
    }
    var sections = read(existing)
    for answer in answers {
      let new = section(answer, options)
      if let index = sections.firstIndex(where: { $0.key == new.key }) {
        sections[index] = new
      } else if answer.diagnosis.failed {
        sections.append(new)
      }
    }
    let text = write(sections)
    // CI systems give comments back with CRLF and without the last line feed.
    return lines(text) == lines(existing) ? nil : text
  }

  private struct Section {
    /// A hash of the job's name: nothing of a branch or job name stands inside a marker.
    var key: String
    var hasFailed: Bool
    var text: [String]
  }

  private static func section(_ answer: Answer, _ options: ReportOptions) -> Section {
    let job = Markdown.code(Visible.text(answer.jobName, atMost: 120))
    let key = StableID.hex("\(answer.job?.provider ?? "")\u{1F}\(answer.jobName)")
    guard answer.diagnosis.failed else {
      return Section(
        key: key, hasFailed: false, text: ["### ✅ Recovered: \(job) is green again", ""])
    }
    let text = MarkdownReporter(options: options).render(answer)
    return Section(key: key, hasFailed: true, text: ["**\(job) failed**", ""] + lines(text) + [""])
  }

  private static func write(_ sections: [Section]) -> String {
    // Red jobs first: they must not be the ones for which there is no room.
    let ordered = sections.filter(\.hasFailed) + sections.filter { !$0.hasFailed }
    let parts = ordered.map { section in
      let state = section.hasFailed ? "failed" : "recovered"
      return
        (["<!-- faultline:job \(section.key) \(state) -->"] + section.text
        + ["<!-- faultline:end -->"]).joined(separator: "\n")
    }
    let text = Budget.join(parts, separator: "\n", limit: limit - marker.utf8.count) {
      "_+\($0) more jobs._"
    }
    return marker + "\n" + text + "\n"
  }

  /// The sections of a comment that is ours; whatever stands between them is left out.
  private static func read(_ text: String) -> [Section] {
    var out: [Section] = []
    var open: Section?
    for line in lines(text) {
      let words = line.split(separator: " ")
      if words.count == 5, words[0] == "<!--", words[1] == "faultline:job", words[4] == "-->" {
        open = Section(key: String(words[2]), hasFailed: words[3] == "failed", text: [])
      } else if line == "<!-- faultline:end -->" {
        if let section = open { out.append(section) }
        open = nil
      } else {
        open?.text.append(line)
      }
    }
    return out
  }

  /// Lines without their ends, and without empty ones at the end.
  private static func lines(_ text: String) -> [String] {
    var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map {
      String($0.last == "\r" ? $0.dropLast() : $0)
    }
    while lines.last == "" { lines.removeLast() }
    return lines
  }
}
