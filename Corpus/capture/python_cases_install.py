"""Cases of dependency, infra and config around installing Python packages."""

import json
import os


def case(bucket, slug, category, because, run, files=None, **more):
    more.setdefault("skeleton", False)
    return dict(slug=slug, bucket=bucket, category=category, because=because, run=run,
                files=files or {}, **more)


def package(name, version, requires=(), extra=""):
    """pyproject.toml of a small local package."""
    return (f"[build-system]\nrequires = ['setuptools']\nbuild-backend = 'setuptools.build_meta'\n"
            f"[project]\nname = '{name}'\nversion = '{version}'\ndependencies = "
            f"{json.dumps(list(requires))}\n{extra}")


VENV = "python -m venv --without-pip .venv\nPY=\"pip --python .venv/bin/python\"\n"
OFF = "unshare -n bash -c '{}'"
# A small index: /simple/NAME/ behind a user and password, or one that only answers errors.
SERVER = '''import base64, http.server, sys

STATUS, NEED = int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else ""


class Index(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(STATUS)
        if STATUS == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="index"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Index).serve_forever()
'''


def served(port, status, command):
    """Runs a command while a tiny index answers every request with one status."""
    return (f"python .ci/index.py {port} {status} & S=$!\nsleep 1\n{command}\nR=$?\nkill $S\nexit $R")


TWO = {
    "vendor/alpha/pyproject.toml": package("alpha-client", "2.0", ["urllib3>=2"]),
    "vendor/alpha/alpha.py": "", "vendor/beta/pyproject.toml": package("beta-sync", "1.4", ["urllib3<2"]),
    "vendor/beta/beta.py": "",
}
SDIST = "from setuptools import Extension, setup\n\nsetup(name='{0}', version='{1}', ext_modules=[Extension('{0}', ['{0}.c'])])\n"
# Old interpreters, as pyenv installs them.
OLD = os.path.expanduser("~/.pyenv/versions/")
D, I, C = "dependency", "infra", "config"
CASES = [
    case(D, "pip-conflict-local", "version-conflict", "two local packages want different urllib3",
         VENV + "$PY install ./vendor/alpha ./vendor/beta", TWO, mark=[r"^(ERROR: Cannot install .*)"]),
    case(D, "pip-conflict-pins", "version-conflict", "requests and urllib3 are pinned apart",
         VENV + "$PY install -r requirements.txt",
         {"requirements.txt": "requests==2.25.1\nurllib3==2.2.1\nflask\n"}, mark=[r"^(ERROR: Cannot install .*)"]),
    case(D, "pip-no-such-version", "package-not-found", "the release does not exist",
         VENV + "$PY install rich attrs==99.1", mark=[r"^(ERROR: Could not find a version that.*?)\("]),
    case(D, "pip-no-such-package", "package-not-found", "the name does not exist on the index",
         VENV + "$PY install -r requirements.txt",
         {"requirements.txt": "click\nquillpress-internal-toolkit==1.2\n"},
         **{"mark-all": [r"^(ERROR: Could not find .*)", r"^(ERROR: No matching .*)"]}),
    case(D, "pip-python-too-old", "toolchain-version", "the project needs a newer Python",
         VENV + "$PY install .", {"pyproject.toml": package("millrace", "3.1", ["attrs"], "requires-python = '>=3.13'\n"), "millrace.py": ""},
         mark=[r"^(ERROR: Package .* requires a different Python.*)"]),
    case(D, "pip-py36-numpy", "toolchain-version", "the wanted release has no files for Python 3.6",
         OLD + "3.6.15/bin/python -m venv old && old/bin/pip install click 'numpy>=1.20'", tool="pip",
         **{"mark-last": [r"^(\s*(?:ERROR: )?Could not find a version.*)"]}),
    case(D, "pip-py27-missing", "package-not-found", "Python 2.7's pip finds no release",
         OLD + "2.7.18/bin/python -m pip install --target lib six 'attrs>=23'", tool="pip",
         mark=[r"(Could not find a version that satisfies.*?)\("]),
    case(D, "pip-hash-mismatch", "checksum-mismatch", "the requirements file has another hash",
         VENV + "$PY install -r requirements.txt",
         {"requirements.txt": "six==1.16.0 --hash=sha256:" + "ab" * 32 + "\n"},
         mark=[r"^(ERROR: THESE PACKAGES DO NOT MATCH.*)"]),
    case(D, "pip-hash-missing", "lockfile-drift", "a dependency of a hashed requirement has no hash",
         VENV + "$PY install --require-hashes -r requirements.txt", {"requirements.txt": "packaging\nidna==3.7\n"},
         mark=[r"^(ERROR: In --require-hashes mode.*|ERROR: Hashes are required.*)"]),
    case(D, "pip-wheel-platform", "install-failed", "a wheel for Windows on Linux",
         VENV + "touch vane-1.0-cp39-cp39-win_amd64.whl\n$PY install ./vane-1.0-cp39-cp39-win_amd64.whl",
         mark=[r"^(ERROR: vane.*not a supported wheel.*)"]),
    case(D, "pip-check-broken", "version-conflict", "pip check finds a pin that does not fit",
         VENV + "$PY install -q flask && $PY install -q 'werkzeug<2' ; $PY check", mark=[r"^(flask .* has requirement .*)"]),
    case(D, "pip-use-2to3", "incompatible-release", "an old sdist with setuptools of today",
         VENV + "$PY install ./vendor/suds", {"vendor/suds/setup.py": "from setuptools import setup\n\nsetup(name='suds', version='0.4', use_2to3=True, py_modules=['suds'])\n", "vendor/suds/suds.py": ""},
         mark=[r"(error in suds setup command: use_2to3 is invalid.*)"]),
    case(D, "pip-setup-py2", "toolchain-version", "a setup script written for Python 2",
         VENV + "$PY install ./vendor/pyspool", {"vendor/pyspool/setup.py": "from setuptools import setup\nprint 'building pyspool'\nsetup(name='pyspool')\n"},
         mark=[r"(SyntaxError: Missing parentheses.*)"]),
    case(D, "pip-backend-missing", "install-failed", "the build backend is not in build-system.requires",
         VENV + "$PY install ./vendor/hull", {"vendor/hull/pyproject.toml": "[build-system]\nrequires = ['setuptools']\nbuild-backend = 'flit_core.buildapi'\n[project]\nname = 'hull'\nversion = '1'\n"},
         mark=[r"(× Cannot import build backend .*)"]),
    case(D, "python-module-missing", "install-failed", "a package is not in the requirements",
         "python -m compileall -q app && python -m app.serve --check", {"app/__init__.py": "", "app/serve.py": "import sys\n\nprint('loading handlers')\nimport gunicorn_extras\n"},
         mark=[r"^(ModuleNotFoundError: .*)"]),
    case(D, "python-distutils-removed", "toolchain-version", "distutils is gone in Python 3.12",
         OLD + "3.12.1/bin/python setup_env.py", {"setup_env.py": "print('probing compiler')\nfrom distutils.version import LooseVersion\n"},
         mark=[r"^(ModuleNotFoundError: .*)"]),
    case(D, "python-collections-abc", "incompatible-release", "a vendored library is too old for this Python",
         "python -c 'import site, sys; print(sys.version)' && python run.py", {"run.py": "from collections import Mapping\n"},
         mark=[r"^(ImportError: cannot import name .*)"]),
    case(D, "python-dash-m-missing", "install-failed", "the tool is not installed for this interpreter",
         "/usr/bin/python3 --version && /usr/bin/python3 -m gunicorn_devserver --check app", mark=[r"(No module named .*)"]),
    case(D, "uv-conflict", "version-conflict", "requirements exclude each other",
         "uv pip compile requirements.in", {"requirements.in": "requests==2.25.1\nurllib3>=2\n"}, mark=[r"(Because .*)"]),
    case(D, "uv-not-found", "package-not-found", "the name does not exist", "uv venv -q && uv pip install rich heliograph-private-sdk",
         mark=[r"(Because .*)"]),
    case(D, "uv-locked-stale", "lockfile-drift", "a dependency was added without locking", "uv sync --locked",
         {"pyproject.toml": package("siltbed", "1", ["attrs"], "requires-python='>=3.10'\n")}, setup="uv lock; sed -i 's/\"attrs\"/\"attrs\", \"click\"/' pyproject.toml",
         mark=[r"(.*needs to be updated.*)"]),
    case(D, "uv-python-missing", "toolchain-version", "the interpreter does not fit requires-python",
         "uv sync --python 3.9", {"pyproject.toml": package("reedbed", "1", ["attrs"], "requires-python='>=3.12'\n")}, mark=[r"^(error: .*)"]),
    case(D, "poetry-conflict", "version-conflict", "a local package wants a newer one than there is", "poetry lock --no-interaction",
         {"pyproject.toml": "[tool.poetry]\nname='wren'\nversion='1'\ndescription=''\nauthors=[]\n[tool.poetry.dependencies]\npython='^3.10'\nalpha-nest={path='a'}\ngamma-nest={path='g'}\n",
          "a/pyproject.toml": package("alpha-nest", "1.0", ["gamma-nest>=2"]), "g/pyproject.toml": package("gamma-nest", "1.4"), "a/alpha_nest.py": "", "g/gamma_nest.py": ""},
         **{"mark-last": [r"(.*version solving failed.*)"]}),
    case(D, "poetry-lock-stale", "lockfile-drift", "pyproject changed after locking", "poetry install --no-interaction",
         {"pyproject.toml": "[tool.poetry]\nname='finch'\nversion='1'\ndescription=''\nauthors=[]\npackage-mode=false\n[tool.poetry.dependencies]\npython='^3.10'\n"},
         setup="poetry lock; echo \"six = '^1.16'\" >> pyproject.toml", mark=[r"(pyproject.toml changed significantly.*)"]),
    case(D, "tox-interpreter-missing", "toolchain-version", "no such Python on the machine", "tox -e py37,py315",
         {"tox.ini": "[tox]\nskipsdist=true\nskip_missing_interpreters=false\n[testenv]\ncommands=python -V\n"}, **{"mark-all": [r"(.*could not find python interpreter.*)"]}),
    case(D, "mypy-stubs-missing", "install-failed", "the types of a library are not installed", "mypy --strict pond",
         {"pond/__init__.py": "", "pond/fish.py": "import yaml\nimport simplejson\n\n\ndef load(x: str) -> object:\n    return yaml.safe_load(x)\n"}, **{"mark-all": [r"(error: (?:Library stubs|Cannot find impl).*)"]}),
    case(D, "sphinx-extension", "install-failed", "a Sphinx extension is not installed", "sphinx-build -b html docs out",
         {"docs/conf.py": "extensions = ['sphinx_copybutton', 'myst_parser']\n", "docs/index.rst": "A\n=\n"}, mark=[r"(Could not import extension .*)"]),
    case(D, "pytest-plugin-required", "install-failed", "a required pytest plugin is missing", "python -m pytest",
         {"pytest.ini": "[pytest]\nrequired_plugins = pytest-homeassistant pytest-randomly>=3\n"}, skeleton=True, mark=[r"(Missing required plugins: .*)"]),
    case(D, "pytest-minversion", "version-conflict", "the project wants a newer pytest", "python -m pytest",
         {"pytest.ini": "[pytest]\nminversion = 99.1\n"}, skeleton=True, mark=[r"(.*minversion.* requires pytest.*)"]),
    case(D, "robot-library-missing", "install-failed", "the browser library is not installed", "robot --outputdir out suites",
         {"suites/open.robot": "*** Settings ***\nLibrary    SeleniumLibrary\n\n*** Test Cases ***\nOpens The Page\n    Open Browser    http://localhost\n"}, mark=[r"(Importing library .* failed: .*)"]),
    # infra
    case(I, "pip-dns", "network-dns", "no name server is reachable", VENV + "unshare -n $PY install --retries 2 attrs rich",
         **{"mark-all": [r"(.*Temporary failure in name resolution.*|.*Name or service not known.*)"]}),
    case(I, "pip-refused", "network-connection", "nothing listens at the index's port", VENV + "$PY install --retries 1 --index-url http://127.0.0.1:9/simple attrs",
         **{"mark-last": [r"(.*Connection refused.*)"]}),
    case(I, "pip-503", "service-5xx", "the index answers 503", VENV + served(18081, 503, "$PY install --retries 1 http://127.0.0.1:18081/files/click-8.1.7-py3-none-any.whl"),
         {".ci/index.py": SERVER}, **{"mark-all": [r"(.*503.*)"]}, command="pip install http://127.0.0.1:18081/files/click-8.1.7-py3-none-any.whl"),
    case(I, "pip-429", "rate-limit", "the index answers 429", VENV + served(18082, 429, "$PY download --retries 1 http://127.0.0.1:18082/files/attrs-23.1.0-py3-none-any.whl"),
         {".ci/index.py": SERVER}, **{"mark-all": [r"(.*429.*)"]}, command="pip download http://127.0.0.1:18082/files/attrs-23.1.0-py3-none-any.whl"),
    case(I, "pip-disk-full", "disk-full", "the volume has only a few megabytes", "mkdir disk && unshare -m bash -c 'mount -t tmpfs -o size=6m tmpfs disk && TMPDIR=/tmp pip install --target disk/site rich pygments babel'",
         command="pip install --target disk/site rich pygments babel", **{"mark-last": [r"(.*No space left on device.*)"]}),
    case(I, "pip-tls", "network-tls", "the index has a self-signed certificate",
         "openssl req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 9 -subj /CN=localhost 2>/dev/null\nopenssl s_server -quiet -accept 18443 -key k.pem -cert c.pem -www >/dev/null 2>&1 & S=$!\nsleep 1\n"
         + VENV + "$PY install --retries 1 --index-url https://localhost:18443/simple attrs\nR=$?; kill $S; exit $R",
         command="pip install --index-url https://localhost:18443/simple attrs", **{"mark-last": [r"(.*CERTIFICATE_VERIFY_FAILED.*|.*certificate verify failed.*)"]}),
    case(I, "uv-dns", "network-dns", "no name server is reachable", "uv venv -q && UV_CACHE_DIR=.uv unshare -n uv pip install attrs", mark=[r"(.*dns error.*|.*failed to lookup address.*)"]),
    case(I, "uv-refused", "network-connection", "nothing listens at the index's port", "uv venv -q && UV_CACHE_DIR=.uv uv pip install --index-url http://127.0.0.1:9/simple attrs",
         **{"mark-last": [r"(.*Connection refused.*)"]}),
    case(I, "poetry-dns", "network-dns", "no name server is reachable", "unshare -n poetry lock --no-interaction",
         {"pyproject.toml": package("egret", "1", ["attrs"], "requires-python='>=3.10'\n")}, mark=[r"(.*All attempts to connect.*)"]),
    case(I, "python-dns", "network-dns", "a script fetches data without a name server", "unshare -n python fetch.py",
         {"fetch.py": "import urllib.request\n\nprint('fetching rates')\nurllib.request.urlopen('https://data.example.org/rates.json')\n"}, mark=[r"^(urllib.error.URLError: .*)", r"^(socket.gaierror: .*)"]),
    case(I, "python-http-502", "service-5xx", "an outside service answers 502", served(18083, 502, "python publish.py"),
         {".ci/index.py": SERVER, "publish.py": "import urllib.request\n\nprint('collecting 14 reports', flush=True)\nurllib.request.urlopen('http://127.0.0.1:18083/api/reports', data=b'{}')\n"}, command="python publish.py",
         setup="sed -i 's/do_GET/do_POST/' .ci/index.py", mark=[r"^(urllib.error.HTTPError: .*)"]),
    case(I, "python-memory", "out-of-memory", "the machine gives the process 600 MB", "ulimit -v 600000\npython crunch.py",
         {"crunch.py": "rows = []\nfor n in range(40):\n    print(f'block {n}: {n * 40} MB', flush=True)\n    rows.append(bytearray(40 << 20))\n"}, command="python crunch.py", mark=[r"^(MemoryError)"]),
    case(I, "python-disk-full", "disk-full", "the scratch volume is full", "mkdir out && unshare -m bash -c 'mount -t tmpfs -o size=1m tmpfs out && python dump.py'",
         {"dump.py": "for n in range(60):\n    print('writing part', n, flush=True)\n    open(f'out/part{n}.bin', 'wb').write(b'x' * 90000)\n"}, command="python dump.py", mark=[r"^(OSError: \[Errno 28\].*)"]),
    case(I, "python-reset", "network-connection", "the server closes connections while a script reads", "python -u serve.py & S=$!\nsleep 1\npython fetch.py; R=$?; kill $S; exit $R",
         {"serve.py": "import socket, struct\n\ns = socket.create_server(('127.0.0.1', 18084))\nwhile True:\n    c, _ = s.accept()\n    c.recv(10)\n    c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))\n    c.close()\n",
          "fetch.py": "import urllib.request\n\nprint('mirror sync: 3 files to fetch')\nurllib.request.urlopen('http://127.0.0.1:18084/a')\n"}, tool="python", command="python fetch.py", mark=[r"(.*Connection reset by peer.*|.*RemoteDisconnected.*)"]),
    # config
    case(C, "pip-401", "bad-credentials", "the private index refuses the password", VENV + served(18085, 401, "$PY install --no-input --index-url http://ci:wrong@127.0.0.1:18085/simple orchard-core"),
         {".ci/index.py": SERVER}, command="pip install orchard-core", **{"mark-all": [r"(.*401.*)"]}),
    case(C, "pip-no-credentials", "missing-secret", "the private index asks for a user nobody set", VENV + served(18086, 401, "$PY install --index-url http://127.0.0.1:18086/simple orchard-core"),
         {".ci/index.py": SERVER}, command="pip install orchard-core", mark=[r"(User for 127.0.0.1:18086:)"]),
    case(C, "pip-requirements-missing", "missing-file", "the requirements file has another name", VENV + "$PY install -r requirements/ci.txt", mark=[r"(Could not open requirements file.*)"]),
    case(C, "pip-not-a-project", "missing-file", "the step runs in the wrong folder", VENV + "mkdir src && cd src && pip --python ../.venv/bin/python install -e .", mark=[r"^(ERROR: file.*|ERROR: .*does not appear to be.*)"]),
    case(C, "pip-invalid-requirement", "bad-option", "one = instead of two", VENV + "$PY install -r requirements.txt", {"requirements.txt": "click==8.1.7\nrich=13\n"}, mark=[r"^(ERROR: Invalid requirement: .*)"]),
    case(C, "pip-externally-managed", "policy", "pip would change the system's Python", "/usr/bin/python3 -m pip install attrs || pip --python /usr/bin/python3 install attrs", mark=[r"^(error: externally-managed-environment)"]),
    case(C, "pip-permission", "permission-denied", "the cache belongs to root", "mkdir -m 755 site && cp -r /usr/lib/python3/dist-packages/six.py site/ 2>/dev/null; chown -R root site; chmod 755 .; setpriv --reuid 65534 --clear-groups bash -c 'HOME=/tmp /usr/bin/python3 -m pip install --no-cache-dir --target site attrs'", command="pip install --target site attrs", mark=[r"(.*Permission denied.*)"]),
    case(C, "pip-unknown-option", "bad-option", "the option does not exist", VENV + "$PY install --resolve-all attrs", mark=[r"(no such option.*)"]),
    case(C, "setuptools-header-missing", "missing-tool", "a system header is missing", VENV + "$PY install ./vendor/dbpeek", {"vendor/dbpeek/setup.py": SDIST.format("dbpeek", "1.2"), "vendor/dbpeek/dbpeek.c": "#include <Python.h>\n#include <libpq-fe.h>\n"},
         mark=[r"(.*fatal error: .*No such file.*)"]),
    case(C, "setuptools-compiler-missing", "missing-tool", "no C compiler on the image", VENV + "CC=aarch64-none-cc $PY install ./vendor/fastsum", {"vendor/fastsum/setup.py": SDIST.format("fastsum", "0.9"), "vendor/fastsum/fastsum.c": "int x;\n"}, mark=[r"(error: .*aarch64-none-cc.*)"]),
    case(C, "pytest-unknown-option", "bad-option", "addopts needs a plugin that is not installed", "python -m pytest -p no:randomly --randomize-order=7", {}, skeleton=True, mark=[r"(error: unrecognized arguments.*)"]),
    case(C, "pytest-path-missing", "missing-file", "the folder of the tests has another name", "python -m pytest -v test/unit", {}, skeleton=True, mark=[r"(ERROR: file or directory not found: .*)"]),
    case(C, "tox-allowlist", "missing-tool", "tox may not run a tool from outside", "tox -e docs", {"tox.ini": "[tox]\nskipsdist=true\n[testenv:docs]\ncommands=make -C docs html\n"}, mark=[r"(failed with make is not allowed.*)"]),
    case(C, "tox-unknown-env", "bad-option", "the environment is not defined", "tox -e lint-all,py3-types", {"tox.ini": "[tox]\nenvlist=py311\nskipsdist=true\n[testenv]\ncommands=python -V\n"}, mark=[r"(.*environments not found.*|.*unknown environment.*)"]),
    case(C, "python-env-missing", "missing-variable", "a variable of the pipeline is not set", "python deploy.py staging", {"deploy.py": "import os\nimport sys\n\nprint('deploying to', sys.argv[1], flush=True)\nurl = os.environ['WAREHOUSE_API_URL']\n"}, mark=[r"^(KeyError: .*)"]),
    case(C, "python-script-missing", "missing-file", "the script is not in the repository", "python --version && python scripts/render_manifest.py --all", mark=[r"(can't open file .*)"]),
    case(C, "python-file-missing", "missing-file", "a settings file is not made", "python load.py", {"load.py": "import json\n\nprint('loading settings', flush=True)\nprint(json.load(open('config/settings.ci.json')))\n"}, mark=[r"^(FileNotFoundError: .*)"]),
    case(C, "python-permission", "permission-denied", "a folder belongs to another user", "mkdir -m 700 store; chmod 755 .; setpriv --reuid 65534 --clear-groups python save.py", {"save.py": "print('saving', flush=True)\nopen('store/index.db', 'w')\n"}, mark=[r"^(PermissionError: .*)"]),
    case(C, "robot-path-missing", "missing-file", "the suite folder has another name", "robot --outputdir out suites/smoke", mark=[r"(Parsing '.*' failed: .*)"]),
    case(C, "poetry-command-missing", "missing-tool", "the dev group is not installed", "poetry install --no-root --only main && poetry run mypy-daemon-check .", {"pyproject.toml": package("heron", "1", [], "requires-python='>=3.10'\n")}, mark=[r"^(Command not found: .*)"]),
    case(C, "precommit-config", "workflow-invalid", "the configuration lacks a key", "pre-commit run --all-files", {".pre-commit-config.yaml": "repos:\n- repo: local\n  hooks:\n  - id: x\n    entry: x\n"}, setup="git init -q .", mark=[r"(=====> .*)"]),
    case(C, "django-not-configured", "missing-variable", "DJANGO_SETTINGS_MODULE is not set", "python seed_desk.py --fixtures demo", {"seed_desk.py": "from django.db import connection\n\nprint('seeding demo data', flush=True)\nwith connection.cursor() as c:\n    c.execute('select 1')\n"}, mark=[r"^(django.core.exceptions.ImproperlyConfigured: .*)"]),
    case(C, "coverage-no-data", "missing-file", "the data files of the test jobs were not fetched", "coverage combine && coverage report", mark=[r"^(No data to .*)"], tool="coverage", family="python-test"),
]
