/// A gzip file: one or more members one after the other, perhaps damaged or followed by junk.
final class GzipStream {
  private enum State { case inside, between, over }

  private let inflater = Inflater(.gzip)
  private var budget: ExpansionBudget
  private var state = State.inside
  /// First byte of a member header whose second one has not arrived.
  private var pendingMagic = false
  private var junk = 0
  private var isNulPadding = true
  private var offset = 0
  private(set) var problems: [ReadProblem] = []

  init(limits: ReadLimits) { budget = ExpansionBudget(limits: limits) }

  func consume(_ chunk: UnsafeRawBufferPointer, _ produce: (UnsafeRawBufferPointer) -> Void) {
    var rest = chunk
    while !rest.isEmpty {
      switch state {
      case .over:
        if junk > 0 { junk += rest.count }
        return
      case .between: rest = startMember(rest)
      case .inside: rest = expand(rest, produce)
      }
    }
  }

  func finish() {
    if pendingMagic { junk += 1 }
    if junk > 0, !isNulPadding { problems.append(.trailingJunk(junk)) }
    if case .inside = state { problems.append(.endsInsideCompression) }
  }

  private func expand(
    _ rest: UnsafeRawBufferPointer, _ produce: (UnsafeRawBufferPointer) -> Void
  ) -> UnsafeRawBufferPointer {
    // Input is booked in small steps, so that the ratio is judged by what was really used.
    let piece = rest.upTo(min(rest.count, 64 << 10))
    budget.took(piece.count)
    let outcome = inflater.run(piece) { bytes in
      let goesOn = budget.made(bytes.count)
      produce(bytes)
      return goesOn
    }
    var used = piece.count
    switch outcome {
    case .hungry: break
    case .ended(let count):
      used = count
      state = .between
    case .damaged(let count):
      problems.append(.damagedCompression(at: offset + count))
      state = .over
    case .stopped:
      if let problem = budget.problem { problems.append(problem) }
      state = .over
    }
    offset += used
    return rest.from(used)
  }

  /// Between members: another header, NUL padding (tar and tape tools), or junk.
  private func startMember(_ rest: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    let magic: [UInt8] = [0x1F, 0x8B]
    if pendingMagic {
      pendingMagic = false
      if rest[0] == magic[1] {
        inflater.reset()
        state = .inside
        // The header's first byte came with an earlier chunk.
        _ = magic.withUnsafeBytes { inflater.run($0.upTo(1)) { _ in true } }
        return rest
      }
      junk += 1
      isNulPadding = false
      state = .over
      return rest
    }
    if junk == 0, rest[0] == magic[0] {
      pendingMagic = true
      return rest.from(1)
    }
    if rest[0] != 0 {
      isNulPadding = false
      state = .over
    }
    junk += 1
    return rest.from(1)
  }
}
