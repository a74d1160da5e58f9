import ArgumentParser
import Foundation
import History
import Triage

/// The corrections that hold in a repository, applied to answers by exact fingerprint.
struct StoredCorrections {
  private var standing: [String: Correction] = [:]

  private init() {}

  /// - Parameter repository: nil when nobody said and the store has several: then only those made
  ///   for all hold.
  init(_ store: Store, repository: String?) throws(StoreError) {
    standing = try store.standingCorrections(in: repository)
  }

  /// Those of the store at `path`; none when there is no store yet, and one line on stderr when it
  /// cannot be read: a hook always answers.
  static func told(_ path: String, repository: String?) -> StoredCorrections {
    guard FileManager.default.fileExists(atPath: path) else { return StoredCorrections() }
    do { return try StoredCorrections(Store(path: path), repository: repository ?? "local") } catch
    {
      Terminal.words("\(error)")
      return StoredCorrections()
    }
  }

  func apply(_ diagnosis: Diagnosis) -> Diagnosis {
    guard let fingerprint = diagnosis.fingerprint, let correction = standing[fingerprint] else {
      return diagnosis
    }
    return diagnosis.corrected(by: correction)
  }
}

/// Corrections on the way into the store, looked up once for each repository.
struct CorrectedIntake {
  private let store: Store
  private var known: [String: StoredCorrections] = [:]

  init(_ store: Store) { self.store = store }

  mutating func apply(to reading: inout JobReading) throws(StoreError) {
    guard let diagnosis = reading.diagnosis, diagnosis.failed else { return }
    let repository = reading.report.key.repository
    let corrections: StoredCorrections
    if let found = known[repository] {
      corrections = found
    } else {
      corrections = try StoredCorrections(store, repository: repository)
      known[repository] = corrections
    }
    let corrected = corrections.apply(diagnosis)
    guard corrected.correction != nil else { return }
    reading.diagnosis = corrected
    if reading.report.failure != nil { reading.report.failure = FailureRecord(corrected) }
  }
}

/// Corrections as lessons, from a store or from a file.
struct CorrectionLessons {
  private let corrections: [FailureCorrection]

  init(_ path: String) throws {
    corrections = try Complaint.told { try Self.read(path) }
  }

  private static func read(_ path: String) throws -> [FailureCorrection] {
    let bytes = try ByteSource(path).bytes()
    if bytes.starts(with: Array("SQLite format 3\u{0}".utf8)) {
      return try Store(path: path).corrections().filter { $0.state == .standing }
    }
    var out: [FailureCorrection] = []
    for (number, line) in bytes.split(separator: 0x0A).enumerated() {
      do { out.append(try JSONDecoder().decode(FailureCorrection.self, from: Data(line))) } catch {
        throw Complaint("'\(path)': object \(number + 1) is no correction")
      }
    }
    return out.filter { $0.state == .standing }
  }

  /// The room with the corrections among its examples, if no bucket loses right answers by them.
  ///
  /// Both ways are scored leaving one tool family out; what is lost is shown, and refused unless
  /// somebody accepts it.
  func taught(to room: Schoolroom, acceptDrop: Bool) throws -> Schoolroom {
    let cards = corrections.flatMap { entry in
      Card.corrected(
        bucket: entry.correction?.bucket ?? .unknown, cause: entry.cause, around: entry.around)
    }
    let silent = corrections.count { $0.cause.isEmpty }
    if silent > 0 { Terminal.words("\(silent) corrections quote no line: nothing to learn from") }
    guard !cards.isEmpty else { return room }
    let taught = Schoolroom(room, adding: cards)
    let (before, after) = (room.evaluate(), taught.evaluate())
    let (was, now) = (before.rightByBucket, after.rightByBucket)
    let words = GoldenWords.counts(was, now)
    Terminal.words("\(corrections.count - silent) corrections learned; golden set: \(words)")
    guard GoldenWords.isDrop(was, now) else { return taught }
    for name in before.lost(in: after) { Terminal.words("lost: \(name)") }
    if acceptDrop { return taught }
    Terminal.words("refused: right answers would be lost (--accept-drop takes it all the same)")
    throw ExitCode(1)
  }
}
