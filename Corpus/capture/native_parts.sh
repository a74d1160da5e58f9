# Sourced by native.sh and langs.sh: small projects with passing parts, so that a failure has real
# successful output around it. words N: N names, another selection for each case.
NOUNS=(anchor basin beacon bridge canal cargo cedar cipher comet copper courier depot ember falcon ferry flint gauge glade harbor hazel index ivory jasper kiln lagoon ledger lumen marble meadow meter mosaic nectar orbit otter parcel pebble pilot plume quarry quill raven relay ridge rotor saddle signal sluice sonar spindle summit tariff thicket tidal timber turbine valve vellum walnut willow zephyr)
VERBS=(adds merges splits sorts rejects_errors handles_timeout rounds keeps_order fails_over parses formats counts skips_empty retries_once clamps reverses joins trims)
words() { local s i; s=$(printf %s "$case" | cksum | cut -d' ' -f1); for ((i = 0; i < $1; i++)); do echo "${NOUNS[$(((s + i * 7) % ${#NOUNS[@]}))]}"; done; }
verbs() { local s i; s=$(printf %s "$case" | cksum | cut -d' ' -f1); for ((i = 0; i < $1; i++)); do echo "${VERBS[$(((s + i * 5) % ${#VERBS[@]}))]}"; done; }
put() { mkdir -p "$(dirname "$1")"; cat >"$1"; }
answer() { python3 "$here/answer.py" "$port" "$@" & server=$!; sleep 0.7; }
# cfiles N EXT: src/<word>.c with one function each; prints nothing.
cfiles() { mkdir -p src; for w in $(words "$1"); do printf '#include <stdio.h>\n\nint %s_total(const int *v, int n)\n{\n    int i, sum = 0;\n    for (i = 0; i < n; i++)\n        sum += v[i];\n    return sum;\n}\n' "$w" >"src/$w.${2:-c}"; done; }
# makefile LIBS: builds everything in src/ into ./app, with the real compiler lines.
makefile() { printf 'CC ?= gcc\nCFLAGS ?= -O1 -Wall %s\nOBJS := $(patsubst src/%%.c,build/%%.o,$(wildcard src/*.c))\n\nall: app\n\napp: $(OBJS)\n\t$(CC) -o $@ $(OBJS) %s\n\nbuild/%%.o: src/%%.c\n\t@mkdir -p build\n\t$(CC) $(CFLAGS) -Isrc -c $< -o $@\n\ncheck: app\n\t./app\n\nclean:\n\trm -rf build app\n' "$2" "$1" >Makefile; }
