"""A desk whose servers are the two peers, in a time that passes faster."""
import email.utils
import os
import ssl
import struct
import subprocess
import threading
import time

from lab.base import CASEPOST, ROOT, free_port, run
from lab.desk import SITE, Desk
from lab.imap_peer import CAPABILITIES, IMAPPeer
from lab.smtp_peer import SMTPPeer

SETTINGS = SITE + """
[smtp]
{smtp}
from = "Campus Support <support@example.org>"

[web]
machine_listen = "127.0.0.1:{machine}"

[[mailbox]]
name = "files"
address = "files@example.org"
authserv_ids = ["mx.example.org"]
url = "maildir:mail/files"
"""
MAILBOX = """
[[mailbox]]
name = "{name}"
address = "{name}@example.org"
authserv_ids = ["mx.example.org"]
start = "all"
"""
LOGIN = """username = "{name}"
password_file = "password"
"""
# What servers can do, and how they encrypt.
ACCOUNTS = [("implicit", CAPABILITIES), ("starttls", CAPABILITIES), ("implicit", "IMAP4rev1 AUTH=PLAIN UIDPLUS IDLE"),
            ("none", "IMAP4rev1 AUTH=PLAIN")]


def address(service, tls, port, name, base):
    """What the settings say of a server."""
    scheme = service + ("s" if tls == "implicit" else "")
    text = f'url = "{scheme}://{"127.0.0.1" if tls == "none" else "localhost"}:{port}{"/INBOX" if service == "imap" else ""}"\n'
    text += LOGIN.format(name=name)
    return text + ('starttls = "never"\n' if tls == "none" else f'ca_file = "{base}/ca.pem"\n')


class PeersDesk(Desk):
    """A desk with some accounts of the IMAP peer, a Maildir, and an SMTP peer."""

    def __init__(self, base, name, rng, counts, accounts, smtp, rate, contacts):
        self.base, self.name, self.folder, self.rng, self.counts = base, name, base / name, rng, counts
        self.is_ending = False
        self.process, self.memory, self.rate, self.lock, self.course = None, 0, rate, threading.Lock(), ({}, [], [])
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(base / "server.pem", base / "server.key")
        run(CASEPOST, "init", self.folder)
        self.smtp = SMTPPeer(rng, context, smtp, step=1 / rate)
        text = SETTINGS.format(machine=free_port(), smtp=address("smtp", smtp, self.smtp.port, "out", base).strip())
        self.accounts = []
        for number, (tls, capabilities) in enumerate(accounts):
            peer = IMAPPeer(f"box{number}", rng, context, tls, capabilities, step=1 / rate)
            self.accounts.append(peer)
            text += MAILBOX.format(name=peer.name) + address("imap", tls, peer.port, peer.name, base)
        (self.folder / "casepost.toml").write_text(text)
        self.new_password()
        for part in ("new", "cur", "tmp"):
            (self.folder / "mail/files" / part).mkdir(parents=True)
        self.written, self.in_files = 0, {}
        self.write("contacts.csv", "account,email,aliases,first_name,last_name,role,title,primary_phone,secondary_phone,"
                   "areas,default_account",
                   [f"District {n // 50},c{n}@d{n // 50}.example,,C{n},Contact,authorizedSupport,,,,,true"
                    for n in range(1, contacts + 1)])
        self.run("contact", "import", "contacts.csv")
        self.log = open(base / f"{name}.log", "ab")
        now = [time.clock_gettime_ns(clock) for clock in (time.CLOCK_REALTIME, time.CLOCK_MONOTONIC, time.CLOCK_BOOTTIME)]
        (base / f"{name}.hurry").write_bytes(struct.pack("4q", rate, *now))

    def new_password(self):
        """The same as before; that it is written anew is a reason to try it at once."""
        fresh = self.folder / "password.new"
        fresh.write_text("secret\n")
        fresh.chmod(0o600)
        fresh.rename(self.folder / "password")

    @property
    def environment(self):
        return os.environ | {"LD_PRELOAD": str(self.base / "hurry-shim.so"), "HURRY_SHIM": str(self.base / f"{self.name}.hurry"),
                             "SWIFT_BACKTRACE": "enable=no"}

    def command(self, *arguments):
        return subprocess.run([CASEPOST, *arguments], cwd=self.folder, env=self.environment, capture_output=True, text=True,
                              timeout=300)

    # Mail.

    def message(self, to, large=False):
        """A mail that nobody else wrote, of a contact who writes no other; the number says which."""
        with self.lock:
            self.written += 1
            number = self.written
            lines = self.rng.choice([1, 2, 30, 400]) if not large else 6_000
        domain = f"d{number // 50}.example"
        text = "".join(f"{n}: the export stops at the total of each column.\r\n" for n in range(lines))
        return number, (
            f"Authentication-Results: mx.example.org; dmarc=pass header.from={domain}\r\n"
            f"Received: from out.{domain} by mx.example.org with ESMTPS; {email.utils.formatdate()}\r\n"
            f"From: <c{number}@{domain}>\r\nTo: <{to}@example.org>\r\nSubject: Grades do not load\r\n"
            f"Message-ID: <mail-{number}@{domain}>\r\nDate: {email.utils.formatdate()}\r\nMIME-Version: 1.0\r\n"
            f"Content-Type: text/plain; charset=utf-8\r\n\r\nThis is mail-{number}.\r\n\r\n{text}End of {number}.\r\n").encode()

    def deliver_to(self, peer, large=False):
        number, raw = self.message(peer.name, large)
        peer.deliver(raw)
        return number

    def deliver_file(self):
        number, raw = self.message("files")
        with self.lock:
            self.in_files[number] = raw
        temporary = self.folder / "mail/files/tmp" / f"{number}.peers"
        temporary.write_bytes(raw)
        temporary.rename(self.folder / "mail/files/new" / temporary.name)
        return number

    def note_course(self, is_alone):
        """Keeps when what was tried; where mails came one by one, also how the server's refusals were met."""
        with self.smtp.lock:
            tries = {to: [tuple(each) for each in tries] for to, tries in self.smtp.tries.items()}
            if is_alone:
                self.course = (tries, self.smtp.refusals[:], self.smtp.mails[:])
            else:
                self.course = (tries, *self.course[1:])

    def cpu(self):
        """Seconds of work that the gateway has done."""
        fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def compile_shim(base):
    run(os.environ.get("CC", "cc"), "-O2", "-shared", "-fPIC", ROOT / "bench/hurry-shim.c", "-o", base / "hurry-shim.so")
