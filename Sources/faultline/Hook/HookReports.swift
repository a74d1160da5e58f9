import TestResults
import Triage

/// Test reports for a hook: what cannot be read is one line on stderr.
enum HookReports {
  /// Nil when there is no report at all, which differs from one without tests.
  static func read(_ patterns: [String]) -> [TestResult]? {
    guard !patterns.isEmpty else { return nil }
    let files = ReportFiles(patterns)
    for error in files.errors { Terminal.words(error.description) }
    return files.reports > 0 ? Settings.current.masked(files.results) : nil
  }
}

/// Knowledge for a hook, which goes on with what is built in when a pack of the user's is broken.
enum HookKnowledge {
  static func triager(packs: [String]) -> Triager? {
    do {
      return try Embedded.triager(packs: packs)
    } catch {
      Terminal.words("\(error)".split(separator: "\n").first.map(String.init) ?? "")
      // Without the user's signatures, but never without what the user calls secret.
      var triager = try? Embedded.triager()
      triager?.rules = Settings.current.lineRules
      return triager
    }
  }
}
