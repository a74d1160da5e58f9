import Crypto
import Foundation

/// One row of the audit log: who changed what, chained to the row before.
///
/// The link is SHA-256 over the previous link and all fields, each with its length before it, so
/// that no two different rows are hashed alike. Any edit, drop or reorder breaks every later link;
/// a cut at the end is found by whoever kept a ``AuditHead`` of before.
public struct AuditEntry: Sendable, Equatable {
  /// From 1, without gaps.
  public var number: Int
  /// Seconds since 1970.
  public var time: Int
  /// A token's name, a login, or `faultline`.
  public var actor: String
  /// What was done: `token.add`, `quarantine.add`, `correction.infra`, …
  public var action: String
  /// What it was done to.
  public var subject: String
  /// Before, after and why, as the action needs it.
  public var details: [String: String]
  /// 32 bytes.
  public var link: [UInt8]

  public init(
    number: Int = 0, time: Int, actor: String, action: String, subject: String,
    details: [String: String] = [:], link: [UInt8] = []
  ) {
    self.number = number
    self.time = time
    self.actor = actor
    self.action = action
    self.subject = subject
    self.details = details
    self.link = link
  }

  /// What the link has to be after `previous`, which is empty for the first row.
  public func linked(to previous: [UInt8]) -> [UInt8] {
    var hash = SHA256()
    hash.update(data: previous)
    let fields = [
      "\(number)", "\(time)", actor, action, subject, StoredJSON.text(details),
    ]
    for field in fields {
      hash.update(data: Array("\(field.utf8.count):".utf8))
      hash.update(data: Array(field.utf8))
    }
    return Array(hash.finalize())
  }
}

/// Where the log stood at a moment: kept elsewhere, it proves that nothing was cut since.
public struct AuditHead: Sendable, Equatable, CustomStringConvertible {
  public var number: Int
  public var link: [UInt8]

  public init(number: Int, link: [UInt8]) {
    self.number = number
    self.link = link
  }

  /// Reads `12:3f2a…`; nil when it is not that.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[0]), number >= 0 else { return nil }
    let digits = Array(parts[1].utf8)
    guard digits.count == 64 else { return nil }
    var link: [UInt8] = []
    for index in stride(from: 0, to: 64, by: 2) {
      let pair = String(decoding: digits[index..<index + 2], as: UTF8.self)
      guard pair.allSatisfy(\.isHexDigit), let byte = UInt8(pair, radix: 16) else { return nil }
      link.append(byte)
    }
    self.init(number: number, link: link)
  }

  public var description: String {
    "\(number):" + link.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

/// What the verifier found.
public enum AuditVerdict: Sendable, Equatable {
  case whole(AuditHead)
  /// The first row that is not what was written, and how that shows.
  case broken(number: Int, cause: String)

  /// Follows the chain from its first row.
  ///
  /// - Parameter known: a head of before, which must still be part of the chain.
  public static func of(_ entries: [AuditEntry], known: AuditHead? = nil) -> AuditVerdict {
    var previous: [UInt8] = []
    for (index, entry) in entries.enumerated() {
      guard entry.number == index + 1 else {
        return .broken(number: index + 1, cause: "row \(index + 1) is missing")
      }
      guard entry.link == entry.linked(to: previous) else {
        return .broken(number: entry.number, cause: "row \(entry.number) was changed")
      }
      previous = entry.link
      if let known, known.number == entry.number, known.link != entry.link {
        return .broken(number: entry.number, cause: "row \(entry.number) is another one")
      }
    }
    if let known, known.number > entries.count {
      return .broken(number: entries.count + 1, cause: "rows after \(entries.count) are gone")
    }
    return .whole(AuditHead(number: entries.count, link: previous))
  }
}
