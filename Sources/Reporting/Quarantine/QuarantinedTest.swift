/// A test that suites are told to mute or leave out, or that a retry plan wants run again.
///
///     key "tests.test_io.TestRead::test_open[a]"  ->  scope "tests.test_io.TestRead"
///                                                     name  "test_open[a]"
public struct QuarantinedTest: Sendable, Hashable {
  /// The key results are compared by (`TestIdentity.key`): run-specific noise is masked in it.
  public var key: String
  /// Class, module, package or file of the test; empty when the key has none.
  public var scope: String
  /// The test's own name with its parameters.
  public var name: String
  /// The source file, where a report named one.
  public var file: String
  /// Whether scope and name come from a report; else the key was cut at its first `::`.
  public var isCertain: Bool

  /// - Parameters:
  ///   - key: the test's key.
  ///   - className: the class as a report named it; nil when unknown.
  ///   - file: the source file; empty when unknown.
  public init(key: String, className: String? = nil, file: String = "") {
    self.key = key
    self.file = file
    isCertain = className != nil
    if let className, key == className || className.isEmpty {
      scope = ""
      name = key
    } else if let className, key.hasPrefix(className + "::") {
      scope = className
      name = String(key.dropFirst(className.count + 2))
    } else if let cut = key.firstRange(of: "::") {
      scope = String(key[..<cut.lowerBound])
      name = String(key[cut.upperBound...])
    } else {
      scope = ""
      name = key
    }
  }

  /// Whether the key stands for several names because noise in them was masked.
  public var isMasked: Bool { NamePattern.isMasked(key) }

  /// Whether a name can be handed over as a line or an argument.
  var hasControls: Bool { key.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } }
}
