/// Spellings that a CI system obeys, at least forty for each grammar.
enum HostileCommands {
  static func spellings(_ provider: String) -> [String] {
    switch provider {
    case "github-actions": githubV2 + githubV1
    case "azure-pipelines": azure
    case "teamcity": teamcity
    case "gitlab": gitlab
    case "jenkins": jenkins
    case "buildkite": buildkite
    default: terminal
    }
  }

  /// All of them, each with the system it is meant for.
  static let all: [(provider: String, text: String)] = Oracles.names.flatMap { provider in
    spellings(provider).map { (provider, $0) }
  }

  private static let names = [
    "error", "warning", "notice", "debug", "group", "endgroup", "add-mask", "set-env",
    "set-output", "save-state", "add-path", "add-matcher", "remove-matcher", "echo",
    "stop-commands", "ERROR", "Add-Mask",
  ]

  static let githubV2: [String] =
    names.map { "::\($0)::x" }
    + names.map { "::\($0) name=a,file=b.c::x" }
    + [
      " ", "  ", "\t", "\t ", "\u{A0}", "\u{1680}", "\u{2000}", "\u{2003}", "\u{2009}", "\u{202F}",
      "\u{205F}", "\u{3000}", "\u{85}", "\u{2028}", "\u{2029}", "\u{B}", "\u{C}", "\r", "\n",
      "\r\n", "text\n", "text\r", "\u{AD}", "\u{200B}", "\u{200D}", "\u{FEFF}", "\u{2060}",
      "\u{FE0F}", "\u{34F}", "\u{180E}", "\u{E0100}", "\u{3164}",
    ].map { "\($0)::error::x" }
    + [":\u{AD}:error::x", ":\u{200D}:add-mask::x", "::set-env name=LD_PRELOAD::/tmp/x.so"]

  static let githubV1: [String] =
    names.map { "##[\($0)]x" }
    + names.map { "text ##[\($0) k=v;]x" }
    + ["#", "##", "abc", "2026-01-02T03:04:05.1234567Z ", "\u{1B}[31m", "\u{202E}", "\r", "\n"]
    .map { "\($0)##[error]x" }
    + ["#\u{AD}#[error]x", "##\u{200D}[error]x", "##\u{FE0F}[error]x", "#\u{34F}#[add-mask]x"]

  private static let azure: [String] =
    [
      "task.setvariable", "task.logissue", "task.complete", "task.setsecret", "task.prependpath",
      "task.uploadsummary", "task.uploadfile", "task.addattachment", "task.setendpoint",
      "task.setprogress", "task.logdetail", "task.debug", "artifact.upload", "artifact.associate",
      "build.uploadlog", "build.updatebuildnumber", "build.addbuildtag", "results.publish",
      "release.updatereleasename", "codecoverage.publish", "telemetry.publish", "plugininternal.x",
    ].flatMap { ["##vso[\($0) a=b;]x", "text ##vso[\($0)]x"] }
    + [
      "##[error]x", "##[group]x", "##[section]x", "  ##[command]x", "#\u{AD}#vso[task.complete]x",
      "##vso\u{200D}[task.complete]x", "##\u{FE0F}vso[task.complete]x", "\r##vso[task.complete]",
    ]

  private static let teamcity: [String] =
    [
      "buildProblem", "buildStatus", "buildNumber", "setParameter", "publishArtifacts",
      "importData", "testStarted", "testFailed", "testIgnored", "testFinished", "blockOpened",
      "blockClosed", "message", "progressMessage", "buildStop", "addBuildTag", "removeBuildTag",
      "compilationStarted", "enableServiceMessages", "disableServiceMessages",
    ].flatMap { ["##teamcity[\($0) a='b']", "text ##teamcity[\($0) 'x'] text"] }
    + [
      "##teamcity[a][##teamcity[b]", "###teamcity[a 'b']", "##teamcity\u{200D}[a 'b']",
      "#\u{AD}#teamcity[a 'b']", "\r##teamcity[a]", "##teamcity[ a='b']",
    ]

  private static let gitlab: [String] =
    ["build", "step_script", "a.b", "A-1", "x_y"].flatMap { name in
      ["start", "end"].flatMap { kind in
        [
          "section_\(kind):1700000000:\(name)\r\u{1B}[0K", "\u{1B}[0Ksection_\(kind):1:\(name)",
          "section_\(kind):1:\(name)[collapsed=true]", "text section_\(kind):99:\(name) text",
          "section_\(kind):1:\(name)\n",
        ]
      }
    }

  private static let jenkins: [String] = (0..<40).map { number in
    let before = ["", "x", " ", "\u{1B}[0m", "\r", "\n", "[Pipeline] ", "ha:"][number % 8]
    let after = ["AAAA", "////4AAA", "", "\u{1B}[0m", "rO0ABX"][number / 8]
    return "\(before)\u{1B}[8mha:\(after)\u{1B}[0m"
  }

  private static let buildkite: [String] =
    ["---", "+++", "~~~", "^^^ +++"].flatMap { mark in
      ["x", "", " ", ":npm: x", "+", "\u{1B}[31mx", "a/file.c"].map { "\(mark) \($0)" }
        + ["text\n\(mark) x", "text\r\(mark) x"]
    } + [
      "\u{1B}]1338;url='x'\u{7}", "\u{1B}]1339;x\u{7}", "\u{1B}_bk;t=1700000000000\u{7}",
      "x\u{1B}]1338;a\u{7}", "---", "+++", "~~~",
    ]

  private static let terminal: [String] =
    ["[2J", "[H", "[31m", "[6n", "[?1049h", "]0;x\u{7}", "]52;c;YQ==\u{7}", "c", "Pq\u{1B}\\"]
    .flatMap { ["\u{1B}\($0)", "x\u{1B}\($0)y"] }
    + [
      "\u{9B}2J", "\u{9D}0;x\u{9C}", "\u{90}x\u{9C}", "\u{8}", "\u{7}", "\u{7F}", "\u{0}", "\u{E}",
    ]
    .flatMap { [$0, "x\($0)", "\($0)\($0)y"] }
}
