import GRDB
import Reviews

extension Store {
  /// Everything that began in a stretch of time, for the weekly review.
  ///
  /// - Parameters:
  ///   - from: seconds since 1970, and so is `to`, which is not included.
  ///   - repositories: names to look at; nil for all.
  public func reviewFacts(
    from: Int, to: Int, in repositories: [String]? = nil
  ) throws(StoreError) -> ReviewFacts {
    try read { database in
      var reader = ReviewReader(database, from: from, to: to)
      let wanted = repositories.map(Set.init)
      let rows = try Row.fetchCursor(
        database, sql: "SELECT repository, name FROM repository ORDER BY name")
      while let row = try rows.next() {
        let name: String = row[1]
        if wanted?.contains(name) ?? true { try reader.add(row[0], name) }
      }
      return reader.facts
    }
  }

  /// Names of all repositories with a job on record, sorted.
  public func repositories() throws(StoreError) -> [String] {
    try read { database in
      try String.fetchAll(
        database,
        sql: """
          SELECT name FROM repository p
          WHERE EXISTS (SELECT 1 FROM job j WHERE j.repository = p.repository) ORDER BY name
          """)
    }
  }
}

/// Reads one repository after the other, so that its index by time is used.
struct ReviewReader {
  private let database: Database
  private let from: Int
  private let to: Int
  private(set) var facts = ReviewFacts()
  private let cancelled: Int32
  /// Of the repository being read: the jobs' places by their numbers.
  private var places: [Int64: Int] = [:]

  init(_ database: Database, from: Int, to: Int) {
    self.database = database
    self.from = from
    self.to = to
    cancelled = facts.names.number("cancelled")
  }

  mutating func add(_ repository: Int64, _ name: String) throws {
    let start = facts.jobs.count
    var runs: [Int64: [ReviewFacts.Job]] = [:]
    try readJobs(repository, into: &runs)
    guard !runs.isEmpty else { return }
    facts.repositories.append(facts.names.number(name))
    try readRuns(repository, name, runs)
    places.removeAll(keepingCapacity: true)
    for index in start..<facts.jobs.count { places[facts.jobs[index].number] = index }
    try readFailures(repository)
    try readTests(repository, name)
  }

  private mutating func readJobs(
    _ repository: Int64, into runs: inout [Int64: [ReviewFacts.Job]]
  ) throws {
    let rows = try Row.fetchCursor(
      database.cachedStatement(
        sql: """
          SELECT job, run, attempt, name, environment, runner, status, started, finished, queued
          FROM job WHERE repository = ? AND started >= ? AND started < ?
          """), arguments: [repository, from, to])
    while let row = try rows.next() {
      let status: String = row[6]
      let job = ReviewFacts.Job(
        number: row[0], run: 0, attempt: row[2], name: facts.names.number(row[3] as String),
        environment: facts.names.number(row[4] as String),
        runner: facts.names.number(row[5] as String?),
        status: status == "passed" ? .passed : status == "failed" ? .failed : .cancelled,
        started: row[7], finished: row[8], queued: row[9])
      runs[row[1], default: []].append(job)
    }
  }

  private mutating func readRuns(
    _ repository: Int64, _ name: String, _ jobs: [Int64: [ReviewFacts.Job]]
  ) throws {
    let place = facts.names.number(name)
    let rows = try Row.fetchCursor(
      database.cachedStatement(
        sql: """
          SELECT run, provider, workflow, commit_id, branch, is_main, pull_request FROM run
          WHERE repository = ? ORDER BY run
          """), arguments: [repository])
    while let row = try rows.next() {
      guard let jobs = jobs[row[0]] else { continue }
      let request = (row[6] as String?).map { "\(name)#\($0)" }
      let index = facts.runs.count
      facts.runs.append(
        ReviewFacts.Run(
          repository: place, provider: facts.names.number(row[1] as String),
          workflow: facts.names.number(row[2] as String?),
          commit: facts.names.number(row[3] as String),
          branch: facts.names.number(row[4] as String), isMain: row[5],
          pullRequest: facts.names.number(request)))
      let sorted = jobs.sorted {
        ($0.started, $0.attempt, $0.number) < ($1.started, $1.attempt, $1.number)
      }
      for var job in sorted {
        job.run = index
        facts.jobs.append(job)
      }
    }
  }

  private mutating func readFailures(_ repository: Int64) throws {
    let rows = try Row.fetchCursor(
      database.cachedStatement(
        sql: """
          SELECT job, time, bucket, category, signature, fingerprint, template, actor
          FROM failure WHERE repository = ?
          """), arguments: [repository])
    while let row = try rows.next() {
      guard let index = places[row[0]] else { continue }
      let fingerprint: String? = row[5]
      let category = facts.names.number(row[3] as String?)
      if category == cancelled { facts.jobs[index].status = .cancelled }
      facts.jobs[index].failure = Int32(facts.failures.count)
      facts.failures.append(
        ReviewFacts.Failure(
          job: index, time: row[1], bucket: facts.names.number(row[2] as String),
          category: category, signature: facts.names.number(row[4] as String?),
          group: facts.names.number(fingerprint ?? row[6] as String),
          hasFingerprint: fingerprint != nil, actor: facts.names.number(row[7] as String)))
    }
  }

  private mutating func readTests(_ repository: Int64, _ name: String) throws {
    var digests: [Int64: Int64] = [:]
    let results = try Row.fetchCursor(
      database.cachedStatement(
        sql: "SELECT job, executed, flaky, digest, failures FROM results WHERE repository = ?"),
      arguments: [repository])
    while let row = try results.next() {
      guard let index = places[row[0]] else { continue }
      facts.jobs[index].executed = row[1]
      facts.jobs[index].retriedTests = row[2]
      if row[2] as Int + row[4] > 0 { digests[row[0]] = row[3] }
    }
    guard !digests.isEmpty else { return }
    var numbers: [Int64: Int32] = [:]
    let rows = try Row.fetchCursor(
      database.cachedStatement(
        sql: """
          SELECT e.test, e.job, e.results, e.outcome = 'flaky', t.name FROM execution e
          JOIN test t ON t.repository = e.repository AND t.test = e.test
          WHERE e.repository = ? ORDER BY e.test, e.job, e.results
          """), arguments: [repository])
    while let row = try rows.next() {
      guard let index = places[row[1]], digests[row[1]] == row[2] as Int64 else { continue }
      let test: Int64 = row[0]
      let number = numbers[test] ?? facts.names.number(name + "\u{1F}" + (row[4] as String))
      numbers[test] = number
      facts.tests.append(.init(job: index, test: number, isRetried: row[3]))
    }
  }
}
