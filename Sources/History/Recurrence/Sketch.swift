import Triage

/// Which three-byte pieces a line has, in 32 bytes: two sketches tell how alike two lines are
/// without the lines (MinHash, Broder 1997).
///
/// Each of 16 hash functions keeps the least value over all pieces; two lines agree in a place as
/// often as they share pieces, so the share of equal places estimates their Jaccard similarity.
package struct Sketch: Sendable, Equatable {
  static let places = 16
  package let bytes: [UInt8]

  package init(_ line: String) {
    var least = [UInt16](repeating: .max, count: Self.places)
    let text = Array(line.utf8)
    if text.count >= 3 {
      for start in 0...(text.count - 3) {
        let piece = StableHash.hash(text[start..<start + 3])
        for place in 0..<Self.places {
          let seed = 0x9E37_79B9_7F4A_7C15 &* UInt64(2 * place + 1)
          let value = UInt16(truncatingIfNeeded: ((piece ^ (piece >> 29)) &* seed) >> 40)
          if value < least[place] { least[place] = value }
        }
      }
    }
    bytes = least.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
  }

  package init(bytes: [UInt8]) { self.bytes = bytes }

  /// A sketch as numbers that are compared at once.
  typealias Places = SIMD16<UInt16>

  /// nil for bytes that are no sketch.
  var values: Places? {
    guard bytes.count == 2 * Self.places else { return nil }
    var values = Places()
    for place in 0..<Self.places {
      values[place] = UInt16(bytes[2 * place]) << 8 | UInt16(bytes[2 * place + 1])
    }
    return values
  }

  /// Places that two sketches have in common.
  static func common(_ left: Places, _ right: Places) -> Int {
    let ones = Places().replacing(with: Places(repeating: 1), where: left .== right)
    return Int(ones.wrappedSum())
  }

  /// Estimated share of common pieces, 0 to 1.
  package func similarity(to other: Sketch) -> Double {
    guard bytes.count == 2 * Self.places, other.bytes.count == bytes.count else { return 0 }
    var equal = 0
    for place in 0..<Self.places
    where bytes[2 * place] == other.bytes[2 * place]
      && bytes[2 * place + 1] == other.bytes[2 * place + 1]
    {
      equal += 1
    }
    return Double(equal) / Double(Self.places)
  }
}

/// How many bytes must change to make one line of another.
package enum EditDistance {
  /// The Levenshtein distance, or nil when it is more than `limit`. Only the band of `limit`
  /// around the diagonal is computed: O(length × limit).
  package static func between(_ left: [UInt8], _ right: [UInt8], limit: Int) -> Int? {
    guard abs(left.count - right.count) <= limit else { return nil }
    var row = Array(0...right.count)
    for (index, byte) in left.enumerated() {
      let low = max(0, index + 1 - limit)
      let high = min(right.count, index + 1 + limit)
      guard low <= high else { return nil }
      var diagonal = low > 0 ? row[low - 1] : row[0]
      if low == 0 { row[0] = index + 1 } else { row[low - 1] = limit + 1 }
      for column in max(1, low)...max(1, high) where column <= right.count {
        let above = column == index + 1 + limit ? limit + 1 : row[column]
        let change = diagonal + (byte == right[column - 1] ? 0 : 1)
        diagonal = row[column]
        row[column] = min(change, above + 1, row[column - 1] + 1)
      }
    }
    return row[right.count] <= limit ? row[right.count] : nil
  }
}
