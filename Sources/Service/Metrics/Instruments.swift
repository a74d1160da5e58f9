/// The metrics. Those about builds are named after OpenTelemetry's conventions for CI/CD, those
/// about requests after its conventions for HTTP, dots as underscores and units as endings, as its
/// exporter for Prometheus writes them.
package enum Instruments {
  package typealias Family = Meter.Family

  /// `cicd.pipeline.run.duration`: `pending` is the wait of the first job, `executing` the rest.
  package static let runDuration = Family(
    "cicd_pipeline_run_duration_seconds", .histogram, "How long runs waited and ran.",
    ["cicd_pipeline_run_state", "cicd_pipeline_result"],
    [5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400])

  /// `cicd.pipeline.run.errors` by bucket: `failure` in OpenTelemetry's words is the change's own,
  /// `error` the CI system's.
  package static let runErrors = Family(
    "cicd_pipeline_run_errors_total", .counter, "Failed jobs by the bucket of their diagnosis.",
    ["error_type"])

  package static let httpDuration = Family(
    "http_server_request_duration_seconds", .histogram, "How long requests took.",
    ["http_request_method", "http_route", "http_response_status_code"],
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10])

  package static let tests = Family(
    "faultline_tests", .gauge, "Tests that failed at least once, by verdict.", ["verdict"])
  package static let quarantined = Family(
    "faultline_quarantined_tests", .gauge, "Tests in quarantine: in force, or past their day.",
    ["state"])
  package static let broken = Family(
    "faultline_broken_default_branches", .gauge,
    "Repositories whose default branch has a job that fails now.")
  package static let repositories = Family(
    "faultline_repositories", .gauge, "Repositories on record.")
  package static let storeBytes = Family(
    "faultline_store_size_bytes", .gauge, "Bytes of the store's pages.")
  package static let lastRun = Family(
    "faultline_last_run_timestamp_seconds", .gauge, "When the latest job on record began.")

  /// `source`: the CI; `outcome`: `stored`, `known`, `refused`, `failed`.
  package static let intake = Family(
    "faultline_intake_events_total", .counter, "Events that came in.", ["source", "outcome"])
  package static let queue = Family(
    "faultline_work_items", .gauge, "Work in the background.", ["kind", "state"])
  /// `outcome`: `done`, `retried`, `not-analysed`, `dead`.
  package static let worked = Family(
    "faultline_work_finished_total", .counter, "Work that came to an end.", ["outcome"])
  package static let workDuration = Family(
    "faultline_work_duration_seconds", .histogram, "How long fetching and explaining took.", [],
    [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120])

  package static let build = Family(
    "faultline_build_info", .gauge, "1; the version is a label.", ["version"])
  package static let started = Family(
    "process_start_time_seconds", .gauge, "When the process began, since 1970.")
  package static let memory = Family(
    "process_resident_memory_bytes", .gauge, "Resident memory.")
  package static let scrapeErrors = Family(
    "faultline_scrape_errors_total", .counter, "Scrapes for which the store could not be read.")

  package static let all = [
    runDuration, runErrors, httpDuration, tests, quarantined, broken, repositories, storeBytes,
    lastRun, intake, queue, worked, workDuration, build, started, memory, scrapeErrors,
  ]
}
