#!/usr/bin/env bash
# All figures of histories, flakes and quarantine in one go; meant for the release build.
#   Tests/flakes-figures.sh BIN [KILLS [RESULTS]]
# KILLS: how often `ingest` is killed (200, 0 leaves it out); RESULTS: test results of the large
# store (5000000). Needs python3 and some GB in TMPDIR; takes minutes. Prints one line per figure.
set -euo pipefail
bin=$(realpath "$1")
kills=${2:-200}
results=${3:-5000000}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "## JUnit XML: speed, and time per byte on hostile input"
python3 - "$bin" "$work" <<'PY'
import os, random, resource, subprocess, sys
bin, work = sys.argv[1:]
def cpu(path):
    """Seconds of CPU of the best of three; a command that only reads the report and counts."""
    best = 1e9
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([bin, "retry-plan", "--results", path], capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best
dice = random.Random(3)
def report(path, bytes):
    with open(path, "w") as out:
        out.write('<testsuites><testsuite name="shop" timestamp="2026-03-02T10:00:00" hostname="h">\n')
        size = 0
        while size < bytes:
            case = (f'<testcase classname="shop.unit.group_{dice.randrange(50)}.CartTest" '
                    f'name="case_{dice.randrange(10**6)}[row-{dice.randrange(99)}]" '
                    f'time="{dice.random():.3f}"')
            kind = dice.random()
            case += (' />\n' if kind < .8 else
                     '><system-out>words of the test &lt;here&gt;\nand more\n</system-out></testcase>\n')
            out.write(case)
            size += len(case)
        out.write('</testsuite></testsuites>\n')
    return os.path.getsize(path)
path = f"{work}/big.xml"
size = report(path, 100_000_000)
seconds = cpu(path)
print(f"parse {size / 1e6:.0f} MB                     {seconds:7.2f} s CPU {size / 1e6 / seconds:7.0f} MB/s")
hostile = {
    "one endless attribute": lambda n: '<testsuite name="' + "x" * n,
    "an unfinished tag of attributes": lambda n: "<testsuite " + "".join(f'a{i}="" ' for i in range(n // 10)),
    "open elements": lambda n: "<testsuite>" + "<a>" * (n // 3),
    "one text": lambda n: '<testsuite><testcase name="a"><failure>' + "x\n" * (n // 2),
    "entities": lambda n: "<testsuite>" + "&amp;&#1;" * (n // 9),
    "cases of one name": lambda n: '<testsuite name="pytest">' + '<testcase name="a"/>' * (n // 20),
}
for name, make in hostile.items():
    times = []
    for n in (8_000_000, 16_000_000):
        with open(path, "w") as out:
            out.write(make(n))
        times.append(cpu(path))
    print(f"hostile, {name:<32} {times[0]:6.2f} s for 8 MB, {times[1]:6.2f} s for 16 MB")
PY
rm -f "$work"/*.xml

echo "## A store of 1 million results (JUnit XML, 2000 tests a job)"
bash "$here/bench-store.sh" "$bin" 1000000

echo "## A store of $results results"
bash "$here/bench-store.sh" "$bin" "$results"

if [ "$kills" -gt 0 ]; then
  echo "## kill -9 during ingest"
  bash "$here/kill-store.sh" "$bin" "$kills"
fi
