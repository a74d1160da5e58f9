import Flakiness
import History
import Pipelines

/// What a delivery says, whoever sent it: this is what is kept until it is worked off.
package struct WebhookEvent: Sendable, Codable, Equatable {
  /// A job that is over.
  package struct Job: Sendable, Codable, Equatable {
    package var context: JobContext
    /// `passed`, `failed` or `cancelled`.
    package var status: String
    /// The provider's id, by which its log is fetched; nil asks by name.
    package var id: String?
    /// What a client takes as the run, where that is not the run's id: Buildkite's number.
    package var run: String?

    package init(context: JobContext, status: JobStatus, id: String? = nil, run: String? = nil) {
      self.context = context
      self.status = status.rawValue
      self.id = id
      self.run = run
    }
  }

  /// A run whose jobs are to be asked for.
  package struct Run: Sendable, Codable, Equatable {
    package var provider: String
    package var repository: String
    package var run: String
    package var attempt: Int?

    package init(provider: String, repository: String, run: String, attempt: Int? = nil) {
      self.provider = provider
      self.repository = repository
      self.run = run
      self.attempt = attempt
    }
  }

  package var jobs: [Job]
  package var runs: [Run]

  package init(jobs: [Job] = [], runs: [Run] = []) {
    self.jobs = jobs
    self.runs = runs
  }

  var isEmpty: Bool { jobs.isEmpty && runs.isEmpty }
}

extension WebhookEvent.Job {
  /// What the store keeps of it before anybody read its log. The times of a sender whose clock is
  /// more than ten minutes ahead are those of the receiver.
  func report(now: Int) -> JobReport? {
    guard let repository = context.repository, let run = context.run, let name = context.job,
      let status = JobStatus(rawValue: status)
    else { return nil }
    let latest = now + 600
    func sane(_ time: Int?) -> Int? { time.flatMap { $0 > 0 ? min($0, latest) : nil } }
    let started = sane(context.started) ?? sane(context.finished) ?? now
    return JobReport(
      key: JobKey(
        provider: context.provider, repository: repository, run: run, attempt: context.attempt,
        job: name),
      facts: RunFacts(
        commit: context.commit ?? "run:" + run, branch: context.branch ?? "",
        isMainLine: context.isMainLine, pullRequest: context.pullRequest,
        commitTime: context.commitTime, workflow: context.workflow, event: context.event,
        author: context.author, url: context.runURL),
      status: status, started: started, finished: sane(context.finished),
      queued: sane(context.queued).map { min($0, started) }, runner: context.runner,
      url: context.jobURL, environment: context.environment ?? context.runner ?? "")
  }
}

/// Times as webhooks spell them.
enum WebhookTime {
  /// Seconds since 1970 of `2026-11-22T18:54:03Z`, also with a fraction, a zone, or as GitLab's
  /// `2016-08-12 15:23:28 UTC`.
  static func seconds(_ text: String?) -> Int? {
    guard let text else { return nil }
    if let time = Timestamp.seconds(text) { return time }
    let parts = text.split(separator: " ")
    guard parts.count >= 2 else { return nil }
    let zone = parts.count < 3 || parts[2] == "UTC" ? "Z" : String(parts[2])
    return Timestamp.seconds("\(parts[0])T\(parts[1])\(zone)")
  }
}
