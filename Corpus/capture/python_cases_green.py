"""Green runs with alarming words, and failures whose logs do not tell the reason."""


def green(slug, because, run, files=None, **more):
    return dict(slug=slug, bucket="green", category="none", because=because, run=run,
                files=files or {}, **more)


def unknown(slug, because, run, files=None, **more):
    return dict(slug=slug, bucket="unknown", category="none", because=because, run=run,
                files=files or {}, **more)


PT = "python -m pytest -p no:cacheprovider "
LOUD = '''import logging

import pytest

log = logging.getLogger("worker")


def test_connection_refused_is_retried(caplog):
    log.error("connection refused by upstream, retrying")


def test_error_in_payload_raises():
    with pytest.raises(ValueError, match="fatal"):
        raise ValueError("fatal: cannot parse payload")


@pytest.mark.parametrize("code", [400, 404, 500, 503])
def test_http_error(code):
    log.exception("HTTP Error %s: Service Unavailable", code)


def test_out_of_memory_message():
    print("MemoryError: cannot allocate 7.45 GiB")
'''
FLAKY = """import http.server

SEEN = []


class Index(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        SEEN.append(self.path)
        if len(SEEN) < 3:
            self.connection.close()
            return
        self.send_response(302)
        self.send_header("Location", "https://pypi.org" + self.path)
        self.end_headers()

    def log_message(self, *args):
        pass


http.server.HTTPServer(("127.0.0.1", 18090), Index).serve_forever()
"""
CASES = [
    green("pytest-green-error-names", "tests named after failures pass", PT + "-v", {"tests/test_error_handling.py": LOUD}),
    green("pytest-green-live-log", "passing tests log errors to the console", PT + "-v -o log_cli=true -o log_cli_level=INFO -s", {"tests/test_failures.py": LOUD}),
    green("pytest-green-xfail", "known bugs fail as expected", PT + "-rxXs -v", {
        "tests/test_known_bugs.py": "import pytest\n\n\n@pytest.mark.xfail(reason='AssertionError: rounding is wrong')\ndef test_rounding():\n    assert 1 == 2\n\n\n@pytest.mark.skip(reason='server error 503 on staging')\ndef test_staging():\n    pass\n\n\n@pytest.mark.xfail(raises=ConnectionError)\ndef test_offline():\n    raise ConnectionError('Connection refused')\n"}),
    green("pytest-green-reruns", "a test recovers on its second run", PT + "--reruns 3 -v -rR", {
        "tests/test_flaky_socket.py": "import pathlib\n\nSEEN = pathlib.Path('seen')\n\n\ndef test_socket_recovers():\n    first = not SEEN.exists()\n    SEEN.touch()\n    assert not first, 'Connection reset by peer'\n"}),
    green("pytest-green-warnings", "deprecation warnings only", PT + "-W default", {
        "tests/test_old.py": "import warnings\n\n\ndef test_old_call():\n    warnings.warn('parse() is deprecated and will raise an error in 3.0', DeprecationWarning)\n\n\ndef test_resource():\n    warnings.warn('error: unclosed file', ResourceWarning)\n\n\ndef test_fatal():\n    warnings.warn('FAILED to load fast path, falling back', RuntimeWarning)\n"}),
    green("pytest-green-xdist-cov", "coverage above its gate", PT + "-n 2 --cov=tests --cov-fail-under=50", {"tests/test_crash_reporter.py": LOUD}),
    green("pytest-green-doctest-traceback", "documented tracebacks", PT + "--doctest-modules -v", {
        "calc/__init__.py": "", "calc/div.py": 'def div(a, b):\n    """Divides.\n\n    >>> div(1, 0)\n    Traceback (most recent call last):\n    ...\n    ZeroDivisionError: division by zero\n    """\n    return a / b\n'}),
    green("pytest-green-long", "two thousand passing tests", PT + "-v", {
        "tests/test_table.py": "import pytest\n\n\n@pytest.mark.parametrize('status', ['failed', 'error', 'timeout', 'ok'])\n@pytest.mark.parametrize('n', range(550))\ndef test_status(n, status):\n    assert n >= 0\n"}, dress="gitlab"),
    green("pytest-green-subprocess", "a child's usage error is expected", PT + "-s -q", {
        "tests/test_cli.py": "import subprocess\nimport sys\n\n\ndef test_bad_option_exits_2():\n    r = subprocess.run([sys.executable, '-m', 'json.tool', '--nope'])\n    assert r.returncode == 2\n\n\ndef test_crash_report():\n    r = subprocess.run([sys.executable, '-c', 'raise RuntimeError(\"boom\")'])\n    assert r.returncode == 1\n"}),
    green("unittest-green-logged", "passing tests print tracebacks", "python -m unittest discover -v -s checks", {
        "checks/test_log.py": "import logging\nimport unittest\n\n\nclass LogTest(unittest.TestCase):\n    def test_error_is_logged(self):\n        try:\n            {}['key']\n        except KeyError:\n            logging.exception('lookup failed')\n\n    def test_fail_path(self):\n        logging.error('ERROR: job 17 failed, 0 retries left')\n\n    @unittest.expectedFailure\n    def test_known(self):\n        self.assertEqual(1, 2)\n"}),
    green("pip-green-retry", "the index drops two connections and then answers", "python .ci/flaky.py & S=$!\nsleep 1\npython -m venv --without-pip .venv\npip --python .venv/bin/python install --index-url http://127.0.0.1:18090/simple attrs; R=$?; kill $S; exit $R",
          {".ci/flaky.py": FLAKY}, skeleton=False, command="pip install attrs"),
    green("pip-green-resolver-warning", "pip complains and goes on", "python -m venv --without-pip .venv\npip --python .venv/bin/python install flask\npip --python .venv/bin/python install 'werkzeug<2'\necho 'environment ready, 0 errors'", skeleton=False),
    green("pip-green-sdist", "a C extension builds with warnings", "python -m venv --without-pip .venv\npip --python .venv/bin/python install -v ./ext && echo Built: 0 errors", {
        "ext/setup.py": "from setuptools import Extension, setup\n\nsetup(name='sumx', version='1', ext_modules=[Extension('sumx', ['sumx.c'], extra_compile_args=['-Wall'])])\n", "ext/sumx.c": "static int unused_error(void) { return 1; }\nint fatal_error;\n"}, skeleton=False),
    green("tox-green-optional", "an optional environment may fail", "tox", {
        "tox.ini": "[tox]\nskipsdist=true\nenvlist=unit,nightly\n[testenv:unit]\ndeps=pytest\ncommands=pytest -p no:cacheprovider\n[testenv:nightly]\nignore_outcome=true\ncommands=python -c \"raise SystemExit('error: nightly build has failed')\"\n"}),
    green("mypy-green-notes", "only notes", "mypy --show-error-context . && echo 'type check: 0 errors'", {"lab/err.py": "class FatalError(Exception):\n    pass\n\n\ndef fail(x):\n    reveal = x\n    y: int = 'a'  # type: ignore\n"}),
    green("ruff-green-noqa", "lint passes, warnings about settings", "ruff check . ; ruff format . ; ruff format --check . && black --version && flake8 --exit-zero .", {"pyproject.toml": "[tool.ruff]\nselect = ['E9']\nline-length = 60\n", "lab/mix.py": "import os  # noqa: F401\n\nx = 1\n\n\ndef f():\n    y = 2\n"}),
    green("pylint-green-score", "score above the limit with messages", "pylint --fail-under=1 --disable=import-error lab", {"lab/__init__.py": "", "lab/error_codes.py": "ERR_FATAL = 1\n\n\ndef fail(code, fatal=[]):\n    print('error', code, fatal)\n\n\ndef ok():\n    return ERR_FATAL\n"}),
    green("sphinx-green-warnings", "warnings that do not fail the build", "sphinx-build -b html docs out", {"docs/conf.py": "project='Errors'\n", "docs/index.rst": "Errors\n======\n\n.. toctree::\n\n   missing\n\nSee :ref:`fatal-error`.\n", "docs/failure.rst": "Failure\n=======\n"}),
    green("django-green-tests", "tests of error pages", "python manage.py test -v 2", {
        "manage.py": "import os\nimport sys\n\nos.environ['DJANGO_SETTINGS_MODULE'] = 'web.settings'\nfrom django.core.management import execute_from_command_line\n\nexecute_from_command_line(sys.argv)\n", "web/__init__.py": "", "web/settings.py": "SECRET_KEY = 'x'\nINSTALLED_APPS = ['django.contrib.contenttypes', 'django.contrib.auth', 'desk']\nROOT_URLCONF = 'web.urls'\nALLOWED_HOSTS = ['*']\nDATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': ':memory:'}}\n",
        "web/urls.py": "from django.http import HttpResponseServerError\nfrom django.urls import path\n\n\ndef broken(request):\n    return HttpResponseServerError('boom')\n\n\nurlpatterns = [path('broken', broken)]\n", "desk/__init__.py": "",
        "desk/tests.py": "from django.test import TestCase\n\n\nclass ErrorPages(TestCase):\n    def test_not_found(self):\n        self.assertEqual(self.client.get('/missing').status_code, 404)\n\n    def test_internal_server_error(self):\n        self.assertEqual(self.client.get('/broken').status_code, 500)\n\n    def test_forbidden_is_logged(self):\n        pass\n"}, skeleton=False),
    green("robot-green-expected", "expected errors in passing suites", "robot --outputdir out suites", {"suites/errors.robot": "*** Test Cases ***\nFailing Keyword Is Caught\n    Run Keyword And Expect Error    *boom*    Fail    boom\n\nError Is Logged\n    Log    connection refused    ERROR\n    Log To Console    FAIL: this is only text\n"}),
    green("uv-green-install", "uv resolves and tests run", "uv venv -q && uv pip install rich attrs && python -m pytest -p no:cacheprovider -q", {"tests/test_failover.py": LOUD}),
    green("precommit-green", "all hooks pass or are skipped", "git add -A && pre-commit run --all-files", {".pre-commit-config.yaml": "repos:\n- repo: local\n  hooks:\n  - id: errcheck\n    name: fail on error markers\n    entry: python -m compileall -q\n    language: system\n    types: [python]\n  - id: never\n    name: detect failed merges\n    entry: 'false'\n    language: system\n    files: nothing\n"}, setup="git init -q ."),
    unknown("python-exit-silent", "the program only says that it stops", "python worker.py", {"worker.py": "import sys\n\nfor n in range(30):\n    print(f'step {n} done')\nprint('stopping')\nsys.exit(3)\n"}, skeleton=False),
    unknown("pytest-exit-hook", "something ended pytest without a word", PT + "-v", {"tests/test_zz.py": "import os\n\n\ndef test_end():\n    os._exit(7)\n"}),
    unknown("python-batch-total", "the batch reports a count but no reason", "python batch.py", {"batch.py": "import random\nimport sys\n\nrandom.seed(4)\nfor n in range(80):\n    print(f'[{n:02}] chunk {random.randrange(10 ** 6)} processed')\nprint('79 of 80 chunks ok')\nsys.exit(1)\n"}, skeleton=False),
    unknown("python-quiet-tests", "the runner hides its output and only returns a status", PT + "-q > out.txt 2>&1 || (echo 'see report.xml'; exit 1)", {"tests/test_hidden.py": "def test_hidden():\n    assert 0\n"}, command="./run-tests.sh"),
    unknown("tox-exit-minus", "tox only tells that a command ended with a status", "tox -e run", {"tox.ini": "[tox]\nskipsdist=true\n[testenv:run]\ncommands=python -c \"import sys; print('starting'); sys.exit(9)\"\n"}),
    unknown("python-background-exit", "a background service stopped before the step ended", "python serve.py & wait $!\n", {"serve.py": "import os\nimport time\n\nprint('listening on port 8001', flush=True)\ntime.sleep(0.3)\nos._exit(11)\n"}, skeleton=False, command="./ci/serve.sh"),
    unknown("nox-quiet", "a nox session fails in a script that prints nothing", "nox -s sync", {"noxfile.py": "import nox\n\n\n@nox.session(venv_backend='none')\ndef sync(session):\n    session.run('python', 'sync.py')\n", "sync.py": "import sys\n\nsys.exit(5)\n"}),
]
