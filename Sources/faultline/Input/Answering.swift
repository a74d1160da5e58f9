import Foundation
import Reporting
import Triage

/// Puts an answer together from a diagnosis and what checkout and memory add to it; the one way for
/// `explain` and the hooks.
struct Answering {
  let owners: OwnerFinder
  /// Nil for a log that came alone.
  var job: JobNote?

  /// - Parameters:
  ///   - note: what is remembered of the failure.
  ///   - tests: the job's failed tests.
  func answer(_ diagnosis: Diagnosis, _ note: RecurrenceNote?, _ tests: [TestNote]) -> Answer {
    guard diagnosis.failed else { return Answer(diagnosis, job: job) }
    let location = SourcePlace.find(diagnosis, root: owners.root)
    var diagnosis = diagnosis
    if let location, let advice = owners.files.advice(location.file) {
      diagnosis.remediation.append(advice)
    }
    return Answer(diagnosis, recurrence: note, tests: tests, location: location, job: job)
  }
}
