import Triage

/// From the words of a log to a place in the checkout, so that an annotation lands on the change.
///
/// A place is only given when exactly one file of the checkout can be meant. A bare name or a
/// relative path may lie deeper (`src/a.ts` of a package in a monorepo); an absolute path loses the
/// CI system's workspace, then part after part, until the rest is a file of the checkout.
public struct SourceLocator: Sendable {
  private let checkout: Checkout

  /// - Parameter files: all files of the checkout, relative to it, with `/` between the parts.
  public init(files: some Sequence<String>) { checkout = Checkout(files: files) }

  /// - Parameter contains: whether this relative path is a file of the checkout. Names deeper than
  ///   they are printed cannot be found this way.
  public init(contains: @escaping @Sendable (String) -> Bool) {
    checkout = Checkout(contains: contains)
  }

  /// The first place that a line of text names.
  ///
  /// - Parameter directory: where the step ran, relative to the checkout: decides between files of
  ///   the same name.
  public func locate(_ text: some StringProtocol, directory: String? = nil) -> SourceLocation? {
    var withoutLine: SourceLocation?
    for mention in Mention.all(in: text).prefix(32) {
      guard let file = checkout.resolve(mention.path, directory: directory) else { continue }
      let place = SourceLocation(file: file, line: mention.line, column: mention.column).checked
      guard let place else { continue }
      // `error in a.c: see b.c:12`: a line number says that a place is meant.
      if place.line != nil { return place }
      withoutLine = withoutLine ?? place
    }
    return withoutLine
  }

  /// Where the cause of a failure is: by its own line, by what its signature captured, else by the
  /// lines around it that compilers and stack traces put places on.
  public func locate(_ diagnosis: Diagnosis, directory: String? = nil) -> SourceLocation? {
    guard let cause = diagnosis.cause else { return nil }
    let directory = directory ?? Self.directory(of: diagnosis)
    if let place = locate(cause.text, directory: directory), place.line != nil { return place }
    if let place = captured(cause.captures, directory) { return place }
    if let place = header(cause, directory) { return place }
    for quote in cause.after + cause.before.reversed() {
      let place = locate(quote.text, directory: directory)
      if place?.line != nil, Self.isAboutPlace(quote.text) { return place }
    }
    return locate(cause.text, directory: directory)
  }

  /// The test with its file made relative to the checkout, by its name where a report gives no
  /// file; without file and line if it is not in the checkout.
  public func locate(_ test: TestNote, directory: String? = nil) -> TestNote {
    var out = test
    out.file = test.file.flatMap { file in
      let path = Mention.all(in: "\"\(file)\"").first?.path ?? file
      return checkout.resolve(path, directory: directory)
    }
    if out.file == nil, let place = test.message.flatMap({ locate($0, directory: directory) }) {
      out.file = place.file
      out.line = place.line
    } else if out.file == nil {
      out.file = locate(className: test.name, directory: directory)
      out.line = nil
    }
    return out
  }

  private static let endings = [
    "java", "kt", "groovy", "scala", "py", "cs", "swift", "rb", "php", "ts", "js", "go",
  ]

  /// The file of a class: `com.x.FooTest.bar`, `tests.test_net.TestGet::test_it`, `x/a_test.py::t`.
  public func locate(className: String, directory: String? = nil) -> String? {
    let head = className.prefix { !" [(#:".contains($0) }
    if head.contains("/"), let file = checkout.resolve(String(head), directory: directory) {
      return file
    }
    var parts = head.prefix { $0 != "$" }.split(separator: ".")
    while parts.count > 1 {
      let path = parts.joined(separator: "/")
      for ending in Self.endings {
        let file = checkout.resolve("\(path).\(ending)", directory: directory)
        if let file { return file }
      }
      parts.removeLast()
    }
    return nil
  }

  /// What a signature captured as `file` or `path`, with `line` and `column`.
  private func captured(_ captures: [String: String], _ directory: String?) -> SourceLocation? {
    for name in ["file", "path", "source", "location", "test"] {
      guard let value = captures[name], var place = locate(value, directory: directory) else {
        continue
      }
      place.line = place.line ?? captures["line"].flatMap { Int($0) }
      place.column = place.column ?? captures["column"].flatMap { Int($0) }
      if let checked = place.checked, checked.line != nil { return checked }
    }
    return nil
  }

  /// ESLint, stylelint, markdownlint: the file on a line of its own, `12:3  error  …` below it.
  private func header(_ cause: Diagnosis.Evidence, _ directory: String?) -> SourceLocation? {
    let words = cause.text.split(separator: " ").prefix(1).flatMap { $0.split(separator: ":") }
    guard words.count == 2, let line = Int(words[0]), let column = Int(words[1]) else { return nil }
    for quote in cause.before.reversed() {
      guard let place = locate(quote.text, directory: directory), place.line == nil else {
        continue
      }
      return SourceLocation(file: place.file, line: line, column: column).checked
    }
    return nil
  }

  /// Arrows and stack frames belong to the line they stand at; other neighbours may be about
  /// something else.
  private static func isAboutPlace(_ text: String) -> Bool {
    let start = text.drop { $0 == " " || $0 == "\t" || $0 == "|" || $0 == "│" }
    let leads = ["-->", "at ", "❯", "File \"", "in ", "↳", "=>", "on ", "┌", "╭", "# ", "==> "]
    if leads.contains(where: { start.hasPrefix($0) }) { return true }
    // `src/a.py:12: AssertionError`: nothing before the place.
    let first = start.prefix { $0 != ":" && $0 != "(" }
    return !first.contains(" ") && (first.contains(".") || first.contains("/"))
  }

  /// Where the failing step ran, if its name or make says so.
  private static func directory(of diagnosis: Diagnosis) -> String? {
    let lines = (diagnosis.cause?.before.map(\.text).reversed() ?? [])
    for line in lines {
      guard let range = line.firstRange(of: "Entering directory ") else { continue }
      let parts = line[range.upperBound...].split { "'`\"".contains($0) }.first?.split(
        separator: "/")
      if let parts { return (Workspace.strip(parts) ?? []).joined(separator: "/") }
    }
    let words = (diagnosis.source.section ?? "").split(separator: " ")
    guard let index = words.firstIndex(of: "cd"), index + 1 < words.count else { return nil }
    let folder = words[index + 1].trimmingPrefix("./").prefix { $0 != ";" && $0 != "&" }
    return folder.hasPrefix("/") || folder.hasPrefix("$") || folder.contains("..")
      ? nil : folder.hasSuffix("/") ? String(folder.dropLast()) : String(folder)
  }
}
