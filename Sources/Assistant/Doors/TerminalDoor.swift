import Reporting

/// A reply for a terminal: nothing in it moves the cursor or hides what is read.
public struct TerminalDoor: Sendable {
  /// Whether escape sequences for colour may be written.
  public var isColored: Bool

  public init(isColored: Bool = false) { self.isColored = isColored }

  /// The text, ending in a newline.
  public func render(_ reply: Reply) -> String {
    var out = reply.sentences.map { Visible.text($0.text, atMost: 600) }
    if !reply.evidence.isEmpty {
      let width = reply.evidence.map { String($0.line).count }.max() ?? 1
      out.append("")
      out += reply.evidence.map { quote($0, width) }
    }
    if !reply.steps.isEmpty {
      out += ["", "What to do:"] + reply.steps.map { "  • " + Visible.text($0, atMost: 400) }
    }
    if !reply.choices.isEmpty {
      out += reply.choices.enumerated().map { index, choice in
        "  \(index + 1)  " + Visible.text(choice.label, atMost: 200)
      }
    }
    out += reply.links.map { dim("see " + Visible.text($0)) }
    if !reply.suggestions.isEmpty {
      out += [
        "", dim("ask: " + reply.suggestions.map { Visible.text($0) }.joined(separator: " · ")),
      ]
    }
    return out.joined(separator: "\n") + "\n"
  }

  private func quote(_ quote: Reply.Quote, _ width: Int) -> String {
    let number = String(quote.line)
    let pad = String(repeating: " ", count: width - number.count)
    let mark = quote.role == "cause" ? "▶" : " "
    let text = Visible.text(quote.text, atMost: 240)
    let line = "\(mark) \(pad)\(number) │ \(text)"
    return isColored && quote.role == "cause" ? "\u{1B}[1m\(line)\u{1B}[0m" : line
  }

  private func dim(_ text: String) -> String { isColored ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
}
