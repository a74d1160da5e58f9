#!/usr/bin/env bash
# The OpenAPI document against its own specification, and the API against the document.
#   bash Tests/api.sh .build/release/faultline [examples per operation]
# Needs python3 with venv; openapi-spec-validator and schemathesis come from PyPI.
set -euo pipefail
bin=$(realpath "${1:-.build/release/faultline}"); examples=${2:-60}
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d); pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; wait 2>/dev/null || true; rm -rf "$work"' EXIT
venv=${FAULTLINE_API_VENV:-}
if [ -z "$venv" ]; then
  venv="$work/venv"; python3 -m venv "$venv"
  "$venv/bin/pip" -q install openapi-spec-validator schemathesis
fi

for run in 1 2 3; do
  "$bin" ingest --quiet --store "$work/s.db" --log "$here/Corpus/dependency/npm-404.log" \
    --repo acme/web --run "$run" --branch main --job linux
done
"$bin" serve --store "$work/s.db" --listen 127.0.0.1:0 2>"$work/serve.log" & pids+=($!)
for _ in $(seq 150); do
  port=$(sed -nE 's/.*"port" ?: ?"?([0-9]+).*/\1/p' "$work/serve.log" | head -1)
  [ -n "$port" ] && break; sleep 0.2
done
[ -n "$port" ] || { cat "$work/serve.log" >&2; exit 1; }
base="http://127.0.0.1:$port"

curl -sf "$base/api/v1/openapi.json" -o "$work/openapi.json"
"$venv/bin/python" -m openapi_spec_validator "$work/openapi.json"

# A log, packed and not; the same question twice.
log="$here/Corpus/dependency/npm-404.log"
curl -sf -H 'Content-Type: text/plain' --data-binary "@$log" "$base/api/v1/explain" | python3 -m json.tool >/dev/null
gzip -c "$log" | curl -sf -H 'Content-Type: application/gzip' --data-binary @- "$base/api/v1/explain" \
  | python3 -c 'import json,sys; d=json.load(sys.stdin); assert d["bucket"]=="dependency", d'
tag=$(curl -sfI "$base/api/v1/runs" | tr -d '\r' | sed -n 's/^[Ee][Tt]ag: //p')
[ "$(curl -s -o /dev/null -w '%{http_code}' -H "If-None-Match: $tag" "$base/api/v1/runs")" = 304 ]

cd "$work"
"$venv/bin/schemathesis" run "$work/openapi.json" --url "$base/api/v1" --max-examples "$examples" \
  --workers 1 --request-timeout 20 --suppress-health-check all --generation-database none \
  --exclude-checks ignored_auth
kill -0 "${pids[0]}" || { echo "api.sh: the service died" >&2; exit 1; }
echo "the API is what its document says"
