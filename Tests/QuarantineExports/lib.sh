# What the scripts of this folder share. Each makes a project in the present, empty folder.
set -u

# Leaves this framework out, with the reason.
skip() { echo "$*"; exit 77; }
fail() { echo "$*"; [ -f out ] && tail -60 out; exit 1; }
need() { command -v "$1" >/dev/null || skip "$1 is not installed"; }

# Names that would do harm where an export is careless; none of them is a test of the projects.
hostile() {
  cat <<'NAMES'
a.B::c"; touch PWNED; "
a.B::c'; touch PWNED; '
a.B::$(touch PWNED)
a.B::`touch PWNED`
a.B::#{`touch PWNED`}
a.B::${`touch PWNED`}
a.B::\u0022); touch(PWNED) //
a.B::c\
a.B::c[1](2){3}.*+?^$|/
a.B::--help
a.B::naïve 🦊 test
NAMES
}

# quarantine KEY…: writes the list; exported [ARGUMENT…]: prints the export for $NAME.
quarantine() { { hostile; printf '%s\n' "$@"; } > quarantine.txt; }
exported() {
  "$F" quarantine export --framework "$NAME" --list quarantine.txt "$@" 2> left || fail "$(cat left)"
}
words() { mapfile -t WORDS < <(exported); [ ${#WORDS[@]} -gt 0 ] || fail "the export is empty"; }

red() { "$@" > out 2>&1 && fail "is green without the quarantine: $*"; return 0; }
green() { "$@" > out 2>&1 || fail "is red with the quarantine ($?): $*"; }
says() { grep -qE -- "$1" out || fail "does not say '$1'"; }
silent() { grep -qE -- "$1" out && fail "says '$1'"; return 0; }

finish() {
  [ -e PWNED ] && fail "a hostile name was executed"
  echo "${VERSION:-done}"
}
