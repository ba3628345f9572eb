"""What has to be true at any time, and what has to agree when the faults are over: seen from outside."""
import hashlib
import re
import subprocess
import time
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from lab.base import CASEPOST
from lab.correspondence import OUTCOMES, POSTED
from lab.desk import MAILBOXES

# Each mail that is written says its number in its text.
MARK = re.compile(r"soak-(\d+)\.")
# A contact is asked once in so long how it went.
SURVEY_PAUSE = 30 * 86_400_000
# Whoever answered so many mails of the last hour within a minute each may be taken for a robot.
ECHOES, ECHO_MEMORY, ECHO_QUICKNESS = 5, 3_600_000, 60_000


def settle(desk, _=None, *, days=1):
    """Takes in what waits and sends all, at a time when every pause is over."""
    def later(hours):
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + days * 86_400 + 3_600 * hours))
    for attempt in range(30):
        done = [subprocess.run([CASEPOST, command, "--now", later(attempt)], cwd=desk.folder, capture_output=True, text=True)
                for command in ("ingest", "run-due")]
        problems = [line for each in done if each.returncode for line in each.stderr.splitlines()]
        waiting = desk.query("SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')")[0][0]
        unfinished = desk.query("SELECT count(*) FROM inbound WHERE state = 'received' OR acknowledged = 0")[0][0]
        if not problems and not waiting and not unfinished and attempt:
            return []
    return problems + [f"{waiting} mails still wait to be sent, {unfinished} messages are unfinished"]


def check(desk, dovecot, sink, written):
    """What does not agree when all is settled, each as a line."""
    ledger = Ledger(desk, dovecot, sink, written)
    problems = ledger.check()
    print(ledger)
    return problems


class Ledger:
    """Compares what was written, the database, the folders of the servers, and what the SMTP server took.

    I1: every message has exactly one outcome. I2: every mail of the outbox reached the server, each time with the same
    Message-ID and Date. I3: no post without the message as it came. I4: nothing is called sent that no server took.
    I5: the folders of the servers hold what the ledger calls done.
    """

    def __init__(self, desk, dovecot, sink, written):
        self.desk, self.dovecot, self.sink, self.written = desk, dovecot, sink, written
        # The number of the letter of each line of the ledger that was looked at, and those whose words were taken out.
        self.numbers, self.redacted = {}, set()
        # The last mails that were queued before the clock was set back by more than a day: windows come again after that.
        self.set_back = []
        self.problems, self.figures = [], {}

    def __str__(self):
        return "; ".join(f"{value} {name}" for name, value in self.figures.items())

    def poisoned(self):
        """Those lines of the ledger whose message kills who reads it."""
        return {row for row, n in self.numbers.items() if n in self.written and self.written[n].kind == "poison"}

    def complain(self, what, wrong):
        if wrong:
            self.problems.append(f"{what}: {len(wrong)}, as {', '.join(map(str, sorted(wrong)[:5]))}")

    def again(self):
        """How often a mail came that had come before."""
        return sum(len(recipients) - 1 for recipients in self.sink.accepted.values())

    def look(self):
        """What is wrong at any time, whatever was killed."""
        self.problems = []
        self.look_at_posts()
        self.look_at_raw()
        self.look_at_mail()
        self.look_at_surveys()
        self.look_at_digests()
        return self.problems

    def check(self):
        """What is wrong when all is settled, what the program itself finds included."""
        self.check_from_outside()
        done = subprocess.run([CASEPOST, "verify"], cwd=self.desk.folder, capture_output=True, text=True)
        if done.returncode:
            self.problems.append("casepost verify: " + (done.stdout + done.stderr).strip())
        return self.problems

    def check_from_outside(self):
        """What is wrong when all is settled, without asking the program."""
        self.look()
        self.check_outcomes()
        self.check_folders()
        self.check_mail()
        return self.problems

    # At any time.

    def look_at_posts(self):
        """Nothing is posted twice, and nothing that nobody wrote."""
        self.posts = Counter()
        for (text,) in self.desk.query("SELECT text FROM feed_entry WHERE kind = 'post'"):
            self.posts.update(int(found) for found in MARK.findall(text)[:1])
        self.complain("mails posted twice", [n for n in self.posts if self.posts[n] > 1])
        self.complain("posts that nobody wrote", [n for n in self.posts if n not in self.written])

    def look_at_raw(self):
        """I3: each line of the ledger has the octets that came."""
        rows = self.desk.query(
            "SELECT inbound.id, bytes, file, raw_removed_at FROM inbound LEFT JOIN blob ON blob.id = blob_id "
            f"WHERE inbound.id > {max(self.numbers, default=0)} ORDER BY inbound.id")
        lost, changed = [], []
        for row, octets, file, removed in rows:
            if octets is None and file:
                path = self.desk.folder / "var/blobs" / file
                octets = path.read_bytes() if path.exists() else None
            found = MARK.search(octets.decode(errors="replace")) if octets is not None else None
            self.numbers[row] = int(found.group(1)) if found else None
            letter = self.written.get(self.numbers[row])
            if octets is None and removed is None:
                lost.append(row)
            elif octets is not None and (letter is None or hashlib.sha256(octets).hexdigest() != letter.digest):
                changed.append(row)
        self.complain("messages of the ledger without their octets", lost)
        self.complain("messages of the ledger whose octets nobody wrote", changed)
        self.complain("posts without the message as it came", set(self.posts) - set(self.numbers.values()))

    def look_at_mail(self):
        """I2 and I4, as far as they hold while mails are under way."""
        with self.sink.lock:
            arrived = {name: list(recipients) for name, recipients in self.sink.accepted.items()}
        rows = self.desk.query("SELECT message_id, state, to_address FROM outbox")
        with self.sink.lock:
            accepted = {name: list(recipients) for name, recipients in self.sink.accepted.items()}
            looks = {name: list(each) for name, each in self.sink.looks.items()}
        self.complain("mails that are called sent and never arrived",
                      [row[0] for row in rows if row[1] == "sent" and row[0] not in accepted])
        self.complain("mails that arrived and nobody queued", set(arrived) - {row[0] for row in rows})
        # Of strangers the address is removed after a while.
        self.complain("mails that reached somebody else", [row[0] for row in rows if row[2] != "removed@invalid"
                                                           and any(to != row[2] for to in accepted.get(row[0], []))])
        self.complain("mails that came again with another Date",
                      [name for name, each in looks.items() if len({date for date, _ in each}) > 1])
        self.figures["of the mails that came again had other octets"] = sum(
            len({octets for _, octets in each}) > 1 for each in looks.values())

    def look_at_surveys(self):
        """Nobody is asked twice within 30 days; a mail that was withdrawn, as its case is open again, asked nobody."""
        asked = defaultdict(list)
        for address, at in self.desk.query(
                "SELECT to_key, date_at FROM outbox WHERE template = 'survey' AND state <> 'suppressed'"):
            asked[address].append(at)
        self.complain("contacts who were asked again too soon",
                      [address for address, times in asked.items()
                       if any(after - before < SURVEY_PAUSE for before, after in zip(sorted(times), sorted(times)[1:]))])
        self.figures["contacts asked how it went"] = len(asked)

    def look_at_digests(self):
        """Nobody has two digests of one window, as long as the clock is not set back by more than a day."""
        windows = Counter()
        for row, address, at in self.desk.query("SELECT id, to_key, date_at FROM outbox WHERE template = 'digest'"):
            kind, era = self.desk.digests.get(address, "hourly"), sum(last < row for last in self.set_back)
            time = datetime.fromtimestamp(at / 1000, ZoneInfo("America/Chicago"))
            if kind.startswith("daily"):
                hours, minutes = kind.split()[1].split(":")
                windows[address, (time - timedelta(hours=int(hours), minutes=int(minutes))).date(), era] += 1
            else:
                windows[address, time.strftime("%F %H"), era] += 1
        self.complain("digests that came twice", [f"{key[0]} {key[1]}" for key, count in windows.items() if count > 1])
        self.figures["digests"] = sum(windows.values())

    # When all is settled.

    def check_outcomes(self):
        """I1: one outcome for each message, the one that its kind has; whatever came again is known as such."""
        outcomes, came = defaultdict(list), Counter()
        rows = self.desk.query("""SELECT id, CASE WHEN outcome = 'held' AND reason = 'loop' THEN 'loop' ELSE outcome END,
                                  state, acknowledged FROM inbound""")
        for row, outcome, _, _ in rows:
            came[outcome] += 1
            if outcome != "duplicate":
                outcomes[self.numbers.get(row)].append(outcome)
        self.complain("messages of the ledger that are not done",
                      [row[0] for row in rows if row[2] not in ("done", "quarantined") or not row[3] or not row[1]])
        self.complain("mails without an outcome", [n for n in self.written if not outcomes[n]])
        self.complain("mails with several outcomes", [f"{n} ({outcomes[n]})" for n in self.written if len(outcomes[n]) > 1])
        self.complain("mails with another outcome than their kind has",
                      [f"{n} ({letter.kind}: {outcomes[n][0]})" for n, letter in self.written.items()
                       if outcomes[n] and outcomes[n][0] not in OUTCOMES[letter.kind]])
        posted = {n for n in self.written if outcomes[n] and outcomes[n][0] in POSTED}
        self.complain("mails held as a robot's whose author answered like a person",
                      [self.numbers.get(row) for row in self.rashly_held([row[0] for row in rows if row[1] == "loop"])])
        self.complain("mails without a post", posted - set(self.posts) - self.redacted)
        self.complain("posts of mails that have another outcome", set(self.posts) - posted)
        self.complain("posts whose words should be gone", set(self.posts) & self.redacted)
        self.figures |= {"mails written": len(self.written), "in the ledger": dict(came), "posts": sum(self.posts.values())}

    def rashly_held(self, rows):
        """Those of these lines of the ledger before which the author had not answered five mails at once, one after the other."""
        def author(row):
            letter = self.written.get(self.numbers.get(row))
            return letter and letter.author

        came, mailed = defaultdict(list), defaultdict(list)
        for row, at in self.desk.query("SELECT id, received_at FROM inbound ORDER BY received_at"):
            came[author(row)].append((at, row))
        for address, at in self.desk.query("SELECT to_address, sent_at FROM outbox WHERE sent_at IS NOT NULL ORDER BY sent_at"):
            mailed[address].append(at)
        rash = []
        for row in rows:
            held = next(at for at, other in came[author(row)] if other == row)
            answers, echoes = [at for at, _ in came[author(row)] if at <= held], 0
            for mail in (at for at in mailed[author(row)] if held - ECHO_MEMORY < at <= held):
                answers = [at for at in answers if at >= mail]
                if answers and answers[0] <= mail + ECHO_QUICKNESS:
                    answers, echoes = answers[1:], echoes + 1
            if echoes < ECHOES:
                rash.append(row)
        return rash

    def check_folders(self):
        """I5: nothing is left where it came, and what is done lies once where it belongs."""
        for name, kind in MAILBOXES.items():
            if kind == "pipe":
                continue
            maildir = self.dovecot.maildir(name) if kind == "imap" else self.desk.folder / "mail/files"
            self.complain(f"messages left in {name}", [file.name for file in (maildir / "new").iterdir()])
            done = [maildir / "cur"]
            if kind == "imap":
                self.complain(f"messages left in {name}, read", [file.name for file in (maildir / "cur").iterdir()])
                done = [folder / part for folder in maildir.glob(".Casepost*") for part in ("cur", "new")]
            files = [file for folder in done if folder.is_dir() for file in folder.iterdir()]
            moved = Counter(int(found) for file in files for found in MARK.findall(file.read_text(errors="replace"))[:1])
            brought = {n: letter.copies for n, letter in self.written.items() if letter.mailbox == name and letter.copies}
            self.complain(f"messages of {name} that are not in its folder of what is done", set(brought) - set(moved))
            self.complain(f"messages of {name} that are there more often than they came, or less",
                          [n for n, count in moved.items() if count != brought.get(n)])

    def check_mail(self):
        """I2: all that was queued arrived, and twice only what nobody could know of."""
        rows = self.desk.query("SELECT message_id, state, may_be_duplicate FROM outbox")
        accepted = self.sink.accepted
        self.complain("mails that are not sent", [f"{row[0]} ({row[1]})" for row in rows if row[1] not in ("sent", "suppressed")])
        twice = {name for name, recipients in accepted.items() if len(recipients) > 1}
        self.complain("mails that arrived twice and are not marked", twice - {row[0] for row in rows if row[2]})
        imported = {row[0] for row in self.desk.query("SELECT case_number FROM inbound WHERE source_key LIKE 'imported:%'")}
        cases = {row[0] for row in self.desk.query("SELECT number FROM support_case")}
        acknowledged = Counter(row[0] for row in self.desk.query(
            "SELECT case_number FROM outbox WHERE template = 'case-acknowledgement'"))
        self.complain("cases without exactly one acknowledgement", [n for n in cases - imported if acknowledged[n] != 1])
        self.complain("imported cases with an acknowledgement", [n for n in cases & imported if acknowledged[n]])
        self.figures |= {"cases": len(cases), "mails queued": len(rows), "mails arrived": len(accepted),
                         "once more with the same Message-ID (their outcome was not known)": self.again()}
