import Assistant

/// What went wrong with a request, as RFC 9457 has it told (`application/problem+json`).
struct APIProblem: Error, Sendable, Equatable {
  /// The last part of the problem's `type`; stable.
  enum Kind: String, Sendable, CaseIterable {
    case badRequest = "bad-request"
    case unauthorized
    case forbidden
    case notFound = "not-found"
    case methodNotAllowed = "method-not-allowed"
    case conflict
    case tooLarge = "too-large"
    case tooSlow = "too-slow"
    case unsupportedMediaType = "unsupported-media-type"
    case invalid
    case internalError = "internal-error"
    case busy

    var status: Int {
      switch self {
      case .badRequest: 400
      case .unauthorized: 401
      case .forbidden: 403
      case .notFound: 404
      case .methodNotAllowed: 405
      case .conflict: 409
      case .tooLarge: 413
      case .tooSlow: 408
      case .unsupportedMediaType: 415
      case .invalid: 422
      case .internalError: 500
      case .busy: 503
      }
    }

    var title: String {
      switch self {
      case .badRequest: "The request cannot be understood"
      case .unauthorized: "A token is needed"
      case .forbidden: "The token does not allow this"
      case .notFound: "Not found, or not visible to you"
      case .methodNotAllowed: "The method is not for this path"
      case .conflict: "The present state does not allow this"
      case .tooLarge: "The body is too large"
      case .tooSlow: "The body took too long to arrive"
      case .unsupportedMediaType: "The body's type is not taken"
      case .invalid: "The body is not what is expected"
      case .internalError: "The service could not do its work"
      case .busy: "The service is busy"
      }
    }
  }

  var kind: Kind
  /// One lower-case clause.
  var detail: String?
  /// Which part of the request it is about: a parameter's name or a pointer into the body.
  var place: String?

  init(_ kind: Kind, _ detail: String? = nil, at place: String? = nil) {
    self.kind = kind
    self.detail = detail
    self.place = place
  }

  /// The same for what does not exist and what may not be seen: nothing in it differs.
  static let notFound = APIProblem(.notFound)

  static let shape = Shape<APIProblem>(
    "Problem", "An error, as RFC 9457 describes it.",
    [
      .init("type", .text("Which kind of problem it is.", pattern: "^urn:faultline:problem:")) {
        "urn:faultline:problem:" + $0.kind.rawValue
      },
      .init("title", .text("The kind in words.")) { $0.kind.title },
      .init("status", .count("The HTTP status.", from: 400, to: 599)) { $0.kind.status },
      .init("detail", .text("What is wrong with this request.")) { $0.detail },
      .init("place", .text("The parameter, or a JSON pointer into the body.")) { $0.place },
    ])
}
