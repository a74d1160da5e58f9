# Bazel: negative targets.
need bazel
touch WORKSPACE
printf 'exit 1\n' > fails.sh; printf 'exit 0\n' > passes.sh; chmod +x *.sh
cat > BUILD <<'BZ'
sh_test(name = "flaky", srcs = ["fails.sh"])
sh_test(name = "flaky_more", srcs = ["passes.sh"])
BZ
run() { timeout 200 bazel --output_user_root="$PWD/.bazel" --batch test --test_output=errors "$@"; }
run //:flaky_more > out 2>&1 || skip "this bazel cannot run a shell test offline"
red run //...
quarantine 'flaky'
words
green run -- //... "${WORDS[@]}"
says ':flaky_more +.*PASSED'
VERSION=$(bazel --version)
