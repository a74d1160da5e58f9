import Assistant
import Foundation
import History
import Logging
import Pipelines
import ServiceLifecycle

/// Tells channels when a default branch breaks or recovers and when a new failure is among the
/// top, by incoming webhooks: the secrets `slack-webhook` and `teams-webhook` are their addresses.
package struct Announcer: Service {
  /// Seconds between two looks.
  static let interval = 60
  /// A job not run for so long is no news, broken or not.
  static let days = 7
  private static let memory = (chat: "outward", key: "told")

  let desk: Desk
  let post: @Sendable (OutgoingMessage) async throws(FetchError) -> Void

  package init(
    desk: Desk, post: (@Sendable (OutgoingMessage) async throws(FetchError) -> Void)? = nil
  ) {
    self.desk = desk
    if let post {
      self.post = post
    } else {
      let poster = MessagePoster()
      self.post = { (message: OutgoingMessage) async throws(FetchError) -> Void in
        _ = try await poster.post(message.body.text, to: message.address)
      }
    }
  }

  /// Whether there is anybody to tell.
  package var isNeeded: Bool { !addresses.isEmpty }

  private var addresses: [(chat: String, address: String)] {
    ["slack", "teams"].flatMap { chat in
      (desk.settings.secrets[chat + "-webhook"] ?? []).map { (chat, $0.text) }
    }
  }

  package func run() async throws {
    while !Task.isShuttingDownGracefully {
      do throws(StoreError) { try await look() } catch {
        desk.logger.error("no news could be told", metadata: ["cause": "\(error)"])
      }
      do {
        try await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(Self.interval)) }
      } catch { return }
    }
  }

  /// Looks once and tells what is new. What is told is kept before it is sent: a message may be
  /// lost with the process, but none is sent twice.
  func look() async throws(StoreError) {
    let now = desk.clock()
    let known = try desk.store.chatMemory(chat: Self.memory.chat, key: Self.memory.key)
    var told =
      known.flatMap { try? JSONDecoder().decode(Announced.self, from: Data($0.utf8)) }
      ?? Announced()
    let before = told
    let news = told.news(try outlook(now: now), desk.settings.announcements, now: now)
    if told != before, let data = try? JSONEncoder().encode(told) {
      try desk.store.keepChatMemory(
        String(decoding: data, as: UTF8.self), chat: Self.memory.chat, key: Self.memory.key,
        at: now)
    }
    for announcement in news { await tell(announcement.reply) }
  }

  private func tell(_ reply: Reply) async {
    for (chat, address) in addresses {
      let body = chat == "teams" ? TeamsDoor().render(reply) : Self.slack(reply)
      do throws(FetchError) {
        try await post(OutgoingMessage(address: address, bearer: nil, body: body))
      } catch {
        desk.logger.error("news was not told", metadata: ["cause": "\(error)"])
      }
    }
  }

  /// A message that answers nobody.
  private static func slack(_ reply: Reply) -> JSON {
    guard case .object(var message) = SlackDoor().render(reply) else { return .null }
    message["response_type"] = nil
    return .object(message)
  }

  /// How things stand, from the store.
  func outlook(now: Int) throws(StoreError) -> Outlook {
    var outlook = Outlook()
    for repository in try desk.store.repositories() {
      var query = JobQuery()
      query.repository = repository
      query.isMainLine = true
      query.statuses = [.passed, .failed]
      var runs: [String: [StoredJob]] = [:]
      for job in try desk.store.jobs(query, limit: 300)
      where job.started > now - Self.days * 86_400 {
        runs[job.key.job, default: []].append(job)
      }
      for name in runs.keys.sorted() {
        if let jobs = runs[name] { outlook.jobs.append(Self.branchJob(jobs)) }
      }
    }
    outlook.tops = try tops(now: now)
    return outlook
  }

  /// - Parameter jobs: runs of one job, latest first; never empty.
  private static func branchJob(_ jobs: [StoredJob]) -> Outlook.BranchJob {
    let latest = jobs[0]
    let isFailed = latest.status == .failed
    // Where a retry may well pass, one failure is not yet a broken branch.
    let isAgain = jobs.count > 1 && jobs[1].status == .failed
    return Outlook.BranchJob(
      key: latest.key, commit: latest.facts.commit,
      isBroken: isFailed && (latest.failure?.isTransient != true || isAgain),
      failure: isFailed ? latest.failure : nil, page: latest.url ?? latest.facts.url)
  }

  private func tops(now: Int) throws(StoreError) -> [Outlook.Top] {
    try desk.store.failureList(since: now - 86_400, now: now, limit: 3).entries.compactMap {
      guard let latest = $0.latest, let fingerprint = latest.fingerprint else { return nil }
      return Outlook.Top(
        fingerprint: fingerprint, summary: latest.summary, bucket: latest.bucket,
        count: $0.count, pullRequests: $0.pullRequests, repositories: $0.groups.map(\.repository))
    }
  }
}
