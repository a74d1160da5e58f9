/// Strings by number: a name that a hundred thousand rows share is kept once.
public struct NamePool: Sendable {
  public private(set) var names: [String] = []
  private var numbers: [String: Int32] = [:]

  public init() {}

  public mutating func number(_ name: String) -> Int32 {
    if let known = numbers[name] { return known }
    let number = Int32(names.count)
    numbers[name] = number
    names.append(name)
    return number
  }

  /// -1 for nil.
  public mutating func number(_ name: String?) -> Int32 { name.map { number($0) } ?? -1 }

  public subscript(_ number: Int32) -> String { number < 0 ? "" : names[Int(number)] }

  /// The number of a name that is already there.
  public func known(_ name: String) -> Int32? { numbers[name] }
}
