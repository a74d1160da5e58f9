import GRDB

/// What a question names a build by: the CI's number, the author's login, the page.
enum Migration6 {
  static let name = "6: questions"

  static func migrate(_ database: Database) throws {
    try database.execute(
      sql: """
        CREATE INDEX run_by_id ON run (id);
        CREATE INDEX run_by_author ON run (author COLLATE NOCASE) WHERE author IS NOT NULL;
        CREATE INDEX run_by_url ON run (url) WHERE url IS NOT NULL;
        CREATE INDEX job_by_url ON job (url) WHERE url IS NOT NULL;
        CREATE INDEX job_by_moment ON job (started);
        """)
  }
}
