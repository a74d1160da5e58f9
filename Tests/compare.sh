#!/bin/bash
# Our bucket classifier and line finder beside their peers, on the same leave-one-family-out folds.
# Usage: compare.sh FAULTLINE [CORPUS] > Tests/TriageTests/comparison.md
# The peers live in a virtual environment; PyPI is asked only when it is not there yet.
set -euo pipefail
bin=$1
corpus=${2:-Corpus}
here=$(dirname "$0")
venv=${COMPARE_VENV:-.build/compare-venv}
if ! "$venv/bin/python" -c 'import sklearn, drain3' 2>/dev/null; then
  python3 -m venv "$venv" >&2
  "$venv/bin/pip" install -q scikit-learn==1.5.2 drain3==0.9.11 >&2
fi
folds=$(mktemp)
trap 'rm -f "$folds"' EXIT
"$bin" corpus evaluate "$corpus" --folds "$folds" >/dev/null
"$venv/bin/python" "$here/compare.py" "$folds" "$corpus"
