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
    /// nil where no signature says it, and the words alone may guess.
    var bucket: Bucket?
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
      testDescription: "what a program could not do says more than why in general",
      log: """
        build.xml:9: Execute failed: java.io.IOException: Cannot run program "ring": \
        error=2, No such file or directory
        \tat org.apache.tools.ant.taskdefs.ExecTask.execute(ExecTask.java:491)
        Caused by: java.io.IOException: error=2, No such file or directory
        \tat java.base/java.lang.ProcessImpl.forkAndExec(Native Method)
        BUILD FAILED
        ##[error]Process completed with exit code 1.
        """,
      line: 1, bucket: .config),
    Case(
      testDescription: "what a checkout's tidying up could not do is a warning",
      log: """
        ##[group]Run pytest
        ##[endgroup]
        E       AssertionError: assert 3 == 4
        FAILED tests/test_ring.py::test_sum - AssertionError: assert 3 == 4
        ##[error]Process completed with exit code 1.
        [command]/usr/bin/git submodule foreach --recursive git config --local --list
        fatal: No url found for submodule path 'vendor/ring' in .gitmodules
        ##[warning]The process '/usr/bin/git' failed with exit code 128
        """,
      line: 3, bucket: .test),
    Case(
      testDescription: "a package that the package manager builds is not the project's code",
      log: """
        [ERROR] The compilation of ring failed at "make".
        - cc -c ring_stubs.c
        - ring_stubs.c:12:8: error: too few arguments to function ring_open
        - make: *** [all] Error 1
        """,
      line: 3, bucket: .dependency),
    Case(
      testDescription: "what follows on a cancelled step and fails no step is not why it stopped",
      log: """
        ##[group]Run pytest
        ##[endgroup]
        ....F.. [ 7%]
        ##[error]The operation was canceled.
        ##[group]Run codecov/codecov-action@v4
        ##[endgroup]
        error - 2025-07-11 19:32:34,963 -- Commit creating failed: {"message":"Token required"}
        ##[warning]Codecov:
          Failed to upload: The process '/tools/codecov' failed with exit code 1
        Post job cleanup.
        Cleaning up orphan processes
        """,
      line: 4, bucket: .infra),
    Case(
      testDescription: "what the runner tidies up when all is decided is not why it failed",
      log: """
        ##[group]Run docker run --rm ring-test
        ##[endgroup]
        ....F.. [ 7%]
        ##[error]The operation was canceled.
        Post job cleanup.
        [command]/usr/bin/git submodule foreach --recursive git config --local --list
        fatal: No url found for submodule path 'vendor/ring' in .gitmodules
        Unsetting the extra header
        [command]/usr/bin/git config --local --unset-all http.extraheader
        Cleaning up orphan processes
        """,
      line: 4, bucket: .infra),
    Case(
      testDescription: "what is not found after its index could not be read may well be there",
      log: """
        Ign:1 http://deb.debian.org/debian bookworm InRelease
        W: Failed to fetch http://deb.debian.org/debian/dists/bookworm/InRelease  \
        Temporary failure resolving 'deb.debian.org'
        W: Some index files failed to download. They have been ignored, or old ones used instead.
        Reading package lists...
        E: Unable to locate package cmake
        ##[error]Process completed with exit code 100.
        """,
      line: 2, bucket: .infra),
    Case(
      testDescription: "nor is what another tool's manifest would have told",
      log: """
        Warning: Failed searching manifest: Failed fetching manifest for https://luarocks.org - \
        Failed downloading https://luarocks.org/manifest-5.1.zip - \
        Temporary failure in name resolution
        Error: No results matching query were found for Lua 5.1.
        """,
      line: 1, bucket: .infra),
    Case(
      testDescription: "a script goes on without what it could not load",
      log: """
        $ curl -fsSL https://get.ring.example/install.sh -o install.sh; bash install.sh; ring -v
        curl: (6) Could not resolve host: get.ring.example
        bash: install.sh: No such file or directory
        bash: ring: command not found
        Cleaning up project directory and file based variables
        ERROR: Job failed: exit code 127
        """,
      line: 2, bucket: .infra),
    Case(
      testDescription: "the name of what passed is no error",
      log: """
        Checking spec/missing_parser_spec.lua              OK
        PASS: Animator.throws_an_error
        ok 3 - connection refused is retried
        the ring does not close behind its third bead
        check: FAILED
        """,
      line: 5, bucket: nil),
    Case(
      testDescription: "a message whose place in the code follows leads, not the note below it",
      log: """
        cargo clippy -- -D warnings
            Checking ring v0.1.0 (/src/ring)
        error: doc list item without indentation
          --> src/bead.rs:4:5
           |
         4 | /// bead
           |     ^
           |
           = note: `-D clippy::doc-lazy-continuation` implied by `-D warnings`
        error: could not compile `ring` (lib) due to 1 previous error
        ##[error]Process completed with exit code 101.
        """,
      line: 3, bucket: .test),
    Case(
      testDescription: "the same words without a place are the program's own",
      log: """
        ring deploy --to blue
        error: doc list item without indentation
        see the log for what came before
        fatal: unable to access 'https://git.example/ring.git/': Could not resolve host: git.example
        ##[error]Process completed with exit code 128.
        """,
      line: 4, bucket: .infra),
    Case(
      testDescription: "Jest's expect(received).toBe(expected) expects no failure",
      log: """
        FAIL src/ring.test.js
          ● ring › closes

            expect(received).toBe(expected) // Object.is equality

            Expected: 2
            Received: 1

              at Object.toBe (src/ring.test.js:3:15)

        Test Suites: 1 failed, 3 passed, 4 total
        Tests:       1 failed, 12 passed, 13 total
        ##[error]Process completed with exit code 1.
        """,
      line: 2, bucket: .test),
    Case(
      testDescription: "Cypress is done with its attempts when it says so",
      log: """
          1) Ring
               closes:
             AssertionError: Timed out retrying after 4000ms: Expected to find element: `.bead`
              at Context.eval (webpack://ring/./cypress/e2e/ring.cy.ts:5:7)

          1 failing
        ##[error]Process completed with exit code 1.
        """,
      line: 3, bucket: .test),
    Case(
      testDescription: "a branch's or a container's name before a line hides nothing",
      log: """
        [linux] + make
        [linux] src/ring.c:9:3: error: 'bead' undeclared (first use in this function)
        [linux] make: *** [Makefile:3: ring.o] Error 1
        [windows] Done.
        ERROR: script returned exit code 2
        Finished: FAILURE
        """,
      line: 2, bucket: .test),
    Case(
      testDescription: "200 OK is no verdict",
      log: """
        expected 500 Internal Server Error, but the answer was 200 OK
        Process exited with status 1
        """,
      line: 1, bucket: nil),
    Case(
      testDescription: "of several attempts the last one is why it was given up",
      log: """
        curl: (7) Failed to connect to get.ring.example port 443: Connection refused
        Retrying in 3 seconds
        curl: (7) Failed to connect to get.ring.example port 443: Connection refused
        Giving up.
        ##[error]Process completed with exit code 7.
        """,
      line: 3, bucket: .infra),
    Case(
      testDescription: "part of a log may end before the runner's mark",
      log: """
        2025-01-01T10:00:00.0000000Z 1/12 app:lexer    OK     0.01s
        2025-01-01T10:00:00.1000000Z 3/12 app:parser   FAIL   0.02s   exit status 1
        2025-01-01T10:00:00.2000000Z ninja: build stopped: subcommand failed.
        """,
      line: 2, bucket: .test),
    Case(
      testDescription: "yum goes on without a package, the check behind it does not",
      log: """
        No package xen-devel available.
        Resolving Dependencies
        Complete!
        package xen-devel is not installed
        OS package installation failed
        """,
      line: 5, bucket: .dependency),
    Case(
      testDescription: "what is quoted again with another mark leads where it was said first",
      log: """
        - checking for GTK+ - version >= 2.0.0... no
        - configure: error: GTK+ is required
        [ERROR] The compilation of lablgtk failed at "./configure".
        # configure: error: GTK+ is required
        """,
      line: 2, bucket: .config),
    Case(
      testDescription: "the words right before an exit say more than the exit",
      log: """
        #!/bin/bash -eo pipefail
        ./select-environment prodb
        prodb is none of our environments, see the wiki

        Exited with code exit status 1
        CircleCI received exit code 1
        """,
      line: 3, bucket: nil),
    Case(
      testDescription: "Python's last exception is the one that ended it",
      log: """
        E   httpcore.ConnectError: All connection attempts failed

        The above exception was the direct cause of the following exception:
        gateway/base.py:130: in request
        E   gateway.errors.UpstreamError: yelp is not there
        =========================== short test summary info ============================
        FAILED tests/test_gateway.py::test_yelp - gateway.errors.UpstreamError: yelp is not there
        1 failed, 57 passed in 11.88s
        ##[error]Process completed with exit code 1.
        """,
      line: 7, bucket: .test),
    Case(
      testDescription: "a giant line beside it hides no word of tolerance",
      log: """
        \(String(repeating: "kernel.cma ", count: 9_000))
        install: cannot stat 'revision': No such file or directory
        make[1]: [install-library] Error 1 (ignored)
        configure: error: GTK+ is required
        """,
      line: 4, bucket: .config),
  ]

  @Test(arguments: cases) func thePlaceDecides(_ wanted: Case) throws {
    let answer = try #require(Engine.diagnose(Array((wanted.log + "\n").utf8)).first)
    #expect(answer.cause?.line == wanted.line)
    if let bucket = wanted.bucket { #expect(answer.bucket == bucket) }
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

  /// A job's log that breaks off without its exit is told less surely than the same with it.
  @Test func whatMayHavePassedIsToldLessSurely() throws {
    let log = """
      ##[group]Run apt-get install -y libfoo-dev
      ##[endgroup]
      E: Unable to locate package libfoo-dev

      """
    let exit = "##[error]Process completed with exit code 100.\n"
    let red = try #require(Engine.diagnose(Array((log + exit).utf8)).first)
    let odd = try #require(Engine.diagnose(Array(log.utf8)).first)
    #expect(red.bucket == .dependency && odd.bucket == .dependency)
    #expect(red.confidence > odd.confidence)
  }
}
