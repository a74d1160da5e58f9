/// Failed jobs as bulk actions of OpenSearch and Elasticsearch (`POST /_bulk`), fields named after
/// the Elastic Common Schema where it has a name.
///
/// A job's document has the job's id, so exporting again changes nothing.
public struct OpenSearchBulk: Sendable {
  /// A failed job.
  public struct Document: Sendable {
    public var id: String
    /// Seconds since 1970, and the same as `2026-03-02T09:12:00Z`.
    public var time: Int
    public var timestamp: String
    public var provider: String
    public var repository: String
    public var run: String
    public var attempt: Int
    public var job: String
    public var branch: String
    public var isMainLine: Bool
    public var commit: String
    public var pullRequest: String?
    public var workflow: String?
    public var author: String?
    public var url: String?
    /// Seconds.
    public var duration: Int?
    public var bucket: String
    public var category: String?
    /// 0 to 1.
    public var confidence: Double
    public var summary: String
    public var signature: String?
    public var fingerprint: String?
    public var isTransient: Bool
    public var evidence: [String]

    public init(
      id: String, time: Int, timestamp: String, provider: String, repository: String, run: String,
      attempt: Int, job: String, branch: String, isMainLine: Bool, commit: String, bucket: String,
      confidence: Double, summary: String, isTransient: Bool, evidence: [String]
    ) {
      self.id = id
      self.time = time
      self.timestamp = timestamp
      self.provider = provider
      self.repository = repository
      self.run = run
      self.attempt = attempt
      self.job = job
      self.branch = branch
      self.isMainLine = isMainLine
      self.commit = commit
      self.bucket = bucket
      self.confidence = confidence
      self.summary = summary
      self.isTransient = isTransient
      self.evidence = evidence
    }
  }

  /// A field of the documents: said once for the documents and for the template.
  private struct Field {
    var name: String
    var type: String
    var value: @Sendable (Document) -> MessageJSON?
  }

  private static let fields: [Field] = [
    Field(name: "@timestamp", type: "date") { .text($0.timestamp) },
    Field(name: "event.kind", type: "keyword") { _ in .text("event") },
    Field(name: "event.category", type: "keyword") { _ in .text("process") },
    Field(name: "event.outcome", type: "keyword") { _ in .text("failure") },
    Field(name: "event.provider", type: "keyword") { .text($0.provider) },
    Field(name: "event.duration", type: "long") { document in
      document.duration.map { .number($0 * 1_000_000_000) }
    },
    Field(name: "error.type", type: "keyword") { .text($0.category ?? $0.bucket) },
    Field(name: "error.message", type: "text") { .text($0.summary) },
    Field(name: "error.code", type: "keyword") { $0.signature.map { .text($0) } },
    Field(name: "log.original", type: "text") { .list($0.evidence.map { .text($0) }) },
    Field(name: "url.full", type: "keyword") { $0.url.map { .text($0) } },
    Field(name: "user.name", type: "keyword") { $0.author.map { .text($0) } },
    Field(name: "cicd.pipeline.name", type: "keyword") { $0.workflow.map { .text($0) } },
    Field(name: "cicd.pipeline.run.id", type: "keyword") { .text($0.run) },
    Field(name: "cicd.pipeline.task.name", type: "keyword") { .text($0.job) },
    Field(name: "vcs.repository.name", type: "keyword") { .text($0.repository) },
    Field(name: "vcs.ref.head.name", type: "keyword") { .text($0.branch) },
    Field(name: "vcs.ref.head.revision", type: "keyword") { .text($0.commit) },
    Field(name: "vcs.change.id", type: "keyword") { $0.pullRequest.map { .text($0) } },
    Field(name: "faultline.bucket", type: "keyword") { .text($0.bucket) },
    Field(name: "faultline.fingerprint", type: "keyword") { $0.fingerprint.map { .text($0) } },
    Field(name: "faultline.confidence_millionths", type: "integer") {
      .number(Int(($0.confidence * 1e6).rounded()))
    },
    Field(name: "faultline.transient", type: "boolean") { .flag($0.isTransient) },
    Field(name: "faultline.default_branch", type: "boolean") { .flag($0.isMainLine) },
    Field(name: "faultline.attempt", type: "integer") { .number($0.attempt) },
  ]

  /// The name before `-2026.03`.
  public let index: String

  /// - Parameter index: lower-case letters, digits, `-`, `_` and `.`.
  public init(index: String = "faultline-failures") { self.index = index }

  /// Whether `name` may be the beginning of an index's name.
  public static func isIndex(_ name: String) -> Bool {
    name.wholeMatch(of: /[a-z0-9][a-z0-9._-]{0,199}/) != nil
  }

  /// Two lines, each with its line feed: the action and the document.
  public func lines(_ document: Document) -> String {
    let month = document.timestamp.prefix(7).replacing("-", with: ".")
    let action = MessageJSON.object([
      "index": .object(["_index": .text("\(index)-\(month)"), "_id": .text(document.id)])
    ])
    var members: [String: MessageJSON] = [:]
    for field in Self.fields { members[field.name] = field.value(document) }
    return [action, .object(members)].map { (JSONText.encode($0) ?? "{}") + "\n" }.joined()
  }

  /// The index template: `PUT /_index_template/NAME`.
  public var template: String {
    var properties: [String: MessageJSON] = [:]
    for field in Self.fields {
      properties[field.name] = .object(["type": .text(field.type)])
    }
    let body = MessageJSON.object([
      "index_patterns": .list([.text(index + "-*")]), "priority": .number(200),
      "template": .object([
        "settings": .object([
          "number_of_shards": .number(1), "index.mapping.total_fields.limit": .number(200),
        ]),
        "mappings": .object(["dynamic": .flag(false), "properties": .object(properties)]),
      ]),
      "_meta": .object(["description": .text("Failed CI jobs, by faultline export.")]),
    ])
    return (JSONText.encode(body, isPretty: true) ?? "{}") + "\n"
  }
}
