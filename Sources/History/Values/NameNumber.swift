import Triage

/// The number a name goes by in the store: 64 bits of a hash that is the same on every machine.
///
/// Numbers handed out in order of arrival would be smaller, but two stores would give the same
/// test different ones, and a merge would have to translate every row. These agree everywhere, so
/// a store's content depends on what was taken in and not on the order. Two of a million names
/// share a number with a chance of about 3 in 10⁸; their histories would then be one.
public enum NameNumber {
  /// The number of `parts`; a separator keeps `a` `bc` and `ab` `c` apart.
  public static func of(_ parts: String...) -> Int64 { of(parts) }

  /// The number of a list of strings.
  public static func of(_ parts: [String]) -> Int64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for part in parts {
      hash = StableHash.hash(part.utf8, seed: hash)
      hash = StableHash.hash(CollectionOfOne(0x1f), seed: hash)
    }
    return Int64(bitPattern: mixed(hash))
  }

  /// The number of bytes.
  static func of(bytes: some Sequence<UInt8>) -> Int64 {
    Int64(bitPattern: mixed(StableHash.hash(bytes)))
  }

  /// FNV's last bytes reach only the low bits well; this spreads them (splitmix64's finish).
  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
