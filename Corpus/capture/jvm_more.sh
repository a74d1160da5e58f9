# Sourced by jvm.sh: Gradle, the compilers, the virtual machine, Ant, test runners by hand, and the
# green and unknown logs.
cp_junit4=/usr/share/java/junit4.jar:/usr/share/java/hamcrest-core.jar
cp_testng=/usr/share/java/testng.jar:/usr/share/java/jcommander.jar:/usr/share/java/bsh.jar:/usr/share/java/snakeyaml.jar
gradle_run() { GRADLE_USER_HOME=$cache/home.gradle run gradle --console=plain "$@"; sed -i '/^OpenJDK .* warning/d' "$W.out"; }
g() { recorded gradle.txt gradle --version; steps "$cache/gradle.txt" "./gradlew --version"; tool=$gradle family=gradle log "$@" --replace "$cache/home.gradle" /root/.gradle; }
build() {
  echo "rootProject.name = '${artifact:-windvane}'" >settings.gradle
  printf "apply plugin: 'java'\nversion = '2.3'\nsourceCompatibility = 11\nrepositories { maven { url 'file:/usr/share/maven-repo' } }\ndependencies { testCompile 'junit:junit:4.x' }\n%s\n" "$1" >build.gradle
}

gradle-test() {
  project junit4 13; build "test { testLogging { events 'passed', 'skipped', 'failed' } }"
  cls $T CanalTest <<'X'
package org.quill;
import org.junit.*;
public class CanalTest {
  @Test public void locksClose() { Assert.assertEquals("closed", "clos" + "ed"); }
  @Test public void levelsMatch() { Assert.assertEquals("level after the lock", 4.20, 4.02, 0.001); }
  @Test public void errorIsReported() { System.err.println("error: gate 4 stuck (simulated)"); }
}
X
  gradle_run --offline test
  g test assertion github-actions "two digits are swapped in a computed level" "./gradlew test" --mark 'org.quill.CanalTest > levelsMatch FAILED' --mark 'java.lang.AssertionError at CanalTest.java:\d+'
}
gradle-compile() {
  project junit4 6; build
  cls $S Sluice <<'X'
package org.quill;
public class Sluice {
  public int open(String name) { return name.lenght(); }
  public String shut() { return 4; }
}
X
  gradle_run --offline assemble
  g test compile jenkins "a misspelt method and a wrong return type" "./gradlew assemble" --mark 'Sluice.java:3: error: (cannot find symbol)' --mark 'Sluice.java:4: error: (incompatible types.*)' 
}
gradle-module() {
  project junit4 4; build "dependencies { compile 'org.harbour:tide-tables:3.7.1' }"
  gradle_run --offline build
  g dependency package-not-found gitlab "no repository has the module" "./gradlew build" --mark 'Could not find (org.harbour:tide-tables:3.7.1)'
}
gradle-dns() {
  project junit4 5; build; sed -i "s,maven { url[^}]*},mavenCentral(),;s,junit:4.x,junit:4.13.2," build.gradle
  gradle_run build
  g infra network-dns circleci "the runner cannot resolve Maven Central" "gradle build" --mark '> (repo\S+maven\S+)(?:: .*)?$'
}
gradle-refused() {
  project junit4 5; build; sed -i "s,file:/usr/share/maven-repo,http://127.0.0.1:9/artifactory/libs-release," build.gradle
  gradle_run build
  g infra network-connection github-actions "nothing listens where the repository should be" "./gradlew build" --mark 'Connect(?:ion)? to 127\S+ .*(?:refused).*'
}
gradle-503() {
  project junit4 5; registry '/junit/=503'; build; sed -i "s,file:/usr/share/maven-repo,http://127.0.0.1:$port/maven2," build.gradle
  gradle_run build
  g infra service-5xx travis "the repository answers 503" "./gradlew check" --mark 'Received status code 503 from server.*'
}
gradle-401() {
  project junit4 5; registry '/junit/=401'; build; sed -i "s,file:/usr/share/maven-repo,http://127.0.0.1:$port/maven2," build.gradle
  gradle_run build
  g config bad-credentials azure "the repository wants credentials that the build does not have" "./gradlew build" --mark 'Received status code 401 from server.*'
}
gradle-task() {
  project junit4 4; build; gradle_run --offline publishAll
  g config bad-option buildkite "the pipeline names a task that does not exist" "./gradlew publishAll" --mark "Task 'publishAll' not found in root project \S+"
}
gradle-script() {
  project junit4 4; build 'task stamp { doLast { println "stamp ) } }'; gradle_run --offline build
  g config bad-option gitlab "the build script has a syntax error" "gradle build" --mark "build file '\S+': \d+: .*"
}
gradle-property() {
  project junit4 4; build 'jar { archiveName = "windvane-${signingChannel}.jar" }'; gradle_run --offline build
  g config missing-variable github-actions "the build reads a property that only developers' machines define" "./gradlew build" --mark "Could not get unknown property '(signingChannel)'.*"
}
gradle-plugin() {
  project junit4 4; build "apply plugin: 'org.harbour.release'"; gradle_run --offline build
  g dependency package-not-found plain "the plugin is on no classpath" "./gradlew build" --mark "Plugin with id '(org.harbour.release)' not found"
}
gradle-heap() {
  project junit4 4; build; cls $T HoardTest <<'X'
package org.quill;
import java.util.*;
import org.junit.Test;
public class HoardTest { @Test public void keepsEverything() { List<long[]> all = new ArrayList<>(); while (true) all.add(new long[1 << 18]); } }
X
  printf "test { maxHeapSize = '48m'; testLogging { exceptionFormat 'full' } }\n" >>build.gradle; gradle_run --offline test
  g config quota-config gitlab "the test JVM reaches the heap limit that the build sets" "./gradlew test" --mark 'java.lang.OutOfMemoryError: Java heap space'
}

j() { recorded java.txt java -version; steps "$cache/java.txt" "java -version"; tool="${tool:-OpenJDK 17.0.15 (Debian 12)}" family=${family:-java} log "$@"; }
javac-errors() {
  project junit4 8; cls $S Turbine <<'X'
package org.quill;
public class Turbine {
  public int speed(int blades) {
    if (blades > 3) { return blades * 4 }
    return 0;
  }
}
X
  cls $S Hangar <<'X'
package org.quill;
public class Hangar { public String door() { return "open' } }
X
  run javac -Xlint:all -d out $(find src/main -name '*.java')
  family=javac j test compile plain "syntax errors in two files" "javac -Xlint:all -d out @sources" --mark 'Turbine.java:4: error: (.*)' --mark 'Hangar.java:2: error: (.*)'
}
javac-generics() {
  project junit4 10; cls $S Joiner <<'X'
package org.quill;
import java.util.*;
public class Joiner extends AbstractList<String> {
  public String get(int i) { throw new ParseError(i); }
  public int size() { Optional<Integer> n = Optional.of("3"); return n.get(); }
}
X
  run javac -Xlint:deprecation -d out $(find src/main -name '*.java')
  family=javac j test compile github-actions "an unknown class and a wrong type parameter" "make classes" --mark 'Joiner.java:4: error: (.*)' --mark 'Joiner.java:5: error: (.*)' --exit 2
}
java-uncaught() {
  cls . Import <<'X'
import java.util.*;
public class Import {
  public static void main(String[] a) {
    for (int i = 0; i < 60; i++) System.out.println("imported shelf " + i + " (0 errors)");
    load("shelf-60.txt");
  }
  static void load(String name) { try { parse("12;x"); } catch (NumberFormatException e) { throw new IllegalStateException("cannot import " + name, e); } }
  static int parse(String row) { return Integer.parseInt(row.split(";")[1]); }
}
X
  run javac Import.java; also java Import
  j test exception jenkins "a row is not a number" "java -cp classes Import" --mark 'Exception in thread "main" (java.lang.IllegalStateException: cannot import shelf-60.txt)' --mark 'Caused by: (java.lang.NumberFormatException: .*)'
}
java-stackoverflow() {
  cls . Tree <<'X'
public class Tree {
  Tree parent;
  int depth() { return parent == null ? 0 : 1 + parent.depth(); }
  public static void main(String[] a) { System.out.println("building tree"); Tree t = new Tree(); t.parent = t; System.out.println(t.depth()); }
}
X
  run javac Tree.java; also java Tree
  j test exception circleci "a node is its own parent" "java Tree" --mark 'java.lang.StackOverflowError'
}
java-heap() {
  cls . Index <<'X'
import java.util.*;
public class Index {
  public static void main(String[] a) {
    Map<Integer, int[]> pages = new HashMap<>();
    for (int i = 0; ; i++) { pages.put(i, new int[20000]); if (i % 50 == 0) System.out.println("indexed " + i + " pages"); }
  }
}
X
  run javac Index.java; also java -Xmx64m Index
  j config quota-config github-actions "the step gives the indexer 64 MB" "java -Xmx64m Index" --mark 'java.lang.OutOfMemoryError: Java heap space'
}
java-machine-memory() {
  cls . Hello <<<'public class Hello { public static void main(String[] a) { System.out.println("hello"); } }'
  run javac Hello.java; echo "starting 4 workers" >"$W.out"; also bash -c 'ulimit -v 4000000; java -Xms5g -Xmx5g Hello'
  sed -i 's,/tmp/hs_err,/home/build/hs_err,' "$W.out"
  j infra out-of-memory gitlab "the machine cannot give the JVM its memory" "java -Xms5g -jar worker.jar" --mark 'There is insufficient memory for the Java Runtime Environment to continue|Could not reserve enough space.*'
}
java-class-version() {
  cls . Beacon <<<'public class Beacon { public static void main(String[] a) { System.out.println("beacon"); } }'
  run javac Beacon.java; printf '\x45' | dd of=Beacon.class bs=1 seek=7 conv=notrunc 2>/dev/null; also java Beacon
  j dependency toolchain-version azure "the program was compiled for a newer Java than the runner's" "java -cp dist Beacon" --mark 'java.lang.UnsupportedClassVersionError: .*'
}
java-linkage() {
  mkdir -p v1 v2; echo 'public class Rate { public static long of(String s, int d) { return 1; } }' >v1/Rate.java
  echo 'public class Rate { public static long of(String s) { return 1; } }' >v2/Rate.java
  echo 'public class Quote { public static void main(String[] a) { System.out.println("quoting 3 rates"); System.out.println(Rate.of("eur", 2)); } }' >Quote.java
  run javac -d lib v1/Rate.java; also javac -cp lib Quote.java; also javac -d lib v2/Rate.java; also java -cp lib:. Quote
  j dependency version-conflict jenkins "compiled against one release of the library, run with another" "java -cp 'lib/*:.' Quote" --mark "java.lang.NoSuchMethodError: .*"
}
java-no-class() {
  cls . Feed <<'X'
import org.junit.Assert;
public class Feed { public static void main(String[] a) { System.out.println("reading feed"); Assert.assertTrue(true); } }
X
  run javac -cp $cp_junit4 Feed.java; also java -cp . Feed
  j dependency install-failed travis "a library is missing from the class path at run time" "java -cp . Feed" --mark 'java.lang.NoClassDefFoundError: .*'
}
java-jar() {
  run java -jar target/songbook-runner.jar
  j config missing-file gitlab "the jar of the earlier step is not where the job looks" "java -jar target/songbook-runner.jar" --mark 'Unable to access jarfile \S+'
}
java-option() {
  run java -XX:MaxPermSize=512m -XX:+UseConcMarkSweepGC -version
  j config bad-option circleci "JAVA_OPTS has options that JDK 17 no longer knows" "java \$JAVA_OPTS -version" --mark "Unrecognized VM option '\S+'"
}
java-home() {
  JAVA_HOME=/usr/lib/jvm/java-8-oracle run mvn -B verify; tool=$maven family=java
  log config missing-variable jenkins "JAVA_HOME names a directory that is not on this agent" "mvn -B verify" --mark 'JAVA_HOME environment variable is not defined correctly.*|.*JAVA_HOME.*'
}

kotlin-error() {
  cls . x </dev/null; cat >Flight.kt <<'X'
class Flight(val gates: List<String>) {
    fun first(): Int = gates.first()
    fun open() { gatse.forEach { println(it) } }
}
X
  run kotlinc Flight.kt -d out.jar; sed -i '/^OpenJDK .* warning/d;/^WARNING/d' "$W.out"; tool="kotlinc 1.3.31 (Debian 12)" family=kotlin
  log test compile gitlab "an unresolved name and a wrong type" "kotlinc Flight.kt -d out.jar" --mark 'Flight.kt:3:\d+: error: (.*)' --mark 'Flight.kt:2:\d+: error: (.*)'
}
scala-error() {
  cat >Basin.scala <<'X'
object Basin {
  def level(rows: Seq[Int]): Int = rows.map(_ * 2).mkString(",")
  def main(args: Array[String]): Unit = println(levl(Seq(1)))
}
X
  run scalac Basin.scala; tool="scalac 2.11.12 (Debian 12)" family=scala
  log test compile travis "a wrong type and a misspelt name" "scalac Basin.scala" --mark 'Basin.scala:2: error: (type mismatch.*)' --mark 'Basin.scala:3: error: (.*)'
}
groovy-property() {
  cat >deploy.groovy <<'X'
def regions = ['north', 'south']
regions.each { println "checking ${it}: ok" }
println "deploying to ${targetRegion}"
X
  run groovy deploy.groovy; tool="Groovy 2.4.21 (Debian 12)" family=groovy
  log test exception jenkins "the script uses a variable it never defines" "groovy deploy.groovy" --mark 'No such property: targetRegion for class: deploy'
}
groovy-spock() {
  cat >DosageSpec.groovy <<'X'
import spock.lang.Specification
class DosageSpec extends Specification {
  def "rounds down to whole drops"() { expect: (int) (7.9) == 7 }
  def "never exceeds the daily maximum"() { given: def doses = [3, 4, 5]
    expect: doses.sum() <= 10 }
  def "logs errors but goes on"() { when: println "error: pump not ready, retrying"
    then: noExceptionThrown() }
}
X
  run groovyc -cp /usr/share/java/spock-core.jar:$cp_junit4 -d out DosageSpec.groovy
  also java -cp out:/usr/share/java/spock-core.jar:$cp_junit4:/usr/share/java/groovy.jar:/usr/share/java/groovy-all.jar org.junit.runner.JUnitCore DosageSpec
  tool="Spock (Debian 12), JUnit 4.13" family=groovy; log test assertion github-actions "the doses add up to 12" "./run-specs.sh" --mark 'Condition not satisfied:' --mark 'doses.sum\(\) <= 10' --mark '1\) (never exceeds the daily maximum\S*)'
}
checkstyle-error() {
  project junit4 7; cls $S Outlet <<'X'
package org.quill;

public class Outlet {
	public int Volts( int a ){ return a; }
}
X
  cat >rules.xml <<'X'
<?xml version="1.0"?>
<!DOCTYPE module PUBLIC "-//Checkstyle//DTD Checkstyle Configuration 1.3//EN" "https://checkstyle.org/dtds/configuration_1_3.dtd">
<module name="Checker"><property name="severity" value="error"/>
<module name="FileTabCharacter"/><module name="TreeWalker"><module name="MethodName"/><module name="ParenPad"/><module name="WhitespaceAround"/></module></module>
X
  run checkstyle -c rules.xml src/main; tool="Checkstyle 8.36.1 (Debian 12)" family=checkstyle
  log test lint gitlab "a tab, padding and a method name break the rules" "checkstyle -c rules.xml src/main" --mark-all '\[ERROR\] \S+Outlet.java:\d+\S* (.*\[\w+\])'
}
javadoc-error() {
  project junit4 6; cls $S Locker <<'X'
package org.quill;
/** Keeps keys; see {@link Kys} and use width < 3. */
public class Locker {
  /** Opens it.
   * @param key the key
   * @param hand left or right
   * @throws IllegalKey never */
  public int open(int key) { return key; }
}
X
  run javadoc -quiet -Xdoclint:all,-missing -d site $(find src/main -name '*.java')
  tool="javadoc 17.0.15 (Debian 12)" family=javadoc; log test docs github-actions "a comment links to an unknown class and names an unknown parameter" "make docs" --mark 'Locker.java:2: error: (reference not found)' --mark 'Locker.java:6: error: (@param name not found)' --exit 2
}

ant_build() { cat >build.xml <<X
<project name="fernhill" default="${2:-test}"><property name="cp" value="$cp_junit4"/>
<target name="compile"><mkdir dir="out"/><javac srcdir="src" destdir="out" classpath="\${cp}" includeantruntime="false" debug="true"/></target>
<target name="test" depends="compile"><junit printsummary="on" fork="true" haltonfailure="false" failureproperty="red"><classpath path="out:\${cp}"/><formatter type="plain" usefile="false"/>
<batchtest><fileset dir="out" includes="**/*Test.class"/></batchtest></junit><fail if="red" message="There were test failures"/></target>
$1</project>
X
}
a() { recorded java.txt java -version; steps "$cache/java.txt" "java -version"; tool="Apache Ant 1.10.13 (Debian 12)" family=ant log "$@"; }
ant-junit() {
  project junit4 7; mkdir -p src/main; ant_build
  cls $T ReelTest <<'X'
package org.quill;
import org.junit.*;
public class ReelTest {
  @Test public void winds() { Assert.assertEquals(12, 3 * 4); }
  @Test public void unwinds() { Assert.assertEquals("turns left", 0, 12 % 5); }
}
X
  run ant test; a test assertion jenkins "a remainder is 2 and not 0" "ant test" --mark 'Testcase: (unwinds) took' --mark 'turns left expected:<0> but was:<2>' --mark 'Test (org.quill.ReelTest) FAILED'
}
ant-javac() {
  project junit4 7; ant_build; cls $S Needle <<'X'
package org.quill;
public class Needle { public void sew() { int thread = "red"; missing(); } }
X
  run ant compile; a test compile travis "two compile errors" "ant compile" --mark '\[javac\] \S+Needle.java:2: error: (.*)' --mark 'error: (cannot find symbol)'
}
ant-target() { ant_build; run ant clean-all; a config bad-option circleci "the pipeline names a target that does not exist" "ant clean-all" --mark 'Target "clean-all" does not exist in the project "fernhill"'; }
ant-nofile() { run ant dist; a config missing-file gitlab "there is no build.xml where the job starts Ant" "ant dist" --mark 'Buildfile: build.xml does not exist!'; }
ant-exec() {
  ant_build '<target name="gen"><echo>generating sources</echo><exec executable="protoc-gen-tide" failonerror="true"><arg value="--version"/></exec></target>'
  run ant gen; a config missing-tool github-actions "the generator is not installed on the image" "ant gen" --mark 'Cannot run program "protoc-gen-tide".*'
}
ant-fail() {
  ant_build '<target name="release"><fail unless="release.version" message="Property release.version must be set (ant -Drelease.version=…)"/></target>'
  run ant release; a config missing-variable azure "the release property is not passed" "ant release" --mark 'Property release.version must be set.*'
}
ant-ivy() {
  mkdir ivyhome; echo '<ivy-module version="2.0"><info organisation="org.fernhill" module="catalog"/><dependencies><dependency org="org.harbour" name="tide-tables" rev="3.7.1"/></dependencies></ivy-module>' >ivy.xml
  echo '<ivysettings><settings defaultResolver="repo"/><resolvers><filesystem name="repo" m2compatible="true"><artifact pattern="/usr/share/maven-repo/[organisation]/[module]/[revision]/[module]-[revision].[ext]"/></filesystem></resolvers></ivysettings>' >ivysettings.xml
  run java -Divy.default.ivy.user.dir="$W/ivyhome" -jar /usr/share/java/ivy.jar -settings ivysettings.xml -ivy ivy.xml
  tool="Apache Ivy 2.5 (Debian 12)" family=ant; log dependency package-not-found plain "no resolver has the module" "java -jar ivy.jar -settings ivysettings.xml" --mark 'org.harbour#tide-tables;3.7.1: not found'
}
junit-core() {
  project junit4 9; cls $T HarvestLogTest <<'X'
package org.quill;
import org.junit.*;
public class HarvestLogTest {
  @Test public void weighs() { Assert.assertArrayEquals(new int[] {3, 5}, new int[] {3, 6}); }
  @Test(expected = ArithmeticException.class) public void divides() { int x = 1 / Integer.parseInt("0"); }
}
X
  run javac -cp $cp_junit4 -d out $(find src -name '*.java'); also java -cp out:$cp_junit4 org.junit.runner.JUnitCore $(cd out && find . -name '*Test.class' | sed 's,^\./,,;s,/,.,g;s,.class$,,' | sort)
  tool="JUnit 4.13.2 (Debian 12)" family=junit; log test assertion travis "two arrays differ in the second element" "./test.sh" --mark '1\) (weighs\(org.quill.HarvestLogTest\))' --mark 'arrays first differed at element \[1\].*'
}
testng-config() {
  project testng 6; cls $T VaultTest <<'X'
package org.quill;
import org.testng.annotations.*;
public class VaultTest {
  @BeforeClass public void unlock() { throw new IllegalStateException("vault is sealed"); }
  @Test public void reads() { }
  @Test public void writes() { }
}
X
  run javac -cp $cp_testng -d out $(find src -name '*.java'); also java -cp out:$cp_testng org.testng.TestNG -verbose 2 -testclass "$(cd out && find . -name '*Test.class' | sed 's,^\./,,;s,/,.,g;s,.class$,,' | sort | paste -sd,)"
  also bash -c '[ ! -e test-output/testng-failed.xml ]' # TestNG 6 itself ends with 0 here
  tool="TestNG 6.9.12 (Debian 12)" family=testng; log test setup gitlab "the set-up method of one class throws, its tests are skipped" "./run-tests.sh" --mark 'FAILED CONFIGURATION: @BeforeClass unlock' --mark 'java.lang.IllegalStateException: vault is sealed'
}

green() { recorded java.txt java -version; steps "$cache/java.txt" "java -version"; local dress=$1 because=$2 command=$3; shift 3; [ "$status" = 0 ] || { echo "$case: not green" >&2; return 1; }; log green none "$dress" "$because" "$command" "$@"; }
maven-green-noise() {
  project junit4 22; registry; fresh=1; pom "$junit4"
  cls $T FailoverTest <<'X'
package org.quill;
import org.junit.*;
import java.util.logging.*;
public class FailoverTest {
  @Test(expected = IllegalStateException.class) public void failsWithoutNodes() { Logger.getLogger("pool").severe("no nodes left: connection refused"); throw new IllegalStateException("BUILD FAILURE is not the word here"); }
  @Test public void logsStackTrace() { new RuntimeException("expected error in test").printStackTrace(); }
  @Test @Ignore("flaky: times out on slow runners") public void slowTimeout() { Assert.fail(); }
}
X
  mvn_run verify; tool=$maven family=maven; green github-actions "all tests pass; logged errors and stack traces are expected" "mvn -B verify" --replace "$W.m2" /root/.m2/repository
}
maven-green-warnings() {
  project junit4 12; registry; pom "$junit4<build><plugins>$(plugin compiler '<configuration><showWarnings>true</showWarnings><compilerArgs><arg>-Xlint:all</arg></compilerArgs></configuration>')</plugins></build>"
  cls $S ErrorReport <<'X'
package org.quill;
import java.util.*;
public class ErrorReport { List failures = new ArrayList(); @Deprecated public void error(Object o) { failures.add(o); new Date(99, 1, 2); } }
X
  mvn_run -ntp package; tool=$maven family=maven; green jenkins "warnings only" "mvn -B package"
}
gradle-green() {
  project junit4 18; build "test { testLogging { events 'passed', 'skipped', 'standardError' } }"
  cls $T OutageTest <<'X'
package org.quill;
import org.junit.*;
public class OutageTest {
  @Test public void reportsFailure() { System.err.println("ERROR: upstream FAILED with 503, retrying (1/3)"); System.err.println("recovered"); }
  @Test public void handlesTimeoutError() { System.err.println("java.net.SocketTimeoutException: Read timed out (simulated)"); }
}
X
  gradle_run --offline build; tool=$gradle family=gradle; green gitlab "tests print simulated errors and pass" "./gradlew build"
}
ant-green() { project junit4 8; ant_build; run ant test; tool="Apache Ant 1.10.13 (Debian 12)" family=ant; green travis "summary lines with the word Errors: 0" "ant test"; }
javadoc-green() { project junit4 9; run javadoc -d site $(find src/main -name '*.java'); tool="javadoc 17.0.15 (Debian 12)" family=javadoc; green plain "a hundred missing-comment warnings" "javadoc -d site …"; }
maven-unknown-killed() {
  project junit4 18; registry; pom "$junit4"
  cls $T SlowTest <<<'package org.quill; public class SlowTest { @org.junit.Test public void waits() throws Exception { Thread.sleep(60000); } }'
  nice timeout -s KILL 9 mvn -B -o -ntp -Dmaven.repo.local="$cache/m2" test >"$W.out" 2>&1; status=137; sed -i 's/\x1b\[0\?m//g' "$W.out"
  tool=$maven family=maven; log unknown none gitlab "killed from outside in the middle of the tests; the log does not say by whom" "mvn -B -ntp test"
}
java-unknown-exit() {
  cls . Batch <<<'public class Batch { public static void main(String[] a) { for (int i = 0; i < 120; i++) System.out.println("batch " + i + ": 200 rows written"); System.exit(3); } }'
  run javac Batch.java; also java Batch; tool="OpenJDK 17.0.15 (Debian 12)" family=java
  log unknown none jenkins "the program ends with status 3 and says nothing" "java -cp classes Batch"
}
ant-unknown() {
  ant_build '<target name="sync"><echo>syncing 14 shelves</echo><exec executable="sh" failonerror="true"><arg value="-c"/><arg value="sleep 1; exit 7"/></exec></target>'
  run ant sync; tool="Apache Ant 1.10.13 (Debian 12)" family=ant; log unknown none travis "a silent command ends with status 7" "ant sync"
}
javac-green() {
  project junit4 9; cls $S ErrorLog <<'X'
package org.quill;
import java.util.*;
public class ErrorLog { List failures = new ArrayList(); @SuppressWarnings("x") Date fatal() { failures.add("error: none"); return new Date(99, 1, 2); } }
X
  run javac -Xlint:all -d out $(find src/main -name '*.java'); tool="OpenJDK 17.0.15 (Debian 12)" family=javac; green circleci "deprecation and unchecked warnings" "make classes"
}
surefire-disk() {
  project junit4 9; registry; pom "$junit4"; mkdir spool; mount -t tmpfs -o size=48k tmpfs spool
  cls $T SpoolTest <<'X'
package org.quill;
import java.io.*;
import java.nio.file.*;
import org.junit.Test;
import static org.junit.Assert.*;
public class SpoolTest {
  static void fill(String name, int bytes) throws IOException { Files.write(Paths.get("spool", name), new byte[bytes]); }
  @Test public void keepsSmallBatches() throws IOException { fill("a.bin", 4000); assertTrue(Files.exists(Paths.get("spool/a.bin"))); }
  @Test public void keepsLargeBatches() throws IOException { fill("b.bin", 200000); assertEquals(200000, Files.size(Paths.get("spool/b.bin"))); }
  @Test public void rewritesBatches() throws IOException { fill("c.bin", 90000); fill("c.bin", 1); assertEquals(1, Files.size(Paths.get("spool/c.bin"))); }
}
X
  mvn_run -ntp verify; umount spool
  m infra disk-full buildkite "the volume for the tests' files is full" "mvn -B -ntp verify" --mark '.*No space left on device.*'
}
surefire-linkage() {
  project junit4 7; registry; mkdir -p lib v1/org/tariff v2/org/tariff c1 c2
  echo 'package org.tariff; public class Rate { public static long of(String s, int digits) { return 1; } public static long flat() { return 4; } }' >v1/org/tariff/Rate.java
  echo 'package org.tariff; public class Rate { public static long of(String s) { return 1; } public static long flat() { return 4; } }' >v2/org/tariff/Rate.java
  for v in 1 2; do javac -d c$v v$v/org/tariff/Rate.java && jar cf rates-$v.jar -C c$v .; done
  cp rates-1.jar lib/rates.jar
  pom "<dependencies>$(dep junit junit 4.x test)<dependency><groupId>org.tariff</groupId><artifactId>rates</artifactId><version>1.0</version><scope>system</scope><systemPath>\${basedir}/lib/rates.jar</systemPath></dependency></dependencies>"
  cls $S Quote <<'X'
package org.quill;
public class Quote {
  public static long precise(String currency) { return org.tariff.Rate.of(currency, 2); }
  public static long flat() { return org.tariff.Rate.flat(); }
}
X
  cls $T QuoteTest <<'X'
package org.quill;
import org.junit.Test;
import static org.junit.Assert.*;
public class QuoteTest {
  @Test public void flat() { assertEquals(4, Quote.flat()); }
  @Test public void euro() { assertEquals(1, Quote.precise("eur")); }
  @Test public void crown() { assertEquals(1, Quote.precise("sek")); }
}
X
  mvn_run -q test-compile; cp rates-2.jar lib/rates.jar
  mvn_run -ntp surefire:test
  m dependency incompatible-release github-actions "the code was compiled against one release of the library and runs with the next" "mvn -B -ntp surefire:test" --mark '.*NoSuchMethodError.*'
}
surefire-refused() {
  project junit4 8; registry; pom "$junit4"
  cls $T DockTest <<'X'
package org.quill;
import java.net.*;
import org.junit.Test;
import static org.junit.Assert.*;
public class DockTest {
  static int port() throws Exception { try (ServerSocket s = new ServerSocket(0)) { return s.getLocalPort(); } }
  @Test public void hasAPort() throws Exception { assertTrue(port() > 0); }
  @Test public void acceptsFerries() throws Exception { new Socket("127.0.0.1", port()).close(); }
}
X
  mvn_run -ntp verify
  m test exception gitlab "the project's own server is closed before it is asked" "mvn -B -ntp verify" --mark '.*acceptsFerries.*<<< ERROR!' --mark 'java.net.ConnectException: Connection refused.*'
}
surefire-immutable() {
  project junit4 10; registry; pom "$junit4"
  cls $S Shelf <<'X'
package org.quill;
import java.util.*;
public class Shelf { private final List<String> rows = Collections.unmodifiableList(new ArrayList<>()); public void add(String row) { rows.add(row); } public int size() { return rows.size(); } }
X
  cls $T ShelfTest <<'X'
package org.quill;
import org.junit.Test;
import static org.junit.Assert.*;
public class ShelfTest {
  @Test public void isEmptyAtFirst() { assertEquals(0, new Shelf().size()); }
  @Test public void takesRows() { Shelf shelf = new Shelf(); shelf.add("tea"); assertEquals(1, shelf.size()); }
}
X
  mvn_run -ntp verify
  m test exception travis "the code adds to a list that cannot change" "mvn -B -ntp verify" --mark '.*takesRows.*<<< ERROR!' --mark 'java.lang.UnsupportedOperationException.*'
}
