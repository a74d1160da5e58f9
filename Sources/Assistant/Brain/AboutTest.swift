import Flakiness
import History

/// Answers about tests.
extension Inquiry {
  /// Tests by this name: the very one, or those with it as a part.
  func tests(named name: String) throws(StoreError) -> [(repository: String, name: String)] {
    let repositories = try repositories()
    for spelling in Self.spellings(name) {
      var found: [(repository: String, name: String)] = []
      for repository in repositories {
        let tests = try store.tests(in: repository, containing: spelling, limit: 20)
        if tests.contains(spelling) { return [(repository, spelling)] }
        found += tests.map { (repository, $0) }
      }
      if !found.isEmpty { return found }
    }
    return []
  }

  /// A name as people paste it, and as the store may spell it.
  static func spellings(_ name: String) -> [String] {
    var all = [name]
    func add(_ other: String) {
      if other.count > 2, !all.contains(other) { all.append(other) }
    }
    let bare = name.hasSuffix("()") ? String(name.dropLast(2)) : name
    add(bare)
    if let place = bare.range(of: ".py::") {
      let module = bare[..<place.lowerBound].replacing("/", with: ".")
      add(module + "::" + bare[place.upperBound...].replacing("::", with: "."))
      add(module + "::" + bare[place.upperBound...])
    }
    add(bare.replacing("#", with: "::"))
    if let last = bare.split(whereSeparator: { ":#/".contains($0) }).last { add(String(last)) }
    if let dot = bare.lastIndex(of: "."), bare[dot...].count > 3 {
      add(bare[..<dot] + "::" + bare[bare.index(after: dot)...])
    }
    return all
  }

  func aboutTest(_ question: Question, in talk: Conversation) throws(StoreError) -> Reply {
    var reply = Reply(question.intent)
    let found = try meant(question, talk)
    guard let test = found.first else {
      reply.isAnswered = false
      if case .test(let name) = question.subject {
        reply.say("No test '\(name)' is in \(place).", .store)
        reply.say("`faultline ingest --results` takes test reports in.", .house)
      } else {
        reply.say("No test is stored that failed there.", .store)
      }
      reply.suggestions = ["which tests are flaky?", "help"]
      return reply
    }
    guard found.count == 1 else {
      reply.say("Several tests fit. Which one?", .store)
      reply.choices = found.prefix(9).map {
        .init(label: $0.name, target: .test(repository: $0.repository, name: $0.name))
      }
      return reply
    }
    try sayVerdict(&reply, test.repository, test.name)
    if question.intent == .proposeQuarantine {
      try proposeQuarantine(&reply, question, test.repository, test.name)
    } else {
      reply.suggestions = ["why did \"\(test.name)\" test fail?", "which tests are flaky?"]
      reply.actions = [
        .init(title: "Propose quarantine", question: "quarantine \"\(test.name)\" test")
      ]
    }
    return reply
  }

  private func meant(
    _ question: Question, _ talk: Conversation
  ) throws(StoreError) -> [(repository: String, name: String)] {
    switch question.subject {
    case .test(let name), .name(let name): return try tests(named: name)
    case .thread:
      if let test = talk.test, let repository = talk.testRepository { return [(repository, test)] }
      guard let key = talk.job else { return [] }
      return try store.failedTests(of: key, limit: 20).map { (key.repository, $0) }
    default:
      guard case .one(let job, _) = try find(question, in: talk) else { return [] }
      return try store.failedTests(of: job.key, limit: 20).map { (job.key.repository, $0) }
    }
  }

  private func sayVerdict(
    _ reply: inout Reply, _ repository: String, _ name: String
  ) throws(StoreError) {
    let basis = Reply.Basis.test(repository: repository, name: name)
    guard let flake = try store.flake(name, in: repository) else {
      let runs = try store.history(of: name, in: repository, latest: 500)?.entries.count ?? 0
      reply.say(
        runs == 0
          ? "\(name) is known by name only: no execution of it is stored."
          : "\(name) never failed in the \(Say.count(runs, "execution")) stored: no reason to "
            + "doubt it.", basis)
      return
    }
    let report = flake.report
    reply.say(
      "\(name) is \(Self.words(report.verdict)) (\(Say.percent(report.probability)) sure).", basis)
    reply.say(
      "It failed \(flake.record.failures) of \(Say.count(flake.record.executions, "execution")); "
        + "the next one fails with \(Say.percent(report.rate.mean)) (90 % interval "
        + "\(Say.percent(report.rate.low)) to \(Say.percent(report.rate.high))).", basis)
    if let last = report.evidence.first {
      let segment = last.segment
      let how =
        switch last.kind {
        case .sameCommit: "it passed and failed on one commit"
        case .betweenPasses: "it failed between passes"
        case .acrossBranches: "it failed on branches while the default branch was green"
        case .openStreak: "it fails since and did not pass again"
        }
      reply.say(
        "Last evidence \(Say.ago(segment.lastTime, now: now)), run \(segment.lastRun): \(how).",
        basis)
    }
    if let runs = report.runsToConfirm {
      reply.say("\(Say.count(runs, "more run")) would settle it.", basis)
    }
  }

  private static func words(_ verdict: Verdict) -> String {
    switch verdict {
    case .healthy: "healthy"
    case .flaky: "flaky"
    case .probablyFlaky: "probably flaky"
    case .regressed: "not flaky but newly broken"
    case .broken: "broken, not flaky"
    case .fixed: "fixed"
    case .insufficient: "too new to say"
    }
  }

  private func proposeQuarantine(
    _ reply: inout Reply, _ question: Question, _ repository: String, _ name: String
  ) throws(StoreError) {
    guard brain.mayPropose else {
      reply.isAnswered = false
      reply.say("Quarantines are not proposed here.", .house)
      return
    }
    let verdict = try store.flake(name, in: repository)?.report.verdict
    try store.record(
      Event(
        repository: repository, kind: .proposal, subject: name, time: now, actor: asker.name,
        verb: "quarantine",
        details: [
          "reason": Proposal.reason(question.text), "verdict": verdict?.rawValue ?? "unknown",
        ]))
    reply.say("I noted the proposal to quarantine it; somebody who may decides.", .house)
    if verdict != .flaky, verdict != .probablyFlaky {
      reply.say(
        "Mind that its history does not show a flaky test: a quarantine would hide a real failure.",
        .test(repository: repository, name: name))
    }
  }

  func flakyTests(_ question: Question) throws(StoreError) -> Reply {
    var reply = Reply(question.intent)
    var repositories = try repositories()
    if case .repository(let name) = question.subject { repositories = [name] }
    var flakes: [TestFlake] = []
    for repository in repositories {
      flakes += try store.flakes(of: repository, verdicts: [.flaky, .probablyFlaky])
    }
    flakes.sort { ($1.report.rate.mean, $0.test) < ($0.report.rate.mean, $1.test) }
    guard !flakes.isEmpty else {
      reply.say("No test in \(place) gave reason to call it flaky.", .store)
      return reply
    }
    reply.say("\(Say.count(flakes.count, "flaky test")) in \(place):", .store)
    for flake in flakes.prefix(8) {
      reply.say(
        "\(flake.test): \(Self.words(flake.report.verdict)) "
          + "(\(Say.percent(flake.report.probability)) sure), fails "
          + "\(Say.percent(flake.report.rate.mean)) of its runs.", .store)
    }
    if flakes.count > 8 { reply.say("`faultline flakes` lists all of them.", .house) }
    reply.suggestions = ["is \"\(flakes[0].test)\" test flaky?"]
    return reply
  }
}
