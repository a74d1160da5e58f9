import Reviews

extension Store {
  /// The review of a window, whole: facts, context, words.
  ///
  /// - Parameters:
  ///   - repositories: names; nil for all.
  ///   - remediation: what to do about a signature, best first.
  ///   - owner: who owns what a failure is about; nil leaves it to whoever's turn it is.
  /// - Returns: the same for the same store and the same window, whenever it is asked for, but for
  ///   the flake verdicts, which are those of now.
  public func review(
    _ builder: ReviewBuilder, in repositories: [String]? = nil,
    remediation: (String) -> [String] = { _ in [] },
    owner: (Review.FailureRow) -> String? = { _ in nil }
  ) throws(StoreError) -> Review {
    let (from, to) = builder.needed
    let facts = try reviewFacts(from: from, to: to, in: repositories)
    var context = try reviewContext(for: facts, window: builder.window, since: from)
    let last = builder.window.days.last?.date ?? ""
    let since = builder.previous?.from ?? builder.window.from
    context.actions = try actions(at: to, day: last).filter {
      $0.state == "open" || $0.closed.map { $0 >= since } ?? false
    }
    let draft = builder.draft(facts, context)
    return draft.review(
      examples: try reviewExamples(of: draft.wanted, in: facts), remediation: remediation,
      owner: owner, requests: try reviewRequests(in: repositories, before: to))
  }
}
