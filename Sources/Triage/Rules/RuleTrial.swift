import Signatures

/// What new or changed rules would change: every log explained without and with them.
public struct RuleTrial: Sendable {
  private let before: Triager
  private let after: Triager
  /// Ids that are new, changed or gone.
  public let watched: Set<String>

  /// - Parameters:
  ///   - before: as it answers now.
  ///   - after: the catalog with the rules on trial; the model stays.
  public init(before: Triager, after: Catalog) {
    self.before = before
    var triager = Triager(catalog: after, model: before.model)
    triager.rules = before.rules
    self.after = triager
    let old = Dictionary(
      before.catalog.signatures.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var watched = Set(
      after.signatures.filter { signature in
        guard var known = old[signature.id] else { return true }
        // Where a rule was read from is no difference in what it says.
        known.isImported = signature.isImported
        return known != signature
      }.map(\.id))
    watched.formUnion(old.keys.filter { after.indexByID[$0] == nil })
    self.watched = watched
  }

  /// What is known of a log without reading it.
  public enum Truth: Sendable, Equatable {
    case bucket(Bucket)
    case green
    case unexplained
    case unlabelled
  }

  /// The verdict on one log, in the words of a table.
  public struct Verdict: Sendable, Equatable {
    public var failed: Bool
    public var bucket: Bucket
    public var category: String?
    public var signature: String?
    /// 1-based line of the cause.
    public var line: Int?

    init(_ diagnosis: Diagnosis) {
      failed = diagnosis.failed
      bucket = diagnosis.bucket
      category = diagnosis.category
      signature = diagnosis.signature
      line = diagnosis.cause?.line
    }

    /// `infra/network-dns at 12 (curl/dns)`, or `no failure`.
    public var words: String {
      guard failed else { return "no failure" }
      return bucket.rawValue + (category.map { "/" + $0 } ?? "") + (line.map { " at \($0)" } ?? "")
        + (signature.map { " (\($0))" } ?? "")
    }
  }

  /// Whether a change is one for the better.
  public enum Standing: String, Sendable, CaseIterable {
    case better, worse, neither, unjudged
  }

  /// A watched signature at a line.
  public struct Hit: Sendable, Equatable {
    public var signature: String
    public var line: Int
  }

  public struct Row: Sendable {
    public var name: String
    public var truth: Truth
    public var before: Verdict
    public var after: Verdict
    /// Lines on which a rule on trial was seen (of very frequent ones the first and last).
    public var hits: [Hit]
    public var standing: Standing
    public var isMoved: Bool { before != after }
    /// A passing log: by its label, or because without the rules no failure is found in it.
    public var isGreen: Bool {
      truth == .green || truth == .unlabelled && !before.failed
    }
  }

  /// Explains one log both ways.
  ///
  /// - Parameter causes: its marked lines, if it has any.
  public func row(_ bytes: [UInt8], name: String, truth: Truth, causes: [Int] = []) -> Row {
    let old = Gathered.read(bytes, catalog: before.catalog)
    let new = Gathered.read(bytes, catalog: after.catalog)
    let first = Verdict(before.diagnose(old, name: name))
    let hits = new.hits(of: watched, catalog: after.catalog)
    let isTouched = !hits.isEmpty || !old.hits(of: watched, catalog: before.catalog).isEmpty
    let second = isTouched ? Verdict(after.diagnose(new, name: name)) : first
    return Row(
      name: name, truth: truth, before: first, after: second, hits: hits,
      standing: Self.standing(first, second, truth, causes))
  }

  /// Right bucket first, then the right line.
  private static func standing(
    _ before: Verdict, _ after: Verdict, _ truth: Truth, _ causes: [Int]
  ) -> Standing {
    if truth == .unlabelled { return .unjudged }
    let (old, new) = (score(before, truth, causes), score(after, truth, causes))
    return old == new ? .neither : new > old ? .better : .worse
  }

  private static func score(_ verdict: Verdict, _ truth: Truth, _ causes: [Int]) -> Int {
    switch truth {
    case .bucket(let bucket):
      let isNear = verdict.line.map { line in causes.contains { abs($0 - line) <= 1 } } ?? false
      return (verdict.failed && verdict.bucket == bucket ? 2 : 0) + (isNear ? 1 : 0)
    case .green: return verdict.failed ? 0 : 1
    case .unexplained: return verdict.bucket == .unknown ? 1 : 0
    case .unlabelled: return 0
    }
  }
}

extension CorpusLog {
  /// The label as a trial takes it.
  public var truth: RuleTrial.Truth {
    switch label {
    case .bucket(let bucket): .bucket(bucket)
    case .green: .green
    case .unexplained: .unexplained
    }
  }
}

extension RuleTrial.Truth {
  /// What a log's folder says: `…/infra/x.log`, `…/green/x.log`; otherwise unlabelled.
  public init(folderOf path: String) {
    let folder = path.split(separator: "/").dropLast().last.map(String.init) ?? ""
    switch folder {
    case "green": self = .green
    case "unknown": self = .unexplained
    default:
      let named = Bucket.named.first { $0.rawValue == folder }
      self = named.map { .bucket($0) } ?? .unlabelled
    }
  }
}

extension Gathered {
  /// Where signatures with these ids were seen, echoes of commands left out.
  func hits(of ids: Set<String>, catalog: Catalog) -> [RuleTrial.Hit] {
    candidates.filter { !$0.isEcho }.flatMap { candidate in
      candidate.sightings.compactMap { sighting in
        let id = catalog.signatures[sighting.signature].id
        return ids.contains(id) ? .init(signature: id, line: candidate.number) : nil
      }
    }
  }
}
