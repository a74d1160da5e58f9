/// What to do this week, each with what it should bring, from the figures of the window.
struct Proposals {
  let review: Review

  func all() -> [Review.Proposal] {
    var list = reds() + failures()
    if let mute = mute() { list.append(mute) }
    list += overdue() + queues() + slow()
    if let unknown = unknown() { list.append(unknown) }
    return list
  }

  private func reds() -> [Review.Proposal] {
    review.openReds.filter { $0.failedRuns >= 2 }.prefix(2).map { red in
      let workflow = red.workflow.isEmpty ? "" : " (\(red.workflow))"
      return Review.Proposal(
        title: "Get \(red.repository)\(workflow) green again",
        effect: "its default branch has been red for \(Phrase.duration(red.seconds)), "
          + "\(Phrase.count(red.failedRuns, "run")) in a row",
        owner: "repository owner")
    }
  }

  private func failures() -> [Review.Proposal] {
    review.failures.filter { $0.bucket != "test" && $0.count >= 3 }.prefix(3).map { row in
      let step = row.remediation.first.map { " \($0)" } ?? ""
      return Review.Proposal(
        title: "Fix “\(row.summary)”\(step)",
        effect: "\(Phrase.count(row.count, "failed job")) and \(Phrase.minutes(row.minutes)) a "
          + "week, \(Phrase.count(row.pullRequests, "pull request")) held up",
        owner: row.owner)
    }
  }

  private func mute() -> Review.Proposal? {
    guard let whatIf = review.flakes.whatIf, whatIf.rescued > 0 else { return nil }
    return Review.Proposal(
      title: "Quarantine the \(Phrase.count(whatIf.tests.count, "test")) at the top of the flakes",
      effect: "\(Phrase.number(whatIf.rescued)) of \(Phrase.count(whatIf.red, "red run")) would "
        + "have been green, \(Phrase.minutes(whatIf.minutes)) saved; "
        + "\(Phrase.count(whatIf.hidden, "real failure")) would have been hidden",
      owner: "test owners")
  }

  private func overdue() -> [Review.Proposal] {
    let late = review.flakes.quarantined.filter(\.isOverdue)
    guard !late.isEmpty else { return [] }
    return [
      Review.Proposal(
        title: "Decide about \(Phrase.count(late.count, "expired quarantine"))",
        effect: "a muted test that nobody looks at is a hole in the suite",
        owner: late.compactMap(\.owner).first ?? "test owners")
    ]
  }

  private func queues() -> [Review.Proposal] {
    review.runners.filter { ($0.p95Wait ?? 0) >= MachineBuilder.longWait && $0.waits >= 20 }
      .prefix(2).map { row in
        Review.Proposal(
          title: "Widen the pool \(row.label)",
          effect: "one job in twenty waits \(Phrase.duration(row.p95Wait ?? 0)) or longer",
          owner: "platform-team")
      }
  }

  private func slow() -> [Review.Proposal] {
    review.slowest.prefix(1).map { row in
      Review.Proposal(
        title: "Find out why \(row.job) of \(row.repository) got slower",
        effect: "p50 went from \(Phrase.duration(row.p50Before)) to \(Phrase.duration(row.p50)): "
          + "\(Phrase.minutes(row.minutes)) a week",
        owner: "repository owner")
    }
  }

  private func unknown() -> Review.Proposal? {
    let share = Proportion(review.coverage.unknown, of: review.coverage.explained)
    guard share.denominator >= ScorecardBuilder.leastCases, let value = share.value, value > 0.2
    else { return nil }
    return Review.Proposal(
      title: "Write signatures for the failures left unknown",
      effect: "\(Phrase.of(share)) of explained failures have no known cause",
      owner: "platform-team")
  }
}
