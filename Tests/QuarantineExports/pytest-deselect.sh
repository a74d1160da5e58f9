# pytest by command line: exact only where no other name begins with the quarantined one's.
python3 -c 'import pytest' 2>/dev/null || skip "pytest is not installed"
mkdir tests
cat > tests/test_shop.py <<'PY'
class TestCart:
    def test_flaky(self):
        assert False

    def test_not_flaky(self):
        pass
PY
red python3 -m pytest tests
quarantine 'tests.test_shop.TestCart::test_flaky'
words
green python3 -m pytest "${WORDS[@]}" tests
says '1 passed, 1 deselected'
VERSION=$(python3 -m pytest --version)
