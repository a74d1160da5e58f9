/// A history decided anew, run by run: bytes of a CSV in, one line of JSON per change of verdict
/// out, each decided from nothing but what came before or at that run.
///
///     {"time":"2020-01-07T09:12:00Z","run":"26055597","test":"a.B","verdict":"flaky","probability":0.97}
public struct Replay: Sendable {
  public private(set) var detector: FlakeDetector
  private var reader = ReplayCSV()

  public init(detector: FlakeDetector = FlakeDetector()) {
    self.detector = detector
  }

  /// Reads on; `emit` gets each event as one line without its line end.
  public mutating func consume(
    _ bytes: some Sequence<UInt8>, _ emit: (String) -> Void
  ) throws(ReplayError) {
    var runs: [TestRun] = []
    try reader.consume(bytes) { runs.append($0) }
    take(runs, emit)
  }

  /// The end of the file.
  public mutating func finish(_ emit: (String) -> Void) throws(ReplayError) {
    var runs: [TestRun] = []
    try reader.finish { runs.append($0) }
    take(runs, emit)
  }

  /// Names of the tests so far; the position is the number the detector uses.
  public var tests: [String] { reader.tests.names }

  private mutating func take(_ runs: [TestRun], _ emit: (String) -> Void) {
    for run in runs {
      for change in detector.observe(run) {
        emit(Self.event(change, test: reader.tests.names[change.test]))
      }
    }
  }

  /// One event as JSON.
  public static func event(_ change: VerdictChange, test: String) -> String {
    let millionths = Int((min(max(change.probability, 0), 1) * 1e6).rounded())
    let fraction = String(millionths % 1_000_000)
    let padded = String(repeating: "0", count: 6 - fraction.count) + fraction
    return "{\"time\":\"\(Timestamp.text(change.time))\",\"run\":\(quoted(change.run)),"
      + "\"test\":\(quoted(test)),\"verdict\":\"\(change.verdict.rawValue)\","
      + "\"probability\":\(millionths / 1_000_000).\(padded)}"
  }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f:
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
