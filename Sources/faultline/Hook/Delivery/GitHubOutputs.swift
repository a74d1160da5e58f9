import Foundation
import Reporting

/// What later steps of a GitHub Actions job may ask of the step that was explained:
/// `${{ steps.ID.outputs.faultline-bucket }}`.
///
/// Only words of our own: workflows paste outputs into shell scripts, so that a text of the log
/// must not be among them.
struct GitHubOutputs {
  private let path: String?

  init(_ environment: [String: String]) {
    let isThere = environment["GITHUB_ACTIONS"] == "true"
    path = isThere ? environment["GITHUB_OUTPUT"].flatMap { $0.isEmpty ? nil : $0 } : nil
  }

  /// Adds the outputs of the first answer to the step's file.
  func append(_ answers: [Answer]) {
    guard let path, let diagnosis = answers.first?.diagnosis else { return }
    let values = [
      ("bucket", diagnosis.bucket.rawValue), ("category", diagnosis.category ?? ""),
      ("confidence", String(format: "%.2f", diagnosis.confidence)),
      ("fingerprint", diagnosis.fingerprint ?? ""), ("signature", diagnosis.signature ?? ""),
      ("transient", String(diagnosis.isTransient)),
    ]
    let lines = values.map { "faultline-\($0)=\($1)\n" }.joined()
    if let trouble = SafeFile.append(Array(lines.utf8), to: path) { Terminal.words(trouble) }
  }
}
