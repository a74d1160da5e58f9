import Foundation
import Hummingbird

#if canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// `/metrics` for Prometheus. Its sums are over all repositories, so only who sees all may read
/// them.
package struct MetricsDoor: Door {
  let meter: Meter
  /// Brings the meter up to date; called before each answer.
  let look: @Sendable () throws -> Void

  package init(desk: Desk) {
    let (store, meter, clock) = (desk.store, desk.meter, desk.clock)
    let watch = BuildWatch(store: store, meter: meter)
    meter.set(Instruments.build, desk.version, to: 1)
    meter.set(Instruments.started, to: Double(clock()))
    self.init(meter: meter) {
      try watch.look(now: clock())
      meter.replace(
        Instruments.queue,
        with: try store.workCounts().reduce(into: [:]) { counts, entry in
          counts[entry.key.split(separator: " ").map(String.init)] = Double(entry.value)
        })
    }
  }

  package init(meter: Meter, look: @escaping @Sendable () throws -> Void) {
    self.meter = meter
    self.look = look
  }

  package func open(on router: Router<Visit>) {
    router.get("/metrics") { _, context in
      guard context.visitor.scopes.contains(.read), context.visitor.sight == .all else {
        let isKnown = context.visitor.name != nil
        return APIDoor.response(APIProblem(isKnown ? .notFound : .unauthorized))
      }
      return await withTaskExecutorPreference(DiskThreads.shared) { await answer() }
    }
  }

  private func answer() async -> Response {
    do {
      try look()
    } catch {
      // What is known already is better than nothing: the scrape goes on.
      meter.add(to: Instruments.scrapeErrors)
    }
    if let bytes = ProcessNumbers.residentBytes() {
      meter.set(Instruments.memory, to: Double(bytes))
    }
    return Response(
      status: .ok, headers: [.contentType: MetricText.type, .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: meter.text())))
  }
}

/// What the kernel says of this process.
enum ProcessNumbers {
  /// nil where there is no `/proc`.
  static func residentBytes() -> Int? {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else {
      return nil
    }
    let parts = text.split(separator: " ")
    guard parts.count > 1, let pages = Int(parts[1]) else { return nil }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
