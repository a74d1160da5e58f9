#!/usr/bin/env bash
# Kills `faultline ingest` with SIGKILL at random moments: nothing acknowledged may be lost,
# nothing doubled, and the store must be sound each time.
#   Tests/kill-store.sh BIN [TIMES]      (default 200)
set -euo pipefail
# Every result taken in is to be counted afterwards, however old.
export FAULTLINE_PRUNE=false
bin=$1
times=${2:-200}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 "$here/make-junit.py" "$work/in" --jobs 1200 --tests 40 --repos 3 --seed 7

python3 - "$bin" "$work" "$times" <<'PY'
import os, random, signal, subprocess, sys, time
bin, work, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
db, manifest = f"{work}/store.db", f"{work}/in/jobs.ndjson"
lines = open(manifest).read().splitlines()
dice = random.Random(1)
acknowledged, kills, late = set(), 0, 0

def check(path):
    done = subprocess.run([bin, "store", "check", "--store", path], capture_output=True, text=True)
    assert done.returncode == 0, f"store check after {kills} kills: {done.stdout} {done.stderr}"

def jobs(path):
    out = subprocess.run([bin, "store", "export", "--store", path], capture_output=True, text=True,
                         check=True).stdout
    return {l for l in out.splitlines() if '"table":"job_origin"' not in l}

part = f"{work}/in/part.ndjson"
while kills < times:
    # A random piece of the history, so that every round has something new and something known.
    begin = dice.randrange(len(lines))
    open(part, "w").write("\n".join((lines[begin:] + lines[:begin])[:dice.randrange(20, 600)]) + "\n")
    child = subprocess.Popen([bin, "ingest", "--jobs", part, "--store", db],
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    time.sleep(dice.random() * 0.6)
    child.send_signal(signal.SIGKILL)
    said = child.stdout.read()
    if child.wait() != -signal.SIGKILL:
        late += 1
    kills += 1
    for line in said.splitlines(keepends=True):
        if line.endswith("\n") and line.startswith(("stored ", "known ")):
            acknowledged.add(line.split(" ", 1)[1])
    if kills % 10 == 0:
        check(db)
check(db)
# What was acknowledged is known when it is sent again; then everything equals an undisturbed run.
again = subprocess.run([bin, "ingest", "--jobs", manifest, "--store", db], capture_output=True,
                       text=True, check=True).stdout.splitlines(keepends=True)
stored = {l.split(" ", 1)[1] for l in again if l.startswith("stored ")}
lost = acknowledged & stored
subprocess.run([bin, "ingest", "--jobs", manifest, "--store", f"{work}/whole.db", "--quiet"], check=True)
assert not lost, f"{len(lost)} acknowledged jobs were lost"
assert jobs(db) == jobs(f"{work}/whole.db"), "the store differs from that of an undisturbed run"
verdicts = [subprocess.run([bin, "flakes", "--store", p, "--format", "json"], capture_output=True,
                           check=True).stdout for p in (db, f"{work}/whole.db")]
assert verdicts[0] == verdicts[1], "the verdicts differ from those of an undisturbed run"
print(f"{kills} kills ({late} after the end), {len(acknowledged)} jobs acknowledged, none lost or "
      f"doubled; store check clean; same content and verdicts as an undisturbed run")
PY
