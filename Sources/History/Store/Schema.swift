import GRDB

/// The migrations in order. One that was released is never edited: a change is a new file.
enum Schema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration(Migration1.name, migrate: Migration1.migrate)
    migrator.registerMigration(Migration2.name, migrate: Migration2.migrate)
    migrator.registerMigration(Migration3.name, migrate: Migration3.migrate)
    migrator.registerMigration(Migration4.name, migrate: Migration4.migrate)
    migrator.registerMigration(Migration5.name, migrate: Migration5.migrate)
    migrator.registerMigration(Migration6.name, migrate: Migration6.migrate)
    migrator.registerMigration(Migration7.name, migrate: Migration7.migrate)
    migrator.registerMigration(Migration8.name, migrate: Migration8.migrate)
    migrator.registerMigration(Migration9.name, migrate: Migration9.migrate)
    migrator.registerMigration(Migration10.name, migrate: Migration10.migrate)
    migrator.registerMigration(Migration11.name, migrate: Migration11.migrate)
    migrator.registerMigration(Migration12.name, migrate: Migration12.migrate)
    migrator.registerMigration(Migration13.name, migrate: Migration13.migrate)
    return migrator
  }
}
