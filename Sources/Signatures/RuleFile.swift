/// What one `Signatures/<tool>.yml` says: the signatures with the examples that prove them.
public struct RuleFile: Sendable {
  /// The path as the user gave it, for messages.
  public var path: String
  public var tool: String
  public var about: String
  public var entries: [RuleEntry]
}

/// A signature with its proof.
public struct RuleEntry: Sendable {
  public var signature: Signature
  public var examples: [RuleExample]
  public var counterexamples: [Counterexample]
  /// Where the entry begins.
  public var place: Place
}

/// An excerpt of a log in which `⟦ ⟧` marks what must be captured, hence which line must win.
public struct RuleExample: Sendable {
  /// The lines without marks.
  public var lines: [String]
  /// Index into `lines` and the marked spans of that line, as UTF-8 offsets without the marks.
  public var marks: [(line: Int, spans: [Range<Int>])]
  public var place: Place

  /// Takes the marks out of `text`; unbalanced marks stay in the text as they are.
  public init(text: String, place: Place) {
    self.place = place
    lines = []
    marks = []
    for raw in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let (line, spans) = Self.unmark(raw)
      if !spans.isEmpty { marks.append((lines.count, spans)) }
      lines.append(line)
    }
  }

  /// Splits `⟦x⟧` off a line: the text without marks, and the UTF-8 ranges they enclosed.
  package static func unmark(_ raw: Substring) -> (String, [Range<Int>]) {
    var line = ""
    var spans: [Range<Int>] = []
    var open: Int?
    for scalar in raw.unicodeScalars {
      switch scalar {
      case "⟦": open = line.utf8.count
      case "⟧":
        if let start = open { spans.append(start..<line.utf8.count) }
        open = nil
      default: line.unicodeScalars.append(scalar)
      }
    }
    return (line, spans)
  }
}

/// Lines that look alike and must not match, with the word for why.
public struct Counterexample: Sendable {
  public var why: String
  public var lines: [String]
  public var place: Place
}

/// A place in a file, counted from 1.
public struct Place: Sendable, Hashable, Comparable {
  public var line: Int
  public var column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  public static func < (left: Place, right: Place) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// Something wrong in a rule file: `go.yml:12:8: unknown key 'remedation', did you mean 'remediation'`.
public struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
  public var path: String
  public var place: Place
  public var message: String

  public init(path: String, place: Place, message: String) {
    self.path = path
    self.place = place
    self.message = message
  }

  public var description: String { "\(path):\(place.line):\(place.column): \(message)" }
}

/// Everything wrong in the rule files read, gathered instead of stopping at the first.
public struct Problems: Error, Sendable, CustomStringConvertible {
  public var all: [Problem]

  public init(_ all: [Problem]) { self.all = all }

  public var description: String { all.map(\.description).joined(separator: "\n") }
}
