import Signatures

/// Catalog and model as one run of bytes: what is embedded in the executable.
public enum Knowledge {
  private static let magic: UInt64 = 0x316B_6E6C_7466  // "ftlnk1"

  /// Catalog first, on a 16-byte boundary, because its scanner's table is used in place.
  public static func pack(catalog: Catalog, model: TriageModel) -> [UInt8] {
    let first = catalog.archive()
    let second = model.archive()
    var out = ByteWriter()
    out.write(magic)
    out.write(UInt32(first.count))
    out.write(UInt32(second.count))
    return out.bytes + first + second
  }

  /// The archives of catalog and model in packed bytes, which may be opened side by side.
  public static func parts(
    _ bytes: UnsafeRawBufferPointer
  ) throws(ArchiveError) -> (catalog: UnsafeRawBufferPointer, model: UnsafeRawBufferPointer) {
    var reader = ByteReader(bytes)
    guard try reader.integer(UInt64.self) == magic else {
      throw ArchiveError(offset: 0, message: "not Faultline's knowledge")
    }
    let catalogSize = try reader.count()
    let modelSize = try reader.count()
    return (try reader.take(catalogSize), try reader.take(modelSize))
  }

  /// Opens packed bytes in place; they must outlive the result and begin on a 16-byte boundary.
  public static func open(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) -> Triager {
    let parts = try parts(bytes)
    return Triager(
      catalog: try Catalog(archive: parts.catalog), model: try TriageModel(archive: parts.model))
  }
}
