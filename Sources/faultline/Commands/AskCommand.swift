import ArgumentParser
import Assistant
import History
import Reporting

struct AskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ask",
    abstract: "Ask about builds and tests in plain words.",
    discussion: """
      Answers by rules from the store; each quoted line stands in a stored log. A question that
      could not be answered ends with 1. Several questions follow each other, as in a chat.

      Examples:
        faultline ask "why did my build fail?" --as ana
        faultline ask "is test_discount flaky?" --store faultline.db
        faultline ask "why did run 4711 fail" "should I retry?"
        faultline ask "top failures this week" --format json
        faultline ask "what is broken on main?" --server https://faultline.example
      """)

  @OptionGroup var options: BrainOptions
  @OptionGroup var remote: RemoteOptions

  @Option(help: "text or json.") var format: ListFormat = .text

  @Argument(help: "The questions.") var questions: [String]

  func validate() throws {
    if questions.isEmpty { throw ValidationError("ask something, such as \"what can you do?\"") }
    if format == .csv || format == .markdown {
      throw ValidationError("format '\(format.rawValue)' is not for answers, expected text, json")
    }
  }

  func run() throws {
    let isAnswered = try Complaint.told {
      if let server = remote.server {
        return try remote.ask(
          questions, at: server, as: options.asker, isJSON: format == .json)
      }
      let brain = try options.brain()
      var talk = Conversation()
      var isAnswered = true
      for (index, text) in questions.enumerated() {
        let reader = QuestionReader(
          hasThread: talk.hasSubject, choices: talk.choices.count)
        let question = reader.read(text)
        let reply = try brain.answer(
          question, from: options.asker, in: &talk, now: options.seconds)
        isAnswered = reply.isAnswered
        if format == .json {
          let document = ReplyDocument(
            question: question.text, intent: question.intentWords,
            subject: question.subject.description, reply: reply)
          Terminal.data(document.json)
        } else {
          if index > 0 { Terminal.data("\n") }
          Terminal.data(TerminalDoor(isColored: Terminal.isColored(.auto)).render(reply))
        }
      }
      return isAnswered
    }
    if !isAnswered { throw ExitCode(1) }
  }
}
