# unittest: muted; a failing subtest too.
need python3
mkdir tests; touch tests/__init__.py
cat > tests/test_shop.py <<'PY'
import unittest


class Cart(unittest.TestCase):
    def test_flaky(self):
        print("flaky ran")
        self.fail("now and then")

    def test_flaky_more(self):
        print("look-alike ran")

    def test_rows(self):
        for row in range(3):
            with self.subTest(row=row):
                self.assertNotEqual(row, 1)
PY
red python3 -m unittest discover
quarantine 'tests.test_shop.Cart::test_flaky' 'tests.test_shop.Cart::test_rows'
exported > faultline_unittest.py
green python3 faultline_unittest.py discover
says 'OK \(skipped=2\)'
says '^flaky ran'
says 'look-alike ran'
quarantine 'tests.test_shop.Cart::test_flaky'
exported > faultline_unittest.py
red python3 faultline_unittest.py discover
VERSION=$(python3 --version)
