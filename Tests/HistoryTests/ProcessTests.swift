import Flakiness
import Foundation
import History
import Testing

/// Serialized: each test starts processes of its own.
@Suite(.serialized, .enabled(if: !ChildWork.isChild)) struct ProcessTests {
  /// Killed at a random moment: what was acknowledged is there, what was not is there whole or
  /// not at all, and sending everything again makes the store of an undisturbed run.
  @Test(arguments: 1...6) func killedProcessLosesNothing(seed: UInt64) async throws {
    let scratch = try Scratch()
    let reports = ChildWork.world(seed)
    var generator = SeededGenerator(seed: seed)
    let child = try ChildProcess(store: scratch.path("store.db"), seed: seed)
    let wanted = 1 + generator.below(60)
    _ = await child.acknowledged(atLeast: wanted)
    usleep(UInt32(generator.below(4000)))
    child.kill()
    child.reap()
    let said = await child.acknowledged()
    let store = try scratch.store()
    #expect(try store.check() == [])
    let kept = try store.takeIn(reports.prefix(max(wanted, (said.max() ?? -1) + 1)).map { $0 })
    #expect(kept.allSatisfy { $0 == .known })
    try store.takeIn(reports)
    #expect(try store.meaning() == scratch.store("whole.db", reports).meaning())
  }

  /// Both make the store: they also meet while it has no tables yet.
  @Test(arguments: 77...82) func twoProcessesAtOnce(seed: UInt64) async throws {
    let scratch = try Scratch()
    let children = try (0..<2).map { _ in
      try ChildProcess(store: scratch.path("store.db"), seed: seed)
    }
    async let first = children[0].acknowledged()
    async let second = children[1].acknowledged()
    let said = await [first, second]
    for child in children { child.reap() }
    #expect(said.map(\.count) == [ChildWork.reports, ChildWork.reports])
    let store = try scratch.store()
    let whole = try scratch.store("whole.db", ChildWork.world(seed))
    #expect(try store.meaning() == whole.meaning())
    #expect(try store.check() == [])
  }
}
