import Signatures
import Testing
import Triage

/// The same words mean something else in another place.
@Suite struct PlaceTests {
  /// A log, the line that must lead and the bucket that must be named.
  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var log: String
    var line: Int
    var bucket: Bucket
  }

  static let cases: [Case] = [
    Case(
      testDescription: "a step that passed has not failed the job",
      log: """
        ##[group]Run mypy . || true
        ##[endgroup]
        ledger/rates.py:14: error: Incompatible return value type (got "str", expected "float")
        Found 1 error in 1 file (checked 12 source files)
        ##[group]Run ./deploy
        ##[endgroup]
        bash: line 1: kustomize: command not found
        ##[error]Process completed with exit code 127.
        """,
      line: 7, bucket: .config),
    Case(
      testDescription: "an error that make ignores is not the cause",
      log: """
        gcc -c a.c
        rm: cannot remove old.o: No such file or directory
        make: [Makefile:3: clean] Error 1 (ignored)
        src/a.c:3:5: error: unknown type name int42
        make: *** [Makefile:9: a.o] Error 1
        """,
      line: 4, bucket: .test),
    Case(
      testDescription: "a package that the package manager builds is not the project's code",
      log: """
        [ERROR] The compilation of ring failed at "make".
        - cc -c ring_stubs.c
        - ring_stubs.c:12:8: error: too few arguments to function ring_open
        - make: *** [all] Error 1
        """,
      line: 3, bucket: .dependency),
  ]

  @Test(arguments: cases) func thePlaceDecides(_ wanted: Case) throws {
    let answer = try #require(Engine.diagnose(Array((wanted.log + "\n").utf8)).first)
    #expect(answer.cause?.line == wanted.line)
    #expect(answer.bucket == wanted.bucket)
  }

  @Test func wordsThatNoCueKnowsAreQuotedFromRightBeforeTheExit() throws {
    let log = """
      ##[group]Run ./checks
      ##[endgroup]
      checking 12 things
      the table of contents lacks the new page
      ##[error]Process completed with exit code 1.

      """
    let answer = try #require(Engine.diagnose(Array(log.utf8)).first)
    #expect(answer.evidence.prefix(2).contains { $0.line == 4 })
    #expect(answer.confidence < 0.7)
  }

  /// No answer is surer than people are of one another's labels.
  @Test func confidenceHasACeiling() throws {
    for path in Engine.logPaths where path.hasSuffix("0.log") || path.contains("/npm") {
      let log = try Engine.corpusLog(path)
      for answer in Engine.diagnose(log.bytes) { #expect(answer.confidence <= 0.97) }
    }
  }
}
