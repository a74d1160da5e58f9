import unittest

from shop.cart import shipping, total


class CartTests(unittest.TestCase):
    def test_total(self):
        self.assertEqual(total([10, 20]), 30)

    def test_free_shipping_from_fifty(self):
        self.assertEqual(shipping(50), 0)


if __name__ == "__main__":
    unittest.main()
