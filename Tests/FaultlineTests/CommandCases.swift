import Testing

/// A command line and what it must print. `$F` is the executable, the folder is that of
/// ``Fixtures``.
struct CommandCase: CustomTestStringConvertible, Sendable {
  var command: String
  var status: Int32
  /// Each of these stands in stdout.
  var out: [String]
  /// Each of these stands in stderr; without any, stderr is empty.
  var err: [String]
  var not: [String]

  var testDescription: String { command }

  init(
    _ command: String, _ status: Int32 = 0, out: [String] = [], err: [String] = [],
    not: [String] = []
  ) {
    self.command = command
    self.status = status
    self.out = out
    self.err = err
    self.not = not
  }

  static let all: [CommandCase] =
    explain + rules + rest + hooks + StoreCases.all + settings + RuleCases.all + OutwardCases.all
    + AskCases.all

  private static let cause = "No matching distribution found for left-padd==9.9"

  /// The same failure of another package.
  private static let other = "sed s/left-padd/right-padd/ red.log > b.log; "

  private static let explain = [
    CommandCase("$F explain red.log", out: ["DEPENDENCY", cause, "red.log", "What to do:"]),
    CommandCase("$F explain - < red.log", out: ["DEPENDENCY", cause, "standard input"]),
    CommandCase("gzip -c red.log | $F explain -", out: ["DEPENDENCY", cause]),
    CommandCase("$F explain --why red.log", out: ["Why Faultline thinks so:", "same as    v1:"]),
    CommandCase(
      "$F explain green.log empty.log", out: ["no failure found", "The log is empty."],
      not: ["✗"]),
    CommandCase(
      "$F explain red.log missing.log logs/a.log", 1, out: ["red.log", "logs/a.log"],
      err: ["faultline: 'missing.log': no such file or directory"]),
    CommandCase("$F explain logs", out: ["logs/a.log", "logs/b.log"]),
    CommandCase("$F explain 'logs/*.log'", out: ["logs/a.log", "logs/b.log"]),
    CommandCase(
      "$F explain 'logs/*.txt'", 1, err: ["'logs/*.txt': no file matches this pattern"]),
    CommandCase("$F explain nothing", 1, err: ["'nothing': the directory holds no files"]),
    CommandCase("$F explain", 2, err: ["name a log, or - for standard input"]),
    CommandCase(
      "$F explain --format yaml red.log", 2,
      err: ["format 'yaml' is not known, expected text, json, ndjson, markdown"]),
    CommandCase("$F explain --color pink red.log", 2, err: ["color 'pink' is not known"]),
    CommandCase("$F explain --fail-on infar red.log", 2, err: ["bucket 'infar' is not known"]),
    CommandCase("$F explain --no-such-option red.log", 2, err: ["--no-such-option"]),
    CommandCase("$F explain --fail-on dependency,infra red.log", 3, out: ["DEPENDENCY"]),
    CommandCase("$F explain --fail-on infra red.log", 0, out: ["DEPENDENCY"]),
    CommandCase("$F explain --fail-on unknown green.log", 0, out: ["no failure found"]),
    CommandCase(
      "$F explain --format json red.log",
      out: ["\"schema\" : \"faultline.diagnosis/1\"", "\"bucket\" : \"dependency\""]),
    CommandCase("$F explain --format json logs | wc -l", out: ["2"]),
    CommandCase("$F explain --format ndjson red.log | wc -l", out: ["1"]),
    // Formats that are one document stay one for several logs.
    CommandCase(
      other + "$F explain --format sarif red.log green.log b.log > s; grep -c '\"runs\"' s; "
        + "grep -c '\"ruleId\"' s", out: ["1\n2"]),
    CommandCase(
      other + "$F explain --format gitlab-codequality red.log b.log > q; grep -c '^\\[' q; "
        + "grep -c fingerprint q", out: ["1\n2"]),
    CommandCase(
      "$F explain --format junit red.log logs/a.log | grep -c '<?xml'", out: ["1"]),
    CommandCase(
      "$F explain --format sarif red.log gone.log", 1, out: ["\"runs\""], err: ["'gone.log'"]),
    CommandCase("$F explain --format markdown red.log", out: ["### ❌ dependency", "```text"]),
    CommandCase("$F explain --color always red.log", out: ["\u{1B}[1;31m"]),
    CommandCase("CLICOLOR_FORCE=1 $F explain red.log", out: ["\u{1B}[1;31m"]),
    CommandCase(
      "CLICOLOR_FORCE=1 NO_COLOR=1 $F explain red.log", out: [cause], not: ["\u{1B}"]),
    CommandCase("$F explain red.log", out: [cause], not: ["\u{1B}"]),
    CommandCase("$F explain logs logs logs | head -1; echo ${PIPESTATUS[0]}", out: ["0"]),
    CommandCase("cp $F alone; env -i ./alone explain red.log", out: ["DEPENDENCY", cause]),
    CommandCase(
      // Noise may by chance hold a cue; that it is answered at all is what is promised.
      "head -c 300000 /dev/urandom > noise; $F explain noise", out: ["noise"]),
  ]

  private static let rules = [
    CommandCase(
      "$F signatures list --bucket dependency --tool pip", out: ["pip/", "\tcause\t"],
      not: ["npm/", "infra/"]),
    CommandCase("$F signatures list --bucket nope", 2, err: ["bucket 'nope' is not known"]),
    CommandCase(
      "$F signatures list --signatures own --tool acme",
      out: ["acme/ledger-locked\tconfig/deploy-rejected\tcause\t"]),
    CommandCase(
      "$F signatures show acme/ledger-locked --signatures own",
      out: ["id           acme/ledger-locked", "do           Ask the release manager"]),
    CommandCase("$F signatures show no/such", 1, err: ["no signature 'no/such'"]),
    CommandCase("$F signatures index", out: ["| signature | bucket |", "| `pip/"]),
    CommandCase("$F signatures test own", out: ["1 signatures in 1 files, 1 examples, 0 problems"]),
    CommandCase(
      "$F signatures test broken", 1,
      err: [
        "broken/acme.yml:7:11: kind 'cuase' is not known, did you mean 'cause'",
        "broken/acme.yml:11:5: unknown key 'remedation', did you mean 'remediation'",
        "broken/acme.yml:4:5: 'acme/ledger-locked' has no remediation: say what to do",
        "broken/other.yml:1:7: tool 'wrong' must be the file's name, 'other'",
      ]),
    CommandCase(
      "$F signatures test unproven", 1, out: ["1 problems"],
      err: ["unproven/acme.yml:13:9: 'acme/ledger-locked' does not match its example"]),
    CommandCase("$F explain --signatures broken red.log", 1, err: ["broken/acme.yml:7:11: "]),
    CommandCase("$F signatures test gone", 1, err: ["'gone': no such file or directory"]),
    CommandCase(
      "$F explain --signatures own acme.log",
      out: ["CONFIG / deploy-rejected", "The ledger payroll is locked.", "unlock it"]),
    CommandCase("$F explain acme.log", not: ["The ledger payroll is locked."]),
    CommandCase(
      "cd home && $F explain ../acme.log", out: ["The ledger payroll is locked."]),
    CommandCase(
      "mkdir p; sed 's/ledger-locked/dup/' own/acme.yml > p/acme.yml; "
        + "$F signatures list --signatures own --signatures p --tool acme",
      out: ["acme/dup", "acme/ledger-locked"]),
  ]

  private static let rest = [
    CommandCase("$F --version", out: ["faultline 0."]),
    CommandCase("$F --help", out: ["USAGE: faultline", "explain", "signatures", "Examples:"]),
    CommandCase("$F nonsense", 2, err: ["nonsense"]),
    CommandCase("$F baseline learn green.log", 2, err: ["--output"]),
    CommandCase(
      "$F baseline learn -o b green.log logs/a.log && $F explain --baseline b acme.log",
      out: ["acme.log"]),
    CommandCase(
      "$F baseline learn -o a green.log red.log && $F baseline learn -o b red.log green.log "
        + "&& cmp a b && echo same", out: ["same"]),
    CommandCase(
      "$F baseline learn -o b gone.log; s=$?; ls b 2>/dev/null; exit $s", 1,
      err: ["'gone.log': no such file or directory"]),
    CommandCase(
      "$F baseline learn -o no/such/dir/b green.log", 1, err: ["'no/such/dir/b': cannot be written"]
    ),
    CommandCase("$F explain --baseline green.log red.log", out: [cause]),
    CommandCase(
      "j='explain --format json'; $F baseline learn -o b acme.log && mkfifo p "
        + "&& { cat b > p & } && $F $j --baseline b acme.log > one; "
        + "$F $j --baseline p acme.log > two; $F $j acme.log > none; "
        + "cmp one two && ! cmp -s one none && echo same", out: ["same"]),
    CommandCase(
      "j='explain --format json'; $F baseline learn -o b acme.log && mkfifo p "
        + "&& { cat acme.log > p & } && $F $j --baseline b acme.log > one; "
        + "$F $j --baseline p acme.log > two; cmp one two && echo same", out: ["same"]),
    CommandCase(
      "{ yes 'a line of an ordinary build, long enough' 2>/dev/null | head -c 5000000; cat red.log; } "
        + "| $F explain -", out: ["DEPENDENCY", cause]),
    CommandCase("$F explain --baseline gone red.log", 1, out: [cause], err: ["'gone': no such"]),
    CommandCase(
      "$F baseline learn -o b green.log; head -c 30 b > cut; $F explain --baseline cut red.log", 1,
      err: ["'cut': damaged baseline"]),
    CommandCase("$F corpus check logs", 1, err: ["logs/a.log:1:1: the header has no 'tool'"]),
  ]

  /// Every subcommand, for its help.
  static let commands =
    [
      "explain", "run", "annotate", "fetch", "signatures", "signatures list", "signatures show",
      "signatures test", "signatures lint", "signatures index", "corpus", "corpus check",
      "corpus train", "corpus evaluate", "baseline", "baseline learn", "quarantine",
      "quarantine suggest", "quarantine add", "quarantine release", "quarantine list",
      "quarantine check", "quarantine export", "gate", "retry-plan", "report", "actions",
      "actions add", "actions list", "actions done", "ingest", "store", "store info", "store check",
      "store compact", "store prune", "store export", "store import", "store merge", "failures",
      "flakes", "tests", "tests list", "tests show", "config", "config check", "config schema",
      "ticket", "export", "why", "ask",
    ] + RuleCases.commands
}
