import GRDB

/// When what a job on the default branch did has to be read again: the number of a `main_pulse`
/// changes with every result of a job of that name there. Computed by the database itself from the
/// other tables, like everything of ``Migration10``, and neither exported nor merged.
enum Migration12 {
  static let name = "12: pulses of default branches"

  static func migrate(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE main_pulse (
          repository INTEGER NOT NULL, name TEXT NOT NULL, number INTEGER NOT NULL,
          PRIMARY KEY (repository, name)) STRICT, WITHOUT ROWID;
        CREATE TRIGGER job_on_main_changed AFTER UPDATE ON job
        WHEN (OLD.main_time IS NOT NULL OR NEW.main_time IS NOT NULL)
          AND (NEW.main_time IS NOT OLD.main_time OR NEW.main_commit IS NOT OLD.main_commit
            OR NEW.started <> OLD.started OR NEW.status <> OLD.status OR NEW.name <> OLD.name
            OR NEW.attempt <> OLD.attempt)
        BEGIN \(pulse("OLD")); \(pulse("NEW")); END;
        CREATE TRIGGER job_on_main_is_gone AFTER DELETE ON job WHEN OLD.main_time IS NOT NULL
        BEGIN \(pulse("OLD")); END;
        CREATE TRIGGER main_failure_is_new AFTER INSERT ON failure BEGIN \(failure("NEW")); END;
        CREATE TRIGGER main_failure_changed AFTER UPDATE ON failure
        WHEN NEW.fingerprint IS NOT OLD.fingerprint BEGIN \(failure("NEW")); END;
        CREATE TRIGGER main_failure_is_gone AFTER DELETE ON failure BEGIN \(failure("OLD")); END;
        """)
  }

  private static let change =
    "ON CONFLICT (repository, name) DO UPDATE SET number = number + 1"

  private static func pulse(_ row: String) -> String {
    "INSERT INTO main_pulse VALUES (\(row).repository, \(row).name, 1) \(change)"
  }

  private static func failure(_ row: String) -> String {
    """
    INSERT INTO main_pulse SELECT repository, name, 1 FROM job
      WHERE repository = \(row).repository AND job = \(row).job AND main_time IS NOT NULL
      \(change)
    """
  }
}
