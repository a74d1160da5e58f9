import Foundation
import Reporting
import Reviews
import Testing

/// A review as `faultline report --format json` printed it of a simulated store.
enum ReviewSamples {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Snapshots")

  static func json() throws -> Data {
    try Data(contentsOf: folder.appending(path: "review.json"))
  }

  static func review() throws -> Review {
    try JSONDecoder().decode(Review.self, from: json())
  }

  /// Fields that come from logs, tests, branches and people.
  private static let foreign: Set<String> = [
    "summary", "text", "test", "repository", "job", "run", "label", "title", "owner", "note",
    "name", "signature", "category", "scope", "workflow", "effect",
  ]

  /// The same review with `text` wherever somebody else's words stand.
  static func hostile(_ text: String) throws -> Review {
    let object = try JSONSerialization.jsonObject(with: json())
    let data = try JSONSerialization.data(withJSONObject: replaced(object, by: text))
    return try JSONDecoder().decode(Review.self, from: data)
  }

  private static func replaced(_ value: Any, by text: String) -> Any {
    switch value {
    case let fields as [String: Any]:
      // Windows and figures have names of our own.
      let isOurs = fields["zone"] != nil || fields["unit"] != nil
      return Dictionary(
        uniqueKeysWithValues: fields.map { key, value in
          if !isOurs, foreign.contains(key), value is String { return (key, text as Any) }
          let isList = ["sentences", "hints", "repositories", "runners", "tests"].contains(key)
          if isList, let list = value as? [String] { return (key, list.map { _ in text } as Any) }
          return (key, replaced(value, by: text))
        })
    case let list as [Any]: return list.map { replaced($0, by: text) }
    default: return value
    }
  }

  static func render(_ format: String, _ review: Review) throws -> String {
    let options = ReviewOptions(link: "https://ci.example.com/review.html")
    return try #require(ReviewReporters.named(format, options: options)).render(review)
  }

  /// The decoded parts of a message, by content type.
  static func parts(ofMail mail: String) throws -> [String: String] {
    let line = try #require(mail.split(separator: "boundary=\"").last)
    let boundary = "--" + line.prefix { $0 != "\"" }
    var parts: [String: String] = [:]
    for part in mail.components(separatedBy: boundary + "\r\n").dropFirst() {
      let halves = part.components(separatedBy: "\r\n\r\n")
      let type = halves[0].components(separatedBy: ";")[0]
        .replacing("Content-Type: ", with: "")
      let body = halves[1].components(separatedBy: "\r\n--")[0].replacing("\r\n", with: "")
      let data = try #require(Data(base64Encoded: body))
      parts[type] = String(decoding: data, as: UTF8.self)
    }
    return parts
  }
}
