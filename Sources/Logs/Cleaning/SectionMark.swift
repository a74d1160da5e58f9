/// What a line says about the log's sections.
public enum SectionMark: Sendable, Equatable {
  /// A section begins. A nested one lies inside the open one; else all open ones end first.
  case begin(name: String, kind: Section.Kind, isNested: Bool)
  /// The innermost open section of that name ends, with all inside it.
  case end(name: String)
  /// The innermost open section ends if it is a group.
  case endGroup
  /// A block without a name, only counted so that blocks and their ends pair up (Jenkins).
  case openBlock, closeBlock
  /// The open step failed.
  case failed
  /// A command outside all sections begins (a step of its own), or the last such one ends.
  case beginCommand(String)
  case endCommand
  /// The open step was left out because an earlier one failed.
  case skipped
  /// The job failed in its last step (`isRunner` false), or outside any step.
  case jobFailed(isRunner: Bool)
  /// The command of the last step failed; the step gets that name if it has none.
  case commandFailed(String)
}

/// A part of a log: a step, a group inside it, or work of the CI itself.
public struct Section: Sendable, Equatable {
  public enum Kind: String, Sendable { case step, group, runner }

  public var name: String
  public let firstLine: Int
  /// The last line, once the section has ended.
  public var lastLine: Int?
  public let kind: Kind
  /// nil while nothing told.
  public var failed: Bool?
  /// Index of the section around this one.
  public let parent: Int?
}
