/// Who asks, and what they may see and do: an API token's rights, or nobody's.
package struct Visitor: Sendable, Equatable {
  /// What a token may do beyond reading.
  package enum Scope: String, Sendable, Hashable, CaseIterable, Codable {
    /// Read runs, failures, tests, flakes, reports.
    case read
    /// Send logs to be explained and results to be kept.
    case ingest
    /// Propose and accept quarantines, corrections and actions.
    case write
    /// Tokens and the audit log.
    case admin
  }

  /// Which repositories exist for this visitor; any other one is "not found", like one that
  /// does not exist.
  package enum Sight: Sendable, Equatable {
    case all
    /// Names as the store keeps them, `owner/name`.
    case only(Set<String>)
  }

  /// The token's name, for the audit log; nil is a visitor without a token.
  package var name: String?
  package var scopes: Set<Scope>
  package var sight: Sight

  package init(name: String?, scopes: Set<Scope>, sight: Sight) {
    self.name = name
    self.scopes = scopes
    self.sight = sight
  }

  /// Whether a row of this repository may be shown to the visitor.
  package func sees(_ repository: String) -> Bool {
    switch sight {
    case .all: true
    case .only(let names): names.contains(repository)
    }
  }
}
