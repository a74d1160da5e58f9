import Flakiness
import Foundation
import History
import Pipelines
import Signatures

/// What a file says about a job: one JSON object whose keys are those of ``JobContext`` and
///
///     {"repository": "acme/web", "run": 4711, "job": "linux", "commit": "3f2a…", "branch": "main",
///      "started": "2026-03-02T09:12:00Z", "status": "failed",
///      "logs": ["build.log"], "results": ["reports/*.xml"]}
///
/// Times are ISO 8601 or seconds since 1970. Every key is optional; an unknown one is an error, as
/// it is a misspelt one more often than not.
struct JobMeta {
  private var values: [String: Value] = [:]

  private static let texts: [String: any WritableKeyPath<JobContext, String?> & Sendable] = [
    "repository": \.repository, "workflow": \.workflow, "run": \.run, "job": \.job,
    "commit": \.commit, "branch": \.branch, "defaultBranch": \.defaultBranch,
    "pullRequest": \.pullRequest, "event": \.event, "author": \.author, "runURL": \.runURL,
    "jobURL": \.jobURL, "runner": \.runner, "environment": \.environment,
    "workspace": \.workspace,
  ]
  private static let times: [String: any WritableKeyPath<JobContext, Int?> & Sendable] = [
    "queued": \.queued, "started": \.started, "finished": \.finished, "commitTime": \.commitTime,
  ]
  private static let others = ["provider", "attempt", "status", "revision", "logs", "results"]
  /// All keys, sorted.
  static let keys = (Array(texts.keys) + Array(times.keys) + others).sorted()

  /// Reads one object.
  ///
  /// - Parameters:
  ///   - text: the JSON.
  ///   - place: the file, and the line if it is one of many, for errors.
  init(_ text: some DataProtocol, place: String) throws(InputError) {
    do {
      values = try JSONDecoder().decode([String: Value].self, from: Data(text))
    } catch {
      throw InputError(path: place, message: Self.words(error))
    }
    for key in values.keys.sorted() where !Self.keys.contains(key) {
      let nearest = nearestWord(to: key, in: Self.keys)
      let hint = nearest.map { ", did you mean '\($0)'" } ?? ""
      throw InputError(path: place, message: "unknown key '\(key)'\(hint)")
    }
  }

  /// Lays what the file says over what is known already.
  func lay(over sources: inout JobSources, place: String) throws(InputError) {
    do { try apply(to: &sources) } catch {
      throw InputError(path: place, message: error.cause)
    }
  }

  private func apply(to sources: inout JobSources) throws(Problem) {
    for (key, path) in Self.texts {
      if let text = try text(key) { sources.context[keyPath: path] = text }
    }
    for (key, path) in Self.times {
      if let time = try time(key) { sources.context[keyPath: path] = time }
    }
    if let provider = try text("provider") { sources.context.provider = provider }
    if let attempt = try number("attempt", from: 1) { sources.context.attempt = attempt }
    if let revision = try number("revision", from: 0) { sources.revision = revision }
    if let logs = try list("logs") { sources.logs = logs }
    if let results = try list("results") { sources.results = results }
    if let status = try text("status") { sources.status = try Self.status(status) }
  }

  /// A word for how a job ended, in the spelling of any CI.
  static func status(_ word: String) throws(Problem) -> JobStatus {
    switch word.lowercased() {
    case "passed", "success", "succeeded", "successful", "pass", "ok": return .passed
    case "failed", "failure", "fail", "error", "errored", "timed_out", "timedout": return .failed
    case "cancelled", "canceled", "aborted", "skipped", "not_built": return .cancelled
    default:
      throw Problem(cause: "status '\(word)' is not known, expected passed, failed, cancelled")
    }
  }

  /// Seconds since 1970 of an ISO 8601 time or a number.
  static func time(_ text: String) -> Int? {
    if let number = Int(text), (0..<253_402_300_800).contains(number) { return number }
    if let seconds = Timestamp.seconds(text) { return seconds }
    return Timestamp.seconds(text + "T00:00:00Z")
  }

  struct Problem: Error { let cause: String }

  private func text(_ key: String) throws(Problem) -> String? {
    switch values[key] {
    case nil, .null: return nil
    case .text(let text) where !text.isEmpty: return text
    case .text: return nil
    case .number(let number): return String(number)
    default: throw Problem(cause: "'\(key)' is no text")
    }
  }

  private func number(_ key: String, from least: Int) throws(Problem) -> Int? {
    guard let text = try text(key) else { return nil }
    guard let number = Int(text), number >= least, number <= 1_000_000 else {
      throw Problem(cause: "'\(key)' is '\(text)', expected a number from \(least)")
    }
    return number
  }

  private func time(_ key: String) throws(Problem) -> Int? {
    guard let text = try text(key) else { return nil }
    guard let time = Self.time(text) else {
      throw Problem(
        cause: "'\(key)' is '\(text)', expected a time like 2026-03-02T09:12:00Z or seconds")
    }
    return time
  }

  private func list(_ key: String) throws(Problem) -> [String]? {
    switch values[key] {
    case nil, .null: return nil
    case .text(let text): return [text]
    case .list(let list): return list
    default: throw Problem(cause: "'\(key)' is no list of paths")
    }
  }

  private static func words(_ error: any Error) -> String {
    guard case .dataCorrupted(let context)? = error as? DecodingError else {
      return "is not one JSON object of texts, numbers and lists of paths"
    }
    let detail = (context.underlyingError as NSError?)?.userInfo[NSDebugDescriptionErrorKey]
    let text = (detail as? String ?? context.debugDescription).lowercased()
    return "is not JSON: " + text.trimmingCharacters(in: CharacterSet(charactersIn: ". "))
  }

  private enum Value: Decodable {
    case null
    case text(String)
    case number(Int)
    case list([String])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .null
      } else if let text = try? container.decode(String.self) {
        self = .text(text)
      } else if let number = try? container.decode(Int.self) {
        self = .number(number)
      } else {
        self = .list(try container.decode([String].self))
      }
    }
  }
}
