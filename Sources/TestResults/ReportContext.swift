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
  func emit(_ result: __owned TestResult, mayRepeat: Bool = false) {
    guard mayRepeat else { return deliver(result) }
    emit(result) { held, result in
      held.attempts += result.attempts
      held.isCached = held.isCached && result.isCached
      held.declaredOutcome = result.declaredOutcome
    }
  }

  /// Hands one result over that is held until the scope ends; where one of the same raw identity is
  /// held already, `join` puts it in there instead.
  func emit(_ result: __owned TestResult, join: (inout TestResult, TestResult) -> Void) {
    guard joinsAttempts else { return deliver(result) }
    let hash = Self.hash(result.identity)
    if let place = place(of: result.identity, hash) { return join(&held[place], result) }
    if held.count >= limits.heldResults { release(held.count / 2 + 1) }
    places[hash] = firstHeld + held.count
    held.append(result)
  }

  /// The suite, package or file is over: no further attempts of its tests will come.
  func endScope() {
    // Out of the object first: from a local array results are lent, not copied.
    let over = held
    held = []
    for index in over.indices { deliver(over[index]) }
    firstHeld += over.count
    places.removeAll(keepingCapacity: true)
  }

  /// A piece that had to be skipped while the rest of the file is fine. The first 16 are kept.
  func note(_ error: ReportError) {
    noteCount += 1
    if notes.count < 16 { notes.append(error) }
  }

  private func release(_ count: Int) {
    let all = held
    held = Array(all[count...])
    for index in 0..<count { deliver(all[index]) }
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

  /// Over what tells tests of one file apart, eight bytes at a time.
  private static func hash(_ identity: TestIdentity) -> UInt64 {
    var identity = identity
    return mix(&identity.suite, mix(&identity.className, mix(&identity.name, 0)))
  }

  /// FNV-1a's step on whole words, with the high half folded into the low one: a product alone
  /// never carries a word's upper bits down.
  private static func mix(_ text: inout String, _ start: UInt64) -> UInt64 {
    text.withUTF8 { utf8 in
      let bytes = UnsafeRawBufferPointer(utf8)
      var hash = (start ^ UInt64(bytes.count)) &+ 0xCBF2_9CE4_8422_2325
      func add(_ word: UInt64) {
        hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash >> 32
      }
      var at = 0
      while at + 8 <= bytes.count {
        add(bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
        at += 8
      }
      while at < bytes.count {
        add(UInt64(bytes[at]))
        at += 1
      }
      return hash
    }
  }

  private func deliver(_ result: TestResult) {
    totals.add(result)
    sink(result)
  }
}
