import Assistant

/// The OpenAPI 3.1 document, made from the table that serves.
enum OpenAPI {
  /// - Parameter version: the program's.
  static func document(_ operations: [Operation], version: String) -> JSON {
    var paths: [String: JSON] = [:]
    for operation in operations {
      var methods: [String: JSON] = [:]
      if case .object(let present)? = paths[operation.path] { methods = present }
      methods[operation.method.rawValue.lowercased()] = describe(operation)
      paths[operation.path] = .object(methods)
    }
    return .object([
      "openapi": "3.1.0",
      "info": .object([
        "title": "Faultline", "version": .string(version.isEmpty ? "0" : version),
        "summary": "Why CI builds fail, and which tests are flaky.",
        "description": .string(about),
        "license": .object(["name": "See the repository"]),
      ]),
      "servers": .array([.object(["url": "/api/v1"])]),
      "security": .array([.object(["token": .array([])]), .object([:])]),
      "paths": .object(paths),
      "components": .object([
        "schemas": .object(schemas),
        "securitySchemes": .object([
          "token": .object([
            "type": "http", "scheme": "bearer",
            "description": "Made by `faultline token add`.",
          ])
        ]),
      ]),
    ])
  }

  private static let about = """
    Version 1 only ever gains members and parameters: ignore members you do not know. What does \
    not exist and what your token may not see have the same answer. Lists have `next`, the \
    `cursor` of their next page. Answers to GET have an ETag. Texts may hold words of a log: \
    escape them where you show them.
    """

  private static func describe(_ operation: Operation) -> JSON {
    var members: [String: JSON] = [
      "operationId": .string(operation.id), "summary": .string(operation.summary),
      "responses": .object(responses(operation)),
    ]
    if let scope = operation.scope {
      members["description"] = .string("Takes the scope `\(scope.rawValue)`.")
    }
    if !operation.parameters.isEmpty {
      members["parameters"] = .array(operation.parameters.map(describe))
    }
    if let body = operation.body { members["requestBody"] = describe(body) }
    return .object(members)
  }

  private static func describe(_ parameter: Operation.Parameter) -> JSON {
    .object([
      "name": .string(parameter.name), "in": parameter.isInPath ? "path" : "query",
      "required": .bool(parameter.isRequired), "description": .string(parameter.about),
      "schema": parameter.kind.schema(nil).json,
    ])
  }

  private static func describe(_ body: Operation.Body) -> JSON {
    var content: [String: JSON] = [:]
    switch body {
    case .object(let about, let members):
      let schema = Schema.object(
        about, members.map { ($0.name, $0.kind.schema($0.about), !$0.isRequired) },
        isClosed: true)
      content["application/json"] = .object(["schema": schema.json])
    case .log:
      for type in Operation.Body.logTypes {
        content[type] = .object(["schema": .object(["type": "string"])])
      }
    }
    return .object(["required": true, "content": .object(content)])
  }

  private static func responses(_ operation: Operation) -> [String: JSON] {
    var responses: [String: JSON] = [:]
    var success: [String: JSON] = [
      "description": "The answer.",
      "content": .object(["application/json": .object(["schema": operation.answer.json])]),
    ]
    if operation.method == .get {
      success["headers"] = .object([
        "ETag": .object([
          "description": "Changes when the answer does; send it back as `If-None-Match`.",
          "schema": .object(["type": "string"]),
        ])
      ])
      responses["304"] = .object(["description": "The answer has not changed."])
    }
    responses[String(operation.status)] = .object(success)
    for kind in problems(operation) {
      responses[String(kind.status)] = .object([
        "description": .string(kind.title + "."),
        "content": .object([
          "application/problem+json": .object(["schema": APIProblem.shape.reference.json])
        ]),
      ])
    }
    return responses
  }

  /// The problems an operation may answer with.
  static func problems(_ operation: Operation) -> [APIProblem.Kind] {
    var kinds: [APIProblem.Kind] = [.badRequest, .notFound, .methodNotAllowed, .internalError]
    if operation.scope != nil { kinds += [.unauthorized, .forbidden] }
    if operation.body != nil { kinds += [.tooLarge, .tooSlow, .unsupportedMediaType, .invalid] }
    return kinds + operation.problems.filter { !kinds.contains($0) }
  }

  private static let schemas: [String: JSON] = {
    let all: [(String, Schema)] = [
      (RunShapes.run.name, RunShapes.run.schema), (RunShapes.job.name, RunShapes.job.schema),
      (RunShapes.failure.name, RunShapes.failure.schema),
      (RunShapes.evidence.name, RunShapes.evidence.schema),
      (RunShapes.line.name, RunShapes.line.schema),
      (RunShapes.detail.name, RunShapes.detail.schema),
      (FailureShapes.group.name, FailureShapes.group.schema),
      (FailureShapes.occurrence.name, FailureShapes.occurrence.schema),
      (FailureShapes.detail.name, FailureShapes.detail.schema),
      (TestShapes.test.name, TestShapes.test.schema),
      (TestShapes.flake.name, TestShapes.flake.schema),
      (TestShapes.execution.name, TestShapes.execution.schema),
      (TestShapes.week.name, TestShapes.week.schema),
      (TestShapes.history.name, TestShapes.history.schema),
      (TestShapes.quarantine.name, TestShapes.quarantine.schema),
      (OtherShapes.action.name, OtherShapes.action.schema),
      (OtherShapes.proposal.name, OtherShapes.proposal.schema),
      (OtherShapes.choice.name, OtherShapes.choice.schema),
      (OtherShapes.quote.name, OtherShapes.quote.schema),
      (OtherShapes.answer.name, OtherShapes.answer.schema),
      (OtherShapes.health.name, OtherShapes.health.schema),
      (APIProblem.shape.name, APIProblem.shape.schema),
      ("Diagnosis", WholeDocuments.diagnosis), ("Review", WholeDocuments.review),
      ("Document", WholeDocuments.openAPI),
    ]
    return Dictionary(all.map { ($0.0, $0.1.json) }) { first, _ in first }
  }()
}

extension Operation.Parameter.Kind {
  /// The schema of such a value.
  func schema(_ about: String?) -> Schema {
    let about = about ?? ""
    var schema: Schema
    switch self {
    case .text(let max, let pattern): schema = .text(about, max: max, pattern: pattern)
    case .number(let range, let standard):
      schema = .count(about, from: range.lowerBound, to: range.upperBound)
      schema["default"] = .integer(standard)
    case .choice(let words): schema = .oneOf(words, about)
    case .flag: schema = .flag(about)
    case .day:
      schema = .text(about)
      schema["format"] = "date"
    }
    if about.isEmpty { schema["description"] = nil }
    return schema
  }
}
