/**
 * Explains a failed build. Never changes its result.
 *
 *     post { failure { faultline(log: 'build.log', results: 'target/surefire-reports/*.xml') } }
 *     post { failure { faultline(credentialsId: 'jenkins-api') } }   // the console, over the API
 *
 * log            a log in the workspace; without it the console of this build is read
 * credentialsId  user name and API token for the console (a user name with password credential)
 * results        test reports: a glob or a list of them
 * state          a file that remembers failures
 * timeout        seconds, 60
 */
def call(Map config = [:]) {
    try {
        int seconds = (config.timeout ?: 60) as int
        List options = ["--timeout ${seconds}"]
        for (glob in [config.results ?: []].flatten()) { options << "--results ${quoted(glob)}" }
        if (config.state) { options << "--state ${quoted(config.state)}" }
        String explain = "timeout -k 5 ${seconds + 10} faultline annotate"
        timeout(time: seconds + 60, unit: 'SECONDS') {
            if (config.log) {
                sh(label: 'Faultline', returnStatus: true,
                   script: "${explain} ${quoted(config.log)} ${options.join(' ')}")
            } else if (config.credentialsId) {
                withCredentials([usernamePassword(credentialsId: config.credentialsId,
                        usernameVariable: 'FL_USER', passwordVariable: 'FL_TOKEN')]) {
                    sh(label: 'Faultline', returnStatus: true,
                       script: console('--config -', explain, options))
                }
            } else {
                sh(label: 'Faultline', returnStatus: true, script: console('', explain, options))
            }
        }
        if (fileExists('faultline-warnings.json')) {
            recordIssues(enabledForFailure: true, qualityGates: [],
                         tools: [issues(pattern: 'faultline-warnings.json', name: 'Faultline')])
        }
    } catch (Exception trouble) {
        echo "faultline: the build is not explained: ${trouble.message}"
    }
}

/** The console of this build into Faultline. The token is given to curl on its standard input. */
private String console(String credentials, String explain, List options) {
    String give = credentials ? 'printf \'user = "%s:%s"\\n\' "$FL_USER" "$FL_TOKEN" | ' : ''
    return 'set +x; ' + give + "curl -fsS --max-time 60 ${credentials} " +
        '"${BUILD_URL}consoleText" | ' + "${explain} - ${options.join(' ')}"
}

/** One word for the shell, whatever is in it. */
private String quoted(Object word) {
    return "'" + word.toString().replace("'", "'\\''") + "'"
}
