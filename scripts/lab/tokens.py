"""A token server of OAuth 2.0."""
import http.server
import json
import threading
import urllib.parse


class TokenServer(http.server.ThreadingHTTPServer):
    """Gives an access token for any refresh token that it ever gave, and with each a new refresh token."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Request)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/token"
        # How many tokens were given, and refresh tokens that came and were never given.
        self.given, self.unknown = ["refresh-0"], []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Request(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        server, token = self.server, form.get("refresh_token", [""])[0]
        if token not in server.given:
            server.unknown.append(token)
            return self.answer(400, {"error": "invalid_grant"})
        server.given.append(f"refresh-{len(server.given)}")
        self.answer(200, {"access_token": f"access-{len(server.given)}", "token_type": "Bearer", "expires_in": 3600,
                          "refresh_token": server.given[-1]})

    def answer(self, status, words):
        body = json.dumps(words).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass  # Whoever asked was killed.

    def log_message(self, *_):
        pass
