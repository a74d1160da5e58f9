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

  /// Opens packed bytes in place; they must outlive the result and begin on a 16-byte boundary.
  public static func open(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) -> Triager {
    var reader = ByteReader(bytes)
    guard try reader.integer(UInt64.self) == magic else {
      throw ArchiveError(offset: 0, message: "not Faultline's knowledge")
    }
    let catalogSize = try reader.count()
    let modelSize = try reader.count()
    let catalog = try Catalog(archive: try reader.take(catalogSize))
    let model = try TriageModel(archive: try reader.take(modelSize))
    return Triager(catalog: catalog, model: model)
  }
}
