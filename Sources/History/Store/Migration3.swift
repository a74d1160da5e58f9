import GRDB

/// What the weekly review and a question in chat need to know of a run: who, where, how long it
/// waited. All optional, as most ways in know only a part.
enum Migration3 {
  static let name = "3: runs in their pipeline"

  static func migrate(_ database: Database) throws {
    try database.execute(
      sql: """
        ALTER TABLE run ADD COLUMN workflow TEXT;
        ALTER TABLE run ADD COLUMN event TEXT;
        ALTER TABLE run ADD COLUMN author TEXT;
        ALTER TABLE run ADD COLUMN url TEXT;
        ALTER TABLE job ADD COLUMN queued INTEGER;
        ALTER TABLE job ADD COLUMN runner TEXT;
        ALTER TABLE job ADD COLUMN url TEXT;
        CREATE INDEX run_by_commit ON run (repository, commit_id);
        CREATE INDEX run_by_branch ON run (repository, branch);
        CREATE INDEX run_by_pull_request ON run (repository, pull_request)
          WHERE pull_request IS NOT NULL;
        CREATE INDEX event_by_kind ON event (kind, time);
        """)
  }
}
