/// One `<testcase>` while it is being read. An object that every case uses anew: a value would be
/// copied, with all its strings, each time it is opened, touched and closed.
final class JUnitCase {
  /// The children that say how the case, or one attempt of it, ended.
  enum Kind {
    case failure, error, skipped
    case flakyFailure, flakyError, rerunFailure, rerunError

    init?(_ name: XMLWord) {
      switch name {
      case "failure": self = .failure
      case "error": self = .error
      case "skipped", "disabled", "ignored": self = .skipped
      case "flakyFailure": self = .flakyFailure
      case "flakyError": self = .flakyError
      case "rerunFailure": self = .rerunFailure
      case "rerunError": self = .rerunError
      default: return nil
      }
    }

    var outcome: Outcome {
      switch self {
      case .failure, .flakyFailure, .rerunFailure: .failed
      case .error, .flakyError, .rerunError: .errored
      case .skipped: .skipped
      }
    }
  }

  /// What the attributes of the element say. Set and taken as a whole: each access to a field of an
  /// object is checked, which showed in the profile.
  struct Facts {
    var name = ""
    var className = ""
    var file = ""
    var duration: Double?
    var timestamp: Int64?
    fileprivate var skippedByStatus = false
    fileprivate var failedByStatus = false

    /// googletest `notrun`, `skipped`, `suppressed`; CTest `notrun`, `disabled`, `fail`.
    mutating func take(status: XMLWord) {
      switch status {
      case "notrun", "skipped", "suppressed", "disabled", "ignored": skippedByStatus = true
      case "fail", "failed": failedByStatus = true
      default: break
      }
    }

    /// The outcome of a case without children.
    fileprivate var outcome: Outcome {
      failedByStatus ? .failed : skippedByStatus ? .skipped : .passed
    }
  }

  private(set) var facts = Facts()

  /// Forgets the case before. What it leaves in `new` means nothing.
  func begin(_ new: inout Facts) {
    swap(&facts, &new)
    if storedDetails != nil { storedDetails = nil }
  }

  /// Hands the facts over, so that their strings move on uncounted.
  func takeFacts() -> Facts {
    var taken = Facts()
    swap(&taken, &facts)
    return taken
  }

  /// What only cases with children have; most have none, and stay small.
  final class Details {
    var text = CappedText(limit: 1)
    var main: [Attempt] = []
    var flaky: [Attempt] = []
    var reruns: [Attempt] = []
    var open: (kind: Kind, attempt: Attempt)?
  }

  private var storedDetails: Details?

  /// Made on first use.
  var details: Details {
    if let storedDetails { return storedDetails }
    let made = Details()
    storedDetails = made
    return made
  }

  var isOpen: Bool { storedDetails?.open != nil }

  func open(_ kind: Kind, _ attempt: Attempt, stackBytes: Int) {
    let details = details
    details.text = CappedText(limit: stackBytes)
    details.open = (kind, attempt)
  }

  /// Failed, and no word about why so far.
  var isSilentFailure: Bool {
    guard let details = storedDetails, details.open == nil, let last = details.main.last else {
      return false
    }
    return last.outcome.isFailure && last.message == nil && last.stack == nil
  }

  func closeChild() {
    guard let details = storedDetails else { return }
    guard let (kind, pending) = details.open else {
      if !details.text.isEmpty, isSilentFailure { takeOutput(details) }
      return
    }
    details.open = nil
    var attempt = pending
    let body = details.text.text()
    attempt.message = attempt.message ?? headline(body)
    attempt.stack = body == attempt.message ? nil : body
    if kind == .skipped, MutedFailure.isTold(by: attempt.message) { attempt.outcome = .failed }
    switch kind {
    case .failure, .error, .skipped: details.main.append(attempt)
    case .flakyFailure, .flakyError: details.flaky.append(attempt)
    case .rerunFailure, .rerunError: details.reruns.append(attempt)
    }
  }

  private func takeOutput(_ details: Details) {
    let body = details.text.text()
    details.text.clear()
    let last = details.main.count - 1
    details.main[last].message = CleanText.firstLine(body, limit: 2048)
    details.main[last].stack = body
  }

  /// PHPUnit begins the text with the name of the test.
  private func headline(_ body: String?) -> String? {
    guard let body, !facts.className.isEmpty, body.hasPrefix(facts.className + "::"),
      let end = body.firstIndex(of: "\n")
    else { return CleanText.firstLine(body, limit: 2048) }
    return CleanText.firstLine(String(body[end...]), limit: 2048)
  }

  /// CTest writes a test whose program is missing as skipped, and fails the run for it.
  func useCTestWords() {
    guard let details = storedDetails else { return }
    for index in details.main.indices
    where details.main[index].message == "Unable to find executable" {
      details.main[index].outcome = .errored
    }
  }

  /// go-junit-report and gotestsum write `Failed` as message and the test's output as text.
  func useGoMessages(limit: Int) {
    guard let details = storedDetails else { return }
    for index in details.main.indices where details.main[index].message != nil {
      let attempt = details.main[index]
      details.main[index].message =
        GoText.message(attempt.stack ?? attempt.message, limit: limit) ?? attempt.message
    }
  }

  /// The attempts in the order they were executed.
  ///
  /// - passed after failures: the flaky ones, then the pass;
  /// - failed every time: the first failure, then the reruns;
  /// - `failure` beside `flakyFailure` (cargo-nextest told to fail flaky tests): the test passed in
  ///   the end but counts as failed.
  /// - Parameter facts: what ``takeFacts()`` gave.
  func result(
    _ identity: consuming TestIdentity, _ facts: borrowing Facts, limits: ReportLimits
  ) -> TestResult {
    let duration = facts.duration
    let timestamp = facts.timestamp
    guard let details = storedDetails,
      !(details.main.isEmpty && details.flaky.isEmpty && details.reruns.isEmpty)
    else {
      return TestResult(
        identity, attempts: [Attempt(facts.outcome, duration: duration, timestamp: timestamp)])
    }
    let flaky = details.flaky
    var final = joined(details, isSkipped: facts.skippedByStatus, limits)
    final.duration = duration
    final.timestamp = final.timestamp ?? timestamp
    if flaky.isEmpty {
      return TestResult(identity, attempts: [final] + details.reruns)
    }
    guard !details.main.isEmpty else {
      let pass = Attempt(.passed, duration: duration, timestamp: timestamp)
      return TestResult(identity, attempts: flaky + [pass])
    }
    let pass = Attempt(.passed, duration: duration, timestamp: timestamp)
    return TestResult(identity, attempts: flaky + [pass], declaredOutcome: final.outcome)
  }

  /// Several `<failure>` elements of one execution as one attempt: the first one's message, the
  /// others below it. A failure outweighs an error, both outweigh a skip.
  private func joined(
    _ details: Details, isSkipped: Bool, _ limits: ReportLimits
  ) -> Attempt {
    let main = details.main
    guard var first = main.first ?? details.reruns.first else {
      return Attempt(isSkipped ? .skipped : .passed)
    }
    guard main.count > 1 else { return first }
    // node reports a failing TODO as skipped and failed.
    if first.outcome == .skipped, first.type == "todo" { return first }
    let outcomes = main.map(\.outcome)
    first.outcome =
      outcomes.contains(.failed) ? .failed : outcomes.contains(.errored) ? .errored : .skipped
    let more = main.dropFirst().prefix(64).map { $0.stack ?? $0.message ?? "" }
    let all = ([first.stack ?? first.message ?? ""] + more).joined(separator: "\n")
    first.stack = CleanText.capped(all, limits.stackBytes)
    return first
  }
}
