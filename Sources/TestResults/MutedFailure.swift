/// Failures that a quarantine muted: reports call them skipped, but the test ran and failed.
///
/// Taken for skips they would be no evidence, and a test that fails on would look clean.
enum MutedFailure {
  /// What a muting export begins its reason with (`QuarantineExports.marker` in Reporting, which
  /// this layer cannot see; `mutedFailuresAreFailures` holds the two together).
  static let marker = "quarantined by faultline"

  static func isTold(by reason: String?) -> Bool { reason?.hasPrefix(marker) == true }
}
