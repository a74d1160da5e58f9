/// Mocha: a file with a root hook that makes a quarantined test that failed pending.
enum MochaExport: QuarantineExport {
  static let name = "mocha"
  static let mutes = true
  static let usage = "save as faultline-quarantine.cjs; mocha --require ./faultline-quarantine.cjs"

  static func exclude(_ tests: [QuarantinedTest]) -> QuarantineExportText {
    let (kept, leftOut) = sorted(tests) { _ in nil }
    let patterns = kept.map {
      "  " + Quoting.rubyOrJavaScript(NamePattern.of($0.name, .javaScript)) + ",\n"
    }
    return QuarantineExportText(
      .file(
        """
        // Made by 'faultline quarantine export --framework mocha': do not edit, export again.
        // The tests below still run; one that fails is reported as pending and fails no build.
        "use strict";

        const muted = [
        \(patterns.joined())].map((pattern) => new RegExp("^(?:" + pattern + ")$"));

        function mute(test) {
          const body = test.fn;
          const say = (failure) =>
            console.error("\(QuarantineExports.marker): " + test.fullTitle() + ": " + failure);
          const waits = (context, failure) => {
            say(failure);
            context.skip();
          };
          test.fn = body.length
            ? function (done) {
                return body.call(this, (failure) => {
                  if (!failure) return done();
                  try {
                    waits(this, failure);
                  } catch (pending) {
                    // Mocha's way of leaving a test that is pending from now on.
                  }
                });
              }
            : function () {
                let result;
                try {
                  result = body.call(this);
                } catch (failure) {
                  waits(this, failure);
                }
                if (!result || typeof result.then !== "function") return result;
                return result.then(undefined, (failure) => waits(this, failure));
              };
        }

        exports.mochaHooks = {
          beforeEach() {
            const test = this.currentTest;
            if (!test.faultlineMuted && muted.some((name) => name.test(test.fullTitle()))) {
              test.faultlineMuted = true;
              mute(test);
            }
          },
        };

        """), leftOut: leftOut)
  }

  static func select(_ tests: [QuarantinedTest]) -> QuarantineExportText? {
    ScriptPattern.argument("--grep=", tests, NamePattern.anyOf) { $0.name }
  }
}
