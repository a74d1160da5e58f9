"""Cases whose words look like a library's, a network's or a machine's fault, and whose fault is the
change: the counterparts of python_cases_upstream.py."""

from python_cases_upstream import SITE

HEAD = "import sys\n\nsys.path.insert(0, 'src')\n"


def own(slug, category, because, files, error, runner="pytest", options="", packages="", short=None,
        **more):
    """The project's own mistake; `error` is what the tests say, `short` the same in the summary."""
    marks = [rf"^(E +{error})"] if runner == "pytest" else [rf"^({error})"]
    if short:
        marks.append(rf"^((?:FAILED|ERROR) .* - .*{short})")
    command = f"python -m {runner} {options}".rstrip()
    run = f"export PYTHONPATH={SITE}\n{command}" if packages else command
    setup = {"setup": f"pip install -q --target {SITE} {packages}"} if packages else {}
    return dict(slug=slug, bucket="test", category=category, because=because, run=run, files=files,
                command=command, mark=marks, **setup, **more)


def suites(slug, category, because, command, files, marks):
    """Runs the command for each suite and goes on after a failure; what is left is the status."""
    names = " ".join(sorted({name.rsplit("/")[-1].split(".")[0] if "robot" in name or "/" not in name
                             else name.split("/")[0] for name in files}))
    run = f"red=0\nfor suite in {names}; do {command} || red=1; done\nexit $red"
    return dict(slug=slug, bucket="test", category=category, because=because, run=run, files=files,
                command=f"./run-suites {names}", mark=marks, dress="plain", bare=True,
                skeleton=False)


CASES = [
    own("pytest-own-keyword", "exception", "a caller passes an option the function does not have", {
        "src/badge/draw.py": "def badge(text, shade='green'):\n    return f'[{text}:{shade}]'\n\n\ndef failing(text):\n    return badge(text, color='red')\n",
        "tests/test_draw.py": HEAD + "from badge.draw import badge, failing\n\n\ndef test_badge():\n    assert badge('ok') == '[ok:green]'\n\n\ndef test_failing():\n    assert failing('no') == '[no:red]'\n"},
        r"TypeError: badge\(\) got an unexpected keyword argument 'color'", short="TypeError: .*"),
    own("pytest-own-attribute", "exception", "a method was renamed and one caller was not", {
        "src/cart/cart.py": "class Cart:\n    def __init__(self):\n        self.rows = []\n\n    def add(self, price):\n        self.rows.append(price)\n\n    def sum(self):\n        return sum(self.rows)\n",
        "tests/test_cart.py": HEAD + "import pytest\nfrom cart.cart import Cart\n\n\n@pytest.fixture\ndef cart():\n    made = Cart()\n    made.add(4)\n    return made\n\n\ndef test_sum(cart):\n    assert cart.sum() == 4\n\n\ndef test_total(cart):\n    assert cart.total() == 4\n"},
        r"AttributeError: 'Cart' object has no attribute 'total'", options="-v", short="AttributeError: .*"),
    own("pytest-own-module", "exception", "a function moved to another module of the project", {
        "src/reefgauge/__init__.py": "", "src/reefgauge/rates.py": "def highest(rows):\n    return max(rows)\n",
        "tests/test_rates.py": HEAD + "from reefgauge import rates\n\n\ndef test_highest():\n    assert rates.highest([1, 3]) == 3\n\n\ndef test_lowest():\n    assert rates.lowest([1, 3]) == 1\n"},
        r"AttributeError: module 'reefgauge.rates' has no attribute 'lowest'", options="-q", short="AttributeError: .*"),
    own("pytest-own-name", "collection", "the project's own name is imported under its old spelling", {
        "src/feed/__init__.py": "", "src/feed/rows.py": "def parse_rows(text):\n    return text.split()\n",
        "tests/test_rows.py": HEAD + "from feed.rows import parse_row\n\n\ndef test_rows():\n    assert parse_row('a b') == ['a', 'b']\n"},
        r"ImportError: cannot import name 'parse_row' from 'feed.rows'.*"),
    own("pytest-bad-url", "exception", "the code builds an address without its scheme", {
        "src/probe/ask.py": "import requests\n\n\ndef ask(host):\n    return requests.get(f'{host}/status', timeout=2).status_code\n",
        "tests/test_ask.py": HEAD + "import pytest\nfrom probe.ask import ask\n\n\n@pytest.mark.parametrize('host', ['localhost:9', 'intranet'])\ndef test_ask(host):\n    assert ask(host) == 200\n"},
        r"requests\.exceptions\.(?:InvalidSchema|MissingSchema): .*", packages="requests", short=r"requests\.exc.*"),
    own("pytest-own-server", "exception", "the project's server ends before the test asks it", {
        "src/pond/server.py": "import http.server\nimport threading\n\n\ndef started():\n    server = http.server.HTTPServer(('127.0.0.1', 0), http.server.BaseHTTPRequestHandler)\n    port = server.server_port\n    server.server_close()\n    return port\n",
        "tests/test_server.py": HEAD + "import urllib.request\n\nimport pytest\nfrom pond.server import started\n\n\n@pytest.fixture\ndef port():\n    return started()\n\n\n@pytest.mark.parametrize('path', ['/', '/health', '/fish'])\ndef test_answers(port, path):\n    assert urllib.request.urlopen(f'http://127.0.0.1:{port}{path}', timeout=2).status == 200\n"},
        r"(?:urllib\.error\.URLError: <urlopen error )?.*Connection refused.*", options="--tb=short", short="urllib.*"),
    own("pytest-own-slow-server", "exception", "the project's handler never answers", {
        "src/mill/server.py": "import http.server\nimport threading\nimport time\n\n\nclass Slow(http.server.BaseHTTPRequestHandler):\n    def do_GET(self):\n        time.sleep(30)\n\n\ndef started():\n    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Slow)\n    server.daemon_threads = True\n    threading.Thread(target=server.serve_forever, daemon=True).start()\n    return server.server_port\n",
        "tests/test_mill.py": HEAD + "import requests\nfrom mill.server import started\n\n\ndef test_status():\n    assert requests.get(f'http://127.0.0.1:{started()}/status', timeout=1).status_code == 200\n"},
        r"requests\.exceptions\.ReadTimeout: .*", packages="requests", short=r"requests\.exc.*"),
    own("pytest-own-query", "exception", "a query names a column the project's table does not have", {
        "src/ledger/rows.py": "from sqlalchemy import create_engine, text\n\nengine = create_engine('sqlite://')\n\n\ndef sums():\n    with engine.begin() as db:\n        db.execute(text('create table if not exists entry (amount integer)'))\n        return db.execute(text('select sum(ammount) from entry')).scalar()\n",
        "tests/test_rows.py": HEAD + "from ledger.rows import sums\n\n\ndef test_empty():\n    assert sums() is None\n\n\ndef test_twice():\n    assert sums() == sums()\n"},
        r"sqlalchemy\.exc\.OperationalError: .*", packages="sqlalchemy", short=r"sqlalchemy\.exc.*"),
    own("pytest-own-data", "exception", "the project's example no longer fits its own model", {
        "src/forms/order.py": "from pydantic import BaseModel\n\n\nclass Order(BaseModel):\n    number: int\n    rows: list[str]\n",
        "tests/test_order.py": HEAD + "from forms.order import Order\n\n\ndef test_example():\n    assert Order(number='four', rows=['tea']).number == 4\n\n\ndef test_rows():\n    assert Order(number=1, rows=[]).rows == []\n"},
        r"pydantic_core\._pydantic_core\.ValidationError: .*", packages="'pydantic>=2'", options="-v", short=r"pydantic_.*"),
    own("pytest-own-json", "exception", "the code writes a line that is no JSON", {
        "src/relay/line.py": "import json\n\n\ndef written(row):\n    return str(row)\n\n\ndef read(line):\n    return json.loads(line)\n",
        "tests/test_line.py": HEAD + "import pytest\nfrom relay.line import read, written\n\n\n@pytest.mark.parametrize('row', [{'a': 1}, {'b': [1, 2]}])\ndef test_round_trip(row):\n    assert read(written(row)) == row\n"},
        r"json\.decoder\.JSONDecodeError: .*", short=r"json\.decoder.*"),
    own("pytest-own-array", "exception", "two arrays of different lengths are added", {
        "src/waves/mix.py": "import numpy as np\n\n\ndef mixed(left, right):\n    return np.asarray(left) + np.asarray(right)\n",
        "tests/test_mix.py": HEAD + "from waves.mix import mixed\n\n\ndef test_same_length():\n    assert list(mixed([1, 2], [3, 4])) == [4, 6]\n\n\ndef test_shorter():\n    assert list(mixed([1, 2, 3], [1, 2])) == [2, 4, 3]\n"},
        r"ValueError: operands could not be broadcast together .*", packages="numpy", options="-q", short="ValueError: .*"),
    own("pytest-own-recursion", "exception", "a walk never ends", {
        "src/maze/walk.py": "def walk(cell, seen=()):\n    return walk(cell, seen + (cell,))\n",
        "tests/test_walk.py": HEAD + "from maze.walk import walk\n\n\ndef test_walk_ends():\n    assert walk(1)\n"},
        r"RecursionError: maximum recursion depth exceeded.*", options="--tb=short", short="Recursion.*"),
    own("unittest-own-argument", "exception", "a caller leaves out a new argument", {
        "tariff.py": "def price(units, rate, currency):\n    return f'{units * rate} {currency}'\n",
        "test_tariff.py": "import unittest\n\nfrom tariff import price\n\n\nclass TariffTest(unittest.TestCase):\n    def test_price(self):\n        self.assertEqual(price(2, 3, 'EUR'), '6 EUR')\n\n    def test_old_call(self):\n        self.assertEqual(price(2, 3), '6 EUR')\n"},
        r"TypeError: price\(\) missing 1 required positional argument: 'currency'", runner="unittest", options="-v"),
    own("unittest-own-mock", "assertion", "the code calls its client with another path", {
        "courier.py": "def send(client, parcel):\n    client.post('/parcel', parcel)\n",
        "test_courier.py": "import unittest\nfrom unittest import mock\n\nfrom courier import send\n\n\nclass CourierTest(unittest.TestCase):\n    def test_path(self):\n        client = mock.Mock()\n        send(client, 4)\n        client.post.assert_called_once_with('/parcels', 4)\n"},
        r"AssertionError: expected call not found\.", runner="unittest"),
    own("unittest-own-refused", "exception", "the project's listener is closed too early", {
        "hub.py": "import socket\n\n\ndef hub():\n    with socket.create_server(('127.0.0.1', 0)) as server:\n        return server.getsockname()[1]\n",
        "test_hub.py": "import socket\nimport unittest\n\nfrom hub import hub\n\n\nclass HubTest(unittest.TestCase):\n    def test_accepts(self):\n        socket.create_connection(('127.0.0.1', hub()), 2).close()\n\n    def test_ports_differ(self):\n        self.assertTrue(hub())\n"},
        r"ConnectionRefusedError: \[Errno 111\] Connection refused", runner="unittest", options="-v"),
    # Suites run one after the other: the last ones pass, and the script ends red.
    suites("robot-suites", "assertion", "the second of five suites fails", "robot --outputdir out/$suite suites/$suite.robot", {
        f"suites/{name}.robot": "*** Test Cases ***\nIs Counted\n    Should Be Equal As Integers    3    3\n\nIs Named\n    Should Be Equal    %s    %s\n" % (name, name if name != "cellar" else "attic")
        for name in ["attic", "cellar", "garden", "kitchen", "larder"]},
        [r"^(Is Named +\| FAIL \|)", r"^(cellar != attic)"]),
    suites("pytest-suites", "assertion", "the first of four suites fails", "python -m pytest -q $suite", {
        f"{name}/test_{name}.py": f"def test_{name}_adds():\n    assert 2 + 2 == {5 if name == 'alpha' else 4}\n\n\ndef test_{name}_keeps():\n    assert '{name}'.strip() == '{name}'\n"
        for name in ["alpha", "beta", "gamma", "delta"]},
        [r"^(E +assert .*)", r"^(FAILED alpha.*)"]),
    suites("unittest-suites", "exception", "the second of four suites fails", "python -m unittest -v $suite", {
        f"{name}.py": f"import unittest\n\n\nclass {name.title()}Test(unittest.TestCase):\n    def test_sum(self):\n        self.assertEqual(sum([1, 2]), 3)\n\n    def test_rows(self):\n        self.assertEqual({{'a': 1}}['{'b' if name == 'ports' else 'a'}'], 1)\n"
        for name in ["docks", "ports", "quays", "wharves"]},
        [r"^(KeyError: .*)", r"^(ERROR: test_rows .*)"]),
    suites("robot-many-suites", "assertion", "one of twenty suites fails early, among much output", "robot --outputdir out/$suite suites/$suite.robot", {
        f"suites/room{number:02}.robot": "*** Settings ***\nSuite Setup    Warm Up\n\n*** Test Cases ***\nDoor Opens\n    Log To Console    opening\n    Should Be Equal As Integers    %d    4\n\nLight Is On\n    Should Be True    ${True}\n\n*** Keywords ***\nWarm Up\n    FOR    ${i}    IN RANGE    %d\n        Log To Console    room %d: sensor ${i} answered, retry failed sensors later\n    END\n" % (3 if number == 4 else 4, 14 + 5 * number % 31, number)
        for number in range(1, 21)},
        [r"^(Door Opens.*\| FAIL \||\| FAIL \|)", r"^(3 != 4)"]),
]
