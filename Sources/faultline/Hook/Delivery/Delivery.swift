import Foundation
import Reporting

/// Puts answers where people look: the CI's own annotations, its summaries, files.
///
/// Nothing is written when nothing failed. A file is written whole or not at all.
struct Delivery {
  /// Where a text goes.
  enum Place: Equatable {
    /// Standard output for `annotate`, standard error for `run`, whose stdout is the command's.
    case voice
    case descriptor(Int32)
    /// Replaces the file.
    case file(String)
    /// Adds to the file as long as it stays below GitHub's limit.
    case summary(String)
    /// The standard input of `buildkite-agent annotate`.
    case buildkiteAgent(String)
    /// A file in this folder, and the command that makes Azure show it.
    case azureSummary(String)
  }

  /// One text for one place.
  struct Output: Equatable {
    /// The first of them that there is a reporter for is used.
    var formats: [String]
    var place: Place
  }

  let environment: [String: String]
  /// 1 or 2.
  let voice: Int32
  /// Whether colour is wanted there.
  let color: Bool

  /// GitHub refuses a step's whole summary above 1 MiB.
  static let summaryLimit = 1_000_000

  /// Writes `answers` to all `outputs`; what cannot be written is named on stderr and the rest goes
  /// on.
  func deliver(_ answers: [Answer], to outputs: [Output]) {
    guard answers.contains(where: \.diagnosis.failed) else { return }
    for output in outputs {
      let isShown = output.place == .voice || output.place == .descriptor(voice)
      let options = ReportOptions(color: color && isShown)
      let reporters = output.formats.lazy.compactMap { Reporters.named($0, options: options) }
      guard let reporter = reporters.first else { continue }
      let text = reporter.render(answers)
      guard !text.isEmpty else { continue }
      if let trouble = put(text, at: output.place, answers) { Terminal.words(trouble) }
    }
  }

  /// Returns what went wrong.
  private func put(_ text: String, at place: Place, _ answers: [Answer]) -> String? {
    let bytes = Array(text.utf8)
    switch place {
    case .voice: _ = ByteWriter.write(bytes, to: voice)
    case .descriptor(let descriptor): _ = ByteWriter.write(bytes, to: descriptor)
    case .file(let path): return SafeFile.replace(path, with: bytes)
    case .summary(let path): return appendSummary(bytes, to: path)
    case .buildkiteAgent(let agent):
      let arguments = BuildkiteReporter.arguments(for: answers)
      return Helper.run([agent] + arguments, input: bytes)
    case .azureSummary(let folder): return uploadSummary(bytes, in: folder)
    }
    return nil
  }

  private func appendSummary(_ bytes: [UInt8], to path: String) -> String? {
    var status = stat()
    let present = stat(path, &status) == 0 ? Int(status.st_size) : 0
    guard present + bytes.count + 1 <= Self.summaryLimit else {
      return "'\(path)': no room left in the job summary"
    }
    return SafeFile.append(bytes, to: path)
  }

  private func uploadSummary(_ bytes: [UInt8], in folder: String) -> String? {
    let path = folder + "/faultline-summary-\(getpid()).md"
    if let trouble = SafeFile.replace(path, with: bytes) { return trouble }
    _ = ByteWriter.write(Array(AzureReporter.uploadSummary(path: path).utf8), to: voice)
    return nil
  }
}
