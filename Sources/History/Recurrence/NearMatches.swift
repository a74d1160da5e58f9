import Foundation
import GRDB

/// Finds failures that read nearly the same but have another fingerprint or none: first by the
/// sketches of their lines, then by how many bytes really differ.
struct NearMatches {
  /// Share of common three-byte pieces from which lines are compared byte by byte. The estimate
  /// from 16 places is off by 0.12 (one standard deviation), so this lies well below the goal.
  static let sketchFloor = 0.4
  /// Share of bytes that may differ.
  static let difference = 0.2
  /// How far before and after the failure to look.
  static let days = 90
  /// Distinct lines looked at, latest first.
  static let candidates = 5000
  /// Lines that say less than this are near to everything.
  static let leastLength = 16

  let question: RecurrenceQuestion

  init(_ question: RecurrenceQuestion) { self.question = question }

  func find(_ database: Database) throws -> [Recurrence.Near] {
    let line = Array(question.template.utf8)
    guard line.count >= Self.leastLength else { return [] }
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT p.name, f.fingerprint, min(f.summary), f.template, min(f.sketch),
          min(f.signature), count(*), max(f.time)
        FROM failure f JOIN repository p ON p.repository = f.repository
        WHERE f.time BETWEEN ? AND ? AND NOT (f.job = ? AND f.repository = ?)
        GROUP BY p.name, f.fingerprint, f.template
        ORDER BY max(f.time) DESC, p.name, f.template LIMIT ?
        """,
      arguments: [
        question.time - Self.days * 86_400, question.time + Self.days * 86_400,
        question.job ?? 0, question.repository, Self.candidates,
      ])
    var near: [Recurrence.Near] = []
    while let row = try rows.next() {
      guard let match = Self.match(row, question, line) else { continue }
      near.append(match)
    }
    near.sort { ($1.similarity, $1.lastTime) < ($0.similarity, $0.lastTime) }
    return Array(near.prefix(5))
  }

  private static func match(
    _ row: Row, _ question: RecurrenceQuestion, _ line: [UInt8]
  ) -> Recurrence.Near? {
    let fingerprint: String? = row[1]
    if let fingerprint, fingerprint == question.fingerprint { return nil }
    // Two signatures that both know their lines have said that these differ.
    if let other = row[5] as String?, let own = question.signature, other != own { return nil }
    let sketch = Sketch(bytes: Array(row[4] as Data))
    guard question.sketch.similarity(to: sketch) >= sketchFloor else { return nil }
    let template: String = row[3]
    let other = Array(template.utf8)
    let length = max(line.count, other.count)
    let limit = Int(Double(length) * difference)
    guard let distance = EditDistance.between(line, other, limit: limit) else { return nil }
    return Recurrence.Near(
      repository: row[0], fingerprint: fingerprint, summary: row[2], template: template,
      similarity: 1 - Double(distance) / Double(length), count: row[6], lastTime: row[7])
  }
}
