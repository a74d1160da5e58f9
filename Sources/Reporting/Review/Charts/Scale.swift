/// Values onto a stretch of a chart, with ticks at numbers people count in.
struct Scale {
  let low: Double
  let high: Double
  let ticks: [Double]
  /// Where ``low`` and ``high`` lie, in the chart's units.
  let from: Double
  let to: Double

  func position(_ value: Double) -> Double {
    high > low ? from + (value - low) / (high - low) * (to - from) : from
  }

  /// A scale whose ends are ticks: steps of 1, 2 or 5 times a power of ten.
  static func nice(
    _ low: Double, _ high: Double, count: Int = 4, from: Double, to: Double
  ) -> Scale {
    let span = max(high - low, 1e-9)
    var power = 1.0
    while power * 10 <= span / Double(count) { power *= 10 }
    while power > span / Double(count) { power /= 10 }
    let step =
      [1.0, 2, 5, 10].map { $0 * power }.first { span / $0 <= Double(count) + 1e-9 }
      ?? 10 * power
    return stepped(low, high, step: step, from: from, to: to)
  }

  /// A scale of whole numbers from 0.
  static func counts(_ high: Int, from: Double, to: Double) -> Scale {
    nice(0, Double(max(high, 4)), from: from, to: to)
  }

  /// A scale of seconds from 0, with steps people read on a clock.
  static func durations(_ high: Double, count: Int = 4, from: Double, to: Double) -> Scale {
    let steps: [Double] = [
      1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200,
      86_400,
    ]
    let span = max(high, 4)
    let step = steps.first { span / $0 <= Double(count) } ?? 86_400 * (span / 345_600).rounded(.up)
    return stepped(0, span, step: step, from: from, to: to)
  }

  private static func stepped(
    _ low: Double, _ high: Double, step: Double, from: Double, to: Double
  ) -> Scale {
    let first = (low / step + 1e-9).rounded(.down)
    let last = max((high / step - 1e-9).rounded(.up), first + 1)
    let ticks = stride(from: first, through: last, by: 1).map { $0 * step }
    return Scale(low: first * step, high: last * step, ticks: ticks, from: from, to: to)
  }
}
