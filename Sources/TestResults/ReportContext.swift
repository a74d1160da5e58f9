/// What the parsers share with the reader: limits, and where results and notes go.
final class ReportContext {
  let limits: ReportLimits
  /// The producer, where the format is spoken by several (`surefire`, `gotestsum`, `vitest`).
  var dialect: String?
  private(set) var totals = TestRunTotals()
  private(set) var notes: [ReportError] = []
  private(set) var noteCount = 0
  private let joinsAttempts: Bool
  private let sink: (TestResult) -> Void
  private var held: [TestResult] = []
  /// Identity hash to the number the result got when it came; numbers below `firstHeld` are gone.
  private var places: [UInt64: Int] = [:]
  private var firstHeld = 0

  /// - Parameter joinsAttempts: false hands every entry over as it comes, for a caller that joins
  ///   attempts itself or must not wait.
  init(limits: ReportLimits, joinsAttempts: Bool, sink: @escaping (TestResult) -> Void) {
    self.limits = limits
    self.joinsAttempts = joinsAttempts
    self.sink = sink
  }

  /// Hands one result over.
  /// - Parameter mayRepeat: the dialect writes attempts as repeated entries, so this one is held
  ///   until the scope ends and joined with others of the same raw identity.
  func emit(_ result: TestResult, mayRepeat: Bool = false) {
    guard mayRepeat, joinsAttempts else { return deliver(result) }
    let hash = Self.hash(result.identity)
    if let place = place(of: result.identity, hash) {
      held[place].attempts += result.attempts
      held[place].isCached = held[place].isCached && result.isCached
      held[place].declaredOutcome = result.declaredOutcome
      return
    }
    if held.count >= limits.heldResults { release(held.count / 2 + 1) }
    places[hash] = firstHeld + held.count
    held.append(result)
  }

  /// Changes the held result of this identity.
  /// - Returns: false when none is held.
  func withHeld(_ identity: TestIdentity, _ change: (inout TestResult) -> Void) -> Bool {
    guard let place = place(of: identity, Self.hash(identity)) else { return false }
    change(&held[place])
    return true
  }

  /// The suite, package or file is over: no further attempts of its tests will come.
  func endScope() {
    for result in held { deliver(result) }
    firstHeld += held.count
    held.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
  }

  /// A piece that had to be skipped while the rest of the file is fine. The first 16 are kept.
  func note(_ error: ReportError) {
    noteCount += 1
    if notes.count < 16 { notes.append(error) }
  }

  private func release(_ count: Int) {
    for result in held.prefix(count) { deliver(result) }
    held.removeFirst(count)
    firstHeld += count
    if places.count > 4 * limits.heldResults {
      let oldest = firstHeld
      places = places.filter { $0.value >= oldest }
    }
  }

  /// Two identities of one hash are told apart; the later one is then simply not joined.
  private func place(of identity: TestIdentity, _ hash: UInt64) -> Int? {
    guard let number = places[hash], number >= firstHeld,
      held[number - firstHeld].identity == identity
    else { return nil }
    return number - firstHeld
  }

  /// FNV-1a over what tells tests of one file apart.
  private static func hash(_ identity: TestIdentity) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for text in [identity.name, identity.className, identity.suite] {
      for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      hash = (hash ^ 0xFF) &* 0x100_0000_01B3
    }
    return hash
  }

  private func deliver(_ result: TestResult) {
    totals.add(result)
    sink(result)
  }
}
