import Flakiness
import History

/// Answers about one failed job whose log was seen.
extension Inquiry {
  func whyFailed(_ reply: inout Reply, _ facts: Facts) {
    guard let failure = facts.failure else { return }
    reply.say("\(headline(facts.job)): \(Self.ended(failure.summary))", facts.basis)
    sayBucket(&reply, facts)
    for sentence in facts.recurring.prefix(2) { reply.say(sentence, facts.history) }
    sayFlaky(&reply, facts)
    reply.evidence = quotes(facts, 2)
    reply.steps = steps(failure).prefix(2).map { $0 }
    reply.suggestions = ["should I retry?", "who else has this?", "explain more"]
    addActions(&reply, facts)
  }

  func explainMore(_ reply: inout Reply, _ facts: Facts) {
    guard let failure = facts.failure else { return }
    reply.say("\(headline(facts.job)): \(Self.ended(failure.summary))", facts.basis)
    sayBucket(&reply, facts)
    if let signature = failure.signature {
      reply.say("The first line quoted is what the signature \(signature) looks for.", facts.basis)
    }
    if failure.evidence.contains(where: { $0.role != "cause" }) {
      reply.say("The other lines are what followed from it or stands beside it.", facts.basis)
    }
    for sentence in facts.recurring { reply.say(sentence, facts.history) }
    if !facts.tests.isEmpty {
      let more = facts.tests.count > 5 ? ", and more" : ""
      let names = facts.tests.prefix(5).map(\.name)
      reply.say("Tests that did not pass: \(Say.list(names))\(more).", facts.basis)
    }
    sayFlaky(&reply, facts)
    reply.evidence = quotes(facts, 8)
    reply.steps = steps(failure)
    if reply.steps.isEmpty {
      reply.say("I know no remedy for this one; the quoted line is where to start.", .house)
    }
    reply.suggestions = ["what changed?", "how sure are you?", "is it me or infra?"]
    addActions(&reply, facts)
  }

  func showLine(_ reply: inout Reply, _ facts: Facts) {
    reply.evidence = quotes(facts, 8)
    if let first = reply.evidence.first {
      reply.say("It is line \(first.line) of the log of '\(facts.job.key.job)'.", facts.basis)
    } else {
      reply.isAnswered = false
      reply.say("No line of the log was kept as evidence.", facts.basis)
    }
    reply.suggestions = ["explain more", "how sure are you?"]
  }

  func howSure(_ reply: inout Reply, _ facts: Facts) {
    guard let failure = facts.failure else { return }
    if failure.bucket == "unknown" {
      reply.say("Not sure enough to name a bucket.", facts.basis)
    } else {
      reply.say(
        "\(Say.percent(facts.confidence)) that it is \(failure.bucket), by the words of the log.",
        facts.basis)
    }
    if let signature = failure.signature {
      reply.say("The line is one that the signature \(signature) knows.", facts.basis)
    } else {
      reply.say(
        "No signature knows the line, so it was chosen by where it stands and how it reads.",
        facts.basis)
    }
    if let count = facts.recurrence?.count, count > 1, failure.fingerprint != nil {
      reply.say("\(count) jobs failed with the same fingerprint.", facts.history)
    }
    reply.evidence = quotes(facts, 1)
    reply.suggestions = ["show me the line", "wrong, it was infra"]
    addActions(&reply, facts)
  }

  func whoElse(_ reply: inout Reply, _ facts: Facts) {
    for sentence in facts.recurring { reply.say(sentence, facts.history) }
    let others = facts.elsewhere
    if facts.failure?.fingerprint == nil {
      reply.say(
        "Nothing in it is specific enough to call another failure the same.", facts.basis)
    } else if others.isEmpty {
      reply.say("No other branch or pull request stored has it.", facts.history)
    }
    for place in others.prefix(6) {
      let name = place.pullRequest.map { "#\($0)" } ?? place.branch
      reply.say(
        "\(place.repository) \(name): \(Say.count(place.count, "time")), last "
          + "\(Say.ago(place.lastTime, now: now)).", facts.history)
    }
    reply.evidence = quotes(facts, 1)
    reply.suggestions = ["is it me or infra?", "what changed?"]
  }

  func alsoOnMain(_ reply: inout Reply, _ facts: Facts) {
    switch facts.recurrence?.state {
    case .broken(let since, _)?:
      reply.say("Yes, the default branch fails alike since \(Say.commit(since)).", facts.history)
    case .fixed(let since)?:
      reply.say(
        "Not any more: the default branch passes again since \(Say.commit(since)).", facts.history)
    default: reply.say("No, the default branch does not fail like this now.", facts.history)
    }
    reply.suggestions = ["what is broken on main?", "who else has this?"]
  }

  // MARK: Parts

  private func sayBucket(_ reply: inout Reply, _ facts: Facts) {
    guard let failure = facts.failure else { return }
    guard failure.bucket != "unknown" else {
      reply.say("I am not sure enough to name a bucket.", facts.basis)
      return
    }
    let category = failure.category.map { "/" + $0 } ?? ""
    let turn = Say.actor(failure.actor).map { "; it is the turn of \($0)" } ?? ""
    reply.say(
      "That is \(failure.bucket)\(category), \(Say.percent(facts.confidence)) sure\(turn).",
      facts.basis)
  }

  func sayFlaky(_ reply: inout Reply, _ facts: Facts) {
    for test in facts.flaky.prefix(3) {
      let report = test.flake.report
      let how = report.verdict == .flaky ? "flaky" : "probably flaky"
      reply.say(
        "The test \(test.name) is \(how) (\(Say.percent(report.probability)) sure, fails "
          + "\(Say.percent(report.rate.mean)) of its runs).",
        .test(repository: facts.job.key.repository, name: test.name))
    }
  }

  func addActions(_ reply: inout Reply, _ facts: Facts) {
    reply.actions = [
      .init(title: "Should I retry?", question: "should I retry?"),
      .init(title: "It's something else", question: "it's something else"),
    ]
    if let test = facts.flaky.first {
      reply.actions.append(
        .init(title: "Propose quarantine", question: "quarantine \"\(test.name)\" test"))
    }
  }

  func steps(_ failure: FailureRecord) -> [String] { failure.signature.map(brain.advice) ?? [] }

  /// A sentence that ends like one.
  static func ended(_ text: String) -> String {
    guard let last = text.last, !".!?…".contains(last) else { return text }
    return text + "."
  }
}
