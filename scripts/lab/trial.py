"""A desk whose disk can be made to fail, with all that writes to it and that it writes to."""
import base64
import contextlib
import email.utils
import hashlib
import os
import random
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from lab.base import CASEPOST, Counts, eventually, free_port
from lab.correspondence import Letter
from lab.desk import MAILBOXES, Desk
from lab.dovecot import Dovecot
from lab.ledger import MARK, Ledger, settle
from lab.shim import Shim
from lab.sink import Sink


class TrialDesk(Desk):
    """A desk with servers of its own; its commands run with the shim, if they are not to be undisturbed."""

    def __init__(self, base, seed, journal=False, users=()):
        counts = Counts()
        self.dovecot = Dovecot(base, [name for name, kind in MAILBOXES.items() if kind == "imap"] + list(users))
        self.sink = Sink(random.Random(seed), counts)
        super().__init__(base, {"smtp": self.sink.port, "imap": self.dovecot.port, "machine": free_port()},
                         random.Random(seed), counts)
        self.shim = Shim(base, self.folder, journal)
        self.machine = int(re.search(r"machine_listen = .*:(\d+)", (self.folder / "casepost.toml").read_text()).group(1))
        # Each letter by its number.
        self.written = {}
        self.ledger = Ledger(self, self.dovecot, self.sink, self.written)

    @property
    def environment(self):
        return os.environ | self.shim.environment | {"LD_PRELOAD": str(self.shim.library), "SWIFT_BACKTRACE": "enable=no"}

    def close(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.dovecot.stop()
        self.sink.shutdown()
        self.sink.server_close()
        self.log.close()

    def attempt(self, *arguments, message=None, disturbed=True):
        """Runs a command that may fail."""
        return subprocess.run([CASEPOST, *arguments], cwd=self.folder, env=self.environment if disturbed else None,
                              input=message, capture_output=True)

    # What comes in

    def letter(self, name, size=0):
        """A mail that is new, with a file of that size if it is not 0; gives its number and its octets."""
        number = len(self.written) + 1
        author = self.contacts[number % len(self.contacts)]
        message = letter(number, author, name, self.rng.randbytes(size))
        self.written[number] = Letter(number, "question", name, author, hashlib.sha256(message).hexdigest(), copies=1)
        return number, message

    def post(self, name, size=0):
        """Has a mail come to a mailbox that is no pipe."""
        number, message = self.letter(name, size)
        self.store(name, number, message)
        return number

    def store(self, name, number, message):
        """As an MTA does: whole, durable and then visible."""
        folder = self.maildir(name)
        temporary = folder / "tmp" / f"{number}.soak"
        temporary.write_bytes(message)
        if os.geteuid() == 0 and MAILBOXES[name] == "imap":
            os.chown(temporary, self.dovecot.owner, -1)
        temporary.rename(folder / "new" / f"{number}.soak")

    def maildir(self, name):
        return self.dovecot.maildir(name) if MAILBOXES[name] == "imap" else self.folder / "mail/files"

    # What became of it

    def posted(self):
        """The numbers of all mails that are posts."""
        return {int(n) for (text,) in self.query("SELECT text FROM feed_entry WHERE kind = 'post'") for n in MARK.findall(text)[:1]}

    def acknowledged(self):
        """The numbers of all mails whose mailbox was told that they are stored."""
        found = set()
        for name, kind in MAILBOXES.items():
            if kind == "pipe":
                continue
            maildir = self.maildir(name)
            folders = [maildir] if kind == "maildir" else list(maildir.glob(".Casepost*Processed"))
            found |= {number_of(file) for folder in folders for file in (folder / "cur").glob("*")}
            if kind == "imap":
                found |= {number_of(file) for folder in folders for file in (folder / "new").glob("*")}
        return found

    def settle(self):
        """Does undisturbed what is left to be done; what does not agree then."""
        return settle(self) + self.ledger.check()

    def await_that(self, condition, what, seconds=120):
        """Waits for something; what is wrong if it does not come."""
        return [] if eventually(condition, seconds) else [f"{what}: not within {seconds} seconds"]


def number_of(file):
    """The number of a mail in a folder of mail, by its text: servers rename files."""
    try:
        return int(MARK.search(Path(file).read_text(errors="replace")).group(1))
    except FileNotFoundError:
        return 0


def letter(number, author, name, octets):
    """A mail with a file in it, if there are octets for one."""
    domain = author.split("@")[1]
    text = f"This is soak-{number}.\r\n\r\nThe export stops at the total of each column.\r\n"
    kind, end = "text/plain; charset=utf-8", ""
    if octets:
        kind = 'multipart/mixed; boundary="part"'
        text = f"--part\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}"
        file = base64.encodebytes(octets).decode().replace("\n", "\r\n")
        end = ("--part\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
               f'Content-Disposition: attachment; filename="export.bin"\r\n\r\n{file}--part--\r\n')
    return (
        f"Authentication-Results: mx.example.org; dmarc=pass header.from={domain}\r\n"
        f"Received: from out.{domain} by mx.example.org with ESMTPS; {email.utils.formatdate()}\r\n"
        f"From: <{author}>\r\nTo: <{name}@example.org>\r\nSubject: Grades do not load\r\n"
        f"Message-ID: <soak-{number}@{domain}>\r\nDate: {email.utils.formatdate()}\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n{text}{end}").encode()


@contextlib.contextmanager
def scratch(options, name):
    """A folder in memory where there is room for one: what a sync costs is no matter here."""
    memory = Path("/dev/shm")
    base = Path(tempfile.mkdtemp(prefix=f"casepost-{name}-", dir=memory if os.access(memory, os.W_OK) else None))
    base.chmod(0o755)
    try:
        yield base
    finally:
        if options.keep:
            print(f"the desks are in {base}")
        else:
            shutil.rmtree(base, ignore_errors=True)
