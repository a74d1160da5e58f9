# Surefire: methods to leave out.
. "$ROOT/Tests/QuarantineExports/maven.lib"
maven_project
sed 's/CartTest/CartTestMoreTest/; s/fail(.*//' src/test/java/shop/CartTest.java \
  > src/test/java/shop/CartTestMoreTest.java
red maven test
says 'flaky ran'
quarantine 'shop.CartTest::flaky'
words
green maven test "${WORDS[@]}"
says 'look-alike ran'
[ "$(grep -c 'flaky ran' out)" -eq 1 ] || fail "the look-alike class did not run, or the test did"
VERSION=$(mvn -v | sed -n 's/.*\(Apache Maven [0-9.]*\).*/\1/p')
