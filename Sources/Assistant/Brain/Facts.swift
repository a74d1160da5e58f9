import Flakiness
import History

/// What is known of one failed job.
struct Facts {
  var job: StoredJob
  var recurrence: Recurrence?
  /// Tests that did not pass in it, with their verdicts where they are flaky, or rather so.
  var tests: [(name: String, flake: TestFlake?)] = []
  /// Sentences about other occurrences.
  var recurring: [String] = []

  var failure: FailureRecord? { job.failure }
  var basis: Reply.Basis { .job(job.key) }
  var confidence: Double { Double(failure?.confidence ?? 0) / 1e6 }

  /// Where sentences about other occurrences come from.
  var history: Reply.Basis { failure?.fingerprint.map { .failure($0) } ?? .job(job.key) }

  /// Failed tests that are flaky, or rather so.
  var flaky: [(name: String, flake: TestFlake)] {
    tests.compactMap { test in test.flake.map { (test.name, $0) } }
  }

  /// Whether the default branch fails alike.
  var isBrokenOnMain: Bool {
    if case .broken? = recurrence?.state { true } else { false }
  }

  /// Other pull requests and branches with the same failure.
  var elsewhere: [Recurrence.Place] {
    (recurrence?.places ?? []).filter {
      $0.repository != job.key.repository || $0.branch != job.facts.branch
        || $0.pullRequest != job.facts.pullRequest
    }
  }
}

extension Inquiry {
  /// Everything the store says about `job`.
  func facts(_ job: StoredJob) throws(StoreError) -> Facts {
    var facts = Facts(job: job)
    guard job.failure != nil else { return facts }
    facts.recurrence = try store.recurrence(of: job.key)
    facts.recurring =
      facts.recurrence?.sentences(now: now, pullRequest: job.facts.pullRequest) ?? []
    let tests = try store.failedTests(of: job.key, limit: 20)
    let flaky = try store.flakes(
      among: tests, of: job.key.repository, verdicts: [.flaky, .probablyFlaky])
    facts.tests = tests.map { ($0, flaky[$0]) }
    return facts
  }

  /// A failed job of which no log was seen.
  func unexplained(_ start: Reply, _ facts: Facts) -> Reply {
    var reply = start
    let job = facts.job
    reply.isAnswered = false
    reply.say("\(headline(job)), but no log of it is stored, so I cannot say why.", facts.basis)
    reply.say("What would help: `faultline ingest --log` with the job's log.", .house)
    if !facts.tests.isEmpty {
      reply.say("Tests that failed: \(Say.list(facts.tests.prefix(5).map(\.name))).", facts.basis)
    }
    return reply
  }

  /// `'linux' of run 4711 in acme/web (#12) failed 3 h ago`.
  func headline(_ job: StoredJob) -> String {
    let attempt = job.key.attempt > 1 ? ", attempt \(job.key.attempt)" : ""
    var place = job.key.repository
    if let request = job.facts.pullRequest {
      place += " (#\(request))"
    } else if !job.facts.branch.isEmpty {
      place += " (\(job.facts.branch))"
    }
    let how = job.status == .cancelled ? "was cancelled" : "failed"
    return "'\(job.key.job)' of run \(job.key.run)\(attempt) in \(place) \(how) "
      + Say.ago(job.started, now: now)
  }

  /// The stored lines of the log, the most telling first.
  func quotes(_ facts: Facts, _ count: Int) -> [Reply.Quote] {
    (facts.failure?.evidence ?? []).prefix(count).map {
      Reply.Quote(job: facts.job.key, line: $0.line, role: $0.role, text: $0.text)
    }
  }
}
