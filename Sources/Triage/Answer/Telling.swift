import Signatures

/// The words of an answer: summary, category, who acts and what to do.
struct Telling {
  var summary: String
  var category: String?
  var isTransient = false
  var actor = Actor.nobody
  var remediation: [String] = []
  var fingerprint: String?

  init(
    bucket: Bucket, failed: Bool, lead: WorkupItem?, signature: Signature?, gathered: Gathered
  ) {
    guard failed else {
      summary =
        gathered.lines == 0
        ? "The log is empty." : "Nothing in this log says that the job failed."
      remediation =
        gathered.lines == 0
        ? ["Check that the log was fetched; a job that printed nothing usually never started."] : []
      return
    }
    let quoted = lead.map { Self.clipped(String(decoding: $0.text, as: UTF8.self)) }
    if let signature, let lead, signature.kind != .wrapper {
      summary = signature.sentence(captures: lead.captures)
      fingerprint = Fingerprint.of(signature: signature, captures: lead.captures)
      isTransient = signature.isTransient
    } else if let quoted {
      summary = "The job failed, and the most telling line is “\(quoted)”."
      fingerprint = lead.flatMap { Fingerprint.of(line: String(decoding: $0.text, as: UTF8.self)) }
    } else {
      summary = "The job failed without a line that says why."
    }
    actor = bucket.actor
    if let signature, signature.bucket == bucket, bucket != .unknown {
      category = signature.category
      remediation = signature.remediation
      actor = signature.actor
    } else {
      if let lead, lead.bucket == bucket, bucket != .unknown { category = lead.category }
      remediation = Self.advice(for: bucket)
    }
  }

  /// What to do when no signature says it.
  static func advice(for bucket: Bucket) -> [String] {
    switch bucket {
    case .infra:
      ["Retry the job once; if it fails the same way, ask the platform team."]
    case .test: ["Reproduce the failing command locally on the commit of this run."]
    case .dependency:
      ["Compare the versions that were resolved with those of the last green run."]
    case .config:
      ["Check the step's configuration and credentials against the last green run."]
    case .unknown:
      [
        "Give Faultline a green log of the same job with --baseline, "
          + "or the whole log if this is an excerpt.",
        "If you know the answer, add a signature: faultline signatures --help.",
      ]
    }
  }

  /// At most 160 characters of a line, for a sentence.
  private static func clipped(_ text: String) -> String {
    let trimmed = text.drop { $0 == " " || $0 == "\t" }
    return trimmed.count <= 160 ? String(trimmed) : trimmed.prefix(159) + "…"
  }
}
