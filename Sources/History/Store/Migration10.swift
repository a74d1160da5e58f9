import GRDB

/// What keeps answers quick however much is stored: each job of the default branch stands in
/// source order in one index, and what is known of a fingerprint or of alike lines need be looked
/// up again only when it has changed.
///
/// All of it is computed from the other tables by the database itself, so no way in can forget it,
/// and it is neither exported nor merged. `job.main_time` and `job.main_commit` say where a job of
/// the default branch stands (nil elsewhere). A `failure_kind` is a failure's sketch and fingerprint
/// (empty for none); it may outlive its failures. The number of a `failure_pulse`
/// changes with every failure of the fingerprint and with the runs that had it.
enum Migration10 {
  static let name = "10: what answers are made of"

  static func migrate(_ database: Database) throws {
    try database.execute(sql: tables)
    try database.execute(sql: mainTriggers)
    try database.execute(sql: failureTriggers)
    try database.execute(sql: indexes)
  }

  private static let tables = """
    ALTER TABLE job ADD COLUMN main_time INTEGER;
    ALTER TABLE job ADD COLUMN main_commit TEXT;
    UPDATE job SET main_time = coalesce(r.commit_time, started), main_commit = r.commit_id
      FROM run r WHERE r.repository = job.repository AND r.run = job.run AND r.is_main = 1;
    CREATE TABLE failure_kind (
      number INTEGER PRIMARY KEY AUTOINCREMENT, sketch BLOB NOT NULL, fingerprint TEXT NOT NULL,
      UNIQUE (sketch, fingerprint)) STRICT;
    INSERT INTO failure_kind (sketch, fingerprint)
      SELECT DISTINCT sketch, coalesce(fingerprint, '') FROM failure;
    CREATE TABLE failure_pulse (
      fingerprint TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    """

  private static let mainTriggers = """
    CREATE TRIGGER job_stands AFTER INSERT ON job BEGIN
      UPDATE job SET main_time = coalesce(r.commit_time, NEW.started), main_commit = r.commit_id
        FROM run r WHERE job.repository = NEW.repository AND job.job = NEW.job
          AND r.repository = NEW.repository AND r.run = NEW.run AND r.is_main = 1;
    END;
    CREATE TRIGGER job_stands_elsewhere AFTER UPDATE OF started, run ON job
    WHEN NEW.started <> OLD.started OR NEW.run <> OLD.run BEGIN
      UPDATE job SET (main_time, main_commit) = (
        SELECT coalesce(r.commit_time, NEW.started), r.commit_id FROM run r
        WHERE r.repository = NEW.repository AND r.run = NEW.run AND r.is_main = 1)
      WHERE repository = NEW.repository AND job = NEW.job;
    END;
    CREATE TRIGGER run_stands AFTER INSERT ON run WHEN NEW.is_main = 1 BEGIN
      UPDATE job SET main_time = coalesce(NEW.commit_time, started), main_commit = NEW.commit_id
      WHERE repository = NEW.repository AND run = NEW.run;
    END;
    CREATE TRIGGER run_stands_elsewhere AFTER UPDATE ON run
    WHEN NEW.is_main <> OLD.is_main OR NEW.commit_id <> OLD.commit_id
      OR NEW.commit_time IS NOT OLD.commit_time BEGIN
      UPDATE job SET
        main_time = CASE WHEN NEW.is_main = 1 THEN coalesce(NEW.commit_time, started) END,
        main_commit = CASE WHEN NEW.is_main = 1 THEN NEW.commit_id END
      WHERE repository = NEW.repository AND run = NEW.run;
    END;
    """

  private static let kind = """
    INSERT INTO failure_kind (sketch, fingerprint)
      SELECT NEW.sketch, coalesce(NEW.fingerprint, '')
      WHERE NOT EXISTS (SELECT 1 FROM failure_kind
        WHERE sketch = NEW.sketch AND fingerprint = coalesce(NEW.fingerprint, ''))
    """

  private static func pulse(_ row: String) -> String {
    """
    INSERT INTO failure_pulse SELECT \(row).fingerprint, 1 WHERE \(row).fingerprint IS NOT NULL
      ON CONFLICT (fingerprint) DO UPDATE SET number = number + 1
    """
  }

  private static let failureTriggers = """
    CREATE TRIGGER failure_is_new AFTER INSERT ON failure BEGIN
      \(kind); \(pulse("NEW"));
    END;
    CREATE TRIGGER failure_changed AFTER UPDATE ON failure BEGIN
      \(kind); \(pulse("OLD")); \(pulse("NEW"));
    END;
    CREATE TRIGGER failure_is_gone AFTER DELETE ON failure BEGIN \(pulse("OLD")); END;
    CREATE TRIGGER failure_week_is_new AFTER INSERT ON failure_week BEGIN \(pulse("NEW")); END;
    CREATE TRIGGER failure_week_changed AFTER UPDATE ON failure_week BEGIN \(pulse("NEW")); END;
    CREATE TRIGGER failure_week_is_gone AFTER DELETE ON failure_week BEGIN \(pulse("OLD")); END;
    CREATE TRIGGER run_of_failures_changed AFTER UPDATE ON run
    WHEN NEW.commit_id <> OLD.commit_id OR NEW.branch <> OLD.branch OR NEW.id <> OLD.id
      OR NEW.is_main <> OLD.is_main OR NEW.pull_request IS NOT OLD.pull_request BEGIN
      INSERT INTO failure_pulse SELECT DISTINCT f.fingerprint, 1 FROM job j
        JOIN failure f ON f.repository = j.repository AND f.job = j.job
        WHERE j.repository = NEW.repository AND j.run = NEW.run AND f.fingerprint IS NOT NULL
        ON CONFLICT (fingerprint) DO UPDATE SET number = number + 1;
    END;
    """

  private static let indexes = """
    CREATE INDEX job_on_main ON job
      (repository, name, main_time DESC, started DESC, main_commit, attempt, status)
      WHERE main_time IS NOT NULL;
    CREATE INDEX job_on_main_by_time ON job
      (repository, started, name, status, main_time)
      WHERE main_time IS NOT NULL;
    CREATE INDEX failure_unnamed ON failure (template, time, repository)
      WHERE fingerprint IS NULL;
    """
}
