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
  /// A held result's number is how many were held before it; those below `firstHeld` are gone.
  private var places = HeldPlaces()
  private var firstHeld = 0

  /// - Parameter joinsAttempts: false hands every entry over as it comes, for a caller that joins
  ///   attempts itself or must not wait.
  init(limits: ReportLimits, joinsAttempts: Bool, sink: @escaping (TestResult) -> Void) {
    self.limits = limits
    self.joinsAttempts = joinsAttempts
    self.sink = sink
  }

  /// Hands one result over.
  /// - Parameters:
  ///   - mayRepeat: the dialect writes attempts as repeated entries, so this one is held until the
  ///     scope ends and joined with others of the same raw identity.
  ///   - join: adds a later entry to the held one of its test.
  func emit(
    _ result: consuming TestResult, mayRepeat: Bool = false,
    join: (inout TestResult, TestResult) -> Void = ReportContext.join
  ) {
    guard mayRepeat, joinsAttempts else { return deliver(result) }
    let hash = places.hash(result.identity)
    if let place = place(of: result.identity, hash) { return join(&held[place], result) }
    if held.count >= limits.heldResults { release(held.count / 2 + 1) }
    places.set(hash, to: firstHeld + held.count, oldest: firstHeld)
    held.append(result)
  }

  /// One more attempt, or one more replay, of the same test.
  static func join(_ held: inout TestResult, _ next: TestResult) {
    held.attempts += next.attempts
    held.isCached = held.isCached && next.isCached
    held.declaredOutcome = next.declaredOutcome
  }

  /// The suite, package or file is over: no further attempts of its tests will come.
  func endScope() { release(held.count) }

  /// A piece that had to be skipped while the rest of the file is fine. The first 16 are kept.
  func note(_ error: ReportError) {
    noteCount += 1
    if notes.count < 16 { notes.append(error) }
  }

  /// Delivers the oldest ones. Each is taken out of its place: a copy would count five references
  /// up and down.
  private func release(_ count: Int) {
    var leaving: [TestResult] = []
    swap(&leaving, &held)
    for index in 0..<count {
      var result = TestResult(TestIdentity(name: ""), attempts: [])
      swap(&result, &leaving[index])
      deliver(result)
    }
    leaving.removeFirst(count)
    firstHeld += count
    swap(&leaving, &held)
  }

  /// Two identities of one hash are told apart; the later one is then simply not joined.
  private func place(of identity: TestIdentity, _ hash: UInt64) -> Int? {
    guard let number = places.number(hash), number >= firstHeld,
      held[number - firstHeld].identity == identity
    else { return nil }
    return number - firstHeld
  }

  private func deliver(_ result: TestResult) {
    totals.add(result)
    sink(result)
  }
}
