/// The pairs of neighbouring bytes of one line, for asking often and quickly what a line cannot hold.
///
/// A class with memory of its own, used again from line to line. What it denies is not in the line;
/// what it affirms may be missing, as pairs share places.
public final class BytePairs {
  private static let bits = 13
  private let places: UnsafeMutablePointer<UInt16>
  /// Marks the places of the line at hand.
  private var line: UInt16 = 0
  /// The line holds a character that PCRE2 takes for `k` or `s` if case does not matter.
  private var hasLookalike = false

  public init() {
    places = .allocate(capacity: 1 << Self.bits)
    places.initialize(repeating: 0, count: 1 << Self.bits)
  }

  deinit { places.deallocate() }

  @inline(__always)
  private static func place(_ left: UInt8, _ right: UInt8) -> Int {
    Int(((UInt32(left) << 8 | UInt32(right)) &* 0x9E37_79B1) >> UInt32(32 - bits))
  }

  /// Takes in a line and forgets the one before.
  func load(_ text: UnsafeRawBufferPointer) {
    line &+= 1
    if line == 0 {
      places.update(repeating: 0, count: 1 << Self.bits)
      line = 1
    }
    let (places, mark) = (places, line)
    guard var left = text.first else {
      hasLookalike = false
      return
    }
    for index in 1..<max(1, text.count) {
      let right = text[index]
      places[Self.place(left, right)] = mark
      left = right
    }
    // U+017F and U+212A.
    hasLookalike = contains(0xC5, 0xBF) || contains(0xE2, 0x84)
  }

  @inline(__always)
  func contains(_ left: UInt8, _ right: UInt8) -> Bool {
    places[Self.place(left, right)] == line
  }

  /// Letters in lower case that are meant in either case.
  func contains(
    _ left: UInt8, isAnyCase isLeft: Bool, _ right: UInt8, isAnyCase isRight: Bool
  ) -> Bool {
    if hasLookalike || contains(left, right) { return true }
    let (upperLeft, upperRight) = (left & 0xDF, right & 0xDF)
    return isLeft && contains(upperLeft, right) || isRight && contains(left, upperRight)
      || isLeft && isRight && contains(upperLeft, upperRight)
  }
}
