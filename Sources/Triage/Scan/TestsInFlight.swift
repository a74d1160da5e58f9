import Logs

/// Whether a log breaks off while tests run.
///
/// A job that is stopped by a time limit with a test in flight is the test's matter, with none it
/// is the platform's. What counts are the last lines before the stop: how test runners announce a
/// test that has begun, unless a total of finished tests stands behind it.
enum TestsInFlight {
  /// Beginnings of lines, behind white space: Maven Surefire, go test, googletest, Swift and
  /// Objective-C (XCTest), Jest, Gradle's test logging, TestNG.
  private static let starts = [
    "Running ", "[INFO] Running ", "=== RUN ", "=== CONT ", "=== PAUSE ", "[ RUN ", "Test Case '",
    "Test Suite '", "RUNS ", "T E S T S", "test session starts", "Starting test", "Executing test",
  ].map { Array($0.utf8) }
  /// Ends of lines: pytest's progress, unittest's and cargo's open line.
  private static let ends = ["%]", " STARTED", " started.", " ... ok"].map { Array($0.utf8) }
  /// Totals, after which no test runs.
  private static let totals = [
    "Tests run:", "[INFO] Tests run:", "test result:", "Ran ", "BUILD SUCCESS", "[INFO] BUILD",
  ].map { Array($0.utf8) }

  /// - Parameter lines: clean lines before the stop, the last one last.
  static func broken(_ lines: [[UInt8]]) -> Bool {
    for line in lines.reversed() {
      let body = Array(line.drop { $0 == 0x20 || $0 == 0x09 })
      if isTotal(body) { return false }
      if starts.contains(where: body.starts), !body.starts(with: Array("Running on ".utf8)) {
        return true
      }
      let trimmed = body.reversed().drop { $0 == 0x20 }
      if ends.contains(where: { trimmed.starts(with: $0.reversed()) }) { return true }
    }
    return false
  }

  /// A class that is done prints its own total ("Tests run: 3, … - in x.YTest"); others follow it.
  private static func isTotal(_ body: [UInt8]) -> Bool {
    guard totals.contains(where: body.starts) else { return false }
    let text = String(decoding: body, as: UTF8.self)
    return !text.contains("Time elapsed")
  }
}
