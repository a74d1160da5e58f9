import Foundation
import History
import Logging
import ServiceLifecycle

/// When the crew works.
extension Crew {
  /// Works until the service is told to end; what was begun is finished. On threads of its own:
  /// a store that makes its writers wait must not hold those on which requests are answered.
  func run() async {
    await withTaskExecutorPreference(DiskThreads.shared) { await shifts() }
  }

  private func shifts() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { noteRules() }
      group.addTask { await events() }
      for _ in 0..<desk.settings.workers { group.addTask { await works() } }
      group.addTask { await verdicts() }
      group.addTask { await upkeep() }
      group.addTask { await reviews() }
      if desk.settings.sweepMinutes > 0 { group.addTask { await sweeps() } }
    }
  }

  /// Sleeps; false when the service is to end.
  private func rest(_ duration: Duration) async -> Bool {
    do {
      try await cancelWhenGracefulShutdown { try await Task.sleep(for: duration) }
      return true
    } catch {
      return false
    }
  }

  private func events() async {
    repeat {
      do throws(StoreError) {
        while try takeEvents() == Self.batch {
          // Deliveries that wait for the disk come first.
          guard await rest(.milliseconds(20)) else { return }
        }
      } catch {
        desk.logger.error("events were not taken in", metadata: ["cause": "\(error)"])
      }
    } while await rest(.milliseconds(200))
  }

  private func works() async {
    repeat {
      while let item = await duty.take(desk.store, at: desk.clock()) {
        await work(on: item)
        duty.leave(item.number)
        guard !Task.isShuttingDownGracefully else { return }
      }
    } while await rest(.milliseconds(500))
  }

  /// Does one piece of work and strikes it off, or puts it back.
  func work(on item: WorkItem) async {
    do {
      do {
        let begin = ContinuousClock.now
        try await attempt(item)
        try desk.store.finishWork([item.number])
        desk.meter.observe(
          (ContinuousClock.now - begin) / .seconds(1), in: Instruments.workDuration)
        desk.meter.add(to: Instruments.worked, "done")
      } catch let error as CrewError {
        let isOver = !error.mayPass || item.attempts + 1 >= Self.tries
        desk.meter.add(to: Instruments.worked, isOver ? "dead" : "retried")
        let due = isOver ? nil : desk.clock() + Self.wait(item.attempts)
        try desk.store.postponeWork(item.number, until: due, reason: error.reason)
        desk.logger.warning(
          isOver ? "work was given up" : "work is tried again later",
          metadata: ["kind": "\(item.kind)", "cause": "\(error.reason)"])
        if isOver { try giveUp(item, error.reason) }
      }
    } catch {
      desk.logger.error("work was not noted", metadata: ["cause": "\(error)"])
    }
  }

  private func attempt(_ item: WorkItem) async throws {
    if let task = Self.decode(RunTask.self, item.payload) {
      try await list(task)
    } else if let task = Self.decode(ExplainTask.self, item.payload) {
      try await explain(task)
    } else {
      throw CrewError(reason: "its payload cannot be read", mayPass: false)
    }
  }

  /// A failure whose log is not to be had is still shown as one.
  private func giveUp(_ item: WorkItem, _ reason: String) throws(StoreError) {
    guard let task = Self.decode(ExplainTask.self, item.payload),
      var report = task.event.report(now: desk.clock())
    else { return }
    report.failure = Self.unexplained("not analysed: \(reason)")
    try desk.store.takeIn(report)
  }

  /// Seconds before the next try: full jitter over 2, 4, 8 … seconds, at most five minutes.
  static func wait(_ attempts: Int) -> Int { Int.random(in: 1...min(300, 2 << min(attempts, 8))) }

  // MARK: - Upkeep

  /// Decides about the tests of repositories with new results: now and then and not with every
  /// job, as it takes longer than a delivery may wait for the disk.
  private func verdicts() async {
    while await rest(.seconds(30)) { decide(.leisurely) }
    decide()
  }

  /// Decides where results are new, whoever took them in: this service, one before it that was
  /// killed, or a command beside it.
  func decide(_ pace: Pace = .atOnce) {
    do throws(StoreError) {
      for repository in try desk.store.undecided() {
        try desk.store.refreshFlakes(of: repository, pace: pace)
      }
    } catch {
      desk.logger.error("verdicts were not made", metadata: ["cause": "\(error)"])
    }
  }

  /// Last week's review is ready when somebody asks for it, and so is what fails most.
  private func reviews() async {
    repeat {
      do throws(StoreError) {
        try ReviewPage.renew(desk)
        try FailurePages.remember(desk)
      } catch {
        desk.logger.error("pages were not made ready", metadata: ["cause": "\(error)"])
      }
    } while await rest(.seconds(ReviewShelf.lifetime * 3 / 4))
  }

  /// Old rows go by themselves, once a day; the audit log's head is told, for somebody to keep.
  private func upkeep() async {
    guard await rest(.seconds(60)) else { return }
    repeat { keepUp(.leisurely) } while await rest(.seconds(86_400))
  }

  /// The upkeep of a day.
  func keepUp(_ pace: Pace = .atOnce) {
    let now = desk.clock()
    do throws(StoreError) {
      if desk.settings.prunes {
        try desk.store.pruneIfDue(desk.settings.retention, now: now, pace: pace)
      }
      try desk.store.forgetDeliveries(before: now - 7 * 86_400)
      if case .whole(let head) = try desk.store.verifyAudit() {
        desk.logger.info("the audit log is whole", metadata: ["head": "\(head)"])
      } else {
        desk.logger.critical("the audit log was changed; see `faultline audit verify`")
      }
    } catch {
      desk.logger.error("upkeep did not succeed", metadata: ["cause": "\(error)"])
    }
  }

  // MARK: - Sweeps

  /// Finds runs that no webhook told of.
  private func sweeps() async {
    // Soon after the start, too: webhooks of the time before found nobody.
    var pause = 60
    while await rest(.seconds(pause)) {
      let found = await sweep()
      if found > 0 { desk.logger.info("a sweep found runs", metadata: ["runs": "\(found)"]) }
      pause = desk.settings.sweepMinutes * 60
    }
  }
}
