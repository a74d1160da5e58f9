import Flakiness
import Foundation
import Synchronization

/// What a store has read before and need not read again. Nothing in it is ever stale: each part is
/// only used when a number or a text read in the same snapshot says that it still holds.
final class Memory: Sendable {
  /// Entries of each sort, above which a sort is begun anew.
  private static let most = 4096

  private struct Shelf {
    var kinds: [FailureKind] = []
    var lastKind: Int64 = 0
    var tallies: [String: FailureTally] = [:]
    var standings: [MainJob: (pulse: Int, standings: [String: MainStanding])] = [:]
    var spans: [String: FailureSpan] = [:]
    /// Occurrences in all of `spans`.
    var occurrences = 0
    var models: [FlakeModelText: (model: SegmentBayes, rules: VerdictRules)] = [:]
    var flakes: [FlakeText: TestFlake] = [:]
  }

  private let shelf = Mutex(Shelf())

  /// All kinds of failures, those that `more` reads behind the last known one included.
  func kinds(_ more: (_ last: Int64) throws -> [FailureKind]) rethrows -> [FailureKind] {
    let (known, last) = shelf.withLock { ($0.kinds, $0.lastKind) }
    let new = try more(last)
    guard let newest = new.last?.number else { return known }
    let all = known + new
    shelf.withLock { shelf in
      // Of two readers at once the one that saw more is right.
      if newest > shelf.lastKind { (shelf.kinds, shelf.lastKind) = (all, newest) }
    }
    return all
  }

  /// The tally of a fingerprint at this pulse, made when it is not known.
  func tally(
    _ fingerprint: String, pulse: Int, _ make: () throws -> FailureTally
  ) rethrows -> FailureTally {
    if let known = shelf.withLock({ $0.tallies[fingerprint] }), known.pulse == pulse {
      return known
    }
    let made = try make()
    shelf.withLock { shelf in
      if shelf.tallies.count >= Self.most { shelf.tallies = [:] }
      shelf.tallies[fingerprint] = made
    }
    return made
  }

  /// What a job's results on the default branch say of each of their failures, at this pulse.
  func standings(
    _ job: MainJob, pulse: Int, _ make: () throws -> [String: MainStanding]
  ) rethrows -> [String: MainStanding] {
    if let known = shelf.withLock({ $0.standings[job] }), known.pulse == pulse {
      return known.standings
    }
    let made = try make()
    shelf.withLock { shelf in
      if shelf.standings.count >= Self.most { shelf.standings = [:] }
      shelf.standings[job] = (pulse, made)
    }
    return made
  }

  /// A failure's occurrences since a moment or before, at this pulse, made when they are not known.
  func span(
    _ fingerprint: String, since: Int, pulse: Int, _ make: (_ since: Int) throws -> FailureSpan
  ) rethrows -> FailureSpan {
    let known = shelf.withLock { $0.spans[fingerprint] }
    if let known, known.pulse == pulse, known.since <= since { return known }
    let isShort = known.map { $0.count <= FailureSpan.mostReadAgain } ?? false
    let made = try make(isShort ? min(since, known?.since ?? since) : since)
    shelf.withLock { shelf in
      let before = shelf.spans[fingerprint]?.count ?? 0
      shelf.occurrences += made.count - before
      if shelf.spans.count >= Self.most || shelf.occurrences > FailureSpan.mostKept {
        (shelf.spans, shelf.occurrences) = ([:], made.count)
      }
      shelf.spans[fingerprint] = made
    }
    return made
  }

  /// A decoded model; nil when the text is none.
  func model(_ text: FlakeModelText) -> (model: SegmentBayes, rules: VerdictRules)? {
    if let known = shelf.withLock({ $0.models[text] }) { return known }
    guard let model = StoredJSON.value(SegmentBayes.self, from: text.model),
      let rules = StoredJSON.value(VerdictRules.self, from: text.rules)
    else { return nil }
    shelf.withLock { shelf in
      if shelf.models.count >= Self.most { shelf.models = [:] }
      shelf.models[text] = (model, rules)
    }
    return (model, rules)
  }

  /// A decoded state of a test; nil when the texts are none.
  func flake(_ text: FlakeText) -> TestFlake? {
    if let known = shelf.withLock({ $0.flakes[text] }) { return known }
    guard let (model, rules) = model(text.model),
      let record = StoredJSON.value(TestRecord.self, from: text.record),
      let standing = StoredJSON.value(Standing.self, from: text.standing)
    else { return nil }
    let flake = TestFlake(
      repository: text.repository, test: text.test, standing: standing, record: record,
      report: FlakeReport(record: record, standing: standing, model: model, rules: rules))
    shelf.withLock { shelf in
      if shelf.flakes.count >= Self.most { shelf.flakes = [:] }
      shelf.flakes[text] = flake
    }
    return flake
  }
}

/// A job on a default branch.
struct MainJob: Hashable {
  var repository: Int64
  var name: String

  init(_ repository: Int64, _ name: String) {
    self.repository = repository
    self.name = name
  }
}

/// Failures that have a sketch and a fingerprint in common.
struct FailureKind: Sendable {
  var number: Int64
  var sketch: Data
  /// nil for bytes that are no sketch.
  var places: Sketch.Places?
  /// Empty for none.
  var fingerprint: String
}

/// What is known of a fingerprint over all repositories, as of a pulse.
struct FailureTally: Sendable {
  var pulse: Int
  var count: Int
  var repositories: Int
  var firstTime: Int?
  var first: Recurrence.Occurrence?
  var last: Recurrence.Occurrence?
  var places: [Recurrence.Place]
}

/// A flake model as it is stored.
struct FlakeModelText: Sendable, Hashable {
  var model: String
  var rules: String
}

/// The state of a test as it is stored.
struct FlakeText: Sendable, Hashable {
  var repository: String
  var test: String
  var record: String
  var standing: String
  var model: FlakeModelText
}
