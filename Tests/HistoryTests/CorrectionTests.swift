import History
import Testing
import Triage

@Suite struct CorrectionTests {
  private static let fingerprint = "v1:0123456789abcdef01234567"

  private func failure(_ bucket: String = "test") -> FailureRecord {
    FailureRecord(
      bucket: bucket, confidence: 900_000, summary: "x", fingerprint: Self.fingerprint,
      evidence: [
        .init(line: 3, role: "cause", text: "it broke"),
        .init(line: 4, role: "related", text: "so"),
      ])
  }

  @Test func theLatestThatWasNotUndoneHolds() throws {
    let store = try Scratch().store("s.db", [])
    func correct(_ bucket: String, _ place: String = "r") throws -> String {
      try store.correct(
        Self.fingerprint, as: bucket, category: nil, because: "so", in: place, record: failure(),
        time: 100, actor: "sam")
    }
    func holds(_ place: String?) throws -> String? {
      let standing = try store.standingCorrections(in: place)
      return standing[Self.fingerprint]?.bucket.rawValue
    }
    let first = try correct("infra")
    // The same second: what was said last holds all the same.
    let second = try correct("config")
    #expect(try holds("r") == "config" && holds("other") == nil && holds(nil) == nil)
    #expect(try store.corrections().map(\.state) == [.replaced, .standing])
    #expect(try store.undoCorrection(second, because: nil, time: 100, actor: "al")?.id == second)
    #expect(try holds("r") == "infra")
    #expect(try store.undoCorrection(second, because: nil, time: 100, actor: "al") == nil)
    _ = try store.undoCorrection(first, because: "no", time: 100, actor: "al")
    #expect(try holds("r") == nil)
    _ = try correct("dependency", Store.everywhere)
    #expect(try holds("r") == "dependency" && holds(nil) == "dependency")
    _ = try correct("infra")
    #expect(try holds("r") == "infra" && holds("other") == "dependency")
  }

  @Test func theQuotedLinesAndSecretsOfThem() throws {
    let store = try Scratch().store("s.db", [])
    _ = try store.correct(
      Self.fingerprint, as: "infra", category: "disk-full", because: "password=hunter2hunter2",
      in: "r", record: failure(), time: 1, actor: "sam")
    let kept = try #require(try store.corrections().first)
    #expect(kept.cause == "it broke" && kept.around == ["so"] && kept.was == "test")
    #expect(!kept.because.contains("hunter2"))
    #expect(kept.correction?.category == "disk-full")
  }

  @Test func aProposalIsOpenUntilSomebodyDecides() throws {
    let store = try Scratch().store("s.db", [])
    for (time, bucket) in [(10, "infra"), (20, "config")] {
      try store.record(
        Event(
          repository: "r", kind: .proposal, subject: Self.fingerprint, time: time, actor: "chat",
          verb: "correction", details: ["bucket": bucket, "was": "test", "reason": "no"]))
    }
    let open = try store.correctionProposals()
    #expect(open.map(\.state) == [.open, .open] && open.map(\.bucket) == ["infra", "config"])
    _ = try store.correct(
      Self.fingerprint, as: "infra", category: nil, because: "yes", in: "r", record: nil,
      proposal: open[0].id, time: 30, actor: "sam")
    try store.declineProposal(open[1], because: "no", time: 5, actor: "sam")
    #expect(try store.correctionProposals().map(\.state) == [.accepted, .declined])
    #expect(Set(open.map(\.id)).count == 2)
  }
}
