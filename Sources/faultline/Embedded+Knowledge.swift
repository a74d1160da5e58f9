import Foundation
import Signatures
import Triage

/// Catalog and model out of the executable itself, plus the user's own signature packs.
enum Embedded {
  /// Opens the built-in knowledge. The decoded bytes are kept for the life of the process, because
  /// the catalog's scanner reads its table in place.
  static func triager() throws -> Triager {
    let text = UnsafeBufferPointer(
      start: embeddedKnowledge.utf8Start, count: embeddedKnowledge.utf8CodeUnitCount)
    let bytes = UnsafeMutableRawBufferPointer.allocate(
      byteCount: text.count / 4 * 3 + 3, alignment: 16)
    let count = Base64.decode(text, into: bytes)
    return try Knowledge.open(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
  }

  /// The triager with the packs of `folders` and of `.faultline/signatures` merged in.
  ///
  /// Throws ``Problems`` with every mistake in every file.
  static func triager(packs folders: [String]) throws -> Triager {
    var builtIn = try triager()
    builtIn.rules = Settings.current.lineRules
    let packs = try SignaturePacks.read(folders + SignaturePacks.standard)
    guard !packs.isEmpty else { return builtIn }
    var problems: [Problem] = []
    var imported: [Signature] = []
    for file in packs {
      for entry in file.entries {
        if builtIn.catalog.indexByID[entry.signature.id] != nil {
          problems.append(
            Problem(
              path: file.path, place: entry.place,
              message: "id '\(entry.signature.id)' is taken by a built-in signature"))
        }
        var signature = entry.signature
        signature.isImported = true
        imported.append(signature)
      }
    }
    if !problems.isEmpty { throw Problems(problems) }
    let catalog = Catalog(
      signatures: builtIn.catalog.signatures + imported, extraLiterals: LogScan.extraLiterals)
    var triager = Triager(catalog: catalog, model: builtIn.model)
    triager.rules = builtIn.rules
    return triager
  }
}

/// RFC 4648 base64 without line breaks, as `faultline-pack` writes it. Foundation's decoder takes
/// ten times as long, and this runs at every start.
private enum Base64 {
  private static let values: [UInt8] = {
    var table = [UInt8](repeating: 0, count: 256)
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for (value, byte) in alphabet.utf8.enumerated() { table[Int(byte)] = UInt8(value) }
    return table
  }()

  /// Returns the number of bytes written.
  static func decode(_ text: UnsafeBufferPointer<UInt8>, into out: UnsafeMutableRawBufferPointer)
    -> Int
  {
    var written = 0
    values.withUnsafeBufferPointer { table in
      var index = 0
      while index + 3 < text.count {
        let a = UInt32(table[Int(text[index])]) << 18
        let b = UInt32(table[Int(text[index + 1])]) << 12
        let c = UInt32(table[Int(text[index + 2])]) << 6
        let word = a | b | c | UInt32(table[Int(text[index + 3])])
        out[written] = UInt8(truncatingIfNeeded: word >> 16)
        out[written + 1] = UInt8(truncatingIfNeeded: word >> 8)
        out[written + 2] = UInt8(truncatingIfNeeded: word)
        written += 3
        index += 4
      }
    }
    let padding = text.suffix(2).count { $0 == UInt8(ascii: "=") }
    return written - padding
  }
}
