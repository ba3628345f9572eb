"""IMAP and SMTP servers that misbehave, from outside: nothing is lost, nothing in half, nothing twice.

Some desks run side by side, each with its own peers, in a time that passes faster, so that minutes of patience take seconds.
First every misbehaviour at every step, one after the other, each followed by a mail that has to arrive; then mixtures of
all by chance; then the peers behave, what waits is done, and what the peers have, the ledger, the posts and the outbox have
to agree. A fault of the table that never came about is a problem too.
"""
import random
import signal
import threading
import time
from collections import Counter

from lab import imap_mischief, smtp_peer
from lab.base import CASEPOST, Counts, eventually
from lab.dovecot import make_certificates
from lab.peers_check import check, gather, test_itself
from lab.peers_desk import ACCOUNTS, PeersDesk, compile_shim

# So many times as fast passes the time of the desks.
RATE = 20
# MiB that serve may take, whatever the peers announce; a program made for debugging takes more.
MEMORY = 120
# Commands, those of mails that wait aside, and connections in the worst second of one server: more is a loop without a pause.
RUSH = {"commands": 2_000, "connections": 40}
EVENTS = ["renumber", "reuse", "person", "learns", "restless"]
# Only with servers that can do this.
NEEDS = {"learns": "move", "restless": "idle"}
# So many times in a second a server that always tells of news may be listened to; at the most that is each five seconds of
# a desk's time, besides the first times.
PATIENT = 20
# Of a second in which nothing is to be done, so many milliseconds are work. It is 20 s of the desk's time; and what hangs when
# all goes well again is given up one by one, and done then: a desk waits for two minutes at most, and pauses after that.
QUIET, RESTING = 300, 20
# At these a connection is made anew.
CONNECTING = {"greeting", "tls", "hello", "starttls", "login", "noop", "capability", "namespace", "list", "create", "select",
              "banner", "ehlo", "auth"}


class Proof:
    def __init__(self, options):
        self.options, self.counts, self.problems, self.done = options, Counts(), [], Counter()
        self.base = options.folder
        self.rng = random.Random(options.seed)
        self.begun, self.planned, self.left_out = time.monotonic(), 0, 0
        # At length all of it is played; on a machine that has much else to do that took more than 400 s.
        self.table_end = self.begun + (15 if options.short else 900)

    def complain(self, text):
        self.problems.append(text)

    # The table.

    def imap_rows(self, desks):
        """Each misbehaviour with an account whose server can do it, evenly."""
        load = {(desk, peer): [] for desk in desks for peer in desk.accounts}
        rows = [(step, kind) for step, kinds in imap_mischief.MISCHIEF.items() if step != "logout" for kind in kinds]
        rows += [("event", kind) for kind in EVENTS]
        for step, kind in self.shuffled(rows, imap_mischief.SLOW, 3):
            able = [each for each in load if can(each[1], NEEDS.get(kind, step))]
            load[min(able, key=lambda each: weight(load[each]))].append((step, kind))
        return load

    def shuffled(self, rows, slow, few):
        """In any order; where time is short, only few of those that take long."""
        self.rng.shuffle(rows)
        if not self.options.short:
            return rows
        quick = [row for row in rows if row[1] not in slow]
        return [row for row in rows if row[1] in slow][:few] + quick

    def play(self, desk, peer, rows):
        """One after the other on one account."""
        for step, kind in rows:
            if time.monotonic() > self.table_end or self.has_ended():
                self.left_out += 1
                continue
            self.planned += 1
            try:
                if step == "event":
                    getattr(self, kind)(desk, peer)
                else:
                    self.provoke(desk, peer, step, kind)
            except Exception as error:
                self.complain(f"{desk.name} {peer.name}: {step} {kind}: {error!r}")

    def provoke(self, desk, peer, step, kind):
        peer.mischief.plan(step, kind)
        desk.deliver_to(peer, large=kind in ("middle", "cut") or self.rng.random() < 0.03)
        if step in CONNECTING:
            peer.kick()
        if step == "list":
            peer.mischief.plan("create", "no")
        self.expect(lambda: not peer.mischief.is_planned(step), f"{desk.name} {peer.name}: {step} {kind} was never reached")
        if kind in ("bare", "lies", "news-in") or (step == "idle" and kind in ("no", "bad", "early")):
            # That holds for the connection.
            time.sleep(1)
            peer.kick()
        self.expect(lambda: not peer.numbers("INBOX"), f"{desk.name} {peer.name}: no mail came in after {step} {kind}")

    def expect(self, condition, complaint, patience=60):
        came = eventually(condition, patience, unless=self.has_ended)
        if not came:
            self.complain(complaint)
        return came

    def has_ended(self):
        """Whether serve has ended by itself: then nothing comes any more."""
        return any(desk.process and desk.process.poll() is not None and not desk.is_ending for desk in self.desks)

    def renumber(self, desk, peer):
        desk.deliver_to(peer)
        peer.renumber()
        self.done["event", "renumber"] += 1
        self.expect(lambda: not peer.numbers("INBOX"), f"{desk.name} {peer.name}: no mail came in after renumbering")

    def person(self, desk, peer):
        """Somebody marks mail as read, and takes other mail away."""
        numbers = [desk.deliver_to(peer) for _ in range(3)]
        with peer.lock:
            messages = peer.folders["INBOX"].messages
            for message in messages:
                message.flags.add("\\Seen")
            if messages:
                peer.vanished.add(messages.pop().number)
        self.done["event", "person"] += 1
        self.expect(lambda: not peer.numbers("INBOX"), f"{desk.name} {peer.name}: mail {numbers} did not come in")

    def reuse(self, desk, peer):
        """A server that gives old UIDs to new mail: it is passed over at worst, until the folder is called another one."""
        self.expect(lambda: not peer.numbers("INBOX"), f"{desk.name} {peer.name}: mail is left")
        time.sleep(2)
        with peer.lock:
            peer.folders["INBOX"].next = 1
            number = desk.deliver_to(peer)
        peer.kick()
        time.sleep(2)
        with peer.lock:
            # It may lie in both, on its way.
            if not peer.numbers("INBOX")[number] + peer.numbers("Casepost/Processed")[number]:
                self.complain(f"{desk.name} {peer.name}: mail under an old UID is gone")
        self.done["event", "reuse"] += 1
        peer.renumber()
        self.expect(lambda: not peer.numbers("INBOX"), f"{desk.name} {peer.name}: mail under an old UID never came in")

    def learns(self, desk, peer):
        """A server that offers MOVE only since it has copied: what it copied is not moved as well."""
        for _ in range(5):
            peer.mischief.plan("capability", "bare")
            peer.mischief.plan("store", "drop")
            peer.kick()
            desk.deliver_to(peer)
            self.expect(lambda: not peer.numbers("INBOX"), f"{desk.name} {peer.name}: what was copied is not taken away")
            # The mail may have come in before, or the connection been another one.
            is_done = not peer.mischief.is_planned("store")
            peer.mischief.forget()
            if is_done:
                self.done["event", "learns"] += 1
                return
        self.complain(f"{desk.name} {peer.name}: nothing was copied")

    def restless(self, desk, peer):
        """A server that tells of new mail whenever it is listened to, and has none."""
        before, seconds = peer.heard["IDLE"], 2
        peer.is_restless = True
        self.expect(lambda: peer.heard["IDLE"] > before, f"{desk.name} {peer.name}: nobody listens")
        before = peer.heard["IDLE"]
        time.sleep(seconds)
        peer.is_restless = False
        # What it claimed holds for the connection.
        peer.kick()
        self.done["event", "restless"] += 1
        if (count := peer.heard["IDLE"] - before) > PATIENT * seconds:
            self.complain(f"{desk.name} {peer.name}: {count} times listened to in {seconds} s, to news that were none")
        desk.deliver_to(peer)
        self.expect(lambda: not peer.numbers("INBOX"), f"{desk.name} {peer.name}: no mail came in after news that were none")

    def smtp_rows(self, desks):
        load = {desk: [] for desk in desks}
        rows = [(step, kind) for step, kinds in smtp_peer.MISCHIEF.items() for kind in kinds]
        for step, kind in self.shuffled(rows, smtp_peer.SLOW, 0):
            able = [desk for desk in load if (step != "starttls" or desk.smtp.tls == "starttls")
                    and (step != "tls" or desk.smtp.tls != "none")]
            load[min(able, key=lambda desk: weight(load[desk]))].append((step, kind))
        return load

    def send(self, desk, rows):
        for step, kind in rows:
            if time.monotonic() > self.table_end:
                self.left_out += 1
                continue
            self.planned += 1
            desk.smtp.mischief.plan(step, kind)
            if step == "rset":
                desk.smtp.mischief.plan("data", "4xx")
            if step in CONNECTING:
                desk.smtp.kick()
            number = desk.deliver_file()
            row = f"{desk.name}: {step} {kind}"
            self.expect(lambda: not desk.smtp.mischief.is_planned(step), f"{row} was never reached", 120)
            self.expect(lambda: self.is_settled(desk, number), f"{row}: mail {number} was not dealt with", 120)

    @staticmethod
    def is_settled(desk, number):
        to = f"c{number}@d{number // 50}.example"
        return desk.query("SELECT 1 FROM outbox WHERE to_address = ? AND state IN ('sent', 'failed')", to)

    # The mixture.

    def mix(self, desk, seconds):
        rng = random.Random(self.rng.random())
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for peer in desk.accounts:
                peer.mischief.chance = rng.choice([0.0, 0.03, 0.1, 0.3])
                if rng.random() < 0.7:
                    desk.deliver_to(peer, large=rng.random() < 0.02)
                if rng.random() < 0.03:
                    peer.renumber()
                    self.done["event", "renumber"] += 1
            desk.smtp.mischief.chance = rng.choice([0.0, 0.02, 0.05, 0.15])
            desk.deliver_file()
            desk.note_memory()
            time.sleep(rng.expovariate(2))

    # From the beginning to the end of one desk.

    def behave(self, desk):
        """From now on all goes well; what hangs may hang until it is given up by the desk itself."""
        desk.smtp.mischief.forget()
        for peer in desk.accounts:
            peer.mischief.forget()
        desk.new_password()

    def finish(self, desk):
        def left():
            return [peer.name for peer in desk.accounts if peer.numbers("INBOX")] + \
                (["files"] if any((desk.folder / "mail/files/new").iterdir()) else [])
        if not self.expect(lambda: not left(), f"{desk.name}: mail is left long after the faults", 90):
            self.complain(f"{desk.name}: that was {left()}")
        self.rest(desk)
        desk.note_course(is_alone=False)
        kinds = imap_mischief.MISCHIEF["logout"]
        for number, peer in enumerate(desk.accounts):
            peer.mischief.plan("logout", kinds[(number + int(desk.name[-1]) * len(desk.accounts)) % len(kinds)])
        work, wall = desk.cpu(), time.monotonic() - desk.started
        self.counts.add(f"% of one core of {desk.name}", round(100 * work / wall))
        desk.is_ending = True
        if problem := desk.end(signal.SIGTERM):
            self.complain(f"{desk.name}: {problem}")
        self.part_with(desk)
        self.behave(desk)
        self.settle(desk)
        self.count(desk)
        state = gather(desk)
        self.problems += [f"{desk.name}: {problem}" for problem in check(state)]
        if desk.name.endswith("1") and not self.problems:
            self.problems += test_itself(state)

    def rest(self, desk):
        """Once the last mail is dealt with nothing is to be done: then nothing is done."""
        work = []
        for _ in range(RESTING):
            before = desk.cpu()
            time.sleep(1)
            work.append(round((desk.cpu() - before) * 1_000))
            if work[-1] <= QUIET:
                break
        self.counts.add(f"seconds until {desk.name} rested", len(work))
        if work[-1] > QUIET:
            self.complain(f"{desk.name}: serve works although nothing is to be done, in ms each second: {work}")

    def settle(self, desk):
        """Takes in what waits and sends all, at a time when every pause is over."""
        for attempt in range(20):
            later = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 86_400 + 18_000 * attempt))
            done = [desk.command(verb, "--now", later) for verb in ("ingest", "run-due")]
            self.part_with(desk)
            waiting = desk.query("SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')")[0][0]
            unfinished = desk.query("SELECT count(*) FROM inbound WHERE state = 'received' OR acknowledged = 0")[0][0]
            wrong = [line for each in done if each.returncode for line in each.stderr.splitlines()]
            if not (waiting or unfinished or wrong):
                return
        self.complain(f"{desk.name} does not settle: {waiting} mails wait, {unfinished} messages are unfinished {wrong[:2]}")

    def part_with(self, desk):
        """A process has ended, and with it what it alone knew."""
        for peer in desk.accounts:
            self.expect(lambda: not peer.lines, f"{desk.name} {peer.name}: a connection is left when its process has ended")
            peer.forget_copies()

    def count(self, desk):
        for peer in [desk.smtp, *desk.accounts]:
            self.done.update(peer.mischief.done)
            self.counts.add("connections", peer.connections)
            self.counts.add("commands", sum(peer.heard.values()))
            for what, limit in RUSH.items():
                worst = max((number for (_, which), number in peer.rush.items() if which == what), default=0)
                if worst > limit:
                    self.complain(f"{desk.name} {getattr(peer, 'name', 'smtp')}: {worst} {what} in one second")
        self.counts.add("messages", desk.written)
        self.counts.add("mails that arrived", len({mail.id for mail in desk.smtp.kept}))
        self.counts.add("of them once more, their outcome not known", len(desk.smtp.kept) - len({m.id for m in desk.smtp.kept}))
        self.counts.add("copies whose outcome was not known", sum(peer.untold.total() for peer in desk.accounts))
        self.counts.add("mails copied again for that",
                        sum(peer.numbers("Casepost/Processed").total() - len(peer.numbers("Casepost/Processed"))
                            for peer in desk.accounts))
        limit = MEMORY * (3 if "debug" in str(CASEPOST) else 1)
        self.counts.add(f"MiB of {desk.name}", round(desk.memory))
        if desk.memory > limit:
            self.complain(f"{desk.name}: serve took {desk.memory:.0f} MiB")

    def run(self):
        make_certificates(self.base)
        compile_shim(self.base)
        short = self.options.short
        contacts = 400 if short else 3_000
        plans = [("imap1", ACCOUNTS * 3, "implicit"), ("smtp1", [], "starttls")]
        if not short:
            plans += [("imap2", ACCOUNTS * 3, "none"), ("smtp2", [], "implicit"), ("smtp3", [], "starttls"),
                      ("smtp4", [], "none")]
        self.desks = desks = [PeersDesk(self.base, name, random.Random(self.rng.random()), self.counts, accounts, smtp, RATE, contacts)
                 for name, accounts, smtp in plans]
        try:
            for desk in desks:
                desk.start()
                if short:
                    desk.smtp.mischief.patience = 0
            self.in_threads([(self.play, desk, peer, rows) for (desk, peer), rows in
                             self.imap_rows([desk for desk in desks if desk.accounts]).items()]
                            + [(self.send, desk, rows) for desk, rows in
                               self.smtp_rows([desk for desk in desks if not desk.accounts]).items()])
            for desk in desks:
                desk.note_course(is_alone=not desk.accounts)
                desk.note_memory()
            print(f"  the table took {time.monotonic() - self.begun:.0f} s", flush=True)
            self.in_threads([(self.mix, desk, 5 if short else 60) for desk in desks])
            for desk in desks:
                self.behave(desk)
            self.in_threads([(self.finish, desk) for desk in desks])
        finally:
            for desk in desks:
                if desk.process and desk.process.poll() is None:
                    desk.process.kill()
        self.print_figures()
        return self.problems

    def in_threads(self, works):
        threads = [threading.Thread(target=self.guarded, args=work) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def guarded(self, work, *arguments):
        try:
            work(*arguments)
        except Exception as error:
            self.complain(f"{work.__name__} {getattr(arguments[0], 'name', '')}: {error!r}")

    def print_figures(self):
        steps = {}
        for (step, kind), number in sorted(self.done.items()):
            steps.setdefault(step, []).append(f"{kind} {number}")
        for step, kinds in steps.items():
            print(f"  {step}: {', '.join(kinds)}")
        print(f"peers: {self.planned} faults one by one ({self.left_out} left out for want of time), {self.done.total()} in all, "
              f"of {len(self.done)} kinds; {self.counts}; {time.monotonic() - self.begun:.0f} s", flush=True)
        if self.left_out and not self.options.short:
            self.complain(f"{self.left_out} faults were left out for want of time")


def can(peer, step):
    """Whether an account comes to that step."""
    words = peer.capabilities.split()
    return {
        "tls": peer.tls != "none", "starttls": peer.tls == "starttls", "namespace": "NAMESPACE" in words,
        "list": "NAMESPACE" not in words, "move": "MOVE" in words, "copy": "MOVE" not in words,
        "store": "MOVE" not in words, "expunge": "MOVE" not in words, "idle": "IDLE" in words,
    }.get(step, True)


def weight(rows):
    """About how long they take."""
    return sum(8 if kind in imap_mischief.SLOW else 1 for _, kind in rows)


def prove(options):
    return Proof(options).run()
