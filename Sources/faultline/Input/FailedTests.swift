import Logs
import Reporting
import TestResults

/// The failed tests of a job, for people.
struct FailedTests {
  /// More than anybody reads.
  static let most = 100

  let owners: OwnerFinder

  /// One note per test that was executed and failed, at most ``most``, secrets masked; files only
  /// where they are in the checkout.
  func notes(_ results: [TestResult]) -> [TestNote] {
    var notes: [TestNote] = []
    var seen: Set<String> = []
    for result in results where result.outcome.isFailure && !result.isCached {
      let identity = result.identity
      guard notes.count < Self.most, seen.insert(identity.key).inserted else { continue }
      let failed = result.attempts.last { $0.outcome.isFailure }
      var note = TestNote(
        name: Self.masked(identity.key), message: failed?.message.map(Self.masked),
        file: owners.file(of: identity.key, identity: identity))
      note.owner = owners.owner(of: identity.key, identity: identity)
      notes.append(note)
    }
    return notes
  }

  /// Reports hold secrets as logs do.
  private static func masked(_ text: String) -> String {
    var bytes = Array(text.utf8)
    return SecretMasker.mask(&bytes) == 0 ? text : String(decoding: bytes, as: UTF8.self)
  }
}
