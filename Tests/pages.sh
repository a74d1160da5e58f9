#!/usr/bin/env bash
# The service's pages in headless Chromium: navigation, search, a quarantine proposal, and pictures
# at three widths in both themes, on a made-up organisation.
#   Tests/pages.sh BIN [PICTURES]     needs chromium, chromium-driver (Debian) and selenium (PyPI)
# RUNS=20000 pipeline runs. Exits 0 when every step did what it should.
set -euo pipefail
bin=$(realpath "$1")
pictures=${2:-.build/pages}
here=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
trap 'kill "${service:-0}" 2> /dev/null || true; wait 2> /dev/null || true; rm -rf "$work"' EXIT

if ! command -v chromium > /dev/null || ! command -v chromedriver > /dev/null; then
  apt-get install -y -q --no-install-recommends chromium chromium-driver > /dev/null
fi
python=python3
if ! python3 -c 'import selenium' 2> /dev/null; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install -q selenium
  python=$work/venv/bin/python
fi

"$bin" simulate --store "$work/s.db" --runs "${RUNS:-20000}" --weeks 6 --last "$(date -u +%G-W%V)"
FAULTLINE_SWEEP=0 "$bin" serve --store "$work/s.db" --listen 127.0.0.1:0 2> "$work/serve.log" &
service=$!
port=
for _ in $(seq 200); do
  port=$(sed -n 's/.*"message":"listening".*"port":"\([0-9]*\)".*/\1/p' "$work/serve.log")
  [ -n "$port" ] && break
  kill -0 "$service" 2> /dev/null || { cat "$work/serve.log" >&2; exit 1; }
  sleep 0.1
done
[ -n "$port" ] || { echo "the service did not start" >&2; exit 1; }
mkdir -p "$pictures"
"$python" "$here/pages.py" "http://127.0.0.1:$port" "$pictures"
