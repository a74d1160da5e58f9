/// GitHub's runner: a line that is a v2 command after leading white space, else the first v1 command
/// anywhere in it; nothing between `stop-commands` and its token.
struct GitHubRunner: Oracle {
  let provider = "github-actions"

  private static let registered: Set<String> = [
    "add-mask", "add-matcher", "add-path", "debug", "echo", "endgroup", "error", "group", "notice",
    "remove-matcher", "save-state", "set-env", "set-output", "stop-commands", "warning",
  ]

  func commands(in output: String) -> [String] {
    var seen: [String] = []
    var token: String?
    for line in Oracles.lines(output) {
      let known = Self.registered.union(token.map { [$0] } ?? [])
      guard let command = v2(line, known) ?? v1(line, known) else { continue }
      if let stop = token {
        if command.name == stop {
          seen.append("resume")
          token = nil
        }
      } else {
        seen.append(command.name)
        if command.name == "stop-commands" { token = command.data.lowercased() }
      }
    }
    return seen
  }

  private typealias Command = (name: String, data: String)

  private func v2(_ line: [Unicode.Scalar], _ known: Set<String>) -> Command? {
    let text = Oracles.visible(Array(line.drop { $0.properties.isWhitespace }))
    let start = Array(text.drop { $0.properties.isWhitespace })
    guard start.count > 2, start[0] == ":", start[1] == ":",
      let end = Oracles.find("::", in: start, from: 2)
    else { return nil }
    return command(start[2..<end], data: start[(end + 2)...], known)
  }

  private func v1(_ line: [Unicode.Scalar], _ known: Set<String>) -> Command? {
    let text = Oracles.visible(line)
    guard let start = Oracles.find("##[", in: text),
      let end = text[start...].firstIndex(of: "]")
    else { return nil }
    return command(text[(start + 3)..<end], data: text[(end + 1)...], known)
  }

  private func command(
    _ info: ArraySlice<Unicode.Scalar>, data: ArraySlice<Unicode.Scalar>, _ known: Set<String>
  ) -> Command? {
    let name = Oracles.string(info.prefix { $0 != " " }).lowercased()
    guard known.contains(name) else { return nil }
    return (name, Oracles.string(data))
  }
}

/// Azure's agent: `##vso[area.event …]` anywhere in a line; its page also formats `##[word]`.
struct AzureAgent: Oracle {
  let provider = "azure-pipelines"

  func commands(in output: String) -> [String] {
    Oracles.lines(output).compactMap { line in
      let text = Oracles.visible(line)
      if let start = Oracles.find("##vso[", in: text),
        let end = text[start...].firstIndex(of: "]")
      {
        let name = Oracles.string(text[(start + 6)..<end].prefix { $0 != " " })
        if name.split(separator: ".").count == 2 { return name }
      }
      let start = Array(text.drop { $0.properties.isWhitespace })
      guard Oracles.find("##[", in: start) == 0 else { return nil }
      return "format"
    }
  }
}

/// TeamCity's agent: `##teamcity[name …]` anywhere, ended by a bracket without a bar before it.
struct TeamCityAgent: Oracle {
  let provider = "teamcity"

  func commands(in output: String) -> [String] {
    Oracles.lines(output).flatMap { line in
      var seen: [String] = []
      var from = 0
      let text = Oracles.visible(line)
      while let start = Oracles.find("##teamcity[", in: text, from: from) {
        let body = text[(start + 11)...]
        guard let end = close(body) else { break }
        let name = body[..<end].prefix { !$0.properties.isWhitespace }
        seen.append(Oracles.string(name))
        from = end + 1
      }
      return seen
    }
  }

  private func close(_ body: ArraySlice<Unicode.Scalar>) -> Int? {
    var isEscaped = false
    for index in body.indices {
      if isEscaped {
        isEscaped = false
      } else if body[index] == "|" {
        isEscaped = true
      } else if body[index] == "]" {
        return index
      }
    }
    return nil
  }
}

/// GitLab's trace viewer: a section marker anywhere. It wants a CR behind the name; here the marker
/// counts without, as older viewers took it.
struct GitLabTrace: Oracle {
  let provider = "gitlab"

  func commands(in output: String) -> [String] {
    output.matches(of: /section_(start|end):[0-9]+:[A-Za-z0-9_.\-]+/).map { String($0.1) }
  }
}

/// Jenkins' console: an encoded note behind its preamble.
struct JenkinsConsole: Oracle {
  let provider = "jenkins"

  func commands(in output: String) -> [String] {
    output.matches(of: /\u{1B}\[8mha:/).map { _ in "note" }
  }
}

/// Buildkite's log: a group where a line begins, and its own sequences for links, images, time.
struct BuildkiteTerminal: Oracle {
  let provider = "buildkite"

  func commands(in output: String) -> [String] {
    let groups = Oracles.lines(output).filter { line in
      let start = line.drop { $0.properties.isWhitespace && $0 != " " }.prefix(3)
      return ["---", "+++", "~~~", "^^^"].contains(Oracles.string(start))
    }
    let sequences = output.matches(of: /\u{1B}(\]133[89]|_bk;)/)
    return groups.map { _ in "group" } + sequences.map { _ in "sequence" }
  }
}

/// A terminal: every control that moves, hides or asks, in its 7-bit and 8-bit form.
struct TerminalEmulator: Oracle {
  let provider = "terminal"

  func commands(in output: String) -> [String] {
    output.unicodeScalars.filter { scalar in
      switch scalar.value {
      case 0x0A: false
      case 0x00...0x1F, 0x7F...0x9F: true
      default: false
      }
    }.map { String($0.value, radix: 16) }
  }
}
