import Signatures

/// The labelled logs as a guard: what each is, what is answered, and by which fingerprint a
/// correction would reach it.
///
/// It is packed into the executable, so that a correction can be refused where no corpus is.
public struct GoldenSet: Sendable {
  public struct Row: Sendable, Equatable {
    /// `infra/npm-registry-503`.
    public var name: String
    public var label: Bucket
    public var got: Bucket
    public var fingerprint: String

    public init(name: String, label: Bucket, got: Bucket, fingerprint: String) {
      self.name = name
      self.label = label
      self.got = got
      self.fingerprint = fingerprint
    }
  }

  public var rows: [Row]

  public init(rows: [Row]) { self.rows = rows }

  /// Explains every log that has a bucket and a fingerprint.
  public init(_ logs: [CorpusLog], triager: Triager) {
    rows = logs.compactMap { log in
      guard case .bucket(let label) = log.label else { return nil }
      let gathered = Gathered.read(log.bytes, catalog: triager.catalog)
      let diagnosis = triager.diagnose(gathered, name: log.name)
      return diagnosis.fingerprint.map {
        Row(name: log.name, label: label, got: diagnosis.bucket, fingerprint: $0)
      }
    }
  }

  /// The rows as lines of four words.
  public var text: String {
    rows.map { "\($0.fingerprint) \($0.label.rawValue) \($0.got.rawValue) \($0.name)\n" }.joined()
  }

  /// Reads ``text``; lines of another shape are left out.
  public init(text: String) {
    rows = text.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: " ", maxSplits: 3)
      guard parts.count == 4, let label = Bucket(rawValue: String(parts[1])),
        let got = Bucket(rawValue: String(parts[2]))
      else { return nil }
      return Row(
        name: String(parts[3]), label: label, got: got, fingerprint: String(parts[0]))
    }
  }

  /// What a correction would do to the set.
  public struct Effect: Sendable {
    /// Rows that are answered rightly now and would not be.
    public var lost: [Row]
    public var gained: [Row]
    /// Right answers of each bucket, now and then.
    public var before: [Bucket: Int]
    public var after: [Bucket: Int]

    /// Whether any bucket has fewer right answers: a gain in one does not pay for another.
    public var isDrop: Bool {
      Bucket.named.contains { after[$0, default: 0] < before[$0, default: 0] }
    }
  }

  /// The set scored again with everything of `fingerprint` answered as `bucket`.
  public func effect(of fingerprint: String, as bucket: Bucket) -> Effect {
    var effect = Effect(lost: [], gained: [], before: [:], after: [:])
    for row in rows {
      let now = row.fingerprint == fingerprint ? bucket : row.got
      if row.got == row.label { effect.before[row.label, default: 0] += 1 }
      if now == row.label { effect.after[row.label, default: 0] += 1 }
      if row.got == row.label, now != row.label { effect.lost.append(row) }
      if row.got != row.label, now == row.label { effect.gained.append(row) }
    }
    return effect
  }
}
