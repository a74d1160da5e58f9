import ArgumentParser
import Foundation
import History
import Reporting
import Reviews

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "The weekly reliability review: what broke, what it cost, what to do.",
    discussion: """
      Without --week or --since it is about the last whole week. Dates are days of --zone; --until
      is included. Past weeks keep their figures: what happened after a window is not in it.
      A failure's owner is that of the file it names, by `owners` of .faultline.yml or CODEOWNERS
      where the review is of one repository, else the team that has the repository.

      Examples:
        faultline report --store faultline.db -o review.html
        faultline report --store faultline.db --week 2026-W47 --zone Europe/Berlin --format markdown
        faultline report --store faultline.db --since 2026-11-01 --until 2026-11-14 --repo 'acme/*'
        faultline report --store faultline.db --format slack --link https://ci.example.com/review.html
        (echo "To: team@example.com"; faultline report --store faultline.db --format email) | sendmail -t
      """)

  @OptionGroup var source: StoreOptions

  @Option(help: ArgumentHelp("A week of ISO 8601, such as 2026-W47.", valueName: "week"))
  var week: String?

  @Option(
    help: ArgumentHelp(
      "First day, 2026-11-01, or how far back from --until, 14d.", valueName: "day"))
  var since: String?

  @Option(help: ArgumentHelp("Last day, included; yesterday when left out.", valueName: "day"))
  var until: String?

  @Option(help: ArgumentHelp("The time zone of days and weeks.", valueName: "name"))
  var zone = "UTC"

  @Option(
    help: ArgumentHelp(
      "What to compare with: previous, none, a week, or two days 2026-11-01..2026-11-07.",
      valueName: "window"))
  var compare = "previous"

  @Option(
    help: ArgumentHelp(
      "Only this repository; * stands for anything. Repeatable.", valueName: "name"))
  var repo: [String] = []

  @Option(help: ArgumentHelp("Only the repositories of this team.", valueName: "name"))
  var team: String?

  @Option(
    help: ArgumentHelp(
      "JSON that names each team's repositories: {\"payments\": [\"acme/pay-*\"]}.",
      valueName: "file"))
  var teams = ".faultline/teams.json"

  @Option(
    name: .shortAndLong,
    help: "How to print it: \(ReviewReporters.names.joined(separator: ", ")).")
  var format: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file to write; its ending names the format.", valueName: "file"))
  var output: String?

  @Option(
    help: ArgumentHelp("Where the page can be read, for the short formats.", valueName: "url"))
  var link: String?

  @Option(
    help: ArgumentHelp(
      "What a runner minute costs: 0.008, or linux-large=0.016 for a label. Repeatable.",
      valueName: "amount"))
  var price: [String] = []

  @Option(help: "The currency of --price.") var currency = "USD"

  func validate() throws {
    _ = try reporterName()
    _ = try window(now: Int(Date().timeIntervalSince1970))
    _ = try Prices(arguments: price, currency: currency)
  }

  func run() throws {
    let now = Int(Date().timeIntervalSince1970)
    let (window, zone) = try window(now: now)
    var builder = ReviewBuilder(
      window: window, comparison: try ReportWindow.comparison(compare, in: zone), zone: zone)
    builder.prices = try Prices(arguments: price, currency: currency)
    let catalog = try Embedded.triager().catalog
    builder.classifier = Version.text
    builder.catalog = catalog.stamp
    builder.scope = scope
    let store = try Complaint.told { try source.open() }
    let text: String
    do {
      let repositories = try ReportScope(repo: repo, team: team, file: teams)
        .repositories(of: store)
      let owners = ReportOwners(
        repositories: try repositories ?? store.repositories(), teams: ReportOwners.teams(teams))
      let review = try store.review(
        builder, in: repositories,
        remediation: { signature in
          catalog.indexByID[signature].map { catalog.signatures[$0].remediation } ?? []
        }, owner: owners.owner)
      let options = ReviewOptions(link: link, zone: zone)
      guard let reporter = ReviewReporters.named(try reporterName(), options: options) else {
        return
      }
      text = reporter.render(review)
    } catch let error as StoreError {
      Terminal.words(error.description)
      throw ExitCode(1)
    } catch let error as InputError {
      Terminal.words(error.description)
      throw ExitCode(1)
    }
    try write(text)
  }

  private func write(_ text: String) throws {
    guard let output, output != "-" else { return Terminal.data(text) }
    do {
      try Data(text.utf8).write(to: URL(filePath: output), options: .atomic)
    } catch {
      Terminal.words("'\(output)': cannot be written")
      throw ExitCode(1)
    }
  }

  private var scope: String? {
    let parts = repo + (team.map { ["team \($0)"] } ?? [])
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  private func window(now: Int) throws -> (ReviewWindow, ReviewZone) {
    let zone = try ReportWindow.zone(zone)
    _ = try ReportWindow.comparison(compare, in: zone)
    return (try ReportWindow.window(week: week, since: since, until: until, zone, now: now), zone)
  }

  private func reporterName() throws -> String {
    let names = ReviewReporters.names
    if let format {
      guard names.contains(format) else {
        throw ValidationError(
          "format '\(format)' is not known, expected \(names.joined(separator: ", "))")
      }
      return format
    }
    let endings = [
      "html": "html", "htm": "html", "eml": "email", "md": "markdown", "json": "json", "csv": "csv",
    ]
    let ending = output?.split(separator: ".").last.map(String.init) ?? ""
    return endings[ending] ?? (output == nil ? "markdown" : "html")
  }
}
