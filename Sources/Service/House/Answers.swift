import Foundation
import Hummingbird

/// The name of a header field.
package typealias HeaderName = HTTPFields.Element.Name

/// Answers that all doors give alike.
package enum Answers {
  static let origin = HeaderName("Origin")!

  /// `application/problem+json` (RFC 9457). The words are ours, never the sender's.
  package static func problem(_ status: HTTPResponse.Status, _ detail: String) -> Response {
    struct Problem: Encodable {
      var type = "about:blank"
      var title: String
      var status: Int
      var detail: String
    }
    let problem = Problem(title: status.reasonPhrase, status: status.code, detail: detail)
    return json(problem, status: status, type: "application/problem+json")
  }

  /// What is missing and what may not be seen are answered by the same bytes.
  package static var notFound: Response { problem(.notFound, "there is no such thing here") }

  package static func json(
    _ value: some Encodable, status: HTTPResponse.Status = .ok,
    type: String = "application/json"
  ) -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else {
      return Response(status: .internalServerError)
    }
    return bytes(Array(data), status: status, type: type)
  }

  package static func bytes(
    _ bytes: [UInt8], status: HTTPResponse.Status = .ok, type: String
  ) -> Response {
    var headers = HTTPFields()
    headers[.contentType] = type
    return Response(
      status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  package static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
    bytes(Array(text.utf8), status: status, type: "text/plain; charset=utf-8")
  }

  package static func html(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
    bytes(Array(text.utf8), status: status, type: "text/html; charset=utf-8")
  }

  /// 303 to a path of ours.
  package static func redirect(_ path: String) -> Response {
    var headers = HTTPFields()
    headers[.location] = path
    return Response(status: .seeOther, headers: headers)
  }
}

/// The body of a request, within limits.
package enum Uploads {
  /// Why a body was not taken.
  package enum Failure: Error { case tooLarge, tooSlow, broken }

  /// All of a body.
  ///
  /// - Parameters:
  ///   - limit: bytes; a larger one is refused as soon as that shows.
  ///   - seconds: for the whole of it, so that a sender of a byte a second is not waited for.
  package static func bytes(
    _ request: Request, upTo limit: Int, within seconds: Int = 30
  ) async throws(Failure) -> [UInt8] {
    if let length = request.headers[.contentLength].flatMap(Int.init), length > limit {
      throw .tooLarge
    }
    // A sender that falls silent is hung up on by the server's idle limit; one that goes on slowly
    // meets this deadline at its next piece. So no timer is needed, which would cost more than most
    // bodies do.
    let deadline = ContinuousClock.now + .seconds(seconds)
    var bytes: [UInt8] = []
    var failure: Failure?
    do {
      for try await part in request.body {
        if ContinuousClock.now >= deadline { failure = .tooSlow }
        if bytes.count + part.readableBytes > limit { failure = .tooLarge }
        guard failure == nil else { break }
        bytes.append(contentsOf: part.readableBytesView)
      }
    } catch {
      failure = .broken
    }
    if let failure { throw failure }
    return bytes
  }

  /// The answer to a body that was not taken. The connection ends with it: what is still being
  /// sent is not waited for.
  package static func refusal(_ failure: Failure) -> Response {
    var response =
      switch failure {
      case .tooLarge: Answers.problem(.contentTooLarge, "the body is larger than is taken here")
      case .tooSlow: Answers.problem(.requestTimeout, "the body took too long to arrive")
      case .broken: Answers.problem(.badRequest, "the body ended early")
      }
    response.headers[.connection] = "close"
    return response
  }
}
