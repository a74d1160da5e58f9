import Foundation
import Logging
import Synchronization

/// The service's own log: one JSON object per line on standard error.
///
///     {"time":"2026-11-22T22:05:01Z","level":"info","message":"listening","port":"8080"}
///
/// Values are escaped, so that nothing somebody sends can look like a line of its own.
package struct JSONLines: LogHandler {
  package var logLevel: Logger.Level
  package var metadata: Logger.Metadata = [:]
  private let write: @Sendable (String) -> Void

  /// - Parameter write: takes a line with its end; standard error when none is given.
  package init(level: Logger.Level = .info, write: (@Sendable (String) -> Void)? = nil) {
    logLevel = level
    self.write = write ?? Self.standardError
  }

  /// Makes every logger of this process write such lines. Once per process.
  ///
  /// - Returns: false when there is no level of this name.
  package static func install(level: String) -> Bool {
    guard let level = Logger.Level(rawValue: level) else { return false }
    LoggingSystem.bootstrap { _ in JSONLines(level: level) }
    return true
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var fields = (event.metadata ?? [:]).merging(metadata) { own, _ in own }
      .mapValues { "\($0)" }
    fields["message"] = "\(event.message)"
    fields["level"] = event.level.rawValue
    fields["time"] = Date.now.formatted(.iso8601)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(fields) else { return }
    write(String(decoding: data, as: UTF8.self) + "\n")
  }

  // One write per line: lines of several threads do not run into each other.
  @Sendable private static func standardError(_ line: String) {
    FileHandle.standardError.write(Data(line.utf8))
  }
}
