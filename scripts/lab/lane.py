"""A desk with servers of its own, whose processes a proof kills."""
import random
import signal
import subprocess
import time

from lab.base import CASEPOST, Counts, free_port
from lab.correspondence import Correspondence
from lab.desk import MAILBOXES
from lab.dovecot import Dovecot
from lab.ledger import Ledger, settle
from lab.proof_desk import ProofDesk
from lab.sink import Sink
from lab.tokens import TokenServer

KILLED = -signal.SIGKILL
# What a process ends with that our own mistake has stopped.
TRAPPED = (-signal.SIGILL, -signal.SIGTRAP)


class Lane:
    """Dovecot, an SMTP server, a token server, and a desk between them; everything ends with `close`."""

    def __init__(self, base, seed, *, is_short=False):
        base.mkdir(exist_ok=True)
        base.chmod(0o755)
        self.base, self.rng, self.counts = base, random.Random(seed), Counts()
        self.running, self.problems, self.is_closed = set(), [], False
        # So many mails come while a gateway runs; so many seconds it may take to come to a place that it surely comes to.
        self.mails, self.patience = (3 if is_short else 8), 120
        self.dovecot = Dovecot(base, [name for name, kind in MAILBOXES.items() if kind == "imap"])
        try:
            self.sink, self.tokens = Sink(random.Random(seed + 1), self.counts), TokenServer()
            ports = {"smtp": self.sink.port, "imap": self.dovecot.port, "machine": free_port(), "pages": free_port(),
                     "tokens": self.tokens.url}
            self.desk = ProofDesk(base, ports, self.rng, self.counts)
            self.mail = Correspondence(self.desk, self.dovecot, self.sink, self.rng, 1, self.counts)
            self.ledger = Ledger(self.desk, self.dovecot, self.sink, self.mail.written)
            # The farthest that the clock was ahead: ever, and since it was set back by more than a day.
            self.farthest = self.high = 0
        except BaseException:
            self.close()
            raise

    def close(self):
        self.is_closed = True
        for process in list(self.running):
            process.kill()
            process.wait()
        self.dovecot.stop()
        for server in (getattr(self, "sink", None), getattr(self, "tokens", None)):
            if server:
                server.shutdown()
                server.server_close()

    def set_clock(self, seconds):
        is_set_back = self.high - seconds > 86_400
        if is_set_back:
            self.note_set_back()
            self.high = seconds
        self.farthest, self.high = max(self.farthest, seconds), max(self.high, seconds)
        self.desk.set_clock(seconds)
        if is_set_back:
            # What came between the two belongs to the one time or to the other.
            self.note_set_back()

    def note_set_back(self):
        self.ledger.set_back.append(self.desk.query("SELECT ifnull(max(id), 0) FROM outbox")[0][0])

    def start(self, *arguments, failpoint=None, folder=None, log=None, **more):
        """A running casepost."""
        if self.is_closed:
            raise RuntimeError("the proof is over")
        environment = self.desk.environment | ({"CASEPOST_FAILPOINT": failpoint} if failpoint else {})
        process = subprocess.Popen([CASEPOST, *map(str, arguments)], cwd=folder or self.desk.folder, env=environment,
                                   stdout=subprocess.DEVNULL, stderr=log or self.desk.log, **more)
        self.running.add(process)
        return process

    def finish(self, process, what, patience=600, allowed=(0,)):
        """Waits for the end of a process; whatever is no kill, no trap and not allowed is a problem."""
        try:
            code = process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            code = process.wait()
            self.problems.append(f"casepost {what} did not end in {patience} seconds")
        self.running.discard(process)
        if code in TRAPPED:
            self.counts.add("traps of the parser")
        elif code not in (KILLED, *allowed):
            self.problems.append(f"casepost {what} ended with {code}: {self.last_words()}")
        return code

    def last_words(self):
        self.desk.log.flush()
        lines = (self.base / "casepost.log").read_text(errors="replace").splitlines()
        return " / ".join(line for line in lines[-40:] if "rror" in line or "casepost:" in line)[-400:]

    def execute(self, *arguments, failpoint=None, folder=None):
        """Runs a command to its end; a poisoned message may stop it a few times."""
        for _ in range(20):
            code = self.finish(self.start(*arguments, failpoint=failpoint, folder=folder), " ".join(map(str, arguments)))
            if code not in TRAPPED:
                break
        return code

    def insist(self, *arguments, folder=None):
        """Runs a command that has to succeed, as somebody does who was cut short."""
        code = self.execute(*arguments, folder=folder)
        if code == KILLED:
            self.problems.append(f"casepost {' '.join(map(str, arguments))} was killed by nobody")

    def serve(self, failpoint=None, kill_after=None, mails=None):
        """Runs the gateway and brings it mail until it is dead; whether its failpoint did it."""
        mails = self.mails if mails is None else mails
        # The first hit comes, however busy the machine is; of others nobody knows.
        patience = self.patience if failpoint and failpoint.endswith(":1") else 8
        begun, process, fed = time.monotonic(), self.start("serve", failpoint=failpoint), 0
        end = begun + (kill_after if kill_after is not None else patience)
        while process.poll() is None and time.monotonic() < end:
            time.sleep(min(0.05, max(end - time.monotonic(), 0)))
            if fed < mails and process.poll() is None:
                self.mail.write()
                fed += 1
        is_ours = process.poll() is None
        if is_ours:
            process.kill()
        self.counts.add("seconds of serve", time.monotonic() - begun)
        self.counts.add("runs of serve")
        return self.finish(process, "serve") == KILLED and not is_ours

    def look(self):
        """The cheap checks; what is said once is enough. And what an operator does: innocent messages are tried again."""
        self.problems += [problem for problem in self.ledger.look() if problem not in self.problems]
        rows = self.desk.query("SELECT id FROM inbound WHERE state = 'quarantined' AND raw_removed_at IS NULL")
        aside = sorted({row for (row,) in rows} - self.ledger.poisoned())
        if aside:
            self.counts.add("messages tried again that were set aside", len(aside))
            self.insist("quarantine", "retry", *aside)

    def settle(self):
        """Ends all that waits: first with the poison in it, which must stop nothing else, then without."""
        poison = {n for n, letter in self.mail.written.items() if letter.kind == "poison"}
        for _ in range(4 * len(poison) + 2):
            if self.execute("ingest") == 0:
                break
        self.ledger.look()
        states = {self.ledger.numbers.get(row): state for row, state in self.desk.query("SELECT id, state FROM inbound")}
        self.ledger.complain("poisoned messages that are not set aside", [n for n in poison if states.get(n) != "quarantined"])
        self.problems += self.ledger.problems
        self.counts.add("poisoned messages set aside", len(poison))
        # The parser of a later version does not trap.
        self.desk.run("quarantine", "retry", "--all")
        self.problems += settle(self.desk, days=self.farthest // 86_400 + 6)

    def prove(self):
        """All problems, those included that show when everything is settled."""
        if not self.problems:
            self.settle()
            self.problems += [problem for problem in self.ledger.check() if problem not in self.problems]
        if self.tokens.unknown:
            self.problems.append(f"refresh tokens that nobody gave: {self.tokens.unknown[:3]}")
        return self.problems
