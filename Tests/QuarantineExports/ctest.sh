# CTest: a pattern of names.
need ctest
cat > CMakeLists.txt <<'CM'
cmake_minimum_required(VERSION 3.19)
project(shop NONE)
enable_testing()
add_test(NAME "cart.flaky (1)" COMMAND false)
add_test(NAME "cartxflaky (1)" COMMAND true)
add_test(NAME "cart.flaky (1) more" COMMAND true)
add_test(NAME "cart+a[b]|c" COMMAND false)
CM
cmake -S . -B build > out 2>&1 || fail "cmake fails"
red ctest --test-dir build
quarantine 'cart.flaky (1)' 'cart+a[b]|c'
words
green ctest --test-dir build "${WORDS[@]}"
says 'cartxflaky \(1\) .*Passed'
says 'cart.flaky \(1\) more .*Passed'
says '100% tests passed, 0 tests failed out of 2'
VERSION=$(ctest --version | head -1)
