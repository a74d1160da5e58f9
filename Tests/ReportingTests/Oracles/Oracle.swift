/// What a CI system would do with the output of a job: a port of its parser, written anew from the
/// facts of its source or documentation. The tests ask it which commands it sees.
protocol Oracle: Sendable {
  var provider: String { get }
  /// The names of the commands that would be obeyed, in their order.
  func commands(in output: String) -> [String]
}

enum Oracles {
  static let all: [any Oracle] = [
    GitHubRunner(), AzureAgent(), TeamCityAgent(), GitLabTrace(), JenkinsConsole(),
    BuildkiteTerminal(), TerminalEmulator(),
  ]
  static let names = all.map(\.provider)

  static func named(_ provider: String) -> any Oracle {
    all.first { $0.provider == provider } ?? GitHubRunner()
  }

  /// A reader that ends a line at LF, CR, and CRLF, as .NET's does.
  static func lines(_ output: String) -> [[Unicode.Scalar]] {
    var lines: [[Unicode.Scalar]] = [[]]
    for scalar in output.unicodeScalars {
      if scalar == "\n" || scalar == "\r" {
        lines.append([])
      } else {
        lines[lines.count - 1].append(scalar)
      }
    }
    return lines
  }

  /// Comparison by the rules of a language does not see ignorable characters.
  static func visible(_ line: [Unicode.Scalar]) -> [Unicode.Scalar] {
    line.filter { !$0.properties.isDefaultIgnorableCodePoint }
  }

  static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  /// Where `word` begins in `line` at or after `start`.
  static func find(_ word: String, in line: [Unicode.Scalar], from start: Int = 0) -> Int? {
    let wanted = Array(word.unicodeScalars)
    guard line.count - wanted.count >= start else { return nil }
    return (start...(line.count - wanted.count)).first {
      line[$0] == wanted[0] && line[$0..<($0 + wanted.count)].elementsEqual(wanted)
    }
  }
}
