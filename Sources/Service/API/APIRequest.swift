import Assistant
import Foundation
import Reviews

/// A request on its way to an operation: everything a client may get wrong is told here, with the
/// place, before any work is done.
struct APIRequest {
  var operation: Operation
  var captures: [String: String]
  var query: String
  var contentType: String?
  var contentEncoding: String?

  /// The values of path and query, checked.
  func parameters() throws(APIProblem) -> [String: JSON] {
    let given = try Self.pairs(query)
    let known = operation.parameters.filter { !$0.isInPath }
    for name in given.keys.sorted() where !known.contains(where: { $0.name == name }) {
      throw APIProblem(.badRequest, "unknown parameter '\(name.prefix(60))'", at: name)
    }
    var values: [String: JSON] = [:]
    for parameter in operation.parameters {
      if parameter.isInPath {
        // A name that cannot be one is as little found as one that is not there.
        guard let text = captures[parameter.name],
          let value = try? parameter.kind.value(text, parameter.name)
        else { throw APIProblem.notFound }
        values[parameter.name] = value
      } else if let text = given[parameter.name] {
        do {
          values[parameter.name] = try parameter.kind.value(text, parameter.name)
        } catch {
          throw APIProblem(.badRequest, error.detail, at: parameter.name)
        }
      } else if case .number(_, let standard) = parameter.kind {
        values[parameter.name] = .integer(standard)
      } else if parameter.isRequired {
        throw APIProblem(.badRequest, "'\(parameter.name)' is missing", at: parameter.name)
      }
    }
    return values
  }

  /// The members of a body that is JSON, checked.
  func members(_ bytes: [UInt8], _ members: [Operation.Parameter]) throws(APIProblem)
    -> [String: JSON]
  {
    guard let text = String(validating: bytes, as: UTF8.self), let json = JSON(text) else {
      throw APIProblem(.badRequest, "the body is not JSON in UTF-8")
    }
    guard case .object(let given) = json else {
      throw APIProblem(.invalid, "the body is no object", at: "")
    }
    for name in given.keys.sorted() where !members.contains(where: { $0.name == name }) {
      throw APIProblem(.invalid, "unknown member '\(name.prefix(60))'", at: "/" + name.prefix(60))
    }
    var values: [String: JSON] = [:]
    for member in members {
      guard let value = given[member.name] else {
        guard !member.isRequired else {
          throw APIProblem(.invalid, "'\(member.name)' is missing", at: "/" + member.name)
        }
        continue
      }
      values[member.name] = try member.kind.checked(value, member.name)
    }
    return values
  }

  /// Whether the body's type is one the operation takes.
  func checkType(_ body: Operation.Body) throws(APIProblem) {
    let type = contentType?.split(separator: ";").first?.lowercased()
      .trimmingCharacters(in: .whitespaces)
    switch body {
    case .object:
      guard type == "application/json" else {
        throw APIProblem(.unsupportedMediaType, "send application/json")
      }
      guard contentEncoding == nil || contentEncoding == "identity" else {
        throw APIProblem(.unsupportedMediaType, "send the JSON as it is, not packed")
      }
    case .log:
      guard let type, Operation.Body.logTypes.contains(type) else {
        let types = Operation.Body.logTypes.joined(separator: ", ")
        throw APIProblem(.unsupportedMediaType, "send a log as one of \(types)")
      }
      // The content says what it is packed with.
      guard ["identity", "gzip", "x-gzip", nil].contains(contentEncoding?.lowercased()) else {
        throw APIProblem(.unsupportedMediaType, "send a log as it is, or packed with gzip")
      }
    }
  }

  /// A query's parameters; each may be there once.
  static func pairs(_ query: String) throws(APIProblem) -> [String: String] {
    var pairs: [String: String] = [:]
    for part in query.split(separator: "&") {
      let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = decoded(halves[0], plusIsBlank: true),
        let value = decoded(halves.count > 1 ? halves[1] : "", plusIsBlank: true)
      else { throw APIProblem(.badRequest, "the query is not percent-encoded UTF-8") }
      guard pairs.updateValue(value, forKey: name) == nil else {
        throw APIProblem(.badRequest, "'\(name.prefix(60))' is given twice", at: name)
      }
    }
    return pairs
  }

  /// The segments of a path, decoded one by one so that a slash may be part of one; nil when they
  /// are not UTF-8.
  static func segments(_ path: some StringProtocol) -> [String]? {
    var out: [String] = []
    for part in path.split(separator: "/", omittingEmptySubsequences: true) {
      guard let text = decoded(part, plusIsBlank: false) else { return nil }
      out.append(text)
    }
    return out
  }

  private static func decoded(_ text: some StringProtocol, plusIsBlank: Bool) -> String? {
    let plain = String(text)
    return (plusIsBlank ? plain.replacing("+", with: " ") : plain).removingPercentEncoding
  }
}

extension Operation.Body {
  /// What a log may be sent as.
  static let logTypes = [
    "text/plain", "application/octet-stream", "application/gzip", "application/x-gzip",
    "application/zip",
  ]
}

extension Operation.Parameter.Kind {
  /// A parameter's text as a value.
  func value(_ text: String, _ name: String) throws(APIProblem) -> JSON {
    switch self {
    case .number:
      guard text.utf8.count < 12, text == text.filter({ $0.isASCII }), let number = Int(text),
        !text.hasPrefix("+")
      else { throw APIProblem(.invalid, "'\(name)' is no integer", at: "/" + name) }
      return try checked(.integer(number), name)
    case .flag:
      guard text == "true" || text == "false" else {
        throw APIProblem(.invalid, "'\(name)' is neither true nor false", at: "/" + name)
      }
      return .bool(text == "true")
    default: return try checked(.string(text), name)
    }
  }

  /// The value, if it is one of this kind.
  func checked(_ value: JSON, _ name: String) throws(APIProblem) -> JSON {
    if let problem = problem(with: value) {
      throw APIProblem(.invalid, "'\(name)' \(problem)", at: "/" + name)
    }
    return value
  }

  /// What is wrong, as the end of a clause.
  private func problem(with value: JSON) -> String? {
    switch (self, value) {
    case (.text(let max, let pattern), .string(let text)):
      if text.unicodeScalars.count > max { return "is longer than \(max) characters" }
      guard let pattern else { return nil }
      let isFit = (try? Regex(pattern).firstMatch(in: text)) != nil
      return isFit ? nil : "is not of the form \(pattern)"
    case (.choice(let words), .string(let text)):
      return words.contains(text) ? nil : "is none of \(words.joined(separator: ", "))"
    case (.day, .string(let text)):
      return CivilDay(text) != nil ? nil : "is no day such as 2026-11-27"
    case (.number(let range, _), .integer(let number)):
      return range.contains(number)
        ? nil : "is not from \(range.lowerBound) to \(range.upperBound)"
    case (.number, _): return "is no integer"
    case (.flag, .bool): return nil
    case (.flag, _): return "is neither true nor false"
    default: return "is no text"
    }
  }
}
