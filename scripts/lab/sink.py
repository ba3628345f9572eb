"""An SMTP server that keeps what it took."""
import hashlib
import socketserver
import threading
from collections import defaultdict

from lab.base import field


class Sink(socketserver.ThreadingTCPServer):
    """An SMTP server that keeps all mail that it answered for, and misbehaves as much as `trouble` says."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, rng, counts):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.port = self.server_address[1]
        self.rng, self.counts, self.lock, self.trouble, self.down = rng, counts, threading.Lock(), 0.0, False
        self.accepted = defaultdict(list)
        # What each mail of a Message-ID looked like: its Date, and a digest of its octets.
        self.looks = defaultdict(list)
        self.mails = []
        # Done when a mail was kept, before that is answered.
        self.on_kept = None
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def chance(self):
        with self.lock:
            return self.rng.random() < self.trouble

    def keep(self, mail, recipient):
        head = mail.split(b"\r\n\r\n")[0].decode(errors="replace").replace("\r\n ", " ") + "\r\n"
        with self.lock:
            name = field(head, "Message-ID").strip("<>")
            self.accepted[name].append(recipient)
            self.looks[name].append((field(head, "Date"), hashlib.sha256(mail).hexdigest()))
            self.mails.append((head, recipient))
        if self.on_kept:
            self.on_kept()


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        try:
            self.talk()
        except OSError:
            pass

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def talk(self):
        server, recipient = self.server, ""
        if server.down:
            return
        self.say("220 sink ESMTP")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if server.down or (server.chance() and server.chance()):
                server.counts.add("SMTP connections closed")
                return
            if verb == b"EHLO":
                self.say("250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-AUTH XOAUTH2\r\n250 SMTPUTF8")
            elif verb == b"AUTH":
                self.say("235 2.7.0 welcome")
            elif verb == b"MAIL":
                recipient = ""
                self.say("250 ok")
            elif verb == b"RCPT" and server.chance():
                server.counts.add("mails refused for now")
                self.say("451 4.3.0 not now")
            elif verb == b"RCPT":
                recipient = line.decode().split("<")[1].split(">")[0]
                self.say("250 ok")
            elif verb == b"DATA" and not recipient:
                self.say("554 5.5.1 no valid recipients")
            elif verb == b"DATA":
                self.say("354 go on")
                mail = bytearray()
                while (line := self.rfile.readline()) and line != b".\r\n":
                    mail += line[1:] if line.startswith(b"..") else line
                if not line:
                    return
                if server.chance():
                    server.counts.add("SMTP connections closed instead of an answer to a mail")
                    return
                server.keep(bytes(mail), recipient)
                if server.chance():
                    server.counts.add("mails taken without an answer")
                    return
                self.say("250 2.0.0 kept")
            elif verb == b"QUIT":
                return self.say("221 bye")
            else:
                self.say("250 ok")
