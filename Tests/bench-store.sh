#!/usr/bin/env bash
# Figures of the store: intake from JUnit XML, size on disk, verdicts.
#   Tests/bench-store.sh BIN [RESULTS [TESTS [EVERY]]]
# RESULTS: how many test results (default 1000000); TESTS: tests of a job (2000); EVERY: one of so
# many tests is flaky (200).
set -euo pipefail
# Every result taken in is to be counted afterwards, however old.
export FAULTLINE_PRUNE=false
bin=$1
total=${2:-1000000}
tests=${3:-2000}
every=${4:-200}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
jobs=$((total / tests))
python3 "$here/make-junit.py" "$work/in" --jobs "$jobs" --tests "$tests" --every "$every"
cat "$work"/in/*.xml > /dev/null
xml=$(du -sb "$work/in" | cut -f1)
db=$work/store.db

python3 - "$bin" "$work/in/jobs.ndjson" "$db" "$total" "$xml" <<'PY'
import os, resource, subprocess, sys, time
bin, manifest, db, total, xml = sys.argv[1:4] + [int(a) for a in sys.argv[4:]]
def timed(*command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run([bin, *command], stdout=subprocess.PIPE, check=True)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout
def row(name, wall, cpu, more=""):
    print(f"{name:<36} {wall:8.3f} s wall {cpu:8.3f} s CPU  {more}")
print(f"load {os.getloadavg()[0]:.1f}, {xml / 1e6:.0f} MB of XML")
wall, cpu, _ = timed("ingest", "--jobs", manifest, "--store", db, "--quiet")
info = subprocess.run([bin, "store", "info", "--store", db, "--format", "json"], stdout=subprocess.PIPE).stdout
import json
kept = json.loads(info)["executions"]
row("ingest and verdicts", wall, cpu, f"{kept / wall:,.0f} results/s, {kept / cpu:,.0f} per CPU s")
wall, cpu, _ = timed("ingest", "--jobs", manifest, "--store", db, "--quiet")
row("the same again", wall, cpu)
size = os.path.getsize(db)
print(f"{'on disk':<36} {size / 1e6:8.1f} MB, {size / kept * 1e6 / 1e6:.1f} MB per million results")
wall, cpu, out = timed("flakes", "--store", db, "--format", "json", "--limit", "100000")
tests = json.loads(out)["tests"]
row("flakes (whole list)", wall, cpu, f"{len(tests)} tests")
wall, cpu, _ = timed("flakes", "--store", db, "--test", tests[0]["test"])
row("flakes --test", wall, cpu)
wall, cpu, _ = timed("flakes", "--store", db, "--recompute", "--limit", "1")
row("flakes --recompute", wall, cpu, f"{kept / cpu:,.0f} results per CPU s")
wall, cpu, _ = timed("--version")
row("start of the program", wall, cpu)
wall, cpu, out = timed("store", "check", "--store", db)
row("store check", wall, cpu, out.decode().strip())
PY
