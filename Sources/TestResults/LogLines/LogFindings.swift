/// Collects what the readers find, joins what is said twice, and keeps the order.
final class LogFindings {
  enum Weight {
    /// The line was printed as the test ended: each one is an execution.
    case execution
    /// A summary or a repetition: adds to the last execution, or stands for one never shown.
    case summary
    /// A later phase of the last execution (pytest's teardown).
    case phase
  }

  private struct Entry {
    var found: LogResult
    var sawExecution: Bool
  }

  let limits: ReportLimits
  private let sink: (LogResult) -> Void
  private var held: [Entry] = []
  private var places: [String: Int] = [:]

  init(limits: ReportLimits, sink: @escaping (LogResult) -> Void) {
    self.limits = limits
    self.sink = sink
  }

  func add(
    _ tool: String, _ line: Int, _ identity: TestIdentity, _ attempt: Attempt,
    _ weight: Weight = .execution, isCached: Bool = false
  ) {
    var attempt = attempt
    attempt.message = CleanText.string(attempt.message).map {
      CleanText.capped($0, limits.messageBytes)
    }
    let key = tool + "\u{0}" + identity.key
    guard let place = places[key] else {
      if held.count >= limits.heldResults { release(held.count / 2 + 1) }
      places[key] = held.count
      let result = TestResult(identity, attempts: [attempt], isCached: isCached)
      held.append(
        Entry(
          found: LogResult(result: result, line: line, tool: tool),
          sawExecution: weight == .execution))
      return
    }
    if weight == .execution, held[place].sawExecution {
      held[place].found.result.attempts.append(attempt)
      return
    }
    held[place].sawExecution = held[place].sawExecution || weight == .execution
    enrich(&held[place].found.result, with: attempt)
  }

  /// Gives the last attempt of a test a message it does not have yet.
  func describe(_ tool: String, _ identity: TestIdentity, _ message: String) {
    guard let place = places[tool + "\u{0}" + identity.key] else { return }
    enrich(&held[place].found.result, with: Attempt(.passed, message: CleanText.string(message)))
  }

  func flush() { release(held.count) }

  private func enrich(_ result: inout TestResult, with later: Attempt) {
    guard var last = result.attempts.popLast() else { return }
    // A message about another phase must not stand for the one that decided.
    let fits = !later.outcome.isFailure || !last.outcome.isFailure || later.outcome == last.outcome
    if later.outcome.isFailure, !last.outcome.isFailure { last.outcome = later.outcome }
    if last.message == nil, fits, let message = later.message {
      last.message = CleanText.capped(message, limits.messageBytes)
    }
    last.duration = last.duration ?? later.duration
    result.attempts.append(last)
  }

  private func release(_ count: Int) {
    for entry in held.prefix(count) { sink(entry.found) }
    held.removeFirst(count)
    places.removeAll(keepingCapacity: true)
    for (place, entry) in held.enumerated() {
      places[entry.found.tool + "\u{0}" + entry.found.result.identity.key] = place
    }
  }
}
