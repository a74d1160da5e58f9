/// Which bucket a correction names: "no, it was infra", "not a test failure, the runner died".
enum NamedBucket {
  /// The bucket said to be right; one that is said not to be is passed over.
  static func find(_ list: [String]) -> String? {
    for (index, word) in list.enumerated() {
      guard let bucket = buckets[word] else { continue }
      let before = list[max(0, index - 3)..<index]
      if before.contains("not"),
        !before.drop(while: { $0 != "not" }).contains(where: { $0 == "is" })
      {
        continue
      }
      return bucket
    }
    return nil
  }

  private static let buckets: [String: String] = {
    var table: [String: String] = [:]
    let words = [
      "infra": "infra infrastructure network runner runners machine platform outage dns registry",
      "test": "test tests code assertion compile lint",
      "dependency": "dependency dependencies package packages version lockfile",
      "config": "config configuration misconfiguration secret permission credentials yaml",
    ]
    for (bucket, list) in words {
      for word in list.split(separator: " ") { table[String(word)] = bucket }
    }
    return table
  }()
}

/// The services people ask about, by the words they use.
enum NamedService {
  /// The service a question names; longer names first.
  static func find(_ phrases: Phrases) -> String? {
    for name in known where phrases.has(name) { return meant[name] ?? name }
    guard let at = phrases.list.firstIndex(where: { ["down", "unreachable"].contains($0) }), at > 0
    else { return nil }
    let word = phrases.list[at - 1]
    return plain.contains(word) || word.count < 3 ? nil : word
  }

  private static let known = [
    "docker hub", "maven central", "npm", "pypi", "crates.io", "rubygems", "nuget", "github",
    "gitlab", "ghcr.io", "quay.io", "docker", "artifactory", "nexus", "registry", "runners",
    "runner", "jenkins", "dns", "s3", "ci",
  ]
  private static let meant = ["runner": "runners"]
  private static let plain: Set<String> = [
    "everything", "is", "it", "this", "that", "are", "the", "build", "main", "service", "anything",
    "or", "something",
  ]
}
