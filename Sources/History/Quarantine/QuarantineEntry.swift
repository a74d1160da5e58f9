import Flakiness

/// A test in quarantine: what a person decided, as the latest event about the test says it.
///
/// Every event carries the whole of it, so that the latest alone is the state, and stores merge.
public struct QuarantineEntry: Sendable, Equatable {
  public var repository: String
  /// The test's key.
  public var test: String
  /// Who accepted it, and why.
  public var actor: String
  public var reason: String
  public var owner: String?
  public var ticket: String?
  /// Seconds since 1970: when it began, when it was last decided about, when it ends by itself.
  public var added: Int
  public var decided: Int
  public var expires: Int
  /// Clean runs after which it is released, and the rate they rule out.
  public var cleanRunsNeeded: Int
  public var lowRate: Double
  /// Upper bound of the rate: how many failures in a row are no bad luck any more.
  public var highRate: Double
  /// Times it came back within ``relapseDays`` of a release.
  public var relapses: Int
  /// Times its end was put off.
  public var extensions: Int
  /// The test as a report named it; nil when no report with a failure is at hand.
  public var className: String?
  public var file: String
  /// Whether it was released.
  public var isReleased: Bool

  /// A release followed by a quarantine within this many days is a relapse.
  public static let relapseDays = 30

  public init(
    repository: String, test: String, actor: String, reason: String, added: Int, expires: Int,
    cleanRunsNeeded: Int, lowRate: Double, highRate: Double
  ) {
    self.repository = repository
    self.test = test
    self.actor = actor
    self.reason = reason
    self.added = added
    decided = added
    self.expires = expires
    self.cleanRunsNeeded = cleanRunsNeeded
    self.lowRate = lowRate
    self.highRate = highRate
    relapses = 0
    extensions = 0
    file = ""
    isReleased = false
  }

  /// Whether suites are to obey it at `time`: an expired quarantine ends by itself.
  public func isInForce(at time: Int) -> Bool { !isReleased && time < expires }

  /// nil when the event is none of ours.
  init?(_ event: Event) {
    guard event.kind == .quarantine else { return nil }
    let details = event.details
    func number(_ key: String) -> Int? { details[key].flatMap { Int($0) } }
    func rate(_ key: String) -> Double { details[key].flatMap { Double($0) } ?? 0 }
    self.init(
      repository: event.repository, test: event.subject, actor: event.actor,
      reason: details["reason"] ?? "", added: number("added") ?? event.time,
      expires: number("expires") ?? event.time + QuarantinePolicy().expiryDays * 86_400,
      cleanRunsNeeded: number("needed") ?? .max, lowRate: rate("low"), highRate: rate("high"))
    decided = event.time
    owner = details["owner"]
    ticket = details["ticket"]
    relapses = number("relapses") ?? 0
    extensions = number("extensions") ?? 0
    className = details["class"]
    file = details["file"] ?? ""
    isReleased = event.verb == QuarantineVerb.release.rawValue
  }

  /// The event that says this.
  func event(_ verb: QuarantineVerb) -> Event {
    var details = [
      "reason": reason, "added": "\(added)", "expires": "\(expires)",
      "needed": "\(cleanRunsNeeded)", "low": "\(lowRate)", "high": "\(highRate)",
      "relapses": "\(relapses)", "extensions": "\(extensions)",
    ]
    details["owner"] = owner
    details["ticket"] = ticket
    details["class"] = className
    details["file"] = file.isEmpty ? nil : file
    return Event(
      repository: repository, kind: .quarantine, subject: test, time: decided, actor: actor,
      verb: verb.rawValue, details: details.mapValues { StoredText.clean($0) })
  }
}

/// What is decided about a test.
enum QuarantineVerb: String {
  case add, extend, release
}
