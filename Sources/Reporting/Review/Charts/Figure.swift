import Reviews

/// A chart with its name, what it shows in words, and the same figures as a table: nobody needs to
/// see the picture.
struct ChartFigure {
  /// Unique in the page.
  var id: String
  var title: String
  /// What one sees, in a sentence or two.
  var summary: String
  var width: Double
  var height: Double
  var shapes: [Markup]
  var columns: [String]
  var rows: [[String]]
  /// Colours in words: class and name.
  var legend: [(style: String, name: String)] = []

  func markup() -> Markup {
    .tag(
      "figure", ["class": "chart"],
      [
        .tag("figcaption", [:], [.tag("strong", [:], title), keys()]),
        .tag(
          "svg",
          [
            "viewBox": "0 0 \(Draw.number(width)) \(Draw.number(height))", "role": "img",
            "aria-labelledby": "\(id)-t \(id)-d",
          ],
          [
            .tag("title", ["id": "\(id)-t"], title), .tag("desc", ["id": "\(id)-d"], summary),
          ] + shapes),
        .tag(
          "details", [:],
          [.tag("summary", [:], "Figures"), Page.table(columns, rows.map { $0.map(Markup.text) })]),
      ])
  }

  private func keys() -> Markup {
    guard !legend.isEmpty else { return .none }
    return .tag(
      "span", ["class": "legend"],
      legend.map { key in
        .tag("span", [:], [.tag("i", ["class": "key \(key.style)"], []), .text(key.name)])
      })
  }
}

/// SVG shapes; looks are classes of the page's style sheet.
enum Draw {
  /// A coordinate with one decimal, without a needless one.
  static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0
      ? "\(tenths / 10)" : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
  }

  static func line(
    _ style: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double
  ) -> Markup {
    .tag(
      "line",
      ["class": style, "x1": number(x1), "y1": number(y1), "x2": number(x2), "y2": number(y2)],
      [])
  }

  static func rectangle(
    _ style: String, _ x: Double, _ y: Double, _ width: Double, _ height: Double,
    opacity: Double? = nil, title: String? = nil
  ) -> Markup {
    .tag(
      "rect",
      [
        "class": style, "x": number(x), "y": number(y), "width": number(max(0, width)),
        "height": number(max(0, height)), "fill-opacity": opacity.map { "\($0)" },
      ], title.map { [.tag("title", [:], $0)] } ?? [])
  }

  /// Shapes that show the same words when pointed at.
  static func titled(_ title: String, _ shapes: [Markup]) -> Markup {
    .tag("g", [:], [.tag("title", [:], title)] + shapes)
  }

  static func circle(_ style: String, _ x: Double, _ y: Double, title: String) -> Markup {
    .tag(
      "circle", ["class": style, "cx": number(x), "cy": number(y), "r": "2.6"],
      [.tag("title", [:], title)])
  }

  /// Anchors are `middle` and `end`; nil leaves it to the style, which begins at `x`.
  static func text(
    _ text: String, _ x: Double, _ y: Double, anchor: String? = nil, style: String = "label"
  ) -> Markup {
    .tag(
      "text", ["class": style, "x": number(x), "y": number(y), "text-anchor": anchor], text)
  }

  /// A line through points; a gap where there is none.
  static func path(_ style: String, _ points: [(x: Double, y: Double)?]) -> Markup {
    var data = ""
    var isOpen = false
    for point in points {
      if let point {
        data += "\(isOpen ? "L" : "M")\(number(point.x)) \(number(point.y))"
        isOpen = true
      } else {
        isOpen = false
      }
    }
    return .tag("path", ["class": style, "d": data, "fill": "none"], [])
  }

  /// The area between two lines over the same places; a gap where either is missing.
  static func band(
    _ style: String, _ points: [(x: Double, low: Double, high: Double)?]
  ) -> Markup {
    var data = ""
    for stretch in points.split(whereSeparator: { $0 == nil }).map({ $0.compactMap { $0 } }) {
      for (index, point) in stretch.enumerated() {
        data += "\(index == 0 ? "M" : "L")\(number(point.x)) \(number(point.high))"
      }
      for point in stretch.reversed() { data += "L\(number(point.x)) \(number(point.low))" }
      data += "Z"
    }
    return .tag("path", ["class": style, "d": data], [])
  }

  /// Horizontal grid lines with their values at the left.
  static func grid(
    _ scale: Scale, from left: Double, to right: Double, label: (Double) -> String
  ) -> [Markup] {
    scale.ticks.flatMap { tick -> [Markup] in
      let y = scale.position(tick)
      return [
        line(tick == scale.low ? "axis" : "grid", left, y, right, y),
        text(label(tick), left - 6, y + 4, anchor: "end"),
      ]
    }
  }
}
