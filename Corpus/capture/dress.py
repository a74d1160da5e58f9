#!/usr/bin/env python3
"""Dresses a tool's raw output (stdin) as a finished corpus log (stdout). See README.md.

Puts the `#: ` header in front, a CI provider's surroundings around (providers.py), and the marks
⟦ ⟧ around the text that tells the cause. Everything that varies from run to run comes from
`--seed`, so the same call prints the same bytes.
"""

import argparse
import random
import re
import sys

sys.dont_write_bytecode = True

from dress_actions import Azure, GitHubActions  # noqa: E402
from dress_others import Buildkite, CircleCI, GitLab, Jenkins, Travis  # noqa: E402
from providers import Job, Plain, Step  # noqa: E402

PROVIDERS = {
    "plain": Plain, "github-actions": GitHubActions, "azure": Azure, "gitlab": GitLab,
    "jenkins": Jenkins, "travis": Travis, "circleci": CircleCI, "buildkite": Buildkite,
}

ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07")


class MarkError(Exception):
    """A mark that matches nothing: the log would claim a cause that is not in it."""


def visible(line):
    """The line without colour, and for each visible character its place in the raw line."""
    text, places, at = [], [], 0
    for match in ANSI.finditer(line):
        text.append(line[at : match.start()])
        places += range(at, match.start())
        at = match.end()
    text.append(line[at:])
    places += range(at, len(line))
    return "".join(text), places


def mark_line(line, match, places):
    """Puts ⟦ ⟧ around the match's groups, or around all of it if it has none."""
    spans = [match.span(g) for g in range(1, match.re.groups + 1) if match.group(g)]
    for start, end in sorted(spans or [match.span()], reverse=True):
        raw_start, raw_end = places[start], places[end - 1] + 1
        line = line[:raw_start] + "⟦" + line[raw_start:raw_end] + "⟧" + line[raw_end:]
    return line


def mark(lines, pattern, which):
    """Marks the first, last or all of the lines that match; raises MarkError if none does."""
    rule = re.compile(pattern)
    hits = []
    for index, line in enumerate(lines):
        if "⟦" in line:
            continue
        text, places = visible(line)
        found = rule.search(text)
        if found and found.end() > found.start():
            hits.append((index, found, places))
    if not hits:
        raise MarkError(f"mark '{pattern}' matches no line")
    chosen = {"first": hits[:1], "last": hits[-1:], "all": hits}[which]
    for index, found, places in chosen:
        lines[index] = mark_line(lines[index], found, places)


def clean(data, replacements):
    """Bytes of a capture as lines: UTF-8 repaired, scratch names replaced, CR LF kept as LF."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    for old, new in replacements:
        text = text.replace(old, new)
    text = text.replace("⟦", "[").replace("⟧", "]")
    return text[:-1].split("\n") if text.endswith("\n") else text.split("\n") if text else []


def options():
    """The command line; every default is a value that claims nothing."""
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    head = p.add_argument_group("header")
    for name in ("tool", "family", "made-by", "category", "because"):
        head.add_argument("--" + name, required=True)
    p.add_argument("--dress", choices=sorted(PROVIDERS), default="plain")
    p.add_argument("--command", default="make ci", help="what the CI ran and echoes")
    p.add_argument("--step", help="the step's display name, if it has one")
    p.add_argument("--exit", type=int, default=0, help="status of the main step; 0 = green")
    pair = dict(nargs=2, action="append", default=[], metavar=("FILE", "COMMAND"))
    p.add_argument("--before", **pair, help="output of an earlier, successful step")
    p.add_argument("--after", **pair, help="output of a later step that still ran")
    p.add_argument("--mark", action="append", default=[], help="mark the first match")
    p.add_argument("--mark-last", action="append", default=[])
    p.add_argument("--mark-all", action="append", default=[])
    p.add_argument("--replace", nargs=2, action="append", default=[], metavar=("OLD", "NEW"))
    p.add_argument("--workdir", action="append", default=[], help="scratch dir to rename")
    p.add_argument("--seed", help="default: made-by")
    p.add_argument("--project", help="default: one of a list, by seed")
    p.add_argument("--job", help="the job's name; default by seed")
    p.add_argument("--image", help="container image the job runs in, where the CI shows one")
    p.add_argument("--seconds", type=float, help="how long the main step took")
    p.add_argument("--variant", help="provider's layout: full, step, tsv (github-actions) …")
    return p.parse_args()


def main():
    o = options()
    rng = random.Random(o.seed or o.made_by)
    job = Job(rng, project=o.project, name=o.job, image=o.image, variant=o.variant)
    dress = PROVIDERS[o.dress](job)
    swaps = [tuple(pair) for pair in o.replace]
    swaps += [(path.rstrip("/"), dress.workspace) for path in sorted(o.workdir, key=len)[::-1]]

    def step(path, command):
        with open(path, "rb") as file:
            return Step(command, clean(file.read(), swaps))

    body = clean(sys.stdin.buffer.read(), swaps)
    try:
        for which in ("first", "last", "all"):
            for pattern in getattr(o, "mark" if which == "first" else "mark_" + which):
                mark(body, pattern, which)
    except MarkError as error:
        sys.exit(f"dress.py: {error} ({o.made_by})")
    main_step = Step(o.command, body, o.exit, o.step, o.seconds)
    log = dress.render(
        [step(*pair) for pair in o.before], main_step, [step(*pair) for pair in o.after]
    )
    header = [
        ("tool", o.tool), ("family", o.family), ("made-by", o.made_by),
        ("dress", o.dress), ("category", o.category), ("because", o.because),
    ]
    text = "".join(f"#: {key:<9} {value}\n" for key, value in header)
    text += "".join(line + "\n" for line in log)
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
