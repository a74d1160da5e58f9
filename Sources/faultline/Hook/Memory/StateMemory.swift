import Foundation
import History
import Pipelines
import Reporting

/// Memory in one small JSON file that a CI's cache can carry from run to run, for teams without a
/// store: which failures were seen, how often, where, and whether the default branch has them.
struct StateMemory {
  let path: String
  var now = Int(Date().timeIntervalSince1970)

  /// Looks the failures up and writes the file anew. A file that cannot be read starts anew, with
  /// one line on stderr.
  ///
  /// - Returns: what is known, by the failure's place in ``JobOutcome/failures``.
  func remember(_ outcome: JobOutcome, _ context: JobContext) -> [Int: RecurrenceNote] {
    var state = read()
    var out: [Int: RecurrenceNote] = [:]
    if outcome.hasFailed {
      var asker = FailureAsker(
        pullRequest: context.pullRequest, isMainLine: context.isMainLine, now: now)
      asker.mainLine = context.defaultBranch ?? "main"
      for (index, diagnosis) in outcome.failures.enumerated() {
        guard let fingerprint = diagnosis.fingerprint else { continue }
        let past = state.add(fingerprint, context, now: now)
        out[index] = RecurrenceNote(past, for: asker)
      }
    } else {
      state.recover(context)
    }
    state.trim()
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if let data = try? encoder.encode(state),
      let trouble = SafeFile.replace(path, with: Array(data))
    {
      Terminal.words(trouble)
    }
    return out
  }

  private func read() -> SeenFailure {
    var status = stat()
    guard stat(path, &status) == 0 else { return SeenFailure() }
    guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= SeenFailure.byteLimit,
      let data = FileManager.default.contents(atPath: path),
      let state = try? JSONDecoder().decode(SeenFailure.self, from: data),
      state.schema == SeenFailure.version
    else {
      Terminal.words("'\(path)': not a state file of this version, started anew")
      return SeenFailure()
    }
    return state
  }
}

/// The content of a state file.
struct SeenFailure: Codable, Equatable {
  static let version = "faultline.state/1"
  /// Failures kept; the one not seen for the longest time goes first.
  static let most = 2000
  /// A larger file is not ours.
  static let byteLimit = 4 << 20

  /// A failure on the default branch that no green run has ended yet.
  struct MainLine: Codable, Equatable {
    var commit: String
    var job: String
    var time: Int
  }

  struct Failure: Codable, Equatable {
    var fingerprint: String
    var count: Int
    /// Seconds since 1970.
    var first: Int
    var last: Int
    /// The run, attempt and job counted last, so that annotating twice counts once.
    var lastJob: String
    /// At most ``Failure/places`` of each, the latest last.
    var branches: [String]
    var pullRequests: [String]
    var main: MainLine?

    static let places = 20
  }

  var schema = SeenFailure.version
  var failures: [Failure] = []

  /// Counts a failure and returns what is now known of it.
  mutating func add(_ fingerprint: String, _ context: JobContext, now: Int) -> Recurrence {
    let index = failures.firstIndex { $0.fingerprint == fingerprint } ?? failures.count
    if index == failures.count {
      failures.append(
        Failure(
          fingerprint: fingerprint, count: 0, first: now, last: now, lastJob: "", branches: [],
          pullRequests: []))
    }
    var failure = failures[index]
    let job = [context.run ?? "\(now)", "\(context.attempt)", context.job ?? ""]
      .joined(separator: "/")
    if failure.lastJob != job { failure.count += 1 }
    failure.lastJob = job
    failure.last = now
    Self.note(context.branch, in: &failure.branches)
    Self.note(context.pullRequest, in: &failure.pullRequests)
    let wasBroken = failure.main
    if context.isMainLine, failure.main == nil {
      failure.main = MainLine(
        commit: context.commit ?? "", job: context.job ?? "", time: now)
    }
    failures[index] = failure
    return past(failure, wasBroken, context)
  }

  private func past(
    _ failure: Failure, _ broken: MainLine?, _ context: JobContext
  ) -> Recurrence {
    let state: FailureState =
      broken.map { .broken(since: $0.commit, after: nil) } ?? (failure.count > 1 ? .known : .new)
    let repository = context.repository ?? "local"
    func place(_ branch: String, _ pullRequest: String?) -> Recurrence.Place {
      Recurrence.Place(
        repository: repository, branch: branch, pullRequest: pullRequest, count: 1,
        lastTime: failure.last)
    }
    // The file keeps branches and requests apart; one of each belong together.
    let isOne = broken == nil && failure.pullRequests.count == 1 && failure.branches.count <= 1
    let places =
      isOne
      ? [place(failure.branches.first ?? "", failure.pullRequests.first)]
      : failure.branches.map { place($0, nil) } + failure.pullRequests.map { place("", $0) }
    return Recurrence(
      state: state, count: failure.count, firstTime: failure.first, places: places,
      repositories: 1)
  }

  /// A green run of the default branch ends what its job failed with there.
  mutating func recover(_ context: JobContext) {
    guard context.isMainLine else { return }
    for index in failures.indices where failures[index].main?.job == (context.job ?? "") {
      failures[index].main = nil
    }
  }

  mutating func trim() {
    guard failures.count > Self.most else { return }
    failures.sort { ($0.last, $0.fingerprint) > ($1.last, $1.fingerprint) }
    failures.removeLast(failures.count - Self.most)
  }

  private static func note(_ place: String?, in places: inout [String]) {
    guard let place else { return }
    places.removeAll { $0 == place }
    places.append(String(place.prefix(200)))
    if places.count > Failure.places { places.removeFirst() }
  }
}
