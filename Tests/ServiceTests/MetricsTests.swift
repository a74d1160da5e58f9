import Foundation
import History
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Service

@Suite struct MetricsTests {
  private let counter = Meter.Family("c_total", .counter, "Counts\n\"them\" \\.", ["kind"])
  private let plain = Meter.Family("d_total", .counter, "Counts.")
  private let spread = Meter.Family("e_seconds", .histogram, "Takes.", ["kind"], [0.5, 2])

  @Test func theTextIsTheFormatOfPrometheus() {
    let meter = Meter([spread, plain, counter])
    meter.add(to: counter, "a\\b\"c\nd")
    meter.add(2, to: counter, "b")
    for value in [0.25, 0.5, 1, 7] { meter.observe(value, in: spread, "x") }
    meter.observe(.nan, in: spread, "x")
    #expect(
      meter.text() == """
        # HELP c_total Counts\\n"them" \\\\.
        # TYPE c_total counter
        c_total{kind="a\\\\b\\"c\\nd"} 1
        c_total{kind="b"} 2
        # HELP d_total Counts.
        # TYPE d_total counter
        d_total 0
        # HELP e_seconds Takes.
        # TYPE e_seconds histogram
        e_seconds_bucket{kind="x",le="0.5"} 2
        e_seconds_bucket{kind="x",le="2"} 3
        e_seconds_bucket{kind="x",le="+Inf"} 4
        e_seconds_sum{kind="x"} 8.75
        e_seconds_count{kind="x"} 4

        """)
  }

  @Test func labelsAreBounded() {
    let meter = Meter([counter])
    for index in 0..<2000 { meter.add(to: counter, "\(index)") }
    let lines = meter.text().split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(lines.count == Meter.seriesLimit + 1)
    #expect(lines.contains("c_total{kind=\"other\"} \(2000 - Meter.seriesLimit)"))
  }

  @Test func namesAreThoseOfTheFormat() throws {
    for family in Instruments.all {
      #expect(family.name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil, "\(family.name)")
      #expect((family.kind == .counter) == family.name.hasSuffix("_total"), "\(family.name)")
      #expect(family.bounds == family.bounds.sorted())
      #expect((family.kind == .histogram) == !family.bounds.isEmpty)
      #expect(family.help.hasSuffix("."))
    }
    #expect(Set(Instruments.all.map(\.name)).count == Instruments.all.count)
  }

  /// A run that comes in parts is one, one that was there before is none, and pruning takes
  /// nothing back.
  @Test func runsAreCountedOnce() throws {
    let fixture = try APIFixture()
    defer { fixture.remove() }
    let meter = Meter()
    let watch = BuildWatch(store: fixture.store, meter: meter)
    let now = APIFixture.now
    try watch.look(now: now)
    #expect(!meter.text().contains("cicd_pipeline_run_duration_seconds_count"))
    func report(_ run: String, _ job: String, _ failure: FailureRecord?) -> JobReport {
      JobReport(
        key: JobKey(provider: "p", repository: APIFixture.shop, run: run, job: job),
        facts: RunFacts(commit: "c", branch: "b", isMainLine: false),
        status: failure == nil ? .passed : .failed, started: now - 1000, finished: now - 400,
        queued: now - 1030, failure: failure)
    }
    try fixture.store.takeIn(report("1", "a", nil))
    try fixture.store.takeIn(report("1", "b", APIFixture.failure("infra", "x", 9)))
    try fixture.store.takeIn(report("2", "a", APIFixture.failure("test", "x", 8)))
    try fixture.store.takeIn(report("3", "a", nil))
    for _ in 0..<3 { try watch.look(now: now) }
    var again = report("3", "a", nil)
    again.runner = "known later"
    try fixture.store.takeIn(again)
    try watch.look(now: now + 10)
    for (state, result) in [
      ("executing", "error"), ("executing", "failure"), ("executing", "success"),
      ("pending", "success"),
    ] {
      let line =
        "cicd_pipeline_run_duration_seconds_count{cicd_pipeline_run_state=\"\(state)\","
        + "cicd_pipeline_result=\"\(result)\"} 1\n"
      #expect(meter.text().contains(line), "\(line)")
    }
    #expect(meter.text().contains("cicd_pipeline_run_errors_total{error_type=\"infra\"} 1\n"))
    #expect(meter.text().contains("faultline_repositories 2\n"))
    #expect(meter.text().contains("faultline_tests{verdict=\"flaky\"}"))
  }

  @Test(arguments: [
    (Visitor(name: nil, scopes: [.read], sight: .all), 200),
    (Visitor(name: "t", scopes: [.read], sight: .only(["acme/shop"])), 404),
    (Visitor(name: "t", scopes: [.ingest], sight: .all), 404),
    (Visitor(name: nil, scopes: [], sight: .only([])), 401),
  ])
  func onlyWhoSeesAllReadsTheSums(_ visitor: Visitor, _ status: Int) async throws {
    let meter = Meter()
    let door = MetricsDoor(meter: meter) {
      throw StoreError(path: "x", cause: "is locked")
    }
    let router = Router(context: Visit.self)
    router.add(middleware: Stopwatch(meter: meter))
    router.add(middleware: APIFixture.Known(visitor: visitor))
    door.open(on: router)
    try await Application(router: router).test(.router) { client in
      for _ in 0..<2 {
        try await client.execute(uri: "/metrics", method: .get) { response in
          #expect(response.status.code == status)
          guard status == 200 else { return }
          #expect(response.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
        }
      }
      _ = try? await client.execute(uri: "/secret/path", method: .get) { $0.status }
    }
    let text = meter.text()
    #expect(text.contains("faultline_scrape_errors_total \(status == 200 ? 2 : 0)\n"))
    #expect(text.contains("http_route=\"/metrics\",http_response_status_code=\"\(status)\""))
    #expect(!text.contains("secret"))
  }
}
