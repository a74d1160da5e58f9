#!/usr/bin/env bash
# Scrapes a service with a real Prometheus: rules load, the target is up, and every metric that the
# dashboard and the rules use exists under that name and with those labels.
#   bash Tests/metrics.sh .build/release/faultline      (needs prometheus and promtool; python3)
set -euo pipefail
bin=$(realpath "${1:-.build/release/faultline}")
here=$(cd "$(dirname "$0")/.." && pwd)
command -v prometheus >/dev/null && command -v promtool >/dev/null || {
  echo "metrics.sh: needs prometheus and promtool (apt-get install prometheus)" >&2; exit 1; }
work=$(mktemp -d); pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; wait 2>/dev/null || true; rm -rf "$work"' EXIT

rules="$here/Integrations/prometheus"
promtool check rules "$rules/rules.yml" >/dev/null
promtool test rules "$rules/rules_test.yml" >/dev/null

port() { python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])'; }
export FAULTLINE_STORE="$work/s.db"
"$bin" ingest --quiet --log "$here/Corpus/dependency/npm-404.log" --repo acme/web --run 1 --branch main
prom=$(port)
"$bin" serve --store "$work/s.db" --listen 127.0.0.1:0 2>"$work/serve.log" & pids+=($!)
for _ in $(seq 150); do
  port=$(sed -nE 's/.*"port" ?: ?"?([0-9]+).*/\1/p' "$work/serve.log" | head -1)
  [ -n "$port" ] && break; sleep 0.2
done
[ -n "$port" ] || { cat "$work/serve.log" >&2; exit 1; }
service=$port
curl -sf "http://127.0.0.1:$service/api/v1/runs" >/dev/null
curl -sf "http://127.0.0.1:$service/metrics" | tee "$work/metrics" | promtool check metrics

cat > "$work/prometheus.yml" <<YML
global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: ["$rules/rules.yml"]
scrape_configs:
  - {job_name: faultline, static_configs: [{targets: ["127.0.0.1:$service"]}]}
YML
prometheus --config.file="$work/prometheus.yml" --storage.tsdb.path="$work/tsdb" \
  --web.listen-address="127.0.0.1:$prom" >"$work/prom.log" 2>&1 & pids+=($!)
python3 "$here/Tests/metrics-check.py" "http://127.0.0.1:$prom" "$work/metrics" "$rules/rules.yml" \
  "$here/Integrations/grafana/dashboards/faultline.json"
