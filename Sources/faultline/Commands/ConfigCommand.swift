import ArgumentParser
import Foundation

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Look at the settings of a repository: .faultline.yml and FAULTLINE_* variables.",
    discussion: """
      Options win over variables, variables over the file, the file over what is built in. The file
      is the nearest .faultline.yml from here up to the root of the checkout, or the one that
      $FAULTLINE_CONFIG names (/dev/null: none).

      Example:
        faultline config check
      """,
    subcommands: [ConfigCheckCommand.self, ConfigSchemaCommand.self])
}

struct ConfigCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Name every mistake in the settings, and print what holds and where it comes from.",
    discussion: """
      Exits with 1 when something is wrong.

      Examples:
        faultline config check
        faultline config check path/to/.faultline.yml --format json
      """)

  @Argument(help: "This file instead of the one that would be found.")
  var file: String?

  @Option(help: "text or json.")
  var format: ListFormat = .text

  func run() throws {
    let environment = ProcessInfo.processInfo.environment
    let settings = Settings(
      environment: environment, folder: FileManager.default.currentDirectoryPath, file: file)
    let document = SettingsDocument(settings)
    Terminal.data(format == .json ? document.json : document.text)
    for problem in settings.problems { Terminal.words(problem) }
    if !settings.problems.isEmpty { throw ExitCode(1) }
  }
}

struct ConfigSchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of .faultline.yml, for editors.",
    discussion: "Example:\n  faultline config schema > faultline-yml-1.schema.json")

  func run() throws { Terminal.data(SettingsSchema.text) }
}

/// The settings that hold, for people and machines.
struct SettingsDocument: ListDocument {
  struct Row: Encodable {
    var name: String
    var value: String
    /// `default`, `$FAULTLINE_STORE`, `.faultline.yml:3:8`.
    var origin: String
  }

  var file: String?
  var settings: [Row]

  init(_ settings: Settings) {
    file = settings.path
    self.settings = SettingKey.all.map { key in
      guard let setting = settings[key.name] else {
        return Row(name: key.name, value: key.standard, origin: "default")
      }
      return Row(name: key.name, value: setting.value.words, origin: setting.origin)
    }
  }

  /// A table; the origin comes first because values may be long.
  var text: String {
    let names = settings.map(\.name.count).max() ?? 0
    let origins = settings.map(\.origin.count).max() ?? 0
    return settings.map { row in
      row.name.padding(toLength: names + 2, withPad: " ", startingAt: 0)
        + row.origin.padding(toLength: origins + 2, withPad: " ", startingAt: 0) + row.value + "\n"
    }.joined()
  }
}
