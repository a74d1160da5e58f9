/// A file that a line of text names, with the place in it: what compilers, linters, test runners and
/// stack traces print.
///
///     src/a.ts(12,3): error TS2322   ->  src/a.ts, 12, 3
///     File "pkg/a.py", line 12       ->  pkg/a.py, 12
///     at com.x.Foo.bar(Foo.java:12)  ->  com/x/Foo.java, 12
struct Mention: Equatable {
  /// As printed, with `/` for `\` and without drive and `file://`.
  var path: String
  var line: Int?
  var column: Int?
}

extension Mention {
  /// The mentions of a line, in their order. Many are not files: only a checkout can tell.
  static func all(in text: some StringProtocol) -> [Mention] {
    // Nothing a tool prints about a place is longer; a hostile line must not cost more.
    let scalars = Array(text.unicodeScalars.prefix(4_000))
    var out: [Mention] = []
    var index = 0
    while index < scalars.count {
      guard isPath(scalars[index]) else {
        index += 1
        continue
      }
      let end = pathEnd(scalars, from: index)
      if let mention = mention(scalars, index..<end) { out.append(mention) }
      index = max(end, index + 1)
    }
    return out + quoted(scalars)
  }

  /// Names with blanks in them: only between double quotes is their end known.
  private static func quoted(_ scalars: [Unicode.Scalar]) -> [Mention] {
    let quotes = scalars.indices.filter { scalars[$0] == "\"" }.prefix(16)
    return zip(quotes, quotes.dropFirst()).compactMap { open, close in
      let inside = scalars[(open + 1)..<close]
      guard inside.contains(" "), inside.count < 400, looksLikeFile(inside) else { return nil }
      let place = Place(scalars, after: close + 1)
      return Mention(path: clean(inside), line: place.line, column: place.column)
    }
  }

  private static func mention(_ scalars: [Unicode.Scalar], _ range: Range<Int>) -> Mention? {
    var range = range
    // A full stop or a dash behind a name ends a sentence.
    while let last = range.last, "-.,+=".unicodeScalars.contains(scalars[last]) {
      range = range.dropLast()
    }
    // make's `[Makefile:3: all]`: only a closed bracket is part of a name.
    if let first = range.first, scalars[first] == "[", !scalars[range].contains("]") {
      range = range.dropFirst()
    }
    guard looksLikeFile(scalars[range]) else { return nil }
    let place = Place(scalars, after: range.upperBound)
    var path = clean(scalars[range])
    if !path.contains("/"), let folder = package(scalars, before: range.lowerBound, file: path) {
      path = folder + "/" + path
    }
    return Mention(path: path, line: place.line, column: place.column)
  }

  /// The folder of a stack frame's class: `com.x.Foo.bar(` before `Foo.java`.
  private static func package(
    _ scalars: [Unicode.Scalar], before start: Int, file: String
  ) -> String? {
    guard start > 1, scalars[start - 1] == "(" else { return nil }
    var begin = start - 1
    while begin > 0, isPath(scalars[begin - 1]) || scalars[begin - 1] == "$" { begin -= 1 }
    let name = String(String.UnicodeScalarView(scalars[begin..<(start - 1)]))
    // `java.base/java.util.X` and `app//com.x.Foo` name a module or loader first.
    let parts = (name.split(separator: "/").last ?? "").split(separator: ".")
    let base = file.prefix { $0 != "." }
    let folder = parts.prefix { $0.first?.isLowercase == true && $0 != base }
    return folder.isEmpty || folder.count == parts.count ? nil : folder.joined(separator: "/")
  }

  /// Letters, digits and what else stands in paths without quotes.
  private static func isPath(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", ".", "/", "\\", "-", "+", "@", "~", "=", "%", ",",
      "[", "]":
      true
    default: scalar.value > 0x7F && scalar.properties.isAlphabetic
    }
  }

  /// Where the name ends: `[12,3]` behind a colon and Maven's `[ERROR]` are none of it, a drive's
  /// colon and that of `file://` are.
  private static func pathEnd(_ scalars: [Unicode.Scalar], from start: Int) -> Int {
    var end = start
    while end < scalars.count {
      let scalar = scalars[end]
      let isDrive =
        scalar == ":" && end == start + 1 && end + 1 < scalars.count
        && (scalars[end + 1] == "\\" || scalars[end + 1] == "/")
      let isScheme = scalar == ":" && end - start == 4 && scalars[start] == "f"
      if !isPath(scalar) && !isDrive && !isScheme { break }
      if scalar == "," && !(end + 1 < scalars.count && isPath(scalars[end + 1])) { break }
      end += 1
      // `[ERROR]` and `[12:3]` are words of their own, `[id]` in a route's path is not.
      if scalar == "]", let open = scalars[start..<end].firstIndex(of: "["), open == start { break }
    }
    return end
  }

  private static let bareNames: Set<String> = [
    "BUILD", "Brewfile", "Containerfile", "Dangerfile", "Dockerfile", "Earthfile", "Fastfile",
    "GNUmakefile", "Gemfile", "Jenkinsfile", "Justfile", "Makefile", "Podfile", "Procfile",
    "Rakefile", "Snakefile", "Tiltfile", "Vagrantfile", "WORKSPACE", "justfile", "makefile",
  ]

  /// A last part with an extension of letters, or one of the names without.
  private static func looksLikeFile(_ name: some Collection<Unicode.Scalar>) -> Bool {
    let text = Array(name)
    let start = (text.lastIndex { $0 == "/" || $0 == "\\" } ?? -1) + 1
    let last = text[start...]
    guard !last.isEmpty, text.count < 1_000 else { return false }
    if bareNames.contains(String(String.UnicodeScalarView(last))) { return true }
    guard let dot = last.lastIndex(of: "."), dot + 1 < last.endIndex,
      last.endIndex - dot <= 16
    else { return false }
    return last[(dot + 1)...].contains { $0.properties.isAlphabetic }
  }

  /// `/` for `\`, no drive, no scheme.
  private static func clean(_ name: some Collection<Unicode.Scalar>) -> String {
    var path = String(String.UnicodeScalarView(name)).replacing("\\", with: "/")
    if path.hasPrefix("file://") { path = String(path.dropFirst(7)) }
    if path.hasPrefix("file:") { path = String(path.dropFirst(5)) }
    if path.dropFirst().first == ":", path.first?.isLetter == true {
      path = String(path.dropFirst(2))
    }
    // `webpack:///./src/x.js` and the like leave slashes behind.
    while path.hasPrefix("//") { path = String(path.dropFirst()) }
    return path
  }
}
