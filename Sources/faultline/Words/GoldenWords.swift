import Signatures

/// The golden set's counts for people.
enum GoldenWords {
  /// `infra 97 → 97, test 207 → 206, …`, and the total.
  static func counts(_ before: [Bucket: Int], _ after: [Bucket: Int]) -> String {
    func pair(_ old: Int, _ new: Int) -> String { old == new ? "\(old)" : "\(old) → \(new)" }
    let parts = Bucket.named.map {
      "\($0.rawValue) \(pair(before[$0, default: 0], after[$0, default: 0]))"
    }
    let total = pair(before.values.reduce(0, +), after.values.reduce(0, +))
    return "\(total) right (\(parts.joined(separator: ", ")))"
  }

  /// Whether any bucket has fewer right answers.
  static func isDrop(_ before: [Bucket: Int], _ after: [Bucket: Int]) -> Bool {
    Bucket.named.contains { after[$0, default: 0] < before[$0, default: 0] }
  }
}
