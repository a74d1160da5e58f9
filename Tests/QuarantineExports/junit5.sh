# JUnit 5: muted, single rows too.
. "$ROOT/Tests/QuarantineExports/maven.lib"
maven_project
cat > src/test/java/shop/RateTest.java <<'JAVA'
package shop;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void rate(int value) {
    System.out.println("row " + value + " ran");
    assertNotEquals(2, value);
  }
}
JAVA
red maven test
quarantine 'shop.CartTest::flaky' 'shop.RateTest::rate(int)[2]'
exported > src/test/java/FaultlineQuarantine.java
mkdir -p src/test/resources/META-INF/services
echo FaultlineQuarantine > src/test/resources/META-INF/services/org.junit.jupiter.api.extension.Extension
echo junit.jupiter.extensions.autodetection.enabled=true > src/test/resources/junit-platform.properties
green maven test
says '^flaky ran'
says 'look-alike ran'
says 'row 1 ran'
# The muted failures are failures to Faultline.
"$F" retry-plan --results target/surefire-reports > out 2>&1
says '2 of 4 tests failed'
quarantine 'shop.CartTest::flaky' 'shop.RateTest::rate(int)[1]'
exported > src/test/java/FaultlineQuarantine.java
red maven test
VERSION="$(mvn -v | sed -n 's/.*\(Apache Maven [0-9.]*\).*/\1/p'), JUnit $(ls /usr/share/maven-repo/org/junit/jupiter/junit-jupiter | grep -E '^[0-9]')"
