"""How long answers take on a large store: asks every phrasing of the brain's table.

    faultline simulate --store big.db --runs 100000 --weeks 6
    python3 Tests/ask-speed.py FAULTLINE big.db [--slow 5]

The table's runs, pull requests, branches and tests are replaced by ones the store has, and every
question of a thread follows one about a failed run, so that nothing is quick by being unknown.
The time is that of a whole round: the line in, the last line of the answer out. The CPU time of
the program is printed beside it, as a machine that is busy with other things makes rounds longer.
"""

import argparse
import os
import pathlib
import random
import re
import sqlite3
import subprocess
import time

TABLE = pathlib.Path(__file__).parent / "AssistantTests" / "phrasings.tsv"
# `help` needs no store: its last line marks the end of the answer before it.
MARK = b"is the registry down?\n\n"


def subjects(path: str, number: int) -> list[dict[str, str]]:
    """Failed jobs of the store, those of the most frequent failures as often as they are."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as store:
        rows = store.execute(
            """SELECT r.id, coalesce(r.pull_request, '1'), r.branch, r.commit_id, j.name, p.name,
                 coalesce(r.author, 'nobody'), coalesce(r.url, '')
               FROM failure f JOIN job j ON j.repository = f.repository AND j.job = f.job
               JOIN run r ON r.repository = j.repository AND r.run = j.run
               JOIN repository p ON p.repository = f.repository"""
        ).fetchall()
        tests = [row[0] for row in store.execute("SELECT name FROM test ORDER BY name")]
        end = store.execute("SELECT max(started) FROM job").fetchone()[0]
    dice = random.Random(7)
    names = ["run", "pr", "branch", "commit", "job", "repo", "author", "url"]
    picked = [dict(zip(names, dice.choice(rows))) for _ in range(number)]
    for one in picked:
        one["test"] = dice.choice(tests).split("::")[-1] if tests else "test_none"
        one["now"] = str(end + 600)
    return picked


def dressed(text: str, subject: str, real: dict[str, str]) -> str:
    """The phrasing about something the store has."""
    kind, _, name = subject.partition(":")
    if not name or kind in ("choice", "service", "file", "name"):
        return text
    return re.sub(re.escape(name), lambda _: real.get(kind, name), text, count=1)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("binary")
    options.add_argument("store")
    options.add_argument("--slow", type=int, default=5, help="how many of the slowest to show")
    options.add_argument("--every", type=int, default=1, help="ask one of so many only")
    given = options.parse_args()
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("# ")][:: given.every]
    reals = subjects(given.store, len(rows))
    chat = subprocess.Popen(
        [given.binary, "chat", "--store", given.store, "--as", reals[0]["author"]],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )

    def on_cpu() -> float:
        """Milliseconds that all threads of the program ran."""
        tasks = pathlib.Path(f"/proc/{chat.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e6

    def ask(text: str) -> tuple[float, float]:
        busy = on_cpu()
        start = time.perf_counter()
        chat.stdin.write((text + "\nhelp\n").encode())
        chat.stdin.flush()
        seen = b""
        while not seen.endswith(MARK):
            piece = os.read(chat.stdout.fileno(), 1 << 16)
            if not piece:
                raise SystemExit(f"no answer to: {text}")
            seen += piece
        return (time.perf_counter() - start) * 1000, on_cpu() - busy

    ask("why did run 1 fail?")
    times = []
    for (text, context, _, subject), real in zip(rows, reals):
        if context in ("thread", "choices"):
            ask(f"why did run {real['run']} fail?")
        text = dressed(text, subject, real)
        times.append((*ask(text), text))
    chat.stdin.close()
    chat.wait()
    print(f"{len(times)} questions, load {os.getloadavg()[0]:.1f}")
    for column, name in enumerate(["time", "CPU time"]):
        sorted_times = sorted(entry[column] for entry in times)
        at = lambda share: sorted_times[min(len(times) - 1, int(share * len(times)))]
        print(
            f"{name:<9} p50 {at(0.5):.1f} ms, p90 {at(0.9):.1f} ms, p99 {at(0.99):.1f} ms, "
            f"longest {sorted_times[-1]:.1f} ms"
        )
    times.sort(key=lambda entry: -entry[1])
    for took, busy, text in times[: given.slow]:
        print(f"{took:8.1f} ms {busy:8.1f} ms CPU  {text[:80]}")


main()
