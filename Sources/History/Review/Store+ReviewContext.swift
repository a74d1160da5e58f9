import Foundation
import GRDB
import Reviews

extension Store {
  /// What the store says beyond the stretch of time itself: since when a failure is known, which
  /// tests are flaky, what is quarantined, what was decided.
  public func reviewContext(
    for facts: ReviewFacts, window: ReviewWindow, since from: Int
  ) throws(StoreError) -> ReviewContext {
    let incidents = try incidents(from: window.from.seconds, to: window.to.seconds - 1)
    return try read { database in
      let reader = ContextReader(database: database, facts: facts, window: window, from: from)
      var context = ReviewContext()
      context.groups = try reader.groups()
      context.incidents = incidents.map { ($0.from, $0.to) }
      for repository in facts.repositories {
        let name = facts.names[repository]
        context.tests += try reader.tests(of: name)
        context.quarantines += try reader.quarantines(of: name)
        if try !context.lacksVerdicts && reader.lacksVerdicts(name) {
          context.lacksVerdicts = true
        }
      }
      context.firstJob = try Int.fetchOne(database, sql: "SELECT min(started) FROM job")
      return context
    }
  }

  /// The words of failures: what the page shows of them, masked when they were stored.
  ///
  /// - Parameter jobs: indexes of `facts.jobs`.
  public func reviewExamples(
    of jobs: [Int], in facts: ReviewFacts
  ) throws(StoreError) -> [Int: (summary: String, example: Review.FailureRow.Example)] {
    try read { database in
      var found: [Int: (summary: String, example: Review.FailureRow.Example)] = [:]
      for job in Set(jobs) {
        let name = facts.names[facts.runs[facts.jobs[job].run].repository]
        guard
          let row = try Row.fetchOne(
            database,
            sql: """
              SELECT f.summary, f.evidence, r.id, j.name, coalesce(j.url, r.url)
              FROM failure f
              JOIN job j ON j.repository = f.repository AND j.job = f.job
              JOIN run r ON r.repository = j.repository AND r.run = j.run
              WHERE f.repository = ? AND f.job = ?
              """,
            arguments: [NameNumber.of(name), facts.jobs[job].number])
        else { continue }
        let evidence = StoredJSON.value([FailureRecord.Evidence].self, from: row[1]) ?? []
        found[job] = (
          row[0],
          .init(
            repository: name, run: row[2], job: row[3], url: row[4], line: evidence.first?.line,
            text: evidence.first?.text)
        )
      }
      return found
    }
  }
}

private struct ContextReader {
  let database: Database
  let facts: ReviewFacts
  let window: ReviewWindow
  /// Since when `facts` knows everything, in seconds since 1970.
  let from: Int

  /// Of every failure group of the window: the first time on record, and the last before it.
  func groups() throws -> [Int32: ReviewContext.GroupPast] {
    var first: [Int32: Int] = [:]
    var last: [Int32: Int] = [:]
    var present: Set<Int32> = []
    func note(_ group: Int32, _ low: Int, _ high: Int) {
      first[group] = min(first[group] ?? low, low)
      last[group] = max(last[group] ?? high, high)
    }
    for failure in facts.failures {
      let started = facts.jobs[failure.job].started
      if started < window.from.seconds {
        note(failure.group, failure.time, failure.time)
      } else if started < window.to.seconds {
        present.insert(failure.group)
      }
    }
    for (group, low, high) in try older() {
      if let number = facts.names.known(group) { note(number, low, high) }
    }
    var groups: [Int32: ReviewContext.GroupPast] = [:]
    for group in Set(first.keys).union(present) {
      groups[group] = .init(
        first: first[group] ?? window.from.seconds, before: last[group])
      if first[group] == nil { groups[group] = nil }
    }
    return groups
  }

  private func older() throws -> [(String, Int, Int)] {
    var found: [(String, Int, Int)] = []
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT fingerprint, min(time), max(time) FROM failure
        WHERE fingerprint IS NOT NULL AND time < :from GROUP BY fingerprint
        UNION ALL
        SELECT template, min(time), max(time) FROM failure
        WHERE fingerprint IS NULL AND time < :from GROUP BY template
        UNION ALL
        SELECT fingerprint, min(week) * :week, (max(week) + 1) * :week - 1 FROM failure_week
        WHERE (week + 1) * :week <= :from GROUP BY fingerprint
        """,
      arguments: ["from": from, "week": Horizon.week])
    while let row = try rows.next() { found.append((row[0], row[1], row[2])) }
    return found
  }

  func lacksVerdicts(_ repository: String) throws -> Bool {
    let place = NameNumber.of(repository)
    return try Bool.fetchOne(
      database,
      sql: """
        SELECT EXISTS (SELECT 1 FROM results WHERE repository = ?)
          AND NOT EXISTS (SELECT 1 FROM flake_model WHERE repository = ?)
        """, arguments: [place, place]) ?? false
  }

  func tests(of repository: String) throws -> [ReviewContext.TestState] {
    let place = NameNumber.of(repository)
    let rows = try Row.fetchAll(
      database.cachedStatement(
        sql: """
          SELECT t.test, t.name, s.verdict, s.probability,
            (SELECT min(j.started) FROM execution e
              JOIN job j ON j.repository = e.repository AND j.job = e.job
              WHERE e.repository = s.repository AND e.test = s.test) AS first,
            (SELECT max(j.started) FROM execution e
              JOIN job j ON j.repository = e.repository AND j.job = e.job
              WHERE e.repository = s.repository AND e.test = s.test) AS last,
            (SELECT min(week) * ? FROM test_week w WHERE w.repository = s.repository
              AND w.test = s.test AND w.failures + w.flaky > 0) AS old
          FROM flake_state s JOIN test t ON t.repository = s.repository AND t.test = s.test
          WHERE s.repository = ? AND s.verdict IN ('flaky', 'probably-flaky', 'fixed')
          ORDER BY t.name
          """), arguments: [Horizon.week, place])
    let executed = try executions(place, of: rows.map { $0[0] })
    return rows.compactMap { row in
      let first = [row[4] as Int?, row[6] as Int?].compactMap { $0 }.min()
      guard first ?? 0 < window.to.seconds else { return nil }
      return ReviewContext.TestState(
        repository: repository, test: row[1], verdict: row[2],
        probability: Double(row[3] as Int) / 1e6, first: first, last: row[5] ?? row[6],
        executions: executed[row[0]] ?? 0)
    }
  }

  /// How often each of these tests was executed in the window: rosters are shared by jobs, so
  /// each is searched once, however many jobs ran it.
  private func executions(_ repository: Int64, of tests: [Int64]) throws -> [Int64: Int] {
    guard !tests.isEmpty else { return [:] }
    var counts: [Int64: Int] = [:]
    let rows = try Row.fetchCursor(
      database.cachedStatement(
        sql: """
          SELECT o.tests, n.jobs FROM (
            SELECT s.ran AS roster, count(*) AS jobs FROM job j
            JOIN results s ON s.repository = j.repository AND s.job = j.job
            WHERE j.repository = ?1 AND j.started >= ?2 AND j.started < ?3 AND s.ran <> 0
            GROUP BY s.ran) n
          JOIN roster o ON o.repository = ?1 AND o.roster = n.roster
          """),
      arguments: [repository, window.from.seconds, window.to.seconds])
    while let row = try rows.next() {
      let jobs: Int = row[1]
      try row.withUnsafeData(atIndex: 0) { data in
        let roster = data ?? Data()
        for test in tests where Roster.contains(test, in: roster) {
          counts[test, default: 0] += jobs
        }
      }
    }
    return counts
  }

  /// What is quarantined at the end of the window: the latest event per test decides.
  func quarantines(of repository: String) throws -> [ReviewContext.Quarantine] {
    let rows = try Row.fetchCursor(
      database.cachedStatement(
        sql: """
          SELECT subject, time, verb, details FROM event
          WHERE repository = ? AND kind = 'quarantine' AND time < ? ORDER BY time, digest
          """), arguments: [NameNumber.of(repository), window.to.seconds])
    var present: [String: ReviewContext.Quarantine] = [:]
    while let row = try rows.next() {
      let test: String = row[0]
      guard row[2] as String != "release" else {
        present[test] = nil
        continue
      }
      let details = StoredJSON.value([String: String].self, from: row[3]) ?? [:]
      present[test] = .init(
        repository: repository, test: test, since: present[test]?.since ?? row[1],
        expires: details["expires"].flatMap { Int($0) } ?? present[test]?.expires,
        owner: details["owner"] ?? present[test]?.owner,
        ticket: details["ticket"] ?? present[test]?.ticket)
    }
    return present.values.sorted { $0.test < $1.test }
  }
}
