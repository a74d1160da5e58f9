"""Pictures of a Slack and a Teams answer, drawn from what the service really answers.

    python3 Tests/chat-pictures.py FAULTLINE FOLDER

Fills a store, starts `faultline serve` on a free port, sends one really signed request to each
door, and draws the answers with a small renderer of Block Kit and Adaptive Cards (headless
Chromium). The payloads are written beside the pictures. Exits with 1 when a door does not answer.
"""

import base64
import hashlib
import hmac
import html
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

BINARY, FOLDER = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
LOG = pathlib.Path(__file__).parent.parent / "Corpus" / "dependency" / "npm-404.log"
SLACK = "8f742231b10e8888abcd99yyyzzz85a5"
TEAMS = base64.b64encode(b"thirty-two bytes of a shared key").decode()


def serve(work: pathlib.Path):
    """The service over a store with one failed run; returns the process and its address."""
    store = str(work / "faultline.db")
    log = work / "build.log"
    # The corpus marks its cause lines and says how each log was made: a user's log has neither.
    text = re.sub(r"^#: .*\n", "", LOG.read_text(encoding="utf-8"), flags=re.M)
    log.write_text(text.replace("⟦", "").replace("⟧", ""), encoding="utf-8")
    subprocess.run(
        [BINARY, "ingest", "--quiet", "--store", store, "--log", str(log), "--repo", "acme/web",
         "--run", "4711", "--job", "build", "--branch", "feature/login"], check=True)
    subprocess.run(
        [BINARY, "link", "add", "slack", "T024BE7LD", "U2147483697", "ana", "--store", store],
        check=True)
    config = work / "service.yml"
    config.write_text(
        f"listen: 127.0.0.1:0\nstore: {store}\nsweep: 0\n"
        "secrets: {slack: env:SLACK, teams: env:TEAMS}\n")
    process = subprocess.Popen(
        [BINARY, "serve", "--config", str(config)], stderr=subprocess.PIPE, text=True,
        env={**os.environ, "SLACK": SLACK, "TEAMS": TEAMS})
    for line in process.stderr:
        entry = json.loads(line) if line.startswith("{") else {}
        if entry.get("message") == "listening":
            return process, f"http://127.0.0.1:{entry['port']}"
    raise SystemExit("the service does not start")


def post(address: str, body: bytes, headers: dict[str, str]) -> dict:
    request = urllib.request.Request(address, data=body, headers=headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def ask_slack(base: str, text: str) -> dict:
    body = urllib.parse.urlencode({
        "team_id": "T024BE7LD", "channel_id": "C1", "user_id": "U2147483697", "text": text,
        "command": "/faultline", "trigger_id": "13345224609.738474920",
        "response_url": "https://hooks.slack.com/commands/1/2"}).encode()
    now = str(int(time.time()))
    code = hmac.new(SLACK.encode(), f"v0:{now}:".encode() + body, hashlib.sha256).hexdigest()
    return post(f"{base}/chat/slack/command", body, {
        "X-Slack-Request-Timestamp": now, "X-Slack-Signature": "v0=" + code,
        "Content-Type": "application/x-www-form-urlencoded"})


def ask_teams(base: str, text: str) -> dict:
    body = json.dumps({
        "type": "message", "id": "1485983408511", "channelId": "msteams",
        "timestamp": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()),
        "from": {"id": "29:1", "name": "Ana", "aadObjectId": "aad-1"},
        "conversation": {"id": "19:253b@thread.skype"},
        "channelData": {"tenant": {"id": "tenant-1"}},
        "text": f"<at>Faultline</at> {text}"}).encode()
    code = hmac.new(base64.b64decode(TEAMS), body, hashlib.sha256).digest()
    return post(f"{base}/chat/teams", body, {
        "Authorization": "HMAC " + base64.b64encode(code).decode(),
        "Content-Type": "application/json"})


def words(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def block(node: dict) -> str:
    """One block of Slack's Block Kit."""
    kind = node["type"]
    if kind == "section":
        return f'<p class="section">{words(node["text"]["text"])}</p>'
    if kind == "rich_text":
        lines = [run["text"] for part in node["elements"] for run in part["elements"]]
        return f"<pre>{html.escape(''.join(lines))}</pre>"
    if kind == "actions":
        buttons = [f'<span class="button">{words(b["text"]["text"])}</span>'
                   for b in node["elements"]]
        return f'<div class="actions">{"".join(buttons)}</div>'
    raise SystemExit(f"no such block: {kind}")


def element(node: dict) -> str:
    """One element of an Adaptive Card."""
    if node["type"] != "RichTextBlock":
        raise SystemExit(f"no such element: {node['type']}")
    runs = []
    for run in node["inlines"]:
        names = [name for name, is_on in [
            ("strong", run.get("weight") == "Bolder"),
            ("mono", run.get("fontType") == "Monospace"),
            ("subtle", run.get("isSubtle"))] if is_on]
        runs.append(f'<span class="{" ".join(names)}">{words(run["text"])}</span>')
    return f'<div class="element">{"".join(runs)}</div>'


STYLE = """
body{margin:0;padding:24px;background:#fff;width:760px;color:#1d1c1d;
  font:15px/1.46 Lato,'Noto Sans','DejaVu Sans',sans-serif}
.row{display:flex;gap:10px}.face{width:36px;height:36px;border-radius:6px;background:#1b1f24;
  color:#fff;font-weight:700;text-align:center;line-height:36px;flex:none}
.who{font-weight:900}.badge{background:#e8e8e8;color:#555;font-size:10px;padding:1px 4px;
  border-radius:3px;margin-left:5px}.time{color:#616061;font-size:12px;margin-left:6px}
.only{color:#616061;font-size:13px;margin-bottom:4px}
.section{margin:4px 0 8px}pre{background:#f8f8f8;border:1px solid #ddd;border-radius:4px;
  padding:8px;margin:4px 0 8px;font:12px/1.5 'DejaVu Sans Mono',monospace;white-space:pre-wrap}
.actions{display:flex;gap:8px;flex-wrap:wrap}.button{border:1px solid #bbb;border-radius:4px;
  padding:4px 12px;font-size:13px;font-weight:700}
.teams{background:#f5f5f5;font-family:'Segoe UI','Noto Sans','DejaVu Sans',sans-serif;
  font-size:14px}
.card{background:#fff;border:1px solid #e1e1e1;border-radius:6px;padding:12px 16px;margin-top:4px}
.element{margin:6px 0}.strong{font-weight:600}.mono{font:12.5px 'DejaVu Sans Mono',monospace}
.subtle{color:#616161}.teams .face{border-radius:50%}
"""


def page(chat: str, inside: str) -> str:
    only = '<div class="only">Only visible to you</div>' if chat == "slack" else ""
    return (f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style><body class="{chat}">'
            f'<div class="row"><div class="face">F</div><div>{only}<span class="who">Faultline'
            f'</span><span class="badge">APP</span><span class="time">23:15</span>{inside}'
            "</div></div>")


def draw(name: str, text: str) -> None:
    source = FOLDER / f"{name}.html"
    source.write_text(text, encoding="utf-8")
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        print("there is no chromium: only the pages are written", file=sys.stderr)
        return
    subprocess.run(
        [browser, "--headless", "--no-sandbox", "--hide-scrollbars", "--window-size=820,560",
         "--force-device-scale-factor=2", f"--screenshot={FOLDER / name}.png",
         source.resolve().as_uri()], check=True, stderr=subprocess.DEVNULL)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        process, base = serve(pathlib.Path(folder))
        try:
            slack = ask_slack(base, "why did run 4711 fail?")
            teams = ask_teams(base, "why did run 4711 fail?")
        finally:
            process.terminate()
            process.wait(20)
    for name, payload in [("slack", slack), ("teams", teams)]:
        text = json.dumps(payload, indent=1, ensure_ascii=False)
        (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    draw("slack", page("slack", "".join(map(block, slack["blocks"]))))
    card = teams["attachments"][0]["content"]
    inside = "".join(map(element, card["body"]))
    inside += "".join(f'<span class="button">{words(a["title"])}</span>' for a in card["actions"])
    draw("teams", page("teams", f'<div class="card">{inside}</div>'))
    print(f"{FOLDER}/slack.png, {FOLDER}/teams.png")


main()
