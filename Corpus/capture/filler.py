#!/usr/bin/env python3
"""filler.py KIND DIR COUNT [SEED]: writes COUNT small modules with passing tests into DIR.

Corpus cases add one failing file to them, so that a log has real passing output around the failure.
KIND: junit4 junit5 testng (src/main/java, src/test/java) | jest mocha nodetest tape ava jasmine
(lib/, test/) | ts (src/*.ts, no tests). The same seed gives the same project.
"""

import pathlib
import random
import sys

NOUNS = (
    "Invoice Parcel Meter Quarry Beacon Ticket Harvest Voyage Recipe Signal Orchard Palette Courier "
    "Tariff Canal Ledger Compass Shelf Cargo Lantern Rota Fixture Turbine Depot Almanac Basin Coupon "
    "Dosage Emblem Furnace Gauge Hangar Index Joint Kiln Locker Manifest Needle Outlet Pulley"
).split()
VERBS = (
    "adds sorts merges splits rejectsErrors handlesTimeout rounds keepsOrder failsOver parses formats "
    "counts skipsEmpty retriesOnce clamps reverses joins trims"
).split()

JAVA = """package org.{pkg}.core;

/** Keeps the {low} rows. */
public class {name} {{
{methods}
}}
"""
JAVA_METHOD = """    public int {verb}(int left, int right) {{
        return left * {factor} + right;
    }}
"""
JAVA_TEST = {
    "junit4": ("import org.junit.Test;\nimport static org.junit.Assert.assertEquals;", ""),
    "junit5": (
        "import org.junit.jupiter.api.Test;\n"
        "import static org.junit.jupiter.api.Assertions.assertEquals;",
        "",
    ),
    "testng": (
        "import org.testng.annotations.Test;\nimport static org.testng.Assert.assertEquals;",
        "",
    ),
}
JS_HEAD = {
    "jest": "",
    "mocha": "const assert = require('assert');\n",
    "jasmine": "",
    "nodetest": "const { describe, it } = require('node:test');\nconst assert = require('node:assert');\n",
    "tape": "const test = require('tape');\n",
    "ava": "const test = require('ava');\n",
}
JS_BODY = {
    "jest": "  it('{verb}', () => {{ expect(m.{verb}({a}, {b})).toBe({c}); }});\n",
    "jasmine": "  it('{verb}', () => {{ expect(m.{verb}({a}, {b})).toBe({c}); }});\n",
    "mocha": "  it('{verb}', () => {{ assert.strictEqual(m.{verb}({a}, {b}), {c}); }});\n",
    "nodetest": "  it('{verb}', () => {{ assert.strictEqual(m.{verb}({a}, {b}), {c}); }});\n",
    "tape": "test('{low} {verb}', (t) => {{ t.equal(m.{verb}({a}, {b}), {c}); t.end(); }});\n",
    "ava": "test('{low} {verb}', (t) => {{ t.is(m.{verb}({a}, {b}), {c}); }});\n",
}


def java(kind, root, name, verbs, rng, pkg):
    """One class and its test class."""
    factors = {v: rng.randint(2, 9) for v in verbs}
    methods = "\n".join(JAVA_METHOD.format(verb=v, factor=f) for v, f in factors.items())
    main = root / "src/main/java/org" / pkg / "core"
    main.mkdir(parents=True, exist_ok=True)
    text = JAVA.format(pkg=pkg, low=name.lower(), name=name, methods=methods)
    (main / f"{name}.java").write_text(text)
    test = root / "src/test/java/org" / pkg / "core"
    test.mkdir(parents=True, exist_ok=True)
    cases = "".join(
        f"    @Test\n    public void {v}() {{\n"
        f"        assertEquals({3 * f + 4}, new {name}().{v}(3, 4));\n    }}\n"
        for v, f in factors.items()
    )
    (test / f"{name}Test.java").write_text(
        f"package org.{pkg}.core;\n\n{JAVA_TEST[kind][0]}\n\n"
        f"public class {name}Test {{\n{cases}}}\n"
    )


def script(kind, root, name, verbs, rng):
    """One JavaScript module and its test file."""
    low, factors = name.lower(), {v: rng.randint(2, 9) for v in verbs}
    (root / "lib").mkdir(parents=True, exist_ok=True)
    (root / "test").mkdir(exist_ok=True)
    body = "".join(f"exports.{v} = (a, b) => a * {f} + b;\n" for v, f in factors.items())
    (root / "lib" / f"{low}.js").write_text("'use strict';\n\n" + body)
    lines = "".join(
        JS_BODY[kind].format(verb=v, low=low, a=3, b=4, c=3 * f + 4) for v, f in factors.items()
    )
    if kind not in ("tape", "ava"):
        lines = f"describe('{low}', () => {{\n{lines}}});\n"
    ending = {"jasmine": ".spec.js"}.get(kind, ".test.js")
    (root / "test" / f"{low}{ending}").write_text(
        f"{JS_HEAD[kind]}const m = require('../lib/{low}');\n\n{lines}"
    )


def typed(root, name, verbs, rng):
    """One TypeScript module."""
    (root / "src").mkdir(parents=True, exist_ok=True)
    (root / "src" / f"{name.lower()}.ts").write_text(
        "".join(
            f"export function {v}(a: number, b: number): number {{\n"
            f"  return a * {rng.randint(2, 9)} + b;\n}}\n"
            for v in verbs
        )
    )


def main():
    kind, root, count = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])
    rng = random.Random(sys.argv[4] if len(sys.argv) > 4 else kind)
    pkg = rng.choice(["quill", "tidewatch", "harbour", "oaktree", "vireo", "umber", "saffron"])
    for name in rng.sample(NOUNS, min(count, len(NOUNS))):
        verbs = rng.sample(VERBS, rng.randint(2, 6))
        if kind in JAVA_TEST:
            java(kind, root, name, verbs, rng, pkg)
        elif kind == "ts":
            typed(root, name, verbs, rng)
        else:
            script(kind, root, name, verbs, rng)


main()
