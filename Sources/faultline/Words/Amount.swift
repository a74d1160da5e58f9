/// Numbers as people read them.
enum Amount {
  /// `1,234,567`.
  static func count(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    var out = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { out += "," }
      out.append(digit)
    }
    return out
  }

  /// `1.2 MB`; powers of ten.
  static func bytes(_ bytes: Int) -> String {
    var value = Double(bytes)
    var unit = 0
    let units = ["B", "kB", "MB", "GB", "TB"]
    while value >= 1000, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    return (unit == 0 ? "\(bytes)" : decimals(value, 1)) + " " + units[unit]
  }

  /// `12 %`, `3.4 %`, `< 0.1 %`: as many digits as say something.
  static func percent(_ share: Double) -> String {
    let percent = share * 100
    if percent > 0, percent < 0.1 { return "< 0.1 %" }
    return percent > 0 && percent < 9.95
      ? decimals(percent, 1) + " %" : "\(Int(percent.rounded())) %"
  }

  /// A number of things: `1 run`, `2 runs`.
  static func of(_ number: Int, _ thing: String, _ things: String? = nil) -> String {
    "\(count(number)) \(number == 1 ? thing : things ?? thing + "s")"
  }

  /// With a fixed number of decimals.
  static func decimals(_ value: Double, _ places: Int) -> String {
    var scale = 1
    for _ in 0..<places { scale *= 10 }
    let scaled = Int((value.magnitude * Double(scale)).rounded())
    let rest = String(scaled % scale)
    let padded = String(repeating: "0", count: places - rest.count) + rest
    return (value < 0 && scaled > 0 ? "-" : "") + "\(scaled / scale)"
      + (places > 0 ? "." + padded : "")
  }
}
