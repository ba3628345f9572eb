"""What a server that misbehaves has, whichever protocol it speaks: its connections, and what is counted of them."""
import socketserver
import ssl
import threading
import time
from collections import Counter

from lab.mischief import Gone, Line, Mischief


class Peer(socketserver.ThreadingTCPServer):
    """`tls` is "implicit", "starttls" or "none"; without it no password may come. `step` is a pause, in seconds."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64
    # Commands of which many come at once where much waits to be done.
    work = set()

    def __init__(self, conversation, rng, context, tls, table, slow, step):
        super().__init__(("127.0.0.1", 0), conversation)
        self.rng, self.context, self.tls, self.step, self.port = rng, context, tls, step, self.server_address[1]
        self.mischief, self.password, self.lock = Mischief(rng, table, slow), "secret", threading.RLock()
        # Passwords that came in the clear; the commands by their names, and how many came in a second; the open connections.
        self.exposed, self.heard, self.connections, self.rush, self.lines = [], Counter(), 0, Counter(), set()
        threading.Thread(target=self.serve_forever, args=(0.1,), daemon=True).start()

    def note_connection(self, line):
        with self.lock:
            self.connections += 1
            self.rush[int(time.monotonic()), "connections"] += 1
            self.lines.add(line)

    def note_command(self, name):
        with self.lock:
            self.heard[name] += 1
            if name not in self.work:
                self.rush[int(time.monotonic()), "commands"] += 1

    def kick(self):
        """Ends all connections."""
        with self.lock:
            lines = list(self.lines)
        for line in lines:
            line.end()


class Conversation(socketserver.BaseRequestHandler):
    """One connection, which `talk` goes through."""

    # What a server answers to a handshake that it does not understand.
    no_handshake = ""

    def handle(self):
        self.line, self.peer = Line(self.request), self.server
        self.peer.note_connection(self.line)
        try:
            self.talk()
        except (Gone, OSError, ssl.SSLError, ValueError, IndexError):
            pass
        finally:
            self.leave()
            with self.peer.lock:
                self.peer.lines.discard(self.line)
            self.line.close()

    def leave(self):
        """What is to be done when it is over, however it ended."""

    def encrypt(self):
        kind = self.peer.mischief.at("tls")
        if kind == "drop":
            raise Gone
        if kind == "silent":
            self.line.silence()
        if kind == "garbage":
            self.line.say(self.no_handshake)
            raise Gone
        self.line.encrypt(self.peer.context)
        if kind == "after":
            raise Gone
