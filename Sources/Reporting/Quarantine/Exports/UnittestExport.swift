/// Python's unittest: a runner that turns failures of quarantined tests into skips with a reason.
enum UnittestExport: QuarantineExport {
  static let name = "unittest"
  static let mutes = true
  static let usage =
    "save as faultline_unittest.py; python3 faultline_unittest.py discover … for python3 -m unittest discover …"

  static func exclude(_ tests: [QuarantinedTest]) -> QuarantineExportText {
    let (kept, leftOut) = sorted(tests) { _ in nil }
    let patterns = kept.map {
      let id = $0.key.replacing("::", with: ".", maxReplacements: 1)
      return "    " + Quoting.python(NamePattern.of(id, .python)) + ",\n"
    }
    return QuarantineExportText(
      .file(
        """
        # Made by 'faultline quarantine export --framework unittest': do not edit, export again.
        # The tests below still run; their failures are reported as skips and fail no build.
        \(SourceText.imports(["re", "unittest"]))

        _MUTED = [
        \(patterns.joined())]
        _PATTERN = re.compile("|".join("(?:%s)" % pattern for pattern in _MUTED) or r"(?!)")


        def _muted(test):
            # A failing subtest is a failure of its test.
            names = [test.id(), getattr(test, "test_case", test).id()]
            return any(_PATTERN.fullmatch(name) for name in names)


        class MutingResult(unittest.TextTestResult):
            def _mute(self, test, err):
                reason = "\(QuarantineExports.marker): %s: %s" % (err[0].__name__, err[1])
                self.addSkip(test, reason)

            def addFailure(self, test, err):
                if _muted(test):
                    self._mute(test, err)
                else:
                    super().addFailure(test, err)

            def addError(self, test, err):
                if _muted(test):
                    self._mute(test, err)
                else:
                    super().addError(test, err)

            def addSubTest(self, test, subtest, err):
                if err is not None and _muted(subtest):
                    self._mute(subtest, err)
                else:
                    super().addSubTest(test, subtest, err)


        class MutingRunner(unittest.TextTestRunner):
            resultclass = MutingResult


        if __name__ == "__main__":
            unittest.main(module=None, testRunner=MutingRunner)

        """), leftOut: leftOut)
  }
}
