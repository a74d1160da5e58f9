#!/usr/bin/env bash
# Without Faultline the command runs all the same.
command=$ORB_COMMAND
unset ORB_COMMAND
if timeout -k 2 10 faultline --version > /dev/null 2>&1; then
  exec faultline run -- bash -eo pipefail -c "$command"
fi
echo 'faultline: cannot be started here, the job is not explained' >&2
exec bash -eo pipefail -c "$command"
