# cargo-nextest: a filterset.
need cargo
cargo nextest --version >/dev/null 2>&1 || skip "cargo-nextest is not installed"
cargo init -q --offline --lib --name shop --vcs none .
cat > src/lib.rs <<'RS'
#[cfg(test)]
mod tests {
    #[test]
    fn flaky() {
        panic!("now and then");
    }

    #[test]
    fn flaky_more() {}
}
RS
red cargo nextest run --offline
quarantine 'tests::flaky'
words
green cargo nextest run --offline "${WORDS[@]}"
says 'PASS .*tests::flaky_more'
VERSION=$(cargo nextest --version | head -1)
