import GRDB
import Testing

@testable import History

/// A roll-up is read from a snapshot and written later: what others write in between counts.
@Suite struct RollUpTests {
  private static let repository = NameNumber.of("acme/web")

  /// Writes that change what the roll-up of the first days comes to.
  enum Meanwhile: String, CaseIterable {
    case jobComes, jobComesAndIsDecided, jobIsElsewhere, runIsElsewhere, prunedByAnother
  }

  @Test(arguments: Meanwhile.allCases) func comesTooLate(_ meanwhile: Meanwhile) throws {
    let scratch = try Scratch()
    let reports = PruneTests.year()
    let store = try scratch.store()
    try store.takeIn(Array(reports.dropFirst()))
    try store.refreshFlakes(of: "acme/web")
    let horizon = Horizon(Retention(), now: PruneTests.now)
    let rollUp = try store.read { try RollUp($0, Self.repository, raised: horizon) }
    try Self.apply(meanwhile, reports, to: store)
    let other = try scratch.store("other.db")
    try other.merge(store)
    let before = try store.exported()
    #expect(try !store.write { try rollUp.keep($0) })
    #expect(try store.exported() == before)
    try store.prune(now: PruneTests.now)
    try other.prune(now: PruneTests.now)
    #expect(try store.exported() == other.exported())
  }

  private static func apply(_ meanwhile: Meanwhile, _ reports: [JobReport], to store: Store) throws
  {
    switch meanwhile {
    case .jobComes: try store.takeIn(reports[0])
    case .jobComesAndIsDecided:
      try store.takeIn(reports[0])
      try store.refreshFlakes(of: "acme/web")
    case .jobIsElsewhere:
      try store.write {
        try $0.execute(
          sql: "UPDATE job SET started = started - 1 WHERE started = ?",
          arguments: [reports[1].started])
      }
    case .runIsElsewhere:
      try store.write {
        try $0.execute(
          sql:
            "UPDATE run SET branch = 'other' WHERE run IN (SELECT run FROM job WHERE started = ?)",
          arguments: [reports[1].started])
      }
    case .prunedByAnother: try store.prune(now: PruneTests.now)
    }
  }

  /// Young jobs come in all the time and must not make it begin again.
  @Test func youngJobsDoNotMatter() throws {
    let scratch = try Scratch()
    let reports = PruneTests.year()
    let store = try scratch.store()
    let other = try scratch.store("other.db")
    try store.takeIn(Array(reports.dropLast()))
    let horizon = Horizon(Retention(), now: PruneTests.now)
    let rollUp = try store.read { try RollUp($0, Self.repository, raised: horizon) }
    try store.takeIn(reports[364])
    try other.merge(store)
    #expect(try store.write { try rollUp.keep($0) })
    try other.prune(now: PruneTests.now)
    #expect(try store.exported() == other.exported())
  }
}
