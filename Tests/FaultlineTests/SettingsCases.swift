/// Settings: what is refused, what wins, what they do.
extension CommandCase {
  static let settings: [CommandCase] = check + precedence + use

  /// Writes the file of settings first.
  private static func with(_ file: String, _ command: String) -> String {
    let quoted = file.replacing("'", with: "'\\''")
    return "printf '\(quoted)' > .faultline.yml; \(command)"
  }

  private static let check = [
    CommandCase("$F config check", out: ["timeout     default  60", "owners      default"]),
    CommandCase(
      with("store: db/x\\n", "$F config check"), out: ["store       .faultline.yml:1:8  db/x"]),
    CommandCase(
      with("store: x\\nstroe: y\\ntimeout: 0\\n", "$F config check"), 1,
      out: [".faultline.yml:1:8"],
      err: [
        ".faultline.yml:2:1: unknown key 'stroe', did you mean 'store'",
        ".faultline.yml:3:10: 'timeout': found '0', expected a number from 1 to 86400",
      ]),
    CommandCase(
      with("fail-on: [dependancy]\\n", "$F config check"), 1, out: ["fail-on     default"],
      err: [".faultline.yml:1:11: 'fail-on': 'dependancy' is not known, did you mean 'dependency'"]),
    CommandCase(
      with("ignore: ['(']\\n", "$F config check"), 1, out: ["ignore"],
      err: [".faultline.yml:1:10: 'ignore': pattern '(' at byte 1"]),
    CommandCase(
      with("mask: 'a*'\\n", "$F config check"), 1, out: ["mask"],
      err: ["1:7: 'mask': pattern 'a*' matches an empty text"]),
    CommandCase(
      with("store: ../x\\n", "$F config check"), 1, out: ["store       default"],
      err: ["1:8: path '../x' leaves the folder of this file"]),
    CommandCase(
      with("store: l/x\\n", "ln -s /tmp l; $F config check"), 1, out: ["store       default"],
      err: [".faultline.yml:1:8: 'store' leaves the folder of this file by a link"]),
    CommandCase(
      with(
        "a: &a [x, x, x, x, x, x, x, x, x]\\n",
        "for i in a b c d e; do n=$(echo $i | tr a-e b-f);"
          + " echo \"$n: &$n [*$i,*$i,*$i,*$i,*$i,*$i,*$i,*$i,*$i]\" >> .faultline.yml; done; "
          + "$F config check"), 1, out: ["store"],
      err: ["holds more than 20000 values, aliases written out"]),
    CommandCase(
      "mkfifo .faultline.yml; $F config check", 1, out: ["store"],
      err: ["'.faultline.yml': not a regular file"]),
    CommandCase(
      with("store: x: y\\n", "$F config check"), 1, out: ["store"], err: ["1:9: not YAML"]),
    CommandCase("$F config check nowhere.yml", 1, out: ["store"], err: ["'nowhere.yml': no such"]),
    CommandCase(
      "FAULTLINE_TIMEOUT=soon $F config check", 1, out: ["timeout     default"],
      err: ["$FAULTLINE_TIMEOUT: found 'soon', expected a number"]),
    CommandCase(
      "$F config schema | diff - $ROOT/Integrations/schemas/faultline-yml-1.schema.json"),
    CommandCase(
      with("color: never\\n", "$F config check --format json"),
      out: ["\"origin\" : \".faultline.yml:1:8\""]),
  ]

  private static let precedence = [
    CommandCase(with("format: agent\\n", "$F explain red.log"), out: ["result: failed"]),
    CommandCase(
      with("format: agent\\n", "FAULTLINE_FORMAT=markdown $F explain red.log"),
      out: ["### "], not: ["result: failed"]),
    CommandCase(
      with("format: agent\\n", "FAULTLINE_FORMAT=markdown $F explain --format text red.log"),
      out: ["DEPENDENCY"], not: ["### "]),
    CommandCase(
      with("format: agent\\n", "FAULTLINE_CONFIG=/dev/null $F explain red.log"),
      out: ["DEPENDENCY"], not: ["result: failed"]),
    // Found from below, up to the root of the checkout and no further.
    CommandCase(
      with("format: agent\\n", "cd nothing; $F explain ../red.log"), out: ["result: failed"]),
    CommandCase(
      with("format: agent\\n", "mkdir nothing/.git; cd nothing; $F explain ../red.log"),
      out: ["DEPENDENCY"], not: ["result: failed"]),
    CommandCase(
      with("output: {markdown: out.md}\\n", "cd nothing; $F annotate ../red.log; cat ../out.md"),
      out: ["### "]),
    CommandCase(
      with("timeout: 1\\n", "sleep 9 | $F annotate -"), err: ["gave up after 1 seconds"]),
    CommandCase(
      "FAULTLINE_STORE=env.db $F annotate red.log > o; $F store info --store env.db",
      out: ["failures      1"]),
  ]

  private static let use = [
    CommandCase(with("fail-on: dependency\\n", "$F explain red.log"), 3, out: ["DEPENDENCY"]),
    CommandCase(
      with("fail-on: dependency\\n", "$F explain --fail-on infra red.log"), out: ["DEPENDENCY"]),
    CommandCase(
      with("mask: [left-padd, '9[.]9']\\n", "$F explain --format json red.log"),
      out: ["[masked:own]==[masked:own]"], not: ["left-padd", "9.9"]),
    // A pattern that is wrong does not make visible what the others hide.
    CommandCase(
      with("mask: [left-padd, '(']\\n", "$F annotate red.log"), out: ["[masked:own]==9.9"],
      err: ["at byte 1"], not: ["left-padd"]),
    CommandCase(
      with("mask: left-padd\\n", "$F annotate red.log --store db > o; grep -c left-padd o db"), 1,
      out: ["o:0", "db:0"]),
    CommandCase(
      with("ignore: '^ERROR: '\\n", "$F explain --format agent red.log"),
      not: ["pip/", "(cause): ERROR"]),
    CommandCase(
      with("ignore: '(a+)+$'\\n", "$F explain red.log"), out: ["DEPENDENCY"]),
    CommandCase(with("signatures: own\\n", "$F explain acme.log"), out: ["ledger payroll"]),
    CommandCase(
      with(
        "owners: {\"*.c\": \"@acme/c\"}\\n",
        "touch a.c; echo 'a.c:3:1: error: unknown type "
          + "name x' > c.log; $F annotate c.log"), out: ["'a.c' is owned by @acme/c."]),
    CommandCase(
      "echo '*.c @acme/all' > CODEOWNERS; touch a.c; echo 'a.c:3:1: error: unknown type name x' "
        + "> c.log; $F annotate c.log", out: ["'a.c' is owned by @acme/all."]),
    // A hook goes on; a command that was asked for does not.
    CommandCase(
      with("stroe: x\\n", "$F annotate red.log"), out: ["DEPENDENCY"], err: ["did you mean 'store'"]
    ),
    CommandCase(with("stroe: x\\n", "$F run -- true")),
    CommandCase(
      with("stroe: x\\n", "$F run -- sh -c 'exit 4'"), 4, err: ["did you mean 'store'"]),
    CommandCase(with("stroe: x\\n", "$F explain red.log"), 1, err: ["did you mean 'store'"]),
    CommandCase(
      ": > out; GITHUB_ACTIONS=true GITHUB_OUTPUT=out $F annotate red.log > o; cat out",
      out: ["faultline-bucket=dependency\n", "faultline-fingerprint=v1:"], not: ["left-padd"]),
  ]
}
