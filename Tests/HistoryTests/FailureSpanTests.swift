import Testing

@testable import History

/// What a store keeps in memory of failures and of default branches says what the tables say,
/// whatever came in since it was read.
@Suite struct FailureSpanTests {
  private static let start = 1_700_000_000

  /// Pages over all failures, over a few days and over one repository.
  private static func pages(_ store: Store, now: Int) throws -> [FailureGroupPage] {
    var pages: [FailureGroupPage] = []
    for days in [1, 2, 400] {
      for repositories in [nil, ["acme/web"], ["acme/web", "acme/none"]] {
        pages.append(
          try store.failurePage(in: repositories, since: now - days * 86_400, now: now, limit: 50))
      }
    }
    return pages
  }

  @Test(arguments: 0..<6) func whatIsKeptIsNeverStale(seed: UInt64) throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    var world = World(seed: seed)
    let reports = world.reports(240).shuffled(seed: seed)
    let now = Self.start + 120 * 600
    for (step, batch) in stride(from: 0, to: reports.count, by: 24).enumerated() {
      for report in reports[batch..<min(batch + 24, reports.count)] { try store.takeIn(report) }
      if step % 3 == 2 {
        // A run turns out to belong to another branch.
        var moved = reports[batch]
        moved.facts.isMainLine.toggle()
        moved.facts.branch = moved.facts.isMainLine ? "main" : "release"
        moved.revision += 10
        try store.takeIn(moved)
      }
      if step == 7 {
        var retention = Retention()
        (retention.results, retention.failures) = (1, 1)
        _ = try store.prune(retention, now: now)
      }
      let warm = try Self.pages(store, now: now)
      #expect(warm[6].entries.isEmpty == (try store.failures().isEmpty))
      #expect(warm == (try Self.pages(scratch.store(), now: now)), "step \(step)")
    }
  }

  /// The walk over the tables is the oracle of what is counted in memory.
  @Test(arguments: 10..<14) func countsAreThoseOfTheTables(seed: UInt64) throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    var world = World(seed: seed)
    try store.takeIn(world.reports(200))
    for since in [0, Self.start + 20 * 600, Self.start + 60 * 600 + 7] {
      for until in [Int.max, Self.start + 70 * 600] {
        let (kept, counted) = try store.read { database in
          let query = FailureListQuery(
            database: database, memory: store.memory, repositories: nil, since: since,
            until: until, bucket: nil)
          let sorts = try query.sorts()
          return (try sorts.map(query.groups), try sorts.map(query.counted))
        }
        #expect(kept == counted)
        #expect(kept.count > 1)
      }
    }
  }

  /// The latest occurrences found in one walk are those found one by one.
  @Test func latestWordsAreThoseOfTheLatestOccurrence() throws {
    let store = try Scratch().store()
    var world = World(seed: 5)
    try store.takeIn(world.reports(200))
    try store.read { database in
      let query = FailureListQuery(
        database: database, memory: store.memory, repositories: nil, since: 0, bucket: nil)
      let all = try query.latest(limit: 100)
      #expect(all.count == 3)
      #expect(try all.map(\.sort) == query.sorts())
      for (sort, words) in all {
        let one = try #require(try query.latest(sort))
        #expect(words.summary == one.summary && words.example == one.example)
      }
    }
  }
}
