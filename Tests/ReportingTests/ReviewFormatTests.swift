import Foundation
import Reporting
import Reviews
import Testing

/// What every format of the review promises, on a review full of hostile words too.
@Suite struct ReviewFormatTests {
  private static let words = HostileText.all.filter { text in
    text.contains { !$0.isWhitespace && $0 != "\u{0}" }
  }

  /// Names of all tags in order: equal for equal structure, whatever the text.
  private static func tags(_ html: String) -> [String] {
    html.utf8.split(separator: UInt8(ascii: "<")).dropFirst().map { piece in
      String(Substring(piece.prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: ">") }))
    }
  }

  private static let plainTags = Result {
    tags(try ReviewSamples.render("html", ReviewSamples.hostile("plain")))
  }
  private static let plainMail = Result {
    tags(
      try ReviewSamples.parts(
        ofMail: ReviewSamples.render("email", ReviewSamples.hostile("plain")))["text/html"] ?? "-")
  }

  @Test(arguments: words) func noTextBecomesMarkupOfThePage(_ text: String) throws {
    let page = try ReviewSamples.render("html", ReviewSamples.hostile(text))
    #expect(Self.tags(page) == (try Self.plainTags.get()))
    #expect(!page.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    #expect(!page.unicodeScalars.contains { (0x202A...0x202E).contains($0.value) })
  }

  @Test(arguments: words) func noTextBecomesMarkupOfTheMail(_ text: String) throws {
    let mail = try ReviewSamples.render("email", ReviewSamples.hostile(text))
    let parts = try ReviewSamples.parts(ofMail: mail)
    #expect(Self.tags(parts["text/html"] ?? "") == (try Self.plainMail.get()))
    #expect(parts["text/html"]?.utf8.count ?? .max < 100_000)
    let head = mail.components(separatedBy: "\r\n\r\n")[0]
    #expect(head.components(separatedBy: "\r\n").count == 3)
  }

  @Test(arguments: words) func noTextBreaksOutOfAMarkdownTable(_ text: String) throws {
    func rows(_ text: String) -> [Int] {
      text.components(separatedBy: "\n").filter { $0.hasPrefix("| ") }.map { line in
        line.replacing("\\\\", with: "").replacing("\\|", with: "").count { $0 == "|" }
      }
    }
    let plain = try ReviewSamples.render("markdown", ReviewSamples.hostile("plain"))
    let page = try ReviewSamples.render("markdown", ReviewSamples.hostile(text))
    #expect(rows(page).count == rows(plain).count)
    let lines = { (text: String) in text.components(separatedBy: "\n").count }
    #expect(lines(page) == lines(plain))
  }

  @Test(arguments: words) func noFieldOfASheetIsAFormula(_ text: String) throws {
    let sheet = try ReviewSamples.render("csv", ReviewSamples.hostile(text))
    for line in sheet.components(separatedBy: "\r\n") where !line.isEmpty {
      let fields = line.dropFirst().dropLast().components(separatedBy: "\",\"")
      // A doubled quote inside a field cannot look like a border: it is followed by another.
      for field in fields where Double(field) == nil {
        #expect(!(field.first.map { "=+-@\t\r".contains($0) } ?? false), "\(field)")
      }
    }
  }

  @Test(arguments: words) func chatsKeepTheirLimits(_ text: String) throws {
    let slack = try ReviewSamples.render("slack", ReviewSamples.hostile(text))
    let message = try #require(
      try JSONSerialization.jsonObject(with: Data(slack.utf8)) as? [String: Any])
    let blocks = try #require(message["blocks"] as? [[String: Any]])
    #expect(blocks.count <= 50 && blocks.count >= 4)
    for block in blocks {
      let field = block["text"] as? [String: Any]
      let words = field?["text"] as? String ?? ""
      #expect(words.count <= 3000 && !words.contains("<!") && !words.contains("<@"))
      let fields = block["fields"] as? [Any] ?? []
      #expect(fields.count <= 10)
    }
    let teams = try ReviewSamples.render("teams", ReviewSamples.hostile(text))
    #expect(teams.utf8.count < 28_000)
    _ = try JSONSerialization.jsonObject(with: Data(teams.utf8))
  }

  @Test func thePageNeedsNothingButItself() throws {
    let page = try ReviewSamples.render("html", ReviewSamples.review())
    #expect(page.contains("default-src 'none'") || page.contains("default-src &#39;none&#39;"))
    for word in ["<script", "<link", "<iframe", "<img", "@import", "url(", " style=", " on"] {
      let isFound = page.replacing(/>[^<]*</, with: "><").contains(word)
      #expect(!isFound || word == " on", "\(word)")
    }
    #expect(page.matches(of: /<svg/).count == 5)
    #expect(page.matches(of: /<svg[^>]*aria-labelledby/).count == 5)
    #expect(page.matches(of: /<desc/).count == 5)
  }

  @Test func aMailHasNoPicturesAndTheSameInText() throws {
    let parts = try ReviewSamples.parts(
      ofMail: ReviewSamples.render("email", ReviewSamples.review()))
    let html = try #require(parts["text/html"])
    let text = try #require(parts["text/plain"])
    for word in ["<svg", "<style", "<script", "<img", "class="] { #expect(!html.contains(word)) }
    #expect(text.contains("RELIABILITY REVIEW 2026-W47") && text.contains("SCORECARD"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count < 160 })
  }

  @Test func anIssueStaysBelowItsLimit() throws {
    var review = try ReviewSamples.review()
    let row = try #require(review.failures.first)
    review.failures = Array(repeating: row, count: 4000)
    let issue = try ReviewSamples.render("github-issue", review)
    #expect(issue.utf16.count <= 65_536 && issue.contains("## Scorecard"))
    #expect(issue.contains("Left out") && issue.contains("ci.example.com/review.html"))
    #expect(try ReviewSamples.render("gitlab-issue", review).utf16.count <= 1_048_576)
    #expect(try !ReviewSamples.render("gitlab-issue", ReviewSamples.review()).contains("Left out"))
  }

  @Test(arguments: ["markdown", "csv", "html", "slack", "teams", "email"])
  func theTextIsTheOneThatWasAgreedOn(_ format: String) throws {
    let text = try ReviewSamples.render(format, ReviewSamples.review())
    let file = ReviewSamples.folder.appending(path: "review.\(format)")
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try Data(text.utf8).write(to: file)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == text)
  }

  @Test func jsonIsReadBackAsItWas() throws {
    let review = try ReviewSamples.review()
    let text = try ReviewSamples.render("json", review)
    #expect(try JSONDecoder().decode(Review.self, from: Data(text.utf8)) == review)
    #expect(text == String(decoding: try ReviewSamples.json(), as: UTF8.self))
  }

  @Test func smallSamplesGetNoArrow() throws {
    let review = try ReviewSamples.review()
    for figure in review.scorecard where figure.change != nil {
      let past = try #require(figure.before)
      let isSmall = min(figure.now.cases, past.cases) < 20
      if isSmall, figure.unit != .count { #expect(figure.change == .small, "\(figure.id)") }
    }
  }

  /// Both what was printed once and what is printed now are what the published schema says.
  @Test func theDocumentIsWhatItsSchemaSays() throws {
    let schema = try JSONSchema("review-1.schema.json")
    #expect(try schema.problems(ReviewSamples.json()) == [])
    let now = try ReviewSamples.render("json", ReviewSamples.review())
    #expect(try schema.problems(Data(now.utf8)) == [])
    // The check can fail.
    let wrong = now.replacing("\"openReds\"", with: "\"openRed\"")
    #expect(try schema.problems(Data(wrong.utf8)).contains { $0.hasSuffix("lacks openReds") })
  }

  @Test(arguments: ["rich", "several", "green", "npm", "unknown"])
  func theAnswerIsWhatItsSchemaSays(_ sample: String) throws {
    let schema = try JSONSchema("diagnosis-1.schema.json")
    let file = ReviewSamples.folder.appending(path: "\(sample).ndjson")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(!text.isEmpty)
    for line in text.split(separator: "\n") {
      #expect(try schema.problems(Data(line.utf8)) == [])
    }
  }
}
