"""What a server does wrong, and when: by plan, one thing after the other, or by chance. Both peers use it."""
import socket
import struct
import threading
import time
from collections import Counter, defaultdict


class Gone(Exception):
    """This side has ended the connection."""


class Mischief:
    """Says at each step of a conversation what to do wrong there; counts what was done."""

    def __init__(self, rng, table, slow):
        # What can be done wrong at each step, and which of that keeps a client waiting until it gives up.
        self.rng, self.table, self.slow = rng, table, slow
        self.lock, self.planned, self.done = threading.Lock(), defaultdict(list), Counter()
        # How often something is done by chance; how often of that what takes long, or else nothing but waiting would come of it.
        self.chance, self.patience = 0.0, 0.3

    def plan(self, step, kind):
        with self.lock:
            self.planned[step].append(kind)

    def is_planned(self, step):
        with self.lock:
            return bool(self.planned[step])

    def forget(self):
        """From now on all goes well."""
        with self.lock:
            self.planned.clear()
            self.chance = 0.0

    def at(self, step):
        """What to do wrong at this step; None for nothing."""
        with self.lock:
            kind = None
            if self.planned[step]:
                kind = self.planned[step].pop(0)
            elif self.chance and step in self.table and self.rng.random() < self.chance:
                kind = self.rng.choice(self.table[step])
                if kind in self.slow and self.rng.random() >= self.patience:
                    kind = None
            if kind:
                self.done[step, kind] += 1
            return kind


class Line:
    """A connection of a client: lines and octets in both directions, and ways to break it."""

    def __init__(self, sock):
        self.socket, self.buffer, self.is_encrypted, self.is_ended = sock, b"", False, False
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def encrypt(self, context):
        self.socket.settimeout(20)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.is_encrypted = True
        # Whoever ended the connection during that had the old socket, which is none any more.
        if self.is_ended:
            raise Gone

    def fill(self, patience):
        """Takes what comes; False if nothing does in that time."""
        try:
            self.socket.settimeout(patience)
            data = self.socket.recv(65_536)
        except TimeoutError:
            if self.is_ended:
                raise Gone
            return False
        if not data:
            raise Gone
        self.buffer += data
        return True

    def read_line(self, patience=None):
        """The next line without its end; None if none is complete in that time."""
        while b"\n" not in self.buffer:
            if not self.fill(patience or 1) and patience:
                return None
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.rstrip(b"\r")

    def say(self, data):
        if isinstance(data, str):
            data = data.encode() + b"\r\n"
        self.socket.settimeout(60)
        self.socket.sendall(data)

    # Ways to break it.

    def drop(self):
        raise Gone

    def reset(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise Gone

    def silence(self):
        """Says nothing until the client goes away, whatever it says."""
        while True:
            self.buffer = b""
            self.fill(1)

    def drip(self, data, pause):
        """One octet after the other until the client goes away; it never comes to an end."""
        while True:
            for octet in data.rstrip(b"\r\n") or b"*":
                self.say(bytes([octet]))
                self.pause(pause)

    def flood(self, data):
        """The same again and again, as fast as the client takes it, until it goes away."""
        block = data * max(1, 65_536 // len(data))
        while True:
            self.say(block)

    def pause(self, seconds):
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.fill(left)

    def end(self):
        """From another thread."""
        self.is_ended = True
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def close(self):
        try:
            self.socket.close()
        except OSError:
            pass
