import Assistant

/// All operations of version 1: the one table that serves and that the document is made from.
enum APITable {
  static let root = "/api/v1"

  /// - Parameter version: the program's, for the document.
  static func operations(version: String) -> [Operation] {
    let all =
      RunRoutes.all + FailureRoutes.all + TestRoutes.all + ReviewRoutes.all + QuestionRoutes.all
    return all + [document(version, others: all)]
  }

  private static func document(_ version: String, others: [Operation]) -> Operation {
    var operation = Operation(
      path: "/openapi.json", id: "getDocument", summary: "This document.", scope: nil,
      answer: .reference("Document"), work: { _ in .json(.object([:])) })
    let document = OpenAPI.document(others + [operation], version: version)
    operation.work = { _ in .json(document) }
    return operation
  }

  /// The path's template, such as `/api/v1/runs/{run}`, for counting requests; nil when no
  /// operation has such a path.
  static func template(of path: String, _ operations: [Operation]) -> String? {
    guard path.hasPrefix(root + "/"), let segments = APIRequest.segments(path.dropFirst(root.count))
    else { return nil }
    return operations.first { $0.captures(segments) != nil }.map { root + $0.path }
  }
}
