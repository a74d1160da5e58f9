import Flakiness
import Foundation
import GRDB

/// A repository's history decided anew.
public struct FlakeReplay: Sendable {
  public var detector: FlakeDetector
  /// Keys of the tests; the position is the number the detector uses.
  public var tests: [String]
  /// Names of the jobs; the position is the number the detector uses.
  public var jobs: [String]
}

extension Store {
  /// Hands out a repository's runs in source order, each with all executions of all its jobs.
  ///
  /// Tests and jobs are numbered as they appear; inside a job tests come in the order of their
  /// numbers in the store, so that the same history is the same sequence on every machine.
  ///
  /// - Returns: the keys of the tests and the names of the jobs by number.
  @discardableResult
  public func runs(
    of repository: String, _ handle: (TestRun) throws -> Void
  ) throws(StoreError) -> (tests: [String], jobs: [String]) {
    try read { database in
      var feed = RunFeed(database, repository: NameNumber.of(repository))
      try feed.run { try handle($0) }
      return try (feed.testNames(), feed.jobs)
    }
  }

  /// Runs the detector over the whole stored history of a repository.
  ///
  /// - Parameter onChange: called for every change of verdict, as it would have been decided then.
  public func replay(
    _ repository: String, detector: FlakeDetector = FlakeDetector(),
    onChange: (VerdictChange) -> Void = { _ in }
  ) throws(StoreError) -> FlakeReplay {
    var detector = detector
    let names = try runs(of: repository) { run in
      for change in detector.observe(run) { onChange(change) }
    }
    return FlakeReplay(detector: detector, tests: names.tests, jobs: names.jobs)
  }
}
