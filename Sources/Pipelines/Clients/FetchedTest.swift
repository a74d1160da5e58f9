/// A test as an API reports it, on its way into the form that every reader of reports knows.
struct FetchedTest {
  var className: String
  var name: String
  var file: String?
  /// Seconds.
  var seconds: Double?
  /// The API's word.
  var outcome: String
  var message: String?

  /// A JUnit report of these tests.
  static func junit(_ tests: [FetchedTest]) -> String {
    "<testsuites><testsuite name=\"\">" + tests.map(\.element).joined()
      + "</testsuite></testsuites>"
  }

  private var element: String {
    var attributes = ["classname": className, "name": name]
    if let file, !file.isEmpty { attributes["file"] = file }
    if let seconds { attributes["time"] = String(seconds) }
    let head = attributes.sorted { $0.key < $1.key }
      .map { " \($0.key)=\"\(Self.escaped($0.value))\"" }.joined()
    let text = Self.escaped(message ?? "")
    switch outcome.lowercased() {
    case "failed", "failure", "regression":
      return "<testcase\(head)><failure>\(text)</failure></testcase>"
    case "error": return "<testcase\(head)><error>\(text)</error></testcase>"
    case "skipped": return "<testcase\(head)><skipped/></testcase>"
    default: return "<testcase\(head)/>"
    }
  }

  /// Without the characters that XML cannot hold.
  private static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "\n": out += "&#10;"
      case "\t": out += "&#9;"
      default:
        if scalar.value >= 0x20, scalar.value != 0xFFFE, scalar.value != 0xFFFF {
          out.unicodeScalars.append(scalar)
        }
      }
    }
    return out
  }
}
