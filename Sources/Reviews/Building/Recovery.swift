/// Red spells of default branches: from the first failing run's end to the end of the first
/// passing run after it, per repository and workflow.
struct Recovery {
  /// Seconds of spells that ended in the window.
  private(set) var ended: [Int] = []
  private(set) var open: [Review.OpenRed] = []

  private struct Line: Hashable {
    var repository: Int32
    var workflow: Int32
    var branch: Int32
  }

  /// Looks at all runs on record before the window's end, so that a spell which began earlier is
  /// known; it counts where it ends.
  init(_ facts: ReviewFacts, in window: ReviewWindow) {
    var lines: [Line: [RunSummary]] = [:]
    let record = ReviewWindow(Moment(.min), to: window.to)
    for summary in WindowRuns(facts, in: record, isMainOnly: true).counted {
      let run = facts.runs[summary.run]
      let line = Line(repository: run.repository, workflow: run.workflow, branch: run.branch)
      lines[line, default: []].append(summary)
    }
    for (line, runs) in lines { add(line, runs, facts, window) }
    ended.sort()
    open.sort {
      ($0.since.seconds, $0.repository, $0.workflow)
        < ($1.since.seconds, $1.repository, $1.workflow)
    }
  }

  private mutating func add(
    _ line: Line, _ runs: [RunSummary], _ facts: ReviewFacts, _ window: ReviewWindow
  ) {
    var since: Int?
    var failed = 0
    for run in runs {
      if run.final == .failed {
        since = since ?? run.end
        failed += 1
      } else if let begin = since {
        if window.contains(run.end) { ended.append(max(0, run.end - begin)) }
        since = nil
        failed = 0
      }
    }
    guard let since else { return }
    open.append(
      Review.OpenRed(
        repository: facts.names[line.repository], workflow: facts.names[line.workflow],
        since: Moment(since), seconds: max(0, window.to.seconds - since), failedRuns: failed))
  }
}

extension ReviewWindow {
  /// Everything before a moment, without days.
  init(_ from: Moment, to: Moment) {
    self.from = from
    self.to = to
    name = ""
    zone = ""
    days = []
  }
}
