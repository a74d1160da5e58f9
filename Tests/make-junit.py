#!/usr/bin/env python3
"""Writes JUnit reports of simulated runs and the manifest for `faultline ingest --jobs`.

  make-junit.py FOLDER --jobs 500 --tests 2000 [--repos 1] [--seed 1]

Of every 200 tests (--every) one is flaky (fails in 3 % of its runs) and one breaks for a while. The same
seed gives the same bytes.
"""
import argparse
import json
import os
import random

parser = argparse.ArgumentParser()
parser.add_argument("folder")
parser.add_argument("--jobs", type=int, default=500)
parser.add_argument("--tests", type=int, default=2000)
parser.add_argument("--repos", type=int, default=1)
parser.add_argument("--every", type=int, default=200)
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--start", type=int, default=1_790_000_000)
parser.add_argument("--step", type=int, default=600, help="seconds between two runs")
options = parser.parse_args()

os.makedirs(options.folder, exist_ok=True)
dice = random.Random(options.seed)
manifest = open(os.path.join(options.folder, "jobs.ndjson"), "w")
for job in range(options.jobs):
    run, name = job // 2, ["linux", "macos"][job % 2]
    repository = f"acme/repo-{run % options.repos}"
    # Now and then a test is added, as suites grow.
    count = options.tests + run // 20
    path = f"{job:06d}.xml"
    failed = False
    with open(os.path.join(options.folder, path), "w") as report:
        report.write('<?xml version="1.0" encoding="utf-8"?>\n<testsuites><testsuite name="pytest">\n')
        for test in range(count):
            group = test // 50
            word = "".join(chr(97 + int(digit)) for digit in str(test))
            case = (f'<testcase classname="tests.unit.group_{group}.test_module" '
                    f'name="test_{word}" time="{dice.random() / 10:.3f}"')
            flaky = test % options.every == 7 % options.every and dice.random() < 0.03
            broken = test % options.every == 11 % options.every and run % 97 in (50, 51, 52) and test % 7 == run // 97 % 7
            if flaky or broken:
                failed = True
                report.write(case + f'><failure message="AssertionError: expected {test} rows, got '
                             'none" type="AssertionError">def test():\n  assert rows\n</failure></testcase>\n')
            else:
                report.write(case + "/>\n")
        report.write("</testsuite></testsuites>\n")
    manifest.write(json.dumps({
        "provider": "github-actions", "repository": repository, "run": str(9000 + run),
        "job": name, "commit": f"c{run // 2}", "branch": "main", "environment": name,
        "started": options.start + run * options.step, "finished": options.start + run * options.step + 120,
        "status": "failed" if failed else "passed", "results": [path]}) + "\n")
manifest.close()
