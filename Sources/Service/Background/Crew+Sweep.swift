import History
import Logging
import Pipelines

extension Crew {
  /// Lists the runs that ended since the sweep before the last one, and sets those to be looked at
  /// of which nothing is known. Swept are the repositories heard of in the last month.
  ///
  /// - Returns: how many runs were not known.
  @discardableResult
  package func sweep() async -> Int {
    let now = desk.clock()
    let since = now - 2 * 60 * max(desk.settings.sweepMinutes, 15)
    var found = 0
    let pipelines = (try? desk.store.pipelines(since: now - 30 * 86_400)) ?? []
    for pipeline in pipelines {
      do {
        guard let list = try clients.recentRuns(of: pipeline) else { continue }
        for run in try await list.since(since) {
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
      } catch {
        desk.logger.warning(
          "a sweep did not succeed",
          metadata: ["repository": "\(pipeline.repository)", "cause": "\(error)"])
      }
    }
    return found
  }
}
