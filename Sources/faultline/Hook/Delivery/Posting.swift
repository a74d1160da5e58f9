import Pipelines
import Reporting
import Signatures
import Triage

/// Comments and check runs over the CI's API. What cannot be posted (no token, a fork's read-only
/// one) is one line on stderr: the other annotations are there all the same.
struct Posting {
  let context: JobContext
  let environment: [String: String]

  func post(_ answers: [Answer], comment: Bool, checkRun: Bool) {
    do throws(FetchError) {
      guard let repository = context.repository,
        let poster = try Posters.make(
          context.provider, repository: repository, environment: environment)
      else {
        Terminal.words("'\(context.provider)' takes no comments, or its repository is not known")
        return
      }
      if comment { try self.comment(answers, poster) }
      if checkRun, let poster = poster as? GitHubPoster { try self.checkRun(answers, poster) }
    } catch {
      Terminal.words(error.description)
    }
  }

  private func comment(_ answers: [Answer], _ poster: any Poster) throws(FetchError) {
    // Without a request there is nobody to talk to, and nothing to complain of.
    guard let request = context.pullRequest else { return }
    try Blocking.run { () async throws(FetchError) in
      try await poster.comment(
        on: request, isOurs: { RequestComment.isOurs($0) },
        update: { RequestComment.update(existing: $0, with: answers) })
    }
  }

  private func checkRun(_ answers: [Answer], _ poster: GitHubPoster) throws(FetchError) {
    guard let reporter = Reporters.named("github-check-run", options: ReportOptions()) else {
      return
    }
    let bodies = reporter.render(answers).split(separator: "\n").map(String.init)
    try Blocking.run { () async throws(FetchError) in try await poster.checkRun(bodies) }
  }
}

extension Diagnosis {
  /// What is said of a job that passed, without looking at its log.
  static func passed(_ name: String) -> Diagnosis {
    Diagnosis(
      source: .init(
        name: name, bytes: 0, lines: 0, provider: "", section: nil, truncation: nil),
      bucket: .unknown, category: nil, confidence: 0, probabilities: [:],
      summary: "The job passed.", evidence: [], fingerprint: nil, signature: nil,
      isTransient: false, actor: .nobody, remediation: [], references: [], reasons: [],
      unevaluated: [], failed: false)
  }
}
