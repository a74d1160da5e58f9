import Foundation
import Testing

@Suite struct CommandTests {
  @Test func theExecutableWasBuilt() {
    #expect(FileManager.default.isExecutableFile(atPath: Executable.url.path()))
  }

  @Test(arguments: CommandCase.all) func theCommandDoesWhatItSays(_ test: CommandCase) async throws
  {
    try await Executable.withFolder { folder in
      let result = try await Executable.shell(test.command, in: folder)
      #expect(result.status == test.status, "\(result.stderr)")
      for part in test.out { #expect(result.stdout.contains(part)) }
      for part in test.err { #expect(result.stderr.contains(part)) }
      for part in test.not { #expect(!result.stdout.contains(part)) }
      if test.err.isEmpty { #expect(result.stderr == "") }
    }
  }

  @Test(arguments: CommandCase.commands)
  func everyCommandHasHelpWithAnExample(_ command: String) async throws {
    let result = try await Executable.shell("$F \(command) --help", in: Executable.root)
    #expect(result.status == 0 && result.stderr.isEmpty)
    #expect(result.stdout.contains("USAGE: faultline \(command)"))
    let isGroup = command == "baseline"
    #expect(isGroup || result.stdout.contains("Example"))
  }

  @Test(arguments: ["bash", "zsh", "fish"]) func completionsAreMade(_ shell: String) async throws {
    let result = try await Executable.shell(
      "$F --generate-completion-script \(shell)", in: Executable.root)
    #expect(result.status == 0 && result.stdout.contains("explain"))
  }

  @Test func aBaselineHoldsNoTextOfTheLog() async throws {
    try await Executable.withFolder { folder in
      _ = try await Executable.shell("$F baseline learn -o b red.log", in: folder)
      let bytes = try Data(contentsOf: folder.appending(path: "b"))
      #expect(!bytes.isEmpty && bytes.range(of: Data("left".utf8)) == nil)
    }
  }

  @Test func aFileThatMayNotBeReadIsNamedAndTheOthersAreExplained() async throws {
    // root may read everything, so the file is one that nobody can read: a directory's entry.
    try await Executable.withFolder { folder in
      let result = try await Executable.shell(
        "ln -s nowhere dangling; $F explain dangling red.log", in: folder)
      #expect(result.status == 1 && result.stdout.contains("DEPENDENCY"))
      #expect(result.stderr.contains("'dangling': no such file or directory"))
    }
  }
}
