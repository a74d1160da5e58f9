"""Checks rules and dashboard against a running Prometheus and a scrape of /metrics.

python3 metrics-check.py PROMETHEUS-URL SCRAPE RULES DASHBOARD
"""
import json
import re
import sys
import time
import urllib.parse
import urllib.request

base, scrape, rules, dashboard = sys.argv[1:]


def ask(path, **query):
    url = f"{base}/api/v1/{path}?" + urllib.parse.urlencode(query)
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)["data"]


def wait(what, test):
    for _ in range(100):
        try:
            if found := test():
                return found
        except OSError:
            pass
        time.sleep(0.3)
    sys.exit(f"metrics: {what} did not happen")


def is_up():
    targets = ask("targets")["activeTargets"]
    return targets and all(target["health"] == "up" for target in targets)


def is_evaluated():
    groups = ask("rules")["groups"]
    loaded = [rule for group in groups for rule in group["rules"]]
    return loaded and all(rule["health"] == "ok" for rule in loaded) and loaded


wait("a scrape", is_up)
loaded = wait("an evaluation of the rules", is_evaluated)

# What exists: every family of the scrape by its # TYPE line, and the names of its series.
families = dict(re.findall(r"^# TYPE (\S+) (\S+)$", open(scrape).read(), re.M))
names = {"up"}
for name, kind in families.items():
    names |= {name} if kind != "histogram" else {f"{name}_{end}" for end in ("bucket", "sum", "count")}

with open(dashboard) as file:
    board = json.load(file)
queries = [t["expr"] for p in board["panels"] for t in p.get("targets", [])]
queries += [rule["query"] for rule in loaded]
used = set()
for query in queries:
    # Each query must be understood by Prometheus itself.
    ask("query", query=query.replace("$__rate_interval", "5m").replace("$__range", "1h"))
    bare = re.sub(r'"[^"]*"', "", query)
    # Names of labels stand in braces and behind these words.
    bare = re.sub(r"\b(?:by|without|on|ignoring)\s*\([^)]*\)", "", bare)
    used |= set(re.findall(r"\b(?:cicd|faultline|http|process)_[a-z0-9_]+(?=[\s{\[/)]|$)", re.sub(r"\{[^}]*\}", "{", bare)))
missing = sorted(used - names)
if missing:
    sys.exit(f"metrics: not in /metrics: {', '.join(missing)}")
if len(used) < 8:
    sys.exit(f"metrics: only {len(used)} metrics found in the queries: the check is broken")
unused = sorted(n for n in families if not any(u.startswith(n) for u in used))
ids = [p["id"] for p in board["panels"]]
if len(ids) != len(set(ids)):
    sys.exit("metrics: two panels have the same id")
print(f"{len(loaded)} rules, {len(queries)} queries, {len(used)} metrics used, all of them there; "
      f"not on dashboard or in rules: {', '.join(unused) or 'none'}")
