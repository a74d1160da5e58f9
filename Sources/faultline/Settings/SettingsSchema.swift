import Foundation

/// The JSON Schema (draft 2020-12) of `.faultline.yml`, made of the table that reads it.
enum SettingsSchema {
  /// A part of a schema.
  indirect enum Part: Encodable {
    case text(String)
    case number(Int)
    case flag(Bool)
    case list([Part])
    case object([String: Part])

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let value): try container.encode(value)
      case .number(let value): try container.encode(value)
      case .flag(let value): try container.encode(value)
      case .list(let value): try container.encode(value)
      case .object(let value): try container.encode(value)
      }
    }
  }

  /// Pretty-printed with sorted keys: equal tables are equal bytes.
  static var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(schema) else { return "{}\n" }
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  private static var schema: Part {
    var properties: [String: Part] = [:]
    for key in SettingKey.all { properties[key.name] = property(key) }
    return .object([
      "$schema": .text("https://json-schema.org/draft/2020-12/schema"),
      "$id": .text("faultline-yml-1.schema.json"),
      "title": .text("Settings of a repository for Faultline: .faultline.yml"),
      "type": .list([.text("object"), .text("null")]),
      "additionalProperties": .flag(false),
      "properties": .object(properties),
    ])
  }

  private static func property(_ key: SettingKey) -> Part {
    guard case .object(var fields) = shape(key.kind) else { return .flag(true) }
    fields["description"] = .text(
      key.about + (key.variable.map { " Variable: \($0)." } ?? ""))
    return .object(fields)
  }

  private static let word: [String: Part] = ["type": .text("string"), "minLength": .number(1)]
  /// Neither absolute nor upwards: the file may be a stranger's.
  private static let path: Part = .object(
    word.merging(["pattern": .text(#"^(?![/~])(?!.*(^|/)\.\.(/|$))"#)]) { $1 })

  private static func shape(_ kind: SettingKey.Kind) -> Part {
    switch kind {
    case .path: path
    case .texts, .patterns: oneOrMore(.object(word))
    case .choice(let words): choice(words)
    case .choices(let words): oneOrMore(choice(words))
    case .number(let range):
      .object([
        "type": .text("integer"), "minimum": .number(range.lowerBound),
        "maximum": .number(range.upperBound),
      ])
    case .flag: .object(["type": .text("boolean")])
    case .outputs:
      .object([
        "type": .text("object"), "propertyNames": choice(SettingsText.formats),
        "additionalProperties": path,
      ])
    case .owners:
      .object([
        "type": .text("object"),
        "additionalProperties": oneOrMore(
          .object(["type": .text("string"), "pattern": .text("^[^ ]*@[^ ]*$")])),
      ])
    }
  }

  private static func choice(_ words: [String]) -> Part {
    .object(["type": .text("string"), "enum": .list(words.map { .text($0) })])
  }

  /// A text or a list of texts.
  private static func oneOrMore(_ item: Part) -> Part {
    .object(["anyOf": .list([item, .object(["type": .text("array"), "items": item])])])
  }
}
