"""Cases where the tests fail and the change is innocent: a library's new release took away what the
code uses, or the machine under the tests gave way.

Only such as say so: a missing option of a library's function reads like one of the project's own, and
would teach nothing but doubt."""

SITE = ".venv/lib/python3.11/site-packages"


def case(bucket, slug, category, because, run, files, **more):
    return dict(slug=slug, bucket=bucket, category=category, because=because, run=run,
                files=files, **more)


def upstream(slug, because, packages, files, error, runner="pytest", options="", **more):
    """A library without an upper bound came in a newer release; `error` is what the tests say."""
    short = more.pop("short", error)
    lines = [rf"^(E +{error})"] + ([rf"^((?:FAILED|ERROR) .* - .*{short})"] if short else [])
    marks = {"mark": lines} if runner == "pytest" else {"mark": [rf"^({error})"]}
    return case(
        "dependency", slug, "incompatible-release", because,
        f"export PYTHONPATH={SITE}\npython -m {runner} {options}".rstrip(), files,
        setup=f"pip install -q --target {SITE} {packages}",
        command=f"python -m {runner} {options}".rstrip(), **marks, **more)


FULL = "mkdir {0} && unshare -m bash -c 'mount -t tmpfs -o size={1} tmpfs {0} && {2}'"
CASES = [
    upstream("pytest-numpy-removed", "NumPy 2 took np.product and np.float_ away", "'numpy>=2'", {
        "src/signals/gain.py": "import numpy as np\n\n\ndef total(values):\n    return np.product(np.asarray(values, dtype=np.float_))\n\n\ndef scale(values, by):\n    return np.asarray(values) * by\n",
        "tests/test_gain.py": "import sys\n\nsys.path.insert(0, 'src')\nimport pytest\nfrom signals.gain import scale, total\n\n\n@pytest.mark.parametrize('values, want', [([2, 3], 6), ([1.5, 2], 3), ([], 1)])\ndef test_total(values, want):\n    assert total(values) == want\n\n\ndef test_scale():\n    assert list(scale([1, 2], 3)) == [3, 6]\n"},
        r"AttributeError: .*numpy.*|AttributeError: `np\..*", options="-q", short=r"(?:AttributeError: .*|Attr.*)"),
    upstream("pytest-url-quote", "Werkzeug 3 took url_quote away, which this Flask imports", "flask==2.2.2 'werkzeug>=3'", {
        "src/shop/app.py": "from flask import Flask, jsonify\n\napp = Flask(__name__)\n\n\n@app.get('/health')\ndef health():\n    return jsonify(ok=True)\n",
        "tests/test_app.py": "import sys\n\nsys.path.insert(0, 'src')\nfrom shop.app import app\n\n\ndef test_health():\n    assert app.test_client().get('/health').json == {'ok': True}\n"},
        r"ImportError: cannot import name 'url_quote' from 'werkzeug.urls'.*", short=None),
    upstream("pytest-jinja-markup", "Jinja 3.1 exports Markup and escape no more", "'jinja2>=3.1'", {
        "src/letters/render.py": "from jinja2 import Environment, Markup, escape\n\n\ndef greeting(name):\n    return Environment().from_string('Dear {{ name }}').render(name=Markup(escape(name)))\n",
        "tests/test_render.py": "import sys\n\nsys.path.insert(0, 'src')\nfrom letters.render import greeting\n\n\ndef test_greeting():\n    assert greeting('Ann & Bo') == 'Dear Ann &amp; Bo'\n"},
        r"ImportError: cannot import name 'Markup' from 'jinja2'.*", options="--tb=short", short=None),
    upstream("pytest-base-settings", "pydantic 2 moved BaseSettings to a package of its own", "'pydantic>=2'", {
        "src/relay/config.py": "from pydantic import BaseSettings\n\n\nclass Config(BaseSettings):\n    port: int = 8080\n    host: str = 'localhost'\n",
        "tests/conftest.py": "import sys\n\nsys.path.insert(0, 'src')\n",
        "tests/test_config.py": "from relay.config import Config\n\n\ndef test_port(monkeypatch):\n    monkeypatch.setenv('PORT', '9000')\n    assert Config().port == 9000\n"},
        r"pydantic\.errors\.PydanticImportError: .*", options="-q --color=no", short=None),
    upstream("unittest-graph-matrix", "networkx 3 took from_numpy_matrix away", "'networkx>=3' numpy", {
        "paths.py": "import networkx as nx\nimport numpy as np\n\n\ndef shortest(matrix):\n    graph = nx.from_numpy_matrix(np.array(matrix))\n    return nx.shortest_path_length(graph, 0, len(matrix) - 1)\n",
        "test_paths.py": "import unittest\n\nfrom paths import shortest\n\n\nclass PathTest(unittest.TestCase):\n    def test_line(self):\n        self.assertEqual(shortest([[0, 1, 0], [1, 0, 1], [0, 1, 0]]), 2)\n\n    def test_direct(self):\n        self.assertEqual(shortest([[0, 1], [1, 0]]), 1)\n"},
        r"AttributeError: module 'networkx' has no attribute 'from_numpy_matrix'.*", runner="unittest"),
    # The machine under the tests.
    case("infra", "pytest-disk-full", "disk-full", "the volume for the tests' files is full",
         FULL.format("scratch", "160k", "python -m pytest -p no:cacheprovider --basetemp scratch/t"), {
             "tests/test_spool.py": "import pytest\n\n\n@pytest.mark.parametrize('n', range(6))\ndef test_spool_keeps_order(tmp_path, n):\n    spool = tmp_path / 'spool.bin'\n    with open(spool, 'wb') as out:\n        for part in range(8):\n            out.write(bytes([part]) * 6000)\n    assert spool.read_bytes()[0] == 0\n\n\ndef test_names():\n    assert sorted(['b', 'a']) == ['a', 'b']\n"},
         command="python -m pytest --basetemp scratch/t", mark=[r"^(E +OSError: \[Errno 28\] No space left on device.*)", r"^((?:FAILED|ERROR) .* - OSError: \[Errno 28\].*)"]),
    case("infra", "unittest-disk-full", "disk-full", "the volume for the tests' files is full",
         FULL.format("work", "96k", "python -m unittest -v"), {
             "store.py": "import os\n\n\ndef save(folder, name, rows):\n    path = os.path.join(folder, name)\n    with open(path, 'w') as out:\n        out.writelines(f'{row}\\n' for row in rows)\n    return path\n",
             "test_store.py": "import unittest\n\nfrom store import save\n\n\nclass StoreTest(unittest.TestCase):\n    def test_small(self):\n        self.assertTrue(save('work', 'small.csv', range(10)))\n\n    def test_large(self):\n        self.assertTrue(save('work', 'large.csv', range(30000)))\n\n    def test_second_large(self):\n        self.assertTrue(save('work', 'second.csv', range(30000)))\n"},
         command="python -m unittest -v", mark=[r"^(OSError: \[Errno 28\] No space left on device)"]),
    case("infra", "pytest-no-name-server", "network-dns", "no name server is reachable while the tests ask a service",
         "unshare -n python -m pytest -q", {
             "src/rates/feed.py": "import urllib.request\n\n\ndef latest():\n    return urllib.request.urlopen('https://rates.example.org/latest.json').read()\n\n\ndef parsed(text):\n    return float(text)\n",
             "tests/test_feed.py": "import sys\n\nsys.path.insert(0, 'src')\nfrom rates.feed import latest, parsed\n\n\ndef test_latest_is_there():\n    assert latest()\n\n\ndef test_parsed():\n    assert parsed('1.08') == 1.08\n"},
         command="python -m pytest -q", mark=[r"^(E +socket\.gaierror: .*)", r"^(E +urllib\.error\.URLError: .*)"]),
]
