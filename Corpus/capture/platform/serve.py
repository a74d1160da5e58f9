"""A server that answers every request alike: serve.py PORT STATUS [--tls CERT] [--hang] [--reset]."""
import http.server
import socket
import ssl
import sys
import time

port, status = int(sys.argv[1]), int(sys.argv[2])
options = sys.argv[3:]


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self):
        if "--hang" in options:
            time.sleep(600)
        if "--reset" in options:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            self.connection.close()
            return
        body = b'{"status": %d}\n' % status
        self.send_response(status)
        if status == 401:
            self.send_header("WWW-Authenticate", "Basic realm=\"private\"")
        if "--cut" in options:
            self.send_header("Content-Length", "900000")
        else:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = do_CONNECT = answer

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
if "--tls" in options:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options[options.index("--tls") + 1])
    server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
