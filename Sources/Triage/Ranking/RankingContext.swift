import Logs
import Signatures

/// What the features of one candidate need to know about the whole log.
struct RankingContext {
  let catalog: Catalog
  let lines: Int
  let exitLines: [Int]
  let firstExitSection: Int?
  let lastExitSection: Int?
  let hasSections: Bool
  let counts: [Int: Int]
  /// First and last line on which each signature was kept.
  let span: [Int: ClosedRange<Int>]
  /// For each tool, the last line of a symptom or wrapper of it.
  let lastComplaint: [Substring: Int]
  /// The last line on which a test tool says that tests failed, or nought.
  let lastTestSymptom: Int
  /// The lines before the stop end with a test that has begun.
  let breaksOffInTests: Bool
  /// Lines on which a running test is said to have failed, with their sections.
  let testHeads: [(line: Int, section: Int)]
  /// Lines on which a package manager says that a package did not build.
  let installations: [Int]
  /// Lines on which something says that a machine it needs is not to be reached, with their sections.
  let outages: [(line: Int, section: Int)]
  /// Whether the runner itself marked the steps that failed: what a tool calls its failure is none
  /// then.
  let isMarked: Bool
  /// Sections that ended well while another failed.
  let passedSections: Set<Int>
  /// Line of the first specific cause of each section that is not a missing file.
  let firstOther: [Int: Int]
  /// Line of the first specific cause of each section.
  let firstCause: [Int: Int]

  init(
    _ gathered: Gathered, catalog: Catalog, breaksOffInTests: Bool, muted: (Signature) -> Bool
  ) {
    self.catalog = catalog
    self.breaksOffInTests = breaksOffInTests
    lines = max(1, gathered.lines)
    exitLines = gathered.exits.map(\.line)
    firstExitSection = gathered.exits.first?.section
    lastExitSection = gathered.exits.last?.section
    hasSections = gathered.sections.count > 1
    counts = gathered.counts
    var span: [Int: ClosedRange<Int>] = [:]
    var lastComplaint: [Substring: Int] = [:]
    var firstCause: [Int: Int] = [:]
    var firstOther: [Int: Int] = [:]
    var lastTestSymptom = 0
    var testHeads: [(line: Int, section: Int)] = []
    var installations: [Int] = []
    var outages: [(line: Int, section: Int)] = []
    for candidate in gathered.candidates {
      for sighting in candidate.sightings {
        let signature = catalog.signatures[sighting.signature]
        if muted(signature) || candidate.isEcho { continue }
        let known = span[sighting.signature]
        span[sighting.signature] = (known?.lowerBound ?? candidate.number)...candidate.number
        if Self.isInstallation(signature) { installations.append(candidate.number) }
        if Self.isOutage(signature) { outages.append((candidate.number, candidate.section)) }
        if Self.isTestHead(signature) { testHeads.append((candidate.number, candidate.section)) }
        switch signature.kind {
        case .symptom, .wrapper:
          lastComplaint[signature.tool] = candidate.number
          if signature.kind == .symptom, signature.bucket == .test, !signature.isGeneric {
            lastTestSymptom = candidate.number
          }
        case .cause where !signature.isGeneric:
          firstCause[candidate.section] = firstCause[candidate.section] ?? candidate.number
          if signature.category != "missing-file" {
            firstOther[candidate.section] = firstOther[candidate.section] ?? candidate.number
          }
        default: break
        }
      }
    }
    self.span = span
    self.lastComplaint = lastComplaint
    self.firstCause = firstCause
    self.firstOther = firstOther
    self.lastTestSymptom = lastTestSymptom
    self.testHeads = testHeads
    self.installations = installations
    self.outages = outages
    isMarked =
      Self.marking.contains(gathered.provider) && gathered.sections.contains { $0.failed == true }
    passedSections = Self.passed(gathered, isMarked: isMarked)
  }

  private static let running: Set = [
    "assertion", "exception", "snapshot", "test-timeout", "setup", "crash",
  ]

  private static func isInstallation(_ signature: Signature) -> Bool {
    signature.bucket == .dependency && signature.category == "install-failed"
      && (signature.kind == .cause || signature.kind == .symptom)
  }

  private static let unreachable: Set = [
    "network-connection", "network-dns", "network-tls", "registry-unavailable", "service-5xx",
  ]

  private static func isOutage(_ signature: Signature) -> Bool {
    signature.kind == .cause && signature.bucket == .infra
      && unreachable.contains(signature.category ?? "")
  }

  /// Steps that another step followed without a word of failure, if one is said to have failed. Of
  /// a log that reaches the end of its job that holds of the last step too, and where the runner
  /// marks what fails, of what it does itself: it tidies up when all is decided.
  private static func passed(_ gathered: Gathered, isMarked: Bool) -> Set<Int> {
    let exits = Set(gathered.exits.map(\.section))
    guard exits.contains(where: { $0 != 0 }) else { return [] }
    let isComplete = FailureFeatures.isComplete(gathered)
    return Set(
      gathered.sections.indices.filter { index in
        let section = gathered.sections[index]
        let isRunners = isMarked && section.kind == .runner && index > 0
        let isOver =
          section.failed == false || isComplete && (section.kind == .step || isRunners)
        return isOver && section.failed != true && (isMarked || !exits.contains(index))
      })
  }

  /// Runners that end every failed step with a line of their own.
  static let marking: Set<ProviderID> = [.githubActions, .githubCLI, .azurePipelines]

  private static func isTestHead(_ signature: Signature) -> Bool {
    signature.kind == .cause && signature.bucket == .test
      && running.contains(signature.category ?? "")
  }

  /// Whether the line stands in what a failing test printed: shortly behind or before a line that
  /// says so, with the run's total still to come.
  func isInsideTest(_ number: Int, section: Int) -> Bool {
    guard lastTestSymptom > number else { return false }
    return testHeads.contains { head in
      head.section == section && head.line != number && head.line >= number - 60
        && head.line <= number + 15
    }
  }

  /// Whether the line stands in the details that a failed test's report goes on to give.
  func isInReport(_ number: Int, section: Int) -> Bool {
    testHeads.contains {
      $0.section == section && $0.line < number && $0.line >= number - 60
    }
  }

  /// Whether the line stands in what the build of a package printed.
  func isInInstallation(_ number: Int) -> Bool {
    installations.contains { abs($0 - number) <= 80 }
  }

  private static let missing: Set = ["package-not-found", "missing-tool", "missing-file"]

  /// Whether what `signature` says is missing may be there, only that nobody could ask: package
  /// managers warn of an index that they cannot read, and go on with what they have; scripts go on
  /// without what they could not load.
  func followsOutage(_ signature: Signature, _ number: Int, section: Int) -> Bool {
    signature.kind == .cause && Self.missing.contains(signature.category ?? "")
      && outages.contains {
        $0.section == section && $0.line < number && $0.line >= number - 60
      }
  }

  /// Whether something else went wrong in the section before this line.
  func followsCause(_ number: Int, section: Int) -> Bool {
    (firstOther[section] ?? .max) < number
  }

  /// Whether the step ended well while another one failed.
  func hasPassed(_ section: Int) -> Bool { passedSections.contains(section) }

  /// Lines from `number` to the first exit at or after it, or nil when none follows.
  func distanceToExit(_ number: Int) -> Int? {
    exitLines.first { $0 >= number }.map { $0 - number }
  }
}
