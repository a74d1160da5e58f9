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

  /// Those of the diagnoses that say so.
  var failures: [Diagnosis] { diagnoses.filter(\.failed) }

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
    settle()
  }

  /// What there is to say, with what the memories know; remembers it, too.
  func answers(_ outcome: JobOutcome) -> [Answer] {
    var outcome = outcome
    if let path = options.store {
      let corrections = StoredCorrections.told(path, repository: context.repository)
      outcome.diagnoses = outcome.diagnoses.map(corrections.apply)
    }
    let owners = OwnerFinder(root: context.workspace)
    let tests = FailedTests(owners: owners).notes(outcome.results ?? [])
    let memory = remember(outcome, tests)
    guard outcome.hasFailed else { return [] }
    let answering = Answering(owners: owners, job: note)
    return outcome.failures.enumerated().map { index, diagnosis in
      answering.answer(diagnosis, memory.notes[index], memory.tests)
    }
  }

  /// Puts the answers where they are wanted.
  func deliver(_ answers: [Answer], to outputs: [Delivery.Output]) {
    Delivery(
      environment: environment, voice: voice,
      color: isatty(voice) == 1 && Terminal.isColored(.auto)
    ).deliver(answers, to: outputs)
  }

  /// What takes time and may wait until people have their answer.
  func settle() {
    if let path = options.store { HookStoreMemory(path: path).settle(context) }
  }

  /// Looks the failures up, and takes them in.
  private func remember(_ outcome: JobOutcome, _ tests: [TestNote]) -> Remembered {
    var out = Remembered(tests: tests)
    if let path = options.state {
      out.notes = StateMemory(path: path).remember(outcome, context)
    }
    if let path = options.store {
      let known = HookStoreMemory(path: path).remember(outcome, context, tests)
      out.notes.merge(known.notes) { _, new in new }
      out.tests = known.tests
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

/// What the memories say of a job.
struct Remembered {
  /// Of its failures, by their place in ``JobOutcome/failures``.
  var notes: [Int: RecurrenceNote] = [:]
  /// Of its failed tests.
  var tests: [TestNote]
}
