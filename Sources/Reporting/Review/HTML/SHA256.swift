/// SHA-256 (FIPS 180-4), for the style sheet's hash in the page's content security policy: with it
/// the policy need not allow inline styles at large.
enum SHA256 {
  private static let constants: [UInt32] = {
    var primes: [UInt32] = []
    var candidate: UInt32 = 2
    while primes.count < 64 {
      if !primes.contains(where: { candidate % $0 == 0 }) { primes.append(candidate) }
      candidate += 1
    }
    return primes.map { rootFraction(of: $0, power: 3) }
  }()

  private static let start: [UInt32] = [2, 3, 5, 7, 11, 13, 17, 19].map {
    rootFraction(of: $0, power: 2)
  }

  /// The first 32 bits of the fraction of a square or cube root, by bisection in integers.
  private static func rootFraction(of value: UInt32, power: Int) -> UInt32 {
    // The root times 2³², found bit by bit: r² ≤ v·2⁶⁴, or r³ ≤ v·2⁹⁶.
    var root: UInt64 = 0
    for bit in (0..<38).reversed() {
      let probe = root | 1 << UInt64(bit)
      if isAtMost(probe, power, value) { root = probe }
    }
    return UInt32(truncatingIfNeeded: root)
  }

  private static func isAtMost(_ root: UInt64, _ power: Int, _ value: UInt32) -> Bool {
    let square = root.multipliedFullWidth(by: root)
    if power == 2 { return square.high < UInt64(value) || square.high == value && square.low == 0 }
    let low = square.low.multipliedFullWidth(by: root)
    let high = square.high.multipliedFullWidth(by: root)
    let (middle, carry) = low.high.addingReportingOverflow(high.low)
    let top = high.high + (carry ? 1 : 0)
    let limit = UInt64(value) << 32
    return top == 0 && (middle < limit || middle == limit && low.low == 0)
  }

  /// The 32 bytes of the hash.
  static func hash(_ message: some Collection<UInt8>) -> [UInt8] {
    var bytes = Array(message)
    let bits = UInt64(bytes.count) * 8
    bytes.append(0x80)
    while bytes.count % 64 != 56 { bytes.append(0) }
    bytes += (0..<8).reversed().map { UInt8(truncatingIfNeeded: bits >> ($0 * 8)) }
    var state = start
    for block in stride(from: 0, to: bytes.count, by: 64) {
      mix(Array(bytes[block..<block + 64]), into: &state)
    }
    return state.flatMap { word in
      (0..<4).reversed().map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
    }
  }

  private static func mix(_ block: [UInt8], into state: inout [UInt32]) {
    func turned(_ x: UInt32, _ by: UInt32) -> UInt32 { x >> by | x << (32 - by) }
    var words = (0..<16).map { index in
      (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(block[index * 4 + $1]) }
    }
    for index in 16..<64 {
      let (x, y) = (words[index - 15], words[index - 2])
      let small = turned(x, 7) ^ turned(x, 18) ^ x >> 3
      let large = turned(y, 17) ^ turned(y, 19) ^ y >> 10
      words.append(words[index - 16] &+ small &+ words[index - 7] &+ large)
    }
    var v = state
    for index in 0..<64 {
      let choice = v[4] & v[5] ^ ~v[4] & v[6]
      let spin = turned(v[4], 6) ^ turned(v[4], 11) ^ turned(v[4], 25)
      let first = v[7] &+ spin &+ choice &+ constants[index] &+ words[index]
      let majority = v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2]
      let second = (turned(v[0], 2) ^ turned(v[0], 13) ^ turned(v[0], 22)) &+ majority
      v = [first &+ second, v[0], v[1], v[2], v[3] &+ first, v[4], v[5], v[6]]
    }
    for index in 0..<8 { state[index] &+= v[index] }
  }
}
