/// Commands that write, try and mend rules, and corrections of answers.
enum RuleCases {
  static let all = mark + dryRun + lint + correct + proposals + training

  private static let cause = "acme: ledger payroll is locked by bob"

  private static let mark = [
    CommandCase(
      "$F signatures mark acme.log 2",
      out: [
        "tool: acme\n", "id: acme/ledger-payroll-locked-bob",
        "match: '^acme: ledger payroll is locked by bob'", "⟦\(cause)⟧",
      ]),
    CommandCase(
      "printf 'x\\nacme: quota of %seu-1%s is 4711 units (/srv/a/b.log)\\n' \"'\" \"'\" > q.log; "
        + "$F signatures mark q.log 2 --bucket config --category quota-config -o packs && "
        + "$F signatures test packs && $F signatures lint packs && cat packs/acme.yml",
      out: [
        "packs/acme.yml", "1 signatures in 1 files, 1 examples, 0 problems", "0 findings, 0 notes",
        "key: [name]", "acme: quota of '⟦eu-1⟧' is ⟦4711⟧ units (⟦/srv/a/b.log⟧)",
        "bucket: config\n    category: quota-config",
      ]),
    CommandCase(
      "$F signatures mark acme.log 2 -o p > /dev/null; $F signatures mark acme.log 2 -o p", 1,
      err: ["'p/acme.yml': exists; add the entry to it"]),
    CommandCase(
      "$F signatures mark acme.log 2 --entry", out: ["  - id: acme/"], not: ["tool: acme"]),
    CommandCase(
      "$F signatures mark red.log", out: ["bucket: dependency", "category: package-not-found"]),
    CommandCase(
      "printf 'x\\ncurl: (6) Could not resolve host: a.example\\n' > c.log; "
        + "$F signatures mark c.log 2", out: ["id: curl/could-resolve-host"],
      err: ["line 2 is already known to 'curl/resolve'"]),
    CommandCase("$F signatures mark acme.log 9", 1, err: ["'acme.log': has no line 9"]),
    CommandCase("$F signatures mark green.log", 1, err: ["no failure found; name the line"]),
    CommandCase(
      "$F signatures mark green.log 2", 1, err: ["too little of the line stays the same"]),
    CommandCase("$F signatures mark acme.log 0", 2, err: ["line 0 is not 1 or more"]),
    CommandCase(
      "$F signatures mark acme.log 2 --bucket infra --category lint", 2,
      err: ["category 'lint' is not known"]),
    CommandCase("$F signatures mark acme.log 2 --tool 'A b'", 2, err: ["tool 'A b' must be"]),
    CommandCase("$F signatures mark gone.log 1", 1, err: ["'gone.log': no such file"]),
    CommandCase(
      "printf 'a\\nE: \\e[31mtoo many ⟦x⟧ here\\e[0m\\n' > m.log; $F signatures mark m.log 2", 1,
      err: ["holds characters that a rule file cannot hold"]),
  ]

  private static let dryRun = [
    CommandCase(
      "mkdir -p l/config l/green; cp acme.log l/config; "
        + "printf 'acme: ledger x is locked by al\\nall 3 tests passed\\n' > l/green/g.log; "
        + "$F signatures dry-run own --logs l",
      out: [
        "l/config/acme.log: ", "→ config/deploy-rejected at 2 (acme/ledger-locked) (label config)",
        "green\tl/green/g.log:1: acme/ledger-locked", "1 rules differ; 2 logs, 2 hit",
        "1 hits on green logs",
      ]),
    CommandCase(
      "$F signatures dry-run own --logs acme.log --logs green.log",
      out: ["moved\tacme.log: ", "1 rules differ; 2 logs, 1 hit, 1 verdicts move"]),
    CommandCase(
      "mkdir -p l/green; printf 'acme: ledger x is locked by al\\n' > l/green/g.log; "
        + "$F signatures dry-run own --logs l --fail-on green", 3, out: ["1 hits on green logs"]),
    CommandCase(
      "sed 's/No matching distribution/No such distribution/' $ROOT/Signatures/pip.yml > pip.yml; "
        + "mkdir -p l/dependency; cp red.log l/dependency; "
        + "$F signatures dry-run pip.yml --logs l; $F signatures dry-run $ROOT/Signatures/pip.yml "
        + "--logs l", out: ["0 rules differ; 1 logs, 0 hit, 0 verdicts move"]),
    CommandCase("$F signatures dry-run own", 2, err: ["name logs to try the rules on"]),
    CommandCase("$F signatures dry-run broken --logs logs", 1, err: ["broken/acme.yml:7:11: "]),
    CommandCase("$F signatures dry-run own --logs logs --fail-on bad", 2, err: ["fail-on 'bad'"]),
    CommandCase(
      "$F signatures dry-run own --logs gone", 1, out: ["0 logs"], err: ["'gone': no such"]),
  ]

  private static let lint = [
    CommandCase("$F signatures lint own", out: ["0 findings, 0 notes"]),
    CommandCase(
      "mkdir p; sed 's/\\^acme: ledger (?<ledger>\\\\w+) is locked by/(?<ledger>\\\\w+) is loc/; "
        + "s/\\[\"acme.*\\|⟦main⟧/⟦4711⟧/' own/acme.yml > p/acme.yml; $F signatures lint p", 1,
      out: ["acme/ledger-locked: unanchored: ", "noise: key 'ledger' captures digits only: '4711'"]),
    CommandCase(
      "mkdir p; sed 's/ledger-locked/again/' own/acme.yml | grep -v '^tool\\|^about\\|^sig' > t; "
        + "(grep '^tool\\|^about\\|^sig' own/acme.yml; cat t; sed 1,3d own/acme.yml) > p/acme.yml; "
        + "$F signatures lint p", 1, out: ["shadowed: the same pattern stands in 'acme/again'"]),
    CommandCase(
      "mkdir g; printf 'acme: ledger x is locked by al\\nmake: *** [x] Error 1\\n' > g/a.log; "
        + "$F signatures lint own --green g", 1,
      out: ["g/a.log:1: acme/ledger-locked: green: is taken for the failure of a passing log"]),
    CommandCase(
      "mkdir g; printf 'acme: ledger x is locked by al\\n##[endgroup]\\nall is well\\n' > g/a.log; "
        + "$F signatures lint own --green green.log", out: ["0 findings, 0 notes"]),
  ]

  private static let store = "export FAULTLINE_STORE=s.db USER=sam; "
  private static let corrected =
    store + "id=$($F correct red.log --bucket infra --category registry-unavailable "
    + "--because 'the mirror was empty' --accept-drop 2> words); "

  private static let correct = [
    CommandCase(
      corrected + "cat words; $F correct list",
      out: [
        "is infra (was dependency) in every repository", "standing\tdependency → infra/registry",
      ]
    ),
    CommandCase(
      corrected + "$F explain --store s.db red.log",
      out: [
        "✗ INFRA / registry-unavailable  corrected · red.log", "No matching distribution found",
        "sam corrected this from dependency to infra: the mirror was empty (",
      ]),
    CommandCase(
      corrected + "$F explain --store s.db --format json red.log",
      out: [
        "\"bucket\" : \"infra\"", "\"because\" : \"the mirror was empty\"", "\"confidence\" : 1",
      ]),
    CommandCase(corrected + "$F explain --store s.db --fail-on infra red.log", 3, out: ["INFRA"]),
    CommandCase(corrected + "$F explain red.log", out: ["DEPENDENCY"], not: ["sam"]),
    CommandCase(
      corrected + "$F ingest --log red.log --repo r --run 1", out: ["infra/registry-unavailable"]),
    CommandCase(
      corrected + "$F annotate red.log --store s.db --format text", out: ["INFRA", "sam corrected"]),
    CommandCase(
      corrected
        + "$F correct undo $id 2>&1; $F correct list --all; $F explain --store s.db red.log",
      out: ["the model answers again", "undone\tdependency", "DEPENDENCY"]),
    CommandCase(
      corrected + "$F correct undo $id 2> /dev/null; $F correct undo $id", 1,
      err: ["' holds"]),
    CommandCase(
      corrected
        + "$F correct red.log --bucket config --because b --accept-drop 2> /dev/null > two; "
        + "$F correct undo $(cat two)", err: [": infra holds again ("]),
    CommandCase(
      corrected + "$F correct list --format ndjson | wc -l; $F correct list --format json",
      out: ["1\n", "\"cause\" : \"ERROR: Could not find a version", "faultline.corrections/1"]),
    CommandCase(
      "g=$(mktemp -d); mkdir -p $g/dependency; (printf '#: tool pip\\n#: made-by x\\n#: dress plain\\n"
        + "#: category package-not-found\\n#: because x\\n'; sed '3s/.*/⟦&⟧/' red.log) > "
        + "$g/dependency/a.log; " + store
        + "$F correct red.log --bucket infra --because no --golden $g; s=$?; ls s.db; "
        + "$F correct list; exit $s", 1, out: ["s.db"],
      err: [
        "lost: dependency/a, a dependency failure that is answered rightly",
        "golden set: 1 → 0 right (infra 0, test 0, dependency 1 → 0, config 0)",
        "refused: right answers would be lost", "no corrections and no proposals",
      ]),
    CommandCase(
      store + "$F correct green.log --bucket infra --because x", 1, err: ["no failure found in it"]),
    CommandCase(
      store + "$F correct red.log --because x", 2, err: ["say what it was, with --bucket"]),
    CommandCase(
      store + "$F correct red.log --bucket infar --because x", 2,
      err: ["bucket 'infar' is not known"]
    ),
    CommandCase(
      store + "$F correct red.log --bucket infra --category disk-full2 --because x", 2,
      err: ["category 'disk-full2' is not one of bucket 'infra', did you mean 'disk-full'"]),
    CommandCase(
      store + "$F correct red.log --bucket infra --because ' '", 2, err: ["say why"]),
    CommandCase("$F correct list --store gone.db", 1, err: ["'gone.db': no such store"]),
    CommandCase(
      store + "$F correct acme.log --bucket config --because $'a\\e]0;x\\a' 2> /dev/null > id; "
        + "$F correct list", out: ["a<U+001B>]0;x<U+0007>"], not: ["\u{1B}"]),
  ]

  /// Somebody says that an answer is wrong.
  private static let proposed =
    store + "$F ingest --quiet --log acme.log --repo acme/pay --run 7 --job deploy; "
    + "$F ask --store s.db 'deploy run 7: no, it was config' > /dev/null; "
    + "id=$($F correct list | cut -f1); "

  private static let proposals = [
    CommandCase(
      proposed + "$F correct list", out: ["proposed\t", " → config\tv1:", "no, it was config"]),
    CommandCase(
      proposed + "$F correct accept $id --accept-drop > /dev/null; $F correct list; "
        + "$F explain --store s.db acme.log",
      out: ["standing\t", " → config", "✗ CONFIG", "sam corrected this"], not: ["proposed"]),
    CommandCase(
      proposed + "$F correct accept $id --accept-drop > /dev/null; $F correct accept $id", 1,
      err: ["was accepted already"]),
    CommandCase(
      proposed + "$F correct accept $id --category lint", 1,
      err: ["category 'lint' is not one of bucket 'config'"]),
    CommandCase(
      proposed + "$F correct decline $id; $F correct list --all", out: ["declined\t", " → config"]),
    CommandCase(proposed + "$F correct accept nope", 1, err: ["no proposal 'nope'"]),
  ]

  private static let training = [
    CommandCase(
      "echo '{\"id\":1}' > c; $F corpus train $ROOT/Corpus --signatures own -o m --corrections c",
      1,
      err: ["'c': object 1 is no correction"])
  ]

  static let commands = [
    "signatures mark", "signatures dry-run", "correct", "correct list", "correct undo",
    "correct accept", "correct decline",
  ]
}
