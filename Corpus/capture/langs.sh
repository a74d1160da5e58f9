#!/bin/bash
# langs.sh CASE > LOG makes one log of the Go, Ruby, PHP, Haskell, BEAM, OCaml, R, Perl … world again;
# langs.sh --all [GLOB] writes them all into Corpus/<bucket>/. Needs Debian 12's packages of these languages.
here=$(cd "$(dirname "$0")" && pwd)
port=${port:-4941}
. "$here/cases.sh"
. "$here/native_parts.sh"
export LC_ALL=C.UTF-8 GOTOOLCHAIN=local GOPROXY=off GOSUMDB=off COMPOSER_ALLOW_SUPERUSER=1
go_v="go 1.19.8 (Debian 12)"
g() { tool=$go_v family=go log "$@"; }
# gomod [REQUIRE]: a module with packages of passing tests.
gomod() { name=$(words 1); { printf 'module example.com/%s\n\ngo 1.19\n' "$name"; [ -n "$1" ] && printf '\nrequire %s\n' "$1"; } >go.mod; for w in $(words "${n:-7}"); do mkdir -p "$w"; printf 'package %s\n\n// Total adds the values.\nfunc Total(v []int) int {\n\tsum := 0\n\tfor _, x := range v {\n\t\tsum += x\n\t}\n\treturn sum\n}\n' "$w" >"$w/$w.go"; { printf 'package %s\n\nimport "testing"\n' "$w"; for v in $(verbs 3); do printf '\nfunc Test_%s(t *testing.T) {\n\tif Total([]int{1, 2}) != 3 {\n\t\tt.Fatal("want 3")\n\t}\n}\n' "$v"; done; } >"$w/${w}_test.go"; done; w=$(words 1); }
gocode() { put "$w/extra.go"; }
gotest() { put "$w/extra_test.go"; }
proxy() { answer "${2:-$W/px}" "${@:3}"; export GOPROXY=http://127.0.0.1:$port GOMODCACHE=$W/mc; }
go-assert() { gomod; gotest <<C
package $w

import "testing"

func TestSplit(t *testing.T) {
	t.Run("colon", func(t *testing.T) {
		if got := Total([]int{2, 2}); got != 5 {
			t.Errorf("Total(2, 2) = %d, want %d", got, 5)
		}
	})
	t.Run("empty", func(t *testing.T) {})
}
C
  run go test -v ./...; g test assertion github-actions "a wrong sum" "go test -v ./..." '--mark-all=--- FAIL: TestSplit\S*' --mark 'Total\(2, 2\) = 4, want 5'; }
go-panic() { n=11 gomod; gotest <<C
package $w

import "testing"

func TestLoadIndex(t *testing.T) {
	rows := []int{}
	t.Logf("rows: %v", rows)
	_ = rows[len(rows)+2]
}
C
  run go test ./...; g test exception gitlab "an index out of range" "go test ./..." --mark 'panic: runtime error: index out of range.*' '--mark-all=--- FAIL: \S+'; }
go-compile() { gomod; gocode <<C
package $w

import "os"

func late() int {
	var count int
	return indx + "3"
}
C
  run go build ./...; g test compile travis "an unknown name and unused things" "go build ./..." --mark 'undefined: indx' --mark '.*(?:and|but) not used.*'; }
go-testbuild() { gomod; gotest <<C
package $w

import "testing"

func TestNew(t *testing.T) {
	s := NewStore(3)
	s.Put("a")
}
C
  run go test ./...; g test compile jenkins "a test uses a function that does not exist" "go test ./..." --mark 'undefined: NewStore'; }
go-vet() { gomod; gocode <<C
package $w

import "fmt"

func show(name string) {
	fmt.Printf("%d rows\n", name)
}
C
  run go vet ./...; g test lint azure "a format verb of the wrong type" "go vet ./..." --mark 'fmt.Printf format %d has arg name of wrong type string'; }
go-timeout() { gomod; gotest <<C
package $w

import (
	"testing"
	"time"
)

func TestReconnect(t *testing.T) {
	time.Sleep(time.Minute)
}
C
  run go test -timeout 3s ./...; g test test-timeout buildkite "a test sleeps past the limit" "go test -timeout 3s ./..." --mark 'panic: test timed out after 3s'; }
go-deadlock() { gomod; mkdir cmd; printf 'package main\n\nimport "fmt"\n\nfunc main() {\n\tch := make(chan int)\n\tfmt.Println("selftest: starting 3 workers")\n\tch <- 1\n}\n' >cmd/main.go; run bash -c 'go test ./... && go run ./cmd'; g test crash circleci "all goroutines sleep" "go test ./... && go run ./cmd" --mark 'fatal error: all goroutines are asleep - deadlock!'; }
go-race() { gomod; gotest <<C
package $w

import "testing"

func TestBump(t *testing.T) {
	hits := 0
	done := make(chan bool)
	for i := 0; i < 2; i++ {
		go func() { hits++; done <- true }()
	}
	<-done
	<-done
	t.Log(hits)
}
C
  CGO_ENABLED=1 run go test -race ./...; g test sanitizer github-actions "two goroutines write one counter" "go test -race ./..." --mark 'WARNING: DATA RACE'; }
go-nomodule() { gomod; gocode <<C
package $w

import "github.com/acme/rnig"

var _ = rnig.New
C
  run go build ./...; g dependency package-not-found plain "an import no module in go.mod provides" "go build ./..." --mark 'no required module provides package .*'; }
go-404() { mkdir px; proxy; gomod 'example.com/ring v1.4.0'; gocode <<C
package $w

import _ "example.com/ring"
C
  run go mod download; g dependency package-not-found gitlab "the proxy has no such module" "go mod download" --mark 'go: example.com/ring@v1.4.0: reading .*404 Not Found.*'; }
go-503() { mkdir px; proxy x "$W/px" ring=503; gomod 'example.com/ring v1.4.0'; run go mod download; g infra service-5xx jenkins "the proxy answers 503" "go mod download" --mark '503 Service Unavailable'; }
go-429() { mkdir px; proxy x "$W/px" ring=429; gomod 'example.com/ring v1.4.0'; run go mod download; g infra rate-limit circleci "the proxy answers 429" "go mod download" --mark '429 Too Many Requests'; }
go-diskfull() { n=9 gomod; mkdir t; mount -t tmpfs -o size=200k tmpfs t; GOCACHE=$W/t/cache GOTMPDIR=$W/t run go build ./...; umount t; g infra disk-full azure "the build cache's file system is full" "go build ./..." --mark '.*[Nn]o space left on device.*'; }
bundler-503() { lib; answer "$W" /=503; printf 'source "http://127.0.0.1:%s"\ngem "rake"\n' $port >Gemfile; run bundle install --retry 0; tool="bundler 2.3" rb infra service-5xx plain "the gem source answers 503" "bundle install" --mark '.*503.*'; }
composer-500() { answer "$W" /=500; printf '{"name":"acme/app","require":{"acme/ring":"^1.0"},"config":{"secure-http":false},"repositories":[{"type":"composer","url":"http://127.0.0.1:%s"},{"packagist.org":false}]}' $port >composer.json; run composer install --no-interaction; tool="composer 2.5" ph infra service-5xx gitlab "the package repository answers 500" "composer install" --mark '.*\b500\b.*' --mark 'file could not be downloaded'; }
php-silent() { phplib; printf '<?php\necho "checking 5 files\n";\nexit(3);\n' >check.php; run php check.php; tool="php 8.2" ph unknown none jenkins "a check ends with status 3 and says nothing" "php check.php"; }
go-nilmap() { n=26 gomod; gotest <<C
package $w

import "testing"

var seen map[string]int

func TestRemembers(t *testing.T) {
	seen["a"]++
}
C
  run go test -v -count=32 ./...; g test exception github-actions "a write to a nil map, after thousands of passing lines" "go test -v -count=32 ./..." --variant full --mark 'panic: assignment to entry in nil map.*' '--mark-all=--- FAIL: \S+'; }
go-proxydown() { gomod 'example.com/ring v0.3.0'; GOSUMDB=off GOPROXY=http://127.0.0.1:9 GOFLAGS=-mod=mod run go mod download -x; g infra network-connection travis "nothing listens where the proxy should be" "go mod download -x" --mark 'dial tcp 127.0.0.1:9: connect: connection refused'; }
go-dns() { gomod 'example.com/ring v0.3.0'; export GOPROXY=https://goproxy.corp.invalid; run go mod download; g infra network-dns github-actions "the proxy's name does not resolve" "go mod download" --mark '(?:dial tcp: )?lookup \S+.*'; }
go-sum() { p=px/example.com/ring/@v; mkdir -p $p "example.com/ring@v1.4.0"; echo '{"Version":"v1.4.0"}' >$p/v1.4.0.info; echo 'module example.com/ring' >$p/v1.4.0.mod; cp $p/v1.4.0.mod "example.com/ring@v1.4.0/go.mod"; printf 'package ring\n' >"example.com/ring@v1.4.0/ring.go"; python3 -m zipfile -c $p/v1.4.0.zip example.com; proxy; gomod 'example.com/ring v1.4.0'; gocode <<C
package $w

import _ "example.com/ring"
C
  if [ "$case" = go-sumdrift ]; then GOFLAGS=-mod=readonly run go build ./...; return; fi
  printf 'example.com/ring v1.4.0 h1:n2jpDTPkN1ptXlXQ4cAyAdUAAAAAAAAAAAAAAAAAAAA=\nexample.com/ring v1.4.0/go.mod h1:n2jpDTPkN1ptXlXQ4cAyAdUAAAAAAAAAAAAAAAAAAAA=\n' >go.sum; run go build ./...; g dependency checksum-mismatch gitlab "the module is not the one in go.sum" "go build ./..." --mark 'checksum mismatch'; }
go-sumdrift() { go-sum; g dependency lockfile-drift github-actions "go.sum was not committed" "go build ./..." --mark 'missing go.sum entry.*'; }
go-version() { gomod; printf 'module example.com/x\n\ngo 1.23.1\n' >go.mod; run go build ./...; g dependency toolchain-version jenkins "go.mod is written for a newer Go" "go build ./..." --mark 'invalid go version .*'; }
go-newstd() { gomod; gocode <<C
package $w

import (
	"log/slog"
	"slices"
)

func sorted(v []int) { slices.Sort(v); slog.Info("x") }
C
  run go build ./...; g dependency toolchain-version travis "the code needs a newer standard library" "go build ./..." --mark 'package log/slog is not in GOROOT.*'; }
go-nogomod() { mkdir svc; run go build ./...; g config missing-file azure "the step runs outside of the module" "go build ./..." --mark '.*(?:cannot find main module|go.mod file not found|directory prefix).*'; }
go-cgo() { gomod; printf 'package %s\n\n// #include <stdlib.h>\nimport "C"\n\nvar _ = C.int(3)\n' "$w" >"$w/c.go"; CC=arm-linux-gnueabihf-gcc CGO_ENABLED=1 run go build ./...; g config missing-tool plain "the cross C compiler is not installed" "go build ./..." --mark 'arm-linux-gnueabihf-gcc.*executable file not found.*'; }
go-green() { n=14 gomod; gotest <<C
package $w

import (
	"fmt"
	"testing"
)

func TestErrorHandling(t *testing.T) {
	fmt.Println("level=error msg=\"dial tcp 127.0.0.1:9: connect: connection refused\" retry=1")
	defer func() { fmt.Println("recovered:", recover()) }()
	panic("fatal error: expected by the test")
}

func TestSkippedTimeout(t *testing.T) { t.Skip("no network: would fail with i/o timeout") }
C
  run go test -v ./...; g green none github-actions "a recovered panic and logged errors" "go test -v ./..." --variant full; }
gotestsum-fail() { n=9 gomod; gotest <<C
package $w

import "testing"

func TestCompact(t *testing.T) {
	t.Fatalf("segments after compaction: got %d, expected at most %d", 5, 4)
}
C
  run gotestsum --format pkgname -- ./...; tool="gotestsum 1.8.2" family=go log test assertion gitlab "one test of many fails" "gotestsum -- ./..." '--mark-last=--- FAIL: TestCompact|=== FAIL: .*TestCompact' --mark 'segments after compaction.*'; }
go-unknown() { gomod; mkdir cmd; printf 'package main\n\nimport "os"\n\nfunc main() { os.Exit(4) }\n' >cmd/main.go; run bash -c 'go vet ./... && go run ./cmd'; g unknown none travis "a program ends with status 4 and says nothing" "go vet ./... && go run ./cmd"; }
rb() { family=ruby log "$@"; }
lib() { mkdir -p lib spec test; for w in $(words 5); do printf 'class %s\n  def total(values)\n    values.sum\n  end\nend\n' "${w^}" >"lib/$w.rb"; done; w=$(words 1); }
rspec-fail() { lib; { printf 'require "%s"\nRSpec.describe %s do\n' "$w" "${w^}"; for v in $(verbs 9); do printf '  it "%s" do\n    expect(subject.total([1, 2])).to eq(3)\n  end\n' "${v//_/ }"; done; printf '  it "keeps the newest value" do\n    expect(subject.total([2, 2])).to eq(5)\n  end\n  it "survives nil" do\n    subject.total(nil)\n  end\nend\n'; } >spec/total_spec.rb; run rspec --format documentation; tool="rspec 3.12" rb test assertion github-actions "a wrong sum and a nil" "bundle exec rspec --format documentation" --mark 'expect\(subject.total\(\[2, 2\]\)\).to eq\(5\)' --mark 'rspec \./spec/total_spec.rb:\d+ # .*keeps the newest value'; }
rspec-load() { lib; printf 'require "%s"\nRSpec.describe Sotre do\n  it("x") { }\nend\n' "$w" >spec/a_spec.rb; run rspec; tool="rspec 3.12" rb test collection travis "a misspelt class outside of examples" "rspec" --mark 'An error occurred while loading ./spec/a_spec.rb.*' --mark 'uninitialized constant Sotre'; }
minitest-fail() { lib; { printf 'require "minitest/autorun"\nrequire_relative "../lib/%s"\nclass TotalTest < Minitest::Test\n' "$w"; for v in $(verbs 8); do printf '  def test_%s\n    assert_equal 3, %s.new.total([1, 2])\n  end\n' "$v" "${w^}"; done; printf '  def test_newest\n    assert_equal 5, %s.new.total([2, 2])\n  end\n  def test_load\n    %s.new.lod(3)\n  end\nend\n' "${w^}" "${w^}"; } >test/total_test.rb; run ruby test/total_test.rb --seed 7 -v; tool="minitest 5.17" rb test assertion jenkins "a failure and an error" "ruby test/total_test.rb -v" --mark 'TotalTest#test_newest \[' --mark "undefined method .lod'.*"; }
ruby-syntax() { lib; printf 'class Late\n  def x(\n    3\n  end\nend\n' >lib/late.rb; run bash -c 'for f in lib/*.rb; do echo "checking $f"; ruby -c $f || exit 1; done'; tool="ruby 3.1" rb test compile gitlab "a missing bracket" "rake syntax" --mark 'lib/late.rb:\d+: syntax error.*'; }
ruby-loaderror() { lib; printf 'require "nokogirl"\nputs Nokogirl::VERSION\n' >tool.rb; run ruby tool.rb; tool="ruby 3.1" rb dependency package-not-found plain "a gem that is not installed" "ruby tool.rb" --mark 'cannot load such file -- nokogirl'; }
rake-notask() { lib; printf 'task :test do\n  puts "12 checks, 0 failures"\nend\n' >Rakefile; run bash -c 'rake test && rake tset:integration'; tool="rake 13" rb config bad-option circleci "the pipeline misspells a task" "rake test && rake tset:integration" --mark "Don't know how to build task 'tset:integration'"; }
rubocop-find() { lib; printf 'def Bad( x )\n  y = "a"\n  if x == nil then return 3 end\nend\n' >lib/late.rb; run rubocop --cache false lib; tool="rubocop 1.39" rb test lint github-actions "style offenses" "bundle exec rubocop lib" --mark-all '\w+.rb:\d+:\d+: [CWEF]: .*'; }
bundler-dns() { lib; printf 'source "https://gems.corp.invalid"\ngem "rake"\ngem "rack", "~> 3.0"\n' >Gemfile; run bundle install --retry 1; tool="bundler 2.3" rb infra network-dns gitlab "the gem source does not resolve" "bundle install" --mark '(?i)could not (?:reach|fetch|resolve).*|Network error.*'; }
bundler-notfound() { lib; printf 'source "https://rubygems.org"\ngem "rakke-nope"\n' >Gemfile; run bundle install --local; tool="bundler 2.3" rb dependency package-not-found travis "a gem nobody has" "bundle install --local" --mark "Could not find gem 'rakke-nope'.*"; }
bundler-rubyversion() { printf 'source "https://rubygems.org"\nruby "3.4.1"\ngem "rake"\n' >Gemfile; run bundle install --local; tool="bundler 2.3" rb dependency toolchain-version azure "the Gemfile wants another Ruby" "bundle install" --mark 'Your Ruby version is .*'; }
bundler-frozen() { printf 'source "https://rubygems.org"\ngem "rake"\n' >Gemfile; bundle install --local >/dev/null 2>&1; printf 'gem "minitest"\n' >>Gemfile; BUNDLE_FROZEN=true run bundle install --local; tool="bundler 2.3" rb dependency lockfile-drift buildkite "the lock file was not committed" "bundle install" --mark "(?i)(?:frozen|deployment mode).*"; }
bundler-nogemfile() { run bundle exec rspec; tool="bundler 2.3" rb config missing-file jenkins "no Gemfile in the working directory" "bundle exec rspec" --mark 'Could not locate Gemfile'; }
bundler-nocommand() { printf 'source "https://rubygems.org"\ngem "rake"\n' >Gemfile; run bash -c 'bundle install --local && bundle exec brakeman-x'; tool="bundler 2.3" rb config missing-tool github-actions "a command that is not in the bundle" "bundle install && bundle exec brakeman-x" --mark 'bundler: command not found: brakeman-x'; }
rspec-green() { lib; { printf 'RSpec.describe "errors" do\n'; for v in $(verbs 12); do printf '  it "%s and raises a fatal error" do\n    warn "ERROR: %s failed: timeout"\n    expect { raise ArgumentError, "failed" }.to raise_error(ArgumentError)\n  end\n' "$v" "$v"; done; printf '  it "known bug" do\n    pending "fails until the driver is fixed"\n    expect(1).to eq(2)\n  end\nend\n'; } >spec/e_spec.rb; run rspec --format documentation; tool="rspec 3.12" rb green none gitlab "raised errors and a pending failure" "rspec --format documentation"; }
ph() { family=php log "$@"; }
phplib() { mkdir -p src tests; for w in $(words 5); do printf '<?php\nclass %s\n{\n    public function total(array $v): int\n    {\n        return array_sum($v);\n    }\n}\n' "${w^}" >"src/${w^}.php"; done; w=$(words 1); w=${w^}; }
phpt() { { printf '<?php\nrequire __DIR__ . "/../src/%s.php";\nuse PHPUnit\\Framework\\TestCase;\nclass TotalTest extends TestCase\n{\n' "$w"; for v in $(verbs 9); do printf '    public function test_%s() { $this->assertSame(3, (new %s)->total([1, 2])); }\n' "$v" "$w"; done; printf '%s\n}\n' "$1"; } >tests/TotalTest.php; }
phpunit-fail() { phplib; phpt "    public function testNewest() { \$this->assertSame(5, (new $w)->total([2, 2])); }"; run phpunit tests; tool="phpunit 9.6" ph test assertion github-actions "a wrong sum" "vendor/bin/phpunit tests" --mark 'Failed asserting that 4 is identical to 5' --mark '\d\) TotalTest::testNewest'; }
phpunit-error() { phplib; phpt "    public function testLoad() { (new $w)->load('a'); }"; run phpunit --testdox tests; tool="phpunit 9.6" ph test exception gitlab "an undefined method" "phpunit --testdox tests" --mark 'Error: Call to undefined method .*'; }
php-parse() { phplib; printf '<?php\nfunction late() {\n    return [1, 2;\n}\n' >src/Late.php; run bash -c 'for f in src/*.php; do php -l $f || exit 1; done'; tool="php 8.2" ph test compile travis "a missing bracket" "composer lint" --mark 'PHP Parse error: .*|Parse error: .*'; }
php-memory() { phplib; printf '<?php\necho "building index\n";\n$rows = [];\nfor ($i = 0; ; $i++) { $rows[] = str_repeat("x", 1000); if ($i %% 5000 == 0) echo "$i rows\n"; }\n' >index.php; run php -d memory_limit=48M index.php; tool="php 8.2" ph config quota-config jenkins "the memory limit set for PHP" "php -d memory_limit=48M index.php" --mark 'Allowed memory size of \d+ bytes exhausted.*'; }
composer-dns() { printf '{"name":"acme/app","require":{"acme/ring":"^1.0"},"repositories":[{"type":"composer","url":"https://repo.corp.invalid"},{"packagist.org":false}]}' >composer.json; run composer install --no-interaction; tool="composer 2.5" ph infra network-dns circleci "the package repository does not resolve" "composer install" --mark 'getaddrinfo for repo.corp.invalid failed: Name o' --mark 'file could not be downloaded'; }
composer-notfound() { printf '{"name":"acme/app","require":{"acme/rnig":"^1.0"},"repositories":[{"packagist.org":false}]}' >composer.json; run composer install --no-interaction; tool="composer 2.5" ph dependency package-not-found azure "no repository has the package" "composer install" --mark 'requires acme/rnig, .*'; }
composer-phpversion() { printf '{"name":"acme/app","require":{"php":">=8.4","ext-imagick":"*"},"repositories":[{"packagist.org":false}]}' >composer.json; run composer install --no-interaction; tool="composer 2.5" ph dependency toolchain-version github-actions "the project wants a newer PHP" "composer install" --mark 'requires php >=8.4.*' --mark 'requires PHP extension ext-imagick.*'; }
composer-drift() { mkdir ring; echo '{"name":"acme/ring","version":"1.0.0"}' >ring/composer.json; printf '{"name":"acme/app","require":{"acme/ring":"1.0.0"},"repositories":[{"type":"path","url":"ring"},{"packagist.org":false}]}' >composer.json; composer update -q --no-interaction; mkdir b; echo '{"name":"acme/b","version":"2.0.0"}' >b/composer.json; sed -i 's|"acme/ring":"1.0.0"|"acme/ring":"1.0.0","acme/b":"2.0.0"|; s|{"packagist|{"type":"path","url":"b"},{"packagist|' composer.json; run composer install --no-interaction; tool="composer 2.5" ph dependency lockfile-drift plain "composer.lock was not committed" "composer install" --mark 'The lock file is not up to date.*' --mark 'Required package "acme/b" is not present in the lock file'; }
phpcs-find() { phplib; printf '<?php\nfunction Late( $x ){\nif($x==1){return 3;}\n}\n' >src/late.php; run phpcs --standard=PSR12 src; tool="phpcs 3.7" ph test lint gitlab "style errors" "phpcs --standard=PSR12 src" --mark '\d+ \| ERROR +\| .*'; }
phpunit-green() { phplib; phpt "    public function testErrorIsThrown() { \$this->expectException(RuntimeException::class); fwrite(STDERR, \"PHP Fatal error: simulated, connection refused\\n\"); throw new RuntimeException('failed'); }
    public function testNetworkFailure() { \$this->markTestSkipped('no network'); }"; run phpunit --verbose tests; tool="phpunit 9.6" ph green none travis "an expected exception, a skipped test" "phpunit --verbose tests"; }
[ -f "$here/langs_more.sh" ] && . "$here/langs_more.sh"
main "$@"
