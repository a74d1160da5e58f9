/// Literals (ASCII, lower case) whose lines must be cleaned and observed in order, so that sections,
/// echo state and key blocks are right for the lines between them.
public enum Structure {
  /// The same set for every provider: a scanner can be built before the provider is known.
  public static let literals: [[UInt8]] = {
    var all = Set<String>()
    for provider in Providers.all { all.formUnion(provider.structure) }
    all.formUnion(PrivateKeyBlock.structure)
    return all.sorted().map { Array($0.utf8) }
  }()
}
