/// Payloads in the form of each sender, shortened to what is read and a little more.
enum WebhookBodies {
  static let github = """
    {"action":"completed","workflow_job":{"id":29679449,"run_id":2832853555,"run_attempt":2,
    "workflow_name":"CI","head_branch":"main","head_sha":"3f2ab1","name":"test (linux)",
    "html_url":"https://github.com/acme/shop/actions/runs/2832853555/job/29679449",
    "status":"completed","conclusion":"failure","created_at":"2026-11-22T21:55:00Z",
    "started_at":"2026-11-22T21:56:00Z","completed_at":"2026-11-22T22:00:00Z",
    "labels":["ubuntu-24.04"],"runner_name":"GitHub Actions 7","steps":[]},
    "repository":{"id":1,"full_name":"acme/shop","default_branch":"main"},
    "sender":{"login":"ana"}}
    """
  static let gitlab = """
    {"object_kind":"build","ref":"main","tag":false,"sha":"3f2ab1","build_id":1977,
    "build_name":"test","build_stage":"test","build_status":"failed",
    "build_created_at":"2026-11-22 21:55:00 UTC","build_started_at":"2026-11-22 21:56:00 UTC",
    "build_finished_at":"2026-11-22 22:00:00 UTC","build_failure_reason":"script_failure",
    "retries_count":0,"pipeline_id":2366,"user":{"username":"ana"},
    "project":{"path_with_namespace":"acme/shop","web_url":"https://gitlab.example/acme/shop",
    "default_branch":"main"},"runner":{"description":"r1","tags":["linux"]}}
    """
  static let jenkins = """
    {"name":"shop","url":"job/acme/job/shop/","build":{"full_url":
    "https://ci.example/job/acme/job/shop/18/","number":18,"queue_id":1,"phase":"FINALIZED",
    "status":"FAILURE","timestamp":1795384800000,"duration":60000,
    "scm":{"branch":"origin/main","commit":"3f2ab1"},"parameters":{},"log":""}}
    """
  static let circleci = """
    {"type":"job-completed","id":"3888f21b","happened_at":"2027-01-15T08:00:00.000Z",
    "project":{"id":"p","slug":"gh/acme/shop","name":"shop"},
    "workflow":{"id":"fda08377","name":"build","url":"https://app.circleci.com/w/fda08377"},
    "pipeline":{"created_at":"2026-11-22T21:55:00Z","vcs":{"revision":"3f2ab1","branch":"main"}},
    "job":{"id":"8b91f9a8","number":123,"name":"test","status":"failed",
    "started_at":"2026-11-22T21:56:00Z","stopped_at":"2026-11-22T22:00:00Z"}}
    """
  static let buildkite = """
    {"event":"job.finished","job":{"id":"f62a1b4d","type":"script","name":"test","state":"failed",
    "web_url":"https://buildkite.com/acme/shop/builds/7#f62a1b4d","retries_count":null,
    "runnable_at":"2026-11-22T21:55:00Z","started_at":"2026-11-22T21:56:00Z",
    "finished_at":"2026-11-22T22:00:00Z","agent":{"name":"agent-1"}},
    "build":{"id":"01896","number":7,"branch":"main","commit":"3f2ab1","source":"webhook",
    "web_url":"https://buildkite.com/acme/shop/builds/7","author":{"username":"ana"},
    "pull_request":null},
    "pipeline":{"slug":"shop","default_branch":"main",
    "url":"https://api.buildkite.com/v2/organizations/acme/pipelines/shop"}}
    """
}
