#!/usr/bin/env bash
# shellcheck disable=SC2154 # root, work and binary come from integrations.sh
# Part of integrations.sh: every hook ends with 0 in time, whatever faultline does; wrapped commands
# keep their exit code.

# The folder of a faultline that misbehaves in the way of $1, or of the real one.
fake() {
  local dir=$work/bin-$1
  mkdir -p "$dir"
  case $1 in
    broken) printf '#!/bin/sh\nexit 1\n' ;;
    crashing) printf '#!/bin/sh\nkill -SEGV $$\n' ;;
    foreign) printf '\177ELF not for this machine' ;;
    hanging) printf '#!/bin/sh\ntrap "" TERM\nexec sleep 600\n' ;;
    deaf) printf '#!/bin/sh\nexec "%s" "$@" > /dev/full\n' "$binary" ;;
    missing) : ;;
    real) printf '#!/bin/sh\nexec "%s" "$@"\n' "$binary" ;;
  esac > "$dir/faultline"
  chmod +x "$dir/faultline"
  [ "$1" = missing ] && rm "$dir/faultline"
  # Waiting for the real limits would take minutes: the same timeout with seconds cut to two.
  cat > "$dir/timeout" << 'END'
#!/bin/bash
args=() cut=no
for arg; do
  if [[ $cut == no && $arg =~ ^[0-9]+$ && ${#args[@]} != 1 ]]; then arg=2 cut=yes; fi
  [[ ${#args[@]} == 1 && ${args[0]} == -k ]] && arg=1
  args+=("$arg")
done
exec /usr/bin/timeout "${args[@]}"
END
  chmod +x "$dir/timeout"
  echo "$dir"
}

# ends STATUS SECONDS COMMAND…
ends() {
  local want=$1 most=$2 status
  shift 2
  /usr/bin/timeout "$most" "$@"
  status=$?
  echo "exit status $status, expected $want"
  [ "$status" = "$want" ]
}

check_hooks() {
  local way dir log=$work/red.log
  printf 'npm error code E404\nnpm error 404 Not Found - GET http://r.test/padd - Not found\n##[error]Process completed with exit code 1.\n' > "$log"
  cp "$log" "$work/faultline.log"
  for way in missing broken crashing foreign hanging deaf real; do
    dir=$(fake "$way")
    local clean=(env -i "PATH=$dir:/usr/bin:/bin" "HOME=$work" "RUNNER_TEMP=$work")
    check "Buildkite's hook, $way" ends 0 20 "${clean[@]}" BUILDKITE=true \
      BUILDKITE_COMMAND_EXIT_STATUS=1 "BUILDKITE_JOB_LOG_TMPFILE=$log" \
      BUILDKITE_PLUGIN_FAULTLINE_RESULTS_0='*.xml' "$root/Integrations/buildkite/hooks/pre-exit"
    check "the runner's hook, $way" ends 0 20 "${clean[@]}" GITHUB_ACTIONS=true \
      bash -e "$root/Integrations/github-runner/job-completed.sh"
    check "the action with a log, $way" ends 0 20 "${clean[@]}" GITHUB_ACTIONS=true \
      "IN_LOG=$log" bash "$root/Integrations/github/action.sh"
    check "the action with a run, no network, $way" ends 0 20 "${clean[@]}" GITHUB_ACTIONS=true \
      IN_RUN_ID=1 IN_TOKEN=x GITHUB_REPOSITORY=a/b GITHUB_API_URL=https://127.0.0.1:1 \
      bash "$root/Integrations/github/action.sh"
    check "CircleCI's annotate, $way" ends 0 20 "${clean[@]}" "ORB_LOG=$log" \
      bash "$root/Integrations/circleci/src/scripts/annotate.sh"
    [ "$way" = broken ] || [ "$way" = crashing ] || [ "$way" = hanging ] || [ "$way" = foreign ] \
      || [ "$way" = missing ] || [ "$way" = real ] || continue
    check "the action with commands, $way" ends 3 20 "${clean[@]}" \
      'IN_RUN=echo hello; exit 3' bash "$root/Integrations/github/action.sh"
    check "the orb with a command, $way" ends 3 20 "${clean[@]}" \
      'ORB_COMMAND=echo hello; exit 3' bash "$root/Integrations/circleci/src/scripts/run.sh"
  done
  check 'the real hook explains' grep -q 'padd' \
    <(env -i "PATH=$(fake real):/usr/bin:/bin" BUILDKITE=true BUILDKITE_COMMAND_EXIT_STATUS=1 \
      "BUILDKITE_JOB_LOG_TMPFILE=$log" "$root/Integrations/buildkite/hooks/pre-exit" 2>&1)
  check 'a green job is left alone' test -z \
    "$(env -i "PATH=$(fake real):/usr/bin:/bin" BUILDKITE=true BUILDKITE_COMMAND_EXIT_STATUS=0 \
      "BUILDKITE_JOB_LOG_TMPFILE=$log" "$root/Integrations/buildkite/hooks/pre-exit" 2>&1)"
  rm "$work/faultline.log" && ln -s "$log" "$work/faultline.log"
  check 'the runner hook follows no link' test -z \
    "$(env -i "PATH=$(fake real):/usr/bin:/bin" "RUNNER_TEMP=$work" \
      bash "$root/Integrations/github-runner/job-completed.sh" 2>&1)"
  # shellcheck disable=SC2016 # the action's shell expands it
  check 'commands see neither inputs nor our token' grep -q '^in= token=$' \
    <(env -i "PATH=$(fake real):/usr/bin:/bin" IN_TOKEN=s3cret \
      'IN_RUN=echo "in=$IN_RUN token=${GITHUB_TOKEN:-}"' bash "$root/Integrations/github/action.sh")
}
