import ArgumentParser
import Assistant
import Foundation
import Pipelines
import Reporting

/// A service to ask instead of a store on this machine.
struct RemoteOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Ask this service instead of a store; its token comes from $FAULTLINE_TOKEN.",
      valueName: "url"))
  var server: String?

  /// Asks the questions one after the other, as in a chat.
  ///
  /// - Parameter isJSON: each answer as one line of JSON.
  /// - Returns: whether the last one had an answer.
  func ask(
    _ questions: [String], at server: String, as asker: Asker, isJSON: Bool
  ) throws -> Bool {
    let token = ProcessInfo.processInfo.environment["FAULTLINE_TOKEN"] ?? ""
    do throws(FetchError) {
      return try Blocking.run { () async throws(FetchError) -> Bool in
        let client = try FaultlineClient(server: server, token: token.isEmpty ? nil : token)
        return try await Self.talk(questions, client, asker, isJSON: isJSON)
      }
    } catch {
      throw Complaint(error.description)
    }
  }

  private static func talk(
    _ questions: [String], _ client: FaultlineClient, _ asker: Asker, isJSON: Bool
  ) async throws(FetchError) -> Bool {
    var conversation: String?
    var isAnswered = true
    for (index, question) in questions.enumerated() {
      let answer = try await client.ask(
        question, as: asker.login, repository: asker.repository, conversation: conversation)
      conversation = answer.conversation
      isAnswered = answer.answered
      if isJSON {
        let document = RemoteDocument(
          question: question, answered: answer.answered, text: answer.text)
        Terminal.data(document.json)
      } else {
        if index > 0 { Terminal.data("\n") }
        // A service is a stranger: what it sends must not move the cursor either.
        let lines = answer.text.split(separator: "\n", omittingEmptySubsequences: false)
        Terminal.data(lines.map { Visible.text($0) }.joined(separator: "\n"))
      }
    }
    return isAnswered
  }
}

/// `faultline ask --server URL --format json`.
struct RemoteDocument: ListDocument {
  let schema = "faultline.remote-reply/1"
  var question: String
  var answered: Bool
  var text: String
}
