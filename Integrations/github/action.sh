#!/usr/bin/env bash
# What action.yml runs. Inputs come as IN_*. Only the user's own commands may fail the step.
set -uo pipefail

note() { printf '::notice title=Faultline::%s\n' "$*"; }

# The user's commands as GitHub runs a bash step, without our variables.
own=(env)
for name in ${!IN_*}; do own+=(-u "$name"); done
# The token is for Faultline: the commands have the one they would have had, or none.
if [[ -n ${GITHUB_TOKEN:-} ]]; then own+=("GITHUB_TOKEN=$GITHUB_TOKEN"); else own+=(-u GITHUB_TOKEN); fi
own+=(bash --noprofile --norc -eo pipefail)
script=''
if [[ -n ${IN_RUN:-} ]]; then
  script=$(mktemp "${RUNNER_TEMP:-/tmp}/faultline-XXXXXX.sh") || exit 1
  trap 'rm -f "$script"' EXIT
  printf '%s\n' "$IN_RUN" > "$script"
fi

# Without Faultline, the commands run all the same.
without() {
  note "$1"
  if [[ -n $script ]]; then
    "${own[@]}" "$script"
    exit $?
  fi
  exit 0
}

if [[ -n ${IN_URL:-} ]]; then
  bin=${RUNNER_TEMP:-/tmp}/faultline-bin
  here=${GITHUB_ACTION_PATH:-$(cd "$(dirname "$0")" && pwd)}
  if trouble=$(sh "$here/../install.sh" --url "$IN_URL" --sha256 "${IN_SHA256:-}" --dir "$bin" 2>&1); then
    PATH=$bin:$PATH
  else
    without "${trouble//$'\n'/ }"
  fi
fi
timeout -k 2 10 faultline --version > /dev/null 2>&1 || without 'faultline cannot be started here: the job is not explained'

options=()
while IFS= read -r glob; do
  [[ -n $glob ]] && options+=(--results "$glob")
done <<< "${IN_RESULTS:-}"
[[ -n ${IN_STATE:-} ]] && options+=(--state "$IN_STATE")
[[ ${IN_COMMENT:-} == true ]] && options+=(--comment)
[[ ${IN_CHECK_RUN:-} == true ]] && options+=(--check-run)
[[ ${IN_TIMEOUT:-} =~ ^[1-9][0-9]{0,4}$ ]] || IN_TIMEOUT=60
options+=(--timeout "$IN_TIMEOUT")
[[ -n ${IN_JOB_NAME:-} ]] && export FAULTLINE_JOB=$IN_JOB_NAME

[[ -n ${IN_TOKEN:-} ]] && export GITHUB_TOKEN=$IN_TOKEN
if [[ -n $script ]]; then
  faultline run "${options[@]}" -- "${own[@]}" "$script"
  exit $?
elif [[ -n ${IN_RUN_ID:-} ]]; then
  timeout -k 5 "$((IN_TIMEOUT + 300))" faultline fetch --provider github \
    --repo "${GITHUB_REPOSITORY:-}" --run "$IN_RUN_ID" \
    --format github ${GITHUB_STEP_SUMMARY:+--output "github-summary=$GITHUB_STEP_SUMMARY"} \
    "${options[@]}" || note 'the run could not be explained: see above'
elif [[ -n ${IN_LOG:-} ]]; then
  timeout -k 5 "$((IN_TIMEOUT + 10))" faultline annotate "$IN_LOG" "${options[@]}" \
    || note 'the log could not be explained: see above'
else
  note "nothing to explain: give 'run', 'log' or 'run-id'"
fi
exit 0
