#!/bin/bash
# Validates what the reporters write by other people's means: JSON schemas, field lists, Python's XML
# reader, reference types for SARIF, and two real Markdown renderers. Needs python3 and PyPI once.
#
#   Tests/validators.sh             builds, writes every text with `DumpTests`, checks all of them
#   DUMP=folder Tests/validators.sh checks a folder that `DumpTests` has written
set -euo pipefail
cd "$(dirname "$0")/.."
venv=.build/validators
if [ ! -x "$venv/bin/python" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" -q install \
    jsonschema==4.* markdown-it-py==4.* linkify-it-py==2.* cmarkgfm==2025.* sarif-pydantic==0.6.* \
    junitparser==5.* || { rm -rf "$venv"; exit 1; }
fi
if [ -z "${DUMP:-}" ]; then
  DUMP=$(mktemp -d)
  trap 'rm -rf "$DUMP"' EXIT
  # shellcheck disable=SC2086
  DUMP=$DUMP swift test ${SWIFT_FLAGS:--Xswiftc -O} --filter ReportingTests.DumpTests > "$DUMP/log" 2>&1 \
    || { tail -20 "$DUMP/log"; exit 1; }
fi
"$venv/bin/python" Tests/validators.py "$DUMP" Tests/ReportingTests/Snapshots
