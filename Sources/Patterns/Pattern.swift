import CPCRE2

/// A compiled regular expression (PCRE2 syntax, UTF-8, JIT code where the machine has it).
///
/// Key decision: PCRE2, because people who write signatures know its syntax and because captures
/// make the summary. Its cost is backtracking, so every evaluation has limits and an answer of
/// its own for "a limit was hit". RE2-like engines bound time by design but lack lookarounds.
///
/// A pattern sees one line. `^` and `$` are the real ends of that line even when a long line is
/// seen in windows; `\A`, `\Z`, `\z` and `\G` would be the ends of a window, and are refused.
public final class Pattern: Sendable {
  /// Longest pattern accepted, in bytes.
  public static let longestSource = 4_096
  /// Most capturing groups accepted.
  public static let mostGroups = 64

  /// The text it was compiled from.
  public let source: String
  public let limits: MatchLimits
  /// The names of its captures, in the order of their groups, each once.
  public let captureNames: [String]

  /// Unsafe: `pcre2_code`, owned by this object from `init` to `deinit` and never changed in
  /// between; pcre2api(3), "Multithreading", allows any number of threads to match with it.
  nonisolated(unsafe) let code: OpaquePointer
  /// Group numbers per capture name: more than one if the name is given twice (`(?J)`).
  let groups: [[Int]]
  /// Whether it matters to the pattern where the line begins: it has a `^` that is no negated class.
  public let asksForStart: Bool
  /// If a match can only begin where the line does: the bytes it can begin with. Most lines that
  /// hold a pattern's literal fail here, for a thousandth of PCRE2's price.
  let anchoredFirst: ByteSet?
  /// Bytes to the left of a window that lookbehinds and `\b` need to see.
  let leftContext: Int

  /// Compiles `source`.
  ///
  /// - Parameter firstBytes: `RequiredLiterals.firstBytes(of: source)`, where it is known already:
  ///   finding out takes as long as compiling.
  /// - Throws: where the pattern is wrong, in bytes, and PCRE2's or our own words for it.
  public init(
    _ source: String, limits: MatchLimits = .builtIn, firstBytes: ByteSet? = nil
  ) throws(PatternError) {
    let bytes = Array(source.utf8)
    try PatternRules.check(bytes)
    let code = try Self.compile(bytes)
    let count = Self.info(code, UInt32(PCRE2_INFO_CAPTURECOUNT))
    guard count <= Self.mostGroups else {
      pcre2_code_free_8(code)
      throw PatternError(
        offset: bytes.count, message: "has \(count) groups, more than \(Self.mostGroups)")
    }
    // Without JIT (not built in, or no executable memory) PCRE2 interprets: slower, same answers.
    _ = pcre2_jit_compile_8(code, PCRE2_JIT_COMPLETE)
    let names = Self.names(of: code)
    let isAnchored = Self.info(code, UInt32(PCRE2_INFO_ALLOPTIONS)) & PCRE2_ANCHORED != 0
    anchoredFirst = isAnchored ? firstBytes ?? RequiredLiterals.firstBytes(of: source) : nil
    asksForStart = zip([0] + bytes, bytes).contains {
      $1 == UInt8(ascii: "^") && $0 != UInt8(ascii: "[") && $0 != UInt8(ascii: "\\")
    }
    self.source = source
    self.limits = limits
    self.code = code
    captureNames = names.map(\.name)
    groups = names.map(\.groups)
    let lookbehind = Int(Self.info(code, UInt32(PCRE2_INFO_MAXLOOKBEHIND)))
    leftContext = min(max(4, 4 * lookbehind), limits.effectiveOverlap)
  }

  deinit {
    pcre2_code_free_8(code)
  }

  private static func compile(_ bytes: [UInt8]) throws(PatternError) -> OpaquePointer {
    let context = pcre2_compile_context_create_8(nil)
    defer { pcre2_compile_context_free_8(context) }
    if let context {
      pcre2_set_parens_nest_limit_8(context, 50)
      pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_LF))
    }
    var errorCode: Int32 = 0
    var errorOffset = 0
    let options =
      PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_DUPNAMES
    let code = bytes.withUnsafeBufferPointer { buffer in
      // PCRE2 copies what it needs; the buffer is only read during the call.
      pcre2_compile_8(
        buffer.baseAddress, buffer.count, options, &errorCode, &errorOffset, context)
    }
    guard let code else {
      throw PatternError(
        offset: min(errorOffset, bytes.count), message: errorMessage(errorCode))
    }
    return code
  }

  /// PCRE2's own words for one of its codes.
  static func errorMessage(_ code: Int32) -> String {
    let text = [UInt8](unsafeUninitializedCapacity: 256) { buffer, count in
      count = max(0, Int(pcre2_get_error_message_8(code, buffer.baseAddress, buffer.count)))
    }
    return text.isEmpty ? "PCRE2 error \(code)" : String(decoding: text, as: UTF8.self)
  }

  private static func info(_ code: OpaquePointer, _ what: UInt32) -> UInt32 {
    var value: UInt32 = 0
    return pcre2_pattern_info_8(code, what, &value) == 0 ? value : 0
  }

  /// Reads PCRE2's name table: entries of fixed size, two bytes of group number (big endian) and
  /// the name ending in a zero; the memory belongs to `code`.
  private static func names(of code: OpaquePointer) -> [(name: String, groups: [Int])] {
    let count = Int(info(code, UInt32(PCRE2_INFO_NAMECOUNT)))
    let size = Int(info(code, UInt32(PCRE2_INFO_NAMEENTRYSIZE)))
    var table: UnsafePointer<UInt8>?
    guard count > 0, size > 2,
      pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table) == 0, let table
    else { return [] }
    var byGroup: [(group: Int, name: String)] = []
    for index in 0..<count {
      let entry = UnsafeBufferPointer(start: table + index * size, count: size)
      let name = String(decoding: entry[2...].prefix { $0 != 0 }, as: UTF8.self)
      byGroup.append((Int(entry[0]) << 8 | Int(entry[1]), name))
    }
    byGroup.sort { $0.group < $1.group }
    var result: [(name: String, groups: [Int])] = []
    for (group, name) in byGroup {
      if let known = result.firstIndex(where: { $0.name == name }) {
        result[known].groups.append(group)
      } else {
        result.append((name, [group]))
      }
    }
    return result
  }
}
