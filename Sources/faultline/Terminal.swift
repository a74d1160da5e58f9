import Foundation

/// Where words and data go: data on stdout, words on stderr, colour only on a terminal.
enum Terminal {
  /// Writes to stdout; a closed pipe (`| head`) ends the program quietly, as it does `cat`.
  static func data(_ text: String) { write(text, to: 1) }

  /// Writes one line of words to stderr.
  static func words(_ text: String) { write("faultline: " + text + "\n", to: 2) }

  /// Draws on stderr, which must be a terminal.
  static func progress(_ text: String) { write(text, to: 2) }

  fileprivate static func write(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { bytes in
      var done = 0
      while done < bytes.count {
        let count = Foundation.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
        if count > 0 {
          done += count
        } else if errno == EPIPE {
          exit(0)
        } else if errno != EINTR {
          return
        }
      }
    }
  }

  /// Whether stdout may be coloured, by `NO_COLOR`, `CLICOLOR_FORCE`, `TERM` and the terminal itself.
  static func isColored(_ choice: ColorChoice) -> Bool {
    let environment = ProcessInfo.processInfo.environment
    switch choice {
    case .always: return true
    case .never: return false
    case .auto:
      if let value = environment["NO_COLOR"], !value.isEmpty { return false }
      if let value = environment["CLICOLOR_FORCE"], value != "0" { return true }
      return isatty(1) == 1 && environment["TERM"] != "dumb"
    }
  }
}

/// `--color auto|always|never`.
enum ColorChoice: String, CaseIterable { case auto, always, never }

extension Terminal {
  /// Prints ArgumentParser's own message (it names the option and shows the usage).
  static func usage(_ text: String) { write(text + "\n", to: 2) }
}
