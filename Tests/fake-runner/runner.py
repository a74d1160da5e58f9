#!/usr/bin/env python3
"""A GitHub runner in small: runs our action in a folder as a job's step and tells what a user sees.

    runner.py FOLDER NAME=VALUE…      the action's inputs; prints one JSON object

The environment is that of a pull request's job; the action's own shell is what runs. FAULTLINE_BIN
is the folder of the executable.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import yaml

import commands

ROOT = pathlib.Path(__file__).resolve().parents[2]
ACTION = ROOT / "Integrations/github"


def environment(folder, files):
    event = files / "event.json"
    event.write_text(json.dumps({
        "pull_request": {"number": 7, "head": {"sha": "a" * 40, "ref": "cheaper-shipping"}},
        "repository": {"default_branch": "main"}}))
    values = {
        "PATH": os.environ.get("FAULTLINE_BIN", str(ROOT / ".build/release")) + ":" + os.environ["PATH"],
        "HOME": str(files), "CI": "true", "LANG": "C.UTF-8",
        "RUNNER_TEMP": str(files), "RUNNER_OS": "Linux", "RUNNER_NAME": "fake",
    }
    values.update({"GITHUB_" + name: value for name, value in {
        "ACTIONS": "true", "REPOSITORY": "acme/shop", "WORKFLOW": "CI", "JOB": "test",
        "RUN_ID": "9001", "RUN_NUMBER": "12", "RUN_ATTEMPT": "1", "SHA": "b" * 40,
        "REF": "refs/pull/7/merge", "REF_NAME": "7/merge", "HEAD_REF": "cheaper-shipping",
        "BASE_REF": "main", "EVENT_NAME": "pull_request", "EVENT_PATH": str(event),
        "SERVER_URL": "https://github.example", "API_URL": "https://127.0.0.1:1",
        "WORKSPACE": str(folder), "ACTION_PATH": str(ACTION),
        "OUTPUT": str(files / "output"), "STEP_SUMMARY": str(files / "summary"),
        "ENV": str(files / "env"), "PATH": str(files / "path"), "STATE": str(files / "state"),
    }.items()})
    for name in ("output", "summary", "env", "path", "state"):
        (files / name).write_text("")
    return values


def expression(text, inputs, steps):
    """`${{ inputs.x }}` and `${{ steps.s.outputs.x }}`, the only ones an action of ours may use."""
    def value(match):
        parts = match.group(1).split(".")
        if parts[0] == "inputs":
            return inputs[parts[1]]
        if parts[0] == "steps" and parts[2] == "outputs":
            return steps.get(parts[1], {}).get(parts[3], "")
        raise ValueError(f"'{match.group(0)}' is not known here")
    return re.sub(r"\$\{\{ *([\w.-]+) *\}\}", value, text)


def run(folder, given):
    action = yaml.safe_load((ACTION / "action.yml").read_text())
    strange = set(given) - set(action["inputs"])
    if strange:
        raise SystemExit(f"runner: the action has no inputs {sorted(strange)}")
    inputs = {name: given.get(name, field.get("default", "")) for name, field in action["inputs"].items()}
    seen, steps, status = commands.Step(), {}, 0
    with tempfile.TemporaryDirectory() as place:
        files = pathlib.Path(place)
        base = environment(folder, files)
        for step in action["runs"]["steps"]:
            script = files / "step.sh"
            script.write_text(expression(step["run"], inputs, steps))
            values = dict(base, **{k: expression(v, inputs, steps) for k, v in step["env"].items()})
            # As the runner does for `shell: bash`; both streams are one log.
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
                cwd=folder, env=values, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT)
            for line in done.stdout.decode("utf-8", "replace").split("\n")[:-1]:
                seen.line(line.rstrip("\r"))
            steps[step["id"]] = commands.outputs((files / "output").read_text())
            status = status or done.returncode
        summary, trouble = commands.summary((files / "summary").read_bytes())
    return {
        "status": status, "annotations": seen.annotations, "dropped": seen.dropped,
        "masks": seen.masks, "refused": seen.refused, "log": seen.log, "summary": summary,
        "summaryTrouble": trouble, "stopped": seen.token is not None,
        "outputs": {n: expression(f["value"], inputs, steps) for n, f in action["outputs"].items()},
    }


if __name__ == "__main__":
    pairs = [word.partition("=") for word in sys.argv[2:]]
    result = run(pathlib.Path(sys.argv[1]).resolve(), {name: value for name, _, value in pairs})
    print(json.dumps(result, indent=1, ensure_ascii=False))
