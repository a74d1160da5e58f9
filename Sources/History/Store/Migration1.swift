import GRDB

/// The first schema: what was taken in, and the flake state computed from it.
///
/// `repository`, `test`, `run`, `job`, `roster` are ``NameNumber``s. Passes are not rows: a job
/// points to its *roster*, the sorted list of the tests it ran, which is kept once per content and
/// shared by all jobs that ran the same tests; every test on it passed unless an `execution` row
/// says otherwise. So the whole history of a million results is some megabytes, and still exact.
enum Migration1 {
  static let name = "1: what was taken in"

  static func migrate(_ database: Database) throws {
    try database.execute(sql: tables)
    try database.execute(sql: indexes)
    try database.execute(
      sql: "INSERT INTO identity (only, origin) VALUES (1, ?)",
      arguments: [Int64.random(in: 1...Int64.max)])
  }

  // `identity` is a store's own number: it tells counters of different stores apart after a merge.
  private static let tables = """
    CREATE TABLE identity (
      only INTEGER PRIMARY KEY CHECK (only = 1), origin INTEGER NOT NULL) STRICT;
    CREATE TABLE repository (
      repository INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
    CREATE TABLE run (
      repository INTEGER NOT NULL, run INTEGER NOT NULL, provider TEXT NOT NULL, id TEXT NOT NULL,
      commit_id TEXT NOT NULL, branch TEXT NOT NULL, is_main INTEGER NOT NULL, pull_request TEXT,
      commit_time INTEGER, revision INTEGER NOT NULL, digest INTEGER NOT NULL,
      PRIMARY KEY (repository, run)) STRICT, WITHOUT ROWID;
    CREATE TABLE job (
      repository INTEGER NOT NULL, job INTEGER NOT NULL, run INTEGER NOT NULL,
      attempt INTEGER NOT NULL, name TEXT NOT NULL, environment TEXT NOT NULL,
      status TEXT NOT NULL, started INTEGER NOT NULL, finished INTEGER,
      revision INTEGER NOT NULL, digest INTEGER NOT NULL,
      PRIMARY KEY (repository, job)) STRICT, WITHOUT ROWID;
    CREATE TABLE job_origin (
      repository INTEGER NOT NULL, job INTEGER NOT NULL, origin INTEGER NOT NULL,
      PRIMARY KEY (repository, job)) STRICT, WITHOUT ROWID;
    CREATE TABLE failure (
      repository INTEGER NOT NULL, job INTEGER NOT NULL, time INTEGER NOT NULL,
      bucket TEXT NOT NULL, category TEXT, confidence INTEGER NOT NULL, summary TEXT NOT NULL,
      signature TEXT, fingerprint TEXT, is_transient INTEGER NOT NULL, actor TEXT NOT NULL,
      template TEXT NOT NULL, sketch BLOB NOT NULL, evidence TEXT NOT NULL,
      revision INTEGER NOT NULL, digest INTEGER NOT NULL,
      PRIMARY KEY (repository, job)) STRICT, WITHOUT ROWID;
    CREATE TABLE test (
      repository INTEGER NOT NULL, test INTEGER NOT NULL, name TEXT NOT NULL,
      PRIMARY KEY (repository, test)) STRICT, WITHOUT ROWID;
    CREATE TABLE roster (
      repository INTEGER NOT NULL, roster INTEGER NOT NULL, tests BLOB NOT NULL,
      PRIMARY KEY (repository, roster)) STRICT;
    CREATE TABLE results (
      repository INTEGER NOT NULL, job INTEGER NOT NULL, ran INTEGER NOT NULL,
      skipped INTEGER NOT NULL, failed INTEGER NOT NULL, executed INTEGER NOT NULL,
      not_run INTEGER NOT NULL, failures INTEGER NOT NULL, flaky INTEGER NOT NULL,
      duration INTEGER NOT NULL, revision INTEGER NOT NULL, digest INTEGER NOT NULL,
      PRIMARY KEY (repository, job)) STRICT, WITHOUT ROWID;
    CREATE TABLE execution (
      repository INTEGER NOT NULL, test INTEGER NOT NULL, job INTEGER NOT NULL,
      results INTEGER NOT NULL, outcome TEXT NOT NULL, attempts TEXT NOT NULL, duration INTEGER,
      raw TEXT NOT NULL, message TEXT, fingerprint TEXT,
      PRIMARY KEY (repository, test, job, results)) STRICT, WITHOUT ROWID;
    CREATE TABLE event (
      repository INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
      time INTEGER NOT NULL, digest INTEGER NOT NULL, actor TEXT NOT NULL, verb TEXT NOT NULL,
      details TEXT NOT NULL,
      PRIMARY KEY (repository, kind, subject, time, digest)) STRICT, WITHOUT ROWID;
    CREATE TABLE flake_state (
      repository INTEGER NOT NULL, test INTEGER NOT NULL, verdict TEXT NOT NULL,
      probability INTEGER NOT NULL, record TEXT NOT NULL, standing TEXT NOT NULL,
      PRIMARY KEY (repository, test)) STRICT, WITHOUT ROWID;
    CREATE TABLE flake_model (
      repository INTEGER PRIMARY KEY, model TEXT NOT NULL, rules TEXT NOT NULL) STRICT;
    """

  private static let indexes = """
    CREATE INDEX job_by_run ON job (repository, run, attempt, started);
    CREATE INDEX results_by_roster ON results (repository, ran);
    CREATE INDEX job_by_time ON job (repository, started);
    CREATE INDEX job_by_name ON job (repository, name, started);
    CREATE INDEX failure_by_fingerprint ON failure (fingerprint, repository, time)
      WHERE fingerprint IS NOT NULL;
    CREATE INDEX failure_by_time ON failure (time);
    """
}
