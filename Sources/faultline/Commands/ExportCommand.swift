import ArgumentParser
import Flakiness
import History
import Reporting

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Print failed jobs for a search engine, as bulk actions.",
    discussion: """
      For OpenSearch and Elasticsearch: POST it to /_bulk as application/x-ndjson. A job has the
      same id every time, so exporting again changes nothing; the answer's `errors` tells whether
      every line was taken. An index holds a month.

      Examples:
        faultline export --template | curl -X PUT -H 'Content-Type: application/json' --data-binary @- $URL/_index_template/faultline
        faultline export --since 7d | curl -H 'Content-Type: application/x-ndjson' --data-binary @- $URL/_bulk
      """)

  @OptionGroup var store: StoreOptions

  @Option(help: "opensearch.") var format = "opensearch"

  @Option(help: ArgumentHelp("From when on: 7d, 12h, 2026-03-02.", valueName: "when"))
  var since: String = "7d"

  @Option(help: ArgumentHelp("Of one repository only.", valueName: "repository"))
  var repo: String?

  @Option(help: ArgumentHelp("How the index's name begins.", valueName: "name"))
  var index = "faultline-failures"

  @Flag(help: "Print the index template instead.") var template = false

  @Option(help: .hidden) var now: Moment?

  /// Jobs read from the store at a time.
  private static let batch = 500

  func validate() throws {
    if format != "opensearch" {
      throw ValidationError("format '\(format)' is not known, expected opensearch")
    }
    if Moment(argument: since) == nil {
      throw ValidationError("since '\(since)' is no time like 7d, 12h or 2026-03-02")
    }
    if !OpenSearchBulk.isIndex(index) {
      throw ValidationError("index '\(index)' is no name of lower-case letters, digits, -, _ and .")
    }
  }

  func run() throws {
    let bulk = OpenSearchBulk(index: index)
    if template { return Terminal.data(bulk.template) }
    try Complaint.told {
      let store = try store.open()
      let begin = Moment.from(since, now: now ?? .now)
      var place: ListPlace?
      repeat {
        let page = try store.failedJobs(
          in: repo.map { [$0] }, since: begin, after: place, limit: Self.batch)
        Terminal.data(page.jobs.compactMap(Self.document).map(bulk.lines).joined())
        place = page.next
      } while place != nil
    }
  }

  private static func document(_ job: StoredJob) -> OpenSearchBulk.Document? {
    guard let failure = job.failure else { return nil }
    let time = job.finished ?? job.started
    var document = OpenSearchBulk.Document(
      id: job.key.id, time: time, timestamp: Timestamp.text(time), provider: job.key.provider,
      repository: job.key.repository, run: job.key.run, attempt: job.key.attempt,
      job: job.key.job, branch: job.facts.branch, isMainLine: job.facts.isMainLine,
      commit: job.facts.commit, bucket: failure.bucket,
      confidence: Double(failure.confidence) / 1e6, summary: failure.summary,
      isTransient: failure.isTransient, evidence: failure.evidence.map(\.text))
    document.pullRequest = job.facts.pullRequest
    document.workflow = job.facts.workflow
    document.author = job.facts.author
    document.url = job.url ?? job.facts.url
    document.duration = job.finished.map { max(0, $0 - job.started) }
    document.category = failure.category
    document.signature = failure.signature
    document.fingerprint = failure.fingerprint
    return document
  }
}
