"""The folder of a desk and its running gateway."""
import os
import re
import signal
import sqlite3
import struct
import subprocess
import threading
import time
from pathlib import Path

from lab.base import CASEPOST, ROOT, run
from lab.dovecot import PASSWORD


MAILBOXES = {"support": "imap", "help": "imap", "files": "maildir", "pipe": "pipe"}


# What all desks of the laboratory have: a site, a store, and no limits to how much is written.
SITE = """
[site]
name = "Campus Support"
public_url = "https://support.example.org"
preset = "infinite-campus"
secret_file = "secret.key"

[store]
url = "sqlite:var/casepost.sqlite"
blobs = "file:var/blobs"

[limits]
acknowledgements_per_hour = 0
cases_per_contact_per_hour = 0
mails_per_case_per_10_minutes = 0
"""
DESK = SITE + """
[smtp]
url = "smtp://127.0.0.1:{smtp}"
starttls = "never"
from = "Campus Support <support@example.org>"

[notify]
quiet_seconds = 3

[web]
machine_listen = "127.0.0.1:{machine}"
"""
MAILBOX = """
[[mailbox]]
name = "{name}"
address = "{name}@example.org"
authserv_ids = ["mx.example.org"]
"""
IMAP = """url = "imaps://localhost:{port}/INBOX"
username = "{name}"
password_file = "imap.password"
ca_file = "{base}/ca.pem"
poll_seconds = 20
start = "all"
"""


class Desk:
    """casepost's folder and its running gateway."""

    # So many advisors hear of everything at once.
    advisor_count = 4
    # Advisors who don't hear of everything at once, and when they do.
    digests = {}

    def __init__(self, base, ports, rng, counts):
        self.base, self.folder, self.rng, self.counts = base, base / "desk", rng, counts
        self.process, self.memory, self.clock, self.failpoint = None, 0, base / "clock", None
        run(CASEPOST, "init", self.folder)
        (self.folder / "casepost.toml").write_text(self.settings(ports))
        (self.folder / "imap.password").write_text(PASSWORD + "\n")
        (self.folder / "imap.password").chmod(0o600)
        for name in ("new", "cur", "tmp"):
            (self.folder / "mail/files" / name).mkdir(parents=True)
        # So many that nobody answers at once again and again, for which a contact is taken for a robot.
        self.contacts = [f"c{n}@d{n // 5}.example" for n in range(400)]
        self.advisors = [f"a{n}@desk.example" for n in range(self.advisor_count)]
        self.write("contacts.csv", "account,email,aliases,first_name,last_name,role,title,primary_phone,secondary_phone,"
                   "areas,default_account",
                   [f"District {n // 5},{address},,C{n},Contact,authorizedSupport,,,,,true"
                    for n, address in enumerate(self.contacts)])
        self.write("advisors.csv", "email,first_name,last_name,teams,digest,time_zone",
                   [f"{address},A{n},Advisor,Campus Support,{self.digests.get(address, 'immediate')},America/Chicago"
                    for n, address in enumerate([*self.advisors, *self.digests])])
        self.run("contact", "import", "contacts.csv")
        self.run("advisor", "import", "advisors.csv")
        self.log = open(base / "casepost.log", "ab")
        run(os.environ.get("CC", "cc"), "-O2", "-shared", "-fPIC", ROOT / "bench/clock-shim.c", "-o", base / "clock-shim.so")
        self.set_clock(0)

    def settings(self, ports):
        """The text of casepost.toml."""
        text = DESK.format(**ports)
        for name, kind in MAILBOXES.items():
            text += MAILBOX.format(name=name)
            text += {"imap": IMAP.format(port=ports["imap"], name=name, base=self.base), "pipe": 'url = "pipe:"\n',
                     "maildir": 'url = "maildir:mail/files"\n'}[kind]
        return text

    def write(self, name, header, rows):
        (self.folder / name).write_text("\n".join([header, *rows]) + "\n")

    def run(self, *arguments):
        return run(CASEPOST, *arguments, cwd=self.folder)

    def set_clock(self, seconds):
        """Sets the clock of all that runs, in place: it is mapped into memory."""
        with open(self.clock, "r+b" if self.clock.exists() else "wb") as file:
            file.write(struct.pack("q", seconds))

    @property
    def environment(self):
        return os.environ | {"LD_PRELOAD": str(self.base / "clock-shim.so"), "CLOCK_SHIM": str(self.clock),
                             "SWIFT_BACKTRACE": "enable=no"}

    def start(self, failpoint=None):
        self.started = time.monotonic()
        environment = self.environment | ({"CASEPOST_FAILPOINT": failpoint} if failpoint else {})
        self.process = subprocess.Popen([CASEPOST, "serve"], cwd=self.folder, env=environment, stdout=self.log,
                                        stderr=self.log)

    def end(self, how):
        """Ends the gateway, if it has not ended itself; a stop has to be a good one."""
        alive = self.process.poll() is None
        self.note_memory()
        if alive:
            self.process.send_signal(how)
        code = self.process.wait(timeout=60)
        if not alive and code != -signal.SIGKILL:
            return f"casepost ended by itself with {code}; {self.base}/casepost.log may say why"
        # One that has not begun to listen to signals yet ends as any program does.
        if alive and how == signal.SIGTERM and code != 0 and time.monotonic() - self.started > 5:
            return f"casepost ended with {code} after SIGTERM"
        return None

    def note_memory(self):
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text()
            self.memory = max(self.memory, int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) / 1024)
        except (OSError, AttributeError):
            pass

    def hand_over(self, message):
        """What an MTA does once; what the program says to it."""
        environment = self.environment | ({"CASEPOST_FAILPOINT": self.failpoint} if self.failpoint else {})
        process = subprocess.Popen([CASEPOST, "deliver", "--mailbox", "pipe"], cwd=self.folder, env=environment,
                                   stdin=subprocess.PIPE, stdout=self.log, stderr=self.log)
        if not self.failpoint and self.rng.random() < 0.05:
            threading.Timer(self.rng.random() * 0.1, process.kill).start()
        process.communicate(message)
        return process.returncode

    def deliver(self, message):
        """What an MTA does: it tries again until the message is taken."""
        while self.hand_over(message) != 0:
            self.counts.add("deliveries by pipe repeated")
            time.sleep(0.1)

    def query(self, sql, *values):
        database = sqlite3.connect(f"file:{self.folder}/var/casepost.sqlite?mode=ro", uri=True, timeout=30)
        try:
            return database.execute(sql, values).fetchall()
        finally:
            database.close()
