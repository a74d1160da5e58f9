/// JUnit 5: an extension that aborts a quarantined test that failed instead of failing it.
enum JUnit5Export: QuarantineExport {
  static let name = "junit5"
  static let mutes = true
  static let usage =
    "save as FaultlineQuarantine.java among the tests, name it in META-INF/services/org.junit.jupiter.api.extension.Extension, set junit.jupiter.extensions.autodetection.enabled=true"

  private static let classes = [
    "java.util.ArrayList",
    "java.util.List",
    "java.util.regex.Matcher",
    "java.util.regex.Pattern",
    "org.junit.jupiter.api.extension.ExtensionContext",
    "org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler",
    "org.junit.jupiter.api.extension.TestExecutionExceptionHandler",
    "org.opentest4j.TestAbortedException",
  ]

  static func exclude(_ tests: [QuarantinedTest]) -> QuarantineExportText {
    let (kept, leftOut) = sorted(tests) { _ in nil }
    let patterns = kept.map { "      " + Quoting.java(NamePattern.of($0.key, .java)) }
    return QuarantineExportText(
      .file(
        """
        // Made by 'faultline quarantine export --framework junit5': do not edit, export again.
        // The tests below still run; a failure aborts them, which fails no build.
        \(SourceText.imports(classes, end: ";"))

        public final class FaultlineQuarantine
            implements TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {
          private static final String[] MUTED = {
        \(patterns.joined(separator: ",\n"))
          };
          private static final Pattern INDEX = Pattern.compile("-invocation:#(\\\\d+)\\\\]$");
          private static final List<Pattern> PATTERNS = new ArrayList<>();

          static {
            for (String muted : MUTED) {
              PATTERNS.add(Pattern.compile(muted));
            }
          }

          @Override
          public void handleTestExecutionException(ExtensionContext context, Throwable failure)
              throws Throwable {
            abortIfMuted(context, failure);
          }

          @Override
          public void handleBeforeEachMethodExecutionException(
              ExtensionContext context, Throwable failure) throws Throwable {
            abortIfMuted(context, failure);
          }

          @Override
          public void handleAfterEachMethodExecutionException(
              ExtensionContext context, Throwable failure) throws Throwable {
            abortIfMuted(context, failure);
          }

          private static void abortIfMuted(ExtensionContext context, Throwable failure)
              throws Throwable {
            if (!(failure instanceof TestAbortedException) && isMuted(context)) {
              throw new TestAbortedException("\(QuarantineExports.marker): " + failure, failure);
            }
            throw failure;
          }

          // A report may name a test by its method, by its display name, or by method and row.
          private static boolean isMuted(ExtensionContext context) {
            String type = context.getRequiredTestClass().getName();
            String method = context.getRequiredTestMethod().getName();
            String display = context.getDisplayName();
            List<String> names = new ArrayList<>();
            names.add(method);
            names.add(display);
            names.add(display.endsWith("()") ? display.substring(0, display.length() - 2) : display);
            Matcher index = INDEX.matcher(context.getUniqueId());
            if (index.find()) {
              List<String> types = new ArrayList<>();
              for (Class<?> parameter : context.getRequiredTestMethod().getParameterTypes()) {
                types.add(parameter.getSimpleName());
              }
              String row = "[" + index.group(1) + "]";
              names.add(method + row);
              names.add(method + "(" + String.join(", ", types) + ")" + row);
            }
            for (String name : names) {
              for (Pattern pattern : PATTERNS) {
                if (pattern.matcher(type + "::" + name).matches()) {
                  return true;
                }
              }
            }
            return false;
          }
        }

        """), leftOut: leftOut)
  }
}
