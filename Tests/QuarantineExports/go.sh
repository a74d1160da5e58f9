# go test -skip: tests and single subtests.
go=${FAULTLINE_GO:-go}
need "$go"
minor=$("$go" env GOVERSION | sed -E 's/^go1\.([0-9]+).*/\1/')
[ "$minor" -ge 20 ] || skip "go 1.$minor has no -skip; name a newer one with FAULTLINE_GO"
export GOFLAGS=-mod=mod GOPROXY=off GOCACHE=$PWD/cache HOME=$PWD
cat > go.mod <<'MOD'
module example.com/shop

go 1.20
MOD
cat > shop_test.go <<'GO'
package shop

import "testing"

func TestFlaky(t *testing.T)     { t.Fatal("now and then") }
func TestFlakyMore(t *testing.T) {}
func TestTable(t *testing.T) {
	t.Run("a.b (1)", func(t *testing.T) { t.Fatal("now and then") })
	t.Run("axb (1)", func(t *testing.T) {})
}
GO
red "$go" test -v ./...
quarantine 'example.com/shop::TestFlaky' 'example.com/shop::TestTable/a.b_(1)'
words
green "$go" test -v "${WORDS[@]}" ./...
says 'PASS: TestFlakyMore'
says 'PASS: TestTable/axb_\(1\)'
silent 'RUN +TestFlaky$'
VERSION=$("$go" version)
