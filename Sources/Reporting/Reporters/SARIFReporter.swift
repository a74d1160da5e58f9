import FoundationEssentials

/// A SARIF 2.1.0 log with one run, for reviewdog, Warnings-NG and viewers in editors.
public struct SARIFReporter: DocumentReporter {
  public static let name = "sarif"
  public static let purpose = "SARIF 2.1.0, for editors, reviewdog and Jenkins"

  public init(options: ReportOptions) {}

  public func document(_ answers: [Answer]) -> String {
    let findings = Finding.all(answers)
    var rules: [SARIF.Rule] = []
    var index: [String: Int] = [:]
    for finding in findings where index[finding.rule] == nil {
      index[finding.rule] = rules.count
      rules.append(
        SARIF.Rule(id: finding.rule, shortDescription: .init(text: finding.title)))
    }
    let results = findings.map { result($0, rule: index[$0.rule] ?? 0) }
    let run = SARIF.Run(
      tool: .init(driver: .init(name: "Faultline", rules: rules)), results: results)
    return (JSONText.encode(SARIF.Log(runs: [run]), isPretty: true) ?? "{}") + "\n"
  }

  private func result(_ finding: Finding, rule: Int) -> SARIF.Result {
    SARIF.Result(
      ruleId: finding.rule, ruleIndex: rule,
      level: finding.level == .error ? "error" : "warning", message: .init(text: finding.message),
      locations: finding.location.map { [location($0)] },
      partialFingerprints: ["faultline/v1": finding.fingerprint],
      properties: ["bucket": finding.bucket.rawValue, "category": finding.category ?? ""])
  }

  private func location(_ place: SourceLocation) -> SARIF.Location {
    let region = place.line.map { SARIF.Region(startLine: $0, startColumn: place.column) }
    return SARIF.Location(
      physicalLocation: .init(
        artifactLocation: .init(uri: Self.uri(place.file), uriBaseId: "%SRCROOT%"), region: region))
  }

  /// A relative URI reference: what RFC 3986 does not allow in a path is percent-encoded, and so is
  /// a colon, which would make the first part a scheme.
  static func uri(_ path: String) -> String {
    path.utf8.map { byte in
      let scalar = Unicode.Scalar(byte)
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "-", ".", "_", "~", "/", "+", "@", ",", "=":
        return String(scalar)
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        return "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }.joined()
  }
}

/// The part of SARIF's object model that is written here.
enum SARIF {
  struct Text: Encodable { var text: String }

  struct Rule: Encodable {
    var id: String
    var shortDescription: Text
  }

  struct Driver: Encodable {
    var name: String
    var rules: [Rule]
  }

  struct Tool: Encodable { var driver: Driver }

  struct ArtifactLocation: Encodable {
    var uri: String
    var uriBaseId: String
  }

  struct Region: Encodable {
    var startLine: Int
    var startColumn: Int?
  }

  struct PhysicalLocation: Encodable {
    var artifactLocation: ArtifactLocation
    var region: Region?
  }

  struct Location: Encodable { var physicalLocation: PhysicalLocation }

  struct Result: Encodable {
    var ruleId: String
    var ruleIndex: Int
    var level: String
    var message: Text
    var locations: [Location]?
    var partialFingerprints: [String: String]
    var properties: [String: String]
  }

  struct Run: Encodable {
    var tool: Tool
    var results: [Result]
    var columnKind = "unicodeCodePoints"
  }

  struct Log: Encodable {
    var schema = "https://json.schemastore.org/sarif-2.1.0.json"
    var version = "2.1.0"
    var runs: [Run]

    enum CodingKeys: String, CodingKey {
      case schema = "$schema"
      case version
      case runs
    }
  }
}
