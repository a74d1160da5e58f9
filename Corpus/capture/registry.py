#!/usr/bin/env python3
"""registry.py PORT [FAULT…]: a tiny npm registry and Maven repository for the capture scripts.

npm: knows the packages in SHELF, tarballs made on the fly. Maven: serves /usr/share/maven-repo
below /maven2. FAULT is `substring=what`, for requests whose path contains the substring:
a status (404, 401, 503 …), `slow` (no answer for 40 s), `reset` (connection closed without an
answer), `integrity` (npm: a tarball other than announced), `corrupt` (Maven: wrong checksum),
`once:STATUS` (that answer the first time only).
"""

import base64
import gzip
import hashlib
import http.server
import io
import json
import os
import socketserver
import struct
import sys
import tarfile
import time
import urllib.parse

SHELF = {
    "rowkeeper": {"1.4.2": {"inkline": "^2.0.0", "tidy-args": "^1.0.0"}, "1.3.0": {}},
    "inkline": {"2.1.0": {"glyphs": "^3.0.0"}, "2.0.4": {"glyphs": "^3.0.0"}, "1.9.9": {}},
    "tidy-args": {"1.0.3": {}},
    "glyphs": {"3.2.1": {}, "3.0.0": {}},
    "parcel-clock": {"0.8.0": {"tidy-args": "^1.0.0"}, "0.7.9": {}},
    "sluice": {"5.0.1": {"glyphs": "^3.0.0"}, "4.2.0": {}},
    "mortar": {"2.3.4": {}},
    "@umber/brush": {"1.0.0": {"mortar": "^2.0.0"}},
    "canvas-kit": {"6.1.0": {}, "5.4.0": {}},
    "canvas-kit-table": {"2.0.0": {}},
    "old-meter": {"1.0.0": {}},
    "needs-new-node": {"4.0.0": {}},
}
EXTRA = {
    ("canvas-kit-table", "2.0.0"): {"peerDependencies": {"canvas-kit": "^5.0.0"}},
    ("needs-new-node", "4.0.0"): {"engines": {"node": ">=24.1.0"}},
    ("old-meter", "1.0.0"): {
        "deprecated": "old-meter has errors in leap years; use parcel-clock",
        "scripts": {"install": "node-gyp rebuild"}, "hasInstallScript": True,
    },
}


def tarball(name, version, salt=""):
    """The package's .tgz, the same bytes each time."""
    manifest = {"name": name, "version": version, "main": "index.js", **EXTRA.get((name, version), {})}
    manifest["dependencies"] = SHELF[name][version]
    files = {"package.json": json.dumps(manifest), "index.js": f"module.exports = '{name}{salt}';\n"}
    if "install" in manifest.get("scripts", {}):
        files["binding.gyp"] = "{'targets': [{'target_name': 'meter', 'sources': ['meter.cc']}]}"
        files["meter.cc"] = '#include <node.h>\n#include "meter_tables.h"\nint rows() { return 1; }\n'
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        for path, text in files.items():
            info = tarfile.TarInfo("package/" + path)
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text.encode()))
    return gzip.compress(raw.getvalue(), mtime=0)


class Handler(http.server.BaseHTTPRequestHandler):
    """GET and PUT for both kinds of repository; quiet."""

    protocol_version = "HTTP/1.1"
    faults, spent = [], set()

    def log_message(self, *args):
        pass

    def answer(self, status, body=b"", kind="application/json"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="Sonatype Nexus Repository Manager"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def fault(self, path):
        """True if a fault was played for this path."""
        for part, what in self.faults:
            if part not in path or what in ("integrity", "corrupt"):
                continue
            if what.startswith("once:"):
                if (part, path) in self.spent:
                    continue
                self.spent.add((part, path))
                what = what[5:]
            if what == "slow":
                time.sleep(40)
            if what in ("slow", "reset"):
                linger = struct.pack("ii", 1, 0)  # close with RST
                self.connection.setsockopt(1, 13, linger)
                self.close_connection = True
                self.connection.close()
                return True
            self.answer(int(what), json.dumps({"error": http.HTTPStatus(int(what)).phrase}).encode())
            return True
        return False

    def do_GET(self):
        path = urllib.parse.unquote(self.path.split("?")[0])
        if self.fault(path):
            return
        if path.startswith("/maven2/"):
            self.maven("/usr/share/maven-repo/" + path[8:])
        else:
            self.npm(path.lstrip("/"))

    do_HEAD = do_GET

    def do_PUT(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not self.fault("PUT" + urllib.parse.unquote(self.path)):
            self.answer(201)

    do_POST = do_PUT

    def maven(self, path):
        for ending, digest in ((".sha1", hashlib.sha1), (".md5", hashlib.md5)):
            if path.endswith(ending):
                base = path[: -len(ending)]
                if not os.path.isfile(base):
                    return self.answer(404)
                wrong = any(what == "corrupt" and part in path for part, what in self.faults)
                body = b"0" * 40 if wrong else digest(open(base, "rb").read()).hexdigest().encode()
                return self.answer(200, body, "text/plain")
        if not os.path.isfile(path):
            return self.answer(404)
        self.answer(200, open(path, "rb").read(), "application/octet-stream")

    def npm(self, path):
        name, _, file = path.partition("/-/")
        if name not in SHELF:
            return self.answer(404, b'{"error":"Not found"}')
        if file:
            version = file.rsplit("-", 1)[1][: -len(".tgz")]
            broken = any(what == "integrity" and part in path for part, what in self.faults)
            return self.answer(200, tarball(name, version, "!" if broken else ""), "application/gzip")
        versions = {}
        for version, needs in SHELF[name].items():
            digest = hashlib.sha512(tarball(name, version)).digest()
            versions[version] = {
                "name": name, "version": version, "dependencies": needs,
                **EXTRA.get((name, version), {}),
                "dist": {
                    "tarball": f"http://{self.headers['Host']}/{name}/-/{name.split('/')[-1]}-{version}.tgz",
                    "integrity": "sha512-" + base64.b64encode(digest).decode(),
                },
            }
        latest = next(iter(SHELF[name]))
        body = {"name": name, "dist-tags": {"latest": latest}, "versions": versions}
        self.answer(200, json.dumps(body).encode())


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    allow_reuse_address = True


Handler.faults = [tuple(f.rsplit("=", 1)) for f in sys.argv[2:]]
Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
