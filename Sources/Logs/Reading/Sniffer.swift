/// Decides by content which encoding and which CI a log has.
enum Sniffer {
  /// UTF-16 by its byte order mark, or by more than 30 % NUL in the even or the odd bytes only.
  static func utf16(_ head: UnsafeRawBufferPointer) -> (isBigEndian: Bool, skip: Int)? {
    if head.at(0) == 0xFF, head.at(1) == 0xFE { return (false, 2) }
    if head.at(0) == 0xFE, head.at(1) == 0xFF { return (true, 2) }
    guard head.count >= 4 else { return nil }
    var nuls = (even: 0, odd: 0)
    for index in 0..<head.count where head[index] == 0 {
      if index % 2 == 0 { nuls.even += 1 } else { nuls.odd += 1 }
    }
    let threshold = head.count / 2 * 3 / 10
    // Text leaves the other half free of NUL; binary data does not.
    if nuls.odd > threshold, nuls.even == 0 { return (false, 0) }
    if nuls.even > threshold, nuls.odd == 0 { return (true, 0) }
    return nil
  }

  /// The provider whose marks the first lines bear most. Every line may give each provider some
  /// points: 10 for a mark no other CI writes, 1 to 3 for a habit.
  static func provider(of block: UnsafeRawBufferPointer) -> ProviderID {
    var points = [Int](repeating: 0, count: Providers.all.count)
    var lines = 0
    var start = 0
    let limit = min(block.count, 256 << 10)
    while start < limit, lines < 1000 {
      let end = block.first(Byte.lf, in: start..<limit) ?? limit
      let line = UnsafeRawBufferPointer(rebasing: block[start..<min(end, start + 1024)])
      if !line.isEmpty {
        lines += 1
        for (index, provider) in Providers.all.enumerated() {
          points[index] += provider.points(line)
        }
      }
      start = end + 1
    }
    var best = 0
    var stamped = 0
    for (index, provider) in Providers.all.enumerated() {
      if provider.id == .timestamped {
        stamped = points[index]
      } else if points[index] >= points[best] {
        best = index
      }
    }
    if points[best] >= 10 { return Providers.all[best].id }
    // A stamp on most lines is enough for the generic shape, also in a very short log.
    return stamped * 2 > lines ? .timestamped : .plain
  }
}
