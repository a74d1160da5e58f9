# Gradle: an init script with test filters, offline on Debian's repository.
need gradle
version=$(gradle --version 2>/dev/null | sed -n 's/^Gradle //p')
[ "${version%%.*}" -ge 5 ] 2>/dev/null || skip "gradle ${version:-of Debian} has no exclude filters, 5.0 has"
[ -d /usr/share/maven-repo/org/junit/jupiter/junit-jupiter ] || skip "junit5 is not installed"
skip "no offline plugin repository for gradle $version"
