#!/usr/bin/env python3
"""Draws what runner.py saw (JSON on standard input) as a page: the file with its annotation, the job
summary, the outputs, the end of the log.

    page.py FOLDER < seen.json > page.html
"""
import html
import json
import pathlib
import sys

from markdown_it import MarkdownIt

STYLE = """
body { font: 14px/1.5 -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; color: #1f2328;
  background: #fff; margin: 24px; width: 952px }
h1 { font-size: 19px; margin: 0 0 14px } h1 b { color: #cf222e }
h2 { font-size: 13px; color: #59636e; font-weight: 600; margin: 20px 0 6px }
.box { border: 1px solid #d1d9e0; border-radius: 6px; overflow: hidden }
.box > p.name { margin: 0; padding: 7px 12px; background: #f6f8fa; border-bottom: 1px solid #d1d9e0;
  font: 12px "DejaVu Sans Mono", monospace }
pre, code, td.n { font: 12px/1.55 "DejaVu Sans Mono", monospace }
table.code { border-collapse: collapse; width: 100% } table.code td { padding: 0 10px; white-space: pre-wrap }
td.n { color: #818b98; text-align: right; width: 34px; user-select: none }
tr.hit td { background: #fff5f5 }
.note { border: 1px solid #d1d9e0; border-left: 4px solid #cf222e; border-radius: 4px; margin: 6px 12px;
  padding: 8px 12px; background: #fff } .note.warning { border-left-color: #9a6700 }
.note b { display: block } .note span { white-space: pre-wrap; overflow-wrap: anywhere }
.x { color: #cf222e } .md { padding: 4px 16px } .md pre { background: #f6f8fa; padding: 10px; border-radius: 6px; overflow: hidden }
.log { background: #24292f; color: #e6edf3; padding: 12px; margin: 0; white-space: pre-wrap }
.log i { font-style: normal; color: #ff8182 } .log u { text-decoration: none; color: #8b949e }
.out td { padding: 1px 16px 1px 0 } table.out { padding: 6px 12px }
"""


def escape(text):
    return html.escape(str(text))


def note(item):
    title = escape(item["title"] or item["level"])
    return f'<div class="note {item["level"]}"><b>{title}</b><span>{escape(item["message"])}</span></div>'


def source(folder, name, items):
    lines = (folder / name).read_text().split("\n")
    rows, hits = [], {item["line"] or 1: [] for item in items}
    for item in items:
        hits[item["line"] or 1].append(item)
    first, last = max(1, min(hits) - 6), min(len(lines), max(hits) + 3)
    for number in range(first, last + 1):
        mark = ' class="hit"' if number in hits else ""
        rows.append(f'<tr{mark}><td class="n">{number}</td><td><code>{escape(lines[number - 1])}</code></td></tr>')
        for item in hits.get(number, []):
            rows.append(f'<tr><td colspan="2">{note(item)}</td></tr>')
    return f'<div class="box"><p class="name">{escape(name)}</p><table class="code">{"".join(rows)}</table></div>'


def log(entries):
    out = []
    for entry in entries:
        if entry["folded"]:
            continue
        text = escape(entry["text"])
        if entry["kind"] == "error":
            out.append(f"<i>Error: {text}</i>")
        elif entry["kind"] == "group":
            out.append(f"<u>▸ {text}</u>")
        else:
            out.append(text)
    return "\n".join(out)


def page(folder, seen):
    places = {}
    for item in seen["annotations"]:
        if item["file"] and (folder / item["file"]).is_file():
            places.setdefault(item["file"], []).append(item)
    loose = [note(i) for i in seen["annotations"] if i["file"] not in places]
    parts = ["<h2>Files changed</h2>" if places else ""]
    parts += [source(folder, name, items) for name, items in places.items()]
    if loose:
        parts.append('<h2>Annotations</h2><div class="box">' + "".join(loose) + "</div>")
    text = MarkdownIt("gfm-like", {"html": False, "linkify": False}).render(seen["summary"])
    # GitHub lets <sub> through; its cross is a picture that a headless machine has no font for.
    for code, drawn in (("&lt;sub&gt;", "<sub>"), ("&lt;/sub&gt;", "</sub>"), ("❌", '<b class="x">✖</b>')):
        text = text.replace(code, drawn)
    parts.append(f'<h2>Job summary</h2><div class="box md">{text}</div>')
    rows = "".join(f"<tr><td>{escape(k)}</td><td><code>{escape(v)}</code></td></tr>"
                   for k, v in seen["outputs"].items())
    parts.append(f'<h2>Outputs of the step</h2><div class="box"><table class="out">{rows}</table></div>')
    parts.append(f'<h2>Log of the step</h2><div class="box"><pre class="log">{log(seen["log"])}</pre></div>')
    end = f'exit code {seen["status"]}'
    return ("<!doctype html><meta charset=utf-8><title>Fake runner</title>"
            f"<style>{STYLE}</style><h1><b>✗</b> CI / test · {end}</h1>" + "".join(parts))


if __name__ == "__main__":
    print(page(pathlib.Path(sys.argv[1]).resolve(), json.load(sys.stdin)))
