import Foundation
import Testing

/// `report`, `actions` and `simulate` as their users meet them.
@Suite struct ReviewCommandTests {
  private static let fill =
    "$F simulate --store s.db --runs 900 --weeks 5 --repos 3 --tests 20 --seed 3 && "

  /// A store with one job that did not compile.
  private static let compile =
    "printf 'src/cart.c:12:5: error: unknown type name cartt\\nmake: *** [Makefile:3: cart.o] Error 1"
    + "\\n' > c.log; $F ingest --quiet --log c.log --repo acme/web --run 1 --started "
    + "2026-11-17T10:00:00Z --store s.db; "

  static let cases: [CommandCase] = [
    CommandCase(
      fill + "$F report --store s.db --week 2026-W47", out: ["# Reliability review 2026-W47"]),
    CommandCase(
      fill + "$F report --store s.db --week 2026-W47 -o r.html && grep -c '<svg' r.html",
      not: ["<script"]),
    CommandCase(
      fill + "$F report --store s.db --since 2026-11-01 --until 2026-11-03 --zone Europe/Berlin "
        + "--format json", out: ["\"2026-11-01 to 2026-11-03\"", "2026-10-31T23:00:00Z"]),
    CommandCase(
      fill + "$F report --store s.db --week 2026-W47 --repo 'acme/*' --format csv | head -2",
      out: ["\"window\",\"section\"", "\"scorecard\",\"runs\""]),
    CommandCase(
      fill + "$F report --store s.db --week 2026-W47 --repo acme/wep", 1,
      err: ["'acme/wep': no repository in the store, did you mean 'acme/web'"]),
    CommandCase(
      fill + "echo '{\"front\":[\"acme/w*\"]}' > t.json; "
        + "$F report --store s.db --week 2026-W47 --teams t.json --team front",
      out: ["team front"]),
    CommandCase(
      fill + "echo '{\"front\":[\"acme/w*\"]}' > t.json; "
        + "$F report --store s.db --teams t.json --team frnt", 1,
      err: ["'t.json': has no team 'frnt', did you mean 'front'"]),
    CommandCase(
      fill + "echo '{\"front\":3}' > t.json; $F report --store s.db --teams t.json --team front",
      1, err: ["'t.json': is not a JSON object of lists: at 'front'"]),
    // The owner of the file that a failure names, else the team of its repository.
    CommandCase(
      compile + "echo 'src/ @acme/core-team' > CODEOWNERS; $F report --store s.db --since "
        + "2026-11-16 --until 2026-11-22 --format markdown", out: ["@acme/core-team"]),
    CommandCase(
      compile + "echo '{\"front\":[\"acme/w*\"]}' > t.json; $F report --store s.db --teams t.json "
        + "--since 2026-11-16 --until 2026-11-22 --format json", out: ["\"owner\" : \"team front\""]
    ),
    CommandCase("$F report --store none.db", 1, err: ["'none.db': no such store"]),
    CommandCase("$F report --store red.log", 1, err: ["red.log: is not a Faultline store"]),
    CommandCase("$F report --week 2025-W53", 2, err: ["'2025-W53' is not a week"]),
    CommandCase("$F report --since 2026-02-30", 2, err: ["'2026-02-30' is not a day"]),
    CommandCase(
      "$F report --since 2026-02-03 --until 2026-02-01", 2, err: ["before it begins"]),
    CommandCase("$F report --zone Mars/Olympus", 2, err: ["zone 'Mars/Olympus' is not known"]),
    CommandCase("$F report --format pdf", 2, err: ["format 'pdf' is not known, expected html"]),
    CommandCase("$F report --price x=y", 2, err: ["'x=y' is not a price"]),
    CommandCase(
      fill + "$F report --store s.db --week 2026-W47 -o no/such/r.html", 1,
      err: ["'no/such/r.html': cannot be written"]),
    CommandCase(
      "id=$($F actions add 'Pin urllib3' --store a.db --owner web --due 2020-01-02) && "
        + "$F actions list --store a.db && $F actions done $id --store a.db --note ok && "
        + "$F actions list --store a.db --format json",
      out: ["\toverdue\t2020-01-02\tweb\tPin urllib3", "\"state\" : \"done\""]),
    CommandCase(
      "$F actions add x --store a.db > id; $F actions done 000000 --store a.db", 1,
      err: ["no action '000000'"]),
    CommandCase("$F actions add ' ' --store a.db", 2, err: ["say what is to be done"]),
    CommandCase("$F actions add x --due soon", 2, err: ["'soon' is not a day"]),
    CommandCase(
      "$F simulate --store a.db --runs 200 --weeks 2 --repos 2 --tests 5 --no-verdicts && "
        + "$F simulate --store b.db --runs 200 --weeks 2 --repos 2 --tests 5 --no-verdicts && "
        + "for s in a b; do $F report --store $s.db --week 2026-W47 --format json > $s.json; done; "
        + "cmp a.json b.json && echo same", out: ["same"]),
    CommandCase("$F --help", out: ["report", "actions"], not: ["simulate"]),
  ]

  @Test(arguments: cases) func theCommandDoesWhatItSays(_ test: CommandCase) async throws {
    try await Executable.withFolder { folder in
      let result = try await Executable.shell(test.command, in: folder)
      #expect(result.status == test.status, "\(result.stderr)")
      for part in test.out { #expect(result.stdout.contains(part)) }
      for part in test.err { #expect(result.stderr.contains(part)) }
      for part in test.not { #expect(!result.stdout.contains(part)) }
      if test.err.isEmpty { #expect(result.stderr == "") }
    }
  }

  private static let hasPython =
    Executable.has("python3")

  /// Every figure of the scorecard, recomputed from the store by a script that shares no code.
  @Test(
    .enabled(if: hasPython),
    arguments: ["--week 2026-W47", "--since 2026-11-03 --until 2026-11-05"])
  func anIndependentScriptComesToTheSameFigures(_ window: String) async throws {
    try await Executable.withFolder { folder in
      let check = Executable.root.appending(path: "Tests/review-check.py").path()
      let prices = "--price 0.008 --price macos-14=0.08"
      let result = try await Executable.shell(
        Self.fill + "$F report --store s.db \(window) \(prices) -o r.json && "
          + "python3 '\(check)' s.db r.json \(prices)", in: folder)
      #expect(result.status == 0, "\(result.stdout) \(result.stderr)")
      #expect(result.stdout.contains(" figures recomputed, 0 differ"))
    }
  }
}
