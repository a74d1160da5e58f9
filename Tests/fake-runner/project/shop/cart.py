"""A cart, and the price of what is in it."""


def total(prices, discount=0):
    """Sum of prices after a discount in percent."""
    return sum(prices) * (1 - discount / 100)


def shipping(total):
    return 0 if total > 50 else 4.90
