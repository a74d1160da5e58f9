import Reviews
import Synchronization

/// Reviews that were made a short while ago: a week of 100,000 runs takes a second to sum up, and the
/// week under review is over, so that what late runs and decisions change may wait some minutes.
final class ReviewShelf: Sendable {
  struct Key: Hashable {
    var week: ISOWeek
    /// The repository asked for.
    var scope: String?
    /// The repositories that the visitor may see; nil for all. Who sees all sees more of the same
    /// repository, too.
    var sight: [String]?
  }

  private struct Kept {
    var text: String
    /// Seconds since 1970.
    var made: Int
  }

  /// Seconds a review is shown again.
  static let lifetime = 300
  private static let most = 32
  private let kept = Mutex<[Key: Kept]>([:])

  /// The review kept under `key`, or what `make` makes, which is kept. `now` in seconds since 1970.
  func text(_ key: Key, now: Int, _ make: () throws -> String) rethrows -> String {
    let known = kept.withLock { $0[key] }
    if let known, (0..<Self.lifetime).contains(now - known.made) { return known.text }
    // Made without the lock: two askers may make the same, none waits for another's week.
    let text = try make()
    put(text, under: key, now: now)
    return text
  }

  /// Keeps a review that was made at `now`, seconds since 1970.
  func put(_ text: String, under key: Key, now: Int) {
    kept.withLock { shelf in
      shelf = shelf.filter { (0..<Self.lifetime).contains(now - $0.value.made) }
      if shelf.count < Self.most || shelf[key] != nil { shelf[key] = Kept(text: text, made: now) }
    }
  }
}
