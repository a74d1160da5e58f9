import GRDB

#if canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Many different failures in the same minutes: one outage rather than many bugs.
public struct FailureIncident: Sendable, Equatable {
  /// Seconds since 1970 of the first and the last failure.
  public var from: Int
  public var to: Int
  public var failures: Int
  public var runs: Int
  public var repositories: [String]
  /// The bucket most of the failures have, and how many do.
  public var bucket: String
  public var inBucket: Int
  /// The fingerprint most of the failures have, if any has one, and how many do.
  public var fingerprint: String?
  public var inFingerprint: Int
  /// How likely so many failures in so short a time are without a common cause.
  public var chance: Double
}

/// Tells bursts from the usual rate.
package struct BurstRule: Sendable {
  /// Width of the window, in seconds.
  package static let window = 600
  /// Days before the window from which the usual rate is taken.
  package static let days = 7
  /// Runs, and branches, that must be hit: one commit with forty jobs is no outage.
  package static let leastRuns = 5
  package static let leastBranches = 3
  package static let chance = 1e-6
  /// Over-dispersion of failures per window: they come in office hours.
  package static let size = 4.0

  /// P(at least `count` failures in a window) under a negative binomial with the mean of `past`
  /// failures in the days before.
  package static func chance(of count: Int, past: Int) -> Double {
    let mean = max(0.5, Double(past) * Double(window) / Double(days * 86_400))
    let ratio = mean / (size + mean)
    var term = pow(size / (size + mean), size)
    for number in 0..<count { term *= (Double(number) + size) / Double(number + 1) * ratio }
    // The tail is added up from its large end; the rest would drown in rounding if it were 1 - P.
    var chance = 0.0
    var number = count
    while term > chance * 1e-12, number < count + 100_000 {
      chance += term
      term *= (Double(number) + size) / Double(number + 1) * ratio
      number += 1
    }
    return min(chance, 1)
  }
}

extension Store {
  /// The incidents of a period, oldest first.
  ///
  /// - Parameters:
  ///   - from: seconds since 1970, and so is `to`.
  public func incidents(from: Int, to: Int) throws(StoreError) -> [FailureIncident] {
    try read { database in
      let times = try FailureMoment.times(
        database, from: from - BurstRule.days * 86_400, to: to)
      return try FailureMoment.bursts(times, from: from) { first, last in
        try FailureMoment.fetch(database, from: first, to: last)
      }
    }
  }
}

/// A failure as the search for incidents sees it.
struct FailureMoment {
  var time: Int
  var run: Int64
  var repository: String
  var branch: String
  var bucket: String
  var fingerprint: String?

  static func fetch(_ database: Database, from: Int, to: Int) throws -> [FailureMoment] {
    let statement = try database.cachedStatement(
      sql: """
        SELECT f.time, j.run, p.name, r.branch, f.bucket, f.fingerprint
        FROM failure f
        JOIN repository p ON p.repository = f.repository
        JOIN job j ON j.repository = f.repository AND j.job = f.job AND j.status = 'failed'
        JOIN run r ON r.repository = j.repository AND r.run = j.run
        WHERE f.time BETWEEN ? AND ? ORDER BY f.time, f.repository, f.job
        """)
    let rows = try Row.fetchCursor(statement, arguments: [from, to])
    var moments: [FailureMoment] = []
    while let row = try rows.next() {
      moments.append(
        FailureMoment(
          time: row[0], run: row[1], repository: row[2], branch: row[3], bucket: row[4],
          fingerprint: row[5]))
    }
    return moments
  }

  /// When jobs failed; cheap, as most of them are in no burst.
  static func times(_ database: Database, from: Int, to: Int) throws -> [Int] {
    let statement = try database.cachedStatement(
      sql: """
        SELECT f.time FROM failure f INDEXED BY failure_by_time
        CROSS JOIN job j ON j.repository = f.repository AND j.job = f.job AND j.status = 'failed'
        WHERE f.time BETWEEN ? AND ? ORDER BY f.time
        """)
    return try Int.fetchAll(statement, arguments: [from, to])
  }

  /// Windows that begin at a failure and hold too many; overlapping ones are one.
  ///
  /// - Parameters:
  ///   - times: of all failures, in order.
  ///   - fetch: the failures from one moment to another, both included.
  static func bursts(
    _ times: [Int], from: Int, _ fetch: (_ first: Int, _ last: Int) throws -> [FailureMoment]
  ) throws -> [FailureIncident] {
    // An hour of failures at a time: an outage is many windows that overlap.
    var read: (start: Int, moments: [FailureMoment]) = (0, [])
    func part(_ range: Range<Int>) throws -> ArraySlice<FailureMoment> {
      if range.lowerBound < read.start || range.upperBound > read.start + read.moments.count {
        let first = times[range.lowerBound]
        // Those of the same second that stand before the part come along.
        let start = times[..<range.lowerBound].lastIndex { $0 < first }.map { $0 + 1 } ?? 0
        read = (start, try fetch(first, max(first + 3600, times[range.upperBound - 1])))
      }
      return read.moments.dropFirst(range.lowerBound - read.start).prefix(range.count)
    }
    var found: [(range: Range<Int>, chance: Double)] = []
    var end = 0
    var oldest = 0
    for start in times.indices {
      while end < times.count, times[end] < times[start] + BurstRule.window { end += 1 }
      while times[oldest] < times[start] - BurstRule.days * 86_400 { oldest += 1 }
      guard times[start] >= from, end - start >= BurstRule.leastRuns else { continue }
      let chance = BurstRule.chance(of: end - start, past: start - oldest)
      guard chance < BurstRule.chance else { continue }
      guard isScattered(try part(start..<end)) else { continue }
      if let last = found.last, last.range.upperBound > start {
        found[found.count - 1] = (last.range.lowerBound..<end, min(last.chance, chance))
      } else {
        found.append((start..<end, chance))
      }
    }
    return try found.map { incident(try part($0.range), chance: $0.chance) }
  }

  /// Many runs of many branches.
  private static func isScattered(_ window: ArraySlice<FailureMoment>) -> Bool {
    Set(window.map(\.run)).count >= BurstRule.leastRuns
      && Set(window.map { $0.repository + "\u{1F}" + $0.branch }).count >= BurstRule.leastBranches
  }

  private static func incident(
    _ window: ArraySlice<FailureMoment>, chance: Double
  ) -> FailureIncident {
    let bucket = most(window.map(\.bucket))
    let fingerprint = most(window.compactMap(\.fingerprint))
    return FailureIncident(
      from: window.first?.time ?? 0, to: window.last?.time ?? 0, failures: window.count,
      runs: Set(window.map(\.run)).count, repositories: Set(window.map(\.repository)).sorted(),
      bucket: bucket?.name ?? "unknown", inBucket: bucket?.count ?? 0,
      fingerprint: fingerprint?.name, inFingerprint: fingerprint?.count ?? 0, chance: chance)
  }

  private static func most(_ names: [String]) -> (name: String, count: Int)? {
    let counts = names.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    return counts.min { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
  }
}
