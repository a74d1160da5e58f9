/// Numbers as sentences say them. Every format uses these, so that a figure reads the same in a
/// page, a mail and a chat.
public enum Phrase {
  /// `12.3 %` of 0.1234; whole numbers from 10 % are given one digit too, except 0 and 100.
  public static func percent(_ share: Double) -> String {
    let scaled = (share * 1000).rounded() / 10
    // What is not all is never rounded to all, and what is something never to nothing.
    if share > 0, scaled == 0 { return "<0.1 %" }
    if share < 1, scaled >= 100 { return ">99.9 %" }
    return decimal(scaled, digits: 1) + " %"
  }

  /// `12.3 % (45 of 366)`.
  public static func of(_ rate: Proportion) -> String {
    guard let value = rate.value else { return "none" }
    return "\(percent(value)) (\(number(rate.numerator)) of \(number(rate.denominator)))"
  }

  /// `1,234,567`.
  public static func number(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var out = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.utf8.count - index) % 3 == 0 { out += "," }
      out.append(digit)
    }
    return value < 0 ? "-" + out : out
  }

  /// `42 s`, `3 min 20 s`, `45 min`, `3 h 5 min`, `2 d 4 h` of seconds.
  public static func duration(_ seconds: Int) -> String {
    let seconds = max(0, seconds)
    if seconds < 60 { return "\(seconds) s" }
    if seconds < 600 {
      return seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds / 60) min \(seconds % 60) s"
    }
    let minutes = (seconds + 30) / 60
    if minutes < 120 { return "\(minutes) min" }
    if minutes < 48 * 60 {
      return minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min"
    }
    let hours = (minutes + 30) / 60
    return hours % 24 == 0 ? "\(hours / 24) d" : "\(hours / 24) d \(hours % 24) h"
  }

  /// `45 min`, `1,234 min`, `123,000 min` of minutes.
  public static func minutes(_ minutes: Double) -> String {
    minutes > 0 && minutes < 1 ? "<1 min" : number(Int(minutes.rounded())) + " min"
  }

  /// `1,234.50`.
  public static func money(_ amount: Double, _ currency: String) -> String {
    let cents = Int((abs(amount) * 100).rounded())
    let rest = String(cents % 100)
    let sign = amount < 0 ? "-" : ""
    return "\(sign)\(number(cents / 100)).\(rest.utf8.count < 2 ? "0" : "")\(rest) \(currency)"
  }

  /// `1 run`, `3 runs`.
  public static func count(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(number(count)) \(count == 1 ? noun : plural ?? noun + "s")"
  }

  static func decimal(_ value: Double, digits: Int) -> String {
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int((abs(value) * Double(scale)).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard digits > 0, scaled % scale != 0 || value < 100 && value > 0 else {
      return sign + number(scaled / scale)
    }
    let rest = String(scaled % scale)
    return sign + number(scaled / scale) + "."
      + String(repeating: "0", count: digits - rest.utf8.count) + rest
  }
}
