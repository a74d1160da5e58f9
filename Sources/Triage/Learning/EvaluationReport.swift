import Signatures

extension Evaluation {
  /// The committed snapshot: totals, confusion, calibration, weights, one line per wrong log.
  public func report() -> String {
    var out: [String] = []
    out.append("logs \(rows.count)  families \(families)  labelled \(labelled.count)")
    let green = rows.count { $0.label == .green }
    out.append("green \(green)  unexplained \(rows.count { $0.label == .unexplained })")
    out.append("")
    for (name, value) in figures { out.append(Self.pad(name, 18) + Self.number(value)) }
    let harder = Evaluation(rows: harder, harder: [], model: model, families: families)
    out.append("")
    out.append("the same logs with their tools' signatures unknown, or after another job's noise")
    for (name, value) in harder.figures where name != "green-alarm" {
      out.append(Self.pad(name, 18) + Self.number(value))
    }
    out.append("")
    out += confusion
    out.append("")
    out.append("coverage  accuracy of the most confident")
    for coverage in [0.5, 0.6, 0.7, 0.8, 0.9, 1.0] {
      let accuracy = selectiveAccuracy(coverage: coverage)
      out.append(Self.number(coverage) + "     " + Self.number(accuracy))
    }
    out.append("")
    out.append("calibration: logs, stated, right")
    for bin in calibration {
      out.append("\(Self.pad("\(bin.count)", 6))\(Self.number(bin.said))  \(Self.number(bin.was))")
    }
    for (title, logit) in [
      ("ranking", model.ranking), ("buckets", model.buckets), ("failure", model.failure),
      ("trust", model.trust),
    ] {
      out.append("")
      out.append("\(title) weights")
      for (name, weight) in zip(logit.features, logit.weights) {
        out.append("  " + Self.pad(name, 28) + Self.number(weight))
      }
    }
    out.append("")
    out.append("threshold \(Self.number(model.threshold))")
    out.append("")
    out += wrong
    return out.joined(separator: "\n") + "\n"
  }

  /// Names and values of the totals.
  public var figures: [(String, Double)] {
    [
      ("accuracy", accuracy), ("macro-F1", macroF1), ("answered", answered),
      ("confident-wrong", confidentWrong), ("ECE", calibrationError), ("hit@1", hit1),
      ("hit@3", hit3), ("green-alarm", greenAlarm),
    ]
  }

  private var confusion: [String] {
    let columns = Bucket.named + [.unknown]
    let head = Self.pad("want \\ got", 14) + columns.map { Self.pad($0.rawValue, 12) }.joined()
    return [head]
      + Bucket.named.map { want in
        Self.pad(want.rawValue, 14)
          + columns.map { got in
            Self.pad("\(labelled.count { $0.want == want && $0.got == got })", 12)
          }.joined()
      }
  }

  /// One sorted line per wrong log.
  private var wrong: [String] {
    var out: [String] = []
    for row in rows {
      switch row.label {
      case .bucket(let want):
        if row.got != want {
          out.append("BUCKET \(row.name): want \(want.rawValue), got \(answer(row))")
        }
        if !row.hit1 {
          out.append("LINE   \(row.name): want \(row.causes.prefix(3)), got \(row.evidence)")
        }
      case .green where row.got != .unknown && !row.evidence.isEmpty:
        out.append("ALARM  \(row.name): got \(row.got.rawValue) at line \(row.evidence[0])")
      case .unexplained where row.got != .unknown && row.confidence >= 0.7:
        out.append("SURE   \(row.name): got \(answer(row))")
      default: break
      }
    }
    return out.sorted()
  }

  private func answer(_ row: Row) -> String {
    "\(row.got.rawValue) (\(Self.number(row.confidence)))"
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  /// Three decimals, the same on every machine.
  public static func number(_ value: Double) -> String {
    let scaled = Int((abs(value) * 1000).rounded())
    let digits = String(scaled % 1000)
    return (value < 0 && scaled > 0 ? "-" : "") + "\(scaled / 1000)."
      + String(repeating: "0", count: 3 - digits.count) + digits
  }
}
