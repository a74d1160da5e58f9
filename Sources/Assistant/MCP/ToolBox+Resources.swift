import History
import Signatures

/// Runs and signatures as resources.
extension ToolBox {
  static let templates: JSON = .object([
    "resourceTemplates": .array([
      .object([
        "uriTemplate": "faultline://runs/{job_id}", "name": "run", "title": "A failed job",
        "description": "The verdict on a stored job and what is known of its recurrence.",
        "mimeType": "application/json",
      ]),
      .object([
        "uriTemplate": "faultline://signatures/{id}", "name": "signature",
        "title": "A signature", "description": "A known failure: bucket, category, remediation.",
        "mimeType": "application/json",
      ]),
    ])
  ])

  /// The latest failed jobs.
  func resources(now: Int) throws(MCPServer.Fault) -> JSON {
    var query = JobQuery()
    // Of several repositories each is asked for by itself: what is not seen is not read.
    let scopes: [String?] = scope.map { $0.sorted() } ?? [nil]
    var jobs: [StoredJob] = []
    for scope in scopes.prefix(20) {
      query.repository = scope
      jobs += (try? store?.jobs(query, limit: 20)) ?? []
    }
    jobs = Array(jobs.sorted { $0.started > $1.started }.prefix(20))
    return .object([
      "resources": .array(
        jobs.map { job in
          .object([
            "uri": .string("faultline://runs/" + job.key.id), "name": .string(job.key.id),
            "mimeType": "application/json",
          ])
        })
    ])
  }

  /// The content of one resource.
  func read(_ uri: String) throws(MCPServer.Fault) -> JSON {
    let unknown = MCPServer.Fault(-32602, "Resource not found")
    var content: JSON?
    if let id = Self.tail(uri, "faultline://runs/"), let store, let found = try? store.job(id: id) {
      content = sees(found.key.repository) ? try? Self.card(found, store) : nil
    } else if let id = Self.tail(uri, "faultline://signatures/") {
      content = triager()?.catalog.signatures.first { $0.id == id }.map(Self.card)
    }
    guard let content else { throw unknown }
    return .object([
      "contents": .array([
        .object([
          "uri": .string(uri), "mimeType": "application/json", "text": .string(content.text),
        ])
      ])
    ])
  }

  private static func tail(_ uri: String, _ prefix: String) -> String? {
    uri.hasPrefix(prefix) && uri.count <= 300 ? String(uri.dropFirst(prefix.count)) : nil
  }

  private static func card(_ signature: Signature) -> JSON {
    .object([
      "id": .string(signature.id), "bucket": .string(signature.bucket.rawValue),
      "category": .of(signature.category), "kind": .string(signature.kind.rawValue),
      "transient": .bool(signature.isTransient), "actor": .string(signature.actor.rawValue),
      "summary": .string(signature.summary), "remediation": .of(signature.remediation),
      "references": .of(signature.references),
    ])
  }
}
