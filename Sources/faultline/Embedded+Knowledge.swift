import Foundation
import Signatures
import Triage

#if canImport(Glibc)
  import Glibc
#endif

/// Catalog and model out of the executable itself, plus the user's own signature packs.
enum Embedded {
  /// Decoded once and kept for the life of the process: the catalog's scanner reads its table in
  /// place. Unsafe for the compiler, as raw memory is; nobody writes it afterwards.
  nonisolated(unsafe) private static let parts = Result { () throws(ArchiveError) in
    let text = UnsafeRawBufferPointer(
      start: embeddedKnowledge.utf8Start, count: embeddedKnowledge.utf8CodeUnitCount)
    // One page fault instead of five hundred, where the system has pages of that size to give.
    let page = 1 << 21
    let bytes = UnsafeMutableRawBufferPointer.allocate(
      byteCount: (SevenBits.room(text.count) + page - 1) / page * page, alignment: page)
    #if canImport(Glibc)
      madvise(bytes.baseAddress, bytes.count, MADV_HUGEPAGE)
    #endif
    SevenBits.decode(text, into: bytes)
    return try Knowledge.parts(UnsafeRawBufferPointer(bytes))
  }

  private static let catalog = Result { () throws(ArchiveError) in
    try Catalog(archive: try parts.get().catalog)
  }

  private static let model = Result { () throws(ArchiveError) in
    try TriageModel(archive: try parts.get().model)
  }

  /// Begins to open the built-in knowledge on other threads: a command that will need it does
  /// something else meanwhile.
  static func warmUp() {
    Thread.detachNewThread { _ = catalog }
    Thread.detachNewThread { _ = model }
  }

  /// The built-in knowledge.
  static func triager() throws -> Triager {
    Thread.detachNewThread { _ = model }
    return Triager(catalog: try catalog.get(), model: try model.get())
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

/// Bytes in a string literal, as `faultline-pack` writes them: seven bits in each ASCII character,
/// the lowest first. Decoded at every start, eight characters at once; base64 takes a look-up for
/// each character and six times as long.
private enum SevenBits {
  /// Bytes to allocate for `count` characters, a multiple of eight; the last one is not used.
  static func room(_ count: Int) -> Int { count / 8 * 7 + 1 }

  static func decode(_ text: UnsafeRawBufferPointer, into out: UnsafeMutableRawBufferPointer) {
    var place = 0
    for start in stride(from: 0, to: text.count - 7, by: 8) {
      let word = text.loadUnaligned(fromByteOffset: start, as: UInt64.self).littleEndian
      // Neighbours move together: eight times 7 bits, four times 14, twice 28, 56.
      let pairs = word & 0x007F_007F_007F_007F | (word & 0x7F00_7F00_7F00_7F00) &>> 1
      let fours = pairs & 0x0000_3FFF_0000_3FFF | (pairs & 0x3FFF_0000_3FFF_0000) &>> 2
      let eight = fours & 0x0FFF_FFFF | (fours & 0x0FFF_FFFF_0000_0000) &>> 4
      out.storeBytes(of: eight.littleEndian, toByteOffset: place, as: UInt64.self)
      place += 7
    }
  }
}
