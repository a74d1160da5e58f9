import Foundation
import Testing

@testable import Service

/// Workers that do what a log may make one do; a shell stands in for them.
@Suite struct WorkerTests {
  private static func answer(_ script: String, seconds: Int = 20) async -> LogAnswer {
    let pool = WorkerPool(command: ["/bin/sh", "-c", script], count: 1, seconds: seconds)
    return await pool.explain(Array("a log\n".utf8), name: "log")
  }

  private static func reason(_ answer: LogAnswer) -> String? {
    if case .notAnalysed(let reason) = answer { reason } else { nil }
  }

  @Test func anAnswerIsPassedOn() async throws {
    let script = #"""
      read line; printf '{"document":"%s","tests":[]}' "$line"
      """#
    guard case .explained(let log) = await Self.answer(script) else {
      Issue.record("not explained")
      return
    }
    #expect(log.document == "a log")
    #expect(log.failure == nil)
  }

  @Test(arguments: [
    ("exit 3", "it ended with code 3"), ("kill -9 $$", "it was killed"),
    ("kill -SEGV $$", "signal 11"), ("kill -XCPU $$", "more processor time"),
    ("echo '{'", "not whole"), ("true", "not whole"),
  ])
  func aBadEndIsOneClause(_ script: String, _ words: String) async {
    let reason = Self.reason(await Self.answer(script))
    #expect(reason?.contains(words) == true, "\(reason ?? "-")")
  }

  @Test func aWorkerThatHangsIsKilled() async {
    // It would sleep for a day: that there is an answer says that it was killed.
    let reason = Self.reason(await Self.answer("exec sleep 86400", seconds: 1))
    #expect(reason == "the worker took longer than 1 s")
  }

  @Test func aWorkerThatFloodsIsKilled() async {
    let reason = Self.reason(await Self.answer("exec yes", seconds: 60))
    #expect(reason != nil)
  }

  @Test func aProgramThatIsNotThereIsSaid() async {
    let pool = WorkerPool(command: ["/nowhere/faultline", "worker"], count: 1)
    let reason = Self.reason(await pool.explain([], name: ""))
    #expect(reason?.hasPrefix("the worker did not start") == true)
  }

  /// What one log does to its worker is no matter of the others.
  @Test func othersGoOn() async {
    let pool = WorkerPool(
      command: [
        "/bin/sh", "-c",
        "read l; [ $l = bad ] && kill -9 $$; echo '{\"document\":\"\",\"tests\":[]}'",
      ],
      count: 2)
    let bad = await withTaskGroup(of: Bool.self) { group in
      for index in 0..<20 {
        group.addTask {
          let text = index % 5 == 0 ? "bad\n" : "good\n"
          return Self.reason(await pool.explain(Array(text.utf8), name: "")) != nil
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(bad == 4)
  }

  @Test func noVariableReachesAWorker() async {
    setenv("FAULTLINE_TEST_SECRET", "s3cret", 1)
    let script = #"printf '{"document":"%s","tests":[]}' "$FAULTLINE_TEST_SECRET""#
    guard case .explained(let log) = await Self.answer(script) else {
      Issue.record("not explained")
      return
    }
    #expect(log.document == "")
  }
}
