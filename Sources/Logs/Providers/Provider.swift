/// What one CI adds to the lines of a log, and how to take it off.
///
/// To add a CI: a file like the ones beside this, its value in `Providers.all`, its case in
/// `ProviderID`, and a fixture folder.
protocol Provider: Sendable {
  var id: ProviderID { get }

  /// Lower-case literals of the lines that change sections or echo state (see `Structure`).
  var structure: [String] { get }

  /// How much `line` (raw, without LF) speaks for this CI: 10 for a mark nobody else writes.
  func points(_ line: UnsafeRawBufferPointer) -> Int

  /// The CI's own wrapping at the start of `raw`.
  func envelope(_ raw: UnsafeRawBufferPointer) -> Envelope

  /// An invisible marker at `index`, the start of a segment of `raw`.
  func marker(_ raw: UnsafeRawBufferPointer, at index: Int) -> Marker?

  /// What the visible text of a line says about sections.
  func mark(_ text: UnsafeRawBufferPointer) -> Mark?

  /// Whether the text is this CI's way to echo a command.
  func isEcho(_ text: UnsafeRawBufferPointer) -> Bool
}

/// The wrapping in front of a line.
struct Envelope {
  /// Bytes to take off.
  var length = 0
  /// Milliseconds since 1970.
  var stamp: Int64?
  /// Where the step's name stands in the wrapping, if it is there.
  var label: Range<Int>?

  static let none = Envelope()
}

/// An invisible marker inside a line.
struct Marker {
  /// Where the text behind it begins.
  let end: Int
  let mark: SectionMark?
}

/// What a visible line means: a section mark, and whether an echoed header (script, environment)
/// begins or ends with it.
struct Mark {
  var section: SectionMark?
  var opensHeader = false
  var closesHeader = false
}

extension Provider {
  var structure: [String] { [] }
  func envelope(_ raw: UnsafeRawBufferPointer) -> Envelope { .none }
  func marker(_ raw: UnsafeRawBufferPointer, at index: Int) -> Marker? { nil }
  func mark(_ text: UnsafeRawBufferPointer) -> Mark? { nil }
  func isEcho(_ text: UnsafeRawBufferPointer) -> Bool { false }
}

/// The providers known.
enum Providers {
  /// In ties the later one wins: more special shapes stand behind the shapes they contain.
  static let all: [any Provider] = [
    Plain(), Timestamped(), LAVA(), Drone(), Prow(), AppVeyor(), TeamCity(), Zuul(), Taskcluster(),
    CircleCI(), Travis(), Buildkite(), Jenkins(), GitLab(), AzurePipelines(), GitHubActions(),
    GitHubCLI(),
  ]

  static func provider(_ id: ProviderID) -> any Provider {
    all.first { $0.id == id } ?? Plain()
  }
}
