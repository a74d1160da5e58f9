/// `cargo test`.
///
///          Running unittests src/lib.rs (target/debug/deps/shop-0c8d…)
///     test tests::discount ... FAILED
///     ---- tests::discount stdout ----
final class CargoLines: LogLineReader {
  static let tool = "cargo"
  private var binary = ""
  private var open: (identity: TestIdentity, lines: Int)?

  init() {}

  func cares(for first: UInt8) -> Bool { "tRD-".utf8.contains(first) }

  var wantsAll: Bool { open != nil }

  func read(_ line: LogLine, _ findings: LogFindings) {
    if let (identity, lines) = open { follow(identity, lines, line, findings) }
    if line.starts("test ") {
      takeTest(line, findings)
    } else if line.starts("Running "), line.has("/deps/") {
      binary = Self.binary(line.text)
    } else if line.starts("Doc-tests ") {
      binary = line.text.after("Doc-tests ").map { $0 + "::doc" } ?? ""
    } else if line.starts("---- "), let name = line.text.after("---- ")?.parted(at: " stdout ----")
    {
      open = (TestIdentity(className: binary, name: name.head), 0)
    }
  }

  private func takeTest(_ line: LogLine, _ findings: LogFindings) {
    guard let (head, tail) = line.text.parted(at: " ... ", last: true),
      let name = head.after("test ")
    else { return }
    let verdict = tail.withoutDuration
    var attempt: Attempt
    switch verdict.text.parted(at: " <")?.head ?? verdict.text {
    case "ok": attempt = Attempt(.passed)
    case "FAILED": attempt = Attempt(.failed)
    case let word where word.hasPrefix("ignored"):
      attempt = Attempt(.skipped, message: word.after("ignored, "))
    default: return
    }
    attempt.duration = verdict.seconds
    let plain = name.parted(at: " - should panic")?.head ?? name
    findings.add(
      Self.tool, line.number, TestIdentity(className: binary, name: plain), attempt)
  }

  /// `thread '…' panicked at src/lib.rs:19:9:` and, since Rust 1.73, the words on the next line.
  private func follow(
    _ identity: TestIdentity, _ lines: Int, _ line: LogLine, _ findings: LogFindings
  ) {
    if lines > 60 || line.starts("---- ") || line.starts("failures:") {
      open = nil
    } else if lines < 0 {
      findings.describe(Self.tool, identity, line.text)
      open = nil
    } else if line.has(" panicked at ") {
      let text = line.text
      if text.hasSuffix(":") {
        open = (identity, -1)
      } else {
        findings.describe(Self.tool, identity, text.parted(at: " panicked at ")?.tail ?? text)
        open = nil
      }
    } else if line.starts("Error: ") {
      findings.describe(Self.tool, identity, line.text)
      open = nil
    } else {
      open = (identity, lines + 1)
    }
  }

  /// The file name below `deps`, without its hash.
  private static func binary(_ text: String) -> String {
    let file = text.parted(at: "/deps/", last: true)?.tail ?? ""
    let name = file.hasSuffix(")") ? String(file.dropLast()) : file
    return name.parted(at: "-", last: true)?.head ?? name
  }
}

/// cargo-nextest's status lines; retries are `TRY n FAIL`, and `FLAKY` only sums them up.
///
///     FAIL [   0.004s] shop tests::discount
///     TRY 1 FAIL [   0.004s] shop::order checkout
final class NextestLines: LogLineReader {
  static let tool = "nextest"

  init() {}

  func cares(for first: UInt8) -> Bool { "PFTSA".utf8.contains(first) }

  func read(_ line: LogLine, _ findings: LogFindings) {
    guard line.has("s] ") else { return }
    var text = line.text
    var isTry = false
    if let rest = text.after("TRY "), let (_, verdict) = rest.parted(at: " ") {
      text = verdict
      isTry = true
    }
    guard let (head, tail) = text.parted(at: "["), let (time, rest) = tail.parted(at: "s] "),
      let seconds = NumberText.seconds(time.utf8), let (binary, name) = Self.parts(rest.trimmed)
    else { return }
    let outcome: Outcome
    switch head.trimmed {
    case "PASS": outcome = .passed
    case "FAIL", "TIMEOUT": outcome = .failed
    case "ABORT", "SIGSEGV", "SIGABRT", "SIGKILL": outcome = .aborted
    default: return
    }
    // After its tries a test that failed for good is named once more without a number.
    let weight: LogFindings.Weight = isTry || outcome == .passed ? .execution : .summary
    findings.add(
      Self.tool, line.number, TestIdentity(className: binary, name: name),
      Attempt(outcome, duration: seconds), weight)
  }

  /// Newer versions number the tests: `( 3/12) shop tests::adds`.
  private static func parts(_ rest: String) -> (String, String)? {
    var rest = rest
    if rest.hasPrefix("("), let tail = rest.parted(at: ") ")?.tail { rest = tail.trimmed }
    guard let (binary, name) = rest.parted(at: " "), !name.isEmpty else { return nil }
    return (binary, name)
  }
}
