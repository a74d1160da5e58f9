import Foundation
import Reporting
import Reviews

/// Who owns the failures of a review.
struct ReportOwners {
  private let teams: [String: [String]]
  /// Of the checkout this runs in; nil where the review is of several repositories.
  private let finder: OwnerFinder?

  /// - Parameters:
  ///   - repositories: all that the review is about.
  ///   - teams: patterns of repositories by the team's name.
  init(repositories: [String], teams: [String: [String]]) {
    self.teams = teams
    finder = repositories.count == 1 ? OwnerFinder() : nil
  }

  /// The file of `--teams`, which need not be there unless `--team` asks for it.
  static func teams(_ path: String) -> [String: [String]] {
    let data = FileManager.default.contents(atPath: path)
    return data.flatMap { try? JSONDecoder().decode([String: [String]].self, from: $0) } ?? [:]
  }

  /// nil where nobody is named, and where the machines are at fault: that is no file's fault.
  func owner(_ row: Review.FailureRow) -> String? {
    guard row.bucket != "infra" else { return nil }
    if let finder, let text = row.example?.text {
      // The file as it lies here, else as the log names it.
      let places = [
        SourcePlace.locator(finder.root).locate(text), SourceLocator { _ in true }.locate(text),
      ]
      for place in places.compactMap({ $0 }) {
        let named = finder.files.owners(of: place.file)
        if !named.isEmpty { return named.prefix(3).joined(separator: " ") }
      }
    }
    let found = teams.sorted { $0.key < $1.key }.first { _, patterns in
      row.repositories.allSatisfy { name in
        patterns.contains { ReportScope.matches(name, $0) }
      }
    }
    return row.repositories.isEmpty ? nil : found.map { "team \($0.key)" }
  }
}
