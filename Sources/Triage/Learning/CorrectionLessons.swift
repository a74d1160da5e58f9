import Signatures

extension Card {
  /// How many examples of a signature one correction counts as. An example counts a quarter of a
  /// log as an excerpt and half a line's vote, so this is two logs: a person looked.
  public static let perCorrection = 8

  /// A corrected failure as lessons: the quoted lines, the first of which is the cause.
  public static func corrected(bucket: Bucket, cause: String, around: [String]) -> [Card] {
    guard bucket != .unknown, !cause.isEmpty else { return [] }
    let lines =
      [(text: Array(cause.utf8), isCause: true)]
      + around.map { (text: Array($0.utf8), isCause: false) }
    // No catalog tool has this name, so no fold leaves these out.
    let card = Card(tool: "corrections", bucket: bucket, lines: lines)
    return Array(repeating: card, count: perCorrection)
  }
}

extension Schoolroom {
  /// The room with further examples.
  public init(_ room: Schoolroom, adding cards: [Card]) {
    catalog = room.catalog
    lessons = room.lessons
    self.cards = room.cards + cards
  }
}

extension Evaluation {
  /// Right answers of each bucket.
  public var rightByBucket: [Bucket: Int] {
    var out: [Bucket: Int] = [:]
    for row in rows where row.want == row.got { out[row.got, default: 0] += 1 }
    return out
  }

  /// Names of the logs answered rightly here and wrongly in `other`, sorted.
  public func lost(in other: Evaluation) -> [String] {
    let right = Set(other.rows.filter { $0.want == $0.got }.map(\.name))
    return rows.filter { $0.want != nil && $0.want == $0.got && !right.contains($0.name) }
      .map(\.name).sorted()
  }
}
