/// Commands around the store.
enum StoreCases {
  static let report = """
    <?xml version="1.0"?>
    <testsuites><testsuite name="pytest" timestamp="2026-03-02T10:00:00">
    <testcase classname="tests.cart" name="test_sum" time="0.1"/>
    <testcase classname="tests.cart" name="test_discount" time="0.2"><failure message="assert 90 == 100">x</failure></testcase>
    <testcase classname="tests.cart" name="test_later"><skipped/></testcase>
    </testsuite></testsuites>

    """

  /// Forty runs of one test on two machines; on `mac` every fourth one fails and passes again.
  static let manifest =
    (0..<40).map { run in
      let name = run % 2 == 0 ? "linux" : "mac"
      let attempts = run % 8 == 3 ? #","results":["report.xml"]"# : #","results":["pass.xml"]"#
      return #"{"repository":"acme/web","run":\#(run),"job":"\#(name)","commit":"c\#(run / 4)","#
        + #""branch":"main","environment":"\#(name)","started":\#(1_772_400_000 + 600 * run)"#
        + attempts + "}"
    }.joined(separator: "\n") + "\n"

  private static let pass = """
    sed 's|<failure.*</failure>||' report.xml > pass.xml; export FAULTLINE_STORE=s.db;\u{20}
    """
  private static let ingested = pass + "$F ingest --quiet --jobs jobs.ndjson; "

  static let all = intake + upkeep + lists

  private static let intake = [
    CommandCase(
      "$F ingest --log red.log --results report.xml --repo acme/web --run 7 --job linux",
      out: ["stored acme/web 7 linux: failed, dependency/", "2 tests, 1 failed"]),
    CommandCase(
      "$F ingest --log red.log --repo r --run 7; $F ingest --log red.log --repo r --run 7",
      out: ["stored r 7 job", "known r 7 job"]),
    CommandCase(
      "$F ingest --results report.xml; $F ingest --results report.xml",
      out: ["stored local content:", "known local content:"]),
    CommandCase(
      "$F ingest --results cut.xml --results report.xml --run 1", 1,
      out: ["stored local 1 job: failed"], err: ["'cut.xml': line ", "byte ", "truncated report"]),
    // A report that breaks off says nothing about the job, unless something in it failed.
    CommandCase(
      pass + "sed '/test_discount/,$d' pass.xml > half.xml; $F ingest --results half.xml --run 1; "
        + "$F store info | grep jobs; $F ingest --results half.xml --run 1 --status passed", 1,
      out: ["  jobs          0", "stored local 1 job: passed, 1 tests"],
      err: [
        "'half.xml': line ", "truncated report",
        "faultline: local 1 job: not stored, as nothing says how it ended; --status does",
      ]),
    CommandCase(
      pass + "head -c 240 report.xml > half.xml; $F ingest --results half.xml --results pass.xml "
        + "--run 1", 1, out: ["stored local 1 job: passed"], err: ["'half.xml': line "]),
    CommandCase("$F ingest --meta job.json", out: ["stored acme/api 9 linux: failed"]),
    CommandCase(
      "$F ingest --meta typo.json", 1,
      err: ["'typo.json': unknown key 'repositry', did you mean 'repository'"]),
    CommandCase(
      "echo '{\"run\":1,' > bad.json; $F ingest --meta bad.json", 1,
      err: ["'bad.json': is not JSON"]),
    CommandCase(
      "printf '{}\\n{\"run\":3,\"log\":\"x\"}\\n{\"run\":4,\"status\":\"success\"}\\n' > j; "
        + "$F ingest --jobs j", 1, out: ["stored local 4 job: passed"],
      err: [
        "'j:1': names no logs, no results and no status", "'j:2': unknown key 'log', did you mean",
      ]),
    CommandCase(
      "$F ingest --jobs - < jobs.ndjson", 1, out: ["stored acme/web 3 mac: failed"],
      err: ["'pass.xml': no such file or directory"]),
    CommandCase(
      "$F ingest --log red.log --status canceled --run 1", out: ["job: cancelled, dependency/"]),
    CommandCase("$F ingest", 2, err: ["name a --log, --results, or --jobs"]),
    CommandCase("$F ingest --log red.log --status odd", 2, err: ["status 'odd' is not known"]),
    CommandCase("$F ingest --log red.log --attempt 0", 2, err: ["attempt 0 is not 1 or more"]),
    CommandCase(
      "$F ingest --log red.log --store red.log", 1, err: ["red.log: is not a Faultline store"]),
    CommandCase(
      "$F ingest --log red.log --job $'a\\e]0;x\\a\\nb' --run 1", out: ["<U+001B>]0;x<U+0007>"],
      not: ["\u{1B}"]),
  ]

  private static let upkeep = [
    CommandCase(ingested + "$F store check", out: ["sound"]),
    CommandCase(
      ingested + "$F store info", out: ["repositories  1", "jobs          40", "executions    80"]),
    CommandCase(ingested + "$F store info --format json", out: ["\"executions\" : 80"]),
    CommandCase(
      ingested + "$F store export > e; $F store import --store t.db e; "
        + "$F store export --store t.db | cmp - e && echo same", out: ["new rows", "same"]),
    CommandCase(
      ingested + "$F store export | gzip > e.gz; $F store import --store t.db e.gz; "
        + "$F store merge --store t.db s.db", out: ["s.db: 0 new rows"]),
    CommandCase(
      ingested + "printf '{\"faultline-store\":1}\\nx\\n' > e; $F store import e", 1,
      err: ["e:2: is not a row of an export"]),
    CommandCase(
      ingested + "$F store prune --older-than 1d --now 2026-04-20; $F store compact",
      out: ["executions kept for 1 days", " -> "]),
    CommandCase(
      ingested + "$F store prune --now 2026-04-30; $F store info; $F flakes",
      out: ["executions    0", "flaky", "tests.cart::test_discount"]),
    // What is old by the newest job goes by itself, unless the settings say no.
    CommandCase(
      ingested + "$F ingest --quiet --log red.log --repo acme/web --run 99; $F store info; "
        + "$F flakes", out: ["executions    0", "flaky", "tests.cart::test_discount"]),
    CommandCase(
      ingested + "echo 'prune: false' > .faultline.yml; $F ingest --quiet --log red.log --repo "
        + "acme/web --run 99; $F store info", out: ["executions    80"]),
    CommandCase("$F store check", 1, err: ["'.faultline/store.db': no such store"]),
    CommandCase("$F store merge gone.db", 1, err: ["'gone.db': no such store"]),
    CommandCase("$F store prune --max-size 12x", 2, err: ["'12x' is invalid"]),
  ]

  private static let lists = [
    CommandCase(
      ingested + "$F flakes --now 2026-03-10",
      out: ["flaky", "tests.cart::test_discount", "5 of 40 executions", "days ago (c0)"]),
    CommandCase(ingested + "$F flakes --format json", out: ["\"verdict\" : \"flaky\""]),
    CommandCase(
      ingested + "$F flakes --format csv", out: ["repository,test,verdict", "acme/web,tests.cart"]),
    CommandCase(
      ingested + "$F flakes --test discount",
      out: ["Evidence", "1 failure and 3 passes on commit c0", "5×  assert 90 == 100", "mac"]),
    CommandCase(ingested + "$F flakes --test test_sum", out: ["never failed in 40 executions"]),
    CommandCase(ingested + "$F flakes --test nope", 1, err: ["no test 'nope'"]),
    CommandCase(
      ingested + "$F flakes --test cart", 1, err: ["'cart' is part of 3 names:", "test_later"]),
    CommandCase(ingested + "$F flakes --recompute --verdict regressed", out: ["no test with such"]),
    CommandCase("$F flakes --verdict flakey", 2, err: ["verdict 'flakey' is not known"]),
    CommandCase("$F flakes --events", 2, err: ["--events belongs to --replay"]),
    CommandCase("$F flakes --replay gone.csv --events", 1, err: ["'gone.csv': no such file"]),
    CommandCase(
      ingested + "$F tests show test_discount",
      out: ["2026-03-01 c0        ···F·······F", "until 2026-03-"]),
    CommandCase(ingested + "$F tests show test_later", out: ["skipped in 40 jobs"]),
    CommandCase(ingested + "$F tests list cart", out: ["tests.cart::test_sum"]),
    CommandCase(
      "for i in 1 2 3; do $F ingest --quiet --log red.log --repo r$i --run $i --pull-request $i; "
        + "done; $F failures --since 1d",
      out: ["3×  DEPENDENCY", "r1, r2, r3 · 3 pull requests", "the requirement left-padd==9.9"]),
    CommandCase(
      "$F ingest --quiet --log red.log --run 1; $F failures --format json",
      out: ["\"state\" : \"new\"", "\"count\" : 1"]),
    CommandCase(
      "$F ingest --quiet --log red.log --run 1; $F failures --bucket infra",
      out: ["no failures since"]),
    CommandCase("$F failures --state odd", 2, err: ["state 'odd' is not known"]),
    CommandCase("$F failures --since later", 2, err: ["since 'later' is no time"]),
    CommandCase(
      "$F ingest --quiet --log red.log --repo r --run 1 --branch main --commit 0123456789abcdef; "
        + "$F explain --store .faultline/store.db --job job red.log",
      out: ["Also fails on the default branch since 0123456.", "Seen once today."]),
    CommandCase(
      "$F ingest --quiet --log green.log --status passed; "
        + "$F explain --store .faultline/store.db --repo local --pull-request 5 red.log",
      out: ["First seen in this pull request."]),
    CommandCase("$F explain --store gone.db red.log", 1, err: ["'gone.db': no such store"]),
    CommandCase("$F explain --repo r red.log", 2, err: ["belong to --store"]),
  ]
}
