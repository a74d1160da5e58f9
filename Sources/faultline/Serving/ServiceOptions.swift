import ArgumentParser
import Foundation
import Service

/// What `serve` is told: the file, then `FAULTLINE_*`, then options, each over the one before.
struct ServiceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The service's file (default: $FAULTLINE_SERVICE_CONFIG).", valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp(
      "Where to listen (default: $FAULTLINE_LISTEN, else 127.0.0.1:8080).", valueName: "host:port"))
  var listen: String?

  @Option(
    name: .customLong("base-url"),
    help: ArgumentHelp("Where people reach it (default: the address).", valueName: "url"))
  var baseURL: String?

  @Option(help: ArgumentHelp("Logs explained at once (default: 2).", valueName: "number"))
  var workers: Int?

  @Option(
    name: .customLong("log-level"),
    help: "trace, debug, info, notice, warning, error (default: $FAULTLINE_LOG_LEVEL, info).")
  var logLevel: String?

  func validate() throws {
    if let workers, !(1...64).contains(workers) {
      throw ValidationError("workers '\(workers)' is not 1 to 64")
    }
  }

  /// Everything the options come to.
  struct Result {
    var settings: ServiceSettings
    var store: String?
    var logLevel: String
  }

  /// Gathers the settings; every problem is told, then the command ends with 1.
  func read(environment: [String: String]) throws -> Result {
    func variable(_ name: String) -> String? {
      environment["FAULTLINE_" + name].flatMap { $0.isEmpty ? nil : $0 }
    }
    var settings = ServiceSettings()
    var problems: [String] = []
    var store: String?
    var level: String?
    if let path = config ?? variable("SERVICE_CONFIG") {
      if let data = FileManager.default.contents(atPath: path), data.count <= 256 << 10 {
        let file = ServiceFile(
          String(decoding: data, as: UTF8.self), path: path, over: settings,
          environment: environment)
        problems += file.problems.map(\.description)
        (settings, store, level) = (file.settings, file.store, file.logLevel)
      } else {
        problems.append("'\(path)': cannot be read")
      }
    }
    if let address = listen ?? variable("LISTEN") {
      let base = settings.baseURL
      let isOwn = base == ServiceSettings.address(settings.host, settings.port)
      do throws(Complaint) { try settings.listen(address) } catch {
        problems.append(error.description)
      }
      if !isOwn { settings.baseURL = base }
    }
    if let url = baseURL ?? variable("BASE_URL") { settings.baseURL = ServiceSettings.trimmed(url) }
    if let workers = workers ?? variable("WORKERS").flatMap({ Int($0) }) {
      settings.workers = min(max(workers, 1), 64)
    }
    if let sweep = variable("SWEEP").flatMap({ Int($0) }) { settings.sweepMinutes = max(0, sweep) }
    hooks(&settings, environment, &problems)
    guard problems.isEmpty else {
      for problem in problems { Terminal.words(problem) }
      throw ExitCode(1)
    }
    return Result(
      settings: settings, store: variable("STORE") ?? store,
      logLevel: logLevel ?? variable("LOG_LEVEL") ?? level ?? "info")
  }

  /// `FAULTLINE_HOOK_GITHUB_SECRET`, `…_SECRET_2` while one is changed, `…_SECRET_FILE`: a hook
  /// named after its source, without a file.
  private func hooks(
    _ settings: inout ServiceSettings, _ environment: [String: String], _ problems: inout [String]
  ) {
    for source in WebhookSources.names where !settings.hooks.contains(where: { $0.name == source })
    {
      let prefix = "FAULTLINE_HOOK_" + source.uppercased() + "_SECRET"
      var secrets = [prefix, prefix + "_2"].compactMap { environment[$0] }
        .filter { !$0.isEmpty }.map(Secret.init)
      if let path = environment[prefix + "_FILE"] {
        do throws(Complaint) { secrets.append(try SecretSource.file(path)) } catch {
          problems.append("$\(prefix)_FILE: \(error.description)")
        }
      }
      guard !secrets.isEmpty else { continue }
      settings.hooks.append(.init(name: source, source: source, secrets: Array(secrets.prefix(2))))
    }
  }
}

extension ServiceSettings {
  static func address(_ host: String, _ port: Int) -> String {
    "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
  }
}
