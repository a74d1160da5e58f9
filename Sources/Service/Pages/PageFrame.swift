import Reporting

/// What stands around every page: the way to the others, the search, who is signed in.
struct PageFrame {
  var title: String
  /// The path of the entry that is current.
  var current: String
  var visitor: Visitor
  var body: [Markup]
  /// What stands in the search field.
  var query = ""

  private static let entries: [(path: String, name: String)] = [
    ("/", "Today"), ("/runs", "Runs"), ("/failures", "Failures"), ("/flakes", "Flakes"),
    ("/quarantine", "Quarantine"), ("/review", "Weekly review"),
  ]

  /// The whole document.
  var html: String {
    Markup.document(
      .tag(
        "html", ["lang": "en"],
        [
          .tag(
            "head", [:],
            [
              .void("meta", ["charset": "utf-8"]),
              .void(
                "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
              .void("meta", ["name": "color-scheme", "content": "light dark"]),
              .tag("title", [:], title + " · Faultline"),
              .void("link", ["rel": "stylesheet", "href": "/style.css"]),
              .void("link", ["rel": "icon", "href": "data:,"]),
            ]),
          .tag(
            "body", [:],
            [
              .tag("a", ["class": "skip", "href": "#content"], "Skip to the content"), header,
              .tag("main", ["id": "content", "tabindex": "-1"], [.tag("h1", [:], title)] + body),
              footer,
            ]),
        ]))
  }

  private var header: Markup {
    .tag(
      "header", [:],
      [
        .tag("a", ["class": "brand", "href": "/"], "Faultline"),
        .tag(
          "nav", ["aria-label": "Pages"],
          Self.entries.map { path, name in
            .tag("a", ["href": path, "aria-current": path == current ? "page" : nil], name)
          }),
        .tag(
          "form", ["role": "search", "action": "/search", "method": "get"],
          [
            .tag("label", ["class": "hidden", "for": "q"], "Search runs, failures and tests"),
            .void(
              "input",
              [
                "id": "q", "name": "q", "type": "search", "value": query, "maxlength": "200",
                "placeholder": "Branch, commit, PR, test, message",
              ]),
            .tag("button", ["type": "submit"], "Search"),
          ]),
      ])
  }

  private var footer: Markup {
    let who = visitor.name.map { "Signed in as \($0). " } ?? "Nobody is signed in. "
    let out: Markup =
      visitor.name == nil
      ? .none
      : .tag(
        "form", ["method": "post", "action": "/signout", "class": "inline"],
        [.tag("button", ["type": "submit"], "Sign out")])
    return .tag(
      "footer", [:],
      [
        .tag(
          "p", [:],
          [
            .text(who), out, .text(" Times are UTC. "),
            .tag("a", ["href": "/api/v1/openapi.json"], "API"),
          ])
      ])
  }
}

/// The one style sheet of all pages: what the weekly review looks like, and what pages add.
enum SiteStyle {
  static let css = "\(PageStyle.css)" + additions

  private static let additions = """

    .hidden,.skip{position:absolute;left:-9999px}.skip:focus{left:8px;top:8px;padding:6px 10px;\
    background:var(--bg);z-index:2}
    a:focus-visible,button:focus-visible,input:focus-visible,summary:focus-visible,\
    pre:focus-visible{outline:3px solid var(--line);outline-offset:2px}
    main:focus{outline:none}
    header{display:flex;flex-wrap:wrap;align-items:center;gap:8px 22px;padding:12px 20px;\
    border-bottom:1px solid var(--rule);max-width:1060px;margin:0 auto}
    header nav{display:flex;flex-wrap:wrap;gap:4px 16px;flex:1 1 auto}
    header nav a{text-decoration:none;padding:4px 0;color:var(--dim)}
    header nav a[aria-current]{color:var(--ink);border-bottom:2px solid var(--line)}
    header nav a:hover{text-decoration:underline}
    .brand{font-weight:650;color:var(--ink);text-decoration:none;font-size:1.0625rem}
    header form{display:flex;gap:6px;flex:0 1 320px}
    input,button,select{font:inherit;font-size:.9375rem;color:var(--ink);background:var(--bg);\
    border:1px solid var(--none);border-radius:4px;padding:5px 9px;min-width:0}
    input[type=search]{flex:1}button{background:var(--soft);cursor:pointer}
    main{padding-top:24px}body>footer{max-width:1060px;margin:24px auto;padding:0 20px}
    form.inline,form.inline button{display:inline;padding:1px 7px}
    .filters{display:flex;flex-wrap:wrap;gap:8px 14px;margin:14px 0 18px;align-items:end}
    .filters label{display:block;font-size:.8125rem;color:var(--dim)}
    .state{font-weight:600;white-space:nowrap}.s-failed{color:var(--bad)}\
    .s-passed{color:var(--good)}.s-cancelled{color:var(--dim)}
    .name,h1{overflow-wrap:anywhere}
    .log{margin:12px 0;border:1px solid var(--rule);border-radius:4px;overflow-x:auto}
    .log ol{list-style:none;margin:0;padding:6px 0;\
    font:.8125rem/1.55 ui-monospace,SFMono-Regular,Menlo,"Liberation Mono",monospace}
    .log li{display:grid;grid-template-columns:5.5em 5.5em 1fr;gap:10px;padding:1px 10px}
    .log .no{text-align:right;color:var(--dim)}.log .role{color:var(--dim)}
    .log .words{white-space:pre-wrap;overflow-wrap:anywhere}
    .log .cause{background:var(--window);box-shadow:inset 4px 0 0 var(--bad)}
    .log .cause .role,.log .cause .no{color:var(--bad);font-weight:600}
    .log .chain{box-shadow:inset 4px 0 0 var(--rule)}.log .near .words{color:var(--dim)}
    .log .gap{color:var(--dim);padding:0 10px;display:block}
    .strip{display:flex;flex-wrap:wrap;gap:3px;margin:10px 0;padding:0;list-style:none}
    .strip li{line-height:1}
    .strip a,.strip span{display:block;width:15px;height:20px;border-radius:2px;font-size:.6875rem;\
    text-align:center;line-height:20px;text-decoration:none;color:var(--bg);background:var(--good)}
    .strip .f{background:var(--bad);height:28px;line-height:28px}
    .strip .x{background:var(--second)}.strip .m{background:var(--none)}
    .sums{display:flex;flex-wrap:wrap;gap:12px 34px;margin:18px 0;padding:0;list-style:none}
    .sums strong{display:block;font-size:1.5rem;line-height:1.2;font-weight:600}
    .sums span{color:var(--dim);font-size:.875rem}
    dl.facts{margin-top:14px;display:grid;grid-template-columns:max-content 1fr;gap:3px 18px}
    dl.facts dd{margin:0;color:var(--ink);overflow-wrap:anywhere}
    .answer{border-left:4px solid var(--bad);padding:2px 0 2px 16px;margin:18px 0}
    .answer h3{margin-top:0;font-size:1.0625rem}
    @media (max-width:700px){header form{flex:1 1 100%}\
    .log li{grid-template-columns:3.6em 1fr}.log .role{display:none}\
    header nav{gap:4px 14px}}
    @media print{header,footer,form{display:none}}
    """
}
