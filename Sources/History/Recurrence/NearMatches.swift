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

  /// Failures of one repository with one fingerprint and one sketch.
  private struct Group {
    var sketch: Data
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
    for sketch in try alike(database) {
      for group in try groups(sketch, database) {
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

  /// The sketches that are near to the question's, from the index alone.
  private func alike(_ database: Database) throws -> [Data] {
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT sketch, max(time) AS last FROM failure INDEXED BY failure_by_sketch
        WHERE time BETWEEN ? AND ? GROUP BY sketch ORDER BY last DESC, sketch LIMIT ?
        """,
      arguments: [from, to, Self.candidates])
    var alike: [Data] = []
    while let row = try rows.next() {
      let bytes: Data = row[0]
      if question.sketch.similarity(to: Sketch(bytes: Array(bytes))) >= Self.sketchFloor {
        alike.append(bytes)
      }
    }
    return alike
  }

  private func groups(_ sketch: Data, _ database: Database) throws -> [Group] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT repository, count(*), max(time), min(job)
        FROM failure INDEXED BY failure_by_sketch
        WHERE sketch = ? AND time BETWEEN ? AND ? AND (fingerprint <> ? OR fingerprint IS NULL)
          AND NOT (job = ? AND repository = ?)
        GROUP BY repository, fingerprint
        """,
      arguments: [
        // No fingerprint is empty: an empty one keeps them all.
        sketch, from, to, question.fingerprint ?? "", question.job ?? 0, question.repository,
      ]
    ).map {
      Group(sketch: sketch, repository: $0[0], count: $0[1], lastTime: $0[2], job: $0[3])
    }
  }

  private func match(
    _ group: Group, _ line: [UInt8], _ database: Database
  ) throws -> Recurrence.Near? {
    guard
      let row = try Row.fetchOne(
        database,
        sql: """
          SELECT p.name, f.fingerprint, f.summary, f.template, f.signature
          FROM failure f JOIN repository p ON p.repository = f.repository
          WHERE f.repository = ? AND f.job = ?
          """,
        arguments: [group.repository, group.job])
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
