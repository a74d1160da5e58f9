import Foundation
import History
import Testing

/// Merging is a join: commutative, associative, idempotent, to the byte.
@Suite struct MergeTests {
  /// Three stores with overlapping parts of one history.
  private struct Trio {
    let scratch: Scratch
    let parts: [[JobReport]]

    init(seed: UInt64) throws {
      scratch = try Scratch()
      var world = World(seed: seed, knowsPipelines: true)
      let reports = world.reports(30)
      parts = (0..<3).map { _ in reports.filter { _ in world.generator.chance(0.5) } }
    }

    func store(_ part: Int) throws -> Store {
      try scratch.store("part-\(part).db", parts[part])
    }
  }

  @Test(arguments: 1...10) func anyOrderAndGrouping(seed: UInt64) throws {
    let trio = try Trio(seed: seed)
    let (a, b, c) = try (trio.store(0), trio.store(1), trio.store(2))
    let left = try trio.scratch.store("left.db")
    for store in [a, b, c] { try left.merge(store) }
    let pair = try trio.scratch.store("pair.db")
    for store in [c, b] { try pair.merge(store) }
    let right = try trio.scratch.store("right.db")
    for store in [pair, a] { try right.merge(store) }
    #expect(try left.exported() == right.exported())
    #expect(try left.check() == [])
  }

  @Test(arguments: 1...4) func againChangesNothing(seed: UInt64) throws {
    let trio = try Trio(seed: seed)
    let (a, b) = try (trio.store(0), trio.store(1))
    try a.merge(b)
    let once = try a.exported()
    #expect(try a.merge(b) == 0)
    #expect(try a.merge(a) == 0)
    #expect(try a.exported() == once)
  }

  /// A store that was told everything says what the merged ones say.
  @Test(arguments: 1...4) func mergedEqualsTold(seed: UInt64) throws {
    let trio = try Trio(seed: seed)
    let merged = try trio.scratch.store("merged.db")
    for part in 0..<3 { try merged.merge(trio.store(part)) }
    let told = try trio.scratch.store("told.db", trio.parts.flatMap { $0 })
    #expect(try merged.meaning() == told.meaning())
  }

  @Test(arguments: 1...4) func importIsMergeOverPaper(seed: UInt64) throws {
    let trio = try Trio(seed: seed)
    let (a, b) = try (trio.store(0), trio.store(1))
    let paper = try b.exported()
    let copy = try trio.scratch.store("copy.db")
    try copy.importLines(paper.split(separator: "\n"), name: "b.ndjson")
    #expect(try copy.exported() == paper)
    let direct = try trio.scratch.store("direct.db")
    try direct.merge(a)
    try direct.merge(b)
    try a.importLines(paper.split(separator: "\n"), name: "b.ndjson")
    #expect(try a.exported() == direct.exported())
  }

  static let damaged: [(lines: [String], line: Int?, cause: String)] = [
    ([], nil, "is empty"),
    (["{}"], 1, "is not an export of a store"),
    ([head, "nonsense"], 2, "is not a row of an export"),
    ([head, #"{"table":"users","name":"x"}"#], 2, "unknown table 'users'"),
    ([head, #"{"table":"repository","repository":1}"#], 2, "'repository' has no 'name'"),
    (
      [head, #"{"table":"roster","repository":1,"roster":2,"tests":"?"}"#], 2,
      "'tests' is not base64"
    ),
  ]
  private static let head = "{\"faultline-store\":1}"

  @Test(arguments: damaged.indices) func damagedPaperChangesNothing(index: Int) throws {
    let (lines, line, cause) = Self.damaged[index]
    let scratch = try Scratch()
    let store = try scratch.store()
    let before = try store.exported()
    let error = #expect(throws: StoreError.self) {
      try store.importLines(lines, name: "x.ndjson")
    }
    #expect(error == StoreError(path: "x.ndjson", line: line, cause: cause))
    #expect(try store.exported() == before)
  }
}
