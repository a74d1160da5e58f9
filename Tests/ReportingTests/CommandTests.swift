import Reporting
import Testing

/// A foreign log's text is never obeyed, on whatever system's job it is printed.
@Suite struct CommandTests {
  @Test(arguments: Oracles.names) func thereAreFortySpellings(_ provider: String) {
    let spellings = HostileCommands.spellings(provider)
    #expect(Set(spellings).count == spellings.count)
    // Each of them is a command to the oracle, else the tests below could not fail.
    let obeyed = spellings.filter { !Oracles.named(provider).commands(in: $0).isEmpty }
    #expect(obeyed.count >= 40)
    #expect(spellings.filter { !obeyed.contains($0) } == [])
  }

  @Test func gitHubHasFortyOfEachSyntax() {
    #expect(HostileCommands.githubV1.count >= 40 && HostileCommands.githubV2.count >= 40)
  }

  @Test(arguments: HostileCommands.all.map(\.text))
  func nothingIsObeyedAnywhere(_ text: String) {
    let excerpt = Neutral.excerpt(text)
    for oracle in Oracles.all {
      #expect(oracle.commands(in: excerpt) == [], "\(oracle.provider): \(excerpt)")
    }
  }

  @Test(arguments: Oracles.names) func nothingIsObeyedOnItsOwnSystem(_ provider: String) {
    for text in HostileCommands.spellings(provider) {
      let excerpt = Neutral.excerpt(text, for: provider)
      #expect(Oracles.named(provider).commands(in: excerpt) == [], "\(excerpt)")
    }
  }

  @Test(arguments: HostileCommands.githubV1 + HostileCommands.githubV2)
  func aBlockObeysOnlyItsOwnSwitch(_ text: String) {
    let block = Neutral.block([text, "::x::", text], for: "github-actions", token: Samples.token)
    let seen = GitHubRunner().commands(in: block.joined(separator: "\n"))
    #expect(seen == ["stop-commands", "resume"])
  }

  /// The commands in a reporter's output are those it prints for a harmless log.
  @Test(arguments: Reporters.names, HostileCommands.all.map(\.text))
  func reportersAddNoCommand(_ format: String, _ text: String) throws {
    let reporter = try #require(Reporters.named(format, options: Samples.options()))
    let harmless = reporter.render(Samples.poisonedAnswer("plain"))
    let hostile = reporter.render(Samples.poisonedAnswer(text))
    for oracle in Oracles.all {
      // A summary, a comment, an annotation's body: Markdown goes to a page, not to a job's output,
      // and a table's rule is no group.
      #expect(oracle.commands(in: hostile) == oracle.commands(in: harmless), "\(oracle.provider)")
    }
  }

  @Test func harmlessTextStaysAsItIs() {
    let texts = [
      "std::vector<int> x", "a ## b [c]", "# [x]", "| --- | x", "x --- y", "12 passed", "a::b",
      "section_started: 1", "漢字 — ok", "C:\\x\\y.c:12: error",
    ]
    for text in texts { #expect(Neutral.line(text, for: "github-actions") == text) }
    #expect(Neutral.line("--- a/x.c", for: "github-actions") == "--- a/x.c")
    #expect(Neutral.line("--- a/x.c", for: "buildkite") == "| --- a/x.c")
    #expect(Neutral.line("--- a/x.c") == "| --- a/x.c")
    #expect(Neutral.excerpt("a\r\nb\n") == "a\nb\n")
  }
}
