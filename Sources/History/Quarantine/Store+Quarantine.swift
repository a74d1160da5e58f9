import Flakiness
import Foundation
import GRDB
import TestResults

/// Why a test is not quarantined although somebody asked for it.
public enum QuarantineRefusal: Error, Sendable, Equatable {
  /// The store has never seen a failure of it.
  case unknownTest
  /// It fails every time: broken, not flaky.
  case alwaysFails
  /// It fails now and has not passed since.
  case failsNow
  /// Fewer independent pieces of evidence than asked for.
  case tooLittleEvidence(pieces: Int, needed: Int)
  /// As many tests are muted as may be.
  case overBudget(Int)
  /// Its owner has as many tests muted as one may have.
  case ownerOverBudget(Int)
  /// Its end was put off once already.
  case extendedBefore
}

/// What a person asks for.
public struct QuarantineRequest: Sendable {
  public var test: String
  public var actor: String
  public var reason: String
  public var owner: String?
  public var ticket: String?
  /// Days until it ends by itself.
  public var days: Int
  /// Take it in with little evidence or over the budget; never when it always fails.
  public var isForced: Bool

  public init(
    test: String, actor: String, reason: String, owner: String? = nil, ticket: String? = nil,
    days: Int = QuarantinePolicy().expiryDays, isForced: Bool = false
  ) {
    self.test = test
    self.actor = actor
    self.reason = reason
    self.owner = owner
    self.ticket = ticket
    self.days = days
    self.isForced = isForced
  }
}

extension Store {
  /// Quarantines a test, or puts its end off if it is quarantined.
  ///
  /// Decides by the flake state, so ``refreshFlakes(of:detector:)`` comes first.
  ///
  /// - Returns: the entry as recorded, or why there is none.
  public func addQuarantine(
    _ request: QuarantineRequest, in repository: String, at time: Int,
    policy: QuarantinePolicy = QuarantinePolicy()
  ) throws(StoreError) -> Result<QuarantineEntry, QuarantineRefusal> {
    guard let flake = try flake(request.test, in: repository) else { return .failure(.unknownTest) }
    if let refusal = Self.refusal(flake, request, policy) { return .failure(refusal) }
    let before = try current(.quarantine, in: repository)
    let last = before[request.test].flatMap(QuarantineEntry.init)
    if let last, !last.isReleased { return try extend(last, request, at: time) }
    let present = before.values.compactMap(QuarantineEntry.init).filter { $0.isInForce(at: time) }
    if !request.isForced {
      let budget = policy.budget(tests: try testCount(of: repository))
      if present.count >= budget { return .failure(.overBudget(budget)) }
      let owned = present.count { $0.owner != nil && $0.owner == request.owner }
      if owned >= policy.perOwner { return .failure(.ownerOverBudget(policy.perOwner)) }
    }
    let needed = ReleaseRule.cleanRuns(rate: max(flake.report.rate.low, 1e-6))
    var entry = QuarantineEntry(
      repository: repository, test: request.test, actor: request.actor, reason: request.reason,
      added: time, expires: time + request.days * 86_400, cleanRunsNeeded: needed,
      lowRate: flake.report.rate.low, highRate: flake.report.rate.high)
    if let last, time - last.decided <= QuarantineEntry.relapseDays * 86_400 {
      // The rule that let it go was too lenient for this test.
      entry.relapses = last.relapses + 1
      entry.cleanRunsNeeded = max(needed, last.cleanRunsNeeded).doubled
    }
    let identity = try identity(of: request.test, in: repository)
    entry.owner = request.owner
    entry.ticket = request.ticket
    entry.className = identity?.className
    entry.file = identity?.file ?? ""
    try record(entry.event(.add))
    return .success(entry)
  }

  /// Releases a test; false when it is not quarantined.
  @discardableResult
  public func releaseQuarantine(
    _ test: String, in repository: String, by actor: String, reason: String, at time: Int
  ) throws(StoreError) -> Bool {
    let last = try current(.quarantine, in: repository)[test].flatMap(QuarantineEntry.init)
    guard var entry = last, !entry.isReleased else { return false }
    entry.actor = actor
    entry.reason = reason
    entry.decided = max(time, entry.decided + 1)
    try record(entry.event(.release))
    return true
  }

  /// How a report named the test, from one of its failures; nil when none is kept.
  public func identity(
    of test: String, in repository: String
  ) throws(StoreError) -> TestIdentity? {
    let raw = try read { database in
      try String.fetchOne(
        database,
        sql: "SELECT min(raw) FROM execution WHERE repository = ? AND test = ?",
        arguments: [NameNumber.of(repository), NameNumber.of(test)])
    }
    guard let raw else { return nil }
    let parts = raw.split(separator: "\u{1F}", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 4 else { return nil }
    return TestIdentity(suite: parts[0], className: parts[1], name: parts[2], file: parts[3])
  }

  /// How many tests of a repository the store knows.
  func testCount(of repository: String) throws(StoreError) -> Int {
    try read { database in
      try Int.fetchOne(
        database, sql: "SELECT count(*) FROM test WHERE repository = ?",
        arguments: [NameNumber.of(repository)]) ?? 0
    }
  }

  private func extend(
    _ last: QuarantineEntry, _ request: QuarantineRequest, at time: Int
  ) throws(StoreError) -> Result<QuarantineEntry, QuarantineRefusal> {
    guard last.extensions == 0 || request.isForced else { return .failure(.extendedBefore) }
    var entry = last
    entry.actor = request.actor
    entry.reason = request.reason
    entry.owner = request.owner ?? last.owner
    entry.ticket = request.ticket ?? last.ticket
    entry.decided = max(time, last.decided + 1)
    entry.expires = time + request.days * 86_400
    entry.extensions += 1
    try record(entry.event(.extend))
    return .success(entry)
  }

  private static func refusal(
    _ flake: TestFlake, _ request: QuarantineRequest, _ policy: QuarantinePolicy
  ) -> QuarantineRefusal? {
    if flake.record.failures == flake.record.executions { return .alwaysFails }
    if flake.report.verdict == .broken { return .alwaysFails }
    if request.isForced { return nil }
    if flake.report.verdict == .regressed { return .failsNow }
    guard flake.report.pieces < policy.segmentsNeeded else { return nil }
    return .tooLittleEvidence(pieces: flake.report.pieces, needed: policy.segmentsNeeded)
  }
}

extension Int {
  /// Twice as much, within reason.
  fileprivate var doubled: Int { self > 1 << 40 ? self : self * 2 }
}
