import Assistant
import Foundation
import History

/// What is worth telling a channel, as it stands now.
package struct Outlook: Sendable, Equatable {
  /// A job of a default branch.
  package struct BranchJob: Sendable, Equatable {
    package var key: JobKey
    package var commit: String
    package var isBroken: Bool
    /// Why, where it is broken and a log was seen.
    package var failure: FailureRecord?
    package var page: String?

    /// The job whatever the run.
    var name: String { "\(key.provider) \(key.repository) \(key.job)" }
  }

  /// A failure that many have.
  package struct Top: Sendable, Equatable {
    package var fingerprint: String
    package var summary: String
    package var bucket: String
    package var count: Int
    package var pullRequests: Int
    package var repositories: [String]
  }

  package var jobs: [BranchJob] = []
  package var tops: [Top] = []

  package init(jobs: [BranchJob] = [], tops: [Top] = []) {
    self.jobs = jobs
    self.tops = tops
  }
}

/// When something is told.
package struct AnnouncementRules: Sendable, Equatable {
  /// Messages in any hour.
  package var perHour = 6
  /// Seconds in which a job is spoken of once.
  package var pause = 1800
  /// Seconds after which a top failure is news again.
  package var topPause = 7 * 86_400
  /// Occurrences within a day that make a top failure.
  package var topCount = 5
  /// Minutes of the day from and until which nothing is told; nil for never.
  package var quiet: (from: Int, to: Int)?
  /// The zone of the quiet hours.
  package var zone = TimeZone(secondsFromGMT: 0) ?? .current

  package init() {}

  package static func == (left: Self, right: Self) -> Bool {
    left.perHour == right.perHour && left.pause == right.pause && left.zone == right.zone
      && left.topPause == right.topPause && left.topCount == right.topCount
      && left.quiet?.from == right.quiet?.from && left.quiet?.to == right.quiet?.to
  }

  func isQuiet(_ now: Int) -> Bool {
    guard let quiet, quiet.from != quiet.to else { return false }
    let local = now + zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(now)))
    let minute = ((local % 86_400) + 86_400) % 86_400 / 60
    return quiet.from < quiet.to
      ? (quiet.from..<quiet.to).contains(minute)
      : minute >= quiet.from || minute < quiet.to
  }
}

/// One piece of news.
package enum Announcement: Sendable, Equatable {
  case broke(Outlook.BranchJob)
  /// With the moment at which it was told broken.
  case recovered(Outlook.BranchJob, told: Int)
  case top(Outlook.Top)
}

/// What was told before. News is the difference between this and what is: so what was held back,
/// by quiet hours or because there was too much, is told later if it still holds, and never if it
/// passed meanwhile.
package struct Announced: Sendable, Equatable, Codable {
  /// Jobs that were told broken, and when.
  package var broken: [String: Int] = [:]
  /// When a job was last spoken of.
  package var spoken: [String: Int] = [:]
  /// When a top failure was last told.
  package var tops: [String: Int] = [:]
  /// The last messages.
  package var sent: [Int] = []
  /// Whether anything was ever looked at: what is broken before is no news.
  package var hasLooked = false

  package init() {}

  /// The news, worst first; changes this to have told them.
  package mutating func news(
    _ outlook: Outlook, _ rules: AnnouncementRules, now: Int
  ) -> [Announcement] {
    guard hasLooked else {
      adopt(outlook, now: now)
      return []
    }
    guard !rules.isQuiet(now) else { return [] }
    // A clock that was set back must not silence us for the difference.
    sent = sent.filter { $0 > now - 3600 && $0 <= now }
    var news: [Announcement] = []
    for candidate in candidates(outlook, rules, now: now) {
      guard sent.count < rules.perHour else { break }
      if case .top(let top) = candidate, tops[top.fingerprint] == now { continue }
      note(candidate, now: now)
      sent.append(now)
      news.append(candidate)
    }
    forget(outlook, now: now)
    return news
  }

  private mutating func adopt(_ outlook: Outlook, now: Int) {
    hasLooked = true
    for job in outlook.jobs where job.isBroken { broken[job.name] = now }
    for top in outlook.tops { tops[top.fingerprint] = now }
  }

  private func candidates(
    _ outlook: Outlook, _ rules: AnnouncementRules, now: Int
  ) -> [Announcement] {
    let jobs = outlook.jobs.filter { job in
      spoken[job.name].map { abs(now - $0) >= rules.pause } ?? true
    }
    let broke = jobs.filter { $0.isBroken && broken[$0.name] == nil }
    let recovered = jobs.filter { !$0.isBroken && broken[$0.name] != nil }
    let fresh = outlook.tops.filter { top in
      top.count >= rules.topCount
        && tops[top.fingerprint].map { abs(now - $0) >= rules.topPause } ?? true
    }
    return broke.map { .broke($0) }
      + recovered.map { .recovered($0, told: broken[$0.name] ?? now) } + fresh.map { .top($0) }
  }

  private mutating func note(_ announcement: Announcement, now: Int) {
    switch announcement {
    case .broke(let job):
      broken[job.name] = now
      spoken[job.name] = now
      // Whoever reads that the branch broke need not read the same failure again.
      if let fingerprint = job.failure?.fingerprint { tops[fingerprint] = now }
    case .recovered(let job, _):
      broken[job.name] = nil
      spoken[job.name] = now
    case .top(let top): tops[top.fingerprint] = now
    }
  }

  /// Jobs that are no longer there are forgotten, and so is what is long ago.
  private mutating func forget(_ outlook: Outlook, now: Int) {
    let names = Set(outlook.jobs.map(\.name))
    broken = broken.filter { names.contains($0.key) }
    spoken = spoken.filter { abs(now - $0.value) < 86_400 }
    tops = tops.filter { abs(now - $0.value) < 30 * 86_400 }
  }
}

extension Announcement {
  /// The news as a reply, which every chat knows how to show.
  package var reply: Reply {
    switch self {
    case .broke(let job):
      var reply = Self.reply(
        job,
        "'\(job.key.job)' fails on the default branch of \(job.key.repository) since "
          + "\(Self.short(job.commit)).")
      guard let failure = job.failure else { return reply }
      let category = failure.category.map { "/" + $0 } ?? ""
      reply.sentences.append(.init(text: failure.summary, basis: .job(job.key)))
      reply.sentences.append(
        .init(text: "That is \(failure.bucket)\(category).", basis: .job(job.key)))
      reply.bucket = failure.bucket
      reply.evidence = failure.evidence.prefix(2).map {
        .init(job: job.key, line: $0.line, role: $0.role, text: $0.text)
      }
      reply.actions = [.init(title: "Explain more", question: "explain more")]
      return reply
    case .recovered(let job, _):
      return Self.reply(
        job,
        "'\(job.key.job)' passes again on the default branch of \(job.key.repository), at "
          + "\(Self.short(job.commit)).")
    case .top(let top):
      var reply = Reply(.topFailures)
      let places = top.repositories.prefix(3).joined(separator: ", ")
      reply.sentences = [
        .init(
          text: "New among the top failures: \(top.count) times within a day, "
            + "in \(top.pullRequests) pull requests (\(places)).", basis: .failure(top.fingerprint)),
        .init(text: "\(top.summary) (\(top.bucket))", basis: .failure(top.fingerprint)),
      ]
      return reply
    }
  }

  private static func reply(_ job: Outlook.BranchJob, _ text: String) -> Reply {
    var reply = Reply(.brokenOnMain)
    reply.job = job.key
    reply.sentences = [.init(text: text, basis: .job(job.key))]
    reply.links = [job.page].compactMap { $0 }.filter(Reply.isPage)
    return reply
  }

  private static func short(_ commit: String) -> String {
    commit.count >= 12 && commit.allSatisfy(\.isHexDigit) ? String(commit.prefix(7)) : commit
  }
}
