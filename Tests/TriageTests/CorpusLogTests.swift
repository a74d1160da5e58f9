import Signatures
import Testing
import Triage

@Suite struct CorpusLogTests {
  private static let header = """
    #: tool      npm 9.2.0 (Debian 12)
    #: made-by   Corpus/capture/npm.sh
    #: dress     plain
    #: category  package-not-found
    #: because   there is no such name

    """

  private func read(_ path: String, _ text: String) throws(Problems) -> CorpusLog {
    try CorpusLog(path: path, text: Array(text.utf8))
  }

  @Test func headerAndMarksAreTakenOut() throws {
    let log = try read("x/dependency/npm-gone.log", Self.header + "one\n⟦two⟧\nthree ⟦3⟧ ⟦4⟧")
    #expect(log.name == "dependency/npm-gone")
    #expect(log.label == .bucket(.dependency))
    #expect(log.family == "npm" && log.category == "package-not-found")
    #expect(log.header["because"] == "there is no such name")
    #expect(String(decoding: log.bytes, as: UTF8.self) == "one\ntwo\nthree 3 4")
    #expect(log.causes == [2, 3])
  }

  @Test func aFamilyOfItsOwnIsKept() throws {
    let log = try read(
      "infra/a.log",
      Self.header.replacing("package-not-found", with: "cache")
        + "#: family    node\n⟦x⟧")
    #expect(log.family == "node" && log.label == .bucket(.infra))
  }

  @Test(arguments: [("green", CorpusLog.Label.green), ("unknown", .unexplained)])
  func theFolderIsTheLabel(_ folder: String, _ label: CorpusLog.Label) throws {
    #expect(try read("\(folder)/a.log", Self.header + "x").label == label)
  }

  @Test(arguments: [
    ("dependency", "x\n", ["1:1: no line is marked with ⟦ ⟧"]),
    ("green", "a\n⟦b⟧\n", ["2:1: a green log marks a cause"]),
    (
      "stuff", "⟦x⟧",
      [
        "1:1: folder 'stuff' is no label, expected one of infra, test, dependency, config, green, unknown"
      ]
    ),
    ("infra", "⟦x⟧", ["1:1: category 'package-not-found' is not one of bucket 'infra'"]),
    ("dependency", "#: wyh x\n⟦x⟧", ["1:1: the header has an unknown key 'wyh'"]),
  ])
  func mistakesAreNamed(_ folder: String, _ body: String, _ messages: [String]) {
    let error = #expect(throws: Problems.self) {
      try read("\(folder)/a.log", Self.header + body)
    }
    #expect(error?.all.map(\.description) == messages.map { "\(folder)/a.log:\($0)" })
  }

  @Test func everyMissingKeyIsNamedAtOnce() {
    let error = #expect(throws: Problems.self) { try read("green/a.log", "x") }
    #expect(
      error?.all.map(\.message)
        == ["tool", "made-by", "dress", "category", "because"].map { "the header has no '\($0)'" })
  }
}

@Suite struct BaselineTests {
  private static let green = "start\nerror: flaky probe 17 failed, ignored\ndone in 12s\n"

  @Test func aLineIsKnownUpToWhatDiffers() {
    let baseline = Engine.baseline(Self.green)
    #expect(baseline.contains("error: flaky probe 99 failed, ignored".utf8))
    #expect(!baseline.contains("error: real probe 99 failed".utf8))
    #expect(!baseline.contains("".utf8))
  }

  @Test func theArchiveComesBackWhateverTheOrder() throws {
    var forth = Engine.baseline(Self.green)
    forth.merge(Engine.baseline("other line\n"))
    var back = Engine.baseline("other line\n")
    back.merge(Engine.baseline(Self.green))
    #expect(forth == back && forth.archive() == back.archive())
    #expect(try Baseline(archive: forth.archive()) == forth)
    #expect(try Baseline(archive: Baseline().archive()) == Baseline())
  }

  @Test func aDamagedArchiveIsRefused() {
    let bytes = Engine.baseline(Self.green).archive()
    for damaged in [[], Array(bytes.dropLast()), [0] + bytes.dropFirst(), Array("x".utf8)] {
      #expect(throws: ArchiveError.self) { try Baseline(archive: damaged) }
    }
  }

  @Test func aLineOfAGreenLogStopsBeingTheCause() throws {
    let red = """
      ERROR: could not resolve dependency alpha-probe
      working
      ERROR: unable to load the widget ledger
      make: *** [Makefile:3: check] Error 1

      """
    let before = try Engine.diagnose(red)
    let first = try #require(before.cause)
    let baseline = Engine.baseline(first.text + "\nfine\n")
    let after = try Engine.diagnose(red, baseline: baseline)
    #expect(after.failed)
    #expect(after.cause?.line != first.line)
  }
}
