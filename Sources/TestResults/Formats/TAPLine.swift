/// One line of TAP, taken apart.
struct TAPLine {
  struct Result {
    var name: String
    var outcome: Outcome
    var reason: String?
  }

  enum Kind {
    case version
    case plan(Int, skip: String?)
    case result(Result)
    case subtest(String)
    case comment(String)
    case yaml
    case bailOut(String?)
    case other
  }

  let bytes: [UInt8]
  /// Leading blanks.
  let indent: Int
  let kind: Kind

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    indent = bytes.prefix { $0 == 0x20 }.count
    kind = Self.classify(bytes[indent...])
  }

  /// Whether the line alone shows that this is TAP.
  var isProof: Bool {
    switch kind {
    case .version: return true
    case .plan, .result: return indent == 0
    default: return false
    }
  }

  /// `t/00-load.t ..` in `prove -v`, also numbered dots with a status behind them.
  static func proveFile(_ line: ArraySlice<UInt8>) -> String? {
    guard let dots = ByteSearch.find(" ..", in: line) else { return nil }
    let name = line[..<dots]
    let rest = line[(dots + 1)...].drop { $0 == 0x2E }
    guard !name.isEmpty, !name.contains(0x20), rest.allSatisfy({ $0 == 0x20 || $0 == 0x0D }),
      name.contains(0x2E)
    else { return nil }
    return String(decoding: Array(name), as: UTF8.self)
  }

  private static func classify(_ body: ArraySlice<UInt8>) -> Kind {
    switch body.first {
    case UInt8(ascii: "o"), UInt8(ascii: "n"):
      return result(body).map { .result($0) } ?? .other
    case UInt8(ascii: "1"): return plan(body)
    case UInt8(ascii: "T"): return body.starts(with: "TAP version ".utf8) ? .version : .other
    case UInt8(ascii: "B"):
      guard body.starts(with: "Bail out!".utf8) else { return .other }
      return .bailOut(text(body.dropFirst(9)))
    case UInt8(ascii: "-"): return body.elementsEqual("---".utf8) ? .yaml : .other
    case UInt8(ascii: "#"):
      if body.starts(with: "# Subtest: ".utf8) { return .subtest(text(body.dropFirst(11)) ?? "") }
      return .comment(text(body.dropFirst(1)) ?? "")
    default: return .other
    }
  }

  private static func plan(_ body: ArraySlice<UInt8>) -> Kind {
    guard body.starts(with: "1..".utf8) else { return .other }
    let digits = body.dropFirst(3).prefix { $0 &- 0x30 < 10 }
    guard !digits.isEmpty, digits.count < 10,
      let count = Int(String(decoding: Array(digits), as: UTF8.self))
    else { return .other }
    let rest = body.dropFirst(3 + digits.count)
    guard rest.isEmpty || rest.first == 0x20 else { return .other }
    let directive = split(rest).directive
    return .plan(count, skip: directive.map { $0.reason ?? "skipped" })
  }

  private static func result(_ body: ArraySlice<UInt8>) -> Result? {
    let failed = body.starts(with: "not ok".utf8)
    guard failed || body.starts(with: "ok".utf8) else { return nil }
    var rest = body.dropFirst(failed ? 6 : 2)
    guard rest.isEmpty || rest.first == 0x20 else { return nil }
    rest = rest.drop { $0 == 0x20 }
    let number = rest.prefix { $0 &- 0x30 < 10 }
    // `ok` alone is also the last line of prove's file; a real one has a number or a description.
    guard !rest.isEmpty else { return nil }
    if !number.isEmpty { rest = rest.dropFirst(number.count).drop { $0 == 0x20 } }
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst().drop { $0 == 0x20 } }
    let (description, directive) = split(rest)
    var outcome: Outcome = failed ? .failed : .passed
    // A failing TODO is expected to fail; a passing one is a pass.
    if let directive, directive.isSkip || failed { outcome = .skipped }
    // node-tap appends how long it took.
    let time = ByteSearch.find(" # time=", in: description) ?? description.endIndex
    let name = text(description[..<time]) ?? "#" + String(decoding: Array(number), as: UTF8.self)
    return Result(name: name, outcome: outcome, reason: directive?.reason)
  }

  /// Parts the description from ` # SKIP reason` or ` # TODO reason`; `\#` is a plain `#`.
  private static func split(
    _ body: ArraySlice<UInt8>
  ) -> (description: ArraySlice<UInt8>, directive: (isSkip: Bool, reason: String?)?) {
    var from = body.startIndex
    while let hash = body[from...].firstIndex(of: UInt8(ascii: "#")) {
      from = hash + 1
      guard hash == body.startIndex || body[hash - 1] == 0x20 else { continue }
      let word = body[from...].drop { $0 == 0x20 }
      let lower = word.prefix(4).map { $0 | 0x20 }
      guard lower.elementsEqual("skip".utf8) || lower.elementsEqual("todo".utf8) else { continue }
      let reason = word.drop { $0 != 0x20 && $0 != 0x3A }.drop { $0 == 0x20 || $0 == 0x3A }
      return (body[..<hash], (lower.first == UInt8(ascii: "s"), text(reason)))
    }
    return (body, nil)
  }

  /// A backslash keeps a `#` or another backslash from meaning anything.
  private static func text(_ bytes: ArraySlice<UInt8>) -> String? {
    var out: [UInt8] = []
    var escaped = false
    for byte in bytes.drop(while: { $0 == 0x20 }) {
      if byte == UInt8(ascii: "\\"), !escaped {
        escaped = true
        continue
      }
      if escaped, byte != UInt8(ascii: "#"), byte != UInt8(ascii: "\\") {
        out.append(UInt8(ascii: "\\"))
      }
      out.append(byte)
      escaped = false
    }
    return CleanText.string(out)
  }
}

/// The few fields of a YAML block that tell about a failure. Not a YAML parser: TAP producers write
/// flat blocks of `key: value`, with `|-` for longer text.
struct TAPDiagnostics {
  private let indent: Int
  private let limits: ReportLimits
  private var isOpen = true
  private var key = ""
  private var fields: [String: CappedText] = [:]

  init(indent: Int, limits: ReportLimits) {
    self.indent = indent
    self.limits = limits
  }

  /// - Returns: false when the line is not part of the block, which then is over.
  mutating func take(_ line: TAPLine) -> Bool {
    guard isOpen else { return false }
    let body = line.bytes.dropFirst(line.indent)
    if line.indent == indent, body.elementsEqual("...".utf8) {
      isOpen = false
      return true
    }
    guard line.indent >= indent || body.isEmpty else {
      isOpen = false
      return false
    }
    if line.indent == indent, let colon = body.firstIndex(of: UInt8(ascii: ":")) {
      key = String(decoding: Array(body[..<colon]), as: UTF8.self)
      let value = body[(colon + 1)...].drop { $0 == 0x20 }
      let opensBlock = value.first == UInt8(ascii: "|") || value.first == UInt8(ascii: ">")
      if !value.isEmpty, !opensBlock { append(unquoted(value)) }
    } else {
      append(body[...])
    }
    return true
  }

  func describe(_ attempt: inout Attempt) {
    if let text = fields["duration_ms"]?.text() {
      attempt.duration = NumberText.seconds(text.utf8).map { $0 / 1000 }
    }
    guard attempt.outcome.isFailure else { return }
    let text = (fields["error"] ?? fields["message"])?.text()
    attempt.message = CleanText.firstLine(text, limit: limits.messageBytes)
    attempt.type = (fields["name"] ?? fields["code"] ?? fields["failureType"])?.text()
    let parts = [text == attempt.message ? nil : text, fields["stack"]?.text()]
    let stack = parts.compactMap { $0 }.joined(separator: "\n")
    attempt.stack = stack.isEmpty ? nil : CleanText.capped(stack, limits.stackBytes)
  }

  private mutating func append(_ bytes: ArraySlice<UInt8>) {
    guard fields.count < 32 || fields[key] != nil else { return }
    var text = fields.removeValue(forKey: key) ?? CappedText(limit: limits.messageBytes)
    Array(bytes).withUnsafeBytes { text.append($0) }
    text.append("\n")
    fields[key] = text
  }

  private func unquoted(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard value.count >= 2, let quote = value.first, quote == 0x27 || quote == 0x22,
      value.last == quote
    else { return value }
    return value.dropFirst().dropLast()
  }
}
