# Gradle: an init script with test filters, offline on Debian's repository.
#
# Gradle below 5.0 (Debian has 4.4) has no exclude filters. There the script is still run by a real
# Gradle, whose filter object is given that one method, which tells what it was asked for.
need gradle
need javac
version=$(gradle --version 2>/dev/null | sed -n 's/^Gradle //p')
junit=/usr/share/maven-repo/junit/junit
[ -d $junit ] || skip "junit4 is not installed"
run() { gradle --offline --no-daemon -g "$PWD/.gradle-home" "$@"; }
mkdir -p src/test/java/shop
cat > src/test/java/shop/CartTest.java <<'JAVA'
package shop;

public class CartTest {
  @org.junit.Test
  public void flaky() { throw new AssertionError("flaky ran"); }

  @org.junit.Test
  public void flakyMore() { System.out.println("look-alike ran"); }
}
JAVA
touch settings.gradle
cat > build.gradle <<GRADLE
apply plugin: 'java'
dependencies { testCompile files('/usr/share/java/junit4.jar', '/usr/share/java/hamcrest-core.jar') }
test.testLogging.showStandardStreams = true
GRADLE
sed -i 's/testCompile/testImplementation/' build.gradle
run compileTestJava > out 2>&1 || skip "gradle $version cannot compile a test offline"
red run test
# `--tests` runs what a plan for retries names, and nothing else.
mapfile -t WORDS < <("$F" retry-plan --results 'build/test-results/test/*.xml' --format args:gradle)
[ "${WORDS[*]}" = '--tests shop.CartTest.flaky' ] || fail "the plan says ${WORDS[*]}"
red run cleanTest test "${WORDS[@]}"
says 'flaky FAILED'
silent 'look-alike ran'
quarantine 'shop.CartTest::flaky'
exported > quarantine.gradle
if [ "${version%%.*}" -ge 5 ]; then
  green run --init-script quarantine.gradle cleanTest test
  says 'look-alike ran'
  VERSION="gradle $version"
else
  cat > prelude.gradle <<'GRADLE'
org.gradle.api.internal.tasks.testing.filter.DefaultTestFilter.metaClass.excludeTestsMatching = {
  println "asked to leave out [$it]"
}
GRADLE
  green run --init-script prelude.gradle --init-script quarantine.gradle compileTestJava
  [ "$(grep -c 'asked to leave out' out)" -ge 2 ] || fail "the filters were not asked for"
  says '^asked to leave out \[shop\.CartTest\.flaky\]$'
  VERSION="gradle $version (the init script's filters are asked for; 5.0 has them)"
fi
