"""Judges what the reporters write; see validators.sh. The schemas below hold the facts of the
published ones (required fields, types, closed objects) for the parts that are written here."""

import json
import re
import sys
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import cmarkgfm
import junitparser
from cmarkgfm.cmark import Options
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from sarif_pydantic import Sarif


def closed(required, optional=None):
    """An object with these fields and no others."""
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {})},
        "additionalProperties": False,
    }


text = {"type": "string"}
some = {"type": "string", "minLength": 1}
count = {"type": "integer", "minimum": 0}
line = {"type": "integer", "minimum": 1}
# A relative reference of RFC 3986: no scheme, no backslash, no blank, percent-encoding throughout.
reference = {"type": "string", "pattern": r"^(?![A-Za-z][A-Za-z0-9+.\-]*:)([A-Za-z0-9\-._~!$&'()*+,;=@/]|%[0-9A-F]{2})+$"}
relative = {"type": "string", "pattern": r"^(?!/)(?!\.\./)(?!.*/\.\./)[^\x00-\x1f\\]+$"}

region = closed({"startLine": line}, {"startColumn": line})
location = closed({"physicalLocation": closed({
    "artifactLocation": closed({"uri": reference, "uriBaseId": {"const": "%SRCROOT%"}}),
}, {"region": region})})
sarif = closed({
    "$schema": text, "version": {"const": "2.1.0"},
    "runs": {"type": "array", "minItems": 1, "items": closed({
        "tool": closed({"driver": closed({"name": some, "rules": {
            "type": "array", "uniqueItems": True,
            "items": closed({"id": some, "shortDescription": closed({"text": some})})}})}),
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "results": {"type": "array", "items": closed({
            "ruleId": some, "ruleIndex": count,
            "level": {"enum": ["none", "note", "warning", "error"]},
            "message": closed({"text": some}),
            "partialFingerprints": {"type": "object", "additionalProperties": text},
            "properties": {"type": "object"},
        }, {"locations": {"type": "array", "items": location}})},
    })},
})
code_quality = {"type": "array", "items": closed({
    "description": some, "check_name": some, "fingerprint": some,
    "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
    "location": closed({"path": relative, "lines": closed({"begin": line})}),
})}
ctrf = closed({
    "reportFormat": {"const": "CTRF"}, "specVersion": {"type": "string", "pattern": r"^\d+\.\d+\.\d+$"},
    "results": closed({
        "tool": closed({"name": some}),
        "summary": closed({name: count for name in (
            "tests", "passed", "failed", "skipped", "pending", "other", "start", "stop")}),
        "tests": {"type": "array", "items": closed({
            "name": some, "duration": count,
            "status": {"enum": ["passed", "failed", "skipped", "pending", "other"]},
        }, {"message": text, "filePath": relative, "line": line, "extra": {"type": "object"}})},
    }),
}, {"generatedBy": text})
jenkins = closed({
    "_class": {"const": "io.jenkins.plugins.analysis.core.restapi.ReportApi"},
    "size": count,
    "issues": {"type": "array", "items": closed({
        "fileName": some, "lineStart": count, "lineEnd": count, "columnStart": count,
        "columnEnd": count, "severity": {"enum": ["ERROR", "HIGH", "NORMAL", "LOW"]},
        "category": text, "type": text, "message": text, "description": text, "fingerprint": text,
    })},
})
rdjson = closed({
    "message": some, "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
    "code": closed({"value": text}), "source": closed({"name": some}),
}, {"location": closed({"path": relative}, {
    "range": closed({"start": closed({"line": line}, {"column": line})})})})
annotation = closed({
    "path": relative, "start_line": line, "end_line": line,
    "annotation_level": {"enum": ["notice", "warning", "failure"]},
    "title": {"type": "string", "maxLength": 255}, "message": {"type": "string", "maxLength": 65536},
}, {"start_column": line, "end_column": line})
check_run = closed({"output": closed({
    "title": some, "summary": {"type": "string", "maxLength": 65535},
    "annotations": {"type": "array", "maxItems": 50, "items": annotation},
})}, {"name": some, "head_sha": text, "status": {"const": "completed"}, "external_id": text,
      "details_url": text, "conclusion": {"enum": ["neutral", "success"]}})

markdown_formats = ["markdown", "github-summary", "github-comment", "gitlab-note", "buildkite"]
allowed_tags = {"h3", "p", "strong", "code", "pre", "table", "thead", "tbody", "tr", "th", "td",
                "ul", "li", "sub"}
# What GitHub and GitLab look for in the text that is left when code is taken out.
reference_marks = re.compile(
    r"@\w|(?<![\w&])[#!$%~&][\w\"]|\bGH-\d|\b[0-9a-f]{7,40}\b|://|\bwww\.|:[a-z0-9_+-]+:", re.I)


class Page(HTMLParser):
    """Collects tags, comments and the text outside of code."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.comments, self.prose, self.depth = set(), [], [], [], 0

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes += [(tag, *pair) for pair in attributes]
        self.depth += tag in ("code", "pre")

    def handle_endtag(self, tag):
        self.depth -= tag in ("code", "pre")

    def handle_comment(self, data):
        self.comments.append(data.strip())

    def handle_data(self, data):
        if not self.depth:
            self.prose.append(data)


# The weekly review is a document of its own: it has headings, numbered lists and a list to tick.
review_tags = {"h1", "h2", "ol", "details", "summary", "input"}
review_attributes = {"type", "disabled", "checked", "start"}


def check_review(source):
    check_markdown(source, review_tags, review_attributes)


def check_markdown(source, more_tags=frozenset(), more_attributes=frozenset()):
    options = Options.CMARK_OPT_UNSAFE
    gfm = cmarkgfm.github_flavored_markdown_to_html(source, options)
    rules = {"html": True, "linkify": True}
    other = MarkdownIt("gfm-like", rules).render(source)
    for name, page_text in (("cmark-gfm", gfm), ("markdown-it", other)):
        page = Page()
        page.feed(page_text)
        assert page.tags <= allowed_tags | more_tags, (name, page.tags - allowed_tags - more_tags)
        plain = {"align", "style", "class", "lang"} | more_attributes
        strange = [a for a in page.attributes if a[1] not in plain]
        assert not strange, (name, strange)
        assert all(re.fullmatch(r"faultline:(comment|end|job [0-9a-f]{16} (failed|recovered))", c)
                   for c in page.comments), (name, page.comments)
        for prose in page.prose:
            found = reference_marks.search(prose)
            assert not found, (name, found, prose)


def check_json(schema):
    validator = Draft202012Validator(schema)
    return lambda source: validator.validate(json.loads(source))


def check_lines(schema):
    validator = Draft202012Validator(schema)

    def check(source):
        for entry in source.splitlines():
            validator.validate(json.loads(entry))
    return check


def check_sarif(source):
    check_json(sarif)(source)
    Sarif.model_validate_json(source)
    for run in json.loads(source)["runs"]:
        rules = run["tool"]["driver"]["rules"]
        for result in run["results"]:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def check_ctrf(source):
    check_json(ctrf)(source)
    results = json.loads(source)["results"]
    assert results["summary"]["tests"] == len(results["tests"])


def check_junit(source):
    root = ET.fromstring(source.encode())
    cases = root.findall("testsuite/testcase")
    assert int(root.get("tests")) == len(cases)
    assert int(root.get("failures")) == len([c for c in cases if c.find("failure") is not None])
    children = {child.tag for case in cases for child in case}
    assert children <= {"failure", "flakyFailure"}, children
    for flaky in root.iter("flakyFailure"):
        assert flaky.get("type") and flaky.find("stackTrace") is not None
    assert len(junitparser.JUnitXml.fromstring(source.encode())) == len(root.findall("testsuite"))


checks = {name: check_markdown for name in markdown_formats} | {
    "sarif": check_sarif, "gitlab-codequality": check_json(code_quality), "ctrf": check_ctrf,
    "jenkins": check_json(jenkins), "rdjsonl": check_lines(rdjson),
    "github-check-run": check_lines(check_run), "junit": check_junit,
    "json": lambda source: json.loads(source),
    "ndjson": lambda source: [json.loads(entry) for entry in source.split("\n") if entry],
}


# A check that refuses nothing proves nothing: each of these must be refused.
refused = [("markdown", bad) for bad in (
    "@octocat", "\\@octocat", "&#64;octocat", "#12", "\\#12", "GH-12", "a@b.com", "<img src=x>",
    "<b>x</b>", "[a](https://x.example)", "![a](x.png)", "https://x.example", "www.x.example",
    "1234567890abcdef", ":smile:", "<!-- x -->", "> quote", "1. one", "# head", "`a` `` @b")]
refused += [("sarif", '{"version":"2.0.0"}'), ("gitlab-codequality", '[{"description":"x"}]'),
            ("ctrf", '{"reportFormat":"CTRF"}'), ("jenkins", "[]"), ("rdjsonl", "{}"),
            ("github-check-run", "{}"), ("junit", "<testsuites/>"), ("junit", "<a>\x1b</a>"),
            ("json", "{"), ("ndjson", "{")]


def main(dump, snapshots):
    failed, total = 0, {}
    for name, source in refused:
        try:
            checks[name](source)
        except Exception:
            continue
        raise SystemExit(f"the check of {name} lets {source!r} pass")
    files = [(path.parent.name, path) for path in sorted(Path(dump).glob("*/*.txt"))]
    files += [(path.suffix[1:], path) for path in sorted(Path(snapshots).iterdir())]
    for name, path in files:
        if name not in checks:
            continue
        if name == "json" and path.stem == "several":
            name = "ndjson"
        source = path.read_bytes().decode("utf-8")
        assert not source.startswith("\ufeff")
        total[name] = total.get(name, 0) + 1
        try:
            (check_review if path.name == "review.markdown" else checks[name])(source)
        except Exception as problem:  # every kind of refusal is a finding
            failed += 1
            print(f"{path}: {type(problem).__name__}: {str(problem)[:300]}", file=sys.stderr)
    for name in sorted(checks):
        assert total.get(name, 0) > 60, f"only {total.get(name, 0)} texts of {name}"
    print(f"{sum(total.values())} texts of {len(total)} formats, {failed} refused")
    return 1 if failed else 0


sys.exit(main(sys.argv[1], sys.argv[2]))
