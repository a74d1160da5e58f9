/// `run`, `annotate` and `fetch` as a pipeline's author meets them. `$F` is the executable.
extension CommandCase {
  private static let cause = "No matching distribution found for left-padd==9.9"
  private static let silent = "its output does not say why"

  /// A store with forty runs of a suite, in two of ten of which one test failed and passed again.
  private static let flaky =
    "sed 's|<failure.*</failure>||' report.xml > pass.xml; export FAULTLINE_STORE=s.db; "
    + "export FAULTLINE_REPO=acme/web; "
    + "grep -v '\"run\":3,' jobs.ndjson > j; $F ingest --quiet --jobs j; cp report.xml red.xml; "
    + "echo 'tests/ @acme/cart' > CODEOWNERS; "
    + "echo 'FAILED tests/cart.py::test_discount - assert 90 == 100' > pytest.log; "
    + "echo '1 failed, 1 passed in 0.12s' >> pytest.log; "

  static let hooks = run + annotate + fetch

  private static let run = [
    CommandCase("$F run -- sh -c 'echo out; exit 0'", out: ["out"], not: ["faultline"]),
    CommandCase("$F run -- sh -c 'cat red.log; exit 5'", 5, out: [cause], err: ["DEPENDENCY"]),
    CommandCase(
      "$F run -- sh -c 'cat red.log >&2; exit 5'", 5, err: [cause, "DEPENDENCY", "Whose turn"]),
    CommandCase("$F run -- sh -c 'exit 7'", 7, err: ["'sh' exited with 7; \(silent)"]),
    CommandCase("$F run -- sh -c 'kill -9 $$'", 137, err: ["'sh' was ended by signal 9"]),
    CommandCase("$F run -- sh -c 'kill -SEGV $$'", 139, err: ["ended by signal 11"]),
    CommandCase("$F run -- no-such-command", 127, err: ["'no-such-command': command not found"]),
    CommandCase("$F run -- ./no-such-file", 127, err: ["'./no-such-file': no such file"]),
    CommandCase("$F run -- ./red.log", 126, err: ["'./red.log': permission denied"]),
    CommandCase("$F run -- /", 126, err: ["'/': permission denied"]),
    CommandCase("$F run", 2, err: ["name a command after --"]),
    CommandCase("$F run --output pdf=x -- true", 2, err: ["format 'pdf' is not known"]),
    CommandCase("$F run --output sarif -- true", 2, err: ["is not of the form FORMAT=PATH"]),
    CommandCase("$F run --timeout 0 -- true", 2, err: ["timeout 0 is not between 1 and 86400"]),
    // Bytes are passed on as they are, and each stream stays its own.
    CommandCase(
      "head -c 300000 /dev/urandom > r; $F run -- cat r | cmp - r && echo same", out: ["same"]),
    CommandCase(
      "head -c 300000 /dev/urandom > r; $F run -- sh -c 'cat r >&2; echo o' 2> e > o; "
        + "cmp e r && cat o", out: ["o"]),
    CommandCase(
      "$F run -- bash -c 'for i in {1..200}; do echo o$i; echo e$i >&2; done' > both 2>&1; "
        + "bash -c 'for i in {1..200}; do echo o$i; echo e$i >&2; done' 2>&1 | cmp - both "
        + "&& echo same", out: ["same"]),
    CommandCase("echo hello | $F run -- cat", out: ["hello"]),
    CommandCase("$F run -- sh -c 'echo $0 \"$1\"' 'a b' '--flag'", out: ["a b --flag"]),
    CommandCase("$F run -- yes | head -1; echo ${PIPESTATUS[0]}", out: ["y", "141"], err: []),
    // Signals reach the command; whoever stops a job does not want our opinion.
    CommandCase(
      "$F run -- bash -c 'trap \"echo got it; exit 9\" TERM; echo up; sleep 9 & wait' & p=$!; "
        + "sleep 0.5; kill $p; wait $p", 9, out: ["up", "got it"]),
    CommandCase("$F run -- sleep 9 & p=$!; sleep 0.5; kill -INT $p; wait $p", 0, out: []),
    CommandCase("$F run -- sleep 9 & p=$!; sleep 0.5; kill -HUP $p; wait $p", 129),
    // A program left behind: nobody waits for it, and what it prints later still arrives.
    CommandCase(
      "s=$(date +%s); $F run -- sh -c '(sleep 6) & echo up' > o; "
        + "test $(($(date +%s) - s)) -lt 5 && cat o", out: ["up"]),
    CommandCase(
      "$F run -- sh -c '(sleep 1; echo late) & echo up' | cat", out: ["up", "late"]),
    // A terminal stays one: keys, its size and its end of input reach the command.
    CommandCase(
      "\(terminal) interrupt 'trap \"echo INT; exit 4\" INT; echo up; sleep 9 & wait'",
      out: ["^CINT", "exit 4"]),
    CommandCase(
      "\(terminal) resize 'trap \"stty size; exit 6\" WINCH; echo up; "
        + "for i in {1..30}; do sleep 0.3; done'", out: ["40 100", "exit 6"]),
    CommandCase(
      "\(terminal) type 'echo up; read -r x; echo \"got $x\"'", out: ["got hello", "exit 0"]),
    CommandCase("\(terminal) end 'echo up; cat; echo over'", out: ["over", "exit 0"]),
    CommandCase(
      "script -qec \"$F run -- sh -c 'test -t 1 && test -t 2 && echo both'\" /dev/null",
      out: ["both"]),
    CommandCase(
      "script -qec \"stty cols 91 rows 33; $F run -- stty -F /dev/tty size\" /dev/null",
      out: ["33 91"]),
    CommandCase(
      "GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=$PWD/sum $F run -- sh -c 'cat red.log; exit 1'; "
        + "grep -c package-not-found sum", 0, out: [cause, "1"], err: ["::error title=Faultline"]),
  ]

  private static let annotate = [
    CommandCase("$F annotate red.log", out: ["DEPENDENCY", cause]),
    CommandCase("$F annotate - < red.log", out: ["DEPENDENCY", cause]),
    CommandCase("$F annotate green.log empty", err: ["Unexpected argument 'empty'"]),
    CommandCase("$F annotate green.log", not: ["n"]),
    CommandCase("$F annotate gone.log", err: ["'gone.log': no such file or directory"]),
    CommandCase("$F annotate", err: ["no log: name one, or - for standard input"]),
    CommandCase("$F annotate --no-such-option", err: ["--no-such-option"]),
    CommandCase("$F annotate red.log --format pdf", err: ["format 'pdf' is not known"]),
    CommandCase("$F annotate nothing", err: ["'nothing': is a directory"]),
    CommandCase("BUILDKITE_JOB_LOG_TMPFILE=red.log $F annotate", out: [cause]),
    CommandCase(
      "BUILDKITE=true BUILDKITE_COMMAND_EXIT_STATUS=0 $F annotate red.log", not: ["DEPENDENCY"]),
    CommandCase("CI_JOB_STATUS=success GITLAB_CI=true $F annotate red.log", not: ["DEPENDENCY"]),
    CommandCase(
      "GITLAB_CI=true $F annotate red.log > o; grep -c fingerprint faultline-codequality.json",
      out: ["1"]),
    CommandCase(
      "JENKINS_URL=x $F annotate red.log > o; grep -c severity faultline-warnings.json",
      out: ["1"]),
    CommandCase(
      "TF_BUILD=True AGENT_TEMPDIRECTORY=$PWD $F annotate red.log; ls faultline-summary*.md",
      out: ["##vso[task.logissue type=error", "##vso[task.uploadsummary]", "faultline-summary-"]),
    CommandCase(
      "TEAMCITY_VERSION=1 $F annotate red.log", out: ["##teamcity["]),
    CommandCase(
      "printf '#!/bin/sh\\necho \"$@\" > args; cat > body\\n' > buildkite-agent; "
        + "chmod +x buildkite-agent; BUILDKITE=true PATH=$PWD:$PATH $F annotate red.log > o; "
        + "cat args; grep -c left-padd body", out: ["annotate --style error --context faultline-"]),
    CommandCase(
      "head -c 999999 /dev/zero > sum; GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=sum "
        + "$F annotate red.log; stat -c %s sum", out: ["::error", "999999"],
      err: ["'sum': no room left in the job summary"]),
    CommandCase(
      "$F annotate red.log --output sarif=s.json --output markdown=- --output json=no/such/j; "
        + "grep -c 2.1.0 s.json; ls", out: ["### ", "s.json"], err: ["'no/such/j"], not: ["✗"]),
    // Nothing beside its own files, nothing for a green log.
    CommandCase(
      "mkdir d; cd d; $F annotate ../green.log --output sarif=s --output text=-; ls | wc -l",
      out: ["0"]),
    // In time, whatever it waits for.
    CommandCase("sleep 9 | $F annotate - --timeout 1", err: ["gave up after 1 seconds"]),
    // A memory in one file.
    CommandCase(
      "for i in 1 2 3; do FAULTLINE_RUN_ID=$i $F annotate red.log --state s > o; done; cat o",
      out: ["Seen 3 times today."]),
    CommandCase(
      "FAULTLINE_RUN_ID=1 $F annotate red.log --state s > o; "
        + "FAULTLINE_RUN_ID=1 $F annotate red.log --state s", out: ["Never seen before."]),
    CommandCase(
      "FAULTLINE_BRANCH=main FAULTLINE_COMMIT=abcdef123456 $F annotate red.log --state s > o; "
        + "FAULTLINE_PR=7 FAULTLINE_BRANCH=x $F annotate red.log --state s",
      out: ["Also fails on main since abcdef1."]),
    CommandCase(
      "FAULTLINE_PR=7 FAULTLINE_BRANCH=x $F annotate red.log --state s",
      out: ["First seen in this pull request."]),
    CommandCase(
      "FAULTLINE_BRANCH=main $F annotate red.log --state s > o; FAULTLINE_BRANCH=main $F run "
        + "--state s -- true; grep -c '\"main\":' s", 1, out: ["0"]),
    CommandCase(
      "echo '{\"schema\"' > s; $F annotate red.log --state s > o; grep -c faultline.state/1 s",
      out: ["1"], err: ["'s': not a state file of this version, started anew"]),
    CommandCase(
      "for i in 1 2; do FAULTLINE_RUN_ID=$i $F annotate red.log --store db/x > o; done; cat o",
      out: ["Seen twice today."]),
    // The record of the tests: a flake of forty runs, its owner, its quarantine, another message.
    CommandCase(
      flaky + "FAULTLINE_DEFAULT_BRANCH=main FAULTLINE_RUN_ID=x $F annotate red.log --store s.db "
        + "--results red.xml",
      out: [
        "tests.cart::test_discount: known flake, ", " of its runs on main, owned by @acme/cart",
      ],
      not: ["never like this", "quarantined"]),
    CommandCase(
      flaky + "$F quarantine add tests.cart::test_discount --reason r --by me --force > o 2>&1; "
        + "FAULTLINE_RUN_ID=x $F annotate red.log --store s.db --results red.xml --format json",
      out: ["\"quarantined\" : true", "\"owner\" : \"@acme/cart\""]),
    CommandCase(
      flaky + "for i in {1..300}; do echo '{\"repository\":\"acme/web\",\"job\":\"l\",\"branch\":"
        + "\"main\",\"run\":'$((i + 90))',\"commit\":\"d'$i'\",\"started\":'$((1772500000 + i))"
        + "',\"results\":[\"'$((i % 15 == 7))'.xml\"]}'; done > j; cp pass.xml 0.xml; "
        + "sed 's/assert 90 == 100/GiftCard lost its discount after rounding/' report.xml > 1.xml; "
        + "$F ingest --quiet --jobs j; "
        + "sed 's/assert 90 == 100/connection to the inventory service refused/' red.xml > o.xml; "
        + "FAULTLINE_RUN_ID=x $F annotate red.log --store s.db --results o.xml",
      out: ["but never like this, so it may be this change"]),
    CommandCase(
      flaky + "$F explain --store s.db pytest.log", out: ["test_discount: known flake, "]),
    // An archive of two jobs that failed: both are remembered.
    CommandCase(
      "python3 -c \"import zipfile; z = zipfile.ZipFile('l.zip', 'w'); z.write('red.log', "
        + "'1_a.txt'); z.write('logs/a.log', '2_b.txt')\"; for i in 1 2; do FAULTLINE_RUN_ID=$i "
        + "$F annotate l.zip --store s.db > o; done; grep -c 'Seen twice' o", out: ["2"]),
    CommandCase(
      "for i in 1 2; do FAULTLINE_PR=7 FAULTLINE_RUN_ID=$i $F annotate red.log --store s.db "
        + "--format text; done",
      out: ["First seen in this pull request.", "Seen twice, in this pull request only."]),
    CommandCase(
      "for i in 1 2; do FAULTLINE_DEFAULT_BRANCH=trunk FAULTLINE_BRANCH=trunk FAULTLINE_COMMIT=a$i "
        + "FAULTLINE_RUN_ID=$i $F annotate red.log --store s.db > o; done; "
        + "FAULTLINE_DEFAULT_BRANCH=trunk FAULTLINE_BRANCH=x $F annotate red.log --store s.db",
      out: ["Also fails on trunk since a"]),
    CommandCase("$F annotate red.log --store /dev/null/x", out: [cause], err: ["/dev/null/x"]),
    CommandCase(
      "echo '<testsuite><testcase classname=\"a\" name=\"b\"><failure message=\"m\"/>"
        + "</testcase></testsuite>' > r.xml; $F annotate red.log --results r.xml --format json",
      out: ["\"a::b\""]),
    CommandCase(
      "$F annotate red.log --comment", out: [cause], err: ["'local' takes no comments"]),
  ]

  private static let fetch =
    [
      CommandCase("$F fetch --provider nosuch --run 1", 2, err: ["provider 'nosuch' is not known"]),
      CommandCase("$F fetch --provider github", 2, err: ["Missing expected argument '--run <id>'"]),
      CommandCase(
        "$F fetch --provider github --run 1 --repo x", 1, err: ["'x' is not of the form owner/name"]
      ),
      CommandCase(
        "$F fetch --provider github --run 1x --repo a/b", 1, err: ["run '1x' is not a number"]),
      CommandCase(
        "$F fetch --provider jenkins --run 1 --repo a", 1, err: ["name it with --server"]),
      CommandCase(
        "$F fetch --provider jenkins --run 1 --repo a --server http://192.0.2.1", 1,
        err: ["'192.0.2.1': only asked over https"]),
      CommandCase(
        "GITHUB_TOKEN=tok3n $F fetch --provider github --run 1 --repo a/b "
          + "--server https://127.0.0.1:1", 1, err: ["127.0.0.1/repos/a/b/actions/runs/1: no conn"],
        not: ["tok3n"]),
    ]
    + ["github:9001", "gitlab:501", "jenkins:41", "circleci:w-1", "buildkite:300", "azure:4711"]
    .map { pair in
      let parts = pair.split(separator: ":")
      return CommandCase(
        "\(fake); $F fetch --provider \(parts[0]) --run \(parts[1]) --repo acme/shop "
          + "--server http://127.0.0.1:$port/ok/\(parts[0]); s=$?; kill -9 $fake; exit $s",
        out: ["DEPENDENCY", cause])
    } + [
      CommandCase(
        "\(fake); $F fetch --provider github --run 9001 --repo acme/shop "
          + "--server http://127.0.0.1:$port/gone/github; s=$?; kill -9 $fake; exit $s", 1,
        err: ["no longer kept (410)"]),
      CommandCase(
        "\(fake); export GITHUB_API_URL=http://127.0.0.1:$port/ok/github; "
          + "for i in 1 2; do $F fetch --provider github --run 9001 --repo acme/shop --annotate "
          + "> o; done; grep -c POST r; grep -o 'faultline:job [0-9a-f]* failed' r; kill -9 $fake",
        out: ["1", "failed"]),
    ]

  private static let terminal = "python3 $ROOT/Tests/fakes/terminal.py $F"

  /// Starts the fake of the CI's APIs; its port is then in `$port`, its requests in `r`.
  private static let fake =
    "mkfifo in; exec 9<> in; python3 $ROOT/Tests/fakes/ci.py r < in > ports & fake=$!; "
    + "until test -s ports; do sleep 0.05; done; read -r port _ < ports"
}
