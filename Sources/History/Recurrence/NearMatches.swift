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
  /// Lines that say less than this are near to everything.
  static let leastLength = 16

  let question: RecurrenceQuestion
  private let memory: Memory

  init(_ question: RecurrenceQuestion, _ memory: Memory) {
    self.question = question
    self.memory = memory
  }

  /// Failures of one repository with one fingerprint and one sketch.
  private struct Group {
    var repository: Int64
    var count: Int
    var lastTime: Int
    /// One of its jobs, the same in every store with the same failures.
    var job: Int64
  }

  func find(_ database: Database) throws -> [Recurrence.Near] {
    let line = Array(question.template.utf8)
    guard line.count >= Self.leastLength else { return [] }
    var near: [Recurrence.Near] = []
    for kind in try alike(database) {
      for group in try groups(kind, database) {
        if let match = try match(group, line, database) { near.append(match) }
      }
    }
    near.sort {
      ($1.similarity, $1.lastTime, $0.repository, $0.template)
        < ($0.similarity, $0.lastTime, $1.repository, $1.template)
    }
    return Array(near.prefix(5))
  }

  private var from: Int { question.time - Self.days * 86_400 }
  private var to: Int { question.time + Self.days * 86_400 }

  /// The kinds of other failures whose sketches are near to the question's.
  private func alike(_ database: Database) throws -> [FailureKind] {
    guard let own = question.sketch.values else { return [] }
    let kinds = try memory.kinds { last in
      try database.keptRows(
        "SELECT number, sketch, fingerprint FROM failure_kind WHERE number > ? ORDER BY number",
        [last]
      ).map { row in
        let sketch: Data = row[1]
        return FailureKind(
          number: row[0], sketch: sketch, places: Sketch(bytes: Array(sketch)).values,
          fingerprint: row[2])
      }
    }
    let least = Self.sketchFloor * Double(Sketch.places)
    return kinds.filter { kind in
      guard let places = kind.places, Double(Sketch.common(own, places)) >= least else {
        return false
      }
      return kind.fingerprint.isEmpty || kind.fingerprint != question.fingerprint
    }
  }

  private func groups(_ kind: FailureKind, _ database: Database) throws -> [Group] {
    try database.keptRows(
      """
      SELECT repository, count(*), max(time), min(job)
      FROM failure INDEXED BY failure_by_sketch
      WHERE sketch = ? AND fingerprint IS ? AND time BETWEEN ? AND ?
        AND NOT (job = ? AND repository = ?)
      GROUP BY repository
      """,
      [
        kind.sketch, kind.fingerprint.isEmpty ? nil : kind.fingerprint, from, to,
        question.job ?? 0, question.repository,
      ]
    ).map { Group(repository: $0[0], count: $0[1], lastTime: $0[2], job: $0[3]) }
  }

  private func match(
    _ group: Group, _ line: [UInt8], _ database: Database
  ) throws -> Recurrence.Near? {
    guard
      let row = try database.keptRow(
        """
        SELECT p.name, f.fingerprint, f.summary, f.template, f.signature
        FROM failure f JOIN repository p ON p.repository = f.repository
        WHERE f.repository = ? AND f.job = ?
        """, [group.repository, group.job])
    else { return nil }
    // Two signatures that both know their lines have said that these differ.
    if let other = row[4] as String?, let own = question.signature, other != own { return nil }
    let template: String = row[3]
    let other = Array(template.utf8)
    let length = max(line.count, other.count)
    let limit = Int(Double(length) * Self.difference)
    guard let distance = EditDistance.between(line, other, limit: limit) else { return nil }
    return Recurrence.Near(
      repository: row[0], fingerprint: row[1], summary: row[2], template: template,
      similarity: 1 - Double(distance) / Double(length), count: group.count,
      lastTime: group.lastTime)
  }
}
