/// pytest: a plugin that still runs the tests and takes their failures for expected ones.
enum PytestExport: QuarantineExport {
  static let name = "pytest"
  static let mutes = true
  static let usage =
    "save as faultline_quarantine.py where Python finds it; pytest -p faultline_quarantine"

  static func exclude(_ tests: [QuarantinedTest]) -> QuarantineExportText {
    let (kept, leftOut) = sorted(tests) { _ in nil }
    let patterns = kept.map { "    " + Quoting.python(NamePattern.of($0.key, .python)) + ",\n" }
    return QuarantineExportText(
      .file(
        """
        # Made by 'faultline quarantine export --framework pytest': do not edit, export again.
        # The tests below still run; their failures are reported as xfail and fail no build.
        \(SourceText.imports(["re", "pytest"]))

        _MUTED = [
        \(patterns.joined())]
        _PATTERN = re.compile("|".join("(?:%s)" % pattern for pattern in _MUTED) or r"(?!)")


        def _key(nodeid):
            # As pytest's own JUnit report names a test: class, then name with parameters.
            address, bracket, parameters = nodeid.partition("[")
            names = address.split("::")
            names[0] = re.sub(r"\\.py$", "", names[0].replace("/", "."))
            names[-1] += bracket + parameters
            return ".".join(names[:-1]) + "::" + names[-1]


        @pytest.hookimpl(trylast=True)
        def pytest_collection_modifyitems(items):
            mark = pytest.mark.xfail(reason="\(QuarantineExports.marker)", strict=False)
            for item in items:
                if _PATTERN.fullmatch(_key(item.nodeid)):
                    # First of all marks, so that a strict xfail of the test's own does not count.
                    item.add_marker(mark, append=False)

        """), leftOut: leftOut)
  }

  static func select(_ tests: [QuarantinedTest]) -> QuarantineExportText? {
    let (kept, leftOut) = sorted(tests, PytestDeselectExport.objection)
    return QuarantineExportText(
      .arguments(kept.map(PytestDeselectExport.nodeID)), leftOut: leftOut)
  }
}

/// pytest without a plugin: `--deselect` words. pytest compares them as prefixes, so a test whose
/// name begins with a quarantined one's is left out with it; the plugin is exact.
enum PytestDeselectExport: QuarantineExport {
  static let name = "pytest-deselect"
  static let mutes = false
  static let usage =
    "pytest's command line (it also leaves out tests whose names begin like these; 'pytest' is exact)"

  static func exclude(_ tests: [QuarantinedTest]) -> QuarantineExportText {
    let (kept, leftOut) = sorted(tests, objection)
    return QuarantineExportText(
      .arguments(kept.map { "--deselect=" + nodeID($0) }), leftOut: leftOut)
  }

  static func objection(_ test: QuarantinedTest) -> String? {
    if test.isMasked { return "its name differs from run to run" }
    if test.hasControls { return "its name holds control characters" }
    return test.scope.isEmpty && test.file.isEmpty ? "its file is not known" : nil
  }

  /// `tests.test_io.TestRead::test_open` -> `tests/test_io.py::TestRead::test_open`. Without the
  /// file's name, the modules end where the first name in capitals begins: pytest's own default
  /// is that classes are `Test…`.
  static func nodeID(_ test: QuarantinedTest) -> String {
    let parts = test.scope.split(separator: ".").map(String.init)
    if !test.file.isEmpty, test.file.hasSuffix(".py") {
      let depth = test.file.split(separator: "/").count
      return ([test.file] + parts.dropFirst(depth) + [test.name]).joined(separator: "::")
    }
    let modules = parts.prefix { $0.first?.isUppercase != true }
    let path = modules.joined(separator: "/") + ".py"
    return ([path] + parts.dropFirst(modules.count) + [test.name]).joined(separator: "::")
  }
}
