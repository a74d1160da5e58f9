import Flakiness

/// The text of a ticket about a test that is to be quarantined, in Markdown.
public struct QuarantineTicket: Sendable {
  public var test: String
  public var repository: String
  public var report: FlakeReport
  public var effect: QuarantineEffect
  public var owner: String
  /// Seconds since 1970.
  public var expires: Int
  public var cleanRuns: Int

  public init(
    test: String, repository: String, report: FlakeReport, effect: QuarantineEffect,
    owner: String, expires: Int, cleanRuns: Int
  ) {
    self.test = test
    self.repository = repository
    self.report = report
    self.effect = effect
    self.owner = owner
    self.expires = expires
    self.cleanRuns = cleanRuns
  }

  /// A headline, what is known, the latest evidence, and what ends the quarantine.
  public var markdown: String {
    let evidence = report.evidence.filter { $0.share >= 0.5 }.prefix(5).map { piece in
      "| \(Self.day(piece.segment.lastTime)) | \(Self.kind(piece.kind)) "
        + "| \(Self.code(piece.segment.lastRun)) | \(Self.code(piece.segment.lastCommit)) |"
    }
    return """
      # Flaky test: \(Self.code(test))

      - Repository: \(Self.code(repository))
      - Owner: \(Self.code(owner))
      - Fails \(Self.tenths(report.rate.mean)) % of the time (90 % interval \
      \(Self.tenths(report.rate.low)) to \(Self.tenths(report.rate.high)) %)
      - \(effect.rescued) of \(effect.red) red builds would have been green without it
      - Regressions this test alone caught: \(effect.missedRegressions)

      | last failed | how | run | commit |
      |---|---|---|---|
      \(evidence.joined(separator: "\n"))

      The quarantine ends on \(Self.day(expires)), or after \(cleanRuns) clean runs in a row. The \
      test still runs where its framework can mute it.

      """
  }

  private static func kind(_ kind: FlakeReport.Evidence.Kind) -> String {
    switch kind {
    case .sameCommit: "failed and passed on one commit"
    case .betweenPasses: "failed between passes"
    case .acrossBranches: "failed on unrelated branches"
    case .openStreak: "fails since"
    }
  }

  private static func day(_ seconds: Int) -> String { String(Timestamp.text(seconds).prefix(10)) }

  private static func tenths(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  /// A code span nothing in the text can end: as many backquotes around it as it has in a row,
  /// and one more; a bar would end a cell of a table.
  private static func code(_ text: String) -> String {
    let shown = Visible.text(text).replacing("|", with: "¦")
    var longest = 0
    var run = 0
    for character in shown {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let pad = longest > 0 || shown.isEmpty ? " " : ""
    return fence + pad + shown + pad + fence
  }
}
