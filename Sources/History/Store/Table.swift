/// A table of the store, and what happens when two rows have the same key.
///
/// Every table is a set of rows that can be joined in any order, any number of times, with the
/// same result. That is all there is to taking in twice, out of order, or from two processes, and
/// to merging stores: each is a join of rows by the rule of their table.
struct Table: Sendable {
  enum Rule: Sendable {
    /// Rows with one key are equal, because the key is a hash of the content or an event's own.
    case keepFirst
    /// The row with the greater (revision, digest) stays.
    case latest
    /// Each counter is the greater of the two: the row of one origin only ever grows.
    case greatest
    /// Each is the smaller of the two.
    case smallest
  }

  let name: String
  let key: [String]
  let values: [String]
  let rule: Rule
  let columns: [String]
  /// The statement that joins one row in; its parameters are ``columns`` in order. The same text
  /// is understood by SQLite and PostgreSQL.
  let joinSQL: String

  init(name: String, key: [String], values: [String], rule: Rule) {
    self.name = name
    self.key = key
    self.values = values
    self.rule = rule
    columns = key + values
    joinSQL = Self.joinSQL(name, key: key, values: values, rule: rule)
  }

  private static func joinSQL(
    _ name: String, key: [String], values: [String], rule: Rule
  ) -> String {
    let columns = key + values
    let marks = columns.map { _ in "?" }.joined(separator: ", ")
    let insert = "INSERT INTO \(name) (\(columns.joined(separator: ", "))) VALUES (\(marks)) "
    let conflict = "ON CONFLICT (\(key.joined(separator: ", "))) DO "
    switch rule {
    case .keepFirst: return insert + conflict + "NOTHING"
    case .latest:
      let set = values.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
      return insert + conflict + "UPDATE SET \(set) WHERE (excluded.revision, excluded.digest)"
        + " > (\(name).revision, \(name).digest)"
    case .greatest: return insert + conflict + updates(name, values, when: ">")
    case .smallest: return insert + conflict + updates(name, values, when: "<")
    }
  }

  private static func updates(_ name: String, _ values: [String], when sign: String) -> String {
    let set = values.map {
      "\($0) = CASE WHEN excluded.\($0) \(sign) \(name).\($0) THEN excluded.\($0)"
        + " ELSE \(name).\($0) END"
    }
    let change = values.map { "excluded.\($0) \(sign) \(name).\($0)" }
    return "UPDATE SET \(set.joined(separator: ", ")) WHERE \(change.joined(separator: " OR "))"
  }
}

extension Table {
  static let repository = Table(
    name: "repository", key: ["repository"], values: ["name"], rule: .keepFirst)
  static let run = Table(
    name: "run", key: ["repository", "run"],
    values: [
      "provider", "id", "commit_id", "branch", "is_main", "pull_request", "commit_time",
      "workflow", "event", "author", "url", "revision", "digest",
    ], rule: .latest)
  static let job = Table(
    name: "job", key: ["repository", "job"],
    values: [
      "run", "attempt", "name", "environment", "status", "started", "finished", "queued",
      "runner", "url", "revision", "digest",
    ], rule: .latest)
  static let jobOrigin = Table(
    name: "job_origin", key: ["repository", "job"], values: ["origin"], rule: .smallest)
  static let failure = Table(
    name: "failure", key: ["repository", "job"],
    values: [
      "time", "bucket", "category", "confidence", "summary", "signature", "fingerprint",
      "is_transient", "actor", "template", "sketch", "evidence", "revision", "digest",
    ], rule: .latest)
  static let excerpt = Table(
    name: "excerpt", key: ["repository", "job", "failure"],
    values: ["lines", "revision", "digest"], rule: .latest)
  static let test = Table(
    name: "test", key: ["repository", "test"], values: ["name"], rule: .keepFirst)
  static let roster = Table(
    name: "roster", key: ["repository", "roster"], values: ["tests"], rule: .keepFirst)
  static let results = Table(
    name: "results", key: ["repository", "job"],
    values: [
      "ran", "skipped", "failed", "executed", "not_run", "failures", "flaky", "duration",
      "revision", "digest",
    ], rule: .latest)
  static let execution = Table(
    name: "execution", key: ["repository", "test", "job", "results"],
    values: ["outcome", "attempts", "duration", "raw", "message", "fingerprint"],
    rule: .keepFirst)
  static let event = Table(
    name: "event", key: ["repository", "kind", "subject", "time", "digest"],
    values: ["actor", "verb", "details"], rule: .keepFirst)
  static let horizon = Table(
    name: "horizon", key: ["repository"],
    values: ["results", "failures", "jobs", "weeks", "excerpts"],
    rule: .greatest)
  static let testWeek = Table(
    name: "test_week", key: ["repository", "test", "week", "origin"],
    values: ["executed", "skipped", "failures", "flaky"], rule: .greatest)
  static let rosterWeek = Table(
    name: "roster_week", key: ["repository", "roster", "week", "origin"],
    values: ["ran", "skipped"], rule: .greatest)
  static let failureWeek = Table(
    name: "failure_week", key: ["repository", "fingerprint", "week", "origin"],
    values: ["count"], rule: .greatest)

  /// Columns that exports of older versions lack; there they are 0.
  static let later: Set<String> = ["excerpts"]

  /// All tables that hold what was taken in, in the order they are exported and joined. What is
  /// computed from them (the flake state) is not among them.
  static let all: [Table] = [
    repository, run, job, jobOrigin, failure, excerpt, test, roster, results, execution, event,
    horizon, testWeek, rosterWeek, failureWeek,
  ]
}
