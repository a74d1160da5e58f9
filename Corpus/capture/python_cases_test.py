"""Cases of the bucket test: the project's own tests, types, style and documents fail."""


def case(slug, category, because, run, files=None, **more):
    return dict(slug=slug, bucket="test", category=category, because=because, run=run,
                files=files or {}, **more)


PT = "python -m pytest -p no:cacheprovider "
CASES = [
    case("pytest-assert-equal", "assertion", "a total is off by one", PT + "-v", {
        "tests/test_stock.py": "def count(items):\n    return len(items) + 1\n\n\ndef test_count_items():\n    assert count(['a', 'b']) == 2\n\n\ndef test_empty_shelf():\n    assert count([]) == 1\n"},
        mark=[r"^(E +(?:AssertionError: )?assert .*)", r"^(FAILED .*)"]),
    case("pytest-dict-diff", "assertion", "a converter drops a field", PT + "-q --tb=short", {
        "tests/test_payload.py": "def to_payload(row):\n    return {'id': row[0], 'name': row[1]}\n\n\ndef test_payload_has_currency():\n    assert to_payload((1, 'tea', 'EUR')) == {'id': 1, 'name': 'tea', 'currency': 'EUR'}\n\n\ndef test_payload_id():\n    assert to_payload((2, 'x'))['id'] == 2\n"},
        mark=[r"^(E +(?:AssertionError: )?assert .*)", r"^(FAILED .*)"]),
    case("pytest-keyerror", "exception", "code reads a key that is not there", PT, {
        "tests/test_rates.py": "RATES = {'EUR': 1.0, 'USD': 1.08}\n\n\ndef rate(code):\n    return RATES[code]\n\n\ndef test_known():\n    assert rate('USD') > 1\n\n\ndef test_pound():\n    assert rate('GBP') < 1\n"},
        mark=[r"^(E +KeyError: .*)", r"^(FAILED .*)"]),
    case("pytest-many-failures", "assertion", "rounding changed, several tests see it", PT + "-x -v --maxfail=4", {
        "tests/test_money.py": "import pytest\n\n\ndef cents(x):\n    return int(x * 100)\n\n\n@pytest.mark.parametrize('x, want', [(1.1, 110), (0.29, 29), (1.15, 115), (4.35, 435), (2.5, 250)])\ndef test_cents(x, want):\n    assert cents(x) == want\n"},
        **{"mark-all": [r"^(E +(?:AssertionError: )?assert .*)", r"^(FAILED tests.* - .*)"]}),
    case("pytest-xdist-assert", "assertion", "a sort is unstable; run on two workers", PT + "-n 2 -v", {
        "tests/test_order.py": "def order(xs):\n    return sorted(xs, key=len)\n\n\ndef test_order_is_alphabetic():\n    assert order(['pear', 'fig', 'date', 'kiwi']) == ['fig', 'date', 'kiwi', 'pear']\n"},
        mark=[r"^(E +(?:AssertionError: )?assert .*)", r"^(FAILED .* - .*)"]),
    case("pytest-xdist-crash", "crash", "a native call reads address 0 in one test", PT + "-n 2", {
        "tests/test_codec.py": "import ctypes\n\n\ndef test_decode_header():\n    assert True\n\n\ndef test_decode_frame():\n    ctypes.string_at(0)\n"},
        **{"mark-last": [r"(worker 'gw\d' crashed while running .*)"]}),
    case("pytest-segfault", "crash", "a native call reads address 0", PT + "-v", {
        "tests/test_zlast.py": "import ctypes\n\n\ndef test_checksum():\n    assert 1\n\n\ndef test_raw_buffer():\n    ctypes.string_at(0)\n"},
        mark=[r"(Fatal Python error: Segmentation fault)"]),
    case("pytest-timeout-signal", "test-timeout", "a test waits for a queue nobody fills", PT + "--timeout 2", {
        "tests/test_queue.py": "import queue\n\n\ndef test_put_get():\n    q = queue.Queue()\n    q.put(1)\n    assert q.get() == 1\n\n\ndef test_consumer_sees_stop():\n    queue.Queue().get()\n"},
        mark=[r"^(E +Failed: Timeout.*)", r"^(FAILED .*Timeout.*)"]),
    case("pytest-timeout-thread", "test-timeout", "a lock is taken twice", PT + "--timeout 2 --timeout-method thread -v", {
        "tests/test_zlock.py": "import threading\n\n\ndef test_lock_reentry():\n    lock = threading.Lock()\n    lock.acquire()\n    lock.acquire()\n"},
        mark=[r"(\++ Timeout \++)"]),
    case("pytest-fixture-missing", "setup", "a test asks for a fixture nobody defines", PT, {
        "tests/test_client.py": "def test_get(http_client):\n    assert http_client.get('/') == 200\n"},
        mark=[r"^E +(fixture 'http_client' not found)"]),
    case("pytest-fixture-error", "setup", "the database fixture fails before each test", PT + "-v", {
        "tests/conftest.py": "import sqlite3\n\nimport pytest\n\n\n@pytest.fixture\ndef db():\n    c = sqlite3.connect(':memory:')\n    c.execute('insert into items values (1)')\n    return c\n",
        "tests/test_store.py": "def test_insert(db):\n    assert db\n\n\ndef test_query(db):\n    assert db\n"},
        mark=[r"^(E +sqlite3.OperationalError: .*)", r"^(ERROR .* - .*)"]),
    case("pytest-collect-import", "collection", "a test imports an own module that was renamed", PT, {
        "tests/test_export.py": "from reports.csv_export import write_rows\n\n\ndef test_rows():\n    assert write_rows([]) == ''\n"},
        mark=[r"^(E   ModuleNotFoundError: .*)", r"ImportError while importing test module '.*/(test_export.py)'"]),
    case("pytest-collect-name", "collection", "a test imports a function the package lost", PT + "-q", {
        "shelf/__init__.py": "def store(x):\n    return x\n",
        "tests/test_shelf.py": "from shelf import store, retrieve\n\n\ndef test_store():\n    assert retrieve(store(1)) == 1\n"},
        mark=[r"^(E   ImportError: cannot import name.*)"]),
    case("pytest-collect-syntax", "collection", "a test file has a syntax error", PT, {
        "tests/test_parse.py": "def test_parse():\n    assert parse('a=1' == {'a': '1'}\n"},
        mark=[r"^(E   SyntaxError: .*)"]),
    case("pytest-conftest-broken", "collection", "conftest.py raises while loading", PT, {
        "tests/conftest.py": "SETTINGS = {}\nDSN = SETTINGS['dsn']\n"},
        mark=[r"^(E +KeyError: .*|KeyError: .*)", r"^(ImportError while loading conftest .*)"]),
    case("pytest-strict-markers", "collection", "a test has a marker nobody declared", PT + "--strict-markers", {
        "tests/test_slow.py": "import pytest\n\n\n@pytest.mark.slwo\ndef test_all():\n    pass\n"},
        mark=[r"('slwo' not found in `markers` configuration option)"]),
    case("pytest-internal-error", "exception", "a hook in conftest.py raises", PT, {
        "conftest.py": "def pytest_collection_modifyitems(items):\n    items.sort(key=lambda i: i.priority)\n"},
        mark=[r"^(INTERNALERROR> AttributeError: .*)"]),
    case("pytest-coverage-gate", "coverage", "new code has no tests and the gate is 90 %", PT + "--cov=. --cov-fail-under=90", {
        "extra/__init__.py": "", "extra/report.py": "def report(rows):\n" + "".join(f"    if rows == {i}:\n        return 'r{i}'\n" for i in range(20)) + "    return ''\n"},
        **{"mark-last": [r"(Required test coverage of .*not reached.*|Coverage failure.*)"]}),
    case("pytest-doctest", "docs", "an example in a docstring is out of date", PT + "--doctest-modules", {
        "text/__init__.py": "", "text/words.py": 'def shout(x):\n    """Makes it loud.\n\n    >>> shout("hey")\n    \'HEY!\'\n    """\n    return x.upper()\n'},
        mark=[r"(words.py:\d+: DocTestFailure)"]),
    case("pytest-did-not-raise", "assertion", "bad input is no longer refused", PT, {
        "tests/test_guard.py": "import pytest\n\n\ndef parse_age(text):\n    return abs(int(text))\n\n\ndef test_negative_age_is_refused():\n    with pytest.raises(ValueError):\n        parse_age('-3')\n"},
        mark=[r"^(E +Failed: DID NOT RAISE.*)", r"^(FAILED .*)"]),
    case("pytest-xpass-strict", "assertion", "a known bug is gone but still marked", PT, {
        "tests/test_known.py": "import pytest\n\n\n@pytest.mark.xfail(strict=True, reason='rounding bug')\ndef test_round():\n    assert round(2.6) == 3\n"},
        mark=[r"(\[XPASS\(strict\)\].*)"]),
    case("pytest-rerun-then-fail", "assertion", "one test recovers on retry, another fails each time", PT + "--reruns 2 -v", {
        "tests/test_net.py": "import pathlib\n\nSEEN = pathlib.Path('seen')\n\n\ndef test_recovers():\n    first = not SEEN.exists()\n    SEEN.touch()\n    assert not first, 'connection reset by peer'\n\n\ndef test_checksum_of_page():\n    assert hash('page') % 1 == 1\n"},
        **{"mark-last": [r"^(E +(?:AssertionError: )?assert .*)", r"^(FAILED .*)"]}),
    case("pytest-snapshot", "snapshot", "a rendered page differs from its snapshot", PT + "-v", {
        "tests/test_page.py": "def page(title):\n    return {'title': title, 'lang': 'en', 'links': ['a', 'c']}\n\n\ndef test_page(snapshot):\n    assert page('Home') == snapshot\n"},
        setup=PT + "--snapshot-update -q; sed -i \"s/'c'/'b'/\" tests/test_page.py",
        mark=[r"^(E +AssertionError: assert \[\+ received\].*)", r"^(FAILED .*)"]),
    case("pytest-hypothesis", "assertion", "run-length coding fails for some text", PT, {
        "tests/test_rle.py": "from hypothesis import given, strategies as st\n\n\ndef pack(s):\n    out = ''\n    for c in s:\n        if not out or out[-2:-1] != c:\n            out += c + '1'\n        else:\n            out = out[:-1] + str(int(out[-1]) + 1)\n    return out\n\n\ndef unpack(p):\n    return ''.join(c * int(n) for c, n in zip(p[::2], p[1::2]))\n\n\n@given(st.text('ab'))\ndef test_round_trip(s):\n    assert unpack(pack(s)) == s\n"},
        mark=[r"(AssertionError: assert .*)", r"^(FAILED .*)"]),
    case("unittest-failure", "assertion", "a price is wrong", "python -m unittest discover -v -s checks", {
        "checks/test_price.py": "import unittest\n\n\ndef price(n):\n    return n * 3 if n < 10 else n * 2\n\n\nclass PriceTest(unittest.TestCase):\n    def test_single(self):\n        self.assertEqual(price(1), 3)\n\n    def test_ten_is_not_cheaper(self):\n        self.assertGreater(price(10), price(9))\n\n    def test_zero(self):\n        self.assertEqual(price(0), 0)\n"},
        mark=[r"^(FAIL: .*)", r"^(AssertionError: .*)"]),
    case("unittest-error", "exception", "a record has no such field", "python -m unittest discover -s checks", {
        "checks/test_record.py": "import unittest\n\n\nclass Record:\n    pass\n\n\nclass RecordTest(unittest.TestCase):\n    def test_has_owner(self):\n        self.assertTrue(Record().owner)\n\n    def test_new(self):\n        self.assertIsNotNone(Record())\n"},
        mark=[r"^(ERROR: .*)", r"^(AttributeError: .*)"]),
    case("unittest-setupclass", "setup", "the class's set-up needs a table that is missing", "python -m unittest discover -s checks", {
        "checks/test_db.py": "import sqlite3\nimport unittest\n\n\nclass StoreTest(unittest.TestCase):\n    @classmethod\n    def setUpClass(cls):\n        cls.db = sqlite3.connect(':memory:')\n        cls.db.execute('select * from parcels')\n\n    def test_count(self):\n        pass\n"},
        mark=[r"^(ERROR: setUpClass .*)", r"^(sqlite3.OperationalError: .*)"]),
    case("unittest-load-failed", "collection", "a test module imports an own module that moved", "python -m unittest discover -s checks", {
        "checks/test_ok.py": "import unittest\n\n\nclass T(unittest.TestCase):\n    def test_a(self):\n        pass\n",
        "checks/test_moved.py": "from billing.old_rules import RULES\n"},
        mark=[r"^(ImportError: Failed to import test module.*)", r"^(ModuleNotFoundError: .*)"]),
    case("django-migration-missing", "generated-stale", "a model changed without a migration", "python manage.py check && python manage.py makemigrations --check --dry-run", {
        "manage.py": "import os\nimport sys\n\nos.environ['DJANGO_SETTINGS_MODULE'] = 'site1.settings'\nfrom django.core.management import execute_from_command_line\n\nexecute_from_command_line(sys.argv)\n",
        "site1/__init__.py": "", "site1/settings.py": "SECRET_KEY = 'x'\nINSTALLED_APPS = ['shop']\nDATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': 'db'}}\nDEFAULT_AUTO_FIELD = 'django.db.models.BigAutoField'\n",
        "shop/__init__.py": "", "shop/models.py": "from django.db import models\n\n\nclass Order(models.Model):\n    note = models.TextField()\n"},
        mark=[r"^(Migrations for 'shop':)"], setup="mkdir -p shop/migrations; touch shop/migrations/__init__.py"),
    case("django-test-failure", "assertion", "a view's total is wrong", "python manage.py test -v 2", {
        "manage.py": "import os\nimport sys\n\nos.environ['DJANGO_SETTINGS_MODULE'] = 'web.settings'\nfrom django.core.management import execute_from_command_line\n\nexecute_from_command_line(sys.argv)\n",
        "web/__init__.py": "", "web/settings.py": "SECRET_KEY = 'x'\nINSTALLED_APPS = ['django.contrib.contenttypes', 'django.contrib.auth', 'desk']\nDATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': ':memory:'}}\nDEFAULT_AUTO_FIELD = 'django.db.models.BigAutoField'\n",
        "desk/__init__.py": "", "desk/models.py": "from django.db import models\n\n\nclass Seat(models.Model):\n    row = models.IntegerField()\n",
        "desk/tests.py": "from django.test import TestCase\n\nfrom desk.models import Seat\n\n\nclass SeatTests(TestCase):\n    def test_seats_in_row(self):\n        Seat.objects.create(row=3)\n        Seat.objects.create(row=4)\n        self.assertEqual(Seat.objects.filter(row=3).count(), 2)\n\n    def test_none(self):\n        self.assertEqual(Seat.objects.count(), 0)\n"},
        setup="python manage.py makemigrations desk", skeleton=False, mark=[r"^(FAIL: .*)", r"^(AssertionError: .*)"]),
    case("mypy-return", "type-check", "functions return other types than they say", "mypy .", {
        "kitchen/oven.py": "def degrees(text: str) -> int:\n    return text\n\n\ndef names(xs: list[str]) -> dict[str, int]:\n    return {x: x for x in xs}\n"},
        mark=[r"(error: Incompatible return value.*)"]),
    case("pyright-attribute", "type-check", "an attribute is misspelled", "pyright kitchen", {
        "kitchen/menu.py": "class Dish:\n    price: int = 3\n\n\ndef cost(d: Dish) -> int:\n    return d.prise\n"},
        mark=[r"(error: .*prise.*)"]),
    case("flake8-violations", "lint", "unused imports and long lines", "flake8 --count --statistics", {
        "loom/weave.py": "import os\nimport sys\n\n\ndef weave(a, b):\n    x = 1\n    return a + b   # " + "long " * 20 + "\n"},
        **{"mark-all": [r"(F401 .*|F841 .*|E501 .*)$"]}),
    case("ruff-check", "lint", "an unused import and an undefined name", "ruff check .", {
        "loom/spin.py": "import json\n\n\ndef spin():\n    return threads\n"},
        mark=[r"^(F401 .*)", r"^(F821 .*)"]),
    case("ruff-format", "format", "a file was not formatted", "ruff check . && ruff format --check .", {
        "loom/card.py": "x = {'a':1,\n  'b':2}\n"}, mark=[r"^(Would reformat: loom.*|unformatted: File.*)"], **{"mark-all": [r"(loom/card.py:\d+:\d+)"]}),
    case("pylint-nomember", "lint", "a member does not exist", "pylint --disable=C,R grain", {
        "grain/__init__.py": "", "grain/mill.py": "class Mill:\n    def __init__(self):\n        self.speed = 1\n\n\ndef run():\n    return Mill().sped\n"},
        mark=[r"(E1101: .*)"]),
    case("black-check", "format", "two files are not formatted", "black --check --diff .", {
        "grain/sieve.py": "def sieve( xs ):\n  return [ x for x in xs if x ]\n", "grain/bag.py": "A = {  'k' : 1 }\n"},
        **{"mark-all": [r"^(would reformat .*(?:sieve|bag).py)"]}),
    case("isort-check", "format", "imports are not sorted", "isort --check-only --diff .", {
        "grain/husk.py": "import sys\nimport os\nfrom json import loads\nimport abc\n\nprint(sys, os, loads, abc)\n"},
        **{"mark-all": [r"^(ERROR: .*py Imports.*)"]}),
    case("bandit-shell", "lint", "a shell is called with user input", "bandit -r grain", {
        "grain/shell.py": "import subprocess\n\n\ndef go(cmd):\n    subprocess.call(cmd, shell=True)\n    return eval(cmd)\n"},
        **{"mark-all": [r"^(>> Issue: \[B(?!101).*)"]}),
    case("sphinx-warnings", "docs", "a reference in the manual leads nowhere", "sphinx-build -W --keep-going -b html docs out", {
        "docs/conf.py": "project = 'Loom'\n", "docs/index.rst": "Loom\n====\n\n.. toctree::\n\n   usage\n   missing\n\nSee :ref:`setup`.\n", "docs/usage.rst": "Usage\n=====\n\n:doc:`nowhere`\n"},
        **{"mark-all": [r"(WARNING: .*)$"]}),
    case("tox-tests-fail", "assertion", "tests fail inside a tox environment", "tox -q -e py311", {
        "tox.ini": "[tox]\nskipsdist = true\n[testenv]\ndeps = pytest\ncommands = pytest -p no:cacheprovider {posargs}\n",
        "tests/test_temper.py": "def celsius(f):\n    return (f - 32) * 5 // 9\n\n\ndef test_boiling():\n    assert celsius(212) == 100\n\n\ndef test_body():\n    assert celsius(99) == 37.2\n"},
        mark=[r"^(E +(?:AssertionError: )?assert .*)", r"^(FAILED .*)"]),
    case("nox-tests-fail", "exception", "a test divides by zero inside a nox session", "nox -s tests", {
        "noxfile.py": "import nox\n\n\n@nox.session(venv_backend='none')\ndef tests(session):\n    session.run('python', '-m', 'pytest', '-p', 'no:cacheprovider', '-v')\n",
        "tests/test_ratio.py": "def ratio(a, b):\n    return a / b\n\n\ndef test_half():\n    assert ratio(1, 2) == 0.5\n\n\ndef test_of_nothing():\n    assert ratio(1, 0) == 0\n"},
        mark=[r"^(E +ZeroDivisionError: .*)", r"^(FAILED .*)"]),
    case("robot-assert", "assertion", "a keyword compares unequal values", "robot --outputdir out suites", {
        "suites/price.robot": "*** Test Cases ***\nEmpty Basket Costs Nothing\n    Should Be Equal As Integers    0    0\n\nTwo Items Are Summed\n    ${total}=    Evaluate    3 + 4\n    Should Be Equal As Integers    ${total}    8\n\nNames Are Kept\n    Should Be Equal    tea    tea\n"},
        mark=[r"^(Two Items.*\| FAIL \|)", r"^(7 != 8)"]),
    case("python-script-crash", "exception", "a generator script stumbles over its data", "python tools/build_index.py data.csv", {
        "tools/build_index.py": "import csv\nimport sys\n\nfor i, row in enumerate(csv.reader(open(sys.argv[1])), 1):\n    print(f'row {i}: {row[0]}', flush=True)\n    total = int(row[1]) + int(row[2])\n",
        "data.csv": "".join(f"item{i},{i},{i * 2}\n" for i in range(40)) + "item40,n/a,3\n"},
        mark=[r"^(ValueError: .*)"]),
    case("python-syntax", "compile", "a module does not parse", "python -m compileall -q . ", {
        "press/ink.py": "def mix(a, b):\n    if a = b:\n        return a\n    return b\n"},
        mark=[r"(SyntaxError: .*)"]),
    case("twine-check", "docs", "the README cannot be rendered", "python -m build --no-isolation . && twine check --strict dist/*", {
        "pyproject.toml": "[build-system]\nrequires = ['setuptools']\nbuild-backend = 'setuptools.build_meta'\n[project]\nname = 'pressroom'\nversion = '1.0'\nreadme = 'README.rst'\n[tool.setuptools]\npackages = ['press']\n",
        "press/__init__.py": "", "README.rst": "Pressroom\n===\n\n.. code-block: python\n\n:foo:`bar`\n\n``a\n"},
        skeleton=False, mark=[r"^(ERROR .*long_description.*)", r"^(Checking .*FAILED.*)"]),
    case("precommit-hooks", "format", "hooks had to change files", "git add -A && pre-commit run --all-files", {
        ".pre-commit-config.yaml": "repos:\n- repo: local\n  hooks:\n  - id: black\n    name: black\n    entry: black\n    language: system\n    types: [python]\n  - id: ruff\n    name: ruff\n    entry: ruff check\n    language: system\n    types: [python]\n",
        "press/roll.py": "def roll( n ):\n  return [ n ]*3\n"},
        setup="git init -q .; git add -A; git commit -qm x", mark=[r"^(black\.+Failed)", r"^(reformatted .*roll.py)"]),
    case("pytest-no-tests", "collection", "the filter selects nothing", PT + "-k integration", **{"mark-all": [r"(no tests ran.*|\d+ deselected.*)"]}),
    case("pytest-benchmark", "benchmark", "a function became much slower than the stored run", PT + "--benchmark-compare --benchmark-compare-fail=mean:20%", {
        "tests/test_speed.py": "import time\n\n\ndef work():\n    time.sleep(0.0001)\n\n\ndef test_work(benchmark):\n    benchmark.pedantic(work, rounds=20)\n"},
        setup=PT + "--benchmark-autosave -q; sed -i 's/0.0001/0.003/' tests/test_speed.py",
        mark=[r"(.*has failed .*RegressionCheck.*|PerformanceRegression: .*)"]),
]
