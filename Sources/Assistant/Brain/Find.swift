import History

/// The jobs a question may mean.
enum Found {
  case one(StoredJob, remarks: [String])
  case several([StoredJob], question: String)
  case nothing([String])
}

extension Inquiry {
  /// The job a question is about.
  func find(_ question: Question, in talk: Conversation) throws(StoreError) -> Found {
    var query = JobQuery()
    query.repository = asker.repository
    switch question.subject {
    case .none, .choice, .service, .last: return try latest(query)
    case .mine: return try mine(query)
    case .thread: return try thread(talk, query)
    case .previous: return try previous(talk)
    case .job(let name):
      query.job = name
      return try narrow(query, "job '\(name)'")
    case .run(let id):
      query.run = id
      return try narrow(query, "run \(id)")
    case .pullRequest(let number):
      query.pullRequest = number
      return try narrow(query, "pull request #\(number)")
    case .commit(let id):
      query.commit = id
      return try narrow(query, "commit \(id)")
    case .branch(let name): return try branch(name, query)
    case .url(let url): return try page(url, query)
    case .test(let name): return try failing(name, query)
    case .repository(let name):
      query.repository = name
      return try narrow(query, "repository '\(name)'")
    case .name(let name): return try named(name, query)
    case .file(let path):
      return .nothing(["'\(path)' is a file: `faultline why \(path)` reads it where it is."])
    }
  }

  private func latest(_ query: JobQuery) throws(StoreError) -> Found {
    guard let job = try store.jobs(query, limit: 1).first else {
      return .nothing(["There is no failed job in \(place)."])
    }
    return .one(job, remarks: [])
  }

  private func mine(_ query: JobQuery) throws(StoreError) -> Found {
    guard let login = asker.login else {
      guard let job = try store.jobs(query, limit: 1).first else {
        return .nothing(["There is no failed job in \(place)."])
      }
      return .one(
        job,
        remarks: [
          "I do not know which builds are yours, so this is the latest failed one of \(place)."
        ] + [asker.howToLink].compactMap { $0 })
    }
    var query = query
    query.author = login
    return try narrow(query, "builds of \(login)")
  }

  private func thread(_ talk: Conversation, _ query: JobQuery) throws(StoreError) -> Found {
    if let key = talk.job {
      guard let job = try store.job(key) else {
        return .nothing(["That job is no longer in the store."])
      }
      return .one(job, remarks: [])
    }
    if let test = talk.test {
      var query = query
      query.repository = talk.testRepository
      query.test = test
      return try narrow(query, "test '\(test)'")
    }
    return try latest(query)
  }

  private func previous(_ talk: Conversation) throws(StoreError) -> Found {
    guard let key = talk.job, let job = try store.job(key) else {
      return .nothing(["I do not know which build you mean the one before of."])
    }
    var query = JobQuery()
    query.repository = key.repository
    query.job = key.job
    query.branch = job.facts.branch.isEmpty ? nil : job.facts.branch
    query.before = job.started
    guard let before = try store.jobs(query, limit: 1).first else {
      let branch = query.branch.map { " on \($0)" } ?? ""
      return .nothing(["No earlier failure of '\(key.job)'\(branch) is stored."])
    }
    return .one(before, remarks: [])
  }

  private func branch(_ name: String, _ query: JobQuery) throws(StoreError) -> Found {
    var query = query
    query.branch = name
    if try store.jobs(with(query, statuses: Set(JobStatus.allCases)), limit: 1).isEmpty,
      Group.main.contains(name)
    {
      query.branch = nil
      query.isMainLine = true
    }
    return try narrow(query, "branch '\(name)'")
  }

  private func named(_ name: String, _ query: JobQuery) throws(StoreError) -> Found {
    let all = Set(JobStatus.allCases)
    for path: WritableKeyPath<JobQuery, String?> in [\.job, \.branch] {
      var named = query
      named[keyPath: path] = name
      if try !store.jobs(with(named, statuses: all), limit: 1).isEmpty {
        return try narrow(named, "'\(name)'")
      }
    }
    if name.contains("/"), try store.repositories().contains(name) {
      var named = query
      named.repository = name
      return try narrow(named, "repository '\(name)'")
    }
    return try failing(name, query)
  }

  private func failing(_ name: String, _ query: JobQuery) throws(StoreError) -> Found {
    let tests = try tests(named: name)
    guard let test = tests.first else {
      return .nothing(["No job, branch or test '\(name)' is in \(place)."])
    }
    var query = query
    query.repository = test.repository
    query.test = test.name
    return try narrow(query, "test '\(test.name)'")
  }

  /// The job or run behind a page.
  private func page(_ url: String, _ query: JobQuery) throws(StoreError) -> Found {
    for path: WritableKeyPath<JobQuery, String?> in [\.jobURL, \.runURL] {
      var exact = query
      exact[keyPath: path] = url
      if try !store.jobs(with(exact, statuses: Set(JobStatus.allCases)), limit: 1).isEmpty {
        return try narrow(exact, "this page")
      }
    }
    let address = PageAddress(url)
    guard address.run != nil || address.pullRequest != nil else {
      return .nothing(["I cannot tell which build the address means."])
    }
    var named = query
    named.run = address.run
    named.pullRequest = address.run == nil ? address.pullRequest : nil
    if let repository = address.repository, try store.repositories().contains(repository) {
      named.repository = repository
    }
    return try narrow(named, address.run.map { "run \($0)" } ?? "this page")
  }

  /// The latest run that fits, and of it the job, or the choice among its jobs.
  private func narrow(_ query: JobQuery, _ words: String) throws(StoreError) -> Found {
    let jobs = try store.jobs(query, limit: 40)
    guard let newest = jobs.first else { return try absent(query, words) }
    let repositories = Set(jobs.map(\.key.repository))
    if repositories.count > 1, query.author == nil, query.run != nil || query.pullRequest != nil {
      var first: [String: StoredJob] = [:]
      for job in jobs where first[job.key.repository] == nil { first[job.key.repository] = job }
      let each = first.values.sorted { $0.key.repository < $1.key.repository }
      return .several(
        Array(each.prefix(9)), question: "Several repositories have \(words). Which one?")
    }
    let run = jobs.filter {
      $0.key.repository == newest.key.repository && $0.key.run == newest.key.run
        && $0.key.attempt == newest.key.attempt
    }
    var different: [StoredJob] = []
    for job in run {
      let print = job.failure?.fingerprint ?? job.key.job
      if !different.contains(where: { ($0.failure?.fingerprint ?? $0.key.job) == print }) {
        different.append(job)
      }
    }
    if different.count > 1 {
      return .several(
        Array(different.prefix(9)),
        question: "\(different.count) jobs of run \(newest.key.run) failed in different ways. "
          + "Which one?")
    }
    let others = run.count - 1
    let remark =
      others > 0
      ? ["\(others + 1) jobs of run \(newest.key.run) failed in the same way; this is one of them."]
      : []
    return .one(newest, remarks: remark)
  }

  /// What to say when no failed job fits: whether it passed, or is not known at all.
  private func absent(_ query: JobQuery, _ words: String) throws(StoreError) -> Found {
    let known = try store.jobs(with(query, statuses: Set(JobStatus.allCases)), limit: 1).first
    guard let known else {
      return .nothing([
        "Nothing is stored about \(words) in \(place).",
        "`faultline ingest` takes a job's log and reports in.",
      ])
    }
    let how = known.status == .passed ? "passed" : "was cancelled"
    return .nothing([
      "Nothing failed for \(words): '\(known.key.job)' of run \(known.key.run) \(how) "
        + "\(Say.ago(known.started, now: now))."
    ])
  }

  private func with(_ query: JobQuery, statuses: Set<JobStatus>) -> JobQuery {
    var query = query
    query.statuses = statuses
    return query
  }

  /// Where is looked.
  var place: String { asker.repository.map { "'\($0)'" } ?? "the store" }

  /// `linux · run 4711 · acme/web · #12 · 3 h ago`.
  func label(_ job: StoredJob) -> String {
    var parts = [job.key.job, "run \(job.key.run)", job.key.repository]
    if let request = job.facts.pullRequest {
      parts.append("#\(request)")
    } else if !job.facts.branch.isEmpty {
      parts.append(job.facts.branch)
    }
    parts.append(Say.ago(job.started, now: now))
    if let summary = job.failure?.summary { parts.append(String(summary.prefix(80))) }
    return parts.joined(separator: " · ")
  }
}

/// What the address of a CI page says.
struct PageAddress {
  var run: String?
  var pullRequest: String?
  var repository: String?

  /// Reads addresses as the usual hosts make them: `/actions/runs/N`, `/pipelines/N`,
  /// `/builds/N`, `buildId=N`, `/job/NAME/N/`, `/pull/N`, `/merge_requests/N`.
  init(_ url: String) {
    let path = url.split(separator: "?", maxSplits: 1).first.map(String.init) ?? url
    let parts = path.split(separator: "/").map(String.init)
    func number(after names: Set<String>) -> String? {
      for (index, part) in parts.enumerated() where names.contains(part) {
        if index + 1 < parts.count, let number = Shape.number(parts[index + 1]) { return number }
      }
      return nil
    }
    run = number(after: ["runs", "pipelines", "builds", "workflows", "_build"])
    pullRequest = number(after: ["pull", "merge_requests", "pull-requests", "pulls"])
    if let query = url.split(separator: "?", maxSplits: 1).dropFirst().first {
      for pair in query.split(whereSeparator: { "&#".contains($0) })
      where pair.lowercased().hasPrefix("buildid=") {
        run = Shape.number(String(pair.dropFirst(8)))
      }
    }
    if run == nil, parts.contains("job") {
      run = parts.last { Shape.number($0) != nil }
    }
    if parts.count >= 4 { repository = parts[2] + "/" + parts[3] }
  }
}
