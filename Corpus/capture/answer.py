#!/usr/bin/env python3
"""answer.py PORT DIR [SUBSTRING=STATUS…]: serves the files below DIR, 404 for the rest.

A request whose path contains SUBSTRING gets STATUS (503, 403, 429 …) or `reset` instead. Plays a Go module
proxy, a sparse crates index, a gem source or a Conan remote for the capture scripts.
"""

import http.server
import os
import socketserver
import sys


class Handler(http.server.BaseHTTPRequestHandler):
    """Files of DIR, with faults."""

    def do_GET(self):
        for fault in sys.argv[3:]:
            part, _, what = fault.rpartition("=")
            if part in self.path and what == "reset":
                return self.connection.close()
            if part in self.path:
                return self.answer(int(what), b"upstream said no\n")
        path = os.path.join(sys.argv[2], self.path.split("?")[0].lstrip("/"))
        if not os.path.isfile(path):
            return self.answer(404, b"not found\n")
        with open(path, "rb") as file:
            return self.answer(200, file.read())

    do_HEAD = do_POST = do_GET

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    allow_reuse_address = True


Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
