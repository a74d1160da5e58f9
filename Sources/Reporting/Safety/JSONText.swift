import FoundationEssentials

/// JSON in which nothing hides and nothing acts, with the text itself unchanged.
package enum JSONText {
  /// `value` as JSON; keys are sorted, so equal values are equal bytes.
  ///
  /// - Parameter isSnakeCase: with keys such as `start_line` for `startLine`.
  /// - Returns: the text without a final newline; nil if the value cannot be encoded, which only a
  ///   number that is not finite brings about.
  static func encode(
    _ value: some Encodable, isPretty: Bool = false, isSnakeCase: Bool = false
  ) -> String? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
    if isSnakeCase { encoder.keyEncodingStrategy = .convertToSnakeCase }
    guard let data = try? encoder.encode(value) else { return nil }
    return escape(String(decoding: data, as: UTF8.self))
  }

  /// Writes as `\u…` what a terminal, an editor or a CI system would act on: C1 and bidirectional
  /// controls, ignorable characters, the second `#` of `##[` and the colon of `section_start:`.
  /// Outside of texts JSON has none of them, so the document stays the same.
  package static func escape(_ json: String) -> String {
    var out = ""
    out.reserveCapacity(json.utf8.count)
    var before: Unicode.Scalar = " "
    for scalar in json.unicodeScalars {
      if scalar.value > 0x7E,
        scalar.properties.isDefaultIgnorableCodePoint || Visible.isHidden(scalar)
      {
        for unit in String(scalar).utf16 { out += escaped(unit) }
        continue
      }
      if scalar == "#", before == "#" {
        out += escaped(0x23)
      } else {
        out.unicodeScalars.append(scalar)
      }
      before = scalar
    }
    guard mayHaveMarker(json) else { return out }
    for marker in ["section_start", "section_end", "travis_fold", "travis_time"] {
      out = out.replacing(marker + ":", with: marker + "\\u003a")
    }
    return out
  }

  /// Whether something ends with `ion_` or `vis_`, as the markers do: nearly never.
  private static func mayHaveMarker(_ json: String) -> Bool {
    var before: (UInt8, UInt8, UInt8) = (0, 0, 0)
    for byte in json.utf8 {
      if byte == UInt8(ascii: "_") {
        if before == (0x69, 0x6F, 0x6E) || before == (0x76, 0x69, 0x73) { return true }
      }
      before = (before.1, before.2, byte)
    }
    return false
  }

  private static func escaped(_ unit: UInt16) -> String {
    let digits = String(unit, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
