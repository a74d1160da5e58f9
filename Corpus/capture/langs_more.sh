# Sourced by langs.sh: Haskell, Erlang, Elixir, OCaml, R, Perl, Lua, Nim, D, Crystal, Fortran, Ada.
hsfill() { mkdir -p src; for w in $(words 7); do printf 'module %s (total) where\n\ntotal :: [Int] -> Int\ntotal = sum\n' "${w^}" >"src/${w^}.hs"; done; w=$(words 1); w=${w^}; }
ghc-scope() { hsfill; printf 'module Late where\n\nlate :: Int -> String\nlate n = show (indx + n)\n' >src/Late.hs; run ghc -isrc -outputdir build src/*.hs; tool="ghc 9.0.2" family=haskell log test compile github-actions "a name that is not in scope" "ghc -isrc src/*.hs" --mark 'error: Variable not in scope: indx'; }
ghc-type() { hsfill; printf 'module Late where\n\nlate :: Int -> String\nlate n = n + 1\n' >src/Late.hs; run ghc -isrc -outputdir build -Wall src/*.hs; tool="ghc 9.0.2" family=haskell log test compile gitlab "an Int where a String is expected" "ghc -Wall -isrc src/*.hs" --mark "Couldn't match .*type .*"; }
ghc-module() { hsfill; printf 'module Late where\n\nimport Data.Rnig.Buffer\n' >src/Late.hs; run ghc -isrc -outputdir build src/*.hs; tool="ghc 9.0.2" family=haskell log dependency package-not-found travis "a module of a package that is not installed" "ghc -isrc src/*.hs" --mark 'Could not find module .Data.Rnig.Buffer.'; }
cabal-solver() { printf 'cabal-version: 2.4\nname: stones\nversion: 0.1.0\nlibrary\n  exposed-modules: Stones\n  hs-source-dirs: src\n  build-depends: base >= 4.18 && < 4.20, rnig ^>= 1.2\n  default-language: Haskell2010\n' >stones.cabal; mkdir src; echo 'module Stones where' >src/Stones.hs; mkdir -p idx; printf 'repository here\n  url: file+noindex://%s/idx\n' "$W" >cabal.config; CABAL_CONFIG=$W/cabal.config run cabal build; tool="cabal 3.4" family=haskell log dependency version-conflict jenkins "the installed base is too old" "cabal build" --mark 'rejecting: base.*|unknown package: rnig.*'; }
cabal-update() { run cabal update; tool="cabal 3.4" family=haskell log infra network-dns azure "Hackage does not resolve" "cabal update" --mark '.*(?:resol|does not exist|getAddrInfo|Name or service).*'; }
hspec-fail() { { printf 'import Test.Hspec\nmain :: IO ()\nmain = hspec $ describe "Total" $ do\n'; for v in $(verbs 9); do printf '  it "%s" $ sum [1, 2 :: Int] `shouldBe` 3\n' "${v//_/ }"; done; printf '  it "keeps the newest value" $ sum [2, 2 :: Int] `shouldBe` 5\n'; } >Spec.hs; run bash -c 'ghc -v0 Spec.hs -o spec && ./spec'; tool="hspec 2.7" family=haskell log test assertion circleci "a wrong sum" "cabal test" --mark 'To rerun use: --match "/Total/keeps the newest value/"' --mark 'expected: 5'; }
hspec-green() { { printf 'import Test.Hspec\nimport Control.Exception\nimport System.IO\nmain :: IO ()\nmain = hspec $ describe "Errors" $ do\n'; for v in $(verbs 9); do printf '  it "%s on failure" $ (hPutStrLn stderr "error: connection refused" >> evaluate (error "fatal" :: Int)) `shouldThrow` anyErrorCall\n' "$v"; done; } >Spec.hs; run bash -c 'ghc -v0 Spec.hs -o spec && ./spec'; tool="hspec 2.7" family=haskell log green none buildkite "errors are thrown on purpose" "cabal test"; }
rebar() { mkdir -p src test; printf '{erl_opts, [debug_info]}.\n{deps, [%s]}.\n' "$1" >rebar.config; printf '{application, stones, [{description, "x"}, {vsn, "1.0"}, {applications, [kernel, stdlib]}]}.\n' >src/stones.app.src; for w in $(words 4); do printf -- '-module(%s).\n-export([total/1]).\ntotal(L) -> lists:sum(L).\n' "$w" >"src/$w.erl"; done; w=$(words 1); }
erl() { family=erlang log "$@"; }
rebar3-compile() { rebar; printf -- '-module(late).\n-export([late/1]).\nlate(N) -> indx(N) + Missing.\n' >src/late.erl; run rebar3 compile; tool="rebar3 3.19" erl test compile github-actions "an undefined function and an unbound variable" "rebar3 compile" --mark-all "late.erl:.*(?:unbound|undefined).*"; }
rebar3-eunit() { rebar; { printf -- '-module(%s_tests).\n-include_lib("eunit/include/eunit.hrl").\n' "$w"; for v in $(verbs 6); do printf '%s_test() -> ?assertEqual(3, %s:total([1, 2])).\n' "$v" "$w"; done; printf 'newest_test() -> ?assertEqual(5, %s:total([2, 2])).\n' "$w"; } >"test/${w}_tests.erl"; run rebar3 eunit -v; tool="rebar3 3.19" erl test assertion gitlab "a wrong sum" "rebar3 eunit -v" --mark 'newest_test.*' --mark-last 'Failed: 1\.'; }
rebar3-dep() { rebar '{rnig, "1.2.0"}'; run rebar3 compile; tool="rebar3 3.19" erl infra registry-unavailable travis "hex.pm cannot be reached" "rebar3 compile" --mark 'Failed to update package rnig from repo hexpm'; }
mixp() { mkdir -p lib test; printf 'defmodule Stones.MixProject do\n  use Mix.Project\n  def project, do: [app: :stones, version: "0.1.0", elixir: "%s", deps: [%s]]\nend\n' "${el:-~> 1.10}" "$1" >mix.exs; for w in $(words 4); do printf 'defmodule %s do\n  def total(v), do: Enum.sum(v)\nend\n' "${w^}" >"lib/$w.ex"; done; w=$(words 1); w=${w^}; echo 'ExUnit.start()' >test/test_helper.exs; }
ex() { tool="elixir 1.14, OTP 25" family=elixir log "$@"; }
mix-compile() { mixp; printf 'defmodule Late do\n  def late(n), do: indx(n) + 1\nend\n' >lib/late.ex; run mix compile; ex test compile jenkins "an undefined function" "mix compile" --mark '\*\* \(CompileError\) .*'; }
mix-test() { mixp; { printf 'defmodule TotalTest do\n  use ExUnit.Case\n'; for v in $(verbs 8); do printf '  test "%s" do\n    assert %s.total([1, 2]) == 3\n  end\n' "${v//_/ }" "$w"; done; printf '  test "keeps the newest value" do\n    assert %s.total([2, 2]) == 5\n  end\nend\n' "$w"; } >test/total_test.exs; run mix test --trace --seed 0; ex test assertion github-actions "a wrong sum" "mix test --trace" --mark '1\) test keeps the newest value \(TotalTest\)' --mark 'Assertion with == failed'; }
mix-format() { mixp; printf 'defmodule Wide do\n  def x( a ),do:   a+1\nend\n' >lib/wide.ex; printf '[inputs: ["lib/**/*.ex"]]\n' >.formatter.exs; run mix format --check-formatted; ex test format plain "a file is not formatted" "mix format --check-formatted" --mark 'mix format failed due to --check-formatted'; }
mix-version() { el='~> 1.17' mixp; run mix test; ex dependency toolchain-version azure "the project wants a newer Elixir" "mix test" --mark "You're trying to run :stones on Elixir .*"; }
mix-hex() { mixp '{:jason, "~> 1.4"}'; run mix deps.get </dev/null; ex config missing-tool buildkite "Hex is not installed on the image" "mix deps.get" --mark 'Could not find Hex, which is needed.*'; }
mix-green() { mixp; { printf 'defmodule ErrTest do\n  use ExUnit.Case\n  import ExUnit.CaptureIO\n'; for v in $(verbs 8); do printf '  test "%s raises a fatal error" do\n    IO.puts("[error] connection refused, giving up")\n    assert_raise ArgumentError, fn -> raise ArgumentError end\n  end\n' "$v"; done; printf 'end\n'; } >test/err_test.exs; run mix test --trace --seed 0; ex green none travis "errors are raised on purpose" "mix test --trace"; }
dune_p() { mkdir -p lib test; echo '(lang dune 2.9)' >dune-project; printf '(library (name stones)%s)\n' "$1" >lib/dune; for w in $(words 5); do echo 'let total l = List.fold_left (+) 0 l' >"lib/$w.ml"; done; w=$(words 1); w=${w^}; }
oc() { family=ocaml log "$@"; }
dune-type() { dune_p; echo 'let late n = "rows: " ^ n + 1' >lib/late.ml; run dune build; tool="dune 2.9, OCaml 4.13" oc test compile github-actions "a string where an int is expected" "dune build" --mark 'Error: This expression has type .*'; }
dune-unbound() { dune_p; echo 'let late n = Strng.length n' >lib/late.ml; run dune build @all; tool="dune 2.9, OCaml 4.13" oc test compile gitlab "a misspelt module" "dune build @all" --mark 'Error: Unbound module Strng'; }
dune-library() { dune_p '(libraries rnig.unix)'; run dune build; tool="dune 2.9, OCaml 4.13" oc dependency package-not-found travis "a library nobody installed" "dune build" --mark 'Error: Library "rnig.unix" not found.'; }
dune-warning() { dune_p; echo 'let late n = let unused = n * 2 in n' >lib/late.ml; run dune build; tool="dune 2.9, OCaml 4.13" oc test compile jenkins "an unused variable in the dev profile" "dune build" --mark 'Error .?(?:\(warning|.*unused).*'; }
dune-promote() { dune_p; printf '(rule (with-stdout-to out.txt (echo "rows: 4\\n")))\n(rule (alias runtest) (action (diff out.expected out.txt)))\n' >test/dune; echo 'rows: 3' >test/out.expected; run dune runtest; tool="dune 2.9" oc test snapshot circleci "the expected output was not renewed" "dune runtest" --mark 'File "test/out.expected", line 1.*'; }
opam-nopkg() { run bash -c "export OPAMROOT=$W/r OPAMYES=1; mkdir -p repo/packages; printf 'opam-version: \"2.0\"\n' > repo/repo; opam init --bare --no-setup --disable-sandboxing ./repo; opam switch create . --empty; opam install rnig"; tool="opam 2.1.2" oc dependency package-not-found azure "no repository has the package" "opam install rnig" --mark '\[ERROR\] No package named rnig found'; }
opam_repo() { mkdir -p repo; echo 'opam-version: "2.0"' >repo/repo; while read -r n v d b; do mkdir -p "repo/packages/$n/$n.$v"; printf 'opam-version: "2.0"\nmaintainer: "x@example.org"\ndepends: [%s]\nbuild: [%s]\n' "$d" "$b" | tr '~' ' ' >"repo/packages/$n/$n.$v/opam"; done; }
opam-conflict() { opam_repo <<'C'
ring 1.0
ring 2.0
codec 1.0 "ring"~{<"2.0"}
store 3.1 "ring"~{>="2.0"}~"codec"
C
  run bash -c "export OPAMROOT=$W/r OPAMYES=1; opam init --bare --no-setup --disable-sandboxing ./repo; opam switch create . --empty; opam install store"; tool="opam 2.1.2" oc dependency version-conflict github-actions "two packages want different rings" "opam install store" --mark '.*(?:Package conflict|no solution|can.t be satisfied).*'; }
opam-build() { opam_repo <<'C'
ring 1.0 [] ["sh"~"-c"~"echo~CC~ring.o;~echo~ring.c:3:~Error:~no~rule;~exit~2"]
C
  sed -i 's/depends: \[\[\]\]/depends: []/' repo/packages/ring/ring.1.0/opam; run bash -c "export OPAMROOT=$W/r OPAMYES=1; opam init --bare --no-setup --disable-sandboxing ./repo; opam switch create . --empty; opam install ring"; tool="opam 2.1.2" oc dependency install-failed gitlab "a package does not build" "opam install ring" --mark '\[ERROR\] The compilation of ring.*'; }
rr() { tool="R 4.2.2" family=r log "$@"; }
r-testthat() { mkdir tests; { echo 'library(testthat)'; for v in $(verbs 8); do printf 'test_that("%s", { expect_equal(sum(1, 2), 3) })\n' "${v//_/ }"; done; printf 'test_that("keeps the newest value", { expect_equal(sum(2, 2), 5) })\ntest_that("loads", { lod_rows(3) })\n'; } >tests/test-total.R; run Rscript -e 'testthat::test_dir("tests", reporter = "check", stop_on_failure = TRUE)'; rr test assertion github-actions "a wrong sum and an unknown function" "Rscript -e 'testthat::test_dir(\"tests\")'" --mark 'Failure .*keeps the newest value' --mark 'could not find function "lod_rows"'; }
r-nopkg() { printf 'message("starting")\nlibrary(rnig)\n' >run.R; run Rscript run.R; rr dependency package-not-found travis "a package that is not installed" "Rscript run.R" --mark 'there is no package called .*'; }
r-depends() { mkdir -p stones/R; printf 'Package: stones\nVersion: 0.1\nTitle: Stones\nDescription: Counts stones.\nLicense: GPL-3\nAuthor: CI\nMaintainer: CI <ci@example.org>\nImports: rnig (>= 1.0)\n' >stones/DESCRIPTION; echo 'import(rnig)' >stones/NAMESPACE; mkdir -p ../lib; echo 'f <- function(x) sum(x)' >stones/R/f.R; run R CMD INSTALL --library=../lib stones; rr dependency package-not-found gitlab "an imported package is missing" "R CMD INSTALL stones" --mark 'ERROR: dependency .rnig. is not available.*'; }
r-check() { mkdir -p stones/R stones/tests; printf 'Package: stones\nVersion: 0.1\nTitle: Counts Stones\nDescription: Counts stones in a row.\nLicense: GPL-3\nAuthor: CI\nMaintainer: CI <ci@example.org>\n' >stones/DESCRIPTION; echo 'export(f)' >stones/NAMESPACE; echo 'f <- function(x) sum(x)' >stones/R/f.R; echo 'library(stones); stopifnot(f(c(1, 2)) == 4)' >stones/tests/sum.R; run bash -c 'R CMD build stones && _R_CHECK_FORCE_SUGGESTS_=false R CMD check --no-manual stones_0.1.tar.gz'; rr test assertion jenkins "a check in tests/ does not hold" "R CMD check --no-manual stones_0.1.tar.gz" --mark 'Error: f\(c\(1, 2\)\) == 4 is not TRUE' --mark 'checking tests.*ERROR|Running .sum.R.'; }
pl() { tool="perl 5.36" family=perl log "$@"; }
perl-prove() { mkdir t; for w in $(words 8); do printf 'use Test::More tests => 2;\nok(1, "%s opens");\nis(1 + 1, 2, "%s adds");\n' "$w" "$w" >"t/$w.t"; done; printf 'use Test::More tests => 3;\nok(1, "opens");\nis(2 + 2, 5, "keeps the newest value");\nok(1);\n' >t/total.t; run prove -v t; pl test assertion github-actions "a wrong sum" "prove -v t" --mark "Failed test 'keeps the newest value'" --mark 'not ok 2 - keeps the newest value'; }
perl-long() { mkdir t; for w in $(words 40); do printf 'use Test::More tests => 150;\nfor my $n (1 .. 150) { is($n + 0, $n, "%s row $n, error code kept") }\n' "$w" >"t/$w.t"; done; printf 'use Test::More tests => 90;\nfor my $n (1 .. 90) { cmp_ok($n %% 88, ">", 0, "quota for day $n is positive") }\n' >t/quota.t; run prove -v t; pl test assertion gitlab "one of six thousand checks fails" "prove -v t" --mark "Failed test 'quota for day 88 is positive'"; }
perl-nomodule() { mkdir t; printf 'use Test::More;\nuse JSON::Rnig;\nok(1);\ndone_testing;\n' >t/a.t; printf 'use Test::More tests => 1;\nok(1, "error is caught");\n' >t/b.t; run prove t; pl dependency package-not-found gitlab "a module that is not installed" "prove t" --mark "Can't locate JSON/Rnig.pm in @INC.*"; }
perl-strict() { mkdir -p lib; printf 'package Late;\nuse strict;\nsub x { return $indx + 1 }\n1;\n' >lib/Late.pm; for w in $(words 5); do printf 'package %s;\nuse strict;\n1;\n' "${w^}" >"lib/${w^}.pm"; done; run bash -c 'for m in lib/*.pm; do perl -Ilib -wc $m || exit 1; done'; pl test compile travis "an undeclared variable" "make syntax-check" --mark 'Global symbol "\$indx" requires explicit package name'; }
perl-green() { mkdir t; for w in $(words 9); do printf 'use Test::More tests => 3;\ndiag("error: %s failed, connection refused (simulated)");\nok(!eval { die "fatal: no route\\n" }, "dies on failure");\nTODO: { local $TODO = "not fixed"; ok(0, "known failure"); }\nok(1);\n' "$w" >"t/$w.t"; done; run prove -v t; pl green none jenkins "todo failures and simulated errors" "prove -v t"; }
lua-busted() { mkdir spec; printf 'describe("total", function()\n  it("adds", function() assert.are.equal(3, 1 + 2) end)\n  it("keeps the newest", function() assert.are.equal(5, 2 + 2) end)\n  it("errors", function() assert.has_error(function() error("x") end) end)\nend)\n' >spec/total_spec.lua; run busted -o plainTerminal; tool="busted 2.1" family=lua log test assertion plain "a wrong sum" "busted" --mark 'Failure .*'; }
lua-nil() { printf 'local store = {}\nprint("loading")\nprint(store.entry.name)\n' >run.lua; run lua5.3 run.lua; tool="lua 5.3" family=lua log test exception azure "a nil value is indexed" "lua run.lua" --mark 'attempt to index a nil value.*'; }
nim-compile() { printf 'proc total(v: seq[int]): int =\n  for x in v: result += x\necho total(@[1, 2]) + indx\n' >stones.nim; run nim c --hints:on --nimcache:nc stones.nim; tool="nim 1.6" family=small-languages log test compile github-actions "an undeclared name" "nim c stones.nim" --mark "Error: undeclared identifier: 'indx'"; }
dlang-compile() { printf 'import std.stdio;\nvoid main() { writeln(indx + 1); int x = "a"; }\n' >app.d; run ldc2 -c app.d; tool="ldc 1.30" family=small-languages log test compile gitlab "an undefined identifier" "ldc2 -c app.d" --mark-all 'Error: .*'; }
crystal-compile() { printf 'def total(v : Array(Int32))\n  v.sum\nend\nputs total([1, 2]) + indx\n' >stones.cr; run crystal build --no-color stones.cr; tool="crystal 1.6" family=small-languages log test compile travis "an undefined variable" "crystal build stones.cr" --mark "Error: undefined local variable or method 'indx'.*"; }
fortran-compile() { printf 'program stones\n  implicit none\n  integer :: total\n  total = indx + 1\n  call frob(total, "a")\n  print *, total\nend program\n' >stones.f90; printf 'module rows\n  implicit none\n  integer :: n\nend module\n' >rows.f90; run bash -c 'for f in rows stones; do echo "gfortran -c $f.f90"; gfortran -c $f.f90 || exit 1; done'; tool="gfortran 12.2" family=small-languages log test compile jenkins "a name without a type" "make" --mark 'Error: Symbol .indx. at \(1\) has no IMPLICIT type'; }
ada-compile() { printf 'with Ada.Text_IO;\nprocedure Stones is\n   Total : Integer := 3;\nbegin\n   Ada.Text_IO.Put_Line (Integer'"'"'Image (Total + Indx));\nend Stones;\n' >stones.adb; run gnatmake stones.adb; tool="gnat 12.2" family=small-languages log test compile circleci "an undefined name" "gnatmake stones.adb" --mark '"Indx" is undefined'; }
# The machine under the tests gives way: each test that writes fails, and none of them is wrong.
go-test-diskfull() { gomod; mkdir out; mount -t tmpfs -o size=64k tmpfs out; gotest <<C
package $w

import (
	"os"
	"path/filepath"
	"testing"
)

func TestSegmentsAreWritten(t *testing.T) {
	for _, name := range []string{"0001.seg", "0002.seg", "0003.seg"} {
		if err := os.WriteFile(filepath.Join("..", "out", name), make([]byte, 40000), 0o644); err != nil {
			t.Fatalf("writing %s: %v", name, err)
		}
	}
}

func TestTotalOfNothing(t *testing.T) {
	if Total(nil) != 0 {
		t.Fatal("want 0")
	}
}
C
  run go test ./...; umount out; g infra disk-full gitlab "the volume for the tests' files is full" "go test ./..." --mark '.*no space left on device.*' '--mark-all=--- FAIL: TestSegmentsAreWritten.*'; }
minitest-disk() { lib; mkdir work; mount -t tmpfs -o size=48k tmpfs work; { printf 'require "minitest/autorun"\nrequire_relative "../lib/%s"\nclass ExportTest < Minitest::Test\n' "$w"; for v in $(verbs 6); do printf '  def test_%s\n    assert_equal 3, %s.new.total([1, 2])\n  end\n' "$v" "${w^}"; done; printf '  def test_writes_rows\n    File.write("work/rows.csv", "1;2;3\\n" * 9000)\n    assert File.size("work/rows.csv") > 50_000\n  end\n  def test_writes_index\n    File.write("work/index.bin", "x" * 70_000)\n    assert File.exist?("work/index.bin")\n  end\nend\n'; } >test/export_test.rb; run ruby test/export_test.rb --seed 3; umount work; tool="minitest 5.17" rb infra disk-full github-actions "the volume for the tests' files is full" "bundle exec ruby test/export_test.rb" --mark 'Errno::ENOSPC: No space left on device.*'; }
phpunit-disk() { phplib; mkdir var; mount -t tmpfs -o size=32k tmpfs var; phpt "    public function testCacheIsWritten() { \$this->assertNotFalse(file_put_contents(__DIR__ . '/../var/cache.bin', str_repeat('x', 90000))); }
    public function testSecondCacheIsWritten() { \$this->assertNotFalse(file_put_contents(__DIR__ . '/../var/second.bin', str_repeat('x', 90000))); }"; run phpunit tests; umount var; tool="phpunit 9.6" ph infra disk-full jenkins "the volume for the tests' files is full" "vendor/bin/phpunit tests" --mark '.*No space left on device.*'; }
# The counterparts: words of the network, and the change's own fault.
go-test-refused() { gomod; gotest <<C
package $w

import (
	"net"
	"net/http"
	"testing"
)

func serve() string {
	l, _ := net.Listen("tcp", "127.0.0.1:0")
	defer l.Close()
	return "http://" + l.Addr().String()
}

func TestHealthIsServed(t *testing.T) {
	if _, err := http.Get(serve() + "/health"); err != nil {
		t.Fatalf("asking for health: %v", err)
	}
}
C
  run go test ./...; g test assertion travis "the project's own server ends before it is asked" "go test ./..." --mark 'asking for health: .*connection refused' '--mark-all=--- FAIL: TestHealthIsServed.*'; }
minitest-refused() { lib; { printf 'require "minitest/autorun"\nrequire "socket"\nrequire_relative "../lib/%s"\nclass HubTest < Minitest::Test\n  def port\n    server = TCPServer.new("127.0.0.1", 0)\n    server.addr[1].tap { server.close }\n  end\n' "$w"; for v in $(verbs 5); do printf '  def test_%s\n    assert_equal 3, %s.new.total([1, 2])\n  end\n' "$v" "${w^}"; done; printf '  def test_accepts\n    TCPSocket.new("127.0.0.1", port).close\n  end\nend\n'; } >test/hub_test.rb; run ruby test/hub_test.rb --seed 5; tool="minitest 5.17" rb test exception circleci "the project's own listener is closed too early" "bundle exec ruby test/hub_test.rb" --mark 'Errno::ECONNREFUSED: Connection refused.*'; }
