import Testing

@testable import Logs

/// Secrets go, words about secrets stay. All values are invented.
@Suite struct MaskingTests {
  private static let alnum = "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA1bC3"
  private static let hex = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"

  static let secrets: [(line: String, kind: String, secret: String)] = {
    let long = alnum + alnum
    var result: [(String, String, String)] = []
    func add(_ kind: String, _ secret: String, _ line: String = "value %") {
      let parts = line.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
      result.append((parts[0] + secret + parts[1], kind, secret))
    }
    for prefix in ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"] { add("github-token", prefix + alnum) }
    add("github-token", "github_pat_11" + alnum + "_" + alnum)
    for prefix in ["glpat-", "gldt-", "glrt-", "glcbt-"] {
      add("gitlab-token", prefix + "aB3dE5gH7jK9mN1pQ2rS")
    }
    add("aws-access-key-id", "AKIA" + "ABCDEFGH234567QR")
    add("aws-access-key-id", "ASIA" + "ABCDEFGH234567QR")
    add("secret", long.prefix(40).description, "AWS_SECRET_ACCESS_KEY=% x")
    add("secret", long.prefix(40).description, "  aws_secret_access_key: %")
    add("gcp-api-key", "AIza" + long.prefix(35))
    add("secret", long + "==", "AccountName=x;AccountKey=%;EndpointSuffix=y")
    add("azure-signature", long.prefix(44) + "%3D", "?sv=2031&sig=%")
    add("slack-token", "xoxb-" + "123456789012-" + alnum)
    add("slack-webhook", "hooks.slack.com/services/T0AB/B0CD/" + alnum, "https://%")
    add("npm-token", "npm_" + alnum)
    add("pypi-token", "pypi-AgEIcHlwaS5vcmc" + long)
    add("docker-token", "dckr_pat_" + alnum)
    add("stripe-key", "sk_live_" + alnum)
    add("twilio-key", "SK" + hex)
    add("sendgrid-key", "SG." + alnum.prefix(22) + "." + long.prefix(43))
    add("vault-token", "hvs." + alnum)
    add("atlassian-token", "ATATT3" + long)
    add("databricks-token", "dapi" + hex)
    add("digitalocean-token", "dop_v1_" + hex + hex)
    add("hashicorp-token", alnum.prefix(14) + ".atlasv1." + long)
    add("huggingface-token", "hf_" + alnum.prefix(34))
    add("ai-key", "sk-" + long.prefix(48))
    add("ai-key", "sk-ant-api03-" + long)
    add("jwt", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9." + alnum)
    add("url-password", "hunter2", "git clone https://dana:%@forge.example/w.git")
    add("url-token", alnum, "fatal: https://%@forge.example/w.git")
    add("authorization", alnum, "Authorization: Bearer %")
    add("authorization", "ZGFuYTpodW50ZXIy", "> authorization: Basic %")
    add("authorization", alnum, "curl -H \"Authorization: token %\" https://x")
    add("password", "hunter2!", "psql --password % -h db")
    add("password", "hunter2!", "DB_PASSWORD=%")
    add("password", "hunter2!", "passwd: %")
    add("password", "hunter2!", "\"password\": \"%\",")
    add("secret", alnum, "token: %")
    add("secret", alnum, "client_secret='%'")
    add("secret", alnum, "API_KEY=%")
    add("secret", alnum, "deploy --api-key % --now")
    add("private-key", "LS0tLS1CRUdJTi" + long)
    add(
      "private-key", "\\nMIIE" + long + "\\n",
      "\"private_key\": \"-----BEGIN PRIVATE KEY-----%-----END PRIVATE KEY-----\"")
    return result.map { ($0.0, $0.1, $0.2) }
  }()

  @Test(arguments: secrets.indices) func isMasked(index: Int) {
    let (text, kind, secret) = Self.secrets[index]
    // Wherever it stands: both alignments, colour around, a stamp in front.
    for lead in ["", " ", "ab ", "\u{1B}[31m", "2031-03-04T05:06:07.0000001Z "] {
      let line = clean(lead + text, .githubActions)
      #expect(!line.string.contains(secret), "\(line.string)")
      #expect(line.string.contains("[masked:\(kind)]"), "\(line.string)")
      #expect(line.origin(of: line.text.count - 1) < (lead + text).utf8.count)
    }
  }

  @Test(arguments: [
    "token: unexpected '}'", "password: ***", "Password: [hidden]", "token: ***",
    "error: unexpected token: identifier", "password = getpass.getpass()",
    "tests/x.py::TestPassword::test_reset_password_2 PASSED", "secret \"db-creds-2\" not found",
    "server-password: GITHUB_TOKEN", "AUTHORIZATION: basic ***", "key: Linux-npm-0a1b2c3d4e5f",
    "https://user:***@forge.example/w.git", "git@forge.example:w.git", "password=$DB_PASSWORD",
    "token=${{ secrets.DEPLOY_TOKEN }}", "Downloading ghp_import-2.1.0-py3-none-any.whl",
    "https://forge.example:8443/a@b", "SyntaxError: Unexpected token < in JSON at position 0",
    "Error: Input required and not supplied: token", "disk-usage-report-2031-march.txt",
    "sk-learn-contrib-something-long-name", "Bearer token is missing", "PASS: password_test 12",
    "npm_config_registry=https://registry.example", "secrets: inherit", "password is required",
    "commit 0a1b2c3d4e5f60718293a4b5c6d7e8f901234567",
    "sha256:0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9",
  ]) func staysReadable(text: String) {
    #expect(clean(text).string == text)
  }

  @Test func keyBlockOverManyLines() {
    let key = (0..<5).map { "MIIEowIBAAKCAQEA\($0)" + Self.alnum + "/+x" } + ["aB3="]
    let text =
      ["before", "-----BEGIN RSA PRIVATE KEY-----"] + key + [
        "-----END RSA PRIVATE KEY-----", "Zm9vYmFy",
      ]
    let log = read(Array(text.joined(separator: "\n").utf8))[0]
    #expect(log.texts[0] == "before" && log.texts[1] == text[1])
    #expect(log.texts[2...7].allSatisfy { $0 == "[masked:private-key]" })
    #expect(log.texts[8] == text[8] && log.texts[9] == "Zm9vYmFy")
  }

  @Test func certificateStays() {
    let text =
      "-----BEGIN CERTIFICATE-----\nMIIEowIBAAKCAQEA\(Self.alnum)\n-----END CERTIFICATE-----"
    #expect(read(Array(text.utf8))[0].texts.joined(separator: "\n") == text)
  }

  @Test func twoSecretsAndTheirOrigins() {
    let token = "ghp_" + Self.alnum
    let text = "a \(token) b --password hunter22 c"
    let line = clean(text)
    #expect(line.string == "a [masked:github-token] b --password [masked:password] c")
    #expect(line.origin(of: line.text.count - 1) == text.utf8.count - 1)
    #expect(line.origin(of: 2) == 2)
    var bytes = Array(text.utf8)
    #expect(SecretMasker.mask(&bytes) == 2 && bytes == line.text)
  }
}
