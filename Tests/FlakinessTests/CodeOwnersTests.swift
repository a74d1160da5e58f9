import Testing

@testable import Flakiness

@Suite struct CodeOwnersTests {
  private static let file = CodeOwners(
    """
    # the team
    *                 @acme/all
    *.js              @acme/web   # scripts
    /build/           @acme/ci
    docs/*            docs@acme.org
    apps/             @acme/apps
    /apps/github
    **/logs           @acme/ops
    /tests/**/test_*.py @acme/qa
    a\\ b/c?d.txt      @acme/odd
    !kept             @acme/no
    x[0-9].c          @acme/no
    lib/ nobody
    """)

  @Test(arguments: [
    ("README.md", ["@acme/all"]), ("src/a/b.js", ["@acme/web"]), ("build/x/y.c", ["@acme/ci"]),
    ("src/build/y.c", ["@acme/all"]), ("docs/a.md", ["docs@acme.org"]),
    ("docs/deep/a.md", ["@acme/all"]), ("x/apps/y/z.c", ["@acme/apps"]), ("apps/github", []),
    ("apps/github/a.c", []), ("a/b/logs/c", ["@acme/ops"]), ("logs", ["@acme/ops"]),
    ("tests/test_a.py", ["@acme/qa"]), ("tests/x/y/test_a.py", ["@acme/qa"]),
    ("tests/x/a_test.py", ["@acme/all"]), ("a b/cxd.txt", ["@acme/odd"]),
    ("a b/cxxd.txt", ["@acme/all"]), ("x1.c", ["@acme/all"]),
  ])
  func lastMatchWins(path: String, owners: [String]) {
    #expect(Self.file.owners(of: path) == owners)
  }

  @Test func problemsAreNamed() {
    #expect(Self.file.problems.map(\.line) == [11, 12, 13])
    #expect(Self.file.problems.last?.cause == "'nobody' is no owner")
    #expect(CodeOwners("").owners(of: "a") == [])
  }

  @Test func sectionsHaveDefaultOwners() {
    let owners = CodeOwners("[Docs] @acme/docs\n*.md\n^[Build][2] @acme/ci\n*.mk\nMakefile @ada\n")
    #expect(owners.owners(of: "a/b.md") == ["@acme/docs"])
    #expect(owners.owners(of: "rules.mk") == ["@acme/ci"])
    #expect(owners.owners(of: "Makefile") == ["@ada"])
  }

  /// Many stars cost the product of the lengths, not its power.
  @Test(.timeLimit(.minutes(1))) func hostilePatternsAreCheap() {
    let stars = CodeOwners(
      String(repeating: "**/", count: 300) + "z @a\n" + String(repeating: "*a", count: 500)
        + "b @a\n")
    let deep = String(repeating: "a/", count: 300) + String(repeating: "a", count: 4000)
    #expect(stars.owners(of: deep) == [])
  }

  @Test(arguments: [
    ("tests.test_io.TestRead", "", "tests/test_io.py"),
    ("shop.CartTest", "", "src/test/java/shop/CartTest.java"),
    ("src/cart.test.js", "", "src/cart.test.js"),
    ("CartTest", "/build/ph/tests/CartTest.php", "tests/CartTest.php"),
    ("spec.cart_spec", "./spec/cart_spec.rb", "spec/cart_spec.rb"),
    ("ShopTests.OldTests", "", "Tests/ShopTests/OldTests.swift"),
  ])
  func pathsAreGuessed(scope: String, file: String, expected: String) {
    #expect(TestPath.candidates(scope: scope, file: file).contains(expected))
  }
}
