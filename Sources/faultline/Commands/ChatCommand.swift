import ArgumentParser
import Assistant
import Foundation
import History
import Reporting

struct ChatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chat",
    abstract:
      "Talk about builds and tests: questions line by line, each about what was said before.",
    discussion: """
      Ends with `exit` or the end of the input. Questions may come through a pipe.

      Examples:
        faultline chat --as ana
        printf 'why did run 4711 fail?\\nhow sure are you?\\n' | faultline chat
      """)

  @OptionGroup var options: BrainOptions

  func run() throws {
    let isTerminal = isatty(0) == 1 && isatty(1) == 1
    try Complaint.told {
      let brain = try options.brain()
      let door = TerminalDoor(isColored: Terminal.isColored(.auto))
      var talk = Conversation()
      if isTerminal { Terminal.words("ask about builds and tests; `help` says what, `exit` ends") }
      while true {
        if isTerminal { Terminal.data("› ") }
        guard let line = readLine() else { break }
        let text = line.trimmingCharacters(in: .whitespaces)
        if ["exit", "quit", "bye"].contains(text.lowercased()) { break }
        if text.isEmpty { continue }
        if !isTerminal { Terminal.data("› \(Visible.text(text, atMost: 200))\n") }
        let reply = try brain.answer(
          text, from: options.asker, in: &talk, now: options.seconds)
        Terminal.data(door.render(reply) + "\n")
      }
    }
  }
}
