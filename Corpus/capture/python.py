#!/usr/bin/env python3
"""Makes the corpus logs of the Python families: python.py CASE... | --all | --list | --missing.

Each case runs the real tool in a scratch folder and hands what it printed to dress.py. The tools
come from virtual environments under $FAULTLINE_PYTHON (default /tmp/h/python): main (pytest and
most others), tools (poetry, pipenv); python-setup.sh makes them.
"""

import importlib
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import zlib

HERE = pathlib.Path(__file__).resolve().parent
ENVS = pathlib.Path(os.environ.get("FAULTLINE_PYTHON", "/tmp/h/python"))
CORPUS = HERE.parent
DRESSES = (
    ["github-actions"] * 7 + ["travis"] * 3 + ["jenkins"] * 3 + ["gitlab"] * 3
    + ["circleci", "buildkite", "azure", "plain"]
)
# What earlier steps installed: real pip output, one set a log.
INSTALLS = [
    "attrs click", "requests", "flask", "pyyaml rich", "httpx", "sqlalchemy", "jinja2 tomli",
    "pydantic", "python-dateutil pytz", "marshmallow", "networkx", "bottle peewee", "starlette",
    "aiohttp", "babel", "cachetools tenacity", "docutils", "typer",
]
FAMILIES = {
    "pytest": "python-test", "unittest": "python-unittest", "django": "python-unittest",
    "pip": "python-install", "poetry": "python-install", "uv": "python-install",
    "pipenv": "python-install", "setuptools": "python-install", "tox": "python-tox",
    "nox": "python-tox", "mypy": "python-lint", "pyright": "python-lint", "ruff": "python-lint",
    "flake8": "python-lint", "pylint": "python-lint", "black": "python-lint",
    "isort": "python-lint", "bandit": "python-lint", "precommit": "python-lint",
    "sphinx": "python-docs", "twine": "python-publish", "robot": "robot", "python": "python",
}


def environment(home, extra):
    """The child's environment: our tools first, no colour, a home of its own."""
    paths = [str(ENVS / "main/bin"), str(ENVS / "tools/bin"), "/usr/bin", "/bin", "/usr/sbin"]
    env = {
        "PATH": os.pathsep.join(paths), "HOME": home, "LANG": "C.UTF-8", "COLUMNS": "80",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1", "CI": "true", "PYTHONDONTWRITEBYTECODE": "1",
        "POETRY_VIRTUALENVS_IN_PROJECT": "1", "GIT_AUTHOR_NAME": "ci", "GIT_COMMITTER_NAME": "ci",
        "GIT_AUTHOR_EMAIL": "ci@localhost", "GIT_COMMITTER_EMAIL": "ci@localhost",
        "PIP_CONFIG_FILE": "/dev/null", "UV_PYTHON_DOWNLOADS": "never",
        "UV_CACHE_DIR": str(ENVS / "uvcache"), "PIP_CACHE_DIR": home + "/pipcache",
    }
    trust = {k: v for k, v in os.environ.items() if k.endswith(("_CERT", "_CERT_FILE", "_BUNDLE"))}
    return env | trust | extra


def run(command, folder, home, extra, seconds):
    """Runs a shell script; returns its joined output and status."""
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment(home, extra), timeout=seconds,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )
    return done.stdout, done.returncode


def version(tool, home):
    """The tool's name and version as it says it itself."""
    asks = {"django": "python -m django --version", "unittest": "python --version",
            "setuptools": "python -c 'import setuptools as s; print(s.__version__)'",
            "sphinx": "sphinx-build --version", "precommit": "pre-commit --version"}
    out, _ = run(asks.get(tool, tool + " --version"), home, home, {}, 60)
    last = [w for w in out.decode().split() if w[:1].isdigit() or w[:2].rstrip("0123456789") == "v"]
    return f"{tool} {last[0].rstrip(',') if last else ''}".strip()


def install_output(slug, scratch, home):
    """Real output of an earlier installation step, chosen by the case's name."""
    packages = INSTALLS[zlib.crc32(slug.encode()) % len(INSTALLS)]
    cache = ENVS / "installs" / (packages.replace(" ", "-") + ".txt")
    if not cache.exists():
        cache.parent.mkdir(exist_ok=True)
        out, _ = run(f"pip install --target lib {packages}", scratch, home, {}, 300)
        cache.write_bytes(out)
    return cache, f"pip install {packages}"


def capture(case):
    """Runs one case and writes its log."""
    slug = case["slug"]
    from python_projects import skeleton
    with tempfile.TemporaryDirectory(prefix="cap") as scratch, \
            tempfile.TemporaryDirectory(prefix="home") as home:
        rng = random.Random(slug)
        files = (skeleton(rng) if case.get("skeleton", True) else {}) | case.get("files", {})
        for name, text in files.items():
            path = pathlib.Path(scratch, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        if "setup" in case:
            run(case["setup"], scratch, home, case.get("env", {}), 300)
        out, status = run(case["run"], scratch, home, case.get("env", {}), case.get("limit", 300))
        green = case["bucket"] == "green"
        if green != (status == 0):
            raise SystemExit(f"{slug}: status {status}\n{out.decode(errors='replace')[-1500:]}")
        tool = case.get("tool", slug.split("-")[0])
        args = [
            sys.executable, str(HERE / "dress.py"), "--tool", version(tool, home),
            "--family", case.get("family", FAMILIES.get(tool, "python")),
            "--made-by", f"Corpus/capture/python.py {slug}",
            "--category", case["category"], "--because", case["because"],
            "--dress", case.get("dress", DRESSES[zlib.crc32(slug[::-1].encode()) % len(DRESSES)]),
            "--exit", str(status), "--command", case.get("command", case["run"].split("\n")[-1]),
            "--workdir", scratch, "--replace", str(ENVS / "main"), "/opt/venv",
            "--replace", str(ENVS / "tools"), "/opt/tools", "--replace", home, "/home/ci",
            "--replace", "/root/.pyenv/versions", "/opt/python",
        ]
        if not case.get("bare"):
            path, command = install_output(slug, scratch, home)
            args += ["--before", str(path), command]
        for kind in ("mark", "mark-last", "mark-all"):
            for pattern in case.get(kind, []):
                args += ["--" + kind, pattern]
        done = subprocess.run(args, input=out, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              check=False)
        if done.returncode:
            raise SystemExit(f"{slug}: {done.stderr.decode()}\n{out.decode(errors='replace')[-2500:]}")
        (CORPUS / case["bucket"]).mkdir(exist_ok=True)
        (CORPUS / case["bucket"] / f"{slug}.log").write_bytes(done.stdout)


def main():
    sys.path.insert(0, str(HERE))
    modules = sorted(p.stem for p in HERE.glob("python_cases_*.py"))
    cases = {c["slug"]: c for m in modules for c in importlib.import_module(m).CASES}
    names = sys.argv[1:]
    if names == ["--list"]:
        return print("\n".join(f"{c['bucket']}/{s}" for s, c in cases.items()))
    if names in (["--all"], ["--missing"]):
        done = lambda c: (CORPUS / c["bucket"] / f"{c['slug']}.log").exists()
        names = [s for s, c in cases.items() if names == ["--all"] or not done(c)]
    for name in names:
        try:
            capture(cases[name])
        except (SystemExit, subprocess.TimeoutExpired) as error:
            print("FAILED", error, file=sys.stderr, flush=True)
    return None


if __name__ == "__main__":
    main()
