import Triage

extension FailureRecord {
  /// A line of the log beside those that are quoted, masked.
  public struct Line: Sendable, Hashable, Codable {
    /// 1-based, counted by LF.
    public var line: Int
    public var text: String

    public init(line: Int, text: String) {
      self.line = line
      self.text = text
    }
  }
}

/// Chooses the lines around a diagnosis that are kept with it.
enum Excerpt {
  /// Bytes of text and number of lines of one failure at most: with what JSON adds, less than one
  /// page of the store.
  static let bytes = 2400
  static let lines = 40

  /// The neighbours of the quoted lines, those of the first quote first while there is room, in the
  /// log's order in the end. Quoted lines themselves are not among them.
  static func lines(around evidence: [Diagnosis.Evidence]) -> [FailureRecord.Line] {
    let near = evidence.flatMap { quote in
      (quote.before + quote.after).map { FailureRecord.Line(line: $0.line, text: $0.text) }
    }
    return bounded(near, without: Set(evidence.map(\.line)))
  }

  /// What of `near` is kept: each line once, cleaned, as long as there is room.
  static func bounded(
    _ near: [FailureRecord.Line], without quoted: Set<Int>
  ) -> [FailureRecord.Line] {
    var seen = quoted
    var room = bytes
    var out: [FailureRecord.Line] = []
    for line in near where line.line > 0 && seen.insert(line.line).inserted {
      let text = StoredText.clean(line.text)
      guard text.utf8.count <= room, out.count < lines else { break }
      room -= text.utf8.count
      out.append(FailureRecord.Line(line: line.line, text: text))
    }
    return out.sorted { $0.line < $1.line }
  }
}
