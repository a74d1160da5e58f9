#!/usr/bin/env bash
# What `faultline run --` costs: wall time of commands that print 100 MB, with and without it.
#
#   Tests/bench-run.sh [FAULTLINE] [ROUNDS]
#
# Runs alternate, so that a busy machine harms both alike; medians are compared. The output goes
# through a pipe, as on a CI. Also prints what `annotate` takes beyond reading on a 5 MB log.
set -euo pipefail
faultline=${1:-.build/release/faultline}
rounds=${2:-7}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

line='2026-11-22T18:54:03.1234567Z    Compiling module_%07d of the shop: 0 warnings, %d files\n'
printer="BEGIN { for (i = 0; i < 1100000; i++) printf \"$line\", i, i % 97 }"
awk "$printer" >"$work/100.log"
head -c 5000000 "$work/100.log" >"$work/5.log"
echo 'npm ERR! 404 Not Found - GET https://registry.npmjs.org/left-padd' >>"$work/5.log"

milliseconds() {
  local start end
  start=$(date +%s%N)
  "$@" 2>/dev/null | cat >/dev/null
  end=$(date +%s%N)
  echo $(((end - start) / 1000000))
}

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# compare NAME COMMAND…: both medians and their difference.
compare() {
  local name=$1 without with
  shift
  : >"$work/without"
  : >"$work/with"
  for ((round = 0; round < rounds; round++)); do
    milliseconds "$@" >>"$work/without"
    milliseconds "$faultline" run -- "$@" >>"$work/with"
  done
  without=$(median <"$work/without")
  with=$(median <"$work/with")
  awk -v n="$name" -v a="$without" -v b="$with" \
    'BEGIN { printf "%-34s %6d ms alone, %6d ms under run: %+.1f %%\n", n, a, b, (b - a) * 100 / a }'
}

compare "nothing but printing (cat)" cat "$work/100.log"
compare "awk, formats each line" awk "$printer"
compare "python3, formats each line" python3 -c \
  'import sys
for i in range(1100000):
    sys.stdout.write("2026-11-22T18:54:03Z    Compiling module_%07d of the shop: %d files, all of them well\n" % (i, i % 97))'
compare "a build: 100 MB in bursts, 8 s" bash -c \
  "for i in 1 2 3 4 5 6 7 8; do head -c 13000000 '$work/100.log'; sleep 1; done"

: >"$work/read"
: >"$work/annotate"
for ((round = 0; round < rounds; round++)); do
  milliseconds cat "$work/5.log" >>"$work/read"
  milliseconds "$faultline" annotate "$work/5.log" >>"$work/annotate"
done
echo "annotate, 5 MB log: $(median <"$work/annotate") ms; reading it: $(median <"$work/read") ms"
