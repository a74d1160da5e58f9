/// Follows the sections of one log. Feed it every line that was cleaned, in order; lines without
/// marks cost nothing. `sections[0]` is the log itself, for lines outside all others.
public struct SectionTracker: Sendable {
  public private(set) var sections: [Section]
  /// Open sections, outermost first; nil for a block without a name.
  private var open: [Int?] = []
  private static let maxDepth = 64
  /// A log of a million groups is hostile or broken; later ones are not recorded.
  private static let maxSections = 100_000

  public init() {
    sections = [
      Section(name: "", firstLine: 1, lastLine: nil, kind: .runner, failed: nil, parent: nil)
    ]
  }

  /// Index in `sections` of the innermost section open at the last line observed.
  public var current: Int { open.last(where: { $0 != nil })?.flatMap { $0 } ?? 0 }

  /// The step around the current section, or the current section itself if there is none.
  public var currentStep: Int {
    var index = current
    while sections[index].kind != .step, let parent = sections[index].parent, parent != 0 {
      index = parent
    }
    return sections[index].kind == .step ? index : current
  }

  public mutating func observe(_ line: Line) {
    guard !line.marks.isEmpty else { return }
    for mark in line.marks { apply(mark, line.number) }
  }

  /// Ends all sections at the log's last line.
  public mutating func finish(lastLine: Int) {
    close(downTo: 0, at: lastLine)
    sections[0].lastLine = lastLine
  }

  private mutating func apply(_ mark: SectionMark, _ line: Int) {
    switch mark {
    case .begin(let name, let kind, let isNested):
      if !isNested { close(downTo: 0, at: line - 1, isFollowed: true) }
      begin(name, kind, line)
    case .end(let name):
      if let depth = open.lastIndex(where: { $0.map { sections[$0].name == name } ?? false }) {
        close(downTo: depth, at: line)
      }
    case .endGroup:
      if let last = open.last, let index = last, sections[index].kind == .group {
        close(downTo: open.count - 1, at: line)
      }
    case .openBlock:
      if open.count < Self.maxDepth { open.append(nil) }
    case .closeBlock:
      if !open.isEmpty { close(downTo: open.count - 1, at: line) }
    case .failed:
      fail(currentStep)
    case .beginCommand(let name):
      if open.isEmpty { begin(name, .step, line) }
    case .endCommand:
      if open.count == 1, sections[current].kind == .step { close(downTo: 0, at: line) }
    case .skipped:
      skip(currentStep)
    case .jobFailed(let isRunner):
      failJob(isRunner: isRunner)
    case .commandFailed(let command):
      let index = sections.lastIndex { $0.name == command } ?? lastStep
      if sections[index].name.isEmpty, index != 0 { sections[index].name = Self.masked(command) }
      fail(index)
    }
  }

  /// A step is often named by its command, and a command may hold a secret.
  private static func masked(_ name: String) -> String {
    var bytes = Array(name.utf8)
    return SecretMasker.mask(&bytes) == 0 ? name : String(decoding: bytes, as: UTF8.self)
  }

  private mutating func begin(_ name: String, _ kind: Section.Kind, _ line: Int) {
    guard open.count < Self.maxDepth, sections.count < Self.maxSections else { return }
    let section = Section(
      name: Self.masked(name), firstLine: line, lastLine: nil, kind: kind, failed: nil,
      parent: current)
    open.append(sections.count)
    sections.append(section)
  }

  private mutating func close(downTo depth: Int, at line: Int, isFollowed: Bool = false) {
    while open.count > depth {
      guard let last = open.popLast(), let index = last else { continue }
      sections[index].lastLine = max(line, sections[index].firstLine)
      // A step without a word of failure, followed by another step, went well.
      if isFollowed, sections[index].kind == .step, sections[index].failed == nil {
        sections[index].failed = false
      }
    }
  }

  private mutating func fail(_ index: Int) { sections[index].failed = true }

  /// The first step left out tells that the one before it failed.
  private mutating func skip(_ index: Int) {
    sections[index].failed = false
    guard !sections.contains(where: { $0.failed == true }),
      let before = sections[..<index].lastIndex(where: { $0.kind == .step && $0.failed == nil })
    else { return }
    fail(before)
  }

  private mutating func failJob(isRunner: Bool) {
    // Jenkins, GitLab: the verdict comes after the sections. Nobody else failed: the last one did.
    if sections.dropFirst().contains(where: { $0.failed == true }) { return }
    let index = isRunner ? sections.lastIndex { $0.kind == .runner } ?? 0 : lastStep
    fail(index)
  }

  private var lastStep: Int {
    sections.lastIndex { $0.kind == .step && $0.failed != false } ?? current
  }
}
