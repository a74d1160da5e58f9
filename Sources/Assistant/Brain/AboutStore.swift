import History

/// Answers about all that is stored.
extension Inquiry {
  func topFailures(_ question: Question) throws(StoreError) -> Reply {
    var reply = Reply(question.intent)
    var repository = asker.repository
    if case .repository(let name) = question.subject { repository = name }
    let days = question.days ?? 7
    let list = try store.failureList(
      in: repository, since: now - days * 86_400, now: now, limit: 5)
    let period = days == 1 ? "the last day" : "the last \(days) days"
    guard !list.entries.isEmpty || !list.incidents.isEmpty else {
      reply.say("Nothing failed in \(period), as far as \(place) knows.", .store)
      return reply
    }
    reply.say("What failed most in \(period):", .store)
    for entry in list.entries {
      guard let group = entry.latest else { continue }
      let state = entry.state.map { ", \($0.name.replacing("-", with: " "))" } ?? ""
      reply.say(
        "\(Say.count(entry.count, "time")): \(Self.ended(group.summary)) "
          + "(\(group.bucket)\(state), \(Say.list(entry.groups.prefix(3).map(\.repository))))",
        group.fingerprint.map { .failure($0) } ?? .store)
    }
    for incident in list.incidents.suffix(2) { say(incident, &reply) }
    reply.suggestions = ["what is broken on main?", "which tests are flaky?"]
    return reply
  }

  private func say(_ incident: FailureIncident, _ reply: inout Reply) {
    reply.say(
      "One incident \(Say.ago(incident.to, now: now)): \(incident.failures) failures of "
        + "\(incident.runs) runs within \(max(1, (incident.to - incident.from) / 60)) minutes, "
        + "most of them \(incident.bucket).", .store)
  }

  func brokenOnMain(_ question: Question) throws(StoreError) -> Reply {
    var reply = Reply(question.intent)
    var repositories = try repositories()
    if case .repository(let name) = question.subject { repositories = [name] }
    let latest = try store.latestOnMain(in: repositories)
    let jobs = latest.count
    let broken = latest.filter(\.isFailed)
    guard jobs > 0 else {
      reply.isAnswered = false
      reply.say("No job of a default branch is in \(place).", .store)
      return reply
    }
    guard !broken.isEmpty else {
      reply.say("Nothing: the latest run of each of its \(Say.count(jobs, "job")) passed.", .store)
      return reply
    }
    reply.say(
      "\(broken.count) of \(Say.count(jobs, "job")) failed in their latest run:", .store)
    var shown: [StoredJob] = []
    for one in broken.prefix(5) {
      if let job = try latestFailure(of: one) { shown.append(job) }
    }
    for job in shown {
      let why = job.failure.map { ": " + Self.ended($0.summary) } ?? "."
      reply.say(headline(job) + why, .job(job.key))
      if case .broken(let since, _)? = try store.recurrence(of: job.key)?.state {
        reply.say("It fails since \(Say.commit(since)).", .job(job.key))
      }
    }
    if broken.count == 1, let job = shown.first {
      reply.job = job.key
      reply.evidence = quotes(Facts(job: job), 1)
    }
    reply.suggestions = broken.count == 1 ? ["explain more", "what changed?"] : []
    return reply
  }

  private func latestFailure(of job: LatestOnMain) throws(StoreError) -> StoredJob? {
    var query = JobQuery()
    query.repository = job.repository
    query.job = job.name
    query.isMainLine = true
    return try store.jobs(query, limit: 1).first
  }

  func serviceDown(_ question: Question) throws(StoreError) -> Reply {
    var reply = Reply(question.intent)
    var name: String?
    if case .service(let service) = question.subject { name = service }
    let since = now - 2 * 3600
    var query = JobQuery()
    query.repository = asker.repository
    let recent = try store.jobs(query, limit: 300).filter { $0.started >= since }
    let hits = recent.filter { job in
      guard let failure = job.failure, failure.bucket == "infra" else {
        return false
      }
      return name.map { Self.mentions(failure, $0) } ?? true
    }
    let what = name ?? "a service"
    if let first = hits.first, let quote = quotes(Facts(job: first), 1).first {
      reply.say(
        "\(Say.count(hits.count, "job")) failed over \(what) in the last two hours, the latest "
          + "\(Say.ago(first.started, now: now)): "
          + Self.ended(first.failure?.summary ?? ""), .job(first.key))
      reply.evidence = [quote]
      reply.job = first.key
    } else {
      reply.say("No job failed over \(what) in the last two hours.", .store)
    }
    let incidents = try store.incidents(from: now - 86_400, to: now)
    for incident in incidents.suffix(2) { say(incident, &reply) }
    reply.say("I see your builds only, not the service itself.", .house)
    reply.suggestions = ["top failures today", "should I retry?"]
    return reply
  }

  /// Whether a failure speaks of a service.
  private static func mentions(_ failure: FailureRecord, _ name: String) -> Bool {
    let words =
      [failure.summary, failure.signature ?? "", failure.category ?? ""]
      + failure.evidence.map(\.text)
    let needle = name.lowercased()
    return words.contains { $0.lowercased().contains(needle) }
  }

  static let help: Reply = {
    var reply = Reply(.help)
    reply.say("I tell why builds fail, quoted from their own logs. Ask for instance:", .house)
    reply.suggestions = [
      "why did my build fail?", "why did run 4711 fail?", "is test_discount flaky?",
      "is it me or infra?", "who else has this?", "should I retry?", "show me the line",
      "top failures this week", "what is broken on main?", "is the registry down?",
    ]
    return reply
  }()

  static func lost(_ question: Question) -> Reply {
    var reply = Reply(question.intent)
    reply.isAnswered = false
    reply.say("I did not understand that. I answer questions about builds and tests.", .house)
    reply.suggestions = ["why did my build fail?", "top failures this week", "help"]
    return reply
  }
}
