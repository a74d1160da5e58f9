import Foundation
import History
import Logs
import Pipelines
import Reporting
import TestResults
import Triage

/// Everything known of a job when it is over, on its way to people.
struct JobOutcome {
  var diagnoses: [Diagnosis] = []
  /// From reports; nil when there was none.
  var results: [TestResult]?
  /// How it ended; nil to conclude it from log and reports.
  var status: JobStatus?

  /// What is known to have failed.
  var hasFailed: Bool {
    if let status { return status == .failed }
    return diagnoses.contains(where: \.failed)
      || (results ?? []).contains { $0.outcome.isFailure }
  }
}

/// The one way from a job's outcome to its annotations, for `annotate`, `run` and `fetch`.
struct Hook {
  let context: JobContext
  let options: HookOptions
  let environment: [String: String]
  /// 1 or 2: see ``Delivery/Place/voice``.
  let voice: Int32

  /// Tells everyone who wants to know; trouble goes to stderr, nothing is thrown.
  func tell(_ outcome: JobOutcome) {
    let answers = answers(outcome)
    let chosen = (try? options.outputs()) ?? []
    deliver(
      answers,
      to: chosen.isEmpty
        ? Delivery.automatic(
          provider: context.provider, environment: environment, voice: voice) : chosen)
    GitHubOutputs(environment).append(answers)
    if options.comment || options.checkRun {
      let name = context.job ?? "job"
      let all = answers.isEmpty ? [Answer(.passed(name), job: note)] : answers
      Posting(context: context, environment: environment).post(
        all, comment: options.comment, checkRun: options.checkRun)
    }
  }

  /// What there is to say, with what the memories know; remembers it, too.
  func answers(_ outcome: JobOutcome) -> [Answer] {
    var outcome = outcome
    if let path = options.store {
      let corrections = StoredCorrections.told(path, repository: context.repository)
      outcome.diagnoses = outcome.diagnoses.map(corrections.apply)
    }
    let memory = remember(outcome)
    guard outcome.hasFailed else { return [] }
    let owners = FileOwners(.current, workspace: context.workspace)
    return outcome.diagnoses.filter(\.failed).map { diagnosis in
      let location = SourcePlace.find(diagnosis, workspace: context.workspace)
      var diagnosis = diagnosis
      if let location, let advice = owners.advice(location.file) {
        diagnosis.remediation.append(advice)
      }
      return Answer(
        diagnosis, recurrence: memory.notes[diagnosis.fingerprint ?? ""],
        tests: FailedTests.notes(outcome.results ?? []), location: location, job: note)
    }
  }

  /// Puts the answers where they are wanted.
  func deliver(_ answers: [Answer], to outputs: [Delivery.Output]) {
    Delivery(
      environment: environment, voice: voice,
      color: isatty(voice) == 1 && Terminal.isColored(.auto)
    ).deliver(answers, to: outputs)
  }

  /// Looks the failures up, then takes them in.
  private func remember(_ outcome: JobOutcome) -> Remembered {
    var out = Remembered()
    if let path = options.state {
      out = StateMemory(path: path).remember(outcome, context)
    }
    if let path = options.store {
      let known = HookStoreMemory(path: path).remember(outcome, context)
      out.notes.merge(known.notes) { _, new in new }
    }
    return out
  }

  /// The job as reporters name it; nil for a log that came alone.
  var note: JobNote? {
    guard context.provider != "local" || context.job != nil else { return nil }
    return JobNote(
      provider: context.provider, repository: context.repository ?? "local",
      run: context.run ?? "", attempt: context.attempt,
      job: context.job ?? context.workflow ?? "job", commit: context.commit,
      branch: context.branch, pullRequest: context.pullRequest,
      url: context.jobURL ?? context.runURL)
  }
}

/// What a memory says of failures, by their fingerprint.
struct Remembered {
  var notes: [String: RecurrenceNote] = [:]
}

/// The failed tests of a job's reports, for people.
enum FailedTests {
  /// More than anybody reads.
  static let most = 100

  static func notes(_ results: [TestResult]) -> [TestNote] {
    results.lazy.filter { $0.outcome.isFailure }.prefix(most).map { result in
      let identity = result.identity
      return TestNote(
        name: masked(identity.key), message: result.attempts.last?.message.map(masked),
        file: identity.file.isEmpty ? nil : identity.file)
    }
  }

  /// Reports hold secrets as logs do.
  private static func masked(_ text: String) -> String {
    var bytes = Array(text.utf8)
    return SecretMasker.mask(&bytes) == 0 ? text : String(decoding: bytes, as: UTF8.self)
  }
}

/// The place in the checkout that a cause is about.
enum SourcePlace {
  /// Nil unless the file is in the checkout.
  ///
  /// - Parameter workspace: the checkout's folder; the working directory without one.
  static func find(_ diagnosis: Diagnosis, workspace: String?) -> SourceLocation? {
    let root = workspace ?? FileManager.default.currentDirectoryPath
    return locator(root).locate(relative(diagnosis, to: root + "/"))
  }

  /// Asks the file system instead of listing a checkout of a hundred thousand files.
  static func locator(_ root: String) -> SourceLocator {
    SourceLocator { path in
      var status = stat()
      return stat(root + "/" + path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
  }

  /// The locator knows where CIs put checkouts; where this one is, only we know.
  private static func relative(_ diagnosis: Diagnosis, to root: String) -> Diagnosis {
    func cut(_ text: String) -> String { text.replacing(root, with: "") }
    var out = diagnosis
    for index in out.evidence.indices where out.evidence[index].role == .cause {
      out.evidence[index].text = cut(out.evidence[index].text)
      out.evidence[index].captures = out.evidence[index].captures.mapValues(cut)
      for line in out.evidence[index].before.indices {
        out.evidence[index].before[line].text = cut(out.evidence[index].before[line].text)
      }
      for line in out.evidence[index].after.indices {
        out.evidence[index].after[line].text = cut(out.evidence[index].after[line].text)
      }
    }
    return out
  }
}
