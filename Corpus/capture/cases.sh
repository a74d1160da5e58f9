# Sourced by jvm.sh and js.sh: one scratch directory a case, and the way from a run to a log.
#   run CMD…                  runs it in the case's directory; output in $W.out, status in $status
#   log BUCKET CATEGORY DRESS BECAUSE COMMAND [dress.py options]   prints (or with --all, files) the log
#   project KIND COUNT        passing modules and tests (filler.py); registry [FAULT…]: registry.py
cache=${CAPTURE_CACHE:-/tmp/faultline-capture}
port=${port:-4873}
mkdir -p "$cache"

project() { python3 "$here/filler.py" "$1" . "$2" "$case"; }

registry() {
  python3 "$here/registry.py" "$port" "$@" &
  server=$!
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && return
    sleep 0.2
  done
}

run() {
  nice timeout "${limit:-240}" "$@" >"$W.out" 2>&1 </dev/null
  status=$?
}
also() {
  nice timeout "${limit:-240}" "$@" >>"$W.out" 2>&1 </dev/null
  status=$?
}

log() {
  local bucket=$1 category=$2 dress=$3 because=$4 command=$5
  shift 5
  python3 "$here/dress.py" --tool "$tool" --family "$family" --made-by "Corpus/capture/$script $case" \
    --category "$category" --because "$because" --dress "$dress" --command "$command" \
    --exit "$status" --workdir "$W" "${extra[@]}" "$@" --replace "$cache/yarn" /home/ci/.cache/yarn \
    --replace "$cache/" /home/ci/ <"$W.out" >"$W.log" || { echo "$case: dress failed" >&2; return 1; }
  if [ -n "$all" ]; then cp "$W.log" "$here/../$bucket/$case.log"; else cat "$W.log"; fi
}

# steps BEFORE-FILE COMMAND: earlier and later steps for some of the cases (by their name's checksum),
# from output that was really recorded in this session ($cache/*.txt).
steps() {
  local sum
  sum=$(printf %s "$case" | cksum | cut -d' ' -f1)
  extra=()
  [ $((sum % 3)) -lt 2 ] && [ -s "$1" ] && extra+=(--before "$1" "$2")
  [ $((sum % 5)) -lt 2 ] && [ -s "$cache/pack.txt" ] && extra+=(--after "$cache/pack.txt" "tar czvf reports.tgz reports")
  return 0
}

# recorded FILE CMD…: runs CMD once a session and keeps what it printed.
recorded() {
  local file=$cache/$1
  shift
  [ -s "$file" ] || "$@" >"$file" 2>&1
}

one() {
  case=$1 W=$cache/$1
  rm -rf "$W" && mkdir -p "$W" && cd "$W" || return
  "$case"
  [ -n "$server" ] && kill "$server" 2>/dev/null
  cd /
  [ -n "$KEEP" ] || rm -rf "$W" "$W.m2"
}

main() {
  script=$(basename "$0")
  mkdir -p "$cache/reports" && touch "$cache/reports/summary.txt" "$cache/reports/errors.html" "$cache/reports/junit.xml"
  recorded pack.txt tar czvf "$cache/reports.tgz" -C "$cache" reports
  if [ "$1" != --all ]; then one "$1"; return; fi
  for name in $(grep -hoE '^[a-z][a-z0-9]*-[a-z0-9-]+\(\)' "$here/${script%.sh}"*.sh | tr -d '()'); do
    # shellcheck disable=SC2254
    case $name in ${2:-*}) (all=1 && one "$name") || echo "$name: failed" >&2 ;; esac
  done
}
