/// Something a person or the service decided, which is never changed afterwards: what holds now
/// is said by the latest event about a subject, so events taken in anywhere can be merged.
public struct Event: Sendable, Hashable, Codable {
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// About a test: it is quarantined, extended or released. The subject is the test's key.
    case quarantine
    /// About a failure: its bucket or category is another one. The subject is the fingerprint, or
    /// a job's number.
    case correction
    /// Somebody asked for a correction or a quarantine. Nothing holds by it: whoever may decide
    /// records the event of that kind. The subject is what that event's would be.
    case proposal
    /// Something was done: a ticket opened, a message sent, a job run again.
    case action
  }

  public var repository: String
  public var kind: Kind
  public var subject: String
  /// Seconds since 1970.
  public var time: Int
  /// Who: a login, or `faultline`.
  public var actor: String
  /// What: `add`, `release`, `extend`; a bucket; the name of an action.
  public var verb: String
  /// Anything further as the kind needs it: reason, owner, ticket, `expires` in seconds.
  public var details: [String: String]

  public init(
    repository: String, kind: Kind, subject: String, time: Int, actor: String, verb: String,
    details: [String: String] = [:]
  ) {
    self.repository = repository
    self.kind = kind
    self.subject = subject
    self.time = time
    self.actor = actor
    self.verb = verb
    self.details = details
  }
}
