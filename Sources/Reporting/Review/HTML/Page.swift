import Crypto
import Foundation
import Reviews

/// One self-contained page: no script, no network, a policy that forbids both.
public struct HTMLReview: ReviewReporter {
  public static let name = "html"
  private let options: ReviewOptions

  public init(options: ReviewOptions) { self.options = options }

  public func render(_ review: Review) -> String {
    let style = "\(PageStyle.css)"
    let hash = Data(SHA256.hash(data: Data(style.utf8))).base64EncodedString()
    let policy =
      "default-src 'none'; style-src 'sha256-\(hash)'; base-uri 'none'; form-action 'none'"
    let title = "Reliability review \(review.window.name)"
    let sections = PageSections(review: review, words: ReviewWords(options: options))
    return Markup.document(
      .tag(
        "html", ["lang": "en"],
        [
          .tag(
            "head", [:],
            [
              .void("meta", ["charset": "utf-8"]),
              .void("meta", ["http-equiv": "Content-Security-Policy", "content": policy]),
              .void(
                "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
              .void("meta", ["name": "color-scheme", "content": "light dark"]),
              .void("meta", ["name": "referrer", "content": "no-referrer"]),
              .tag("title", [:], title), .style(PageStyle.css),
            ]),
          .tag("body", [:], [.tag("main", [:], sections.all())]),
        ]))
  }
}

/// Pieces that several sections are made of.
package enum Page {
  /// A table whose cells are named by their column on a phone.
  ///
  /// - Parameters:
  ///   - numbers: columns that hold figures.
  ///   - isCard: each row becomes a block of its own where there is no room.
  package static func table(
    _ columns: [String], _ rows: [[Markup]], numbers: Set<Int> = [], isCard: Bool = false
  ) -> Markup {
    func style(_ index: Int) -> String? { numbers.contains(index) ? "n" : nil }
    let head = columns.enumerated().map { index, name in
      Markup.tag("th", ["scope": "col", "class": style(index)], name)
    }
    let body = rows.map { row in
      Markup.tag(
        "tr", [:],
        row.enumerated().map { index, cell in
          if index == 0 { return .tag("th", ["scope": "row"], [cell]) }
          let name = isCard && !columns[index].isEmpty ? columns[index] : nil
          return .tag(
            "td", ["class": style(index), "data-l": cell.html.isEmpty ? nil : name], [cell])
        })
    }
    return .tag(
      "div", ["class": "scroll"],
      [
        .tag(
          "table", ["class": isCard ? "card" : nil],
          [.tag("thead", [:], [.tag("tr", [:], head)]), .tag("tbody", [:], body)])
      ])
  }

  package static func section(_ id: String, _ title: String, _ children: [Markup]) -> Markup {
    .tag(
      "section", ["aria-labelledby": id], [.tag("h2", ["id": id], title)] + children)
  }

  package static func tag(_ word: String, _ style: String) -> Markup {
    .tag("span", ["class": "tag \(style)"], word)
  }

  package static func small(_ text: String) -> Markup {
    text.isEmpty ? .none : .tag("small", [:], text)
  }

  static func paragraph(_ text: String, style: String? = nil) -> Markup {
    .tag("p", ["class": style], text)
  }
}
