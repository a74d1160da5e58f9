#!/bin/bash
# The weekly review of a real history, where one is at hand: its runs become reports and a list of
# jobs, `ingest` takes them in, and review-check.py counts the scorecard again by other means.
#
#   Tests/review-history.sh FAULTLINE [HISTORY.csv.gz [WEEK…]]
set -eu
bin=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
history=${2:-$here/../../shared/history/ozone-2020.csv.gz}
[ -f "$history" ] || { echo "skip: no history at $history"; exit 0; }
history=$(realpath "$history")
shift $(($# < 2 ? $# : 2))
# The first of them is one in which nothing ran.
weeks=("$@")
[ ${#weeks[@]} -gt 0 ] || weeks=(2020-W10 2020-W30 2020-W53)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 - "$history" <<'PY'
import csv, datetime, gzip, json, os, sys
from xml.sax.saxutils import quoteattr

os.mkdir("r")
runs = {}
with gzip.open(sys.argv[1], "rt") as file:
    for row in csv.DictReader(file):
        key = (row["run"], row["job"])
        runs.setdefault(key, (row, []))[1].append((row["test"], row["outcome"]))
with open("jobs.ndjson", "w") as jobs:
    for number, ((run, job), (row, tests)) in enumerate(runs.items()):
        path = f"r/{number}.xml"
        with open(path, "w") as report:
            report.write("<testsuite>")
            for test, outcome in tests:
                failure = '<failure message="failed"/>' if outcome == "failed" else ""
                report.write(f"<testcase name={quoteattr(test)}>{failure}</testcase>")
            report.write("</testsuite>")
        start = datetime.datetime.fromisoformat(row["time"].replace("Z", "+00:00"))
        failed = any(outcome == "failed" for _, outcome in tests)
        jobs.write(json.dumps(dict(
            provider="github-actions", repository="apache/ozone", run=run, job=job,
            commit=row["commit"], branch=row["branch"], defaultBranch="master",
            started=int(start.timestamp()), finished=int(start.timestamp()) + 1800,
            status="failed" if failed else "passed", results=[path])) + "\n")
PY
export FAULTLINE_STORE=$folder/s.db FAULTLINE_PRUNE=false
"$bin" ingest --quiet --jobs jobs.ndjson
[ "$("$bin" store check)" = sound ]
for week in "${weeks[@]}"; do
  "$bin" report --week "$week" --format json -o review.json
  "$bin" report --week "$week" -o review.html
  python3 "$here/review-check.py" s.db review.json
  python3 -c '
import json
review = json.load(open("review.json"))
coverage, flakes = review["coverage"], review["flakes"]
print(review["window"]["from"][:10], coverage["runs"], "runs,", coverage["failedJobs"], "failed jobs,",
      len(flakes["top"]), "flaky tests listed; the scorecard counted again agrees")'
done
