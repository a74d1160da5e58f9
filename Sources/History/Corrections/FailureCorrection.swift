import Signatures
import Triage

/// A correction as the store keeps it: what holds, since when, and the lines it was about.
public struct FailureCorrection: Sendable, Equatable, Codable {
  /// Whether it holds.
  public enum State: String, Sendable, Codable {
    case standing
    /// A later one about the same failure holds.
    case replaced
    case undone
  }

  public var id: String
  /// ``Store/everywhere`` for all repositories.
  public var repository: String
  public var fingerprint: String
  public var bucket: String
  public var category: String?
  public var because: String
  public var by: String
  /// Seconds since 1970.
  public var time: Int
  /// The bucket that was answered.
  public var was: String
  /// The cause line, masked; empty if the store did not know it.
  public var cause: String
  /// Lines around it.
  public var around: [String]
  public var state: State
  /// The proposal it accepts.
  public var proposal: String?

  /// As an answer takes it; nil when the bucket is none.
  public var correction: Correction? {
    Bucket(rawValue: bucket).map {
      Correction(
        id: id, bucket: $0, category: category, because: because, by: by, time: time,
        was: Bucket(rawValue: was) ?? .unknown)
    }
  }
}

/// What somebody asked to have corrected, in a chat or through the API.
public struct CorrectionProposal: Sendable, Equatable, Codable {
  public enum State: String, Sendable, Codable { case open, accepted, declined }

  public var id: String
  public var repository: String
  /// A fingerprint, or a job where the failure has none.
  public var subject: String
  /// The bucket proposed; nil when only the answer was called wrong.
  public var bucket: String?
  public var was: String
  public var reason: String
  public var by: String
  /// Seconds since 1970.
  public var time: Int
  public var job: String?
  public var run: String?
  public var state: State
}

extension Event {
  /// Six characters that name the event, the same in every store it is merged into.
  public var id: String {
    let number = UInt64(
      bitPattern: NameNumber.of(repository, kind.rawValue, subject, "\(time)", actor, verb))
    let digits = String(number, radix: 16)
    return String((String(repeating: "0", count: 16 - digits.utf8.count) + digits).prefix(6))
  }
}
