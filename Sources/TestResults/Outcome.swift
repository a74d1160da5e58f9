/// How one execution of one test ended.
public enum Outcome: String, Sendable, Hashable, CaseIterable {
  /// The test ran and its checks held.
  case passed
  /// A check in the body of the test did not hold.
  case failed
  /// Something around the body broke: setup, teardown, collection, build, an unexpected exception
  /// where the framework tells the two apart.
  case errored
  /// The test was not executed on purpose, or failed where it was expected to (pytest's xfail, TAP's
  /// TODO): either way it says nothing about the code.
  case skipped
  /// The test began and never reported an end: crash, timeout, killed process.
  case aborted

  /// Whether this outcome makes a run red.
  public var isFailure: Bool { self == .failed || self == .errored || self == .aborted }
}
