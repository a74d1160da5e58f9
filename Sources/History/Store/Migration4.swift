import GRDB

/// What makes deciding about tests incremental: a note of every job whose results are new or came
/// to stand elsewhere, and the detector's state at two moments, see ``FlakeTrack``.
///
/// The notes are written by the database itself, so no way in can forget them. `time` is a lower
/// bound of where the job stands and stood in source order; `stamp` changes with every note, so
/// that a note made while somebody decides is not taken for the one decided about.
enum Migration4 {
  static let name = "4: flake checkpoints"

  static func migrate(_ database: Database) throws {
    try database.execute(sql: tables)
    try database.execute(sql: triggers)
    try database.execute(
      sql: "INSERT INTO flake_pending SELECT repository, job, 0, random() FROM results")
  }

  private static let tables = """
    CREATE TABLE flake_pending (
      repository INTEGER NOT NULL, job INTEGER NOT NULL, time INTEGER NOT NULL,
      stamp INTEGER NOT NULL, PRIMARY KEY (repository, job)) STRICT, WITHOUT ROWID;
    CREATE TABLE flake_checkpoint (
      repository INTEGER NOT NULL, stage TEXT NOT NULL, until INTEGER NOT NULL,
      detector TEXT NOT NULL, jobs TEXT NOT NULL, tests BLOB NOT NULL, states TEXT NOT NULL,
      PRIMARY KEY (repository, stage)) STRICT;
    ALTER TABLE flake_model ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE flake_model ADD COLUMN incidents TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE flake_state ADD COLUMN name TEXT NOT NULL DEFAULT '';
    CREATE INDEX execution_by_job ON execution (repository, job);
    """

  private static let note = """
    ON CONFLICT (repository, job) DO UPDATE SET stamp = excluded.stamp,
      time = CASE WHEN excluded.time < time THEN excluded.time ELSE time END
    """

  private static let triggers = """
    CREATE TRIGGER results_are_new AFTER INSERT ON results BEGIN
      INSERT INTO flake_pending
        SELECT NEW.repository, NEW.job, started, random() FROM job
        WHERE repository = NEW.repository AND job = NEW.job
      \(note);
    END;
    CREATE TRIGGER results_changed AFTER UPDATE ON results BEGIN
      INSERT INTO flake_pending
        SELECT NEW.repository, NEW.job, started, random() FROM job
        WHERE repository = NEW.repository AND job = NEW.job
      \(note);
    END;
    CREATE TRIGGER job_moved AFTER UPDATE ON job
    WHEN NEW.started <> OLD.started OR NEW.name <> OLD.name OR NEW.environment <> OLD.environment
    BEGIN
      INSERT INTO flake_pending
        VALUES (NEW.repository, NEW.job,
          CASE WHEN OLD.started < NEW.started THEN OLD.started ELSE NEW.started END, random())
      \(note);
    END;
    CREATE TRIGGER run_moved AFTER UPDATE ON run
    WHEN NEW.commit_id <> OLD.commit_id OR NEW.branch <> OLD.branch OR NEW.is_main <> OLD.is_main
      OR NEW.commit_time IS NOT OLD.commit_time
    BEGIN
      INSERT INTO flake_pending
        SELECT NEW.repository, job,
          CASE WHEN OLD.commit_time < started THEN OLD.commit_time ELSE started END, random()
        FROM job WHERE repository = NEW.repository AND run = NEW.run
      \(note);
    END;
    """
}
