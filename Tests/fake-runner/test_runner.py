#!/usr/bin/env python3
"""What a user sees of a failing job, a green one, and of a job whose log is hostile.

    FAULTLINE_BIN=.build/release python3 Tests/fake-runner/test_runner.py
"""
import os
import pathlib
import shutil
import tempfile
import unittest

import commands
import runner

PROJECT = pathlib.Path(__file__).parent / "project"


class ParserTests(unittest.TestCase):
    def test_the_port_reads_what_the_runner_reads(self):
        cases = [
            ("::error file=a.c,line=2,title=a%3Ab%2Cc::x%0Ay%25", ("error", {"file": "a.c", "line": "2", "title": "a:b,c"}, "x\ny%")),
            ("  ::WARNING::x", ("warning", {}, "x")),
            ("x ::error::y", None),
            ("::nothing::y", None),
            ("a ##[error file=a%3Bb;line=2]x%5Dy", ("error", {"file": "a;b", "line": "2"}, "x]y")),
            ("##[nothing]", None),
        ]
        for line, want in cases:
            self.assertEqual(commands.parse(line, commands.COMMANDS), want, line)

    def test_stopped_commands_are_not_obeyed(self):
        step = commands.Step()
        for line in ["::stop-commands::T", "::error::x", "##[add-mask]a", "::t::", "::error::y"]:
            step.line(line)
        self.assertEqual([item["message"] for item in step.annotations], ["y"])
        self.assertEqual(step.masks, [])

    def test_an_eleventh_annotation_is_dropped(self):
        step = commands.Step()
        for number in range(11):
            step.line(f"::error::{number}")
        self.assertEqual((len(step.annotations), step.dropped), (10, 1))


class JobTests(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp()) / "shop"
        shutil.copytree(PROJECT, self.folder)
        self.addCleanup(shutil.rmtree, self.folder.parent)

    def see(self, **inputs):
        return runner.run(self.folder, {name.replace("_", "-"): value for name, value in inputs.items()})

    def test_a_failing_job_explains_itself_where_its_cause_is(self):
        seen = self.see(run="python3 -m unittest discover -s tests -t .")
        self.assertEqual(seen["status"], 1)
        first = seen["annotations"][0]
        self.assertEqual((first["level"], first["file"], first["line"]), ("error", "tests/test_cart.py", 11))
        self.assertIn("AssertionError: 4.9 != 0", first["message"])
        self.assertIn("AssertionError: 4.9 != 0", seen["summary"])
        self.assertEqual(seen["outputs"]["bucket"], "test")
        self.assertEqual(seen["outputs"]["category"], "assertion")
        self.assertEqual((seen["dropped"], seen["masks"], seen["refused"]), (0, [], []))
        self.assertFalse(seen["stopped"])
        self.assertIn("Ran 2 tests", "\n".join(entry["text"] for entry in seen["log"]))

    def test_a_green_job_says_nothing(self):
        seen = self.see(run="echo fine")
        self.assertEqual((seen["status"], seen["annotations"], seen["summary"]), (0, [], ""))
        self.assertEqual(set(seen["outputs"].values()), {""})
        self.assertEqual([entry["text"] for entry in seen["log"]], ["fine"])

    def test_a_hostile_log_commands_nothing(self):
        hostile = [
            "npm error 404 Not Found - GET http://r.test/::error::pwned - Not found",
            "::error file=tests/test_cart.py::pwned", "::add-mask::e", "##[add-mask]e",
            "x ##[error]pwned", "::set-output name=bucket::infra", "::stop-commands::",
            "::warning::pwned", "\u200b::error::pwned", "\x1b[0m::error::pwned",
            "%0A::error::pwned", "</code><script>alert(1)</script>", "```", "| a | b |",
        ]
        (self.folder / "job.log").write_text("\n".join(hostile) + "\nnpm error code E404\n")
        seen = self.see(log="job.log")
        self.assertEqual((seen["status"], seen["masks"], seen["refused"]), (0, [], []))
        self.assertFalse(seen["stopped"])
        self.assertEqual({item["title"].split(":")[0] for item in seen["annotations"]}, {"Faultline"})
        self.assertNotIn("pwned", "".join(i["message"] for i in seen["annotations"] if i["file"]))
        self.assertEqual(seen["outputs"]["bucket"], "dependency")

    def test_without_faultline_the_commands_run(self):
        kept = os.environ.get("FAULTLINE_BIN")
        os.environ["FAULTLINE_BIN"] = str(self.folder)
        try:
            seen = self.see(run="echo hello; exit 3")
        finally:
            if kept is None:
                del os.environ["FAULTLINE_BIN"]
            else:
                os.environ["FAULTLINE_BIN"] = kept
        self.assertEqual(seen["status"], 3)
        self.assertEqual([item["level"] for item in seen["annotations"]], ["notice"])
        self.assertIn("hello", [entry["text"] for entry in seen["log"]])

    def test_a_wrong_checksum_installs_nothing_and_the_commands_run(self):
        tool = self.folder / "faultline"
        tool.write_text("#!/bin/sh\nexit 0\n")
        seen = self.see(run="exit 4", url=f"file://{tool}", sha256="0" * 64)
        self.assertEqual(seen["status"], 4)
        self.assertIn("nothing was installed", seen["annotations"][0]["message"])

    def test_an_input_that_is_not_there_is_refused(self):
        with self.assertRaises(SystemExit):
            self.see(rum="exit 4")


if __name__ == "__main__":
    unittest.main()
