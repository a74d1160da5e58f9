/// Where a test's source may lie, guessed from its name: reports seldom say it.
///
///     tests.test_io.TestRead   ->  tests/test_io/TestRead.py, tests/test_io.py, …
///     shop.CartTest            ->  src/test/java/shop/CartTest.java, …
///     src/cart.test.js         ->  src/cart.test.js
public enum TestPath {
  /// Likely paths from the repository's root, likeliest first. The caller looks which exists.
  ///
  /// - Parameters:
  ///   - scope: class, module, package or file of the test.
  ///   - file: the file as a report named it; empty when it did not.
  public static func candidates(scope: String, file: String) -> [String] {
    var paths: [String] = []
    if !file.isEmpty {
      let parts = file.split(separator: "/").map(String.init)
      // A report's path may begin anywhere on the machine it was made on.
      paths += file.hasPrefix("/") ? suffixes(parts) : [trimmed(file)]
    }
    if scope.contains("/") { paths += suffixes(scope.split(separator: "/").map(String.init)) }
    let names = scope.split(whereSeparator: { $0 == "." || $0 == "\\" }).map(String.init)
    if scope.contains("/") || names.isEmpty { return paths }
    for count in stride(from: names.count, to: 0, by: -1) {
      let path = names.prefix(count).joined(separator: "/")
      paths += [".py", ".rb"].map { path + $0 }
    }
    let outer = scope.split(separator: "$").first.map(String.init) ?? scope
    let java = outer.split(separator: ".").joined(separator: "/")
    for (folder, ending) in [
      ("java", ".java"), ("kotlin", ".kt"), ("scala", ".scala"), ("groovy", ".groovy"),
    ] { paths.append("src/test/\(folder)/\(java)\(ending)") }
    if names.count > 1 { paths.append("Tests/\(names[0])/\(names[1]).swift") }
    return paths
  }

  private static func trimmed(_ path: String) -> String {
    path.hasPrefix("./") ? String(path.dropFirst(2)) : path
  }

  private static func suffixes(_ parts: [String]) -> [String] {
    parts.indices.map { parts[$0...].joined(separator: "/") }
  }
}
