#!/usr/bin/env bash
# The service on a made-up organisation, in one command: pages, API, and a signed webhook to try.
#   Tests/demo.sh BIN [PORT]        (default 8080; 0 for any free one). Ctrl-C ends it.
# RUNS=6000 pipeline runs; DEMO_ONCE=1 sends the webhook, shows what came of it, and ends.
set -euo pipefail
bin=$(realpath "$1")
port=${2:-8080}
work=$(mktemp -d)
trap 'kill "${service:-0}" 2> /dev/null || true; wait 2> /dev/null || true; rm -rf "$work"' EXIT
store=$work/demo.db
secret=demo-secret

echo "Making an organisation of ${RUNS:-6000} runs …"
"$bin" simulate --store "$store" --runs "${RUNS:-6000}" --weeks 6 --last "$(date -u +%G-W%V)"

FAULTLINE_HOOK_GITHUB_SECRET=$secret FAULTLINE_SWEEP=0 \
  "$bin" serve --store "$store" --listen "127.0.0.1:$port" 2> "$work/serve.log" &
service=$!
for _ in $(seq 100); do
  port=$(sed -n 's/.*"message":"listening".*"port":"\([0-9]*\)".*/\1/p' "$work/serve.log")
  [ -n "$port" ] && break
  kill -0 "$service" 2> /dev/null || { cat "$work/serve.log" >&2; exit 1; }
  sleep 0.1
done
[ -n "$port" ] || { echo "the service did not start" >&2; exit 1; }
url=http://127.0.0.1:$port

cat > "$work/hook.json" << JSON
{"action":"completed","workflow_job":{"id":1,"run_id":424242,"run_attempt":1,"workflow_name":"CI",
"head_branch":"main","head_sha":"3f2ab1c","name":"test","status":"completed","conclusion":"success",
"html_url":"https://github.com/demo/shop/actions/runs/424242/job/1",
"created_at":"$(date -u -d '-5 min' +%FT%TZ)","started_at":"$(date -u -d '-4 min' +%FT%TZ)",
"completed_at":"$(date -u +%FT%TZ)","labels":["ubuntu-24.04"]},
"repository":{"full_name":"demo/shop","default_branch":"main"},"sender":{"login":"you"}}
JSON
signature=$(openssl dgst -sha256 -hmac "$secret" -r < "$work/hook.json" | cut -d' ' -f1)
send() {
  curl -sS -X POST "$url/hooks/github" -H 'X-GitHub-Event: workflow_job' -H 'X-GitHub-Delivery: demo-1' \
    -H "X-Hub-Signature-256: sha256=$signature" --data-binary "@$work/hook.json"
  echo
}

if [ -n "${DEMO_ONCE:-}" ]; then
  send
  send
  for _ in $(seq 50); do
    "$bin" store export --store "$store" | grep -q demo/shop && break
    sleep 0.2
  done
  "$bin" store export --store "$store" | grep -m1 '"table":"run".*424242'
  kill -TERM "$service"
  wait "$service"
  exit
fi

cat << WORDS

  pages     $url/
  API       $url/api/v1/openapi.json
  metrics   $url/metrics
  webhook   curl -X POST $url/hooks/github -H 'X-GitHub-Event: workflow_job' \\
              -H 'X-Hub-Signature-256: sha256=$signature' \\
              -H 'X-GitHub-Delivery: demo-1' --data-binary @$work/hook.json

Ctrl-C ends it.
WORDS
wait "$service"
