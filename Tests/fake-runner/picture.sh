#!/usr/bin/env bash
# Runs a failing job under our action on the fake runner and draws what its user sees.
#
#   picture.sh OUT.png [FOLDER-OF-FAULTLINE]       also writes OUT.html and OUT.json
#
# Needs python3 with PyYAML, markdown-it-py and linkify-it-py (else a venv is made, from PyPI), and chromium.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(realpath "${1:?where the picture goes}")
FAULTLINE_BIN=$(realpath "${2:-$here/../../.build/release}")
export FAULTLINE_BIN
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if ! python3 -c 'import yaml, markdown_it, linkify_it' 2> /dev/null; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" -q install PyYAML markdown-it-py linkify-it-py
  PATH=$work/venv/bin:$PATH
fi
cp -R "$here/project" "$work/shop"
base=${out%.png}
python3 "$here/runner.py" "$work/shop" 'run=python3 -m unittest discover -s tests -t .' > "$base.json"
python3 "$here/page.py" "$work/shop" < "$base.json" > "$base.html"
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=1 \
  --window-size=1000,"${HEIGHT:-1640}" --screenshot="$out" "file://$base.html" > /dev/null 2>&1
[ -s "$out" ]
