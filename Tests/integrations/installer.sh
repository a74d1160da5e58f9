#!/usr/bin/env bash
# shellcheck disable=SC2154 # root, work and binary come from integrations.sh
# Part of integrations.sh: what is installed has the checksum that was asked for, or nothing is.

# refuses WORDS ARGUMENT…: exit status 1 or 2, these words on stderr, nothing installed.
refuses() {
  local words=$1 status
  shift
  rm -rf "$work/to"
  sh "$root/Integrations/install.sh" "$@" --dir "$work/to" 2> "$work/err"
  status=$?
  cat "$work/err"
  [ "$status" != 0 ] && grep -qF -- "$words" "$work/err" && [ ! -e "$work/to/faultline" ]
}

installs() {
  rm -rf "$work/to"
  sh "$root/Integrations/install.sh" "$@" --dir "$work/to" && [ -x "$work/to/faultline" ] \
    && "$work/to/faultline" | grep -q 'the one'
}

check_installer() {
  local from=$work/from good bad archive
  mkdir -p "$from/pack/faultline-0.1"
  printf '#!/bin/sh\necho the one\n' > "$from/faultline"
  cp "$from/faultline" "$from/pack/faultline-0.1/faultline"
  chmod +x "$from/pack/faultline-0.1/faultline"
  printf 'x' > "$from/pack/evil"
  tar -czPf "$from/faultline.tar.gz" -C "$from/pack" --transform 's,^evil$,../../evil,' evil faultline-0.1/faultline
  tar -czf "$from/empty.tar.gz" -C "$from/pack" evil
  good=$(sha256sum < "$from/faultline" | cut -c 1-64)
  archive=$(sha256sum < "$from/faultline.tar.gz" | cut -c 1-64)
  bad=${good//[0-9]/0}
  (cd "$from" && sha256sum faultline faultline.tar.gz > sums)
  check 'installs with the checksum' installs --url "file://$from/faultline" --sha256 "$good"
  check 'installs with it in capitals' installs --url "file://$from/faultline" --sha256 "${good^^}"
  check 'installs from a list' installs --url "file://$from/faultline" --checksums "$from/sums"
  check 'installs one member of an archive' installs --url "file://$from/faultline.tar.gz" --sha256 "$archive"
  check 'nothing else came out of it' test ! -e "$work/evil" -a ! -e "$work/to/evil" -a ! -e "$from/evil"
  check 'refuses another checksum' refuses 'nothing was installed' --url "file://$from/faultline" --sha256 "$bad"
  check 'refuses without checksum' refuses 'no checksum' --url "file://$from/faultline"
  check 'refuses an empty checksum' refuses 'no checksum' --url "file://$from/faultline" --sha256 ''
  check 'refuses a short one' refuses 'is not a SHA-256' --url "file://$from/faultline" --sha256 "${good%?}"
  check 'refuses a wrong one' refuses 'is not a SHA-256' --url "file://$from/faultline" --sha256 "${good%?}g"
  check 'refuses a list without it' refuses 'does not name' --url "file://$from/other" --checksums "$from/sums"
  check 'refuses plain http' refuses 'neither https' --url "http://127.0.0.1:1/faultline" --sha256 "$good"
  check 'refuses what is not there' refuses 'cannot be fetched' --url "https://127.0.0.1:1/faultline" --sha256 "$good"
  check 'refuses an archive without it' refuses 'does not hold' --url "file://$from/empty.tar.gz" \
    --sha256 "$(sha256sum < "$from/empty.tar.gz" | cut -c 1-64)"
  check 'refuses options it does not know' refuses 'install.sh --url' --urll x
}
