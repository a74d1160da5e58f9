#!/bin/bash
# native.sh CASE > LOG makes one log of the C, C++, Rust, Swift and packaging world again;
# native.sh --all [GLOB] writes them all into Corpus/<bucket>/. Needs Debian 12's gcc, clang, cmake,
# ninja, meson, autotools, the C++ test frameworks, valgrind, linters, debhelper, rpm; rust 1.95; swift 6.3.
here=$(cd "$(dirname "$0")" && pwd)
port=${port:-4921}
. "$here/cases.sh"
. "$here/native_parts.sh"
export LC_ALL=C.UTF-8 CARGO_TERM_COLOR=never CARGO_NET_RETRY=1 CARGO_HTTP_TIMEOUT=5
gcc_v="gcc 12.2.0 (Debian 12)" cmake_v="cmake 3.25.1 (Debian 12)" meson_v="meson 1.0.1 (Debian 12)" rust_v="cargo 1.95.0" swift_v="swift 6.3.1"
g() { tool=$gcc_v family=gcc log "$@"; }
main_c() { put src/main.c <<C
#include <stdio.h>
$1
int main(void)
{
$2
    return 0;
}
C
}
gcc-undeclared() { cfiles 9; main_c '' '    printf("%d\n", max_conections);'; makefile; run make -k; g test compile github-actions "a misspelt variable" "make -k" --mark 'main.c:\S+ error: (.max_conections. undeclared.*)'; }
gcc-own-header() { cfiles 14; main_c '#include "session_table.h"' ''; makefile; run make; g test compile travis "the project's own header was not committed" make --mark 'fatal error: (session_table.h: No such file or directory)'; }
gcc-system-header() { cfiles 6; main_c '#include <libpq-fe.h>' ''; makefile; run make -j2; g config missing-file gitlab "libpq's development package is not on the image" "make -j2" --mark 'fatal error: (libpq-fe.h: No such file or directory)'; }
gcc-werror() { cfiles 12; main_c '' '    int unused_retries = 3;'; makefile '' -Werror; run make -k; g test compile jenkins "an unused variable under -Werror" "make -k" --mark 'unused variable .unused_retries. \[-Werror=unused-variable\]'; }
gcc-syntax-many() { cfiles 30; for f in $(ls src/*.c | head -3); do sed -i 's/return sum;/return sum/' "$f"; done; main_c '' ''; makefile; run make -k -j2; g test compile azure "three files lost a semicolon" "make -k -j2" --mark-all "error: expected .;. before"; }
gcc-bad-option() { cfiles 4; main_c '' ''; makefile '' '-std=c2z -fstack-clash'; run make; g config bad-option circleci "flags this compiler does not know" make --mark "unrecognized command-line option .*"; }
gcc-undefined-ref() { cfiles 10; main_c 'int open_session(int);' '    open_session(3);'; makefile; run make; g test link github-actions "a function without a definition" make --mark 'undefined reference to .open_session.'; }
gcc-multiple-def() { cfiles 8; for f in $(ls src/*.c | head -2); do echo 'int verbose_level = 1;' >>"$f"; done; main_c '' ''; makefile; run make; g test link plain "a global defined in two files" make --mark 'multiple definition of .verbose_level.'; }
gcc-missing-lib() { cfiles 7; main_c '' ''; makefile '-lpcap -lm'; run make; g config missing-file buildkite "libpcap is not on the image" make --mark 'cannot find -lpcap.*'; }
gcc-cpp-nomatch() { put src/queue.cpp <<'C'
#include <map>
#include <string>
#include <vector>
#include <algorithm>
struct Job { int id; std::string name; };
int main() { std::vector<Job> jobs; std::sort(jobs.begin(), jobs.end()); std::map<int, Job> m; m.insert("x", 3); }
C
  run g++ -std=c++17 -c src/queue.cpp -o queue.o; g test compile gitlab "jobs cannot be compared, long template errors" "g++ -std=c++17 -c src/queue.cpp -o queue.o" --mark-all "error: no match for .operator<.*" --mark "no matching function for call to .*insert.*"; }
gcc-killed() { cfiles 15; mkdir bin; printf '#!/bin/sh\nkill -9 $$\n' >bin/cc1plus; chmod +x bin/cc1plus; echo 'int table[3];' >src/table.cpp; run bash -c 'for f in src/*.c; do echo "gcc -O2 -c $f"; gcc -O2 -c $f -o /dev/null; done; echo "g++ -O2 -c src/table.cpp"; g++ -Bbin/ -O2 -c src/table.cpp'; g infra out-of-memory jenkins "cc1plus gets SIGKILL, as from the OOM killer" "./compile-all.sh" --mark 'fatal error: Killed signal terminated program cc1plus'; }
gcc-diskfull() { cfiles 20; mkdir -p build; mount -t tmpfs -o size=24k tmpfs build; main_c '' ''; makefile '' -g; run make; umount build; g infra disk-full github-actions "the build directory's file system is full" make --mark '.*No space left on device.*'; }
cargo-diskfull() { name=spindle crate </dev/null; mkdir -p target; mount -t tmpfs -o size=96k tmpfs target; run cargo build; umount target; r infra disk-full travis "the target directory's file system is full" "cargo build" --mark '.*No space left on device.*'; }
cargo-killed() { name=tidal n=20 crate </dev/null; printf '#!/bin/sh\ncase "$*" in *--crate-name\\ tidal*) kill -9 $$ ;; esac\nexec "$@"\n' >wrap; chmod +x wrap; RUSTC_WRAPPER=$W/wrap run cargo build; r infra out-of-memory buildkite "rustc gets SIGKILL, as from the OOM killer" "cargo build" --mark 'signal: 9, SIGKILL: kill'; }
make-silent() { cfiles 5; main_c '' ''; makefile; printf 'verify: app\n\t@./app; exit 3\n' >>Makefile; run make verify; tool="GNU make 4.3" family=make log unknown none circleci "a check ends with status 3 and says nothing" "make verify"; }
cmake-silent() { cm 'add_custom_target(selfcheck COMMAND ${CMAKE_COMMAND} -E false)'; run bash -c 'cmake -S . -B build && cmake --build build --target selfcheck'; c unknown none azure "a custom target fails and says nothing" "cmake -S . -B build && cmake --build build --target selfcheck"; }
cargo-green-warn() { name=vellum n=12 crate <<'C'
    #[test]
    fn reports_failure_and_error() {
        let r: Result<u8, String> = Err("fatal: timed out".into());
        assert!(r.is_err(), "must fail");
    }
C
  printf 'fn never_used_error() {}\n' >>src/lib.rs; run cargo test; r green none gitlab "an unused function warning, error paths tested" "cargo test"; }
clang-undeclared() { cfiles 11; main_c '' '    spin_up(4); frob.x = 1;'; makefile; run make CC=clang -k; tool="clang 21.0.0" family=clang log test compile github-actions "undeclared names, clang's wording" "make CC=clang -k" --mark "use of undeclared identifier 'frob'"; }
clang-werror() { cfiles 9; main_c '' '    int x; unsigned y = 3; if (y >= 0) printf("%s\n", y);'; makefile '' '-Wextra -Werror'; run make CC=clang -k; tool="clang 21.0.0" family=clang log test compile travis "format and tautology warnings under -Werror" "make CC=clang -k" --mark-all "error: .*\[-Werror,-W\S+\]"; }
clang-syshdr() { cfiles 3; main_c '#include <sasl/sasl.h>' ''; makefile; run make CC=clang; tool="clang 21.0.0" family=clang log config missing-file azure "libsasl's header is not on the image" "make CC=clang" --mark "'sasl/sasl.h' file not found"; }
clang-tsan() { put race.c <<'C'
#include <pthread.h>
#include <stdio.h>
static int hits;
static void *bump(void *p) { for (int i = 0; i < 1000; i++) hits++; return p; }
int main(void) { pthread_t a, b; printf("ok 1 - starts\nok 2 - error path closes the socket\n"); fflush(stdout); pthread_create(&a, 0, bump, 0); pthread_create(&b, 0, bump, 0); pthread_join(a, 0); pthread_join(b, 0); printf("hits %d\n", hits); }
C
  run bash -c 'gcc -g -fsanitize=thread race.c -o race && setarch -R ./race'; tool=$gcc_v family=sanitizer log test sanitizer github-actions "two threads write one counter" "make race && ./race" --mark 'WARNING: ThreadSanitizer: data race'; }
asan-overflow() { put parse.c <<'C'
#include <stdlib.h>
#include <string.h>
#include <stdio.h>
static int last(const char *s) { char *copy = malloc(4); strcpy(copy, s); int r = copy[3]; free(copy); return r; }
int main(void) { const char *in[] = {"a", "ab", "abc", "abcdefgh"}; for (int i = 0; i < 4; i++) { printf("case %d: %s\n", i, in[i]); fflush(stdout); last(in[i]); } }
C
  run bash -c 'gcc -g -fsanitize=address,undefined parse.c -o parse && ./parse'; tool=$gcc_v family=sanitizer log test sanitizer gitlab "a write past the end of a heap block" "make asan-check" --mark 'ERROR: AddressSanitizer: heap-buffer-overflow'; }
asan-leak() { put pool.c <<'C'
#include <stdlib.h>
#include <stdio.h>
int main(void) { for (int i = 0; i < 3; i++) { int *p = malloc(40); p[0] = i; printf("ok %d - pool grows to %d\n", i + 1, p[0]); } return 0; }
C
  run bash -c 'gcc -g -fsanitize=address pool.c -o pool && ./pool'; tool=$gcc_v family=sanitizer log test leak buildkite "memory is never freed" "./pool" --mark 'ERROR: LeakSanitizer: detected memory leaks'; }
ubsan-shift() { put hash.c <<'C'
#include <stdio.h>
#include <limits.h>
int main(int argc, char **argv) { int n = INT_MAX - 2; for (int i = 0; i < 4; i++) { n += argc; printf("round %d\n", i); fflush(stdout); } return n; }
C
  run bash -c 'gcc -g -fsanitize=undefined -fno-sanitize-recover=all hash.c -o hash && ./hash'; tool=$gcc_v family=sanitizer log test sanitizer plain "an int overflows" "./hash" --mark 'runtime error: signed integer overflow.*'; }
valgrind-invalid() { put sum.c <<'C'
#include <stdlib.h>
#include <stdio.h>
int main(void) { int *v = malloc(3 * sizeof *v), s = 0; for (int i = 0; i <= 3; i++) { v[i < 3 ? i : 2] = i; s += v[i]; } printf("sum %d\n", s); return 0; }
C
  run bash -c 'gcc -g sum.c -o sum && valgrind --error-exitcode=9 --leak-check=full ./sum'; tool="valgrind 3.19" family=sanitizer log test sanitizer travis "a read past the end, seen by valgrind" "make memcheck" --mark 'Invalid read of size 4'; }
make-norule() { cfiles 5; main_c '' ''; makefile; sed -i 's/^all: app/all: app docs\/manual.txt/' Makefile; run make; tool="GNU make 4.3" family=make log test compile jenkins "a prerequisite that is not in the tree" make --mark "No rule to make target 'docs/manual.txt', needed by 'all'"; }
make-notarget() { cfiles 5; main_c '' ''; makefile; run bash -c 'make && make chekc'; tool="GNU make 4.3" family=make log config bad-option github-actions "the pipeline misspells the target" "make && make chekc" --mark "No rule to make target 'chekc'"; }
make-nomakefile() { mkdir -p lib; run make -C lib; tool="GNU make 4.3" family=make log config missing-file gitlab "the step runs in the wrong directory" "make -C lib" --mark "No targets specified and no makefile found"; }
make-missingtool() { cfiles 4; main_c '' ''; makefile; printf 'gen:\n\tprotoc-c --c_out=src api.proto\n' >>Makefile; run bash -c 'make && make gen'; tool="GNU make 4.3" family=make log config missing-tool travis "protoc-c is not installed" "make all gen" --mark "protoc-c: (?:No such file or directory|not found|Command not found)"; }
make-separator() { cfiles 3; main_c '' ''; makefile; printf 'dist: all\n    tar cf dist.tar app\n' >>Makefile; run make dist; tool="GNU make 4.3" family=make log test compile circleci "spaces instead of a tab" "make dist" --mark "\*\*\* missing separator"; }
cm() { put CMakeLists.txt <<<"cmake_minimum_required(VERSION 3.13)
project(demo C CXX)
$1"; }
c() { tool=$cmake_v family=cmake log "$@"; }
cmake-findpkg() { cm 'find_package(Threads REQUIRED)
find_package(fmt 9 REQUIRED)'; run cmake -S . -B build; c config missing-file github-actions "fmt is not on the image" "cmake -S . -B build" --mark 'By not providing "Findfmt.cmake"'; }
cmake-couldnotfind() { cm 'find_package(Threads REQUIRED)
find_package(LibArchive REQUIRED)'; run cmake -S . -B build; c config missing-file gitlab "libarchive is not on the image" "cmake -S . -B build" --mark 'Could NOT find LibArchive \(missing: .*'; }
cmake-minimum() { put CMakeLists.txt <<<'cmake_minimum_required(VERSION 3.29)
project(x)'; run cmake -S . -B out; c dependency toolchain-version jenkins "the project wants a newer CMake" "cmake -S . -B out" --mark 'CMake 3.29 or higher is required.*'; }
cmake-version() { cm 'find_package(ZLIB 9.4 REQUIRED)
find_package(OpenSSL 9.0 REQUIRED)'; run cmake -S . -B build; c dependency version-conflict azure "the installed library is older than required" "cmake -S . -B build" --mark 'Could NOT find (?:ZLIB|OpenSSL).*'; }
cmake-nosource() { cfiles 3; cm 'add_executable(app src/main.c src/vanished.c)'; run cmake -S . -B build; c test compile travis "a source named in CMakeLists is not in the tree" "cmake -S . -B build" --mark 'Cannot find source file:'; }
cmake-generator() { cm ''; run cmake -G "Visual Studio 17 2022" -S . -B build; c config bad-option circleci "a generator that does not exist on Linux" 'cmake -G "Visual Studio 17 2022" -S . -B build' --mark 'Could not create named generator.*'; }
cmake-download() { cm 'file(DOWNLOAD https://downloads.example.invalid/zlib-1.3.tar.gz z.tgz STATUS s)
message(STATUS "download: ${s}")
include(ExternalProject)
ExternalProject_Add(zlib URL https://downloads.example.invalid/zlib-1.3.tar.gz)'; run bash -c 'cmake -S . -B build && cmake --build build'; c infra network-dns plain "the download host does not resolve" "cmake -S . -B build && cmake --build build" --mark "Could(?:n't| not) resolve host.*"; }
cmake-ctest() { mkdir -p t; { echo 'enable_testing()'; for w in $(words 22); do echo "add_test(NAME $w.works COMMAND true)"; done; echo 'add_test(NAME store.compacts COMMAND sh -c "echo expected 4 segments, found 5; exit 1")'; } >body; cm "$(cat body)"; run bash -c 'cmake -S . -B build && cd build && ctest --output-on-failure'; c test assertion github-actions "one of 23 tests fails" "cmake -S . -B build && ctest --test-dir build --output-on-failure" --mark 'store.compacts \.*\*\*\*Failed' --mark 'expected 4 segments, found 5'; }
cmake-ctest-timeout() { { echo 'enable_testing()'; for w in $(words 6); do echo "add_test(NAME $w COMMAND true)"; done; echo 'add_test(NAME net.reconnects COMMAND sleep 60)
set_tests_properties(net.reconnects PROPERTIES TIMEOUT 3)'; } >body; cm "$(cat body)"; run bash -c 'cmake -S . -B build && cd build && ctest'; c test test-timeout buildkite "a test hangs" "cmake -S . -B build && ctest --test-dir build" --mark 'net.reconnects \.*\*\*\*Timeout'; }
cmake-ninja-fail() { cfiles 25; main_c '' '    struct missing m; m.x = 1;'; cm 'file(GLOB S src/*.c)
add_executable(app ${S})'; run bash -c 'cmake -G Ninja -S . -B build && cmake --build build -v'; c test compile github-actions "an incomplete type, built by ninja" "cmake -G Ninja -S . -B build && cmake --build build -v" --mark "error: storage size of .m. isn.t known"; }
mes() { put meson.build <<<"project('demo', 'c', version: '1.2.0')
$1"; }
m() { tool=$meson_v family=meson log "$@"; }
meson-dep() { mes "dep = dependency('threads')
dep2 = dependency('libdrm', version: '>= 2.4.100')"; run meson setup build; m config missing-file gitlab "libdrm is not on the image" "meson setup build" --mark 'ERROR: (Dependency "libdrm" not found.*)'; }
meson-prog() { mes "find_program('python3')
find_program('glib-compile-schemas-2')"; run meson setup build; m config missing-tool jenkins "a generator program is not installed" "meson setup build" --mark "ERROR: (Program 'glib-compile-schemas-2' not found.*)"; }
meson-test() { mes "t = find_program('sh')
$(for w in $(words 9); do echo "test('$w', t, args: ['-c', 'exit 0'])"; done)
test('codec', t, args: ['-c', 'echo checksum differs; exit 1'])"; run bash -c 'meson setup build && meson test -C build --print-errorlogs'; m test assertion github-actions "one test returns 1" "meson setup build && meson test -C build --print-errorlogs" --mark '\d+/10 codec +FAIL.*'; }
meson-option() { mes "message('ok')"; run meson setup build -Ddocz=true; m config bad-option travis "an option the project does not have" "meson setup build -Ddocz=true" --mark 'ERROR: Unknown options: .*'; }
meson-version() { put meson.build <<<"project('demo', 'c', meson_version: '>= 1.9')"; run meson setup b; m dependency toolchain-version plain "the project wants a newer meson" "meson setup b" --mark 'Meson version is .*'; }
ac() { printf 'AC_INIT([demo],[1.0])\nAM_INIT_AUTOMAKE([foreign subdir-objects])\nAC_PROG_CC\n%s\nAC_CONFIG_FILES([Makefile])\nAC_OUTPUT\n' "$1" >configure.ac; printf '%s\n' "$2" >Makefile.am; }
au() { tool="autoconf 2.71, automake 1.16.5" family=autotools log "$@"; }
autotools-pkgconfig() { ac 'PKG_CHECK_MODULES([FUSE],[fuse3 >= 3.9])' ''; run bash -c 'autoreconf -fi && ./configure'; au config missing-file github-actions "fuse3 is not on the image" "autoreconf -fi && ./configure" --mark 'error: (Package requirements \(fuse3 >= 3.9\) were not met).*' --mark "Package 'fuse3', required by .*|No package 'fuse3' found"; }
autotools-checkfail() { ac '' "TESTS = $(for w in $(words 7); do echo -n "t/$w.sh "; done)t/roundtrip.sh
EXTRA_DIST = \$(TESTS)"; mkdir t; for w in $(words 7); do printf '#!/bin/sh\nexit 0\n' >"t/$w.sh"; done; printf '#!/bin/sh\necho "row 3: want 7, have 9"\nexit 1\n' >t/roundtrip.sh; chmod +x t/*; run bash -c 'autoreconf -fi && ./configure && make check'; au test assertion jenkins "one script of the test suite fails" "autoreconf -fi && ./configure && make check" --mark 'FAIL: t/roundtrip.sh'; }
autotools-macro() { ac 'AC_FANCY_CHECK([x])' ''; run autoreconf -fi; au config missing-tool gitlab "a macro archive is not installed" "autoreconf -fi" --mark 'possibly undefined macro: \S+'; }
autotools-header() { ac 'AC_CHECK_HEADERS([stdio.h stdlib.h unistd.h])
AC_CHECK_HEADER([libaio.h],[],[AC_MSG_ERROR([libaio headers are required])])' ''; run bash -c 'autoreconf -fi && ./configure'; au config missing-file circleci "libaio's headers are not on the image" "autoreconf -fi && ./configure" --mark 'configure: error: libaio headers are required'; }
q() { family=cpp-test log "$@"; }
gtest-fail() { { echo '#include <gtest/gtest.h>
#include <vector>'; for w in $(words 14); do for v in $(verbs 3); do echo "TEST(${w^}, $v) { EXPECT_EQ(2, 1 + 1); }"; done; done; echo 'TEST(Codec, roundTrip) { std::vector<int> v{1, 2}; EXPECT_EQ(v.size(), 3u); }
TEST(Codec, empty) { std::vector<int> v; v.at(0); }'; } >codec_test.cc; run bash -c 'g++ -O0 codec_test.cc -o t -lgtest -lgtest_main -lpthread && ./t'; tool="googletest 1.12.1" q test assertion github-actions "a wrong size and a thrown exception" "make unit && ./unit_tests" --mark 'codec_test.cc:\d+: Failure' --mark '\[  FAILED  \] Codec.roundTrip'; }
gtest-segv() { { echo '#include <gtest/gtest.h>'; for v in $(verbs 9); do echo "TEST(Relay, $v) { EXPECT_TRUE(true); }"; done; echo 'TEST(Relay, closesTwice) { volatile int *p = nullptr; *p = 3; }
TEST(Relay, after) {}'; } >relay_test.cc; run bash -c 'g++ -O0 relay_test.cc -o t -lgtest -lgtest_main -lpthread && ./t; r=$?; [ $r = 139 ] && echo "bash: line 1: $$ Segmentation fault      (core dumped) ./t"; exit $r'; tool="googletest 1.12.1" q test crash gitlab "a null pointer ends the test program" "./relay_test" --mark 'Segmentation fault'; }
catch2-fail() { printf '#define CATCH_CONFIG_MAIN\n#include <catch2/catch.hpp>\n#include <stdexcept>\nTEST_CASE("ring wraps") { int size = 2; CHECK(size == 2); REQUIRE(size == 3); }\nTEST_CASE("ring throws") { throw std::runtime_error("slot 4 is locked"); }\nTEST_CASE("ring is empty") { REQUIRE(0 == 0); }\n' >ring_test.cpp; run bash -c 'g++ ring_test.cpp -o t && ./t'; tool="catch2 2.13.9" q test assertion travis "a failed REQUIRE and an exception" "./ring_test" --mark 'ring_test.cpp:\d+: FAILED:' --mark 'REQUIRE\( size == 3 \)' --mark 'due to unexpected exception with message:'; }
doctest-fail() { printf '#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN\n#include <doctest/doctest.h>\nTEST_CASE("adds") { CHECK(1 + 1 == 2); }\nTEST_CASE("sums a row") { int total = 41; CHECK(total == 42); }\n' >sum_test.cpp; run bash -c 'g++ sum_test.cpp -o t && ./t'; tool="doctest 2.4.9" q test assertion buildkite "a failed CHECK" "./sum_test" --mark 'ERROR: CHECK\( total == 42 \) is NOT correct!'; }
boost-fail() { printf '#define BOOST_TEST_MODULE rings\n#include <boost/test/included/unit_test.hpp>\n#include <stdexcept>\nBOOST_AUTO_TEST_SUITE(ring)\nBOOST_AUTO_TEST_CASE(wraps) { int n = 2; BOOST_TEST(n == 3); }\nBOOST_AUTO_TEST_CASE(empty) { throw std::out_of_range("ring is empty"); }\nBOOST_AUTO_TEST_CASE(fine) { BOOST_TEST(true); }\nBOOST_AUTO_TEST_SUITE_END()\n' >ring.cpp; run bash -c 'g++ ring.cpp -o t && ./t --log_level=test_suite'; tool="boost.test 1.74" q test assertion jenkins "a failed check and an exception" "./t --log_level=test_suite" --mark 'error: in "ring/wraps": check n == 3 has failed.*' --mark 'fatal error: in "ring/empty".*'; }
gtest-green() { { echo '#include <gtest/gtest.h>
#include <stdexcept>
#include <cstdio>'; for w in $(words 12); do for v in fails_on_error throws_exception rejects_fatal_error timeout_is_reported; do echo "TEST(${w^}Error, $v) { std::fprintf(stderr, \"ERROR: $w could not open socket: Connection refused\\n\"); EXPECT_THROW(throw std::runtime_error(\"x\"), std::runtime_error); }"; done; done; } >e_test.cc; run bash -c 'g++ -O0 e_test.cc -o t -lgtest -lgtest_main -lpthread && ./t'; tool="googletest 1.12.1" q green none github-actions "error paths are tested and pass" "make unit && ./unit_tests" --variant full; }
gcc-green-warnings() { cfiles 18; for f in $(ls src/*.c | head -6); do echo 'static int unused_error_handler(void) { return -1; }' >>"$f"; done; main_c '' '    int failed = 0; printf("0 errors, %d failed\n", failed);'; makefile; run bash -c 'make && make check'; g green none jenkins "warnings about unused error handlers only" "make && make check"; }
cmake-green() { cm 'find_package(Doxygen)
find_package(Nonexistent QUIET)
find_package(LibArchive)
include(CheckSymbolExists)
check_symbol_exists(arc4random_failed stdlib.h HAVE_A)
enable_testing()
add_test(NAME error.handling COMMAND sh -c "echo ERROR: expected failure was handled")
add_test(NAME timeout.retry COMMAND true)
set_tests_properties(error.handling PROPERTIES PASS_REGULAR_EXPRESSION handled)'; run bash -c 'cmake -S . -B build && cd build && ctest -V'; c green none gitlab "optional packages missing, all tests pass" "cmake -S . -B build && ctest --test-dir build -V"; }
autotools-green() { ac 'AC_CHECK_HEADERS([windows.h sys/errno.h error.h])
AC_CHECK_FUNCS([strlcpy fatal_error])' 'TESTS = t/fail_fast.sh t/known_bug.sh
XFAIL_TESTS = t/known_bug.sh'; mkdir t; printf '#!/bin/sh\necho "error: refused, as it should"\n' >t/fail_fast.sh; printf '#!/bin/sh\nexit 1\n' >t/known_bug.sh; chmod +x t/*; run bash -c 'autoreconf -fi && ./configure && make check'; au green none travis "an expected failure and missing functions" "autoreconf -fi && ./configure && make check"; }
meson-green() { mes "dependency('nonesuch', required: false)
t = find_program('sh')
test('errors', t, args: ['-c', 'echo error: disk full; exit 0'])
test('known-bug', t, args: ['-c', 'exit 1'], should_fail: true)"; run bash -c 'meson setup build && meson test -C build -v'; m green none plain "an optional dependency missing, an expected failure" "meson setup build && meson test -C build -v"; }
crate() { mkdir -p src; printf '[package]\nname = "%s"\nversion = "0.3.1"\nedition = "2021"\n%s\n' "${name:-demo}" "$1" >Cargo.toml; { for w in $(words "${n:-8}"); do printf 'pub fn %s_total(v: &[i64]) -> i64 {\n    v.iter().sum()\n}\n\n' "$w"; done; printf '#[cfg(test)]\nmod tests {\n    use super::*;\n'; for w in $(words "${n:-8}"); do for v in $(verbs 2); do printf '    #[test]\n    fn %s_%s() {\n        assert_eq!(%s_total(&[1, 2]), 3);\n    }\n' "$w" "$v" "$w"; done; done; cat; printf '}\n'; } >src/lib.rs; }
r() { tool=${tool_:-$rust_v} family=rust log "$@"; }
cargo-assert() { name=tally crate <<'C'
    #[test]
    fn splits_on_colon() {
        let parts: Vec<&str> = "a:b:c".split(',').collect();
        assert_eq!(parts.len(), 3, "parts of a:b:c");
    }
C
  run cargo test; r test assertion github-actions "a wrong separator" "cargo test" --mark 'test tests::splits_on_colon \.\.\. FAILED' --mark 'thread .* panicked at' --mark 'assertion .left == right. failed.*'; }
cargo-panic() { name=ledgerd n=16 crate <<'C'
    #[test]
    fn loads_index() {
        let rows: Vec<i64> = Vec::new();
        println!("loading index from {:?}", rows);
        let first = rows.first().expect("index holds at least one row");
        assert_eq!(*first, 1);
    }
C
  RUST_BACKTRACE=1 run cargo test --verbose; r test exception gitlab "an empty index panics" "cargo test --verbose" --mark 'thread .* panicked at' --mark 'index holds at least one row'; }
cargo-compile() { name=relay crate </dev/null; printf 'pub fn broken(x: &str) -> usize {\n    let n: usize = x;\n    undefined_helper(n)\n}\n' >>src/lib.rs; run cargo build; r test compile travis "a type error and an unknown function" "cargo build" --mark 'error\[E0425\].*' --mark 'error\[E0308\].*'; }
cargo-nocrate() { name=beacon crate '[dependencies]
serde-jsonn = "1"' </dev/null; mkdir idx; echo '{"dl":"http://127.0.0.1:'$port'/dl"}' >idx/config.json; answer "$W/idx"; mkdir .cargo; printf '[source.crates-io]\nreplace-with = "mirror"\n[source.mirror]\nregistry = "sparse+http://127.0.0.1:%s/"\n' $port >.cargo/config.toml; run cargo build; r dependency package-not-found jenkins "the crate's name is misspelt" "cargo build" --mark 'no matching package named .serde-jsonn. found'; }
cargo-noversion() { name=canal crate '[dependencies]
ring = "99"' </dev/null; mkdir -p idx/ri/ng; echo '{"dl":"http://127.0.0.1:'$port'/dl"}' >idx/config.json; for v in 0.16.20 0.17.5 0.17.8; do echo '{"name":"ring","vers":"'$v'","deps":[],"cksum":"'$(echo $v | sha256sum | cut -d' ' -f1)'","features":{},"yanked":false}'; done >idx/ri/ng/ring; answer "$W/idx"; mkdir .cargo; printf '[source.crates-io]\nreplace-with = "mirror"\n[source.mirror]\nregistry = "sparse+http://127.0.0.1:%s/"\n' $port >.cargo/config.toml; run cargo build --verbose; r dependency version-conflict azure "no released version fits ^99" "cargo build --verbose" --mark 'failed to select a version for the requirement .*'; }
cargo-503() { name=sluice crate '[dependencies]
anyhow = "1"' </dev/null; mkdir idx; echo '{"dl":"http://127.0.0.1:'$port'/dl"}' >idx/config.json; answer "$W/idx" /an/=503; mkdir .cargo; printf '[source.crates-io]\nreplace-with = "mirror"\n[source.mirror]\nregistry = "sparse+http://127.0.0.1:%s/"\n' $port >.cargo/config.toml; run cargo fetch; r infra service-5xx gitlab "the index answers 503 until the retries are used up" "cargo fetch" --mark '(?:got|code) 503|.*HTTP response.*503'; }
cargo-dns() { name=raven crate '[dependencies]
libc = "0.2"' </dev/null; mkdir .cargo; printf '[source.crates-io]\nreplace-with = "mirror"\n[source.mirror]\nregistry = "sparse+https://crates.mirror.invalid/"\n' >.cargo/config.toml; run cargo build; r infra network-dns circleci "the registry mirror does not resolve" "cargo build" --mark-last "(?i)could(?:n't| not) resolve host.*"; }
cargo-locked() { mkdir -p dep/src; printf '[package]\nname = "glade"\nversion = "0.1.0"\nedition = "2021"\n' >dep/Cargo.toml; touch dep/src/lib.rs; name=marble crate '' </dev/null; cargo generate-lockfile >/dev/null 2>&1; printf '[dependencies]\nglade = { path = "dep" }\n' >>Cargo.toml; run cargo build --locked; r dependency lockfile-drift github-actions "Cargo.lock was not committed after adding a dependency" "cargo build --locked" --mark 'error: .*because --locked was passed.*|error: the lock file .*'; }
cargo-msrv() { name=summit crate 'rust-version = "1.99"' </dev/null; run cargo build; r dependency toolchain-version buildkite "the crate wants a newer rustc" "cargo build" --mark '.*requires rustc 1.99.*|rustc [\d.]+ is not supported by the following package.*'; }
cargo-fmt() { name=quill crate </dev/null; printf 'pub fn   wide( a:i32 )->i32 { a+1 }\n' >>src/lib.rs; run cargo fmt --check; r test format github-actions "a function is not formatted" "cargo fmt --check" --mark 'Diff in .*lib.rs:\d+'; }
cargo-clippy() { name=otter crate </dev/null; printf 'pub fn early(a: i32) -> i32 {\n    return a + 1;\n}\npub fn check(v: &Vec<i32>) -> bool {\n    v.len() == 0\n}\n' >>src/lib.rs; run cargo clippy -- -D warnings; r test lint travis "clippy's warnings count as errors" "cargo clippy -- -D warnings" --mark 'error: unneeded .return. statement' --mark 'D clippy::needless-return'; }
cargo-nocommand() { name=pilot crate </dev/null; run bash -c 'cargo build && cargo nextest run'; r config missing-tool jenkins "nextest is not installed" "cargo build && cargo nextest run" --mark 'no such command: .nextest.'; }
cargo-nomanifest() { mkdir crates; run cargo test --manifest-path crates/core/Cargo.toml; r config missing-file plain "a path that is not in the checkout" "cargo test --manifest-path crates/core/Cargo.toml" --mark 'manifest path .* does not exist'; }
cargo-linker() { name=meadow crate </dev/null; mv src/lib.rs src/main.rs; echo 'fn main() {}' >>src/main.rs; RUSTFLAGS="-C linker=aarch64-linux-gnu-gcc" run cargo build; r config missing-tool azure "the cross linker is not installed" "cargo build" --mark 'linker .aarch64-linux-gnu-gcc. not found'; }
cargo-green() { name=harbor n=20 crate <<'C'
    #[test]
    #[should_panic(expected = "error: ring is full")]
    fn error_when_full() {
        eprintln!("thread panicked? no: error is expected");
        panic!("error: ring is full");
    }
    #[test]
    #[ignore]
    fn failing_network_timeout() {}
C
  run cargo test -- --nocapture; r green none github-actions "a test that must panic, its message in the log" "cargo test -- --nocapture" --variant full; }
cargo-unknown() { name=timber crate </dev/null; printf 'fn main() {\n    println!("cargo:warning=probing");\n    std::process::exit(3);\n}\n' >build.rs; run cargo build -q; r unknown none gitlab "a build script ends with status 3 and says nothing" "cargo build -q"; }
[ -f "$here/native_more.sh" ] && . "$here/native_more.sh"
main "$@"
