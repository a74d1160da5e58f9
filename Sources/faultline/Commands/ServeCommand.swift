import ArgumentParser
import Dispatch
import Foundation
import History
import Pipelines
import Service
import Synchronization
import Triage

struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Stand beside the CI: webhooks in, history and pages out.",
    discussion: """
      Listens on this machine alone unless told otherwise, and elsewhere only when there are tokens
      (`faultline token add`). Secrets come from the environment or from files, never from options.
      Logs are JSON lines on standard error. SIGTERM ends it when what was begun is done.

      Examples:
        faultline serve --store faultline.db
        FAULTLINE_HOOK_GITHUB_SECRET=… GITHUB_TOKEN=… faultline serve --listen 127.0.0.1:9000
        faultline serve --config /etc/faultline/service.yml
      """)

  @OptionGroup var service: ServiceOptions
  @OptionGroup var store: StoreOptions

  func run() throws {
    let environment = ProcessInfo.processInfo.environment
    let told = try service.read(environment: environment)
    guard JSONLines.install(level: told.logLevel) else {
      throw ValidationError("log level '\(told.logLevel)' is not known")
    }
    try Complaint.told {
      let options = store.store == nil ? told.store.map(StoreOptions.init(path:)) ?? store : store
      let desk = Self.desk(
        try options.open(creates: true, patience: GroupCommit.patience), told.settings)
      do { try House.check(desk) } catch let refusal as House.Refusal {
        throw Complaint(refusal.description)
      }
      try Self.serve(desk, environment)
    }
  }

  private static func desk(_ store: Store, _ settings: ServiceSettings) -> Desk {
    let knowledge = Knowledge()
    let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    return Desk(
      store: store, settings: settings,
      explainer: WorkerPool(
        command: [program ?? CommandLine.arguments[0], "worker"], count: settings.workers),
      triager: { knowledge.triager }, advice: { AdviceBook.shared.steps(for: $0) },
      version: Version.number)
  }

  private static func serve(_ desk: Desk, _ environment: [String: String]) throws {
    let failure = Mutex<String?>(nil)
    let done = DispatchSemaphore(value: 0)
    Task.detached {
      do { try await House.run(desk, environment: environment) } catch {
        failure.withLock { $0 = words(error, desk.settings) }
      }
      done.signal()
    }
    done.wait()
    if let cause = failure.withLock({ $0 }) { throw Complaint(cause) }
  }

  private static func words(_ error: any Error, _ settings: ServiceSettings) -> String {
    let text = "\(error)".lowercased()
    let address = "\(settings.host):\(settings.port)"
    if text.contains("address already in use") || text.contains("errno: 98") {
      return "'\(address)' is in use by another process"
    }
    return "cannot serve at '\(address)': \(text)"
  }

  /// The built-in signatures, read when first asked for.
  private final class Knowledge: Sendable {
    private let opened = Mutex<Triager?>(nil)

    var triager: Triager? {
      opened.withLock { opened in
        if opened == nil { opened = try? Embedded.triager(packs: []) }
        return opened
      }
    }
  }
}
