"""What the image talks to: `servers.py tls CERTIFICATE KEY` is an https server that knows no project,
`servers.py proxy LOGIN` a proxy that wants a login (user:password) and leads every CONNECT to this
machine. Each prints its port, then a line for each request that reached it."""

import base64
import http.server
import socket
import ssl
import sys
import threading


class GitLab(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        cipher = self.connection.cipher()
        print(f"GET {self.path} {self.connection.version()} {cipher[0]}", flush=True)
        body = b'{"message":"404 Project Not Found"}'
        self.send_response(404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Proxy(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_CONNECT(self):
        expected = "Basic " + base64.b64encode(sys.argv[2].encode()).decode()
        if self.headers.get("Proxy-Authorization") != expected:
            print(f"REFUSED {self.path}", flush=True)
            self.send_response(407)
            self.send_header("Proxy-Authenticate", 'Basic realm="proxy"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        print(f"CONNECT {self.path}", flush=True)
        with socket.create_connection(("127.0.0.1", int(self.path.rpartition(":")[2]))) as server:
            self.send_response(200)
            self.end_headers()
            back = threading.Thread(target=pump, args=(server, self.connection), daemon=True)
            back.start()
            pump(self.connection, server)
            back.join()
        self.close_connection = True

    def log_message(self, *_):
        pass


def pump(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


server = http.server.ThreadingHTTPServer(
    ("127.0.0.1", 0), GitLab if sys.argv[1] == "tls" else Proxy
)
if sys.argv[1] == "tls":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    # The handshake in the request's thread: a client that refuses must not stop the others.
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
print(server.server_port, flush=True)
server.serve_forever()
