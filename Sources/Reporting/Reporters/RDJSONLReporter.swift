/// One diagnostic of reviewdog's format a line, for `reviewdog -f=rdjsonl`.
public struct RDJSONLReporter: DocumentReporter {
  public static let name = "rdjsonl"
  public static let purpose = "reviewdog diagnostics, for review comments on many code hosts"

  public init(options: ReportOptions) {}

  struct Position: Encodable {
    var line: Int
    var column: Int?
  }

  struct Span: Encodable { var start: Position }

  struct Location: Encodable {
    var path: String
    var range: Span?
  }

  struct Code: Encodable { var value: String }
  struct Source: Encodable { var name: String }

  struct Diagnostic: Encodable {
    var message: String
    var location: Location?
    var severity: String
    var code: Code
    var source = Source(name: "faultline")
  }

  public func document(_ answers: [Answer]) -> String {
    Finding.all(answers).compactMap { finding in
      let location = finding.location.map { place in
        Location(
          path: place.file,
          range: place.line.map { Span(start: Position(line: $0, column: place.column)) })
      }
      return JSONText.encode(
        Diagnostic(
          message: "\(finding.title): \(finding.message)", location: location,
          severity: finding.level == .error ? "ERROR" : "WARNING", code: Code(value: finding.rule)))
    }
    .map { $0 + "\n" }.joined()
  }
}
