"""Small invented projects: a package and passing tests, different for each case by its seed."""

NAMES = ("ledger tides parcel harvest orbit cellar mosaic lantern meadow harbor kiln sextant "
         "violet pantry glacier thimble ferry bramble quarry anchor").split()
NOUNS = ("invoice route sample crate reading batch ticket recipe voyage bundle segment shipment "
         "interval draft token window signal layer gauge bucket").split()

MODULE = '''"""Works on {noun}s."""


def {noun}_total(values):
    return sum(values)


def {noun}_label(name, size=3):
    return name.strip().lower()[:size]


def {noun}_split(text, sep=","):
    return [part.strip() for part in text.split(sep) if part.strip()]


def {noun}_mean(values):
    if not values:
        raise ValueError("no {noun}s")
    return {noun}_total(values) / len(values)
'''

TESTS = '''import pytest

from {pkg}.{noun}s import {noun}_label, {noun}_mean, {noun}_split, {noun}_total


@pytest.mark.parametrize("values, expected", {pairs})
def test_{noun}_total(values, expected):
    assert {noun}_total(values) == expected


@pytest.mark.parametrize("name", {words})
def test_{noun}_label_is_short(name):
    assert len({noun}_label(name)) <= 3


def test_{noun}_split_drops_empty_parts():
    assert {noun}_split("a, b,,c") == ["a", "b", "c"]


def test_{noun}_mean():
    assert {noun}_mean([{a}, {b}]) == ({a} + {b}) / 2


def test_{noun}_mean_of_nothing_raises():
    with pytest.raises(ValueError):
        {noun}_mean([])
'''


def skeleton(rng):
    """Files of a project with two to four modules and their passing pytest tests."""
    pkg = rng.choice(NAMES)
    files = {f"{pkg}/__init__.py": '__version__ = "0.3.1"\n', "conftest.py": ""}
    for noun in rng.sample(NOUNS, rng.randint(2, 4)):
        pairs = [([rng.randint(1, 9) for _ in range(k)], 0) for k in range(1, rng.randint(4, 8))]
        pairs = [(values, sum(values)) for values, _ in pairs]
        words = rng.sample(NAMES, rng.randint(2, 6))
        fill = dict(pkg=pkg, noun=noun, pairs=pairs, words=words, a=rng.randint(1, 9),
                    b=rng.randint(10, 99))
        files[f"{pkg}/{noun}s.py"] = MODULE.format(**fill)
        files[f"tests/test_{noun}s.py"] = TESTS.format(**fill)
    return files
