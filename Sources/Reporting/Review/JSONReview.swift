import Foundation
import Reviews

/// The review as it is: `Integrations/schemas/review-1.schema.json` describes it.
public struct JSONReview: ReviewReporter {
  public static let name = "json"

  public init(options: ReviewOptions) {}

  public func render(_ review: Review) -> String { ReviewJSON.text(review) + "\n" }
}

/// JSON with sorted keys, so that equal reviews are equal bytes.
enum ReviewJSON {
  static func text(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Only a number that is not finite can fail, and no figure is one.
    guard let data = try? encoder.encode(value) else { return "null" }
    return String(decoding: data, as: UTF8.self)
  }
}

/// A JSON value made by hand, for messages whose shape another product prescribes.
enum MessageJSON: Encodable {
  case text(String)
  case number(Int)
  case flag(Bool)
  case list([MessageJSON])
  case object([String: MessageJSON])

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .flag(let value): try container.encode(value)
    case .list(let values): try container.encode(values)
    case .object(let fields): try container.encode(fields)
    }
  }
}
