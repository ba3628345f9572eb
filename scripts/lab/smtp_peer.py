"""An SMTP server that keeps what it takes, and behaves or misbehaves as it is told."""
import base64
import time
from collections import defaultdict

from lab import peer
from lab.base import field
from lab.mischief import Gone

REFUSE = ["4xx", "5xx", "421"]
ANY = REFUSE + ["drop", "reset", "after", "half", "silent", "drip", "garbage", "many-garbage", "nocode", "endless",
                "endless-line", "two-codes", "twice", "code-only"]
MISCHIEF = {
    "tls": ["drop", "silent", "garbage", "after"],
    "banner": ANY, "ehlo": ANY + ["bare", "tiny", "seven-bit", "lone"], "starttls": ANY + ["inject", "stripped"],
    "auth": ANY, "mail": ANY, "rcpt": ANY, "data": ANY + ["agrees"], "dot": ANY + ["kept", "early"], "rset": ANY,
    "quit": ANY,
}
# Of these a client knows nothing until its patience is over.
SLOW = {"silent", "drip", "endless-line"}
# With these a mail is kept for certain.
KEEPING = {None, "kept", "twice", "code-only", "after"}


class Mail:
    """One that was kept: whether the client was told so; None where that can't be known."""

    def __init__(self, recipient, raw):
        head = raw.split(b"\r\n\r\n")[0].decode(errors="replace").replace("\r\n ", " ") + "\r\n"
        self.recipient, self.raw, self.is_answered = recipient, raw, False
        self.id, self.date = field(head, "Message-ID").strip("<>"), field(head, "Date")


class SMTPPeer(peer.Peer):
    work = {"MAIL", "RCPT", "DATA"}

    def __init__(self, rng, context, tls, step=0.05):
        self.kept = []
        # When, and what of: refusals of us, and what was tried for each recipient.
        self.refusals, self.tries, self.mails = [], defaultdict(list), []
        super().__init__(Conversation, rng, context, tls, MISCHIEF, SLOW, step)


class Conversation(peer.Conversation):
    no_handshake = "220 this is no handshake"

    def setup(self):
        self.recipient, self.has_transaction = None, False
        # Whether the client has no reason yet to leave before it reads the next answer.
        self.is_heard = True

    def talk(self):
        if self.peer.tls == "implicit":
            self.encrypt()
        self.answer("banner", "220 peer.example ESMTP")
        while True:
            text = self.line.read_line()
            verb, _, argument = text.decode(errors="replace").partition(" ")
            verb = verb.upper()
            if self.peer.tls != "none" and not self.line.is_encrypted and (verb == "AUTH" or b"secret" in text):
                self.peer.exposed.append(f"{verb} without TLS")
            self.peer.note_command(verb)
            work = getattr(self, verb.lower(), None) if verb.isalpha() and verb in VERBS else None
            if work:
                work(argument)
            else:
                self.line.say("502 5.5.1 what?")

    # The verbs.

    def ehlo(self, _):
        words = ["PIPELINING", "SIZE 50000000", "8BITMIME", "SMTPUTF8", "AUTH PLAIN LOGIN"]
        if self.peer.tls == "starttls" and not self.line.is_encrypted:
            words = words[:1] + ["STARTTLS"]
        kind = self.peer.mischief.at("ehlo")
        words = {"bare": ["AUTH PLAIN"], "tiny": ["SIZE 200", "AUTH PLAIN"], "lone": [],
                 "seven-bit": ["PIPELINING", "AUTH PLAIN"]}.get(kind, words)
        lines = ["peer.example"] + words
        whole = "".join(f"250{'-' if n + 1 < len(lines) else ' '}{line}\r\n" for n, line in enumerate(lines))
        self.say("ehlo", kind if kind in ANY else None, whole.encode())

    def starttls(self, _):
        kind = self.peer.mischief.at("starttls")
        if kind == "stripped":
            return self.line.say("502 5.5.1 what?")
        if kind == "inject":
            self.line.say("220 go on\r\n250-peer.example\r\n250 AUTH PLAIN")
            return self.line.silence()
        if self.say("starttls", kind, b"220 go on\r\n"):
            self.encrypt()

    def auth(self, argument):
        mechanism, _, initial = argument.partition(" ")
        said = base64.b64decode(initial or "").split(b"\0")[-1].decode()
        right = mechanism == "PLAIN" and said == self.peer.password
        self.answer("auth", "235 2.7.0 in" if right else "535 5.7.8 wrong")

    def mail(self, argument):
        with self.peer.lock:
            self.peer.mails.append(time.monotonic())
        self.has_transaction, self.recipient = self.answer("mail", "250 2.1.0 ok"), None

    def rcpt(self, argument):
        recipient = argument.split("<")[1].split(">")[0]
        if not self.has_transaction:
            return self.line.say("503 5.5.1 no transaction")
        with self.peer.lock:
            self.peer.tries[recipient].append([time.monotonic(), None])
        self.trying = recipient
        self.recipient = recipient if self.answer("rcpt", "250 2.1.5 ok") else None

    def data(self, _):
        if not self.recipient:
            return self.line.say("554 5.5.1 no valid recipients")
        kind = self.peer.mischief.at("data")
        if kind == "agrees":
            return self.line.say("250 2.0.0 ok, without a message")
        if not self.say("data", kind, b"354 go on\r\n"):
            return
        kind = self.peer.mischief.at("dot")
        if kind == "early":
            self.line.say("451 4.3.0 before the message is over")
        self.take(kind)

    def take(self, kind):
        raw = bytearray()
        while (line := self.line.read_line()) != b".":
            raw += (line[1:] if line.startswith(b".") else line) + b"\r\n"
        mail = Mail(self.recipient, bytes(raw))
        self.recipient, self.has_transaction = None, False
        if kind == "early":
            self.note("dot", kind)
            return
        # Whoever breaks off or talks nonsense may have kept the mail, and may not.
        if kind in KEEPING or (kind not in REFUSE and self.peer.rng.random() < 0.5):
            # It counts as answered before the client can have read the answer; of a reset it may read nothing.
            mail.is_answered = {None: True, "twice": True, "code-only": True, "after": None}.get(kind, False)
            with self.peer.lock:
                self.peer.kept.append(mail)
        if kind == "kept":
            self.note("dot", kind)
            raise Gone
        self.say("dot", kind, b"250 2.0.0 kept\r\n")

    def rset(self, _):
        self.recipient, self.has_transaction = None, False
        self.answer("rset", "250 2.0.0 ok")

    def noop(self, _):
        self.line.say("250 2.0.0 ok")

    def quit(self, _):
        self.answer("quit", "221 2.0.0 bye")
        raise Gone

    # Answering.

    def answer(self, step, text):
        """Answers a command, rightly or as the mischief wants; whether it was agreed to."""
        return self.say(step, self.peer.mischief.at(step), text.encode() + b"\r\n")

    def say(self, step, kind, whole):
        line, code = self.line, whole[:3]
        if kind is None:
            line.say(whole)
            self.note(step, "agreed" if whole[:1] in b"23" else "5xx")
            return whole[:1] in b"23"
        self.note(step, kind)
        # A refused RSET, or an answer too many, speaks against the connection, and commands behind it are on their way.
        self.is_heard = self.is_heard and kind != "twice" and not (step == "rset" and kind in REFUSE)
        if kind in REFUSE:
            enhanced = {"4xx": "451 4.3.0 not now", "5xx": "550 5.7.1 never", "421": "421 4.3.2 closing"}[kind]
            line.say(enhanced)
            if kind == "421" or step == "banner":
                line.drop()
            return False
        if kind == "drop":
            line.drop()
        if kind == "reset":
            line.reset()
        if kind == "after":
            line.say(whole)
            line.drop()
        if kind == "half":
            line.say(whole[:len(whole) // 2])
            line.drop()
        if kind == "silent":
            line.silence()
        if kind == "drip":
            line.drip(code + b"-" + b"slowly " * 20, self.peer.step)
        if kind == "garbage":
            line.say(b"%$# no protocol\r\n" + whole)
        if kind == "many-garbage":
            line.say(code + b"-one\r\nwhat is this\r\n\x00\xff\xfe\r\n" + code + b" three\r\n")
        if kind == "nocode":
            line.say(whole[4:])
        if kind == "endless":
            for _ in range(200_000):
                line.say((code + b"-and so on\r\n") * 100)
        if kind == "endless-line":
            line.say(code + b"-")
            line.flood(b"and so on ")
        if kind == "two-codes":
            line.say(code + b"-one\r\n550 5.0.0 two\r\n")
        if kind == "twice":
            line.say(whole + whole)
            return True
        if kind == "code-only":
            line.say(code + b"\r\n")
            return True
        # Whoever talked nonsense waits for the client to leave.
        line.silence()

    def note(self, step, kind):
        """What was said about whom, for the checks."""
        if not self.is_heard:
            return
        now = time.monotonic()
        with self.peer.lock:
            if kind == "5xx" and step in ("banner", "ehlo", "auth", "mail"):
                self.peer.refusals.append((now, step))
            if step in ("rcpt", "data", "dot") and self.peer.tries[self.trying]:
                self.peer.tries[self.trying][-1][1] = kind if kind != "agreed" or step == "dot" else None


VERBS = {"EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT"}
