import Flakiness
import History
import Logs

/// Whose turn it is, and what changed.
extension Inquiry {
  func meOrInfra(_ reply: inout Reply, _ facts: Facts) {
    guard let failure = facts.failure else { return }
    let sure = Say.percent(facts.confidence)
    if facts.isBrokenOnMain {
      reply.say("Most likely not you: the default branch fails in the same way.", facts.history)
    } else if failure.bucket == "test", !facts.flaky.isEmpty {
      reply.say(
        facts.flaky.count == facts.tests.count
          ? "Perhaps not you: what failed is known to be flaky."
          : "Perhaps you: some of the tests that failed are flaky, others are not.", facts.basis)
    } else {
      reply.say(Self.turn(failure.bucket, sure, hasOthers: !facts.elsewhere.isEmpty), facts.basis)
    }
    reply.say(Self.ended(failure.summary), facts.basis)
    if !facts.elsewhere.isEmpty {
      reply.say(
        "\(Say.count(facts.elsewhere.count, "other branch", "other branches")) or pull requests "
          + "have it, too.", facts.history)
    }
    sayFlaky(&reply, facts)
    if let turn = Say.actor(failure.actor) { reply.say("The turn of: \(turn).", facts.basis) }
    reply.evidence = quotes(facts, 1)
    reply.suggestions = ["should I retry?", "how sure are you?", "who else has this?"]
    addActions(&reply, facts)
  }

  private static func turn(_ bucket: String, _ sure: String, hasOthers: Bool) -> String {
    switch bucket {
    case "infra": "Infra, not your change (\(sure) sure)."
    case "test":
      hasOthers
        ? "The tests or the code, but not yours alone (\(sure) sure)."
        : "Most likely the change itself (\(sure) sure)."
    case "dependency":
      "Neither your code nor the machines: a dependency (\(sure) sure)."
    case "config":
      "Neither: the set-up of the pipeline or its environment (\(sure) sure)."
    default: "I cannot tell: the log does not say enough to name a bucket."
    }
  }

  func shouldRetry(_ reply: inout Reply, _ facts: Facts) {
    guard let failure = facts.failure else { return }
    let isMixed = facts.flaky.count < facts.tests.count
    if facts.isBrokenOnMain {
      reply.say("No: the default branch fails in the same way, run after run.", facts.history)
    } else if failure.isTransient {
      reply.say("Yes: failures like this one often pass on a retry.", facts.basis)
    } else if !facts.flaky.isEmpty {
      reply.say(
        isMixed
          ? "It will hardly help: not all of the tests that failed are flaky."
          : "Yes, once: what failed is known to be flaky.", facts.basis)
    } else if failure.bucket == "unknown" {
      reply.say("I cannot tell; one retry is a fair test, a second is not.", facts.basis)
    } else {
      reply.say("No: it will fail again until somebody changes something.", facts.basis)
    }
    reply.say(Self.ended(failure.summary), facts.basis)
    for sentence in facts.recurring.prefix(1) { reply.say(sentence, facts.history) }
    sayFlaky(&reply, facts)
    reply.evidence = quotes(facts, 1)
    reply.suggestions = ["is it me or infra?", "how do I fix it?"]
  }

  func whatChanged(_ reply: inout Reply, _ facts: Facts) throws(StoreError) {
    let job = facts.job
    var query = JobQuery()
    query.repository = job.key.repository
    query.job = job.key.job
    query.branch = job.facts.branch
    query.before = job.started
    query.statuses = [.passed]
    var green = try store.jobs(query, limit: 1).first
    let isElsewhere = green == nil
    if green == nil {
      query.branch = nil
      query.isMainLine = true
      green = try store.jobs(query, limit: 1).first
    }
    guard let green else {
      reply.isAnswered = false
      reply.say("'\(job.key.job)' never passed before, as far as is stored.", facts.basis)
      return
    }
    let place = isElsewhere ? " on the default branch" : ""
    reply.say(
      "'\(job.key.job)' last passed\(place) at \(Say.commit(green.facts.commit)) (run "
        + "\(green.key.run), \(Say.ago(green.started, now: now))).", .job(green.key))
    try sayFirstRed(&reply, facts, after: green, isElsewhere: isElsewhere)
    for sentence in facts.recurring.prefix(1) { reply.say(sentence, facts.history) }
    reply.suggestions = ["why did it fail?", "who else has this?"]
  }

  private func sayFirstRed(
    _ reply: inout Reply, _ facts: Facts, after green: StoredJob, isElsewhere: Bool
  ) throws(StoreError) {
    var query = JobQuery()
    query.repository = facts.job.key.repository
    query.job = facts.job.key.job
    query.branch = facts.job.facts.branch
    query.before = facts.job.started + 1
    let red = try store.jobs(query, limit: 200).filter {
      $0.started > green.started || isElsewhere
    }
    let first = red.last ?? facts.job
    let author = first.facts.author.map { " by \($0)" } ?? ""
    if first.facts.commit == green.facts.commit {
      reply.say(
        "It failed at the same commit since, so the code is not what changed.", .job(first.key))
      return
    }
    reply.say(
      "The first failure after that is at \(Say.commit(first.facts.commit))\(author) (run "
        + "\(first.key.run), \(Say.ago(first.started, now: now))).", .job(first.key))
    if red.count > 1 {
      reply.say("It failed \(red.count)\(red.count == 200 ? " or more" : "") times since.", .store)
    }
  }

  func feedback(
    _ reply: inout Reply, _ question: Question, _ facts: Facts
  ) throws(StoreError) {
    guard brain.mayPropose else {
      reply.isAnswered = false
      reply.say("Corrections are not taken here.", .house)
      return
    }
    guard let failure = facts.failure else { return }
    let key = facts.job.key
    var details = [
      "job": key.job, "run": key.run, "provider": key.provider, "attempt": "\(key.attempt)",
      "was": failure.bucket, "reason": Proposal.reason(question.text),
    ]
    if let bucket = question.bucket { details["bucket"] = bucket }
    try store.record(
      Event(
        repository: key.repository, kind: .proposal,
        subject: failure.fingerprint ?? "\(key.provider) \(key.run) \(key.attempt) \(key.job)",
        time: now, actor: asker.name, verb: "correction", details: details))
    let into = question.bucket.map { " as \($0)" } ?? ""
    reply.say("Thanks. I noted your correction\(into) as a proposal.", .house)
    reply.say(
      "The answer stays \(failure.bucket) until somebody who may decide takes it over.", .house)
    if question.bucket == nil {
      reply.suggestions = [
        "wrong, it was infra", "wrong, it was a test", "wrong, it was a dependency",
        "wrong, it was config",
      ]
      reply.actions = ["infra", "test", "dependency", "config"].map {
        .init(title: "It was \($0)", question: "wrong, it was \($0)")
      }
    }
  }
}

/// What is kept of the words somebody proposed something with.
enum Proposal {
  /// The words, secrets masked, bounded.
  static func reason(_ text: String) -> String {
    var bytes = Array(text.utf8.prefix(2000))
    SecretMasker.mask(&bytes)
    return String(String(decoding: bytes, as: UTF8.self).prefix(300))
  }
}
