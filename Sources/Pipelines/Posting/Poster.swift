import Foundation

/// A place on a CI's host where people talk about a change, and what we say there.
public protocol Poster: Sendable {
  /// Keeps one comment on a pull or merge request up to date: never a second one.
  ///
  /// - Parameters:
  ///   - request: its number.
  ///   - isOurs: whether a comment's text bears our mark.
  ///   - update: the new text from the old one (nil without one); nil for "leave it".
  func comment(
    on request: String, isOurs: @Sendable (String) -> Bool,
    update: @Sendable (String?) -> String?
  ) async throws(FetchError)
}

/// The posters by provider.
public enum Posters {
  /// Nil for a provider without comments. The token comes from `environment`.
  public static func make(
    _ provider: String, repository: String, environment: [String: String],
    transport: any HTTPTransport = NetworkTransport(), retry: RetryPolicy = RetryPolicy()
  ) throws(FetchError) -> (any Poster)? {
    let request = FetchRequest(run: "", repository: repository)
    func api(_ type: any PipelineClient.Type) throws(FetchError) -> APIClient {
      try PipelineClients.api(
        type, request, environment: environment, transport: transport, retry: retry,
        limits: .init())
    }
    switch provider {
    case GitHubClient.name:
      return GitHubPoster(
        api: try api(GitHubClient.self), repository: try PathSegment.pair(repository))
    case GitLabClient.name:
      return GitLabPoster(
        api: try api(GitLabClient.self), project: PathSegment.encoded(repository))
    default: return nil
    }
  }
}

/// Comments and check runs on GitHub.
public struct GitHubPoster: Poster {
  let api: APIClient
  /// Two encoded segments.
  let repository: String

  private struct Comment: Decodable {
    struct User: Decodable {
      var login: String?
      var type: String?
    }
    var id: Int
    var body: String?
    var user: User?
  }

  private struct Done: Decodable { var id: Int }

  public func comment(
    on request: String, isOurs: @Sendable (String) -> Bool,
    update: @Sendable (String?) -> String?
  ) async throws(FetchError) {
    let number = try PathSegment.number(request, "pull request")
    let known = try await ours(number, isOurs)
    guard let text = update(known?.body) else { return }
    if let known {
      try await write("PATCH", "/repos/\(repository)/issues/comments/\(known.id)", text)
      return
    }
    let made = try await write("POST", "/repos/\(repository)/issues/\(number)/comments", text)
    // Two jobs may have found none at the same moment: the older comment stays, with both in it.
    guard let first = try await ours(number, isOurs), first.id != made.id else { return }
    if let both = update(first.body) {
      try await write("PATCH", "/repos/\(repository)/issues/comments/\(first.id)", both)
    }
    try await delete("/repos/\(repository)/issues/comments/\(made.id)")
  }

  /// Our oldest comment. A person may quote our mark, so the author counts as well: a bot, or whoever
  /// the token belongs to.
  private func ours(
    _ number: String, _ isOurs: (String) -> Bool
  ) async throws(FetchError) -> Comment? {
    var viewer: String??
    for page in 1...50 {
      let list = try await api.get(
        "/repos/\(repository)/issues/\(number)/comments?per_page=100&page=\(page)",
        as: [Comment].self)
      for comment in list where isOurs(comment.body ?? "") {
        if comment.user?.type == "Bot" { return comment }
        if viewer == nil { viewer = await login() }
        if let login = viewer ?? nil, comment.user?.login == login { return comment }
      }
      if list.count < 100 { break }
    }
    return nil
  }

  /// Nil for tokens that are nobody's, such as a workflow's own.
  private func login() async -> String? {
    struct Viewer: Decodable { var login: String }
    return try? await api.get("/user", as: Viewer.self).login
  }

  @discardableResult
  private func write(_ method: String, _ path: String, _ text: String) async throws(FetchError)
    -> Done
  {
    try await api.exchange(method, path, body: JSONBody.encoded(["body": text]), as: Done.self)
  }

  private func delete(_ path: String) async throws(FetchError) {
    try await api.send("DELETE", path)
  }

  /// Makes a check run: the first body starts it, the others add annotations to it.
  public func checkRun(_ bodies: [String]) async throws(FetchError) {
    guard let first = bodies.first else { return }
    let path = "/repos/\(repository)/check-runs"
    let made = try await api.exchange("POST", path, body: Array(first.utf8), as: Done.self)
    for body in bodies.dropFirst() {
      _ = try await api.exchange(
        "PATCH", "\(path)/\(made.id)", body: Array(body.utf8), as: Done.self)
    }
  }
}

/// Notes on GitLab.
public struct GitLabPoster: Poster {
  let api: APIClient
  /// One encoded segment.
  let project: String

  private struct Note: Decodable {
    struct Author: Decodable { var id: Int? }
    var id: Int
    var body: String?
    var author: Author?
  }

  private struct Viewer: Decodable { var id: Int }

  public func comment(
    on request: String, isOurs: @Sendable (String) -> Bool,
    update: @Sendable (String?) -> String?
  ) async throws(FetchError) {
    let number = try PathSegment.number(request, "merge request")
    let notes = "/projects/\(project)/merge_requests/\(number)/notes"
    let viewer = try await api.get("/user", as: Viewer.self)
    var known: Note?
    for page in 1...50 where known == nil {
      let list = try await api.get(
        "\(notes)?per_page=100&sort=asc&order_by=created_at&page=\(page)", as: [Note].self)
      known = list.first { isOurs($0.body ?? "") && $0.author?.id == viewer.id }
      if list.count < 100 { break }
    }
    guard let text = update(known?.body) else { return }
    let path = known.map { "\(notes)/\($0.id)" } ?? notes
    _ = try await api.exchange(
      known == nil ? "POST" : "PUT", path, body: JSONBody.encoded(["body": text]), as: Note.self)
  }
}

/// Small JSON objects.
enum JSONBody {
  static func encoded(_ values: [String: String]) -> [UInt8] {
    (try? JSONEncoder().encode(values)).map { Array($0) } ?? []
  }
}
