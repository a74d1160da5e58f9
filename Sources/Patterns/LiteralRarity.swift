/// How surprising a literal is in a CI log: an estimate that only has to rank literals.
enum LiteralRarity {
  /// Phrases that ordinary lines of CI logs are full of. A literal inside one of them is common
  /// however long it is. Words from our own knowledge of the tools, folded to lower case.
  private static let common: [[UInt8]] = [
    " error: ", "error:", " errors", "warning: ", " warnings", " failed", "failed to ",
    " failure", "failures", "exception", "https://", "http://", "github.com/", "github",
    " installed", "installing ", "downloading ", "download", "collecting ", "requirement ",
    "already satisfied", "node_modules/", "/home/runner/work/", "/usr/local/lib/",
    "/usr/lib/python3", "site-packages/", " packages", "package ", "version ", " version",
    "at java.", "at org.", "    at ", "[info] ", "[error] ", "[warning] ", "##[error]",
    "##[group]", "npm err! ", "npm warn ", "file ", "line ", ", line ", "traceback",
    " not found", "could not ", "cannot ", "can't ", "unable to ", " with ", " from ",
    " in ", " for ", " the ", " is not ", " not ", " test ", " tests", "tests/", "test_",
    " passed", "building ", "build ", " command ", "docker", "fatal: ", "error ",
    " during ", "================", "----------------", "................", "                ",
    "################", "****************", "00000000", " import ", "module ", "self.",
    " expected ", " actual", "assert", "return ", "null", "none", "true", "false", "src/",
    ".com/", ".org/", ".java:", ".py", ".js:", ".go:", ".rs:", ".swift:", ".cpp:", ".h:",
    "info: ", "debug: ", "timeout", "connection", "server", "status", "code ", "exit code ",
    "process ", "/bin/", "/opt/", "/tmp/", "caused by: ", "error while ",
    " object", "driver", "receiving ", "resolving ", "resolved ", "attribute", "configuration",
    "skipped", "system", "source", "analyz", "compiling ", "compiled", "compiler", "client",
    "repository", "public", "executing ", "executed", "database", "target", "provided",
    "provider", "integration", "containing ", "contains", "reading ", "preparing ", "previously",
    "including ", "included", "junit.", "framework", "elapsed: ", "component", "format",
    "location", "script", "implementation", "function", "makefile", "metadata", "archive",
    "resource", "found ", "invoke", "updating ", "updated", "initializing ", "initialized",
    "snapshot", "running ", "shared", "platform", "internal", "serializ", "project", "protocol",
    "validation", "validating ", "artifact", "number", "currently", "change", "unknown",
    "response", "example", "duplicate", "backend", "throw", "testing", "release", "stream",
    "missing ", "plugin", "cache", "report", "class", "remote", "type", "first", "should",
    "method", "main", "next", "required", "requires", "document", "directory", "service",
    "default", "success", "complete", "external", "generated", "generating ", "library",
  ].map { Array($0.utf8) }

  /// A trie of all ends of the common phrases: the walk from a place in a text tells how much of
  /// the text from there on is part of a common phrase.
  private static let commonEnds: [[UInt8: Int]] = {
    var nodes: [[UInt8: Int]] = [[:]]
    for phrase in common {
      for start in phrase.indices {
        var node = 0
        for byte in phrase[start...] {
          if let next = nodes[node][byte] {
            node = next
          } else {
            nodes.append([:])
            nodes[node][byte] = nodes.count - 1
            node = nodes.count - 1
          }
        }
      }
    }
    return nodes
  }()

  /// For each place of `text` the length of the longest part of a common phrase there.
  private static func commonLengths(_ text: [UInt8]) -> [Int] {
    text.indices.map { start in
      var node = 0
      var length = 0
      while start + length < text.count, let next = commonEnds[node][text[start + length]] {
        node = next
        length += 1
      }
      return length
    }
  }

  /// Estimated bits of surprise of a folded literal: the cheapest way to spell it with single
  /// bytes and parts of common phrases.
  static func bits(_ literal: [UInt8]) -> Double {
    // Indents and rules.
    if Set(literal).count == 1 { return 2 }
    return bits(literal, literal.indices, commonLengths(literal))
  }

  private static func bits(_ text: [UInt8], _ part: Range<Int>, _ common: [Int]) -> Double {
    var cheapest = [Double](repeating: .infinity, count: part.count + 1)
    cheapest[0] = 0
    for place in part {
      let index = place - part.lowerBound
      cheapest[index + 1] = min(cheapest[index + 1], cheapest[index] + bits(text[place]))
      let longest = min(common[place], part.upperBound - place)
      for length in stride(from: 3, through: longest, by: 1) {
        cheapest[index + length] = min(cheapest[index + length], cheapest[index] + 5)
      }
    }
    return cheapest[part.count]
  }

  private static func bits(_ byte: UInt8) -> Double {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "e"), UInt8(ascii: "t"): 2
    case UInt8(ascii: "0")...UInt8(ascii: "9"): 2.5
    case UInt8(ascii: "-"), UInt8(ascii: "="), UInt8(ascii: "."), UInt8(ascii: "/"): 2.5
    case UInt8(ascii: "q"), UInt8(ascii: "z"), UInt8(ascii: "x"), UInt8(ascii: "j"): 5
    case UInt8(ascii: "a")...UInt8(ascii: "z"): 3
    case 0x80...: 5
    default: 4
    }
  }

  /// Where the rarest `longest` bytes of `text` are, or all of it if it is not longer.
  static func rarestPart(of text: [UInt8], longest: Int) -> Range<Int> {
    guard text.count > longest else { return text.indices }
    let lengths = commonLengths(text)
    var best = 0..<longest
    var bestBits = bits(text, best, lengths)
    for start in 1...(text.count - longest) {
      let part = start..<(start + longest)
      let partBits = bits(text, part, lengths)
      if partBits > bestBits { (best, bestBits) = (part, partBits) }
    }
    return best
  }
}
