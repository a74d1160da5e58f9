/// When a method first called a test flaky.
public struct FirstFlag: Sendable, Codable, Equatable {
  public var time: Int
  /// Failures of the test until then, and executions since the first of them.
  public var failures: Int
  public var executions: Int
  /// Time of the first failure.
  public var firstFailure: Int
}

/// Our detector and every anchor on one replay. The anchors see what our mask leaves over, so
/// that the table compares detection and not masking; `masksAnchors` off shows them bare.
public struct Comparison: Sendable {
  public static let ours = "segment-Bayes (ours)"
  public let anchors: [Anchor]
  public let masksAnchors: Bool
  public private(set) var detector: FlakeDetector
  /// First flags by method, then by test.
  public private(set) var flags: [String: [Int: FirstFlag]] = [:]
  /// Tests that failed in an unmasked run: those that anybody could have found.
  public private(set) var failedUnmasked: Set<Int> = []
  /// Runs taken in, and tests seen.
  public private(set) var runs = 0
  public var tests: Int { seen.count }
  private var rules: [[any AnchorRule]] = []
  private var seen: [FirstFlag] = []

  public init(
    detector: FlakeDetector = FlakeDetector(), anchors: [Anchor] = Anchor.all,
    masksAnchors: Bool = true
  ) {
    self.detector = detector
    self.anchors = anchors
    self.masksAnchors = masksAnchors
  }

  /// Takes in one run.
  public mutating func observe(_ run: TestRun) {
    let changes = detector.observe(run)
    runs += 1
    for execution in run.executions {
      grow(to: execution.test)
      let isFailed = execution.outcome != .passed
      let isMasked = isFailed && detector.masked.contains(job: execution.job)
      if seen[execution.test].failures > 0 { seen[execution.test].executions += 1 }
      if isFailed {
        if seen[execution.test].failures == 0 { seen[execution.test].firstFailure = run.time }
        seen[execution.test].failures += 1
        if !isMasked { failedUnmasked.insert(execution.test) }
      }
      guard !(isMasked && masksAnchors) else { continue }
      for index in anchors.indices {
        if rules[execution.test][index].observe(execution.outcome, in: run) {
          flag(anchors[index].name, execution.test, run.time)
        }
      }
    }
    for change in changes where change.verdict == .flaky {
      flag(Self.ours, change.test, run.time)
    }
  }

  private mutating func grow(to test: Int) {
    while rules.count <= test {
      rules.append(anchors.map { $0.makeRule() })
      seen.append(FirstFlag(time: 0, failures: 0, executions: 0, firstFailure: 0))
    }
  }

  private mutating func flag(_ method: String, _ test: Int, _ time: Int) {
    guard flags[method]?[test] == nil else { return }
    var first = seen[test]
    first.time = time
    flags[method, default: [:]][test] = first
  }
}
