/// Line and column as they stand behind a file's name.
///
/// `:12:3` · `:12` · `(12,3)` · `(12)` · `:[12,3]` · `:(12,3)-(13,4)` · `[12:3]` · `", line 12` ·
/// ` on line 12` · `:line 12` · `': line 12, column 3` · `", line 12, characters 3-5` · `#L12`
struct Place: Equatable {
  var line: Int?
  var column: Int?

  /// Reads what stands at `index` in `scalars`.
  init(_ scalars: [Unicode.Scalar], after index: Int) {
    var reader = Reader(scalars: scalars, index: index)
    // The quote around the name, and Ruby's and Rust's arrows, are skipped.
    reader.skip("\"'`’”)")
    if reader.take(":[") || reader.take(":(") || reader.take(": (") || reader.take("(")
      || reader.take("[")
    {
      bracket(&reader)
    } else if reader.take("#L") {
      line = reader.number()
    } else if !words(&reader) {
      colons(&reader)
    }
    if let line, line < 1 { self.line = nil }
    if self.line == nil { column = nil }
  }

  private mutating func bracket(_ reader: inout Reader) {
    _ = reader.take("line ")
    line = reader.number()
    guard line != nil, reader.take(",") || reader.take(":") || reader.take(";") else { return }
    reader.skip(" ")
    _ = reader.take("col ")
    column = reader.number()
  }

  private mutating func colons(_ reader: inout Reader) {
    guard reader.take(":") else { return }
    line = reader.number()
    guard line != nil else { return }
    if reader.take(":") || reader.take(".") { column = reader.number() }
  }

  /// Places in words.
  private mutating func words(_ reader: inout Reader) -> Bool {
    let start = reader.index
    reader.skip(":,")
    reader.skip(" ")
    let lead = ["on line ", "at line ", "line: ", "line ", "Line ", "ln "]
    guard lead.contains(where: { reader.take($0) }), let number = reader.number() else {
      reader.index = start
      return false
    }
    line = number
    reader.skip(",:;")
    reader.skip(" ")
    let more = ["column ", "characters ", "character ", "col ", "char "]
    if more.contains(where: { reader.take($0) }) { column = reader.number() }
    return true
  }

  private struct Reader {
    let scalars: [Unicode.Scalar]
    var index: Int

    mutating func take(_ word: String) -> Bool {
      let wanted = Array(word.unicodeScalars)
      guard index + wanted.count <= scalars.count,
        Array(scalars[index..<(index + wanted.count)]) == wanted
      else { return false }
      index += wanted.count
      return true
    }

    mutating func skip(_ characters: String) {
      while index < scalars.count, characters.unicodeScalars.contains(scalars[index]) { index += 1 }
    }

    /// At most seven digits: no file has more lines.
    mutating func number() -> Int? {
      let start = index
      while index < scalars.count, ("0"..."9").contains(scalars[index]) { index += 1 }
      guard index > start, index - start <= 7 else { return nil }
      return Int(String(String.UnicodeScalarView(scalars[start..<index])))
    }
  }
}
