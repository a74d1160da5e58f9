import Crypto
import Foundation
import History
import Signatures

extension Crew {
  private static let action = "rules.change"

  /// Writes into the audit log that the rules by which logs are explained are others than when the
  /// service last began: rules come with the program, so whoever put a new one in place changed them.
  func noteRules() {
    guard let signatures = desk.triager()?.catalog.signatures else { return }
    note(rules: Self.digest(signatures), count: signatures.count)
  }

  /// - Parameter rules: equal for equal rules.
  func note(rules: String, count: Int) {
    do throws(StoreError) {
      guard try desk.store.lastAudit(Self.action)?.subject != rules else { return }
      try desk.store.audit(
        AuditEntry(
          time: desk.clock(), actor: "faultline " + desk.version, action: Self.action,
          subject: rules, details: ["signatures": "\(count)"]))
    } catch {
      desk.logger.error("the rules were not noted", metadata: ["cause": "\(error)"])
    }
  }

  /// A digest of all that decides what a signature says of a line.
  static func digest(_ signatures: [Signatures.Signature]) -> String {
    var hash = SHA256()
    for signature in signatures {
      let parts =
        [
          signature.id, signature.bucket.rawValue, signature.category ?? "",
          "\(signature.kind)", signature.summary, "\(signature.isTransient)",
        ] + signature.patterns + signature.key
      hash.update(data: Data((parts.joined(separator: "\u{1F}") + "\n").utf8))
    }
    return "sha256:" + hash.finalize().prefix(12).map { String(format: "%02x", $0) }.joined()
  }
}
