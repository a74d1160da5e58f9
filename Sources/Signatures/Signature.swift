/// One known failure: how to recognise its line and what to say about it.
public struct Signature: Sendable, Equatable {
  /// `<file>/<slug>`, for instance `go/proxy-unreachable`; never renamed or reused.
  public var id: String
  public var bucket: Bucket
  /// A slug of ``Bucket/categories``; nil where the bucket is unknown.
  public var category: String?
  public var kind: Kind
  /// One sentence with `{capture}` placeholders.
  public var summary: String
  /// PCRE2 patterns, each of them enough, matched against one cleaned line.
  public var patterns: [String]
  /// Names of the captures that make the fingerprint.
  public var key: [String]
  public var isTransient: Bool
  public var actor: Actor
  public var remediation: [String]
  public var references: [String]
  /// A pattern that other tools' lines may match too: a specific signature wins over it.
  public var isGeneric: Bool
  /// The line says that the step or the job ended here.
  public var endsStep: Bool
  /// A PCRE2 pattern that the next line with text must match, for a message that only its place in
  /// the tool's layout tells from anybody's: rustc's `  --> src/main.rs:3:5` behind `error: …`.
  public var followed: String?
  /// From a user's own pack: matched within narrower limits than the built-in ones.
  public var isImported = false

  /// The tool's name: the part of the id before the slash.
  public var tool: Substring { id.prefix { $0 != "/" } }

  /// The summary with each `{name}` replaced by what was captured.
  ///
  /// A placeholder without a capture becomes an ellipsis, so that a sentence never shows braces.
  public func sentence(captures: [String: String]) -> String {
    var out = ""
    var rest = summary[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      out += rest[..<open]
      let name = String(rest[rest.index(after: open)..<close])
      out += captures[name] ?? "…"
      rest = rest[rest.index(after: close)...]
    }
    return out + rest
  }

  package init(
    id: String, bucket: Bucket, category: String?, kind: Kind, summary: String,
    patterns: [String], key: [String], isTransient: Bool, actor: Actor, remediation: [String],
    references: [String], isGeneric: Bool, endsStep: Bool, followed: String? = nil
  ) {
    self.id = id
    self.bucket = bucket
    self.category = category
    self.kind = kind
    self.summary = summary
    self.patterns = patterns
    self.key = key
    self.isTransient = isTransient
    self.actor = actor
    self.remediation = remediation
    self.references = references
    self.isGeneric = isGeneric
    self.endsStep = endsStep
    self.followed = followed
  }
}
