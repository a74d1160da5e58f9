# pytest: muted, so it still runs; look-alikes by prefix, by suffix and by a pattern's characters.
python3 -c 'import pytest' 2>/dev/null || skip "pytest is not installed"
mkdir tests
cat > tests/test_shop.py <<'PY'
import pytest


class TestCart:
    def test_flaky(self):
        print("flaky ran")
        assert False

    def test_flaky_more(self):
        pass


@pytest.mark.parametrize("path", ["a.b", "axb"])
def test_path(path):
    assert path == "axb"


@pytest.fixture
def broken():
    raise RuntimeError("no port")


def test_setup(broken):
    pass


def test_ok():
    pass
PY
red python3 -m pytest tests
quarantine 'tests.test_shop.TestCart::test_flaky' 'tests.test_shop::test_path[a.b]' \
  'tests.test_shop::test_setup'
exported > faultline_quarantine.py
green python3 -m pytest -s -rA -p faultline_quarantine --junitxml=r.xml tests
says '3 passed, 3 xfailed'
says 'flaky ran'
says 'PASSED tests/test_shop.py::test_path\[axb\]'
says 'PASSED tests/test_shop.py::TestCart::test_flaky_more'
# Its own report tells Faultline that the muted test failed, so it never looks clean.
"$F" retry-plan --results r.xml > out 2>&1
says '3 of 6 tests failed'
VERSION=$(python3 -m pytest --version)
