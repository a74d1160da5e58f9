#!/usr/bin/env bash
# Whether two builds give the same answers, byte for byte: for work that may change the speed only.
#
#   Tests/same-answers.sh BEFORE AFTER [FOLDER...]
#
# Explains the corpus, the folders (default: ../shared/logs/raw, if there) and logs made from them
# whose lines stand where blocks end, with colour, CR LF, UTF-16 and private keys in them. Prints the
# paths whose answers differ; exit code 1 if there are any.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
before=$(realpath "$1")
after=$(realpath "$2")
shift 2
folders=("$@")
[ ${#folders[@]} -gt 0 ] || { [ -d "$here/../shared/logs/raw" ] && folders=("$here/../shared/logs/raw"); }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/made"

python3 - "$here" "$work/made" <<'PY'
import glob, random, sys
here, out = sys.argv[1:]
random.seed(7)
parts = [open(f, "rb").read() for f in sorted(glob.glob(f"{here}/Corpus/*/*.log"))]
parts = [p if p.endswith(b"\n") else p + b"\n" for p in parts]
key = b"-----BEGIN RSA PRIVATE KEY-----\n" + 20 * (b"MIIEpAIBAAKCAQEA" + 48 * b"k" + b"\n")
key += b"-----END RSA PRIVATE KEY-----\n"
whole = bytearray()
while len(whole) < 6 << 20:
    whole += random.choice(parts)
    if random.random() < 0.3: whole += b"x" * random.randrange(5000) + b"\n"
    if random.random() < 0.1: whole += b"\x1b[31merror\x1b[0m: it \x1b]8;;http://x\x07broke\n"
    if random.random() < 0.1: whole += key
def write(name, data):
    with open(f"{out}/{name}", "wb") as file: file.write(data)
write("mixed.log", whole)
write("crlf.log", whole.replace(b"\n", b"\r\n"))
write("cr.log", whole[: 2 << 20].replace(b"\n", b"\r"))
write("utf16.log", whole[: 2 << 20].decode("latin1").encode("utf-16"))
write("noise.bin", random.randbytes(3 << 20))
write("long.log", b"error: " + b"x" * (30 << 20) + b"\nnpm ERR! 404 Not Found\n")
write("empty.log", b"")
PY

explain() { (cd "$here" && "$1" explain --format ndjson Corpus "$work/made" "${folders[@]}"); }
explain "$before" >"$work/before" || true
explain "$after" >"$work/after" || true
python3 - "$work/before" "$work/after" <<'PY'
import json, sys
one, two = ([l for l in open(f, encoding="utf-8")] for f in sys.argv[1:])
differ = [json.loads(a)["source"]["name"] for a, b in zip(one, two) if a != b]
for name in differ: print(f"differs: {name}")
if len(one) != len(two): print(f"{len(one)} answers before, {len(two)} after")
print(f"{len(one)} answers, {len(differ)} differ")
sys.exit(1 if differ or len(one) != len(two) else 0)
PY
