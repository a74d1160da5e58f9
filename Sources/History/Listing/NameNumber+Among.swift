extension NameNumber {
  /// ` AND column IN (…)` for some repositories, nothing for all of them; numbers need no quoting.
  ///
  /// The plus sign keeps SQLite from walking repository by repository and sorting afterwards.
  static func among(_ repositories: [String]?, _ column: String) -> String {
    guard let repositories else { return "" }
    if repositories.count == 1 { return " AND \(column) = \(of(repositories[0]))" }
    let numbers = repositories.map { String(of($0)) }.sorted()
    return " AND +\(column) IN (\(numbers.joined(separator: ",")))"
  }

  /// A number in hexadecimal, as ids show it.
  static func hex(_ number: Int64) -> String {
    String(UInt64(bitPattern: number), radix: 16)
  }

  /// The two numbers of an id such as `1f-2a`; nil for anything else.
  static func pair(_ id: String) -> (Int64, Int64)? {
    let parts = id.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let first = UInt64(parts[0], radix: 16),
      let second = UInt64(parts[1], radix: 16)
    else { return nil }
    return (Int64(bitPattern: first), Int64(bitPattern: second))
  }
}
