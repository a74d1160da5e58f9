import Flakiness
import GRDB
import Triage

/// What the store knows for judging one failure of one test.
public struct RetryEvidence: Sendable {
  public var record: TestRecord
  public var model: SegmentBayes
  public var context: FailureContext
  /// P(a flake of this test fails again | it just failed).
  public var rateAfterFailure: Double

  /// - Parameter stickiness: what the test's own attempts tell.
  public init(
    record: TestRecord, model: SegmentBayes, context: FailureContext,
    stickiness: RetryStickiness = RetryStickiness()
  ) {
    self.record = record
    self.model = model
    self.context = context
    let rate = RateEstimate(of: record, slab: model.parameters.slab).mean
    rateAfterFailure = stickiness.rateAfterFailure(rate: rate)
  }
}

extension Store {
  /// Judges by the flake state, so ``refreshFlakes(of:detector:)`` comes first.
  ///
  /// - Parameters:
  ///   - message: what the test said now.
  ///   - massFailure: P(mass failure) of the run.
  public func retryEvidence(
    of test: String, message: String?, massFailure: Double, in repository: String
  ) throws(StoreError) -> RetryEvidence {
    let flake = try flake(test, in: repository)
    let record = flake?.record ?? TestRecord()
    let history = try history(of: test, in: repository, latest: 500)?.entries ?? []
    let failures = history.filter { $0.outcome != .passed }
    let fingerprint = message.flatMap { Fingerprint.of(line: StoredText.clean($0)) }
    var context = FailureContext()
    context.massFailure = massFailure
    // A message that says too little to be known again tells nothing either way.
    context.knownFailures = fingerprint == nil ? 0 : failures.count { $0.fingerprint != nil }
    context.sameSignature = failures.count {
      $0.fingerprint == fingerprint && fingerprint != nil
    }
    context.signatures = max(10, try signatureCount(of: repository))
    if let flake, [.regressed, .broken].contains(flake.report.verdict) {
      context.brokenOnBase = flake.report.brokenNow
    }
    var stickiness = RetryStickiness()
    for attempts in try attempts(of: test, in: repository) {
      stickiness.observe(attempts: attempts.compactMap { Self.failed($0) })
    }
    return RetryEvidence(
      record: record, model: try model(of: repository), context: context, stickiness: stickiness)
  }

  /// A mask that has learned the counts of the latest jobs with results, oldest first.
  public func massMask(of repository: String) throws(StoreError) -> MassMask {
    let counts = try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT s.executed, s.failures FROM results s
          JOIN job j ON j.repository = s.repository AND j.job = s.job
          WHERE s.repository = ? ORDER BY j.started DESC, s.job LIMIT \(MassMask.memory)
          """,
        arguments: [NameNumber.of(repository)]
      ).map { FailureCount(executed: $0[0], failed: $0[1]) }
    }
    var mask = MassMask()
    for count in counts.reversed() { mask.learn(count) }
    return mask
  }

  private func model(of repository: String) throws(StoreError) -> SegmentBayes {
    let text = try read { database in
      try String.fetchOne(
        database, sql: "SELECT model FROM flake_model WHERE repository = ?",
        arguments: [NameNumber.of(repository)])
    }
    return text.flatMap { StoredJSON.value(SegmentBayes.self, from: $0) } ?? SegmentBayes()
  }

  private func signatureCount(of repository: String) throws(StoreError) -> Int {
    try read { database in
      try Int.fetchOne(
        database, sql: "SELECT count(DISTINCT fingerprint) FROM execution WHERE repository = ?",
        arguments: [NameNumber.of(repository)]) ?? 0
    }
  }

  private func attempts(
    of test: String, in repository: String
  ) throws(StoreError) -> [String] {
    try read { database in
      try String.fetchAll(
        database, sql: "SELECT attempts FROM execution WHERE repository = ? AND test = ?",
        arguments: [NameNumber.of(repository), NameNumber.of(test)])
    }
  }

  private static func failed(_ letter: Character) -> Bool? {
    letter == "P" ? false : letter == "S" ? nil : true
  }
}
