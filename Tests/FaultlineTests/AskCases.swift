/// `ask`, `why`, `chat`, `mcp` and `link` as their users type them.
enum AskCases {
  /// One failed job with a log, a passed one before, and a test report.
  private static let ready = """
    export FAULTLINE_STORE=s.db FAULTLINE_LOGIN= FAULTLINE_PRUNE=false; \
    $F ingest --quiet --log green.log --repo acme/web --run 6 --job linux --branch main; \
    $F ingest --quiet --log red.log --results report.xml --repo acme/web --run 7 --job linux \
    --branch main;\u{20}
    """

  private static let cause = "No matching distribution found for left-padd==9.9"

  static let all = questions + chats + agents + links

  private static let questions = [
    CommandCase(
      ready + "$F ask 'why did run 7 fail?'",
      out: ["'linux' of run 7 in acme/web", "dependency/", cause]),
    CommandCase(
      ready + "$F ask 'wy did run 7 fial' 'should I retry?'", out: [cause, "No: it will fail"]),
    CommandCase(
      ready + "$F ask --format json 'why did run 7 fail?'",
      out: ["\"intent\"", "why-failed", "run:7", cause]),
    CommandCase(
      ready + "$F ask 'is test_discount flaky?'", out: ["test_discount"]),
    CommandCase(
      ready + "$F ask 'why did run 8 fail?'", 1, out: ["Nothing is stored about run 8"]),
    CommandCase(ready + "$F ask 'sing me a song'", 1, out: ["I did not understand that"]),
    CommandCase(ready + "$F ask help", out: ["why did my build fail?"]),
    CommandCase(ready + "$F ask", 2, err: ["Missing expected argument '<questions> ...'"]),
    CommandCase(
      ready + "$F ask --format csv help", 2, err: ["format 'csv' is not for answers"]),
    CommandCase("$F ask help --store none.db", 1, err: ["none.db"]),
    CommandCase(ready + "$F why 7", out: [cause]),
    CommandCase(ready + "$F why red.log", out: [cause]),
    CommandCase("$F why red.log --store none.db", out: [cause]),
    CommandCase(
      "$F why nosuch.log --store none.db", 1,
      err: ["there is no file 'nosuch.log' here", "why did branch nosuch.log fail?"],
      not: ["none.db"]),
    CommandCase(
      "$F why 4711 --store none.db", 1, err: ["there is no file '4711' here", "none.db"]),
    CommandCase(ready + "$F why nonsense", 1, out: ["No job, branch or test 'nonsense'"]),
  ]

  private static let chats = [
    CommandCase(
      ready + "printf 'why did run 7 fail?\\nhow sure are you?\\nexit\\nhelp\\n' | $F chat",
      out: ["› why did run 7 fail?", cause, "› how sure are you?", "by the words of the log"],
      not: ["› help"]),
    CommandCase(
      ready + "printf '\\033[2J\\n' | $F chat", out: ["did not understand"], not: ["\u{1B}"]),
    CommandCase(ready + "$F chat < /dev/null", not: ["›"]),
  ]

  private static let meta =
    #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","#
    + #""io.modelcontextprotocol/clientCapabilities":{}}"#

  private static func send(_ lines: String...) -> String {
    "printf '%s\\n' " + lines.map { "'\($0)'" }.joined(separator: " ") + " | $F mcp"
  }

  private static let agents = [
    CommandCase(
      ready
        + send(
          #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"why","arguments":"#
            + #"{"run":"7"},\#(meta)}}"#),
      out: ["\"bucket\":\"dependency\"", "\"isError\":false"], not: [cause]),
    CommandCase(
      ready
        + send(
          #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"#
            + #""2025-11-25","capabilities":{},"clientInfo":{"name":"c","version":"1"}}}"#,
          #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
          #"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#),
      out: ["\"protocolVersion\":\"2025-11-25\"", "\"name\":\"weekly_summary\""]),
    CommandCase(ready + "echo nonsense | $F mcp", out: ["-32700"]),
    CommandCase(ready + "$F mcp < /dev/null"),
    CommandCase(
      send(#"{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{\#(meta)}}"#),
      out: ["\"supportedVersions\":[\"2026-07-28\""], err: ["only explain_log works"]),
  ]

  private static let links = [
    CommandCase(
      ready + "$F link add slack T1 U1 ana && $F link list", out: ["slack  T1  U1  ana"],
      err: ["slack T1 U1 is ana"]),
    CommandCase(ready + "$F link list", err: ["there are no links"]),
    CommandCase(ready + "$F link remove slack T1 U1", 1, err: ["there is no such link"]),
    CommandCase(
      ready + "$F link add irc T1 U1 ana", 2,
      err: ["chat 'irc' is not known, expected slack, teams, mattermost, rocketchat"]),
  ]
}
