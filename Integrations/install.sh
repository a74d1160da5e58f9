#!/bin/sh
# Puts the faultline executable on a machine, and only the one that was meant.
#
#   install.sh --url URL --sha256 HEX [--dir DIR]
#   install.sh --url URL --checksums FILE [--dir DIR]
#
# URL is https:// (or file://) and names the executable or a .tar.gz that holds it. Without a
# checksum nothing is installed: take it from where you trust it, not from the place of the download.
# FILE is in the form of sha256sum. DIR is /usr/local/bin, or ~/.local/bin where that is not writable.
set -eu

say() { printf 'install.sh: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }
usage() { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }

url='' sum='' sums='' dir=''
while [ $# -gt 0 ]; do
  case $1 in
    --url) url=${2-} ;;
    --sha256) sum=${2-} ;;
    --checksums) sums=${2-} ;;
    --dir) dir=${2-} ;;
    *) usage ;;
  esac
  [ $# -ge 2 ] || usage
  shift 2
done
[ -n "$url" ] || usage

name=${url##*/}
if [ -n "$sums" ]; then
  [ -r "$sums" ] || die "'$sums' cannot be read"
  sum=$(awk -v name="$name" '{ sub(/^\*/, "", $2); if ($2 == name) { print $1; exit } }' "$sums")
  [ -n "$sum" ] || die "'$sums' does not name '$name'"
fi
[ -n "$sum" ] || die "no checksum: name one with --sha256 or --checksums"
sum=$(printf %s "$sum" | tr 'A-F' 'a-f')
case $sum in *[!0-9a-f]*) die "'$sum' is not a SHA-256: it has other than hexadecimal digits" ;; esac
[ ${#sum} -eq 64 ] || die "'$sum' is not a SHA-256: it has ${#sum} digits, expected 64"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

fetch() {
  case $url in
    file://*) cp -- "${url#file://}" "$1" ;;
    https://*)
      if command -v curl >/dev/null 2>&1; then
        curl --proto '=https' --tlsv1.2 -fsSL --retry 3 --max-time 300 -o "$1" -- "$url"
      elif command -v wget >/dev/null 2>&1; then
        wget -q --https-only --tries=3 --timeout=60 -O "$1" -- "$url"
      else
        die "neither curl nor wget is there"
      fi ;;
    *) die "'$url' is neither https:// nor file://" ;;
  esac
}

digest() {
  if command -v sha256sum >/dev/null 2>&1; then sha256sum < "$1"
  elif command -v shasum >/dev/null 2>&1; then shasum -a 256 < "$1"
  elif command -v openssl >/dev/null 2>&1; then openssl dgst -sha256 -r < "$1"
  else die "neither sha256sum, shasum nor openssl is there"
  fi | cut -c 1-64
}

fetch "$work/download" || die "'$url' cannot be fetched"
found=$(digest "$work/download")
[ "$found" = "$sum" ] || die "'$name' has checksum $found, expected $sum: nothing was installed"

case $name in
  *.tar.gz | *.tgz)
    # Only this one member: an archive may hold anything.
    member=$(tar -tzf "$work/download" | grep -E '^(\./)?([^/]+/)?faultline$' | head -n 1)
    [ -n "$member" ] || die "'$name' does not hold faultline"
    tar -xzOf "$work/download" "$member" > "$work/faultline" ;;
  *) mv "$work/download" "$work/faultline" ;;
esac

if [ -z "$dir" ]; then
  dir=/usr/local/bin
  [ -w "$dir" ] || dir=$HOME/.local/bin
fi
mkdir -p "$dir"
chmod 755 "$work/faultline"
# Beside the target and then moved over it: nobody ever starts half of a program.
cp "$work/faultline" "$dir/.faultline.$$"
chmod 755 "$dir/.faultline.$$"
mv -f "$dir/.faultline.$$" "$dir/faultline"
say "installed $dir/faultline"
