/// A stretch of commits in which a test failed, until a pass landed: one piece of evidence,
/// either a flake or a regression that was then repaired.
public struct Segment: Sendable, Codable, Equatable {
  public var firstCommit: String
  public var lastCommit: String
  public var firstRun: String
  public var lastRun: String
  /// Runs that failed.
  public var failures: Int
  /// Runs that passed on a commit that also failed.
  public var passes: Int
  /// Commits with a failure.
  public var commits: Int
  /// Executions of the test up to and including this segment's last failure.
  public var position: Int
  /// Seconds since 1970 of the first and the last failure.
  public var firstTime: Int
  public var lastTime: Int

  /// Failures on two different branches off the main line, which was green meanwhile: a flake, or
  /// two changes that both break the test.
  public var isCrossBranch = false
  /// Who else began to fail with the first failure; nil where nobody looked (side branches, and
  /// records of older stores).
  public var company: Company?

  /// Both outcomes were seen on one commit.
  public var isContradiction: Bool { passes > 0 }

  mutating func extend(with other: Segment) {
    lastCommit = other.lastCommit
    lastRun = other.lastRun
    failures += other.failures
    passes += other.passes
    commits += other.commits
    position = other.position
    lastTime = other.lastTime
  }
}

/// What is known so far of the commit a test is being run on.
struct CommitTally: Sendable, Codable, Equatable {
  var commit: String
  var branch = ""
  /// Already part of a cross-branch segment.
  var isPaired = false
  var passes = 0
  var failing: Segment?
}
