/// Which test a result is about: the raw words of the report, and a key that stays the same from
/// run to run.
///
///     suite "pytest"  className "tests.test_io.TestRead"  name "test_open[/tmp/pytest-3/a0]"
///     key   "tests.test_io.TestRead::test_open[<tmp>]"
///
/// Hashing and equality are those of the raw words; history groups by ``key``.
public struct TestIdentity: Sendable, Hashable {
  /// The enclosing suites, outermost first, joined by ` > `; empty when the report has none.
  public var suite: String
  /// The class, module, package or file the report files the test under.
  public var className: String
  /// The test's own name as written, with parameters.
  public var name: String
  /// The source file, when the report names one.
  public var file: String

  public init(suite: String = "", className: String = "", name: String, file: String = "") {
    self.suite = suite
    self.className = className
    self.name = name
    self.file = file
  }

  /// Stable across runs, machines and shards: `<class>::<name>` with run-specific noise masked
  /// (temp paths, addresses, UUIDs, times, ports, shard numbers). The suite stands in for a missing
  /// class, the file for a missing suite, and a class equal to the name is not repeated, so that a
  /// log line and a report about the same test agree. Linear in the length of the words.
  public var key: String { Self.join(scope, name) }

  /// ``key`` without the parameters of the name: `test_open[a-1]` and `test_open[b-2]` share
  /// `…::test_open`.
  public var baseKey: String { Self.join(scope, NameNoise.withoutParameters(name)) }

  private var scope: String {
    if !className.isEmpty { return className }
    return suite.isEmpty ? file : suite
  }

  private static func join(_ scope: String, _ name: String) -> String {
    let name = NameNoise.masked(name)
    let scope = NameNoise.masked(scope)
    return scope.isEmpty || scope == name ? name : scope + "::" + name
  }
}
