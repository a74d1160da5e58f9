#!/usr/bin/env python3
"""Recompute every figure of a review's scorecard from the same store, by other means.

    Tests/review-check.py STORE REVIEW.json [--price 0.008] [--price label=0.016]

Reads the store with sqlite3 and nothing of Faultline: plain dictionaries and loops over all rows,
as slow as it is simple. Prints one line per figure that differs, and exits with 1 if any does.
"""
import argparse
import datetime
import json
import math
import sqlite3
import sys
from collections import defaultdict

Z = 1.959963984540054


def seconds(text):
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())


def wilson(x, n):
    if n == 0:
        return None, None
    center = (x + Z * Z / 2) / (n + Z * Z)
    half = Z / (n + Z * Z) * math.sqrt(x * (n - x) / n + Z * Z / 4)
    return max(0.0, center - half), min(1.0, center + half)


def rank(values, share):
    """Nearest rank: the smallest value that at least `share` of all do not exceed."""
    if not values:
        return None
    values = sorted(values)
    for count, value in enumerate(values, start=1):
        if count >= share * len(values) - 1e-9:
            return float(value)
    return float(values[-1])


def load(path):
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    db.row_factory = sqlite3.Row
    cancelled = {(r["repository"], r["job"]) for r in db.execute(
        "SELECT repository, job FROM failure WHERE category = 'cancelled'")}
    retried = {(r["repository"], r["job"]) for r in db.execute(
        "SELECT repository, job FROM results WHERE flaky > 0")}
    runs = {(r["repository"], r["run"]): dict(r) for r in db.execute("SELECT * FROM run")}
    jobs = defaultdict(list)
    for row in db.execute("SELECT * FROM job"):
        job = dict(row)
        key = (job["repository"], job["job"])
        if key in cancelled:
            job["status"] = "cancelled"
        job["retried"] = key in retried
        jobs[(job["repository"], job["run"])].append(job)
    for group in jobs.values():
        group.sort(key=lambda j: (j["started"], j["attempt"], j["job"]))
    return runs, jobs


def status_of(statuses):
    if "failed" in statuses:
        return "failed"
    return "cancelled" if "cancelled" in statuses else "passed"


def summarise(jobs):
    """One run as it stands with these jobs."""
    first = [j for j in jobs if j["attempt"] <= 1]
    latest = {}
    for job in jobs:
        known = latest.get(job["name"])
        if known is None or job["attempt"] >= known["attempt"]:
            latest[job["name"]] = job
    failed = {j["name"] for j in jobs if j["status"] == "failed"}
    used = lambda j: max(0, (j["finished"] or j["started"]) - j["started"])
    began = jobs[0]["started"]
    ends = [j["finished"] for j in first]
    failures = [j["finished"] - began for j in first
                if j["status"] == "failed" and j["finished"] is not None]
    return {
        "began": began,
        "end": max(j["finished"] or j["started"] for j in jobs),
        "first": status_of([j["status"] for j in first]) if first else None,
        "final": status_of([j["status"] for j in latest.values()]),
        "duration": max(ends) - began if first and None not in ends else None,
        "first_failure": max(0, min(failures)) if failures else None,
        "rerun": any(j["attempt"] > 1 for j in jobs),
        "flaky": any(j["status"] == "passed" and j["name"] in failed for j in latest.values())
        or any(j["retried"] for j in jobs),
        "seconds": sum(map(used, jobs)),
        "wasted": sum(used(j) for j in jobs if j["status"] == "failed" or j["attempt"] > 1),
        "jobs": jobs,
    }


def window_runs(runs, jobs, low, high, since):
    """Runs that began in [low, high), as they stood at `high`, of what is known since `since`."""
    found = []
    for key, group in jobs.items():
        group = [j for j in group if since <= j["started"] < high]
        if group and low <= group[0]["started"] < high:
            found.append((runs[key], summarise(group)))
    return found


def recoveries(runs, jobs, low, high, since):
    lines = defaultdict(list)
    for run, summary in window_runs(runs, jobs, -10**18, high, since):
        if run["is_main"] and summary["final"] != "cancelled":
            lines[(run["repository"], run["workflow"], run["branch"])].append(
                (summary["began"], run, summary))
    ended = []
    for line in lines.values():
        line.sort(key=lambda entry: entry[0])
        red = None
        for _, _, summary in line:
            if summary["final"] == "failed":
                red = summary["end"] if red is None else red
            elif red is not None:
                if low <= summary["end"] < high:
                    ended.append(max(0, summary["end"] - red))
                red = None
    return ended


def peaks(found, length):
    pools = defaultdict(list)
    for _, summary in found:
        for job in summary["jobs"]:
            if job["runner"] is not None:
                pools[job["runner"]].append(job)
    busy = offered = 0
    for pool in pools.values():
        edges = []
        for job in pool:
            if job["finished"] is not None:
                edges += [(job["started"], 1), (job["finished"], -1)]
                busy += max(0, job["finished"] - job["started"])
        present = most = 0
        for _, step in sorted(edges):
            present += step
            most = max(most, present)
        offered += most * length
    return busy, offered


def scorecard(runs, jobs, low, high, since, prices):
    found = window_runs(runs, jobs, low, high, since)
    all_runs = [s for _, s in found]
    counted = [s for s in all_runs if s["final"] != "cancelled"]
    firsts = [s["first"] for s in all_runs if s["first"] not in (None, "cancelled")]
    main = [s for r, s in found if r["is_main"] and s["final"] != "cancelled"]
    durations = [s["duration"] for s in all_runs
                 if s["first"] not in (None, "cancelled") and s["duration"] is not None]
    waits = [max(0, j["started"] - j["queued"]) for s in all_runs for j in s["jobs"]
             if j["queued"] is not None]
    first_failures = [s["first_failure"] for s in all_runs if s["first_failure"] is not None]
    ended = recoveries(runs, jobs, low, high, since)
    busy, offered = peaks(found, high - low)

    def rate(x, n):
        return {"value": x / n if n else None, "numerator": x, "denominator": n,
                "interval": wilson(x, n)}

    def time(values, share):
        return {"value": rank(values, share), "cases": len(values)}

    def cost(summary):
        return sum(
            max(0, (j["finished"] or j["started"]) - j["started"]) / 60
            * prices.get(j["runner"], prices.get(None, 0)) for j in summary["jobs"])

    figures = {
        "runs": {"value": len(all_runs)},
        "success-first": rate(firsts.count("passed"), len(firsts)),
        "success-final": rate(sum(s["final"] == "passed" for s in counted), len(counted)),
        "main-green": rate(sum(s["final"] == "passed" for s in main), len(main)),
        "rerun-rate": rate(sum(s["rerun"] for s in all_runs), len(all_runs)),
        "flaky-run-rate": rate(sum(s["flaky"] for s in counted), len(counted)),
        "duration-p50": time(durations, 0.5), "duration-p95": time(durations, 0.95),
        "queue-p50": time(waits, 0.5), "queue-p95": time(waits, 0.95),
        "first-failure-p50": time(first_failures, 0.5),
        "recovery-p50": time(ended, 0.5),
        "minutes": {"value": sum(s["seconds"] for s in all_runs) / 60},
        "minutes-wasted": {"value": sum(s["wasted"] for s in all_runs) / 60},
    }
    if prices:
        figures["cost"] = {"value": sum(map(cost, all_runs))}
    if offered:
        figures["utilisation"] = {"value": busy / offered}
    return figures


def near(a, b):
    if a is None or b is None:
        return a is None and b is None
    return abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))


def compare(figure, kept, wanted, which):
    problems = []

    def check(name, got, expected):
        if not near(got, expected):
            problems.append(f"{figure} ({which}): {name} is {got}, recomputed {expected}")

    check("value", kept.get("value"), wanted["value"])
    for name in ("numerator", "denominator", "cases"):
        if name in wanted:
            check(name, kept.get(name), wanted[name])
    if wanted.get("interval"):
        check("low", kept.get("low"), wanted["interval"][0])
        check("high", kept.get("high"), wanted["interval"][1])
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store")
    parser.add_argument("review")
    parser.add_argument("--price", action="append", default=[])
    options = parser.parse_args()
    prices = {}
    for price in options.price:
        label, _, amount = price.rpartition("=")
        prices[label or None] = float(amount)
    with open(options.review, encoding="utf-8") as file:
        review = json.load(file)
    runs, jobs = load(options.store)
    low, high = (seconds(review["window"][name]) for name in ("from", "to"))
    length = len(review["window"]["days"])
    # What the review looks at: four windows before, and two days for runs begun before midnight.
    # (Exact for zones without a clock change in that time; the tests use UTC.)
    since = low - 4 * length * 86400
    if review.get("previous"):
        since = min(since, seconds(review["previous"]["from"]))
    since -= 2 * 86400
    problems = []
    count = 0
    windows = [("now", low, high)]
    if review.get("previous"):
        windows.append(
            ("before", seconds(review["previous"]["from"]), seconds(review["previous"]["to"])))
    for which, begin, end in windows:
        wanted = scorecard(runs, jobs, begin, end, since, prices)
        kept = {figure["id"]: figure for figure in review["scorecard"]}
        for missing in set(wanted) ^ set(kept) if which == "now" else ():
            problems.append(f"{missing}: in one of the two only")
        for name, expected in wanted.items():
            if name in kept:
                count += 1
                problems += compare(name, kept[name].get(which) or {}, expected, which)
    for problem in problems:
        print(problem)
    print(f"{count} figures recomputed, {len(problems)} differ")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
