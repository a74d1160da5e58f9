#!/usr/bin/env python3
"""The APIs of six CI systems, small and faithful in shape, with the ways they fail.

    ci.py RECORD

Prints two ports: the API's and that of "another host" for redirects. A base of
http://127.0.0.1:PORT/SCENARIO/PROVIDER answers like PROVIDER, and its logs fail as SCENARIO says.
Every request is a JSON line in RECORD, with the credentials it carried.
"""
import gzip
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LOG = (
    "Collecting left-padd==9.9\n"
    "ERROR: Could not find a version that satisfies the requirement left-padd==9.9"
    " (from versions: none)\n"
    "ERROR: No matching distribution found for left-padd==9.9\n"
    "make: *** [Makefile:3: install] Error 1\n"
)
SHA = "1" * 40
record = open(sys.argv[1], "a", buffering=1)
lock = threading.Lock()
counts = {}
comments = {}
other_port = 0
main_port = 0


def github(path):
    run = "/repos/acme/shop/actions/runs/9001"
    if path.startswith("/repos/acme/shop/actions/runs?created="):
        return {"workflow_runs": [
            {"id": 9001, "run_attempt": 2, "status": "completed",
             "updated_at": "2026-11-22T18:05:00Z"},
            {"id": 9000, "status": "completed", "updated_at": "2026-11-22T11:05:00Z"},
            {"id": 9002, "run_attempt": 1, "status": "in_progress"}]}
    if path == run:
        return {
            "name": "CI", "event": "pull_request", "head_branch": "feature/cart",
            "head_sha": SHA, "html_url": "https://github.com/acme/shop/actions/runs/9001",
            "run_attempt": 2, "pull_requests": [{"number": 12}],
            "triggering_actor": {"login": "ada"}, "repository": {"default_branch": "main"},
        }
    if path.startswith(run + "/attempts/2/jobs?"):
        def job(number, name, conclusion, status="completed"):
            return {
                "id": number, "name": name, "status": status, "conclusion": conclusion,
                "html_url": "https://github.com/acme/shop/job/%d" % number,
                "created_at": "2026-11-22T18:00:00Z", "started_at": "2026-11-22T18:00:30Z",
                "completed_at": "2026-11-22T18:05:00Z", "labels": ["ubuntu-24.04"],
                "steps": [{"name": "Run npm ci", "conclusion": conclusion}],
            }
        jobs = [
            job(1, "lint", "success"), job(2, "test (linux, 3.12)", "failure"),
            job(3, "test (windows)", "cancelled"), job(4, "deploy", None, "in_progress"),
        ]
        page = int(path.rsplit("page=", 1)[1])
        # Two to a page, so that the second page must be asked for.
        return {"total_count": 4, "jobs": jobs[(page - 1) * 2:page * 2]}
    return None


def gitlab(path):
    base = "/api/v4/projects/acme%2Fshop"
    if path.startswith(base + "/pipelines?scope=finished"):
        return [{"id": 501, "status": "failed"}]
    if path.startswith(base + "/pipelines/501/jobs?"):
        return [
            {"id": 76, "name": "lint", "status": "success", "ref": "main"},
            {
                "id": 77, "name": "test: [linux]", "status": "failed",
                "ref": "refs/merge-requests/34/head", "web_url": "https://gitlab.example/j/77",
                "failure_reason": "runner_system_failure",
                "created_at": "2026-11-22T18:00:00.123Z",
                "started_at": "2026-11-22T18:00:30.000Z", "finished_at": None,
                "commit": {"id": SHA, "committed_date": "2026-11-22T18:00:00.000+01:00"},
                "pipeline": {"id": 501, "source": "merge_request_event"},
                "user": {"username": "ada"}, "tag_list": ["docker"],
            },
        ]
    if path == base + "/pipelines/501/test_report":
        return {"test_suites": [{"name": "test: [linux]", "test_cases": [
            {"status": "failed", "name": "adds <two>", "classname": "cart", "execution_time": 0.5,
             "system_output": "expected 3\n but was \x1b[31m4"},
            {"status": "success", "name": "removes", "classname": "cart"},
            {"status": "error", "name": "odd", "classname": "cart",
             "system_output": {"message": "x"}}]},
            {"name": "another job", "test_cases": [{"status": "failed", "name": "not ours"}]}]}
    return None


def jenkins(path):
    build = "/job/acme/job/shop/41"
    if path.startswith("/job/acme/job/shop/api/json?tree=builds"):
        return {"builds": [
            {"number": 42, "building": True, "timestamp": 1795370700000, "duration": 0},
            {"number": 41, "building": False, "timestamp": 1795370400000, "duration": 60000},
            {"number": 40, "building": False, "timestamp": 1795300000000, "duration": 60000}]}
    if path.startswith(build + "/api/json?tree="):
        return {
            "_class": "x", "result": "UNSTABLE", "building": False, "timestamp": 1790000000000,
            "duration": 60000, "builtOn": "linux-3", "url": "https://jenkins.example/41/",
            "actions": [{}, None, {"causes": [{"shortDescription": "Started by timer"}]},
                        {"lastBuiltRevision": {"SHA1": SHA, "branch": [{"name": "origin/main"}]}}],
        }
    if path == build + "/wfapi/describe":
        return {"stages": [{"name": "Build", "status": "SUCCESS"},
                           {"name": "Test", "status": "UNSTABLE"}]}
    if path == build + "/testReport/api/json":
        return {"suites": [{"cases": [
            {"className": "shop.Cart", "name": "adds", "status": "REGRESSION", "duration": 0.1,
             "errorDetails": "expected 3"}]}]}
    return None


def circleci(path):
    # Not known under GitHub's slug, so that Bitbucket's must be tried.
    if path == "/api/v2/project/bb/acme/shop/pipeline":
        return {"items": [{"id": "p-3", "created_at": "2026-11-22T18:01:00Z"}],
                "next_page_token": "p2"}
    if path == "/api/v2/project/bb/acme/shop/pipeline?page-token=p2":
        return {"items": [{"id": "p-2", "created_at": "2026-11-22T18:00:00Z"},
                          {"id": "p-1", "created_at": "2026-11-20T18:00:00Z"}],
                "next_page_token": "p3"}
    if path == "/api/v2/pipeline/p-3/workflow":
        return {"items": [{"id": "w-2", "status": "running", "stopped_at": None}]}
    if path == "/api/v2/pipeline/p-2/workflow":
        return {"items": [{"id": "w-1", "status": "failed", "stopped_at": "2026-11-22T18:05:00Z"}]}
    if path == "/api/v2/workflow/w-1/job":
        return {"items": [
            {"name": "lint", "status": "success", "job_number": 87, "project_slug": "gh/acme/shop"}],
            "next_page_token": "p2"}
    if path == "/api/v2/workflow/w-1/job?page-token=p2":
        return {"items": [
            {"name": "test", "status": "failed", "job_number": 88, "project_slug": "gh/acme/shop",
             "started_at": "2026-11-22T18:00:30Z", "stopped_at": "2026-11-22T18:05:00Z"},
            {"name": "approve", "status": "on_hold", "project_slug": "gh/acme/shop"}],
            "next_page_token": None}
    if path == "/api/v1.1/project/gh/acme/shop/88":
        return {
            "branch": "feature/cart", "vcs_revision": SHA, "build_url": "https://circleci.com/88",
            "pull_requests": [{"url": "https://github.com/acme/shop/pull/12"}],
            "steps": [
                {"name": "Spin up", "actions": [{"name": "Spin up", "status": "success"}]},
                {"name": "npm ci", "actions": [{
                    "name": "npm ci", "status": "failed",
                    "output_url": "http://127.0.0.1:%d/output?signature=s3cret" % other_port}]}],
        }
    if path == "/api/v2/project/gh/acme/shop/88/tests":
        return {"items": [{"classname": "cart", "name": "adds", "result": "failure",
                           "run_time": 0.2, "message": "expected 3"}], "next_page_token": None}
    return None


def buildkite(path):
    if path.startswith("/v2/organizations/acme/pipelines/shop/builds?per_page="):
        return [{"id": "b-1", "number": 300, "state": "failed"}]
    if path == "/v2/organizations/acme/pipelines/shop/builds/300":
        return {
            "id": "b-1", "branch": "feature/cart", "commit": SHA, "source": "webhook",
            "web_url": "https://buildkite.com/acme/shop/builds/300",
            "author": {"username": "ada"}, "pull_request": {"id": "12"},
            "pipeline": {"slug": "shop", "default_branch": "main"},
            "jobs": [
                {"id": "j-0", "type": "waiter", "state": "passed"},
                {"id": "j-1", "type": "script", "name": "test", "state": "failed",
                 "retried": True},
                {"id": "j-2", "type": "script", "name": "test", "state": "failed",
                 "exit_status": -1, "retries_count": 1, "runnable_at": "2026-11-22T18:00:00Z",
                 "started_at": "2026-11-22T18:00:30Z", "agent": {"name": "agent-1"}}],
        }
    return None


def azure(path):
    base = "/acme/shop/_apis/build/builds/4711"
    if path == base + "?api-version=7.1":
        return {
            "sourceBranch": "refs/pull/12/merge", "sourceVersion": "2" * 40,
            "reason": "pullRequest", "definition": {"name": "shop CI"},
            "repository": {"id": "acme/shop"}, "requestedFor": {"displayName": "Ada"},
            "triggerInfo": {"pr.sourceSha": SHA, "pr.number": "12",
                            "pr.sourceBranch": "feature/cart"},
        }
    if path == base + "/timeline?api-version=7.1":
        return {"records": [
            {"id": "s", "type": "Stage", "name": "Build", "result": "failed"},
            {"id": "j", "parentId": "s", "type": "Job", "name": "Linux", "state": "completed",
             "result": "failed", "attempt": 2, "workerName": "Hosted",
             "startTime": "2026-11-22T18:00:30.1234567Z"},
            {"id": "t2", "parentId": "j", "type": "Task", "name": "Test", "order": 2,
             "result": "failed", "log": {"id": 8}},
            {"id": "t1", "parentId": "j", "type": "Task", "name": "Install", "order": 1,
             "result": "succeeded", "log": {"id": 7}}]}
    return None


LOGS = {
    "github": "/repos/acme/shop/actions/jobs/2/logs",
    "gitlab": "/api/v4/projects/acme%2Fshop/jobs/77/trace",
    "jenkins": "/job/acme/job/shop/41/consoleText",
    "buildkite": "/v2/organizations/acme/pipelines/shop/builds/300/jobs/j-2/log.txt",
    "azure": "/acme/shop/_apis/build/builds/4711/logs/8?api-version=7.1",
}
DOCUMENTS = {"github": github, "gitlab": gitlab, "jenkins": jenkins, "circleci": circleci,
             "buildkite": buildkite, "azure": azure}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def note(self, body=""):
        names = ["Authorization", "PRIVATE-TOKEN", "Circle-Token"]
        credentials = [self.headers[name] for name in names if self.headers[name]]
        isOther = self.server.server_address[1] == other_port
        with lock:
            record.write(json.dumps({
                "host": "other" if isOther else "api", "method": self.command, "path": self.path,
                "credentials": credentials, "body": body}) + "\n")
        return isOther

    def answer(self, status, body=b"", headers=(), kind="text/plain"):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def json(self, value, status=200):
        self.answer(status, json.dumps(value).encode(), kind="application/json")

    def seen(self, key):
        with lock:
            counts[key] = counts.get(key, 0) + 1
            return counts[key]

    def do_GET(self):
        try:
            self.get()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def get(self):
        if self.note():
            if self.path.startswith("/output"):
                parts = [{"message": LOG[:40], "time": "x"}, {"message": LOG[40:], "time": "x"}]
                return self.json(parts)
            if self.path == "/again":
                return self.answer(302, headers=[("Location", "/blob")])
            return self.answer(200, LOG.encode())
        _, scenario, provider, rest = self.path.split("/", 3)
        path = "/" + rest
        if path == LOGS.get(provider):
            return self.fail(scenario)
        if provider == "azure" and path.endswith("/logs/7?api-version=7.1"):
            return self.answer(200, b"Installing\n")
        if self.comment(scenario, provider, path):
            return None
        if scenario == "html":
            return self.answer(200, b"<html>Sign in</html>", kind="text/html")
        if scenario == "unauthorized":
            return self.answer(401, b"{}")
        document = DOCUMENTS[provider](path)
        if document is None:
            return self.json({"message": "Not Found"}, 404)
        if scenario == "gzip":
            body = gzip.compress(json.dumps(document).encode())
            return self.answer(200, body, [("Content-Encoding", "gzip")], "application/json")
        if scenario == "huge-document":
            return self.json([document, "x" * 3_000_000])
        return self.json(document)

    def fail(self, scenario):
        """The log, or what becomes of it."""
        # What follows a dot only keeps tests apart that run at the same time.
        name = "fail_" + scenario.split(".")[0].replace("-", "_")
        times = self.seen(self.path)
        return getattr(self, name)(times) if hasattr(self, name) else self.answer(200, LOG.encode())

    def to(self, location):
        self.answer(302, headers=[("Location", location)])

    def fail_redirect(self, _):
        self.to("http://127.0.0.1:%d/blob?signature=s3cret" % other_port)

    def fail_redirect_twice(self, _):
        self.to("http://127.0.0.1:%d/again" % other_port)

    def fail_redirect_metadata(self, _):
        self.to("http://169.254.169.254/latest/meta-data/")

    def fail_redirect_private(self, _):
        self.to("https://10.1.2.3/blob?signature=s3cret")

    def fail_redirect_mapped(self, _):
        self.to("https://[::ffff:169.254.169.254]/x")

    def fail_redirect_file(self, _):
        self.to("file:///etc/passwd")

    def fail_redirect_user(self, _):
        self.to("https://user@example.org/x")

    def fail_redirect_nowhere(self, _):
        self.answer(302)

    def fail_missing(self, _):
        self.answer(404, b"{}")

    def fail_gone(self, _):
        self.answer(410, b"{}")

    def fail_forbidden(self, _):
        self.answer(403, b'{"message":"Must have admin rights"}')

    def fail_rate_limit(self, times):
        if times < 2:
            reset = str(int(time.time()) + 2)
            return self.answer(403, b"{}", [("x-ratelimit-remaining", "0"),
                                            ("x-ratelimit-reset", reset)])
        return self.answer(200, LOG.encode())

    def fail_busy(self, times):
        if times < 3:
            return self.answer(429, b"", [("Retry-After", "7")])
        return self.answer(200, LOG.encode())

    def fail_busy_date(self, times):
        if times < 2:
            when = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 9))
            return self.answer(503, b"", [("Retry-After", when)])
        return self.answer(200, LOG.encode())

    def fail_busy_for_an_hour(self, _):
        self.answer(429, b"", [("Retry-After", "3600")])

    def fail_down_then_up(self, times):
        if times < 3:
            return self.answer(502, b"<html>Bad gateway</html>")
        return self.answer(200, LOG.encode())

    def fail_down(self, _):
        self.answer(500, b"oops")

    def cut(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(LOG)))
        self.end_headers()
        self.wfile.write(LOG.encode()[:60])
        self.wfile.flush()
        self.close_connection = True

    def fail_truncated(self, _):
        self.cut()

    def fail_truncated_once(self, times):
        return self.cut() if times < 2 else self.answer(200, LOG.encode())

    def chunks(self, pieces, delay=0.0, headers=()):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        for piece in pieces:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.flush()
            time.sleep(delay)
        self.wfile.write(b"0\r\n\r\n")

    def fail_endless(self, _):
        self.chunks(b"x" * 65536 for _ in range(100_000))

    def fail_slow(self, _):
        self.chunks((b"x" for _ in range(1000)), 0.1)

    def fail_gzip(self, _):
        packed = gzip.compress(LOG.encode())
        pieces = [packed[i:i + 7] for i in range(0, len(packed), 7)]
        self.chunks(pieces, headers=[("Content-Encoding", "gzip")])

    # Comments: one list per scenario, in order of their ids.

    def comment(self, scenario, provider, path):
        list_path = {"github": "/repos/acme/shop/issues/12/comments?",
                     "gitlab": "/api/v4/projects/acme%2Fshop/merge_requests/34/notes?"}
        if provider == "gitlab" and path == "/api/v4/user":
            self.json({"id": 5, "username": "bot"})
            return True
        if provider == "github" and path == "/user":
            if scenario == "person":
                self.json({"login": "ada"})
            else:
                self.json({"message": "Resource not accessible by integration"}, 403)
            return True
        if not path.startswith(list_path.get(provider, "\0")):
            return False
        with lock:
            known = list(comments.get(scenario, []))
        if scenario == "race" and not known:
            self.server.race = True
        page = int(path.rsplit("page=", 1)[1])
        self.json(known[(page - 1) * 100:page * 100])
        return True

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()

    def author(self, scenario):
        if scenario == "person":
            return {"login": "ada", "type": "User", "id": 5}
        return {"login": "github-actions[bot]", "type": "Bot", "id": 5}

    def do_POST(self):
        body = self.body()
        self.note(body)
        _, scenario, _, rest = self.path.split("/", 3)
        if rest.endswith("/check-runs"):
            return self.json({"id": 600}, 201)
        if scenario == "fork":
            return self.json({"message": "Resource not accessible by integration"}, 403)
        with lock:
            known = comments.setdefault(scenario, [])
            if scenario == "race" and not known:
                # Another job was quicker by a moment.
                known.append({"id": 1, "body": "<mark> another job", "user": self.author(scenario)})
            made = {"id": 1 + max([c["id"] for c in known], default=0),
                    "body": json.loads(body)["body"], "user": self.author(scenario),
                    "author": self.author(scenario)}
            known.append(made)
        return self.json(made, 201)

    def change(self):
        body = self.body()
        self.note(body)
        _, scenario, _, rest = self.path.split("/", 3)
        if "/check-runs/" in rest:
            return self.json({"id": 600})
        number = int(rest.rsplit("/", 1)[1])
        with lock:
            for comment in comments.get(scenario, []):
                if comment["id"] == number:
                    comment["body"] = json.loads(body)["body"]
        return self.json({"id": number})

    do_PATCH = change
    do_PUT = change

    def do_DELETE(self):
        self.note()
        _, scenario, _, rest = self.path.split("/", 3)
        number = int(rest.rsplit("/", 1)[1])
        with lock:
            comments[scenario] = [c for c in comments[scenario] if c["id"] != number]
        self.send_response(204)
        self.end_headers()


def serve():
    global main_port, other_port
    comments["quoted"] = [{
        "id": 3, "body": "<mark> said somebody", "user": {"login": "mallory", "type": "User"}}]
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), Handler) for _ in range(2)]
    main_port, other_port = (server.server_address[1] for server in servers)
    for server in servers:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
    print(main_port, other_port, flush=True)
    # Ends with whoever started it.
    sys.stdin.read()


serve()
