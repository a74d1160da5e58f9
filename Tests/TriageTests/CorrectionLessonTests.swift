import Foundation
import Signatures
import Testing

@testable import Triage

/// What training learns from a person's corrections.
@Suite struct CorrectionLessonTests {
  /// Both halves of the corpus: a ninth is learned more quickly, but what holds of it is chance.
  /// Chosen by name, so that another log in the corpus does not make them other halves.
  private static let halves = (UInt32(0)..<2).map { half in
    Engine.logs.filter { log in
      log.name.utf8.reduce(UInt32(0x811C_9DC5)) { ($0 ^ UInt32($1)) &* 0x0100_0193 } % 2 == half
    }
  }
  private static let rooms = halves.map { Schoolroom($0, cards: [], catalog: Engine.catalog) }

  /// Words of a tool that nobody wrote a signature for, on another day.
  private static let log = """
    berth 7: regulator armed
    berth 7: flux regulator refused the handshake of the mooring daemon
    Process exited with status 3

    """

  private static func probabilities(_ cards: [Card], _ half: Int) throws -> [Bucket: Double] {
    let model = Schoolroom(rooms[half], adding: cards).train()
    let triager = Triager(catalog: Engine.catalog, model: model)
    let gathered = Gathered.read(Array(log.utf8), catalog: Engine.catalog)
    return triager.diagnose(gathered, name: "build.log").probabilities
  }

  private static func cards(_ bucket: Bucket) -> [Card] {
    Card.corrected(
      bucket: bucket, cause: "flux regulator refused the handshake of the mooring daemon",
      around: ["berth 4: regulator armed"])
  }

  @Test(arguments: 0..<2) func theBucketThatWasSaidGainsAndTheOthersDoNot(half: Int) throws {
    let before = try Self.probabilities([], half)
    for bucket in Bucket.named {
      let after = try Self.probabilities(Self.cards(bucket), half)
      #expect(try #require(after[bucket]) > #require(before[bucket]), "\(bucket)")
      let gains = Bucket.named.map { (after[$0] ?? 0) - (before[$0] ?? 0) }
      #expect(gains.max() == (after[bucket] ?? 0) - (before[bucket] ?? 0), "\(bucket)")
    }
  }

  @Test func nothingIsLearnedFromACorrectionWithoutWordsOrBucket() {
    #expect(Card.corrected(bucket: .unknown, cause: "no answer", around: []).isEmpty)
    #expect(Card.corrected(bucket: .infra, cause: "", around: ["a line"]).isEmpty)
    #expect(Self.cards(.infra).count == Card.perCorrection)
  }

  /// The golden set is scored both ways: what a false correction would cost is told by name.
  @Test(arguments: 0..<2) func whatACorrectionWouldLoseIsTold(half: Int) throws {
    // Without the signatures of causes: what those say stands against any correction.
    let wrappers = Catalog(
      signatures: Engine.catalog.signatures.filter { $0.kind != .cause },
      extraLiterals: LogScan.extraLiterals)
    let room = Schoolroom(Self.halves[half], cards: [], catalog: wrappers)
    let before = room.evaluate()
    #expect(before.lost(in: before).isEmpty)
    // Every failed log with a marked line, corrected to a bucket that it is not.
    let wrong = Self.halves[half].flatMap(Self.misled)
    let after = Schoolroom(room, adding: wrong).evaluate()
    #expect(!before.lost(in: after).isEmpty)
    #expect(before.rightByBucket.values.reduce(0, +) > after.rightByBucket.values.reduce(0, +))
  }

  /// The log's marked lines under a bucket that it is not.
  private static func misled(_ log: CorpusLog) -> [Card] {
    guard case .bucket(let bucket) = log.label,
      let wrong = Bucket.named.first(where: { $0 != bucket })
    else { return [] }
    let lines = log.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    return log.causes.flatMap { line in
      Card.corrected(
        bucket: wrong, cause: String(decoding: lines[line - 1], as: UTF8.self), around: [])
    }
  }
}
