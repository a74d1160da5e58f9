#!/usr/bin/env bash
# Throughput of a whole `explain` on one core, beside wc, grep and ripgrep in the same run.
#   Tests/bench.sh BIN
# The log is made from ../shared/logs, or without it from the corpus, repeated to 200 MB.
set -euo pipefail
bin=$1
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 - "$here" "$work" <<'PY'
import glob, gzip, os, sys
here, work = sys.argv[1:]
parts = [gzip.open(f).read() for f in sorted(glob.glob(f"{here}/../shared/logs/raw/*.log.gz"))]
if not parts:
    parts = [open(f, "rb").read() for f in sorted(glob.glob(f"{here}/Corpus/*/*.log"))]
parts = [p if p.endswith(b"\n") else p + b"\n" for p in parts]
def make(name, size):
    with open(f"{work}/{name}", "wb") as out:
        written, i = 0, 0
        while written < size:
            part = parts[i % len(parts)]; i += 1
            out.write(part); written += len(part)
for mb in (25, 50, 100, 200, 400):
    make(f"{mb}.log", mb << 20)
open(f"{work}/hostile.log", "wb").write((b"error: " + b"a" * 2000 + b"!\n") * 26000)
open(f"{work}/hostile2.log", "wb").write((b"error: " + b"a" * 2000 + b"!\n") * 52000)
PY
"$bin" signatures literals > "$work/literals.txt"

# Explaining takes two threads: the throughput of one core is bytes by CPU time, and CPU time is
# also what a busy machine disturbs least. The wall time is what the user waits.
seconds() { # the best of three: wall time, CPU time
  # Output goes to a file: GNU grep stops at the first match when it is /dev/null.
  python3 - "$work/output" "$@" <<'PY'
import os, subprocess, sys, time
wall, cpu = 9e9, 9e9
for _ in range(3):
    with open(sys.argv[1], "wb") as output:
        before, start = os.times(), time.perf_counter()
        subprocess.run(sys.argv[2:], stdout=output, stderr=subprocess.DEVNULL)
        wall = min(wall, time.perf_counter() - start)
    after = os.times()
    spent = after.children_user + after.children_system
    cpu = min(cpu, spent - before.children_user - before.children_system)
print(f"{wall:.3f} {max(cpu, 0.001):.3f}")
PY
}
declare -A cpus=() # CPU seconds of each row, for the ratios
row() { # name, file, command...
  local name=$1 file=$2; shift 2
  local bytes wall cpu; bytes=$(stat -c %s "$file"); read -r wall cpu < <(seconds "$@")
  cpus[$name]=$cpu
  printf '%-34s %8.3f s %8.3f s CPU %7.0f MB/s of one core\n' "$name" "$wall" "$cpu" \
    "$(python3 -c "print($bytes/1e6/$cpu)")"
}
ratio() { # words, dividend, divisor: the quotient of two rows' CPU seconds
  python3 -c "print('%-34s %8.2f' % ('$1', ${cpus[$2]} / ${cpus[$3]}))"
}
echo "$(date -I)  $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg), 200 MB of real logs"
row "wc -l" "$work/200.log" wc -l "$work/200.log"
row "grep -a -c -F -f literals" "$work/200.log" grep -a -c -F -f "$work/literals.txt" "$work/200.log"
command -v rg >/dev/null && \
  row "rg -a -j1 -c -F -f literals" "$work/200.log" rg -a -j1 -c -F -f "$work/literals.txt" "$work/200.log"
row "faultline explain" "$work/200.log" "$bin" explain --format json "$work/200.log"
for mb in 25 50 100 200 400; do
  row "faultline explain, $mb MB" "$work/$mb.log" "$bin" explain --format json "$work/$mb.log"
done
row "hostile lines, 52 MB" "$work/hostile.log" "$bin" explain --format json "$work/hostile.log"
row "hostile lines, 104 MB" "$work/hostile2.log" "$bin" explain --format json "$work/hostile2.log"

echo "throughput of explain, as a multiple (CPU):"
for other in "wc -l" "grep -a -c -F -f literals" "rg -a -j1 -c -F -f literals"; do
  if [ -n "${cpus[$other]:-}" ]; then ratio "  of $other" "$other" "faultline explain"; fi
done
echo "time(2n) / time(n) (CPU):"
for mb in 25 50 100 200; do
  ratio "  $mb to $((2 * mb)) MB" "faultline explain, $((2 * mb)) MB" "faultline explain, $mb MB"
done
ratio "  hostile lines" "hostile lines, 104 MB" "hostile lines, 52 MB"

head -c 5242880 "$work/25.log" > "$work/5.log"
echo "5 MB log, wall and CPU seconds: $(seconds "$bin" explain --format json "$work/5.log")"
echo "--version, wall and CPU seconds: $(seconds "$bin" --version)"
echo "binary: $(stat -c %s "$bin") bytes"
/usr/bin/env python3 - "$bin" "$work/200.log" <<'PY'
import resource, subprocess, sys
subprocess.run([sys.argv[1], "explain", "--format", "json", sys.argv[2]], stdout=subprocess.DEVNULL)
print(f"peak memory: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")
PY
