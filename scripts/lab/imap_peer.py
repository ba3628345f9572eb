"""An IMAP server of one account, in memory, that behaves or misbehaves as it is told."""
import base64
import re
from collections import Counter

from lab import peer
from lab.imap_mischief import MISCHIEF, SLOW, misbehave
from lab.mischief import Gone

CAPABILITIES = "IMAP4rev1 AUTH=PLAIN UIDPLUS MOVE IDLE NAMESPACE"
MARK = re.compile(rb"This is mail-(\d+)\.")


class Message:
    def __init__(self, uid, raw):
        self.uid, self.raw, self.flags = uid, raw, set()
        # What a listing says of its size; another one where the server lies.
        self.size = len(raw)
        # Whether the client knows that it was copied, and so has no reason to copy it again.
        self.is_copied = False
        found = MARK.search(raw)
        self.number = int(found.group(1)) if found else 0


class Folder:
    def __init__(self, validity):
        self.validity, self.next, self.messages = validity, 1, []

    def add(self, raw):
        message = Message(self.next, raw)
        self.next += 1
        self.messages.append(message)
        return message

    def chosen(self, text):
        """The messages that a set of UIDs names."""
        wanted = []
        for part in text.split(","):
            first, _, last = part.partition(":")
            top = self.messages[-1].uid if self.messages else 0
            low = top if first == "*" else int(first)
            high = top if (last or first) == "*" else int(last or first)
            wanted.append((min(low, high), max(low, high)))
        return [message for message in self.messages if any(low <= message.uid <= high for low, high in wanted)]


class IMAPPeer(peer.Peer):
    """An account and its server."""

    def __init__(self, name, rng, context, tls, capabilities=CAPABILITIES, step=0.05):
        self.name, self.capabilities, self.validity = name, capabilities, 1_000
        self.folders = {"INBOX": Folder(self.validity)}
        # What was ever delivered; what vanished by itself; how often each was copied without the client's knowing it, or
        # knowing it any more: so often it has to be copied again.
        self.originals, self.vanished, self.oversized, self.untold = {}, set(), set(), Counter()
        # Whether it tells of news that are none whenever somebody listens.
        self.is_restless = False
        super().__init__(Conversation, rng, context, tls, MISCHIEF, SLOW, step)

    def deliver(self, raw):
        with self.lock:
            message = self.folders["INBOX"].add(raw)
            self.originals[message.number] = raw
            return message

    def numbers(self, folder):
        with self.lock:
            return Counter(message.number for message in self.folders[folder].messages) if folder in self.folders else Counter()

    def note_copy(self, message, is_known):
        """What the client knows of a copy; of a folder that is another one by now it knows nothing."""
        with self.lock:
            if is_known and message in self.folders["INBOX"].messages:
                message.is_copied = True
            else:
                self.untold[message.number] += 1

    def forget_copies(self):
        """The client does not know any more what it copied and did not delete."""
        with self.lock:
            for message in self.folders["INBOX"].messages:
                if message.is_copied:
                    message.is_copied = False
                    self.untold[message.number] += 1

    def renumber(self):
        """Every message of INBOX gets another UID and the folder another UIDVALIDITY, as after a repair."""
        with self.lock:
            old = self.folders["INBOX"]
            self.validity += 1
            fresh = Folder(self.validity)
            messages = old.messages[:]
            self.rng.shuffle(messages)
            self.forget_copies()
            for message in messages:
                copy = fresh.add(message.raw)
                copy.flags, copy.size = message.flags, message.size
            self.folders["INBOX"] = fresh
        self.kick()


class Conversation(peer.Conversation):
    no_handshake = "\x16\x03\x01 this is no handshake"

    def setup(self):
        self.folder, self.is_in, self.upgrades = None, False, False
        # What was copied, as long as nobody knows whether the client has understood the answer.
        self.copied, self.claimed = [], 0
        # An answer that waits for the next one.
        self.late = b""

    def leave(self):
        for message in self.copied:
            self.peer.note_copy(message, is_known=False)

    def talk(self):
        if self.peer.tls == "implicit":
            self.encrypt()
        self.perform("greeting", "*", lambda: ([], "OK ready"))
        while True:
            self.command(self.line.read_line())

    def command(self, text):
        tag, _, rest = text.decode(errors="replace").partition(" ")
        name, _, arguments = rest.partition(" ")
        name = name.upper()
        if name == "UID":
            name, _, arguments = arguments.partition(" ")
            name = "UID " + name.upper()
        self.guard(name, text)
        if name != "LOGOUT":
            # Whoever goes on has understood the answer; that it was sent in good order does not say so.
            for message in self.copied:
                self.peer.note_copy(message, is_known=True)
            self.copied = []
        self.peer.note_command(name)
        step, work = {
            "CAPABILITY": ("capability" if self.is_in else "hello", self.capability), "NOOP": ("noop", self.noop),
            "STARTTLS": ("starttls", self.starttls), "AUTHENTICATE": ("login", self.authenticate),
            "LOGIN": ("login", self.login), "NAMESPACE": ("namespace", self.namespace), "LIST": ("list", self.list),
            "CREATE": ("create", self.create), "SELECT": ("select", self.select), "UID FETCH": ("listing", self.fetch),
            "UID MOVE": ("move", self.move), "UID COPY": ("copy", self.copy), "UID STORE": ("store", self.store),
            "EXPUNGE": ("expunge", self.expunge), "UID EXPUNGE": ("expunge", self.expunge), "IDLE": ("idle", self.idle),
            "LOGOUT": ("logout", self.logout),
        }.get(name, ("other", lambda _: ([], "BAD unknown")))
        if step == "listing" and "BODY" in arguments:
            step = "bodies"
        self.tag = tag
        self.perform(step, tag, lambda: work(arguments))
        if name == "STARTTLS" and self.upgrades:
            self.encrypt()
        if name == "LOGOUT":
            raise Gone

    def guard(self, name, text):
        """No password may come before the connection is encrypted, where it has to be."""
        if self.peer.tls != "none" and not self.line.is_encrypted:
            if name in ("AUTHENTICATE", "LOGIN") or self.peer.password.encode() in text:
                self.peer.exposed.append(f"{self.peer.name}: {name} without TLS")

    def perform(self, step, tag, work):
        """Carries out a command and answers it, or does what the mischief wants."""
        kind = self.peer.mischief.at(step)
        if kind:
            misbehave(self, kind, step, tag, work)
            return
        self.answer(tag, *work())

    def answer(self, tag, data, status):
        if status is not None:
            self.line.say(b"".join(data) + f"{tag} {status}\r\n".encode() + self.late)
            self.late = b""

    # The commands: each gives the data and how it ended; None for what is answered already.

    def capability(self, _):
        words = self.peer.capabilities
        if self.peer.tls == "starttls" and not self.line.is_encrypted:
            words = "IMAP4rev1 STARTTLS LOGINDISABLED"
        return [f"* CAPABILITY {words}\r\n".encode()], "OK done"

    def noop(self, _):
        with self.peer.lock:
            return self.news(), "OK done"

    def news(self):
        if not self.folder:
            return []
        self.told = len(self.peer.folders["INBOX"].messages)
        return [f"* {self.told} EXISTS\r\n".encode()]

    def starttls(self, _):
        self.upgrades = self.peer.tls == "starttls" and not self.line.is_encrypted
        return [], "OK go on" if self.upgrades else "BAD no"

    def authenticate(self, arguments):
        self.line.say("+ ")
        answer = self.line.read_line()
        if base64.b64decode(answer).split(b"\0")[-1].decode() != self.peer.password:
            return [], "NO [AUTHENTICATIONFAILED] wrong"
        self.is_in = True
        return [], "OK in"

    def login(self, arguments):
        if f'"{self.peer.password}"' not in arguments:
            return [], "NO [AUTHENTICATIONFAILED] wrong"
        self.is_in = True
        return [], "OK in"

    def namespace(self, _):
        return [b'* NAMESPACE (("" "/")) NIL NIL\r\n'], "OK done"

    def list(self, arguments):
        name = arguments.split('"')[-2]
        if not name:
            return [b'* LIST (\\Noselect) "/" ""\r\n'], "OK done"
        with self.peer.lock:
            found = name in self.peer.folders
        return [f'* LIST () "/" "{name}"\r\n'.encode()] if found else [], "OK done"

    def create(self, arguments):
        name = arguments.strip('"')
        with self.peer.lock:
            if name in self.peer.folders:
                return [], "NO [ALREADYEXISTS] it is there"
            self.peer.validity += 1
            self.peer.folders[name] = Folder(self.peer.validity)
        return [], "OK made"

    def select(self, arguments):
        name = arguments.strip('"')
        with self.peer.lock:
            folder = self.peer.folders.get(name)
            if not folder:
                return [], "NO [NONEXISTENT] no such folder"
            self.folder, self.told = folder, len(folder.messages)
            return [f"* {self.told} EXISTS\r\n* OK [UIDVALIDITY {folder.validity}] valid\r\n"
                    f"* OK [UIDNEXT {folder.next}] next\r\n".encode()], "OK [READ-WRITE] selected"

    def fetch(self, arguments):
        uids, _, items = arguments.partition(" ")
        data = []
        with self.peer.lock:
            for message in self.folder.chosen(uids):
                position = self.folder.messages.index(message) + 1
                if "BODY" in items:
                    data.append(body(position, message))
                else:
                    data.append(f"* {position} FETCH (UID {message.uid} RFC822.SIZE {message.size} "
                                'INTERNALDATE "26-Nov-2026 10:00:00 +0000")\r\n'.encode())
        return data, "OK done"

    def check(self):
        """A folder that was replaced is no more."""
        if self.folder is not self.peer.folders["INBOX"]:
            raise Gone

    def move(self, arguments):
        return self.take(arguments, removes=True)

    def copy(self, arguments):
        return self.take(arguments, removes=False)

    def take(self, arguments, removes):
        uids, _, name = arguments.partition(" ")
        with self.peer.lock:
            self.check()
            target = self.peer.folders.get(name.strip('"'))
            if not target:
                return [], "NO [TRYCREATE] no such folder"
            chosen = self.folder.chosen(uids)
            for message in chosen:
                target.add(message.raw)
                if not removes:
                    self.copied.append(message)
            return self.remove(chosen) if removes else [], "OK done"

    def remove(self, messages):
        """What is said of it; nothing by a server that can do little, nor of a message that it has not told of."""
        data = []
        for message in messages:
            position = self.folder.messages.index(message) + 1
            self.folder.messages.remove(message)
            if "IDLE" in self.peer.capabilities and position <= self.told:
                self.told -= 1
                data.append(f"* {position} EXPUNGE\r\n".encode())
        return data

    def store(self, arguments):
        uids, _, flags = arguments.partition(" ")
        with self.peer.lock:
            self.check()
            for message in self.folder.chosen(uids):
                message.flags |= set(re.search(r"\((.*)\)", flags).group(1).split())
        return [], "OK done"

    def expunge(self, arguments):
        with self.peer.lock:
            self.check()
            chosen = self.folder.chosen(arguments) if arguments else self.folder.messages
            return self.remove([message for message in chosen if "\\Deleted" in message.flags]), "OK done"

    def idle(self, _):
        self.line.say("+ idling")
        while True:
            with self.peer.lock:
                if self.folder and self.told != len(self.folder.messages):
                    self.line.say(self.news()[0])
                elif self.folder and self.peer.is_restless:
                    self.claimed += 1
                    self.line.say(f"* {self.told + self.claimed} EXISTS")
            line = self.line.read_line(self.peer.step)
            if line is not None:
                return [], "OK done"

    def logout(self, _):
        return [b"* BYE come again\r\n"], "OK done"


def body(position, message, item="BODY[]", announced=None, raw=None):
    raw = message.raw if raw is None else raw
    size = len(raw) if announced is None else announced
    return f"* {position} FETCH (UID {message.uid} {item} {{{size}}}\r\n".encode() + raw + b")\r\n"
