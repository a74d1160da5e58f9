import History
import Testing

@Suite struct RecurrenceTests {
  /// A job's life on the default branch, a character per commit: `.` passed, `x` failed with the
  /// failure in question, `o` with another one, `~` both outcomes on one commit.
  private static func line(_ picture: String) -> MainLine {
    var line = MainLine()
    for (index, character) in picture.enumerated() {
      let time = 100 + index
      switch character {
      case ".": line.add(.passed, commit: "c\(index)", time: time)
      case "x": line.add(.failed, commit: "c\(index)", time: time)
      case "o": line.add(.other, commit: "c\(index)", time: time)
      default:
        line.add(.failed, commit: "c\(index)", time: time)
        line.add(.passed, commit: "c\(index)", time: time)
      }
    }
    return line
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var picture: String
    var earlier: Int
    /// The position of the latest occurrence, wherever it was.
    var last: Int
    var isTransient = false
    var state: FailureState
    var testDescription: String { "\(picture) \(earlier) → \(state)" }
  }

  static let cases: [Case] = [
    Case(picture: "", earlier: 0, last: 0, state: .new),
    Case(picture: "....", earlier: 0, last: 4, state: .new),
    Case(picture: "...x", earlier: 0, last: 3, state: .new),
    // A pull request meets what the default branch fails with.
    Case(picture: "...x", earlier: 1, last: 4, state: .broken(since: "c3", after: "c2")),
    Case(picture: "...x", earlier: 1, last: 4, isTransient: true, state: .known),
    Case(
      picture: "..xx", earlier: 1, last: 4, isTransient: true,
      state: .broken(since: "c2", after: "c1")),
    Case(picture: "..xox", earlier: 1, last: 5, state: .broken(since: "c2", after: "c1")),
    Case(picture: "xx", earlier: 1, last: 1, state: .broken(since: "c0", after: nil)),
    Case(picture: "..x~", earlier: 2, last: 4, state: .known),
    Case(picture: "..xx..", earlier: 1, last: 3, state: .fixed(since: "c4")),
    // One bad commit may be luck: a pass after it ends nothing.
    Case(picture: "..x..", earlier: 1, last: 2, state: .known),
    Case(picture: "..x..........", earlier: 1, last: 2, state: .fixed(since: "c3")),
    // It is back on a branch after the repair of the default one.
    Case(picture: "..xx...", earlier: 3, last: 7, state: .regressed),
    Case(picture: ".x.x.x.", earlier: 3, last: 7, state: .known),
  ]

  @Test(arguments: cases) func states(example: Case) {
    let state = Self.line(example.picture).standing.state(
      earlier: example.earlier, lastTime: 100 + example.last, isTransient: example.isTransient)
    #expect(state == example.state)
  }

  private static func failure(_ text: String, fingerprint: String? = "v1:a") -> FailureRecord {
    FailureRecord(
      bucket: "infra", confidence: 900_000, summary: "It failed.", fingerprint: fingerprint,
      evidence: [.init(line: 3, role: "cause", text: text)])
  }

  private static func job(
    _ run: Int, repository: String = "acme/web", branch: String = "main", time: Int? = nil,
    _ failure: FailureRecord?
  ) -> JobReport {
    JobReport(
      key: JobKey(provider: "p", repository: repository, run: "\(run)", job: "build"),
      facts: RunFacts(
        commit: "c\(run)", branch: branch, isMainLine: branch == "main",
        pullRequest: branch == "main" ? nil : branch),
      status: failure == nil ? .passed : .failed, started: time ?? 1000 * run, failure: failure)
  }

  @Test func howOftenAndWhere() throws {
    let failure = Self.failure("connect to registry timed out")
    let scratch = try Scratch()
    let store = try scratch.store(
      "a.db",
      [
        Self.job(1, nil), Self.job(2, failure), Self.job(3, failure),
        Self.job(4, branch: "7", failure), Self.job(5, repository: "acme/api", failure),
        Self.job(6, Self.failure("another thing", fingerprint: "v1:b")),
      ])
    let key = JobKey(provider: "p", repository: "acme/web", run: "4", job: "build")
    let found = try #require(try store.recurrence(of: key))
    #expect(found.count == 4)
    #expect(found.repositories == 2)
    #expect(found.first?.key.run == "2")
    #expect(found.last?.key.repository == "acme/api")
    #expect(found.places.first?.count == 2)
    #expect(found.places.map(\.pullRequest) == [nil, nil, "7"])
    #expect(found.state == .broken(since: "c2", after: "c1"))
    #expect(
      try store.recurrence(of: JobKey(provider: "p", repository: "r", run: "1", job: "j")) == nil)
    // The same asked about a log that is not stored.
    let asked = try store.recurrence(of: failure, in: "acme/web", job: "build", time: 9000)
    #expect(asked.state == found.state)
    #expect(asked.count == 4)
    let groups = try store.failures(in: "acme/web")
    #expect(groups.map(\.count) == [3, 1])
    #expect(groups[0].state == found.state)
    #expect(groups[0].pullRequests == 1)
  }

  @Test func nearlyTheSameWords() throws {
    let scratch = try Scratch()
    let store = try scratch.store(
      "a.db",
      [
        Self.job(
          1, Self.failure("E: could not fetch index from mirror alpha: reset", fingerprint: "v1:a")),
        Self.job(
          2, Self.failure("E: could not fetch index from mirror gamma: reset", fingerprint: "v1:b")),
        Self.job(
          3, Self.failure("undefined reference to symbol of the linker", fingerprint: "v1:c")),
      ])
    let key = JobKey(provider: "p", repository: "acme/web", run: "1", job: "build")
    let near = try #require(try store.recurrence(of: key)).near
    #expect(near.map(\.fingerprint) == ["v1:b"])
    #expect(near.allSatisfy { $0.similarity > 0.85 && $0.similarity < 1 })
  }

  @Test func editDistanceEqualsTheFullTable() {
    var world = World(seed: 11)
    for _ in 0..<400 {
      let words = (0..<2).map { _ in
        (0..<world.generator.below(12)).map { _ in UInt8(97 + world.generator.below(3)) }
      }
      let truth = Self.distance(words[0], words[1])
      for limit in 0...6 {
        let found = EditDistance.between(words[0], words[1], limit: limit)
        #expect(found == (truth <= limit ? truth : nil), "\(words) \(limit)")
      }
    }
  }

  /// Levenshtein as the textbook has it.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (index, byte) in left.enumerated() {
      var next = [index + 1]
      for (column, other) in right.enumerated() {
        next.append(
          min(row[column] + (byte == other ? 0 : 1), row[column + 1] + 1, next[column] + 1))
      }
      row = next
    }
    return row[right.count]
  }

  @Test func sketchEstimatesLikeness() {
    let line = "fatal: unable to access the repository: could not resolve host"
    #expect(Sketch(line).similarity(to: Sketch(line)) == 1)
    let other = "fatal: unable to access the repository: could not resolve proxy"
    #expect(Sketch(line).similarity(to: Sketch(other)) > 0.5)
    #expect(Sketch(line).similarity(to: Sketch("assertion failed in unit test")) < 0.3)
  }

  /// A week of one failure an hour, then ten different branches in five minutes.
  @Test func outageIsAnIncident() throws {
    let week = 1_700_000_000
    var reports = (0..<168).map {
      Self.job($0, branch: "b\($0 % 5)", time: week + $0 * 3600, Self.failure("bug \($0)"))
    }
    let scratch = try Scratch()
    let store = try scratch.store()
    try store.takeIn(reports)
    #expect(try store.incidents(from: week, to: week + 8 * 86_400) == [])
    let outage = week + 168 * 3600
    reports = (0..<10).map {
      Self.job(
        1000 + $0, branch: "x\($0)", time: outage + 30 * $0,
        Self.failure("lookup of host failed", fingerprint: "v1:\($0 % 2)"))
    }
    try store.takeIn(reports)
    let incidents = try store.incidents(from: week, to: outage + 86_400)
    let incident = try #require(incidents.first)
    #expect(incidents.count == 1)
    #expect(incident.runs >= 10 && incident.failures <= 12)
    #expect(incident.from >= outage - 600 && incident.to <= outage + 600)
    #expect(incident.inBucket == incident.failures)
  }

  /// One commit with many failing jobs is no outage.
  @Test func brokenCommitIsNoIncident() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    try store.takeIn(
      (0..<40).map { Self.job($0, branch: "topic", time: 1_700_000_000 + $0, Self.failure("x")) })
    #expect(try store.incidents(from: 0, to: 2_000_000_000) == [])
  }

  @Test func burstChanceFallsWithTheCount() {
    let chances = (1...40).map { BurstRule.chance(of: $0, past: 168) }
    #expect(zip(chances, chances.dropFirst()).allSatisfy { $0 > $1 })
    #expect(chances[0] > 0.3 && chances[39] < 1e-15)
  }
}
