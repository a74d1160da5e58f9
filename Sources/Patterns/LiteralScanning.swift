#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension LiteralScanner {
  /// How many places are filtered before what passed is compared: their bytes and their list stay
  /// in the first-level cache. A multiple of eight.
  private static var strip: Int { 4_096 }

  /// Appends a hit for every place at which a literal stands, in the order in which the rarest four
  /// bytes of the literals stand there: hits of one line come before those of the next, as long as
  /// no literal holds a line break.
  ///
  /// `buffer` is at most 4 GiB (hits have 32-bit offsets; more is not scanned).
  public func scan(_ buffer: UnsafeRawBufferPointer, into hits: inout [Hit]) {
    scan(buffer, pieces: [0..<UInt32(truncatingIfNeeded: buffer.count)], into: &hits)
  }

  /// As ``scan(_:into:)``, of literals that stand in one of `pieces`, which ascend.
  ///
  /// - Precondition: the pieces lie in the buffer.
  public func scan(
    _ buffer: UnsafeRawBufferPointer, pieces: [Range<UInt32>], into hits: inout [Hit]
  ) {
    guard let base = buffer.baseAddress, literalCount > 0 else { return }
    let first = hits.count
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.strip) { passed in
      guard let passed = passed.baseAddress else { return }
      for piece in pieces {
        let text = Text(
          base: base, start: Int(piece.lowerBound), end: Int(piece.upperBound),
          room: buffer.count)
        scan(text, passed, into: &hits)
      }
    }
    if table.header.tinyCount > 0 { scanTiny(buffer, pieces, after: first, into: &hits) }
  }

  /// A piece of a buffer of `room` bytes, which may be read up to its end.
  private struct Text {
    let base: UnsafeRawPointer
    let start: Int
    let end: Int
    let room: Int
  }

  private func scan(
    _ text: Text, _ passed: UnsafeMutablePointer<UInt32>, into hits: inout [Hit]
  ) {
    var start = text.start
    // Eight places are filtered at once, for which eleven bytes are read as two times eight.
    while start < text.end, start + 12 <= text.room {
      let places = min(Self.strip, min(text.room - start - 4, text.end - start + 7) / 8 * 8)
      let some = filter(text.base, from: start, count: places, into: passed)
      let count = filterAgain(text, passed, count: some)
      for index in 0..<count {
        let place = Int(passed[index])
        if place >= text.end { break }
        compare(text, at: place, into: &hits)
      }
      start += places
    }
    while start < text.end {
      compare(text, at: start, into: &hits)
      start += 1
    }
  }

  /// Writes those of `count` places (a multiple of eight) from `start` on at which a literal's key
  /// may stand, and says how many they are.
  @inline(__always)
  private func filter(
    _ base: UnsafeRawPointer, from start: Int, count: Int,
    into passed: UnsafeMutablePointer<UInt32>
  ) -> Int {
    let bits = table.filter
    let fold = UInt64(Self.fold) << 32 | UInt64(Self.fold)
    var found = 0
    @inline(__always)
    func look(_ key: UInt64, _ place: Int) {
      let hash = Self.hash(UInt32(truncatingIfNeeded: key)) &>> (32 &- Self.filterBits)
      // Written in any case and counted if it passes: no branch that could be guessed wrongly.
      passed[found] = UInt32(truncatingIfNeeded: place)
      let word = bits[Int(truncatingIfNeeded: hash &>> 5)]
      found &+= Int(truncatingIfNeeded: (word &>> (hash & 31)) & 1)
    }
    var place = start
    let end = start + count
    while place < end {
      let near = base.loadUnaligned(fromByteOffset: place, as: UInt64.self).littleEndian | fold
      let far = base.loadUnaligned(fromByteOffset: place &+ 4, as: UInt64.self).littleEndian | fold
      look(near, place)
      look(near &>> 8, place &+ 1)
      look(near &>> 16, place &+ 2)
      look(near &>> 24, place &+ 3)
      look(far, place &+ 4)
      look(far &>> 8, place &+ 5)
      look(far &>> 16, place &+ 6)
      look(far &>> 24, place &+ 7)
      place &+= 8
    }
    return found
  }

  /// Leaves of the places that passed those at which the two bytes behind or before the key are a
  /// literal's too, or the spelling if it is short, and says how many they are.
  ///
  /// Measured on 56 MB of failed logs: one byte in 16 passes the filter over four bytes, as rare as
  /// they are, and to compare literals there took longer than the filter itself.
  @inline(__always)
  private func filterAgain(
    _ text: Text, _ passed: UnsafeMutablePointer<UInt32>, count: Int
  ) -> Int {
    let bits = table.second
    let fold = UInt64(Self.fold) << 32 | UInt64(Self.fold)
    let last = text.room - 8
    @inline(__always)
    func bit(_ hash: UInt32) -> UInt32 {
      bits[Int(truncatingIfNeeded: hash &>> 5)] &>> (hash & 31)
    }
    var left = 0
    for index in 0..<count {
      let place = Int(passed[index])
      passed[left] = UInt32(truncatingIfNeeded: place)
      guard place >= 2, place <= last else {
        left += 1
        continue
      }
      let here = text.base.loadUnaligned(fromByteOffset: place, as: UInt64.self).littleEndian
      let before = text.base.loadUnaligned(fromByteOffset: place &- 2, as: UInt64.self)
      let found =
        bit(Self.hashBehind(here | fold)) | bit(Self.hashBefore(before.littleEndian | fold))
        | bit(Self.hashFour(here)) | bit(Self.hashThree(here))
      left &+= Int(truncatingIfNeeded: found & 1)
    }
    return left
  }

  /// Appends the literals whose key stands at `place`, and the short ones that begin there.
  @inline(__always)
  private func compare(_ text: Text, at place: Int, into hits: inout [Hit]) {
    let here = text.base + place
    let first = Int(ScannerBuilder.folded(here.load(as: UInt8.self)))
    for index in Int(table.shorts[first])..<Int(table.shorts[first + 1]) {
      take(table.shortEntries[index], text, at: place, into: &hits)
    }
    guard place + 4 <= text.end else { return }
    let key = here.loadUnaligned(as: UInt32.self).littleEndian | Self.fold
    let bucket = Int(truncatingIfNeeded: Self.hash(key) &>> (32 &- Self.bucketBits))
    var entry = table.entries + Int(table.buckets[bucket])
    let end = table.entries + Int(table.buckets[bucket + 1])
    let isProbed = place >= ScannerTable.reach && place + ScannerTable.reach + 4 <= text.room
    while entry < end {
      if entry.pointee.key == key, !isProbed || Self.isLikely(entry.pointee, here) {
        take(entry.pointee, text, at: place, into: &hits)
      }
      entry += 1
    }
  }

  /// Whether the entry's probe stands beside its key: ends most comparisons with one look.
  @inline(__always)
  private static func isLikely(_ entry: ScannerTable.Entry, _ here: UnsafeRawPointer) -> Bool {
    let beside = here.loadUnaligned(fromByteOffset: Int(entry.probeOffset), as: UInt32.self)
    return beside.littleEndian | entry.probeMask == entry.probe
  }

  /// Appends the literal of `entry` if all of it stands around `place`.
  @inline(__always)
  private func take(
    _ entry: ScannerTable.Entry, _ text: Text, at place: Int, into hits: inout [Hit]
  ) {
    let start = place - Int(entry.before)
    let length = Int(entry.length)
    guard start >= text.start, start + length <= text.end else { return }
    let wanted = table.bytes + Int(entry.place)
    let masks = wanted + length
    let there = (text.base + start).assumingMemoryBound(to: UInt8.self)
    for offset in 0..<length where (there[offset] | masks[offset]) != wanted[offset] { return }
    hits.append(Hit(end: UInt32(truncatingIfNeeded: start + length), literal: entry.literal))
  }

  /// Literals of one or two bytes would fill the filter: each is looked for byte by byte. The hits
  /// behind `first` are brought into their order again.
  private func scanTiny(
    _ buffer: UnsafeRawBufferPointer, _ pieces: [Range<UInt32>], after first: Int,
    into hits: inout [Hit]
  ) {
    guard let base = buffer.baseAddress else { return }
    let before = hits.count
    for index in 0..<Int(table.header.tinyCount) {
      let entry = table.tinyEntries[index]
      let byte = table.bytes[Int(entry.place)]
      let other = table.bytes[Int(entry.place + entry.length)] != 0 ? byte & 0xDF : byte
      // Rare ones are the rule: a long s, a Kelvin sign.
      guard [byte, other].contains(where: { memchr(base, Int32($0), buffer.count) != nil }) else {
        continue
      }
      for piece in pieces {
        let text = Text(
          base: base, start: Int(piece.lowerBound), end: Int(piece.upperBound),
          room: buffer.count)
        for place in text.start..<max(text.start, text.end)
        where buffer[place] == byte || buffer[place] == other {
          take(entry, text, at: place, into: &hits)
        }
      }
    }
    guard hits.count > before else { return }
    hits[first...].sort { ($0.end, $0.literal) < ($1.end, $1.literal) }
  }

  // As constants beside the loop: from another file they would be calls in a debug build.

  /// Bits of the hash that choose a bit of the filter, and an entry's bucket.
  @inline(__always) static var filterBits: UInt32 { 18 }
  @inline(__always) static var bucketBits: UInt32 { 12 }

  /// What four bytes are to the filter: letters in either case are the same (and some other
  /// pairs of bytes, which the comparison tells apart).
  @inline(__always) static var fold: UInt32 { 0x2020_2020 }

  @inline(__always) static func hash(_ key: UInt32) -> UInt32 { key &* 0x9E37_79B1 }

  // Bits of the second filter, from the lowest bytes of a word: a folded key and the two bytes
  // behind it, two bytes and the folded key behind them, the key or the whole literal as spelled.

  @inline(__always) static func hashBehind(_ six: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: ((six << 16) &* 0x9E37_79B9_7F4A_7C15) &>> (64 &- 18))
  }

  @inline(__always) static func hashBefore(_ six: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: ((six << 16) &* 0xC2B2_AE3D_27D4_EB4F) &>> (64 &- 18))
  }

  @inline(__always) static func hashFour(_ four: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: ((four << 32) &* 0x1656_67B1_9E37_79F9) &>> (64 &- 18))
  }

  @inline(__always) static func hashThree(_ three: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: ((three << 40) &* 0x27D4_EB2F_1656_67C5) &>> (64 &- 18))
  }
}
