import Reporting
import Testing
import Triage

/// What a tool prints, and the place in the checkout that it means.
struct Spelling: Sendable, CustomTestStringConvertible {
  var text: String
  /// `file:line:column`, as far as known; nil where no place may be given.
  var place: String?
  var directory: String?

  init(_ text: String, _ place: String?, in directory: String? = nil) {
    self.text = text
    self.place = place
    self.directory = directory
  }

  var testDescription: String { text }
}

@Suite struct LocatorTests {
  static let files = [
    ".gitlab-ci.yml", "BUILD", "CMakeLists.txt", "Dockerfile", "Makefile", "README.md",
    "Sources/App/Main.swift", "Tests/AppTests/CartTests.swift", "app/models/user.rb",
    "app/routes/[id]/page.tsx", "charts/x/values.yaml", "cmd/tool/main.go", "deploy/site.yml",
    "docs/My Notes/a b.md", "infra/main.tf", "lib/shop/cart.ex", "packages/api/src/index.ts",
    "packages/api/tsconfig.json", "packages/web/src/index.ts", "packages/web/src/view.tsx",
    "pkg/cart/cart.go", "pkg/cart/cart_test.go", "scripts/build.sh", "spec/user_spec.rb",
    "src/App.vue", "src/Lib.hs", "src/Shop/Cart.cs", "src/lexer.ml", "src/lib.rs", "src/main.cpp",
    "src/main/java/com/shop/Cart.java", "src/main/kotlin/com/shop/Till.kt", "src/parser.c",
    "src/test/java/com/shop/CartTest.java", "src/util.ts", "src/util.py", "tests/test_net.py",
    "tests/unit/test_cart.py", "web/e2e/login.spec.ts", "web/index.php", "x/x/src/deep.ts",
    "test/shop_test.erl", "R/model.R", "lua/init.lua", "t/basic.t", "src/core.clj", "build.sbt",
    "src/Fünf.kt",
  ]

  static let compilers = [
    Spelling("src/parser.c:12:3: error: expected ';'", "src/parser.c:12:3"),
    Spelling("src/parser.c:12: error: x", "src/parser.c:12"),
    Spelling("./src/parser.c:12:3: warning: x", "src/parser.c:12:3"),
    Spelling("In file included from src/parser.c:7:", "src/parser.c:7"),
    Spelling("/w/project/src/main.cpp:40:9: error: no member", "src/main.cpp:40:9"),
    Spelling("src\\main.cpp(40): error C2065: 'x'", "src/main.cpp:40"),
    Spelling("D:\\a\\shop\\shop\\src\\main.cpp(40,7): error C2065", "src/main.cpp:40:7"),
    Spelling("D:\\a\\1\\s\\src\\Shop\\Cart.cs(12,34): error CS0103: x", "src/Shop/Cart.cs:12:34"),
    Spelling("C:\\projects\\shop\\src\\Shop\\Cart.cs(12,34): error CS1", "src/Shop/Cart.cs:12:34"),
    Spelling("src/util.ts(5,10): error TS2322: Type", "src/util.ts:5:10"),
    Spelling("src/util.ts:5:10 - error TS2322: Type", "src/util.ts:5:10"),
    Spelling("ERROR in ./src/util.ts 5:10-14", "src/util.ts"),
    Spelling("  --> src/lib.rs:3:17", "src/lib.rs:3:17"),
    Spelling("pkg/cart/cart.go:9:2: undefined: x", "pkg/cart/cart.go:9:2"),
    Spelling("./cart.go:9:2: undefined: x", "pkg/cart/cart.go:9:2"),
    Spelling("# vet: ./main.go:4:1: missing return", "cmd/tool/main.go:4:1"),
    Spelling(
      "src/main/java/com/shop/Cart.java:20: error: ';'", "src/main/java/com/shop/Cart.java:20"),
    Spelling(
      "[ERROR] /home/runner/work/shop/shop/src/main/java/com/shop/Cart.java:[20,5] ';' expected",
      "src/main/java/com/shop/Cart.java:20:5"),
    Spelling(
      "e: file:///home/circleci/project/src/main/kotlin/com/shop/Till.kt:8:12 Unresolved",
      "src/main/kotlin/com/shop/Till.kt:8:12"),
    Spelling(
      "e: /builds/g/p/src/main/kotlin/com/shop/Till.kt: (8, 12): x",
      "src/main/kotlin/com/shop/Till.kt:8:12"),
    Spelling("/builds/g/p/Sources/App/Main.swift:30:14: error: x", "Sources/App/Main.swift:30:14"),
    Spelling("src/Lib.hs:(12,3)-(14,9): error:", "src/Lib.hs:12:3"),
    Spelling("File \"src/lexer.ml\", line 12, characters 3-5:", "src/lexer.ml:12:3"),
    Spelling("** (CompileError) lib/shop/cart.ex:4: undefined", "lib/shop/cart.ex:4"),
    Spelling("test/shop_test.erl:14:5: syntax error", "test/shop_test.erl:14:5"),
    Spelling("[error] /w/work/src/core.clj:7:1", "src/core.clj:7:1"),
    Spelling("CMake Error at CMakeLists.txt:12 (find_package):", "CMakeLists.txt:12"),
    Spelling("Makefile:33: *** missing separator.  Stop.", "Makefile:33"),
    Spelling("make: *** [Makefile:3: install] Error 1", "Makefile:3"),
    Spelling("ERROR: /workspace/BUILD:12:3: no such target", "BUILD:12:3"),
    Spelling("/repo/build.sbt:5: error: not found: value x", "build.sbt:5"),
    Spelling("src/Fünf.kt:3:1: error", "src/Fünf.kt:3:1"),
  ]

  static let linters = [
    Spelling("src/util.py:1:80: E501 line too long", "src/util.py:1:80"),
    Spelling("src/util.py:3: error: Incompatible types  [assignment]", "src/util.py:3"),
    Spelling("would reformat /github/workspace/src/util.py", "src/util.py"),
    Spelling("[warn] src/util.ts", "src/util.ts"),
    Spelling("In scripts/build.sh line 12:", "scripts/build.sh:12"),
    Spelling("Dockerfile:7 DL3008 warning: Pin versions", "Dockerfile:7"),
    Spelling("Diff in /app/src/lib.rs:40:", "src/lib.rs:40"),
    Spelling("Diff in /app/src/lib.rs at line 40:", "src/lib.rs:40"),
    Spelling("app/models/user.rb:10:5: C: Style/StringLiterals", "app/models/user.rb:10:5"),
    Spelling("README.md:12:3 MD012/no-multiple-blanks", "README.md:12:3"),
    Spelling("  on infra/main.tf line 12, in resource \"x\" \"y\":", "infra/main.tf:12"),
    Spelling("charts/x/values.yaml:4:2 error: syntax", "charts/x/values.yaml:4:2"),
    Spelling("--- a/src/util.py", "src/util.py"),
    Spelling("+++ b/src/util.py", "src/util.py"),
    Spelling("diff --git a/src/lib.rs b/src/lib.rs", "src/lib.rs"),
    Spelling(
      "The error appears to be in '/builds/g/p/deploy/site.yml': line 12, column 3",
      "deploy/site.yml:12:3"),
    Spelling("R/model.R:4:1: style: x", "R/model.R:4:1"),
    Spelling(
      "PHP Parse error: syntax error in /var/lib/jenkins/workspace/j/web/index.php on line 9",
      "web/index.php:9"),
    Spelling("\"docs/My Notes/a b.md\", line 3", "docs/My Notes/a b.md:3"),
  ]

  static let tests = [
    Spelling("tests/test_net.py:12: AssertionError", "tests/test_net.py:12"),
    Spelling(
      "  File \"/home/runner/work/x/x/tests/test_net.py\", line 12, in test_get",
      "tests/test_net.py:12"),
    Spelling(
      "FAILED tests/unit/test_cart.py::test_total - assert 1 == 2", "tests/unit/test_cart.py"),
    Spelling("    cart_test.go:41: got 3", "pkg/cart/cart_test.go:41"),
    Spelling("\t/builds/group/sub/p/pkg/cart/cart_test.go:41 +0x1d", "pkg/cart/cart_test.go:41"),
    Spelling("thread 'main' panicked at src/lib.rs:9:5:", "src/lib.rs:9:5"),
    Spelling("thread 't' panicked at 'x', src/lib.rs:9:5", "src/lib.rs:9:5"),
    Spelling(
      "\tat com.shop.CartTest.total(CartTest.java:33)", "src/test/java/com/shop/CartTest.java:33"),
    Spelling(
      "\tat app//com.shop.CartTest.total(CartTest.java:33)",
      "src/test/java/com/shop/CartTest.java:33"),
    Spelling(
      "\tat com.shop.CartTest$Inner.run(CartTest.java:3)", "src/test/java/com/shop/CartTest.java:3"),
    Spelling(
      "    at Object.<anonymous> (/__w/p/p/web/e2e/login.spec.ts:8:3)", "web/e2e/login.spec.ts:8:3"),
    Spelling("    at async /app/packages/web/src/view.tsx:8:3", "packages/web/src/view.tsx:8:3"),
    Spelling(" ❯ src/util.ts:12:3", "src/util.ts:12:3"),
    Spelling("  [chromium] › web/e2e/login.spec.ts:8:3 › logs in", "web/e2e/login.spec.ts:8:3"),
    Spelling("rspec ./spec/user_spec.rb:12 # User is", "spec/user_spec.rb:12"),
    Spelling("     # ./spec/user_spec.rb:12:in `block'", "spec/user_spec.rb:12"),
    Spelling(
      "   at Shop.Cart.Add() in /home/vsts/work/1/s/src/Shop/Cart.cs:line 12", "src/Shop/Cart.cs:12"
    ),
    Spelling(
      "   at Shop.Cart.Add() in D:\\a\\1\\s\\src\\Shop\\Cart.cs:line 12", "src/Shop/Cart.cs:12"),
    Spelling("/drone/src/src/main.cpp:12: Failure", "src/main.cpp:12"),
    Spelling(
      "✘ Test x() recorded an issue at CartTests.swift:12:3: Expectation",
      "Tests/AppTests/CartTests.swift:12:3"),
    Spelling("#   at t/basic.t line 12.", "t/basic.t:12"),
    Spelling("lua: lua/init.lua:12: attempt to index", "lua/init.lua:12"),
    Spelling("app/routes/[id]/page.tsx:4:1: error", "app/routes/[id]/page.tsx:4:1"),
    Spelling("webpack:///./src/App.vue:4:1", "src/App.vue:4:1"),
  ]

  /// What must not be pointed at.
  static let others = [
    // Two files of that name, and nothing says which.
    Spelling("src/index.ts:3:1 - error TS1", nil),
    Spelling("src/index.ts:3:1 - error TS1", "packages/web/src/index.ts:3:1", in: "packages/web"),
    Spelling("index.ts:3:1 - error TS1", "packages/api/src/index.ts:3:1", in: "packages/api"),
    Spelling("src/view.tsx:3:1: error", "packages/web/src/view.tsx:3:1"),
    Spelling("/usr/lib/python3.11/unittest/src/util.py:3: x", nil),
    Spelling("/opt/hostedtoolcache/node/20/x64/src/util.ts:3:1", nil),
    Spelling("node_modules/x/src/util.ts:3:1: error", nil),
    Spelling("/app/node_modules/x/src/util.ts:3:1: error", nil),
    Spelling("/root/.cargo/registry/src/x/src/lib.rs:3:1", nil),
    Spelling("/rustc/abc/library/core/src/lib.rs:3:1", nil),
    Spelling("/some/where/else/util.py:3: x", nil),
    Spelling("/some/where/else/src/util.py:3: x", "src/util.py:3"),
    Spelling("src/gone.py:3: error", nil),
    Spelling("../../etc/passwd:1", nil),
    Spelling("/etc/README.md:3", nil),
    Spelling("version 1.2.3:45 is out", nil),
    Spelling("http://example.com/src/none.py:3", nil),
    Spelling("at 12:30:05 e.g. nothing", nil),
    Spelling("src/util.py:0: zero", "src/util.py"),
    Spelling("src/util.py:99999999: far", "src/util.py"),
    Spelling("see src/util.py, then src/lib.rs:4", "src/lib.rs:4"),
    Spelling("", nil),
    Spelling(String(repeating: "a/", count: 5_000) + "x.py:3", nil),
    Spelling(String(repeating: "src/util.", count: 2_000), nil),
  ]

  @Test func thereAreSixtySpellings() {
    #expect(Self.compilers.count + Self.linters.count + Self.tests.count >= 60)
  }

  @Test(arguments: compilers + linters + tests + others)
  func thePlaceIsTheOneThatIsMeant(_ spelling: Spelling) {
    let place = SourceLocator(files: Self.files)
      .locate(spelling.text, directory: spelling.directory)
    let words = place.map { place in
      ([place.file] + [place.line, place.column].compactMap { $0.map(String.init) })
        .joined(separator: ":")
    }
    #expect(words == spelling.place)
  }

  /// Whatever stands in a log, the file is one of the checkout.
  @Test(arguments: HostileText.all) func hostileTextPointsNowhere(_ text: String) {
    #expect(SourceLocator(files: Self.files).locate("/x/\(text):3:1 \(text)") == nil)
  }

  @Test(arguments: compilers + linters + tests + others)
  func aClosureNeverPointsOutside(_ spelling: Spelling) {
    let known = Set(Self.files)
    let place = SourceLocator { known.contains($0) }.locate(spelling.text)
    #expect(place.map { known.contains($0.file) } ?? true)
  }

  @Test(arguments: [
    ("com.shop.CartTest", "src/test/java/com/shop/CartTest.java"),
    ("com.shop.CartTest.total", "src/test/java/com/shop/CartTest.java"),
    ("com.shop.CartTest$Inner.total", "src/test/java/com/shop/CartTest.java"),
    ("com.shop.Till", "src/main/kotlin/com/shop/Till.kt"),
    ("tests.unit.test_cart", "tests/unit/test_cart.py"),
    ("tests.unit.test_cart.TestCart::test_total[a-b]", "tests/unit/test_cart.py"),
    ("tests/unit/test_cart.py::test_total", "tests/unit/test_cart.py"),
    ("web/e2e/login.spec.ts > logs in", "web/e2e/login.spec.ts"),
  ])
  func classNamesLeadToFiles(_ name: String, _ file: String) {
    #expect(SourceLocator(files: Self.files).locate(className: name) == file)
  }

  @Test(arguments: ["com.other.CartTest", "CartTest", "", "...", "a.b.c", "com.shop"])
  func otherNamesLeadNowhere(_ name: String) {
    #expect(SourceLocator(files: Self.files).locate(className: name) == nil)
  }

  @Test func testsArePlaced() {
    let locator = SourceLocator(files: Self.files)
    let absolute = TestNote(name: "t", file: "/builds/g/p/tests/test_net.py", line: 4)
    #expect(locator.locate(absolute).file == "tests/test_net.py")
    #expect(locator.locate(absolute).line == 4)
    let trace = TestNote(name: "t", message: "x\n  at com.shop.CartTest.t(CartTest.java:9)")
    #expect(locator.locate(trace).file == "src/test/java/com/shop/CartTest.java")
    #expect(locator.locate(trace).line == 9)
    let gone = TestNote(name: "t", file: "/usr/lib/x.py", line: 4)
    #expect(locator.locate(gone).file == nil && locator.locate(gone).line == nil)
  }

  @Test func neighboursAreAsked() {
    func place(_ text: String, before: [String] = [], after: [String] = []) -> Reporting
      .SourceLocation?
    {
      var diagnosis = Samples.named("npm")
      diagnosis.evidence[0].text = text
      diagnosis.evidence[0].before = before.map { .init(line: 1, text: $0) }
      diagnosis.evidence[0].after = after.map { .init(line: 3, text: $0) }
      return SourceLocator(files: Self.files).locate(diagnosis)
    }
    let rust = place("error[E0308]: mismatched types", after: ["  --> src/lib.rs:3:17"])
    #expect(rust == Reporting.SourceLocation(file: "src/lib.rs", line: 3, column: 17))
    let python = place(
      "ValueError: x", before: ["  File \"src/util.py\", line 8, in f", "    raise ValueError"])
    #expect(python == Reporting.SourceLocation(file: "src/util.py", line: 8))
    let eslint = place("  5:10  error  x  no-undef", before: ["/app/src/util.ts"])
    #expect(eslint == Reporting.SourceLocation(file: "src/util.ts", line: 5, column: 10))
    let unrelated = place("npm ERR! 404", before: ["warning: see src/util.py:8 for more"])
    #expect(unrelated == nil)
    var captured = Samples.named("npm")
    captured.evidence[0].captures = ["file": "src/util.py", "line": "7"]
    #expect(
      SourceLocator(files: Self.files).locate(captured)
        == Reporting.SourceLocation(file: "src/util.py", line: 7))
  }

  @Test func theStepsFolderDecides() {
    var diagnosis = Samples.named("npm")
    diagnosis.evidence[0].text = "src/index.ts(3,1): error TS1"
    diagnosis.source.section = "Run cd packages/web && npm test"
    #expect(
      SourceLocator(files: Self.files).locate(diagnosis)?.file == "packages/web/src/index.ts")
  }
}
