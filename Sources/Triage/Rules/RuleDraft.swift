import Signatures

/// A new signature as a rule file would say it, written by a machine and to be read by a person.
public struct RuleDraft: Sendable {
  public var tool: String
  /// `<tool>/<slug>`.
  public var id: String
  public var bucket: Bucket
  public var category: String
  public var summary: String
  public var pattern: String
  /// Captures that make the fingerprint.
  public var key: [String]
  public var remediation: [String]
  /// Lines with `⟦ ⟧` around what must be captured.
  public var example: [String]
  /// Where the line was found, for the comment above the entry.
  public var origin: String
  /// The signature that spoke for the line so far, if any.
  public var known: String?

  /// A whole rule file with this one entry; it must be stored as `<tool>.yml`.
  public var file: String {
    "# From \(origin), written by `faultline signatures mark`.\n"
      + "# Check bucket, category, summary and remediation; add a nomatch for what looks alike.\n"
      + "tool: \(tool)\nabout: \(Self.quoted("Failures of \(tool)."))\nsignatures:\n" + entry
  }

  /// The entry alone, indented as it stands in a rule file.
  public var entry: String {
    var out = [
      "  - id: \(id)", "    bucket: \(bucket.rawValue)", "    category: \(category)",
      "    kind: cause", "    summary: \(Self.quoted(summary))",
      "    match: \(Self.quoted(pattern))",
    ]
    if !key.isEmpty { out.append("    key: [\(key.joined(separator: ", "))]") }
    out.append("    remediation:")
    out += remediation.map { "      - \(Self.quoted($0))" }
    out += ["    examples:", "      - |"]
    out += example.map { $0.isEmpty ? "" : "        " + $0 }
    return out.joined(separator: "\n") + "\n"
  }

  /// A YAML scalar in single quotes, in which nothing but the quote itself is special.
  static func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "''") + "'"
  }
}

/// Why no signature can be written from a line.
public struct RuleDraftRefusal: Error, Sendable, CustomStringConvertible {
  public var description: String

  init(_ words: String) { description = words }
}

/// A clean line of a log with its neighbours, as somebody pointed at it.
public struct PointedLine: Sendable {
  /// 1-based.
  public var number: Int
  /// The piece of the line that is matched, without CR segments before it.
  public var text: [UInt8]
  /// Where the text begins behind a tool's own prefix.
  public var bodyStart: Int
  /// Clean neighbours.
  public var before: [String]
  public var after: [String]

  public init(number: Int, text: [UInt8], bodyStart: Int, before: [String], after: [String]) {
    self.number = number
    self.text = text
    self.bodyStart = bodyStart
    self.before = before
    self.after = after
  }
}
