/// A zip archive of logs: its members one after the other.
///
/// GitHub's run archive holds every step twice: `<n>_<job>.txt` is a whole job, and
/// `<job>/<n>_<step>.txt` are its steps. Whole jobs are delivered as they come. Steps are held back,
/// compressed, and delivered only if no whole job of theirs turned up.
final class ZipLog {
  private enum Target {
    case none
    case deliver(TextMember)
    case hold
  }

  private let limits: ReadLimits
  private let stream: ZipStream
  private var target = Target.none
  private var nested = NestedCheck()
  private var name = ""
  private var wholeJobs: Set<[UInt8]> = []
  private var steps: [HeldStep] = []
  private var heldBytes = 0
  private var delivered = 0

  init(limits: ReadLimits) {
    self.limits = limits
    stream = ZipStream(limits: limits)
  }

  func consume(_ chunk: UnsafeRawBufferPointer, _ handler: (LogEvent) -> Void) {
    stream.consume(chunk) { take($0, handler) }
  }

  func finish(_ handler: (LogEvent) -> Void) {
    stream.finish { take($0, handler) }
    let wanted = steps.filter { step in !wholeJobs.contains { HeldStep.matches($0, step.job) } }
    for step in wanted.sorted(by: { ($0.job, $0.number) < ($1.job, $1.number) }) {
      deliver(step, handler)
    }
    steps = []
    // Problems of the archive as a whole belong to no member: they get an end of their own.
    guard delivered == 0 || !stream.problems.isEmpty else { return }
    handler(.begin(LogSource(member: nil, provider: .plain)))
    var summary = ReadSummary()
    summary.problems = stream.problems
    handler(.end(summary))
  }

  private func take(_ event: ZipStream.Event, _ handler: (LogEvent) -> Void) {
    switch event {
    case .entry(let entry): begin(entry)
    case .compressed(let bytes):
      if case .hold = target { hold(bytes, handler) }
    case .text(let bytes):
      guard case .deliver(let member) = target else { return }
      nested.look(at: bytes)
      if !nested.isArchive { member.consume(bytes, handler) }
    case .endEntry(let problem):
      end(problem, handler)
    }
  }

  private func begin(_ entry: ZipEntry) {
    name = entry.name
    nested = NestedCheck()
    if entry.isDirectory {
      target = .none
    } else if var step = HeldStep(path: entry.name), !entry.isEncrypted {
      step.isStored = entry.method == 0
      steps.append(step)
      target = .hold
    } else {
      if let job = HeldStep.wholeJob(path: entry.name) { wholeJobs.insert(job) }
      target = .deliver(TextMember(name: entry.name, limits: limits))
    }
  }

  private func hold(_ bytes: UnsafeRawBufferPointer, _ handler: (LogEvent) -> Void) {
    steps[steps.count - 1].data += bytes
    heldBytes += bytes.count
    // Too much to keep: the oldest steps go out now, whatever comes later.
    while heldBytes > limits.maxHeld, steps.count > 1 {
      let oldest = steps.removeFirst()
      heldBytes -= oldest.data.count
      if !wholeJobs.contains(where: { HeldStep.matches($0, oldest.job) }) {
        deliver(oldest, handler)
      }
    }
  }

  private func end(_ problem: ReadProblem?, _ handler: (LogEvent) -> Void) {
    switch target {
    case .deliver(let member):
      delivered += 1
      member.finish((problem.map { [$0] } ?? []) + nested.problems(named: name), handler)
    case .hold:
      steps[steps.count - 1].problem = problem
    case .none: break
    }
    target = .none
  }

  private func deliver(_ step: HeldStep, _ handler: (LogEvent) -> Void) {
    delivered += 1
    let member = TextMember(name: step.path, limits: limits)
    step.data.withUnsafeBytes { data in
      if step.isStored {
        member.consume(data, handler)
      } else {
        _ = Inflater(.deflate).run(data) { text in
          member.consume(text, handler)
          return true
        }
      }
    }
    member.finish(step.problem.map { [$0] } ?? [], handler)
  }
}

/// A `<job>/<n>_<step>.txt` member waiting for its fate.
struct HeldStep {
  let path: String
  /// The job's folder, reduced to what both spellings of a job name share.
  let job: String
  let number: Int
  var data: [UInt8] = []
  var isStored = false
  var problem: ReadProblem?

  init?(path: String) {
    let bytes = Array(path.utf8)
    guard let slash = bytes.firstIndex(of: UInt8(char: "/")), slash > 0,
      let number = Self.number(of: bytes[(slash + 1)...])
    else { return nil }
    self.path = path
    self.number = number
    job = String(decoding: Self.reduced(bytes[..<slash]), as: UTF8.self)
  }

  /// The reduced job name of a `<n>_<job>.txt` member at the top of the archive.
  static func wholeJob(path: String) -> [UInt8]? {
    let bytes = Array(path.utf8)
    guard !bytes.contains(UInt8(char: "/")), number(of: bytes[...]) != nil,
      let bar = bytes.firstIndex(of: UInt8(char: "_"))
    else { return nil }
    return reduced(bytes[(bar + 1)...].dropLast(4))
  }

  /// Whether a whole job's name and a folder's name mean one job: a folder's is cut to 90 units.
  static func matches(_ whole: [UInt8], _ folder: String) -> Bool {
    let folder = Array(folder.utf8)
    return whole == folder || (folder.count >= 60 && whole.starts(with: folder))
  }

  /// The number of `<n>_<rest>.txt`.
  private static func number(of name: ArraySlice<UInt8>) -> Int? {
    let digits = name.prefix { $0.isDigit }
    guard !digits.isEmpty, digits.count < 7, name.dropFirst(digits.count).first == 0x5F,
      name.suffix(4).elementsEqual(".txt".utf8)
    else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  /// Letters and digits only: the two spellings treat `/`, `:` and blanks differently.
  private static func reduced(_ name: ArraySlice<UInt8>) -> [UInt8] {
    name.filter { $0.isAlphanumeric || $0 >= 0x80 }.map { $0.folded }
  }
}
