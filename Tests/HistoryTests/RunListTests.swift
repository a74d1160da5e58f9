import Testing

@testable import History

/// Lists of runs say the same whichever way the tables are walked.
@Suite struct RunListTests {
  private static func query(_ set: (inout RunQuery) -> Void) -> RunQuery {
    var query = RunQuery()
    set(&query)
    return query
  }

  static let queries = [
    query { _ in }, query { $0.branch = "main" }, query { $0.branch = "topic-3" },
    query { $0.pullRequest = "6" }, query { $0.commit = "c1" }, query { $0.author = "ADA-1" },
    query {
      $0.branch = "main"
      $0.outcome = .failed
    }, query { $0.outcome = .failed }, query { $0.outcome = .passed },
    query { $0.outcome = .cancelled },
    query {
      $0.repositories = ["acme/web"]
      $0.branch = "main"
    },
  ]

  @Test(arguments: queries.indices) func everyWayFindsTheSame(_ index: Int) throws {
    let query = Self.queries[index]
    let store = try Scratch().store()
    var world = World(seed: 3, knowsPipelines: true)
    try store.takeIn(world.reports(160))
    let all = try store.runs(RunQuery(), limit: 500).runs
    #expect(all.count > 70)
    let expected = all.filter { run in
      (query.repositories?.contains(run.repository) ?? true)
        && (query.branch.map { $0 == run.facts.branch } ?? true)
        && (query.pullRequest.map { $0 == run.facts.pullRequest } ?? true)
        && (query.commit.map { run.facts.commit.hasPrefix($0) } ?? true)
        && (query.author.map { $0.lowercased() == run.facts.author?.lowercased() } ?? true)
        && (query.outcome.map { $0 == run.outcome } ?? true)
    }
    #expect(expected.isEmpty == (query.outcome == .cancelled))
    #expect(try store.runs(query, limit: 500).runs == expected)
    // From one page to the next.
    var paged: [StoredRun] = []
    var place: ListPlace?
    repeat {
      let page = try store.runs(query, after: place, limit: 7)
      paged += page.runs
      place = page.next
    } while place != nil
    #expect(paged == expected)
    #expect(try store.runs(query, limit: 500, many: 1).runs == expected)
  }
}
