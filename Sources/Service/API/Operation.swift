import Assistant

/// One operation of the API: what serves it and what the OpenAPI document says of it, in one value.
struct Operation: Sendable {
  enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
  }

  /// A parameter of path or query.
  struct Parameter: Sendable {
    enum Kind: Sendable {
      case text(max: Int, pattern: String? = nil)
      case number(ClosedRange<Int>, standard: Int)
      case choice([String])
      case flag
      /// `2026-11-27`.
      case day
    }

    var name: String
    var kind: Kind
    var about: String
    var isRequired = false
    var isInPath = false
  }

  /// What the body of a request may be.
  enum Body: Sendable {
    /// A JSON object of these members; others are refused.
    case object(String, [Parameter])
    /// A log: any bytes, gzip and zip too.
    case log
  }

  var method = Method.get
  /// Below `/api/v1`, with `{name}` for a segment.
  var path: String
  /// The document's `operationId`.
  var id: String
  var summary: String
  /// nil for what everybody may read.
  var scope: Visitor.Scope? = .read
  var parameters: [Parameter] = []
  var body: Body?
  /// The status of success.
  var status = 200
  /// The answer's schema.
  var answer: Schema
  /// Problems that are this operation's own; those every operation can have are added.
  var problems: [APIProblem.Kind] = []
  /// Does the work, on a thread that may wait for the disk.
  var work: @Sendable (APICall) async throws -> APIAnswer

  /// The path's parts; a capture is in braces.
  var segments: [Substring] { path.split(separator: "/") }

  /// The values of the path's captures, or nil when the path is another one.
  ///
  /// - Parameter given: the segments of a request, decoded.
  func captures(_ given: [String]) -> [String: String]? {
    let segments = segments
    guard segments.count == given.count else { return nil }
    var found: [String: String] = [:]
    for (segment, value) in zip(segments, given) {
      if segment.hasPrefix("{") {
        found[String(segment.dropFirst().dropLast())] = value
      } else if segment != value {
        return nil
      }
    }
    return found
  }
}

/// A request that was checked: its parameters are what the operation says they are.
struct APICall: Sendable {
  var desk: APIDesk
  var visitor: Visitor
  /// By name: parameters of path and query, and members of the body.
  var values: [String: JSON]
  /// The body where it is a log.
  var log: [UInt8] = []
  /// Seconds since 1970.
  var now: Int

  func text(_ name: String) -> String? { values[name]?.string }
  func number(_ name: String) -> Int { values[name]?.integer ?? 0 }
  func flag(_ name: String) -> Bool { values[name] == .bool(true) }
}

/// What an operation answers.
enum APIAnswer: Sendable {
  case json(JSON)
  /// A document that is JSON already.
  case text(String)
}
