#!/usr/bin/env bash
# The service under load, under attack and under kill -9, with figures and the machine's load beside
# them. Needs nothing but Python's standard library.
#   Tests/load.sh BIN [PART…]            (default: all)
# Parts: webhooks why hostile kills soak; of Tests/trouble.py: full locked restore.
# SECONDS_=60 RATE=1000 for webhooks; RUNS=100000 WHY_RATE=500 for why; KILLS=50; SOAK=1 (minutes);
# LOCK=60 (seconds) for locked
set -euo pipefail
bin=$(realpath "$1")
shift
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
exec 3>&1
python3 "$here/load.py" "$bin" "$work" "${@:-all}"
