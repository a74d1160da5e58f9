#!/usr/bin/env bash
# Checks everything in Integrations/: shell by shellcheck, YAML by the vendors' schemas, hooks with a
# faultline that is missing, broken or hangs, the installer with wrong checksums, names of variables.
#
#   Tests/integrations.sh [FAULTLINE]        FAULTLINE: .build/release/faultline
#
# Needs shellcheck; python3 with check-jsonschema and PyYAML (else a venv is made, from PyPI).
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
binary=$(realpath "${1:-$root/.build/release/faultline}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0 passed=0

# check WORDS COMMAND…: counts, and shows the output of what fails.
check() {
  local words=$1
  shift
  if "$@" > "$work/out" 2>&1; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'not ok  %s\n' "$words"
    sed 's/^/        /' "$work/out"
  fi
}


if ! python3 -c 'import yaml, jsonschema, check_jsonschema' 2> /dev/null; then
  python3 -m venv "$work/venv" && "$work/venv/bin/pip" -q install check-jsonschema PyYAML || exit 1
  PATH=$work/venv/bin:$PATH
fi

# shellcheck source=Tests/integrations/hooks.sh
. "$root/Tests/integrations/hooks.sh"
# shellcheck source=Tests/integrations/installer.sh
. "$root/Tests/integrations/installer.sh"

cd "$root" || exit 1
mapfile -t scripts < <(grep -rlE '^#!.*(bash|/sh)' Integrations Tests/integrations* Tests/fake-runner | grep -v '\.groovy$')
check 'shell passes shellcheck' shellcheck -x "${scripts[@]}"
check 'the orb has the installer' cmp Integrations/install.sh Integrations/circleci/src/scripts/install.sh
check 'files are what their systems take' python3 Tests/integrations/files.py "$root" "$binary"
if command -v groovyc > /dev/null; then
  check 'the Jenkins step compiles' groovyc -d "$work/groovy" Integrations/jenkins/vars/faultline.groovy
fi
check_hooks
check_installer

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
