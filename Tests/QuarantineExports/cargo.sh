# cargo test: exact names.
need cargo
cargo init -q --offline --lib --name shop --vcs none . 2>/dev/null || skip "cargo cannot make a crate"
cat > src/lib.rs <<'RS'
#[cfg(test)]
mod tests {
    #[test]
    fn flaky() {
        panic!("now and then");
    }

    #[test]
    fn flaky_more() {}

    #[test]
    fn not_flaky() {}
}
RS
red cargo test -q --offline --lib
quarantine 'tests::flaky'
words
green cargo test --offline --lib -- "${WORDS[@]}"
says 'test tests::flaky_more ... ok'
says 'test tests::not_flaky ... ok'
silent 'test tests::flaky '
VERSION=$(cargo --version)
