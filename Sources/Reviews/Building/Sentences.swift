/// What changed, in three plain sentences: whether builds pass, what moved most, what it cost.
struct Sentences {
  let review: Review

  func all() -> [String] {
    if review.coverage.runs == 0 {
      return [
        "No run is on record for \(review.window.name).",
        review.coverage.isFirst
          ? "The store holds nothing older either: has anything been taken in yet?"
          : "Runs were on record before: check that the jobs still report.",
        "There is nothing to compare.",
      ]
    }
    return [success(), mover(), cost()]
  }

  private func figure(_ id: String) -> Review.Figure? {
    review.scorecard.first { $0.id == id }
  }

  private func success() -> String {
    guard let figure = figure("success-final"), let value = figure.now.value else {
      return "No run came to an end that counts: all of them were cancelled."
    }
    let now = Proportion(Int(figure.now.numerator ?? 0), of: Int(figure.now.denominator ?? 0))
    let start = "\(Phrase.of(now)) of runs passed"
    guard let before = figure.before?.value else { return start + "; there is no week before." }
    let points = Phrase.decimal(abs(value - before) * 100, digits: 1)
    switch figure.change {
    case .better: return start + ", \(points) points more than in \(past)."
    case .worse: return start + ", \(points) points fewer than in \(past)."
    case .small: return start + "; that is too few for a comparison with \(past)."
    default: return start + ", as many as in \(past) within chance."
    }
  }

  private var past: String { review.previous?.name ?? "the window before" }

  /// The failure whose cost changed most, or the incident that cost more.
  private func mover() -> String {
    let incident = review.incidents.max { $0.minutes < $1.minutes }
    let moved = review.failures.filter { $0.tag == .new || $0.tag == .regressed || isMore($0) }
      .max { $0.minutes < $1.minutes }
    if let incident, incident.minutes > moved?.minutes ?? 0 {
      let common = incident.common.first.map { ", \($0.share.numerator) of them with \($0.name)" }
      return "Biggest mover: one incident failed \(Phrase.count(incident.failures, "job")) of "
        + "\(Phrase.count(incident.repositories.count, "repository", "repositories"))"
        + (common ?? "") + ", and cost \(Phrase.minutes(incident.minutes))."
    }
    guard let moved else { return "No failure is new, back or clearly more frequent." }
    let verb: String
    switch moved.tag {
    case .new: verb = "is new"
    case .regressed: verb = "is back"
    default: verb = "grew from \(Phrase.number(moved.before)) to \(Phrase.number(moved.count))"
    }
    let name = moved.summary.hasSuffix(".") ? String(moved.summary.dropLast()) : moved.summary
    return "Biggest mover: “\(name)” \(verb): \(Phrase.count(moved.count, "failure")) in "
      + "\(Phrase.count(moved.pullRequests, "pull request")), "
      + "\(Phrase.minutes(moved.minutes)) lost."
  }

  private func isMore(_ row: Review.FailureRow) -> Bool {
    row.count > row.before && ScorecardBuilder.change(of: row.count, from: row.before) == .moved
  }

  private func cost() -> String {
    guard let wasted = figure("minutes-wasted")?.now.value,
      let all = figure("minutes")?.now.value, all > 0
    else { return "No job said when it ended, so nothing is known of machine time." }
    var text =
      "\(Phrase.minutes(wasted)) of runner time (\(Phrase.percent(wasted / all))) went into failed "
      + "and repeated jobs"
    if review.flakes.runsBlocked > 0 {
      text += "; flaky tests alone blocked \(Phrase.count(review.flakes.runsBlocked, "run"))"
    }
    return text + "."
  }
}
