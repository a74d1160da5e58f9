/// Where held results lie, by a hash of their identity.
///
/// Every case of a report that repeats attempts is looked up here, so a general dictionary and a
/// byte-wise hash showed in the profile. Numbers only grow and those that left are told by their
/// number, so nothing is ever wiped: a file of a million tiny suites costs no more than one suite.
struct HeldPlaces {
  private struct Slot {
    var hash: UInt64 = 0
    /// -1: never used.
    var number = -1
  }

  /// A power of two of them, at most half used; probed one after the other. Made anew at three times
  /// what lives: half of that is free again, so each result pays for a few slots, however many come.
  private var slots = [Slot](repeating: Slot(), count: 64)
  private var used = 0
  /// Secret, so that no report can be written whose tests share a hash.
  private let seed = UInt64.random(in: .min ... .max)

  /// The number last given to this hash, or nil.
  func number(_ hash: UInt64) -> Int? {
    let number = slots[slot(hash)].number
    return number < 0 ? nil : number
  }

  /// Gives the hash a number; numbers below `oldest` may be forgotten.
  mutating func set(_ hash: UInt64, to number: Int, oldest: Int) {
    if 2 * (used + 1) > slots.count { rebuild(oldest: oldest) }
    let place = slot(hash)
    if slots[place].number < 0 { used += 1 }
    slots[place] = Slot(hash: hash, number: number)
  }

  /// What tells tests of one file apart, as one number.
  func hash(_ identity: TestIdentity) -> UInt64 {
    Self.mix(identity.suite, Self.mix(identity.className, Self.mix(identity.name, seed)))
  }

  /// The slot of this hash, or the free one it would get.
  private func slot(_ hash: UInt64) -> Int {
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while slots[place].number >= 0, slots[place].hash != hash { place = (place + 1) & mask }
    return place
  }

  private mutating func rebuild(oldest: Int) {
    let live = slots.filter { $0.number >= oldest }
    var size = 64
    while size < 3 * live.count { size *= 2 }
    slots = [Slot](repeating: Slot(), count: size)
    used = live.count
    for entry in live { slots[slot(entry.hash)] = entry }
  }

  /// Eight bytes at a time by a multiplication to 128 bits, whose halves are folded.
  private static func mix(_ text: String, _ start: UInt64) -> UInt64 {
    let mixed = text.utf8.withContiguousStorageIfAvailable {
      mix(UnsafeRawBufferPointer($0), start)
    }
    // Strings made here are contiguous; others are made so.
    return mixed ?? Array(text.utf8).withUnsafeBytes { mix($0, start) }
  }

  private static func mix(_ bytes: UnsafeRawBufferPointer, _ start: UInt64) -> UInt64 {
    var state = start
    var at = 0
    while at + 8 <= bytes.count {
      state = folded(state ^ bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
      at += 8
    }
    var rest: UInt64 = 0
    while at < bytes.count {
      rest = rest << 8 | UInt64(bytes[at])
      at += 1
    }
    // The length parts one word from the next.
    return folded(folded(state ^ rest) ^ UInt64(bytes.count))
  }

  private static func folded(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return product.high ^ product.low
  }
}
