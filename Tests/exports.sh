#!/bin/bash
# Runs each quarantine export against the real tool: a small project with a quarantined test that
# fails, one that passes, and one with a look-alike name, which must still run.
#
#   Tests/exports.sh [FRAMEWORK…]      F names the executable (default .build/{release,debug})
#
# A framework whose tool is not here is skipped, and says why. Ends with
# 'N passed, N failed, N skipped' and fails if one failed.
root=$(cd "$(dirname "$0")/.." && pwd)
for place in "$F" "$root/.build/release/faultline" "$root/.build/debug/faultline"; do
  [ -x "$place" ] && F=$place && break
done
[ -x "$F" ] || { echo "exports: no executable: build first, or name it with F" >&2; exit 1; }
export F ROOT="$root"
passed=0 failed=0 skipped=0
for script in "$root"/Tests/QuarantineExports/*.sh; do
  name=$(basename "$script" .sh)
  [ "$name" = lib ] && continue
  if [ $# -gt 0 ] && [[ " $* " != *" $name "* ]]; then continue; fi
  folder=$(mktemp -d)
  log=$(cd "$folder" && NAME=$name bash -c '. "$ROOT/Tests/QuarantineExports/lib.sh"; . "$0"; finish' \
    "$script" 2>&1)
  case $? in
    0) passed=$((passed + 1)); echo "ok    $name ($(tail -1 <<<"$log"))" ;;
    77) skipped=$((skipped + 1)); echo "skip  $name: $(tail -1 <<<"$log")" ;;
    *) failed=$((failed + 1)); echo "FAIL  $name"; sed 's/^/      /' <<<"$log" ;;
  esac
  rm -rf "$folder"
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
