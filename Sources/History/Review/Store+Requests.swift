import Flakiness
import GRDB
import Reviews

extension Store {
  /// Requests listed one by one; the rest is counted.
  private static let listed = 5

  /// What people asked for and nobody decided: corrections of an answer, quarantines of a test.
  ///
  /// - Parameters:
  ///   - repositories: names; nil for all.
  ///   - time: seconds since 1970; what was asked or decided later is left out.
  func reviewRequests(
    in repositories: [String]?, before time: Int
  ) throws(StoreError) -> [Review.Proposal] {
    let wanted = repositories.map(Set.init)
    let rows = try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT p.name, e.subject, max(e.time), e.actor, e.verb, e.details, count(*),
            (SELECT f.summary FROM failure f
              WHERE f.repository = e.repository AND f.fingerprint = e.subject
              ORDER BY f.time DESC, f.job LIMIT 1)
          FROM event e JOIN repository p ON p.repository = e.repository
          WHERE e.kind = 'proposal' AND e.time < ?1 AND NOT EXISTS (
            SELECT 1 FROM event d WHERE d.repository = e.repository AND d.subject = e.subject
            AND d.kind = e.verb AND d.time >= e.time AND d.time < ?1)
          GROUP BY p.name, e.subject, e.verb ORDER BY 3 DESC, p.name, e.subject
          """, arguments: [time])
    }
    let open = rows.filter { row in wanted?.contains(row[0]) ?? true }
    var list = open.prefix(Self.listed).map(Self.request)
    if open.count > list.count {
      list.append(
        Review.Proposal(
          title: "Decide on \(open.count - list.count) more requests",
          effect: "asked for in chats, decided by nobody", owner: "repository owner"))
    }
    return list
  }

  private static func request(_ row: Row) -> Review.Proposal {
    let details = StoredJSON.value([String: String].self, from: row[5]) ?? [:]
    let (repository, subject): (String, String) = (row[0], row[1])
    let title: String
    if row[4] as String == "quarantine" {
      title = "Decide whether to quarantine \(subject)"
    } else {
      let name = (row[7] as String?) ?? subject
      let into = details["bucket"].map { ": \($0) instead of" } ?? ", which is called"
      title = "Decide on a correction of “\(name)”\(into) \(details["was"] ?? "unknown")"
    }
    let times = (row[6] as Int) > 1 ? ", asked for \(row[6] as Int) times" : ""
    let reason = details["reason"].map { ", “\($0)”" } ?? ""
    return Review.Proposal(
      title: title,
      effect:
        "\(row[3] as String) on \(Timestamp.text(row[2]).prefix(10)) in \(repository)\(times)\(reason)",
      owner: "repository owner")
  }
}
