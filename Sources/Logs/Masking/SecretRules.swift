/// The trigger words and what they mean. Token shapes are the vendors' published ones.
enum SecretRules {
  static let all: [SecretTrigger] = hosts + registries + clouds + chats + services + names + texts

  private static func token(
    _ word: String, _ kind: StaticString, _ bytes: TokenClass, _ min: Int, max: Int = 4096
  ) -> SecretTrigger {
    SecretTrigger(word, .token(kind, bytes, min: min, max: max))
  }

  /// Code hosts and CIs.
  private static let hosts: [SecretTrigger] =
    ["ghp_", "gho_", "ghu_", "ghr_"].map { token($0, "github-token", .alphanumeric, 30) }
    + [
      token("ghs_", "github-token", .dotted, 36), token("github_pat_", "github-token", .word, 30),
    ]
    + [
      "glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-", "glimt-", "glagent-", "gloas-",
      "glsoat-", "glffct-", "glwt-", "GR1348941",
    ].map { token($0, "gitlab-token", .dotted, 18) }
    + [
      token("ATATT3", "atlassian-token", .dotted, 30), token("ATBB", "atlassian-token", .word, 28),
      token("ATCTT3", "atlassian-token", .dotted, 30),
      token("CCIPAT_", "circleci-token", .word, 30),
      token("bkua_", "buildkite-token", .hex, 36), token("bkct_", "buildkite-token", .word, 30),
      token("sntrys_", "sentry-token", .base64URL, 30),
      token("sntryu_", "sentry-token", .hex, 40), token("lin_api_", "linear-token", .word, 32),
    ]

  /// Package and image registries.
  private static let registries: [SecretTrigger] = [
    token("npm_", "npm-token", .alphanumeric, 36, max: 40),
    token("pypi-AgE", "pypi-token", .base64URL, 40),
    token("dckr_pat_", "docker-token", .base64URL, 20),
    token("dckr_oat_", "docker-token", .base64URL, 20),
    token("rubygems_", "rubygems-token", .hex, 40),
    token("oy2", "nuget-key", .alphanumeric, 43, max: 43),
    token("CLOJARS_", "clojars-token", .hex, 50), token("hf_", "huggingface-token", .mixed, 30),
    token("AKCp", "artifactory-key", .alphanumeric, 60),
    token("cmVmdGtuO", "artifactory-token", .alphanumeric, 50),
  ]

  /// Clouds and infrastructure.
  private static let clouds: [SecretTrigger] =
    ["AKIA", "ASIA", "ABIA", "ACCA"].map {
      token($0, "aws-access-key-id", .upperBase32, 16, max: 16)
    }
    + [
      token("AIza", "gcp-api-key", .base64URL, 35, max: 35),
      token("ya29.", "gcp-token", .base64URL, 20), token("GOCSPX-", "gcp-secret", .base64URL, 24),
      SecretTrigger("8Q~", .inside("azure-secret", .dotted, before: 3, after: 30)),
      token("dapi", "databricks-token", .hex, 32), token("dop_v1_", "digitalocean-token", .hex, 60),
      token("doo_v1_", "digitalocean-token", .hex, 60),
      token("dor_v1_", "digitalocean-token", .hex, 60),
      token("hvs.", "vault-token", .base64URL, 20), token("hvb.", "vault-token", .base64URL, 20),
      token("hvr.", "vault-token", .base64URL, 20),
      SecretTrigger(
        ".atlasv1.", .inside("hashicorp-token", .base64URL, before: 10, after: 40)),
      token("pul-", "pulumi-token", .hex, 40), token("dp.pt.", "doppler-token", .alphanumeric, 40),
      token("sbp_", "supabase-token", .hex, 40), token("HRKU-", "heroku-key", .base64URL, 30),
      token("AGE-SECRET-KEY-1", "age-key", .alphanumeric, 50),
      token("pscale_tkn_", "planetscale-token", .dotted, 32),
      token("dt0c01.", "dynatrace-token", .dotted, 60),
    ]

  /// Chat and mail.
  private static let chats: [SecretTrigger] =
    ["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxe-", "xapp-"].map {
      token($0, "slack-token", .dotted, 20)
    }
    + [
      SecretTrigger("hooks.slack.com/", .inside("slack-webhook", .base64, before: 0, after: 20)),
      SecretTrigger(
        "/api/webhooks/", .inside("discord-webhook", .dottedPath, before: 8, after: 60)),
      SecretTrigger(
        ".webhook.office.com/", .inside("teams-webhook", .dottedPath, before: 0, after: 40)),
      SecretTrigger(":AA", .inside("telegram-token", .base64URL, before: 8, after: 32)),
      token("SG.", "sendgrid-key", .dotted, 40),
    ]

  /// Other services.
  private static let services: [SecretTrigger] =
    (Array("0123456789abcdef").map { token("SK\($0)", "twilio-key", .hex, 31, max: 31) })
    + (Array("0123456789abcdef").map { token("AC\($0)", "twilio-sid", .hex, 31, max: 31) })
    + ["sk_live_", "rk_live_", "sk_test_", "rk_test_", "whsec_"].map {
      token($0, "stripe-key", .alphanumeric, 16)
    }
    + [
      token("sk-", "ai-key", .mixed, 20), token("shpat_", "shopify-token", .hex, 32),
      token("shpss_", "shopify-token", .hex, 32), token("glsa_", "grafana-token", .word, 32),
      token("glc_", "grafana-token", .base64, 32), token("PMAK-", "postman-key", .base64URL, 40),
      token("NRAK-", "newrelic-key", .alphanumeric, 27),
      token("sq0atp-", "square-token", .base64URL, 22),
    ]

  /// Names of values.
  private static let names: [SecretTrigger] =
    ["password", "passwd", "passphrase", "_pass", "_pwd"].map {
      named($0, "password", .password)
    }
    + ["token", "secret", "credential", "sharedaccesskey", "accountkey", "_auth", "\"auth\""].map {
      named($0, "secret", .token)
    }
    + [
      SecretTrigger(
        "key", ignoresCase: true,
        .assignment(
          Assignment(
            kind: "secret", demand: .token,
            qualifiers: [
              "api", "access", "private", "auth", "signing", "encryption", "master", "license",
              "account", "storage", "deploy", "app", "ssh", "gpg",
            ]))),
      named("?sig", "azure-signature", .token), named("&sig", "azure-signature", .token),
    ]

  /// Shapes of text.
  private static let texts: [SecretTrigger] = [
    SecretTrigger("://", .userInfo),
    SecretTrigger("authorization", ignoresCase: true, .authorization),
    SecretTrigger("bearer ", ignoresCase: true, .authorization),
    SecretTrigger("eyJ", .jwt), SecretTrigger("-----BEGIN ", .keyBlock),
    // The base64 of `-----BEGIN `: a key encoded once more.
    token("LS0tLS1CRUdJTi", "private-key", .base64, 40),
  ]

  private static func named(
    _ word: String, _ kind: StaticString, _ demand: Assignment.Demand
  ) -> SecretTrigger {
    SecretTrigger(word, ignoresCase: true, .assignment(Assignment(kind: kind, demand: demand)))
  }
}
