/// Splits a zip archive into its entries in one pass over the bytes, without its central directory.
///
/// Reading the local headers in order makes overlapping entries (Fifield's bombs) harmless: every
/// byte of the archive is expanded once. The central directory is only counted, to tell about
/// entries that were not there.
final class ZipStream {
  enum Event {
    /// A new entry; the answer says whether its data is wanted raw (compressed), too.
    case entry(ZipEntry)
    case compressed(UnsafeRawBufferPointer)
    case text(UnsafeRawBufferPointer)
    case endEntry(ReadProblem?)
  }

  private enum State {
    case header
    case inflate(left: Int?)
    case stored(left: Int)
    case storedUntilMark
    case skip(left: Int)
    case descriptor, central, over
  }

  private let limits: ReadLimits
  private let inflater = Inflater(.deflate)
  private var budget: ExpansionBudget
  private var state = State.header
  private var held: [UInt8] = []
  private var entry: ZipEntry?
  private var entries = 0
  private var listed = 0
  private var offset = 0
  private var storedBytes = 0
  private(set) var problems: [ReadProblem] = []

  init(limits: ReadLimits) {
    self.limits = limits
    budget = ExpansionBudget(limits: limits)
  }

  func consume(_ chunk: UnsafeRawBufferPointer, _ handle: (Event) -> Void) {
    var rest = chunk
    var idle = 0
    while !rest.isEmpty {
      let before = rest.count
      switch state {
      case .header: rest = header(rest, handle)
      case .inflate(let left): rest = inflate(rest, left, handle)
      case .stored(let left): rest = stored(rest, left, handle)
      case .storedUntilMark: rest = storedUntilMark(rest, handle)
      case .skip(let left): rest = skip(rest, left, handle)
      case .descriptor: rest = descriptor(rest)
      case .central: rest = central(rest)
      case .over: return
      }
      offset += before - rest.count
      // A state may hand over without taking a byte, but not for ever: hostile input must not loop.
      idle = rest.count == before ? idle + 1 : 0
      if idle > 8 {
        problems.append(.damagedArchive(at: offset))
        state = .over
      }
    }
  }

  func finish(_ handle: (Event) -> Void) {
    switch state {
    case .inflate, .stored, .storedUntilMark, .skip:
      handle(.endEntry(.endsInsideCompression))
    case .header:
      if !held.isEmpty || listed == 0 { problems.append(.damagedArchive(at: offset)) }
    case .descriptor, .central, .over: break
    }
    if listed > entries { problems.append(.hiddenEntries(listed - entries)) }
  }

  /// Moves bytes from `rest` to `held` until it has `size` of them.
  private func gather(_ rest: UnsafeRawBufferPointer, _ size: Int) -> UnsafeRawBufferPointer {
    let count = min(max(size - held.count, 0), rest.count)
    held += rest.prefix(count)
    return rest.from(count)
  }

  private func header(
    _ rest: UnsafeRawBufferPointer, _ handle: (Event) -> Void
  ) -> UnsafeRawBufferPointer {
    var rest = gather(rest, 4)
    guard held.count >= 4 else { return rest }
    guard held.starts(with: [0x50, 0x4B, 3, 4]) else {
      let isDirectory = held.starts(with: [0x50, 0x4B])
      if !isDirectory { problems.append(.damagedArchive(at: offset)) }
      state = isDirectory ? .central : .over
      if held.starts(with: [0x50, 0x4B, 1, 2]) { listed = 1 }
      held = []
      return rest
    }
    rest = gather(rest, ZipEntry.fixedSize)
    guard let size = ZipEntry.headerSize(held) else { return rest }
    rest = gather(rest, size)
    guard held.count >= size else { return rest }
    let found = ZipEntry(header: held)
    held = []
    entries += 1
    guard entries <= limits.maxEntries else {
      problems.append(.tooManyEntries(limits.maxEntries))
      state = .over
      return rest
    }
    start(found, handle)
    return rest
  }

  private func start(_ found: ZipEntry, _ handle: (Event) -> Void) {
    entry = found
    storedBytes = 0
    handle(.entry(found))
    switch (found.isEncrypted, found.method, found.size) {
    case (true, _, let size?): state = .skip(left: size)
    case (false, 0, let size?): state = .stored(left: size)
    case (false, 0, nil): state = .storedUntilMark
    case (false, 8, let size):
      inflater.reset()
      state = .inflate(left: size)
    case (false, _, let size?): state = .skip(left: size)
    case (_, _, nil):
      // Without a size the next header cannot be found.
      handle(.endEntry(refusal))
      problems.append(.damagedArchive(at: offset))
      state = .over
      return
    }
    switch state {
    case .stored(left: 0), .skip(left: 0): end(refusal, handle)
    default: break
    }
  }

  /// Why the current entry's data is not delivered, if so.
  private var refusal: ReadProblem? {
    guard let entry else { return nil }
    if entry.isEncrypted { return .encryptedEntry(entry.name) }
    return entry.method == 0 || entry.method == 8
      ? nil : .unsupportedCompression("zip method \(entry.method)")
  }

  private func end(_ problem: ReadProblem?, _ handle: (Event) -> Void) {
    handle(.endEntry(problem))
    state = (entry?.flags ?? 0) & 8 != 0 ? .descriptor : .header
  }

  private func inflate(
    _ rest: UnsafeRawBufferPointer, _ left: Int?, _ handle: (Event) -> Void
  ) -> UnsafeRawBufferPointer {
    let piece = rest.upTo(min(rest.count, 64 << 10, left ?? Int.max))
    budget.took(piece.count)
    let outcome = inflater.run(piece) { bytes in
      let goesOn = budget.made(bytes.count)
      handle(.text(bytes))
      return goesOn
    }
    var used = piece.count
    switch outcome {
    case .hungry:
      handle(.compressed(piece))
      let remaining = left.map { $0 - used }
      state = .inflate(left: remaining)
      if remaining == 0 { end(.damagedCompression(at: offset + used), handle) }
    case .ended(let count):
      used = count
      handle(.compressed(piece.upTo(used)))
      let remaining = left.map { $0 - used } ?? 0
      if remaining > 0 { state = .skip(left: remaining) } else { end(nil, handle) }
    case .damaged(let count):
      let problem = ReadProblem.damagedCompression(at: offset + count)
      handle(.endEntry(problem))
      problems.append(problem)
      state = .over
    case .stopped:
      handle(.endEntry(budget.problem))
      if let problem = budget.problem { problems.append(problem) }
      state = .over
    }
    return rest.from(used)
  }

  private func stored(
    _ rest: UnsafeRawBufferPointer, _ left: Int, _ handle: (Event) -> Void
  ) -> UnsafeRawBufferPointer {
    let piece = rest.upTo(min(rest.count, left))
    budget.took(piece.count)
    handle(.compressed(piece))
    handle(.text(piece))
    state = .stored(left: left - piece.count)
    if !budget.made(piece.count), let problem = budget.problem {
      handle(.endEntry(problem))
      problems.append(problem)
      state = .over
    } else if left == piece.count {
      end(nil, handle)
    }
    return rest.from(piece.count)
  }

  /// Stored data of unknown size ends before a data descriptor that tells the size seen so far.
  private func storedUntilMark(
    _ rest: UnsafeRawBufferPointer, _ handle: (Event) -> Void
  ) -> UnsafeRawBufferPointer {
    held += rest
    held.withUnsafeBytes { bytes in
      var done = 0
      while let mark = bytes.find("PK\u{07}\u{08}", from: done) {
        guard mark + 16 <= bytes.count else { break }
        let size = Int(bytes.loadUnaligned(fromByteOffset: mark + 8, as: UInt32.self).littleEndian)
        let isEnd = size == storedBytes + mark
        let stop = isEnd ? mark : mark + 1
        handle(.compressed(UnsafeRawBufferPointer(rebasing: bytes[done..<stop])))
        handle(.text(UnsafeRawBufferPointer(rebasing: bytes[done..<stop])))
        done = stop
        if isEnd {
          state = .descriptor
          break
        }
      }
      if case .storedUntilMark = state, bytes.count - done > 64 {
        let stop = bytes.count - 64
        handle(.compressed(UnsafeRawBufferPointer(rebasing: bytes[done..<stop])))
        handle(.text(UnsafeRawBufferPointer(rebasing: bytes[done..<stop])))
        done = stop
      }
      storedBytes += done
      heldDone = done
    }
    held.removeFirst(heldDone)
    guard case .descriptor = state else { return rest.from(rest.count) }
    handle(.endEntry(nil))
    // What was gathered beyond the data may have come with earlier chunks: it is read again.
    let beyond = held
    held = []
    offset -= beyond.count
    beyond.withUnsafeBytes { consume($0, handle) }
    return rest.from(rest.count)
  }

  private var heldDone = 0

  private func skip(
    _ rest: UnsafeRawBufferPointer, _ left: Int, _ handle: (Event) -> Void
  ) -> UnsafeRawBufferPointer {
    let count = min(rest.count, left)
    state = .skip(left: left - count)
    if count == left { end(refusal, handle) }
    return rest.from(count)
  }

  /// A data descriptor: an optional mark, CRC, and two sizes of 4 or (zip64) 8 bytes.
  private func descriptor(_ rest: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    let mark: [UInt8] = [0x50, 0x4B, 7, 8]
    var rest = gather(rest, 4)
    guard held.count >= 4 else { return rest }
    let body = (held.starts(with: mark) ? 4 : 0) + 12
    // 64-bit sizes are told from 32-bit ones by where the next header begins.
    rest = gather(rest, body + 4)
    guard held.count >= body + 4 else { return rest }
    if held[body...].starts(with: [0x50, 0x4B]) {
      held = Array(held[body...])
      state = .header
      return rest
    }
    rest = gather(rest, body + 8)
    if held.count >= body + 8 {
      held = []
      state = .header
    }
    return rest
  }

  /// Counts the central directory's records.
  private func central(_ rest: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    held += rest
    held.withUnsafeBytes { bytes in
      var index = 0
      while let hit = bytes.find("PK\u{01}\u{02}", from: index) {
        listed += 1
        index = hit + 4
      }
      heldDone = max(index, bytes.count - 3)
    }
    held.removeFirst(max(0, heldDone))
    return rest.from(rest.count)
  }
}
