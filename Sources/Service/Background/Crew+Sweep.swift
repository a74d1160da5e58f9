import History
import Logging
import Pipelines

extension Crew {
  /// What was ended longer ago is not looked for: the CI's lists would have to be read from end to
  /// end. GitHub keeps a delivery as long for making it again.
  static let sweepsBack = 3 * 86_400
  private static let memory = "sweep"

  /// Lists the runs that ended since the last sweep that succeeded, with some time before it, and
  /// sets those to be looked at of which nothing is known. So what was told while nothing could be
  /// kept, or while the service was down, is made up for. Swept are the repositories heard of in the
  /// last month.
  ///
  /// - Returns: how many runs were not known.
  @discardableResult
  package func sweep() async -> Int {
    let now = desk.clock()
    var found = 0
    let pipelines = (try? desk.store.pipelines(since: now - 30 * 86_400)) ?? []
    for pipeline in pipelines {
      do {
        guard let list = try clients.recentRuns(of: pipeline) else { continue }
        for run in try await list.since(try beginning(of: pipeline, now)) {
          guard try !desk.store.knows(run: run.id, attempt: run.attempt, of: pipeline) else {
            continue
          }
          found += 1
          let task = RunTask(
            run: .init(
              provider: pipeline.provider, repository: pipeline.repository, run: run.run,
              attempt: run.attempt))
          try desk.store.addWork([task.work(at: now)].compactMap { $0 })
        }
        try desk.store.keepChatMemory(
          "\(now)", chat: Self.memory, key: Self.key(pipeline), at: now)
      } catch {
        desk.logger.warning(
          "a sweep did not succeed",
          metadata: ["repository": "\(pipeline.repository)", "cause": "\(error)"])
      }
    }
    return found
  }

  private static func key(_ pipeline: Pipeline) -> String {
    pipeline.provider + "\u{1F}" + pipeline.repository
  }

  /// Seconds since 1970. Two intervals at least: a list may be behind, and a webhook on its way.
  private func beginning(of pipeline: Pipeline, _ now: Int) throws(StoreError) -> Int {
    let overlap = 2 * 60 * max(desk.settings.sweepMinutes, 15)
    let last = try desk.store.chatMemory(chat: Self.memory, key: Self.key(pipeline))
    guard let last = last.flatMap({ Int($0) }) else { return now - overlap }
    return max(now - Self.sweepsBack, min(last, now) - overlap)
  }
}
