import Logs
import Signatures

/// What one pass over a log leaves: everything the answer is made from, in bounded memory.
public struct Gathered: Sendable {
  var provider: ProviderID
  var candidates: [Candidate]
  /// Sightings per signature over the whole log.
  var counts: [Int: Int]
  var cuedCount: Int
  var exits: [Exit]
  /// Lines of sightings of kind `success`, last ones only.
  var successes: [(line: Int, signature: Int, ends: Bool)]
  var sections: [Section]
  /// The log's last lines.
  var tail: Neighbourhood
  public var lines: Int
  public var bytes: Int
  public var truncation: String?
  var refused: [Refused]
}

extension Gathered {
  /// Where specific causes were seen outside echoed commands, by line.
  public func specificCauses(_ catalog: Catalog) -> [(id: String, line: Int)] {
    candidates.filter { !$0.isEcho }.flatMap { candidate in
      candidate.sightings.compactMap { sighting in
        let signature = catalog.signatures[sighting.signature]
        guard signature.kind == .cause, !signature.isGeneric else { return nil }
        return (signature.id, candidate.number)
      }
    }
  }
}
