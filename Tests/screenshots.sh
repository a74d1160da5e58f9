#!/bin/bash
# Pictures of the weekly review at three widths in both themes, and as PDF.
#
#   Tests/screenshots.sh FAULTLINE OUT      (needs chromium; `make screenshots` calls this)
set -euo pipefail
faultline=$(realpath "$1")
out=$2
mkdir -p "$out"
out=$(realpath "$out")
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$browser" ]; then
  echo "screenshots: no chromium here (apt-get install chromium)" >&2
  exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$faultline" simulate --store "$work/demo.db" --runs 9000 --weeks 6
"$faultline" report --store "$work/demo.db" --week 2026-W47 --price 0.008 --price macos-14=0.08 \
  -o "$out/review.html"
flags=(--headless=new --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=1
  --user-data-dir="$work/profile" --virtual-time-budget=2000)
shot() { # NAME WIDTH HEIGHT MORE...
  local name=$1 size=$2,$3
  shift 3
  "$browser" "${flags[@]}" "$@" --window-size="$size" --screenshot="$out/$name.png" \
    "file://$work/frame.html" >/dev/null 2>&1
}
for width in 375 768 1280; do
  height=$((width < 700 ? 19000 : 11000))
  # Chromium's window is never narrower than 500 px: the page is shown in a frame of its own width.
  printf '<!doctype html><body style="margin:0"><iframe src="file://%s" style="border:0;width:%spx;height:%spx"></iframe>' \
    "$out/review.html" "$width" "$height" > "$work/frame.html"
  shot "review-$width-light" "$width" "$height"
  shot "review-$width-dark" "$width" "$height" --blink-settings=preferredColorScheme=0
done
# The top of the page, as the README shows it.
printf '<!doctype html><body style="margin:0"><iframe src="file://%s" style="border:0;width:1120px;height:1750px"></iframe>' \
  "$out/review.html" > "$work/frame.html"
shot review-readme 1120 1750
"$browser" "${flags[@]}" --no-pdf-header-footer --print-to-pdf="$out/review.pdf" \
  "file://$out/review.html" >/dev/null 2>&1
ls -l "$out"
