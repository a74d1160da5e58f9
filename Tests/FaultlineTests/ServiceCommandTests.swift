import Foundation
import History
import Testing

/// `serve`, `token`, `audit`, `worker`, `store backup` as their users run them.
@Suite struct ServiceCommandTests {
  private static func shell(_ command: String) async throws -> Executable.Result {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "faultline-serve-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await Executable.shell(command, in: folder)
  }

  /// Starts the service in the background of a script; `$p` is its process, `$port` its port.
  private static let start = """
    $F serve --listen 127.0.0.1:0 --store s.db 2> log & p=$!
    for i in $(seq 600); do grep -q '"port"' log && break; sleep 0.1; done
    port=$(sed -n 's/.*"port":"\\([0-9]*\\)".*/\\1/p' log)

    """

  @Test func tokensAreMadeListedAndRevoked() async throws {
    let done = try await Self.shell(
      """
      $F token add ana --store s.db --repo acme/shop | cut -c1-4
      $F token list --store s.db | cut -d' ' -f1-5
      $F token revoke ana --store s.db; $F token revoke ana --store s.db; echo $?
      $F token add ana --store s.db; echo $?
      $F audit list --store s.db | cut -d' ' -f8-
      """)
    #expect(
      done.stdout == """
        flt_
        ana  read  acme/shop
        1
        1
        token.add  ana  repositories=acme/shop scopes=read
        token.revoke  ana

        """)
  }

  @Test func theAuditLogIsVerified() async throws {
    let done = try await Self.shell(
      """
      $F token add a --store s.db > /dev/null
      head=$($F audit verify --store s.db | cut -d' ' -f2)
      $F token add b --store s.db > /dev/null
      $F audit verify --store s.db --head $head | cut -c1-8; echo ${PIPESTATUS[0]}
      $F audit verify --store s.db --head 9${head#1}; echo $?
      $F audit verify --store s.db --head nonsense; echo $?
      $F store backup --store s.db copy.db; $F audit verify --store copy.db | cut -c1-8
      $F store backup --store s.db ./s.db; echo $?
      """)
    #expect(
      done.stdout == """
        whole 2:
        0
        broken: rows after 2 are gone
        3
        2
        whole 2:
        1

        """)
  }

  @Test func aWorkerExplainsWithinItsMemory() async throws {
    let done = try await Self.shell(
      """
      sed -e '/^#: /d' -e 's/[⟦⟧]//g' $ROOT/Corpus/dependency/npm-404.log > log
      $F worker < log | grep -o '"bucket":"[a-z]*"'
      $F worker --memory 40 < log > out 2>&1; [ $? != 0 ] && echo died
      """)
    #expect(done.stdout == "\"bucket\":\"dependency\"\ndied\n")
  }

  @Test func elsewhereItListensOnlyWithTokens() async throws {
    let done = try await Self.shell("$F serve --listen 0.0.0.0:0 --store s.db; echo $?")
    #expect(done.stdout == "1\n")
    #expect(done.stderr.contains("there are no tokens"))
  }

  @Test func everyMistakeInTheFileIsNamed() async throws {
    let done = try await Self.shell(
      """
      printf 'lisen: x\\nworkers: 900\\nhooks:\\n  github: {secrets: hunter2}\\n' > s.yml
      $F serve --config s.yml; echo $?
      """)
    #expect(done.stdout == "1\n")
    #expect(done.stderr.contains("s.yml:1:1: unknown key 'lisen', did you mean 'listen'"))
    #expect(done.stderr.contains("s.yml:2:10: expected a number from 1 to 64"))
    #expect(!done.stderr.contains("hunter2"))
  }

  @Test func itAnswersAndEndsWhenTold() async throws {
    let done = try await Self.shell(
      Self.start + """
        exec 3<> /dev/tcp/127.0.0.1/$port
        printf 'GET /readyz HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nConnection: close\\r\\n\\r\\n' >&3
        head -1 <&3 | tr -d '\\r'
        kill -TERM $p; wait $p; echo $?
        """)
    #expect(done.stdout == "HTTP/1.1 200 OK\n0\n")
  }
}
