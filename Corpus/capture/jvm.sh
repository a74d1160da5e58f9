#!/bin/bash
# jvm.sh CASE > LOG makes one log of the Java world again; jvm.sh --all [GLOB] writes them all into
# Corpus/<bucket>/. Needs Debian 12's maven, surefire, junit4/5, testng, gradle, ant, ivy, kotlin,
# scala, groovy, spock, checkstyle (apt-get install); Maven Central is played by registry.py from
# /usr/share/maven-repo, except where the network itself is the failure.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/cases.sh"
export MAVEN_OPTS="-Djansi.force=false" LC_ALL=C.UTF-8
maven="Apache Maven 3.8.7 (Debian 12, OpenJDK 17)"
gradle="Gradle 4.4.1 (Debian 12, OpenJDK 17)"

# pom [XML in <project>]: a POM whose group and artifact come from the case's name.
pom() {
  cat >pom.xml <<X
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>${group:-org.quill}</groupId><artifactId>${artifact:-inkwell}</artifactId>
  <version>${version:-1.4.0-SNAPSHOT}</version>
  <properties>
    <maven.compiler.source>11</maven.compiler.source>
    <maven.compiler.target>11</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
$1
</project>
X
}
dep() { echo "<dependency><groupId>$1</groupId><artifactId>$2</artifactId><version>$3</version>${4:+<scope>$4</scope>}</dependency>"; }
junit4="<dependencies>$(dep junit junit 4.x test)</dependencies>"
plugin() { echo "<plugin><groupId>org.apache.maven.plugins</groupId><artifactId>maven-$1-plugin</artifactId>$2</plugin>"; }

# mvn_run ARGS: Maven against the played Central with the warm local repository; $fresh=1: a cold one.
mvn_run() {
  local repo=$cache/m2
  [ -n "$fresh" ] && repo=$W.m2 && rm -rf "$repo"
  cat >"$W.settings.xml" <<X
<settings><mirrors><mirror><id>${mirror:-central}</id><mirrorOf>*</mirrorOf>
<url>${url:-http://127.0.0.1:$port/maven2}</url></mirror></mirrors></settings>
X
  run mvn -B -s "$W.settings.xml" -Dmaven.repo.local="$repo" "$@"
  sed -i 's/\x1b\[0\?m//g' "$W.out"
}
m() { recorded java.txt java -version; steps "$cache/java.txt" "java -version"; tool=${tool:-$maven} family=${family:-maven} log "$@" --replace "$W.m2" /root/.m2/repository --replace "$cache/m2" /root/.m2/repository --replace "$W.settings.xml" /root/.m2/settings.xml; }
cls() { mkdir -p "$1"; cat >"$1/$2.java"; }
T=src/test/java/org/quill S=src/main/java/org/quill

surefire-assert() {
  project junit4 14; registry; pom "$junit4"
  cls $T TariffTest <<'X'
package org.quill;
import org.junit.Test;
import static org.junit.Assert.*;
public class TariffTest {
  static long cents(double rate, int units) { return (long) (rate * units * 100); }
  @Test public void roundsHalfUp() { assertEquals(1235, cents(12.345, 1)); }
  @Test public void freeUnits() { assertEquals(0, cents(0, 40)); }
  @Test public void rejectsErrorRates() { assertTrue(cents(-1, 1) < 0); }
}
X
  mvn_run -ntp verify
  m test assertion github-actions "a test expects 1235 and the code truncates to 1234" "mvn -B -ntp verify" \
    --mark '(roundsHalfUp\S*) .*<<< FAILURE' --mark 'TariffTest.roundsHalfUp:\d+ .*'
}
surefire-npe() {
  project junit4 20; registry; fresh=1; pom "$junit4"
  cls $S Roster <<'X'
package org.quill;
import java.util.*;
public class Roster {
  private final Map<String, List<String>> rows = new HashMap<>();
  public void add(String day, String who) { rows.computeIfAbsent(day, d -> new ArrayList<>()).add(who); }
  public int size(String day) { return rows.get(day).size(); }
}
X
  cls $T RosterTest <<'X'
package org.quill;
import org.junit.*;
public class RosterTest {
  @Test public void countsRows() { Roster r = new Roster(); r.add("mon", "ada"); Assert.assertEquals(1, r.size("mon")); }
  @Test public void emptyDayHasNoRows() { Assert.assertEquals(0, new Roster().size("sun")); }
  @Test public void logsError() { System.err.println("ERROR roster: could not notify ada, will retry"); }
}
X
  mvn_run verify
  m test exception jenkins "the code under test dereferences a null list" "mvn -B verify" \
    --mark '(emptyDayHasNoRows\S*) .*<<< ERROR' --mark 'RosterTest.emptyDayHasNoRows:?\S* .*'
}
surefire-several() {
  project junit4 16; registry; pom "$junit4"
  cls $T BookingIT <<'X'
package org.quill;
public class BookingIT { }
X
  cls $T BookingTest <<'X'
package org.quill;
import org.junit.*;
import java.util.*;
public class BookingTest {
  @Test public void keepsSeats() { Assert.assertEquals(Arrays.asList(3, 4), new ArrayList<>(Arrays.asList(4, 3))); }
  @Test public void labelsTable() { Assert.assertEquals("table 12 by the window", "table 12 at the window"); }
  @Test(expected = IllegalArgumentException.class) public void refusesZero() { Integer.parseUnsignedInt("12"); }
  @Test public void knowsGuests() { Assert.assertTrue("guest list must not be empty", Collections.emptyList().size() > 0); }
}
X
  mvn_run -ntp test
  m test assertion travis "four tests of the booking code fail in one change" "mvn test -B" \
    --mark 'BookingTest.knowsGuests:\d+ .*' --mark 'BookingTest.keepsSeats:\d+ .*' \
    --mark 'BookingTest.labelsTable:\d+ .*' --mark 'BookingTest.refusesZero .*'
}
surefire-junit5() {
  project junit5 10; registry
  pom "<dependencies>$(dep org.junit.jupiter junit-jupiter-api 5.9.2 test)$(dep org.junit.jupiter junit-jupiter-engine 5.9.2 test)</dependencies>"
  cls $T PostboxTest <<'X'
package org.quill;
import org.junit.jupiter.api.*;
import static org.junit.jupiter.api.Assertions.*;
class PostboxTest {
  @Test void opensTwice() { assertTrue(true); }
  @Test @DisplayName("letters are delivered in order") void order() { assertEquals("a,b,c", String.join(",", "a", "c", "b")); }
  @Test void throwsOnFull() { assertThrows(IllegalStateException.class, () -> { throw new IllegalStateException("full"); }); }
}
X
  mvn_run -ntp test
  m test assertion gitlab "the letters come in the wrong order" "mvn -B -ntp test" --mark 'PostboxTest.order:\d+ .*'
}
surefire-testng() {
  project testng 8; registry; pom "<dependencies>$(dep org.testng testng 6.x test)</dependencies>"
  cls $T SongbookTest <<'X'
package org.quill;
import org.testng.Assert;
import org.testng.annotations.*;
public class SongbookTest {
  @BeforeClass public void open() { System.out.println("opening songbook (timeout 30 s)"); }
  @Test public void firstVerse() { Assert.assertEquals("la".repeat(2), "lala"); }
  @Test(dependsOnMethods = "firstVerse") public void chorus() { Assert.assertEquals(3, 4, "chorus repeats"); }
  @Test(dependsOnMethods = "chorus") public void lastVerse() { }
}
X
  mvn_run -ntp test
  m test assertion circleci "the chorus test counts 3 instead of 4" "mvn -B -ntp test" --mark 'SongbookTest.chorus:\d+.*'
}
surefire-exit() {
  project junit4 9; registry; pom "$junit4"
  cls $T ShutdownTest <<'X'
package org.quill;
import org.junit.Test;
public class ShutdownTest {
  @Test public void stopsCleanly() throws Exception { Thread.sleep(300); System.out.println("shutting down"); System.exit(3); }
}
X
  mvn_run -ntp test
  m test crash github-actions "a test calls System.exit and takes the test JVM with it" "mvn --batch-mode test" \
    --mark 'The forked VM terminated without properly saying goodbye'
}
surefire-timeout() {
  project junit4 12; registry; pom "$junit4"
  cls $T PumpTest <<'X'
package org.quill;
import org.junit.Test;
import java.util.concurrent.*;
public class PumpTest {
  @Test(timeout = 700) public void drainsTheBasin() throws Exception { new LinkedBlockingQueue<String>().take(); }
  @Test(timeout = 5000) public void startsWithinTimeout() throws Exception { Thread.sleep(40); }
}
X
  mvn_run -ntp test
  m test test-timeout buildkite "the test waits on a queue nobody fills" "mvn -B test" --mark 'drainsTheBasin:\d+ .*' --mark 'TestTimedOutException: test timed out after \d+ \w+'
}
surefire-setup() {
  project junit4 11; registry; pom "$junit4"
  cls $T CatalogStoreTest <<'X'
package org.quill;
import org.junit.*;
import java.net.Socket;
public class CatalogStoreTest {
  @BeforeClass public static void connect() throws Exception { new Socket("127.0.0.1", 54329).close(); }
  @Test public void finds() { }
  @Test public void stores() { }
}
X
  mvn_run -ntp test
  m test setup azure "the class-level set-up cannot connect to the database the job does not start" "mvn -B test" \
    --mark 'CatalogStoreTest.connect:\d+ .*' --mark 'java.net.ConnectException: Connection refused.*'
}
surefire-noise() {
  project junit4 39; registry; fresh=1; pom "$junit4"
  cls $T ReplayTest <<'X'
package org.quill;
import org.junit.*;
import java.util.logging.*;
public class ReplayTest {
  static final Logger log = Logger.getLogger("replay");
  @Test public void replaysBrokenMessages() {
    for (int i = 0; i < 1500; i++)
      try { if (i % 9 == 0) throw new IllegalStateException("message " + i + " is damaged"); log.info("replayed message " + i); }
      catch (IllegalStateException e) { log.log(Level.SEVERE, "skipping after error", e); }
  }
  @Test public void resumesAfterRestart() { Assert.assertEquals("resume position", 1500, new java.util.Random(4).nextInt(1400)); }
}
X
  mvn_run verify
  m test assertion github-actions "one assertion, between thousands of lines with logged and expected errors" "mvn -B verify" \
    --mark '(resumesAfterRestart\S*) .*<<< FAILURE' --mark 'ReplayTest.resumesAfterRestart:\d+ .*'
}
surefire-none() {
  project junit4 6; registry; pom "$junit4"
  mvn_run -ntp test -Dtest=LedgerSmokeTest
  m config bad-option gitlab "the pipeline asks for a test class that does not exist" "mvn -B test -Dtest=LedgerSmokeTest" --mark 'No tests were executed!.*?\)'
}
maven-compile() {
  project junit4 9; registry; pom "$junit4"
  cls $S Dispatch <<'X'
package org.quill;
import java.util.*;
public class Dispatch {
  private final List<String> rows = new ArrayList<>();
  public int send(String row) { rows.add(row); return row; }
  public void flush() { rows.claer(); }
}
X
  mvn_run -ntp package
  m test compile github-actions "two errors in the project's own Java code" "mvn -B -ntp package" \
    --mark '\S+Dispatch.java:\[5,\d+\] incompatible types.*' --mark '\S+Dispatch.java:\[6,\d+\] cannot find symbol'
}
maven-testcompile() {
  project junit4 9; registry; pom "$junit4"
  cls $T MailroomTest <<'X'
package org.quill;
import org.hamcrest.text.IsEmptyPattern;
import org.junit.Test;
public class MailroomTest { @Test public void sorts() { IsEmptyPattern.none(); } }
X
  mvn_run test
  m test compile jenkins "a test imports a class that does not exist" "mvn test" --mark 'MailroomTest.java:\[2,\d+\] cannot find symbol' --mark 'MailroomTest.java:\[4,\d+\] cannot find symbol'
}
maven-package-missing() {
  project junit4 5; registry; pom "$junit4"
  cls $S Export <<'X'
package org.quill;
import org.apache.commons.csv.CSVPrinter;
public class Export { CSVPrinter out; }
X
  mvn_run -ntp verify
  m test compile plain "an import without the dependency in the POM" "mvn verify" --mark 'package org.apache.commons.csv does not exist'
}
maven-werror() {
  project junit4 7; registry
  pom "$junit4<build><plugins>$(plugin compiler '<configuration><showWarnings>true</showWarnings><compilerArgs><arg>-Xlint:all</arg><arg>-Werror</arg></compilerArgs></configuration>')</plugins></build>"
  cls $S Gauge <<'X'
package org.quill;
import java.util.*;
public class Gauge { List raw = new ArrayList(); @SuppressWarnings("unused") void keep(Object o) { raw.add((List<String>) o); } }
X
  mvn_run -ntp compile
  m test lint azure "raw types are warnings and the project compiles with -Werror" "mvn -B compile" --mark 'warnings found and -Werror specified'
}
maven-artifact() {
  project junit4 4; registry; fresh=1; pom "<dependencies>$(dep junit junit 4.x test)$(dep org.harbour tide-tables 3.7.1)</dependencies>"
  mvn_run package
  m dependency package-not-found github-actions "no repository has the artifact" "mvn -B package" --mark-last 'Could not find artifact (org.harbour:tide-tables:jar:3.7.1)'
}
maven-plugin() {
  registry; fresh=1; pom "<build><plugins>$(plugin sitemap '<version>4.1</version><executions><execution><goals><goal>map</goal></goals></execution></executions>')</plugins></build>"
  mvn_run -ntp verify
  m dependency package-not-found gitlab "the plugin does not exist in the repository" "mvn -B -ntp verify" --mark 'Plugin (org.apache.maven.plugins:maven-sitemap-plugin:4.1) or one of its dependencies could not be resolved.*Could not find artifact'
}
maven-parent() {
  registry; fresh=1; mkdir -p src; cat >pom.xml <<'X'
<project><modelVersion>4.0.0</modelVersion>
<parent><groupId>org.larkspur</groupId><artifactId>build-parent</artifactId><version>12</version></parent>
<artifactId>almanac</artifactId></project>
X
  mvn_run verify
  m dependency package-not-found travis "the parent POM was never published" "mvn verify" --mark 'Could not find artifact (org.larkspur:build-parent:pom:12)'
}
maven-forbidden() {
  project junit4 3; registry 'commons-lang3=403'; fresh=1; mirror=internal-mirror
  pom "<dependencies>$(dep org.apache.commons commons-lang3 3.x)</dependencies>"
  mvn_run -ntp compile
  m dependency package-not-found jenkins "the company mirror blocks this package with 403" "mvn -B -ntp compile" --mark 'Could not transfer artifact (\S+commons-lang3\S*) from/to .*(?:403|[Aa]uthorization failed|Forbidden)'
}
maven-unauthorized() {
  project junit4 3; registry '/maven2/=401'; fresh=1; mirror=nexus
  pom "$junit4"
  mvn_run compile
  m config bad-credentials gitlab "the repository manager wants credentials and settings.xml has none" "mvn -B compile" --mark 'Could not transfer artifact \S+ from/to (nexus) .*(?:401|[Aa]uthentication failed|Not authorized).*'
}
maven-503() {
  project junit4 6; registry 'commons-lang3=503'; fresh=1; pom "<dependencies>$(dep org.apache.commons commons-lang3 3.x)</dependencies>"
  mvn_run -ntp package
  m infra service-5xx github-actions "the repository answers 503" "mvn -B -ntp package" --mark 'Could not transfer artifact \S+ from/to central .*503.*'
}
maven-502-plugin() {
  registry 'maven-compiler-plugin=502'; fresh=1; project junit4 4; pom "$junit4"
  mvn_run test
  m infra service-5xx circleci "the repository answers 502 for a plugin" "mvn test" --mark 'Could not transfer artifact \S+ from/to central .*502.*'
}
maven-dns() {
  project junit4 4; fresh=1; pom "$junit4"; url=https://repo.maven.apache.org/maven2
  mvn_run verify
  m infra network-dns github-actions "the runner cannot resolve Maven Central" "mvn -B verify" --mark 'repo.maven.apache.org: Name or service not known|Unknown host repo.maven.apache.org'
}
maven-refused() {
  project junit4 4; fresh=1; pom "$junit4"; url=http://127.0.0.1:9/nexus/content/groups/public mirror=nexus-public
  mvn_run -ntp test
  m infra network-connection jenkins "nothing listens where the mirror should be" "mvn -ntp test" --mark 'Connection refused'
}
maven-timeout() {
  project junit4 4; registry 'maven-surefire-common=slow'; fresh=1; pom "$junit4"
  mvn_run -Dmaven.wagon.http.readTimeout=2000 -Dmaven.wagon.rto=2000 -Dmaven.wagon.http.retryHandler.count=0 test
  m infra network-connection azure "the repository accepts the request and never answers" "mvn -B test" --mark '(?:Read timed out|timed out)'
}
maven-reset() {
  project junit4 8; registry 'surefire-junit4=reset'; fresh=1; pom "$junit4"
  mvn_run test
  m infra network-connection travis "the connection is reset in the middle of the downloads" "mvn test -B -V" --mark 'Could not transfer artifact \S+ from/to .*' --mark 'dummy:dummy:jar:1.0: (Connection reset)'
}
maven-checksum() {
  project junit4 4; registry 'commons-lang3=corrupt'; fresh=1; pom "<dependencies>$(dep org.apache.commons commons-lang3 3.x)</dependencies>"
  mvn_run -C compile
  m dependency checksum-mismatch plain "the downloaded file does not have the published checksum" "mvn -B -C compile" --mark-last 'Could not transfer artifact (\S+) from/to .*Checksum validation failed.*'
}
maven-disk() {
  project junit4 4; registry; pom "$junit4"; fresh=1; rm -rf "$W.m2"
  unshare -m bash -c "mkdir -p $W.m2; mount -t tmpfs -o size=600k none $W.m2; cat >$W.settings.xml <<X
<settings><mirrors><mirror><id>central</id><mirrorOf>*</mirrorOf><url>http://127.0.0.1:$port/maven2</url></mirror></mirrors></settings>
X
  mvn -B -s $W.settings.xml -Dmaven.repo.local=$W.m2 test" >"$W.out" 2>&1; status=$?
  sed -i 's/\x1b\[0\?m//g' "$W.out"
  m infra disk-full gitlab "the volume of the local repository is full" "mvn -B test" --mark 'No space left on device'
}
maven-convergence() {
  project junit4 3; registry
  pom "<dependencies>$(dep org.testng testng 6.x test)$(dep org.mockito mockito-core debian test)$(dep org.assertj assertj-core debian test)</dependencies><build><plugins>$(plugin enforcer '<version>3.1.0</version><executions><execution><id>converge</id><goals><goal>enforce</goal></goals><configuration><rules><bannedDependencies><excludes><exclude>net.bytebuddy:*</exclude></excludes><searchTransitive>true</searchTransitive></bannedDependencies></rules></configuration></execution></executions>')</plugins></build>"
  mvn_run -ntp validate
  m dependency version-conflict github-actions "a banned library comes in transitively" "mvn -B -ntp validate" --mark 'Rule \d+: \S*BannedDependencies failed with message'
}
maven-enforce-java() {
  project junit4 3; registry
  pom "$junit4<build><plugins>$(plugin enforcer '<version>3.1.0</version><executions><execution><id>versions</id><goals><goal>enforce</goal></goals><configuration><rules><requireJavaVersion><version>[21,)</version></requireJavaVersion></rules></configuration></execution></executions>')</plugins></build>"
  mvn_run verify
  m dependency toolchain-version travis "the project wants Java 21 and the job has 17" "mvn -B verify" --mark 'Rule \d+: \S*RequireJavaVersion failed with message.*' --mark 'Detected JDK Version: .*'
}
maven-enforce-property() {
  project junit4 3; registry
  pom "$junit4<build><plugins>$(plugin enforcer '<version>3.1.0</version><executions><execution><id>env</id><goals><goal>enforce</goal></goals><configuration><rules><requireEnvironmentVariable><variableName>RELEASE_CHANNEL</variableName></requireEnvironmentVariable></rules></configuration></execution></executions>')</plugins></build>"
  mvn_run -ntp package
  m config missing-variable azure "the build demands an environment variable that the job does not set" "mvn -B package" --mark 'Environment variable "RELEASE_CHANNEL" is required.*'
}
maven-release() {
  project junit4 6; registry; pom "<properties><maven.compiler.release>21</maven.compiler.release></properties>"; sed -i '/<maven.compiler.[st]/d;0,/<\/properties>/{/<properties>$/,/<\/properties>$/d}' pom.xml
  mvn_run -ntp compile
  m dependency toolchain-version gitlab "JDK 17 cannot compile for Java 21" "mvn -B -ntp compile" --mark 'release version 21 not supported'
}
maven-nopom() {
  registry; mvn_run verify
  m config missing-file circleci "the job starts Maven in the wrong directory" "mvn -B verify" --mark 'there is no POM in this directory'
}
maven-phase() {
  project junit4 3; registry; pom "$junit4"; mvn_run clean deploy-site
  m config bad-option jenkins "the pipeline names a phase that does not exist" "mvn -B clean deploy-site" --mark 'Unknown lifecycle phase "deploy-site"'
}
maven-badpom() {
  project junit4 3; registry; pom "$junit4"; sed -i 's,</dependencies>,<<<<<<< HEAD\n&,' pom.xml
  mvn_run -ntp verify
  m config bad-option github-actions "a merge conflict was committed into the POM" "mvn -B -ntp verify" --mark-last 'Non-parseable POM \S+: .*'
}
maven-nosettings() {
  project junit4 3; pom "$junit4"; run mvn -B -s .ci/settings.xml verify; sed -i 's/\x1b\[0\?m//g' "$W.out"
  m config missing-file gitlab "the settings file named in the pipeline is not in the repository" "mvn -B -s .ci/settings.xml verify" --mark 'The specified user settings file does not exist: \S+'
}
maven-noversion() {
  project junit4 3; registry; pom "<dependencies><dependency><groupId>org.slf4j</groupId><artifactId>slf4j-api</artifactId></dependency></dependencies>"
  mvn_run verify
  m config bad-option buildkite "a dependency has no version" "mvn -B verify" --mark "'dependencies.dependency.version' for org.slf4j:slf4j-api:jar is missing"
}
maven-http-blocked() {
  project junit4 3; registry; fresh=1
  pom "<repositories><repository><id>tides</id><url>http://repo.tides.example/maven</url></repository></repositories><dependencies>$(dep org.harbour tide-tables 3.7.1)</dependencies>"
  run mvn -B -o -Dmaven.repo.local="$cache/m2" compile; fresh=1
  printf '<settings><mirrors><mirror><id>central</id><mirrorOf>central</mirrorOf><url>http://127.0.0.1:%s/maven2</url></mirror></mirrors></settings>' "$port" >"$W.settings.xml"
  run mvn -B -s "$W.settings.xml" -Dmaven.repo.local="$cache/m2" compile; sed -i 's/\x1b\[0\?m//g' "$W.out"
  m config policy github-actions "Maven 3.8 refuses the plain-http repository of the POM" "mvn -B compile" --mark-last 'Blocked mirror for repositories: \[.*\]'
}
maven-reactor() {
  registry; group=org.nimbus artifact=rainfall; mkdir -p gauge report; pom "<packaging>pom</packaging><modules><module>gauge</module><module>report</module></modules>"
  for part in gauge report; do
    (cd $part && python3 "$here/filler.py" junit4 . 5 $part &&
      echo "<project><modelVersion>4.0.0</modelVersion><parent><groupId>org.nimbus</groupId><artifactId>rainfall</artifactId><version>1.4.0-SNAPSHOT</version></parent><artifactId>rainfall-$part</artifactId>$junit4</project>" >pom.xml)
  done
  cls gauge/$T SensorTest <<'X'
package org.quill;
import org.junit.*;
public class SensorTest { @Test public void smooths() { Assert.assertEquals(2.5, 5 / 2, 0.01); } }
X
  mvn_run -ntp verify
  m test assertion jenkins "integer division in one module; the second module is skipped" "mvn -B -ntp verify" --mark 'SensorTest.smooths:\d+ .*' --mark 'smooths\S* .*<<< FAILURE'
}
. "$here/jvm_more.sh"
main "$@"
