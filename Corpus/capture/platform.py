#!/usr/bin/env python3
"""Makes the platform family's corpus logs: platform.py NAME > LOG, platform.py --all writes them all.

The cases are in platform/*.cases, one block a log:

    == NAME BUCKET CATEGORY FAMILY | tool and version
    because: why it has this label
    mark: REGEX of the cause (mark-all:, mark-last:)
    net: none              run in a network namespace without a network
    dress: PROVIDER VARIANT    instead of one drawn by the name
    before: STEP …         earlier steps from the library below, run for real
    setup:                 shell, run quietly
    cmd:                   what the CI echoes and runs (bash -e); its output is the log

Every case runs in a scratch directory as root, in mount and process namespaces of its own, with
hosts of example.internal pointing to 127.0.0.1, so what it breaks breaks nothing else.
"""

import glob
import os
import random
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
HOSTS = "127.0.0.1 localhost %s\n" % " ".join(
    name + ".example.internal" for name in "artifacts git registry mirror api db cache proxy".split()
)
DRESSES = (
    ["github-actions"] * 35 + ["travis"] * 12 + ["jenkins"] * 12 + ["gitlab"] * 13
    + ["circleci"] * 8 + ["buildkite"] * 6 + ["azure"] * 6 + ["plain"] * 8
)
SCRIPTS = {
    "github-actions": "/home/runner/work/_temp/3f2b{0}c1e-77aa-4b21-9d0c-5e{0}8b61f02a4.sh",
    "azure": "/home/vsts/work/_temp/9c41{0}d20-1e5b-4f37-8aa2-0b{0}7c9e35d16.sh",
    "jenkins": "/tmp/jenkins83{0}17.sh", "travis": "/home/travis/.travis/functions",
    "buildkite": "/tmp/buildkite-agent/job-script-81{0}93",
}
SINGLE = ("because", "net", "dress", "before", "exit", "seconds")


def cases():
    """name -> case, from all of platform/*.cases."""
    found, case, field = {}, None, None
    for path in sorted(glob.glob(HERE + "/platform/*.cases")):
        for line in open(path, encoding="utf8").read().split("\n"):
            key, _, value = line.partition(":")
            if line.startswith("== "):
                head, _, tool = line[3:].partition(" | ")
                name, bucket, category, family = head.split()
                case = dict(name=name, bucket=bucket, category=category, family=family,
                            tool=tool, marks=[], setup=[], cmd=[])
                found[name], field = case, None
            elif line.startswith("  ") and field:
                case[field].append(line[2:])
            elif key in ("setup", "cmd"):
                field = key
            elif key in ("mark", "mark-all", "mark-last"):
                case["marks"] += ["--" + key, value.strip()]
            elif key in SINGLE:
                case[key] = value.strip()
            elif line.strip() and not line.startswith("#"):
                sys.exit(f"{path}: {line!r}")
    return found


def library():
    """name -> (command, setup): successful steps to stand before a failure."""
    steps = {}
    for path in sorted(glob.glob(HERE + "/platform/steps/*.sh")):
        text = open(path, encoding="utf8").read()
        setup, _, command = text.partition("# ---\n")
        steps[os.path.basename(path)[:-3]] = (command.strip(), setup)
    return steps


def run(script, where, net=None, timeout=240):
    """Runs a bash script in namespaces of its own; returns its output and status."""
    path = os.path.join(where + ".meta", "script")
    with open(path, "w", encoding="utf8") as file:
        file.write(script + "\n")
    with open(where + ".meta/hosts", "w", encoding="utf8") as file:
        file.write(HOSTS)
    inner = (f"mount --bind {where}.meta/hosts /etc/hosts; ip link set lo up 2>/dev/null; "
             "mkdir -p /root/.ssh; mount -t tmpfs -o mode=700 none /root/.ssh; "
             f"cd {where}; exec bash -e {path}")
    command = ["unshare", "-m", "-p", "-f", "--mount-proc"] + (["-n"] if net == "none" else [])
    environment = dict(
        PATH=f"{sys.prefix}/bin:" + os.environ["PATH"] + ":/opt/plat/v/bin", HOME=where + ".home", CI="true", LANG="C.UTF-8",
        TERM="dumb", CAPTURE=HERE + "/platform", USER="root", GIT_PAGER="cat",
        GIT_CONFIG_NOSYSTEM="1", GIT_TERMINAL_PROMPT="0", PIP_FIND_LINKS="/opt/wheels",
    )
    try:
        done = subprocess.run(command + ["bash", "-c", inner], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=timeout,
                              env=environment, check=False)
    except subprocess.TimeoutExpired as late:
        return late.stdout or b"", 124
    return done.stdout.replace(path.encode(), b"/tmp/script.sh"), done.returncode % 256


def make(case, steps):
    """The finished log of a case, as bytes; raises RuntimeError when it did not go as labelled."""
    rng = random.Random(case["name"])
    top = tempfile.mkdtemp(prefix="run-")
    where = top + "/src"
    for folder in (where, where + ".meta", where + ".home"):
        os.mkdir(folder)
    try:
        before = []
        for name in case.get("before", "").split():
            command, setup = steps[name]
            run(setup, where)
            output, status = run(command, where)
            if status:
                raise RuntimeError(f"{case['name']}: step {name}: {output[-300:]!r}")
            path = f"{where}.meta/{name}"
            with open(path, "wb") as file:
                file.write(output)
            before += ["--before", path, command]
        quiet, status = run("\n".join(case["setup"]), where) if case["setup"] else (b"", 0)
        if status:
            raise RuntimeError(f"{case['name']}: setup: {quiet[-500:].decode()}")
        command = "\n".join(case["cmd"])
        hidden = [l for l in case["cmd"] if l.startswith("@")]
        shown = "\n".join(l for l in case["cmd"] if not l.startswith("@"))
        output, status = run("\n".join(l.lstrip("@") for l in hidden) + "\n" + shown
                             if hidden else command, where, case.get("net"))
        green = case["bucket"] == "green"
        if green != (status == 0):
            raise RuntimeError(f"{case['name']}: ended with {status}: {output[-600:].decode('utf8', 'replace')}")
        dress, *variant = case.get("dress", "").split() or [rng.choice(DRESSES)]
        done = subprocess.run(
            [sys.executable, HERE + "/dress.py", "--tool", case["tool"], "--family", case["family"],
             "--made-by", "Corpus/capture/platform.py " + case["name"],
             "--category", case["category"], "--because", case["because"], "--dress", dress,
             "--command", shown, "--exit", str(status), "--workdir", where,
             "--replace", where + ".home", "/root",
             "--replace", "/tmp/script.sh", SCRIPTS.get(dress, "/bin/bash").format(rng.randint(1, 9)),
             "--replace", os.uname().nodename, f"build-{rng.randint(2, 60)}"]
            + (["--variant", variant[0]] if variant else [])
            + before + case["marks"], input=output, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            check=False)
        if done.returncode:
            raise RuntimeError(done.stderr.decode() + output[-900:].decode("utf8", "replace"))
        return done.stdout
    finally:
        shutil.rmtree(top, ignore_errors=True)


def main():
    all_cases, steps = cases(), library()
    names = sys.argv[1:]
    keep = "--all" in names or "--save" in names
    names = [n for n in names if not n.startswith("--")] or sorted(all_cases)
    for name in names:
        try:
            log = make(all_cases[name], steps)
        except (RuntimeError, subprocess.SubprocessError) as error:
            print("FAIL", error, file=sys.stderr)
            continue
        if keep:
            with open(f"{HERE}/../{all_cases[name]['bucket']}/{name}.log", "wb") as file:
                file.write(log)
        else:
            sys.stdout.buffer.write(log)


if __name__ == "__main__":
    main()
