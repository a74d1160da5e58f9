import Signatures

/// A labelled log: the header that says how it was made, the log, and its cause lines.
///
/// The file begins with `#: key value` lines; in the log that follows `⟦ ⟧` encloses what a good
/// engineer would point at. The label is the folder's name.
public struct CorpusLog: Sendable {
  /// `infra/npm-registry-503`, from the path.
  public var name: String
  /// What the folder says.
  public var label: Label
  /// Header fields by key.
  public var header: [String: String]
  /// The log without header and marks.
  public var bytes: [UInt8]
  /// 1-based lines of the log that hold a mark.
  public var causes: [Int]

  public enum Label: Hashable, Sendable {
    case bucket(Bucket)
    /// A passing run with alarming words.
    case green
    /// A failure nobody could explain from the log.
    case unexplained
  }

  /// The tool family that evaluation leaves out as a whole.
  public var family: String { header["family"] ?? header["tool"].map(Self.firstWord) ?? name }
  public var category: String? { header["category"] }

  private static func firstWord(_ text: String) -> String {
    String(text.prefix { $0 != " " }).lowercased()
  }

  static let requiredKeys = ["tool", "made-by", "dress", "category", "because"]
  static let knownKeys = requiredKeys + ["family", "note"]

  /// Parses a corpus file; `path` ends in `<folder>/<name>.log`.
  ///
  /// Throws ``Problems`` with every mistake of the header and the marks.
  public init(path: String, text: [UInt8]) throws(Problems) {
    let parts = path.split(separator: "/").map(String.init)
    let folder = parts.dropLast().last ?? ""
    let stem = String((parts.last ?? "").prefix { $0 != "." })
    name = folder + "/" + stem
    var problems: [Problem] = []
    func complain(_ line: Int, _ message: String) {
      problems.append(Problem(path: path, place: Place(line: line, column: 1), message: message))
    }
    switch folder {
    case "green": label = .green
    case "unknown": label = .unexplained
    default:
      label = .bucket(Bucket(rawValue: folder) ?? .unknown)
      if !Bucket.named.map(\.rawValue).contains(folder) {
        let labels = "infra, test, dependency, config, green, unknown"
        complain(1, "folder '\(folder)' is no label, expected one of \(labels)")
      }
    }
    let (fields, rest) = Self.header(text)
    header = fields
    for key in Self.requiredKeys where fields[key] == nil {
      complain(1, "the header has no '\(key)'")
    }
    for key in fields.keys.sorted() where !Self.knownKeys.contains(key) {
      complain(1, "the header has an unknown key '\(key)'")
    }
    if case .bucket(let bucket) = label, let category = fields["category"],
      bucket != .unknown, !bucket.categories.contains(category)
    {
      complain(1, "category '\(category)' is not one of bucket '\(bucket.rawValue)'")
    }
    (bytes, causes) = Self.unmark(text[rest...])
    if case .bucket = label, causes.isEmpty { complain(1, "no line is marked with ⟦ ⟧") }
    if label == .green, !causes.isEmpty { complain(causes[0], "a green log marks a cause") }
    if !problems.isEmpty { throw Problems(problems) }
  }

  private static func header(_ text: [UInt8]) -> ([String: String], rest: Int) {
    var fields: [String: String] = [:]
    var start = 0
    while start + 1 < text.count, text[start] == UInt8(ascii: "#"),
      text[start + 1] == UInt8(ascii: ":")
    {
      let end = text[start...].firstIndex(of: 0x0A) ?? text.count
      let line = String(decoding: text[(start + 2)..<end], as: UTF8.self)
      let body = line.drop { $0 == " " }
      let key = body.prefix { $0 != " " }
      let value = body.dropFirst(key.count).drop { $0 == " " }
      fields[String(key)] = String(value)
      start = min(text.count, end + 1)
    }
    return (fields, start)
  }

  /// Removes the marks, noting the lines they stand on.
  private static func unmark(_ text: ArraySlice<UInt8>) -> ([UInt8], [Int]) {
    let open: [UInt8] = Array("⟦".utf8)
    let close: [UInt8] = Array("⟧".utf8)
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var causes: [Int] = []
    var line = 1
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      if byte == open[0], text[index...].starts(with: open) {
        if causes.last != line { causes.append(line) }
        index += open.count
      } else if byte == close[0], text[index...].starts(with: close) {
        index += close.count
      } else {
        if byte == 0x0A { line += 1 }
        out.append(byte)
        index += 1
      }
    }
    return (out, causes)
  }
}
