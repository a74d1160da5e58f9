import Foundation

/// The built executable, run as a user runs it.
enum Executable {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Next to the test bundle; `swift test` builds it together with the tests.
  static let url: URL = {
    let own = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    let folders =
      [own.deletingLastPathComponent()]
      + ["release", "debug"].map {
        root.appending(path: ".build").appending(path: $0)
      }
    let places = folders.map { $0.appending(path: "faultline") }
    return places.first { FileManager.default.isExecutableFile(atPath: $0.path()) } ?? places[0]
  }()

  struct Result: Sendable {
    var status: Int32
    var stdout: String
    var stderr: String
  }

  /// A thread of a task has most signals blocked and would hand that down: no program in a shell
  /// could then be told to end.
  private static func withoutBlockedSignals(_ body: () throws -> Void) rethrows {
    var none = sigset_t()
    var before = sigset_t()
    sigemptyset(&none)
    sigemptyset(&before)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try body()
  }

  /// The variables a case may inherit. The machine that runs the tests may be a CI itself, whose
  /// `CI=true` and the like would change what a hook does.
  private static let inherited = ["PATH", "HOME", "LANG", "TMPDIR", "USER", "LD_LIBRARY_PATH"]

  /// Runs a shell command in `folder`; `$F` is the executable.
  ///
  /// A test waits here without holding a thread of Swift's pool, which has one for each core: the
  /// other tests of this program, servers and clients with time limits among them, need those.
  static func shell(
    _ command: String, in folder: URL, environment: [String: String] = [:]
  ) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      threads.addOperation {
        continuation.resume(
          with: Swift.Result { try wait(for: command, in: folder, environment: environment) })
      }
    }
  }

  /// Two at once: more processes only wait for one another.
  private static let threads: OperationQueue = {
    let queue = OperationQueue()
    queue.maxConcurrentOperationCount = 2
    return queue
  }()

  /// Whether a tool is on this machine's PATH.
  static func has(_ tool: String) -> Bool {
    (try? wait(for: "command -v \(tool)", in: root, environment: [:]).status) == 0
  }

  private static func wait(
    for command: String, in folder: URL, environment: [String: String]
  ) throws -> Result {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = folder
    var variables = ProcessInfo.processInfo.environment.filter { inherited.contains($0.key) }
    variables["F"] = url.path()
    variables["ROOT"] = root.path()
    for (name, value) in environment { variables[name] = value }
    process.environment = variables
    process.standardInput = FileHandle.nullDevice
    let out = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: out) }
    let streams = try ["out", "err"].map { name -> FileHandle in
      let file = out.appending(path: name)
      try Data().write(to: file)
      return try FileHandle(forWritingTo: file)
    }
    process.standardOutput = streams[0]
    process.standardError = streams[1]
    try withoutBlockedSignals { try process.run() }
    process.waitUntilExit()
    func text(_ name: String) throws -> String {
      String(decoding: try Data(contentsOf: out.appending(path: name)), as: UTF8.self)
    }
    return Result(
      status: process.terminationStatus, stdout: try text("out"), stderr: try text("err"))
  }

  /// A folder with the fixtures of the command cases, removed after `body`.
  static func withFolder<T>(_ body: (URL) async throws -> T) async throws -> T {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "faultline-" + UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in Fixtures.files {
      let file = folder.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    try FileManager.default.createDirectory(
      at: folder.appending(path: "nothing"), withIntermediateDirectories: true)
    return try await body(folder)
  }
}

/// The files that command cases work on.
enum Fixtures {
  static let red = """
    Collecting left-padd==9.9
    ERROR: Could not find a version that satisfies the requirement left-padd==9.9 (from versions: none)
    ERROR: No matching distribution found for left-padd==9.9
    make: *** [Makefile:3: install] Error 1

    """

  static let own = """
    tool: acme
    about: Our own deploy tool.
    signatures:
      - id: acme/ledger-locked
        bucket: config
        category: deploy-rejected
        kind: cause
        summary: "The ledger {ledger} is locked."
        match: '^acme: ledger (?<ledger>\\w+) is locked by'
        key: [ledger]
        remediation: ["Ask the release manager to unlock it."]
        examples:
          - "acme: ledger ⟦main⟧ is locked by bob"

    """

  static let files: [String: String] = [
    "red.log": red, "green.log": "building\nok\nall 12 tests passed\n", "empty.log": "",
    "logs/a.log": red, "logs/b.log": red,
    "acme.log": "deploying\nacme: ledger payroll is locked by bob\nmake: *** [deploy] Error 1\n",
    "own/acme.yml": own,
    "broken/acme.yml": own.replacing("remediation", with: "remedation")
      .replacing("kind: cause", with: "kind: cuase"),
    "broken/other.yml": "tool: wrong\nabout: x\nsignatures: []\n",
    "unproven/acme.yml": own.replacing("⟦main⟧ is locked", with: "⟦main⟧ was locked"),
    "home/.faultline/signatures/acme.yml": own,
    "report.xml": StoreCases.report, "cut.xml": String(StoreCases.report.prefix(230)),
    "jobs.ndjson": StoreCases.manifest,
    "job.json": #"{"repository":"acme/api","run":9,"job":"linux","logs":["red.log"]}"#,
    "typo.json": #"{"repositry":"acme/api"}"#,
  ]
}
