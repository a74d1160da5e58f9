/// One run put together from the jobs of its attempts.
struct RunSummary {
  typealias Status = ReviewFacts.Status

  /// Index into the facts' runs.
  var run: Int
  /// Seconds since 1970 of its first job's start.
  var began = 0
  /// End of the last job of the first attempt; nil when not known of all.
  var firstEnd: Int?
  /// End of the last job of all.
  var end: Int
  /// Outcome of the first attempt; nil when the first attempt is not on record.
  var first: Status?
  /// Outcome of the latest attempt of each job.
  var final = Status.passed
  /// Seconds from the beginning to the first failing job's end, in the first attempt.
  var firstFailure: Int?
  var isRerun = false
  var isFlaky = false
  /// Seconds of machine time, and those of failed jobs and of attempts after the first.
  var seconds = 0
  var wasted = 0

  /// - Parameter jobs: of one run, in order of start; not empty.
  init(_ jobs: ArraySlice<ReviewFacts.Job>) {
    run = jobs[jobs.startIndex].run
    began = jobs[jobs.startIndex].started
    end = began
    settle(jobs)
    account(jobs)
  }

  private mutating func settle(_ jobs: ArraySlice<ReviewFacts.Job>) {
    var firstStatus: Status?
    var latest: [Int32: ReviewFacts.Job] = [:]
    var failedNames: Set<Int32> = []
    var isTimed = true
    for job in jobs {
      end = max(end, job.finished ?? job.started)
      if job.attempt > 1 { isRerun = true }
      if job.attempt <= 1 {
        firstStatus = Self.joined(firstStatus, job.status)
        if let finished = job.finished {
          firstEnd = max(firstEnd ?? finished, finished)
          if job.status == .failed {
            firstFailure = min(firstFailure ?? .max, max(0, finished - began))
          }
        } else {
          isTimed = false
        }
      }
      if job.status == .failed { failedNames.insert(job.name) }
      if let known = latest[job.name], known.attempt > job.attempt { continue }
      latest[job.name] = job
    }
    if !isTimed { firstEnd = nil }
    first = firstStatus
    final = latest.values.reduce(nil) { Self.joined($0, $1.status) } ?? .passed
    let isRecovered = latest.values.contains {
      $0.status == .passed && failedNames.contains($0.name)
    }
    isFlaky = isRecovered || jobs.contains { $0.retriedTests > 0 }
  }

  private mutating func account(_ jobs: ArraySlice<ReviewFacts.Job>) {
    for job in jobs {
      let used = job.seconds ?? 0
      seconds += used
      if job.status == .failed || job.attempt > 1 { wasted += used }
    }
  }

  /// A failure decides; without one, a cancelled job does.
  private static func joined(_ known: Status?, _ next: Status) -> Status {
    guard let known else { return next }
    if known == .failed || next == .failed { return .failed }
    return known == .cancelled || next == .cancelled ? .cancelled : .passed
  }
}

/// The runs that began in a window, as they stood when it ended: what was run again afterwards
/// belongs to the next review, so that the figures of a week never change.
struct WindowRuns {
  let window: ReviewWindow
  /// In order of their beginning.
  private(set) var runs: [RunSummary] = []
  /// Indexes of the jobs of these runs.
  private(set) var jobs: [Int] = []

  /// - Parameter isMainOnly: leave out what is not on a default branch.
  init(_ facts: ReviewFacts, in window: ReviewWindow, isMainOnly: Bool = false) {
    self.window = window
    var start = 0
    while start < facts.jobs.count {
      let run = facts.jobs[start].run
      var end = start + 1
      while end < facts.jobs.count, facts.jobs[end].run == run { end += 1 }
      if window.contains(facts.jobs[start].started), !isMainOnly || facts.runs[run].isMain {
        let stop = (start..<end).first { facts.jobs[$0].started >= window.to.seconds } ?? end
        runs.append(RunSummary(facts.jobs[start..<stop]))
        jobs += start..<stop
      }
      start = end
    }
    runs.sort { ($0.began, $0.run) < ($1.began, $1.run) }
  }

  var counted: [RunSummary] { runs.filter { $0.final != .cancelled } }
}
