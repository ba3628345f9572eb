"""A part of the proof: the power goes at any moment, and what was not made durable is lost, in whole or in pieces.

All that casepost writes is written down while mail comes in and goes out, processes are killed, and syncs fail. Then the
disk is made as many cuts could have left it (power.py), and for each: `casepost verify` finds it whole; all that the mail
server, the MTA and the SMTP server were told or knew before is there; and an undisturbed run comes to one outcome for each
mail, with what the servers have at that time. At the end the disk lies on purpose: losses have to be found.
"""
import base64
import errno
import hashlib
import queue
import random
import re
import shutil
import signal
import subprocess
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor

from lab.base import CASEPOST, Counts, field
from lab.desk import MAILBOXES, Desk
from lab.disk_part import FAILURE, LARGE, all_sent, main
from lab.ledger import Ledger, settle
from lab.power import MANNERS, Disk
from lab.shim import CHANGES, DIES, SYNCS, name_of
from lab.sink import Sink
from lab.trial import TrialDesk, scratch

WORKERS = 2


def prove(options):
    """Runs the part; what is wrong, each as a line."""
    rng = random.Random(options.seed)
    with scratch(options, "power") as base:
        recording = Recording(base / "recorded", rng)
        try:
            recording.record(3 if options.short else 12)
            problems = recording.problems
            disk = recording.disk()
            problems += examine(recording, disk, base, rng, options)
            return problems + prove_itself(recording, base, rng)
        finally:
            recording.desk.close()


def examine(recording, disk, base, rng, options):
    count = getattr(options, "cuts", None) or (16 if options.short else 400)
    begin = time.monotonic()
    cuts = [Cut(recording.choose(rng), rng.choice(MANNERS), rng.random(), not options.short or number % 4 == 0)
            for number in range(count)]
    cuts += [Cut(at, "nothing", rng.random(), False) for at in recording.after_interruptions()]
    problems = recording.look_at(cuts, disk, base)
    print(f"power: {len(recording.records)} calls and words recorded of {len(recording.desk.written)} mails, with "
          f"{recording.faults}; {len(cuts)} cuts, {sum(cut.settles for cut in cuts)} of them settled afterwards, "
          f"{time.monotonic() - begin:.0f} s", flush=True)
    return problems


def prove_itself(recording, base, rng):
    """Whether a disk that lies is found out: of each kind of lie at least one loss."""
    lies = {
        "syncs of the database's log do nothing": lambda record: record.path.endswith("-wal"),
        "syncs of folders do nothing": lambda record: not re.search(r"\.\w+(-wal)?$", record.path),
        "syncs of files of blobs do nothing": lambda record: "/incoming/" in record.path,
    }
    problems = []
    for what, is_lie in lies.items():
        disk = recording.disk(lambda record: record.kind == "sync" and is_lie(record))
        cuts = [Cut(recording.choose(rng), "nothing", rng.random(), False) for _ in range(5)]
        found = recording.look_at(cuts, disk, base)
        if not found:
            problems.append(f"power: {what}, and nothing was found missing")
        print(f"power, self-test: {what}: {len(found)} losses found in {len(cuts)} cuts", flush=True)
    return problems


class Cut:
    """When the power goes, and what is lost then."""

    def __init__(self, at, manner, seed, settles):
        self.at, self.manner, self.seed, self.settles = at, manner, seed, settles

    def __str__(self):
        return f"cut at {self.at}, {self.manner} ({self.seed})"


class Recording:
    """What happened to a desk, with what others knew of it at each moment."""

    def __init__(self, base, rng):
        base.mkdir(mode=0o755)
        users = [f"{name}-{worker}" for name, kind in MAILBOXES.items() if kind == "imap" for worker in range(WORKERS)]
        self.desk, self.rng = TrialDesk(base, rng.random(), journal=True, users=users), rng
        self.messages, self.problems, self.faults, self.interrupted = {}, [], Counter(), []
        keep = self.desk.sink.keep

        def keep_and_tell(mail, recipient):
            keep(mail, recipient)
            self.desk.shim.mark("smtp " + message_id(mail))
        self.desk.sink.keep = keep_and_tell

    # What happens

    def record(self, rounds):
        desk = self.desk
        shutil.rmtree(desk.folder / "var")
        self.beginning = Disk(desk.folder)
        for what in ("contact", "advisor"):
            self.must(desk.attempt(what, "import", f"{what}s.csv"))
        desk.shim.mark("registry")
        faults = [("none", [], 0, 0), ("sync", SYNCS, errno.EIO, 30), ("killed", CHANGES, DIES, 300)]
        for number in range(rounds):
            name, kinds, code, most = faults[number % 3]
            desk.shim.arm(self.rng.randint(1, most) if most else 0, kinds, code)
            self.round(name)
            if number == 0:
                self.back_up()
            desk.shim.arm(self.rng.randint(1, most) if most else 0, kinds, code)
            self.commands()
        desk.shim.disarm()
        self.interrupt()
        self.round("none")
        self.records = desk.shim.records()
        self.read()

    def round(self, fault):
        """The gateway works until it has done all, or something ends it."""
        desk, log = self.desk, self.desk.base / "casepost.log"
        said = log.stat().st_size
        desk.start()
        for _ in range(2):
            for name in MAILBOXES:
                self.write(name, self.rng.choice([0, 0, 20_000, LARGE]))
            time.sleep(self.rng.random() * 0.2)

        def is_over():
            return desk.process.poll() is not None or (
                all_sent(desk) and {n for n, letter in desk.written.items() if letter.mailbox != "pipe"} <= desk.acknowledged())
        self.problems += desk.await_that(is_over, f"power: a round with fault {fault}")
        code = desk.process.poll()
        if code is None:
            desk.process.send_signal(signal.SIGTERM)
            code = desk.process.wait(60)
        failed = desk.shim.failed
        said = log.read_bytes()[said:].decode(errors="replace")
        expected = {"none": [0], "sync": [74, 0], "killed": [-signal.SIGKILL, 0]}[fault]
        if code not in expected or (code == 74 and FAILURE not in said):
            self.problems.append(f"power: serve ended with {code} in a round with fault {fault}: {said[-300:]!r}")
        if failed and fault != "none":
            self.faults[f"{fault} {name_of(errno.EIO) if fault == 'sync' else 'in a call'}".strip()] += 1

    def commands(self):
        """The same by commands that come to an end, or are ended."""
        for name in MAILBOXES:
            self.write(name, self.rng.choice([0, LARGE]))
        for command in ("ingest", "run-due", "ingest"):
            self.desk.attempt(command)

    def interrupt(self):
        """Kills a command at each of its syncs: the next finds what was written and not synced, and must not build on it."""
        for number in range(1, 9):
            self.write("support", 0)
            self.desk.shim.arm(number, SYNCS, DIES)
            self.desk.attempt("ingest")
            self.desk.shim.disarm()
            begin = self.desk.shim.journal.stat().st_size
            self.must(self.desk.attempt("ingest"))
            self.interrupted.append((begin, self.desk.shim.journal.stat().st_size))

    def write(self, name, size):
        desk = self.desk
        number, message = desk.letter(name, size)
        self.messages[number] = message
        # Before it is there: nobody has read what was not written yet.
        desk.shim.mark(f"mail {number}")
        if MAILBOXES[name] != "pipe":
            return desk.store(name, number, message)
        for _ in range(20):
            if desk.attempt("deliver", "--mailbox", name, message=message).returncode == 0:
                return desk.shim.mark(f"pipe {number}")
        self.problems.append(f"power: mail {number} is not taken from a pipe")

    def back_up(self):
        if not self.must(self.desk.attempt("backup", "backup.tar")):
            return
        digest = hashlib.sha256((self.desk.folder / "backup.tar").read_bytes()).hexdigest()
        self.desk.shim.mark(f"backup {digest}")

    def must(self, done):
        """Whether a command did what it should."""
        if done.returncode:
            self.problems.append(f"power: {' '.join(map(str, done.args))} exited with {done.returncode}: {done.stderr[-300:]}")
        return done.returncode == 0

    # What others knew

    def read(self):
        """Gathers what others knew, each with the place of the journal from which on they did."""
        self.known, logins = [], {}
        ledger = Ledger(self.desk, self.desk.dovecot, self.desk.sink, self.desk.written)
        ledger.look()
        uids = {}
        for row, mailbox, source in self.desk.query("SELECT id, mailbox, source_key FROM inbound"):
            if MAILBOXES[mailbox] == "imap":
                uids[mailbox, int(source.split(":")[-1])] = ledger.numbers[row]
        for record in self.records:
            if record.kind == "said" and not record.process:
                what, _, about = record.data.decode().partition(" ")
                self.known.append((record.at, what, about))
            elif record.kind == "said":
                connection = record.process, record.inode
                for words in re.findall(rb"(?:AUTHENTICATE PLAIN |^)([A-Za-z0-9+/]{8,}=*)\r\n", record.data):
                    logins[connection] = base64.b64decode(words).split(b"\0")[1].decode()
                for words in re.findall(rb"UID MOVE ([\d:,]+) ", record.data):
                    for uid in numbers_of(words.decode()):
                        self.known.append((record.at, "told", uids[logins[connection], uid]))
            elif record.kind == "rename" and "/mail/files/new/" in record.path:
                self.known.append((record.at, "told", int(record.path.split("/")[-1].split(".")[0])))
        if not any(what == "told" for _, what, _ in self.known):
            self.problems.append("power: no mailbox was told anything")

    def disk(self, is_lie=lambda record: False):
        """The disk with all that happened; of lies nothing has happened."""
        disk = self.beginning.again()
        for record in self.records:
            if record.kind == "said" and record.data.startswith(b"mail ") and not record.process:
                number = int(record.data.split()[1])
                if self.desk.written[number].mailbox == "files":
                    disk.bring(record.at, f"{disk.root}/mail/files/new/{number}.soak", self.messages[number])
            elif not is_lie(record):
                disk.follow([record])
        return disk

    def choose(self, rng):
        """A place in the journal: any, or just after somebody was told something, or something failed."""
        telling = {at for at, what, _ in self.known if what != "mail"}
        marks = [n for n, record in enumerate(self.records[:-1]) if record.at in telling or record.kind == "sync_failed"]
        index = rng.choice(marks) + 1 if rng.random() < 0.6 else rng.randrange(1, len(self.records))
        return self.records[index].at

    def after_interruptions(self):
        """The places just after a mailbox was told something by a command that followed a killed one."""
        told = {at for at, what, _ in self.known if what == "told"}
        return [after.at for record, after in zip(self.records, self.records[1:])
                if record.at in told and any(begin <= record.at < end for begin, end in self.interrupted)]

    # What is left

    def look_at(self, cuts, disk, base):
        """Makes the disk as each of the cuts left it; what is wrong."""
        workers = queue.Queue()
        for number in range(WORKERS):
            workers.put(Remains(self, disk, base / f"remains-{number}", number))

        def look(cut):
            worker = workers.get()
            try:
                return [f"{cut}: {line}" for line in worker.look(cut)]
            finally:
                workers.put(worker)
        with ThreadPoolExecutor(WORKERS) as pool:
            found = [line for lines in pool.map(look, cuts) for line in lines]
        while not workers.empty():
            workers.get().close()
        return found


class Remains:
    """A desk as a cut has left it, with the servers that it is connected to afterwards."""

    digests, query = {}, Desk.query

    def __init__(self, recording, disk, folder, number):
        self.recording, self.disk, self.folder, self.number = recording, disk, folder, number
        self.sink = Sink(random.Random(number), Counts())

    def close(self):
        self.sink.shutdown()
        self.sink.server_close()

    def maildir(self, name):
        return self.recording.desk.dovecot.maildir(f"{name}-{self.number}")

    def look(self, cut):
        shutil.rmtree(self.folder, ignore_errors=True)
        self.disk.make(cut.at, random.Random(cut.seed), cut.manner, self.folder)
        known = defaultdict(list)
        for at, what, about in self.recording.known:
            if at < cut.at:
                known[what].append(about)
        if not known["registry"] and not (self.folder / "var/casepost.sqlite").exists():
            return []
        done = subprocess.run([CASEPOST, "verify"], cwd=self.folder, capture_output=True, text=True)
        if done.returncode:
            return [f"verify: {(done.stdout + done.stderr).strip()}"]
        problems = self.compare(known)
        return problems + self.go_on(known) if cut.settles and known["registry"] and not problems else problems

    def compare(self, known):
        """What others knew and the disk does not."""
        problems = []

        def complain(what, wrong):
            if wrong:
                problems.append(f"{what}: {sorted(wrong)[:5]}")
        ledger = Ledger(self, self, self.sink, self.recording.desk.written)
        ledger.look_at_posts()
        ledger.look_at_raw()
        problems += ledger.problems
        told = set(known["told"]) | {int(number) for number in known["pipe"]}
        complain("told to be stored and is no post", told - set(ledger.posts))
        rows = dict(self.query("SELECT message_id, state FROM outbox"))
        complain("arrived and is not in the outbox", set(known["smtp"]) - set(rows))
        complain("called sent and did not arrive", {name for name in rows if rows[name] == "sent"} - set(known["smtp"]))
        if known["registry"] and not self.query("SELECT count(*) FROM person WHERE kind = 'advisor'")[0][0]:
            problems.append("the registry was imported and is gone")
        for digest in known["backup"]:
            file = self.folder / "backup.tar"
            if not file.exists() or hashlib.sha256(file.read_bytes()).hexdigest() != digest:
                problems.append("the backup is not what it was")
        return problems

    def go_on(self, known):
        """Does what is left to be done, with servers that have what they had; what does not agree then."""
        desk, told = self.recording.desk, set(known["told"])
        written = {int(number): desk.written[int(number)] for number in known["mail"]}
        text = (self.folder / "casepost.toml").read_text()
        text = re.sub(r'username = "(\w+)"', rf'username = "\1-{self.number}"', text)
        (self.folder / "casepost.toml").write_text(text.replace(f":{desk.sink.port}\"", f":{self.sink.port}\""))
        for name, kind in MAILBOXES.items():
            if kind == "imap":
                self.fill(self.maildir(name), {n for n, letter in written.items() if letter.mailbox == name}, told)
        sent = Counter(known["smtp"])
        self.sink.accepted = defaultdict(list, {name: desk.sink.accepted[name][:sent[name]] for name in sent})
        self.sink.looks = defaultdict(list, {name: desk.sink.looks[name][:sent[name]] for name in sent})
        problems = []
        for number, letter in written.items():
            if letter.mailbox == "pipe" and str(number) not in known["pipe"]:
                done = subprocess.run([CASEPOST, "deliver", "--mailbox", "pipe"], cwd=self.folder, capture_output=True,
                                      input=self.recording.messages[number])
                if done.returncode:
                    problems.append(f"deliver exited with {done.returncode}: {done.stderr[-300:]}")
        return problems + settle(self) + Ledger(self, self, self.sink, written).check()

    def fill(self, maildir, numbers, told):
        """Has a mailbox hold these mails, where they are; as if it were another mailbox by the same name."""
        shutil.rmtree(maildir)
        done = maildir / ".Casepost.Processed"
        for folder in (maildir, done):
            for part in ("new", "cur", "tmp"):
                (folder / part).mkdir(parents=True)
        for number in numbers:
            place = done / "cur" / f"{number}.soak:2,S" if number in told else maildir / "new" / f"{number}.soak"
            place.write_bytes(self.recording.messages[number])
        for path in (maildir, *maildir.rglob("*")):
            shutil.chown(path, self.recording.desk.dovecot.owner)


def message_id(mail):
    head = mail.split(b"\r\n\r\n")[0].decode(errors="replace").replace("\r\n ", " ") + "\r\n"
    return field(head, "Message-ID").strip("<>")


def numbers_of(words):
    """The numbers of a set as IMAP has it."""
    for part in words.split(","):
        first, _, last = part.partition(":")
        yield from range(int(first), int(last or first) + 1)


if __name__ == "__main__":
    main(prove, __doc__)
