/// Text that acts where it is printed: on a terminal, in HTML, in Markdown, in a table, in JSON.
enum HostileText {
  static let all: [String] = terminal + invisible + html + markdown + data

  private static let terminal = [
    "\u{1B}[31mred\u{1B}[0m", "\u{1B}[2J\u{1B}[H", "\u{1B}]0;title\u{7}", "\u{1B}]52;c;YQ==\u{7}",
    "\u{1B}]8;;https://evil.example\u{1B}\\click\u{1B}]8;;\u{1B}\\", "\u{1B}Pq#0\u{1B}\\",
    "\u{1B}[6n", "\u{1B}c", "\u{9B}31mC1", "\u{9D}0;title\u{9C}", "\u{90}x\u{9C}", "\u{85}next",
    "\u{8}\u{8}\u{8}back", "over\rwritten", "a\nb", "a\n\nb", "a\r\nb", "\u{7}", "\u{0}", "\u{7F}",
    "\u{C}", "\u{B}", "\u{E}\u{F}", "\u{1A}", "tab\tbed",
  ]

  private static let invisible = [
    "user\u{202E}gpj.exe", "\u{202D}x\u{202C}", "\u{2066}x\u{2069}", "\u{2067}x\u{2069}",
    "\u{200F}x", "\u{200E}x", "zero\u{200B}width", "\u{200D}\u{200C}", "\u{FEFF}bom", "soft\u{AD}",
    "\u{2028}line", "\u{2029}paragraph", "\u{061C}x", "\u{E0041}\u{E0042}tags", "\u{2060}join",
    "\u{FFF9}a\u{FFFA}b\u{FFFB}",
  ]

  private static let html = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</sub></details>", "<!-- x",
    "&lt;b&gt;", "&#x3C;", "<a href=\"javascript:alert(1)\">x</a>", "]]>", "<table><tr>",
  ]

  private static let markdown = [
    "```", "````", "~~~", "```\n# owned", "` `` ```", "a | b | c", "\\|", "a\\", "\\\\|",
    "![x](https://evil.example/x.png)", "[x](https://evil.example)", "[x]: https://evil.example",
    "<https://evil.example>", "https://evil.example", "@everyone", "@octocat/team", "#1",
    "octo/repo#1", "# heading", "- list", "> quote", "***", "---", "===", "**bold** _it_ ~~no~~",
    "$x^2$", "- [ ] task", ":smile:", "1. one", "|---|---|", "{{ x }}",
    "``\u{301} x", "<\u{301}b>", "[\u{301}x]\u{301}(y)", "`\u{301}",
  ]

  private static let data = [
    "=cmd|' /C calc'!A0", "+1+1", "@SUM(1)", "a,b;c\td", "\"quoted\"", "'", "\\u0000", "{\"a\":1}",
    "\\\"", "%s%n", "$(id)", "`id`", "; rm -rf x", "../../etc/passwd", "::error::x",
    "##vso[task.setvariable]x", "", " ", String(repeating: "x", count: 5_000),
    String(repeating: "`", count: 300), "e\u{301}\u{301}\u{301}", "👩‍👩‍👧‍👦", "漢字",
  ]
}
