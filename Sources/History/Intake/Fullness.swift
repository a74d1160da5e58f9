/// The digest by which stores agree on one of two rows of equal revision: the fuller one first.
///
/// A webhook knows the runner and the queue, a hook inside the job does not; whichever arrives
/// last, what is known stays. The number of known values fills the bits above a hash of them all,
/// so "greater digest" is still one total order, and joining still commutes.
enum Fullness {
  private static let hashBits = 58

  static func digest(_ always: [String], _ optional: [String?]) -> Int64 {
    let known = optional.count { $0 != nil }
    let hash = NameNumber.of(always + optional.map { $0.map { "+" + $0 } ?? "-" })
    let low = hash & ((1 << hashBits) - 1)
    return Int64(min(known, 31)) << hashBits | low
  }
}
