/// Cases of tickets, bulk export, and asking a service.
enum OutwardCases {
  static let all = tickets + exports + remote

  private static let one =
    "$F ingest --quiet --log red.log --repo acme/web --run 1 --branch main --store s.db; "
    + "P=$($F failures --store s.db --format json | sed -n 's/.*\"fingerprint\" : \"\\(.*\\)\".*/\\1/p'); "

  private static let tickets = [
    CommandCase(
      one + "$F ticket --store s.db --format github $P",
      out: ["\"title\" : \"CI fails: ", "\"faultline-v1-", "left-padd==9.9", "What to do"]),
    CommandCase(
      one + "$F ticket --store s.db --format jira --project CI --type Task $P",
      out: ["\"key\" : \"CI\"", "\"name\" : \"Task\"", "\"codeBlock\"", "left-padd==9.9"]),
    CommandCase(
      one + "$F ticket --store s.db --format servicenow --group platform $P",
      out: ["\"correlation_id\" : \"faultline:v1:", "\"assignment_group\" : \"platform\""]),
    CommandCase(
      one + "$F ticket --store s.db --format github v1:no", 1,
      err: ["no failure 'v1:no' in the store"]),
    CommandCase("$F ticket --format jira v1:x", 2, err: ["a Jira issue needs --project"]),
    CommandCase(
      "$F ticket --format trello v1:x", 2,
      err: ["format 'trello' is not known, expected github, jira, servicenow"]),
    CommandCase(
      "$F ticket --format github --label 'a b' v1:x", 2, err: ["label 'a b' is empty or has a"]),
  ]

  private static let exports = [
    CommandCase(
      one + "$F export --store s.db",
      out: ["{\"index\":{\"_id\":\"", "\"event.outcome\":\"failure\""]),
    CommandCase(
      one + "$F export --store s.db > a; $F export --store s.db | cmp - a && wc -l < a",
      out: ["2"]),
    CommandCase(one + "$F export --store s.db --repo other/one | wc -c", out: ["0"]),
    CommandCase(
      "$F export --template --index ci", out: ["\"ci-*\"", "\"faultline.bucket\"", "\"keyword\""]),
    CommandCase(
      "$F export --format elk", 2, err: ["format 'elk' is not known, expected opensearch"]),
    CommandCase("$F export --index 'A B'", 2, err: ["index 'A B' is no name"]),
    CommandCase("$F export --since later", 2, err: ["since 'later' is no time"]),
    CommandCase("$F export", 1, err: ["'.faultline/store.db': no such store"]),
  ]

  /// A service on a port that the system chose, ended afterwards.
  private static let served =
    one + "$F serve --store s.db --listen 127.0.0.1:0 2> log & S=$!; "
    + "for i in $(seq 300); do U=$(sed -nE 's/.*\"port\" ?: ?\"?([0-9]+).*/\\1/p' log | head -1); "
    + "[ -n \"$U\" ] && break; sleep 0.1; done; U=http://127.0.0.1:$U; "

  private static let end = "; E=$?; kill $S; wait $S; exit $E"

  private static let remote = [
    CommandCase(
      served + "$F why 1 --server $U" + end, out: ["of run 1 in acme/web (main) failed", "▶"]),
    CommandCase(
      served + "$F ask 'why did run 1 fail?' 'how sure are you?' --server $U" + end,
      out: ["of run 1 in acme/web (main) failed", "%"]),
    CommandCase(
      served + "$F ask 'why did run 4711 fail?' --format json --server $U" + end, 1,
      out: ["\"answered\" : false", "\"schema\" : \"faultline.remote-reply/1\""]),
    CommandCase("$F why 1 --server http://192.0.2.1", 1, err: ["only asked over https"]),
    CommandCase("$F why 1 --server nowhere", 1, err: ["not a web address"]),
    CommandCase(
      "FAULTLINE_TOKEN='a b' $F why 1 --server https://x.example", 1,
      err: ["the token has characters that no token has"], not: ["a b"]),
  ]
}
