"""Plants faults in a desk on which all is well, and demands that the checks complain of each."""
import shutil
import sqlite3

from lab import routes
from lab.kills_part import unknown_points
from lab.lane import Lane
from lab.ledger import Ledger
from lab.peers_record import ROWS, test_record


class Faults:
    """One fault after the other; each is taken back."""

    def __init__(self, lane):
        self.lane, self.desk, self.sink = lane, lane.desk, lane.sink
        self.inbox = lane.dovecot.maildir("support")
        self.processed = next(self.inbox.glob(".Casepost*Processed"))

    def sql(self, *statements):
        with sqlite3.connect(self.desk.folder / "var/casepost.sqlite") as database:
            for statement in statements:
                if database.execute(statement).rowcount == 0:
                    raise RuntimeError(f"nothing to spoil: {statement}")
        database.close()

    def copy(self, table, where, **changes):
        """Puts a copy of a row beside it, with other values."""
        columns = [row[1] for row in self.desk.query(f"PRAGMA table_info({table})") if row[1] != "id"]
        values = ", ".join(str(changes.get(column, column)) for column in columns)
        self.sql(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} WHERE {where} LIMIT 1")

    def arrival(self, change):
        name = next(name for name in self.sink.accepted)
        change(self.sink, name)

    def file(self, change):
        change(next(file for part in ("new", "cur") for file in sorted((self.processed / part).iterdir())))

    def all(self):
        """Each fault, with the words by which it has to be complained of."""
        post = "kind = 'post' AND channel = 'email'"
        one = "id = (SELECT min(id) FROM outbox WHERE state = 'sent')"
        # A large message is a file.
        small = "id = (SELECT min(blob_id) FROM inbound JOIN blob ON blob.id = blob_id WHERE bytes IS NOT NULL)"
        return [
            (lambda: self.sql(f"DELETE FROM feed_entry WHERE id = (SELECT min(id) FROM feed_entry WHERE {post})"),
             "mails without a post"),
            (lambda: self.copy("feed_entry", post), "mails posted twice"),
            (lambda: self.copy("feed_entry", post, text="'This is soak-999.'"), "posts that nobody wrote"),
            (lambda: self.sql("DELETE FROM inbound WHERE id = (SELECT min(id) FROM inbound WHERE outcome = 'opened')"),
             "posts without the message as it came"),
            (lambda: self.sql(f"UPDATE blob SET bytes = NULL WHERE {small}"),
             "messages of the ledger without their octets"),
            (lambda: self.sql(f"UPDATE blob SET bytes = CAST(bytes || 'x' AS BLOB) WHERE {small}"),
             "messages of the ledger whose octets nobody wrote"),
            (lambda: self.sql("UPDATE inbound SET outcome = NULL, state = 'received' WHERE id = (SELECT min(id) FROM inbound)"),
             "messages of the ledger that are not done"),
            (lambda: self.sql("UPDATE inbound SET acknowledged = 0 WHERE id = (SELECT min(id) FROM inbound)"),
             "messages of the ledger that are not done"),
            (lambda: self.copy("inbound", "outcome = 'opened'", source_key="'imap:1:999'"), "mails with several outcomes"),
            (lambda: self.sql("UPDATE inbound SET outcome = 'ignored' WHERE id = (SELECT min(id) FROM inbound WHERE outcome = "
                              "'opened')"), "mails with another outcome than their kind has"),
            (lambda: self.sql("UPDATE inbound SET outcome = 'held', reason = 'loop' WHERE id = (SELECT min(id) FROM inbound WHERE "
                              "outcome = 'opened')"), "mails held as a robot's whose author answered like a person"),
            (lambda: self.copy("outbox", one, message_id="'never@example.org'"), "mails that are called sent and never arrived"),
            (lambda: self.sql(f"UPDATE outbox SET state = 'queued' WHERE {one}"), "mails that are not sent"),
            (lambda: self.sql(f"DELETE FROM outbox WHERE {one}"), "mails that arrived and nobody queued"),
            (lambda: self.copy("outbox", "template = 'case-acknowledgement'", message_id="'again@example.org'"),
             "cases without exactly one acknowledgement"),
            (lambda: self.copy("outbox", "template = 'survey'", message_id="'asks@example.org'", date_at="date_at + 2591999000"),
             "contacts who were asked again too soon"),
            (lambda: self.copy("outbox", "template = 'digest'", message_id="'digest@example.org'", date_at="date_at + 1000"),
             "digests that came twice"),
            (lambda: self.file(lambda file: shutil.copy(file, file.with_name(f"1.twice.{file.name}"))), "there more often"),
            (lambda: self.file(lambda file: file.unlink()), "not in its folder of what is done"),
            (lambda: self.file(lambda file: file.rename(self.inbox / "new" / file.name)),
             "messages left in support"),
            (lambda: self.arrival(lambda sink, name: sink.looks[name].append(("Tue, 1 Dec 2026 10:00:00 +0000", "0"))),
             "another Date"),
            (lambda: self.arrival(lambda sink, name: sink.accepted[name].append("else@example.org")), "reached somebody else"),
            (lambda: self.arrival(lambda sink, name: sink.accepted[name].append(sink.accepted[name][0])),
             "arrived twice and are not marked"),
            (lambda: self.arrival(lambda sink, name: sink.accepted.pop(name)), "called sent and never arrived"),
        ]

    def plant(self, fault, words):
        """The problem that a fault is not found, or nothing."""
        self.restore()
        accepted = {name: list(each) for name, each in self.sink.accepted.items()}
        looks = {name: list(each) for name, each in self.sink.looks.items()}
        try:
            fault()
            found = Ledger(self.desk, self.lane.dovecot, self.sink, self.lane.mail.written).check_from_outside()
            return [] if any(words in problem for problem in found) else [f"not found: {words} (said: {found})"]
        finally:
            self.sink.accepted.clear(), self.sink.accepted.update(accepted)
            self.sink.looks.clear(), self.sink.looks.update(looks)

    def save(self):
        shutil.copytree(self.desk.folder / "var", self.lane.base / "well")
        shutil.copytree(self.inbox, self.lane.base / "well-mail")

    def restore(self):
        for kept, place in (("well", self.desk.folder / "var"), ("well-mail", self.inbox)):
            shutil.rmtree(place)
            shutil.copytree(self.lane.base / kept, place)


def prove(options):
    lane = Lane(options.folder / "lane", options.seed * 100 + 70, is_short=options.short)
    try:
        # A working day, so that nothing is old when the digests come.
        routes.to_next_hour(lane)
        for name in ("support", "files") * 5:
            lane.mail.write("question", name)
        for route in (routes.by_survey, routes.digest(routes.by_run_due)):
            route(lane, "none")
        for command in ("ingest", "run-due") * 2:
            lane.set_clock(lane.desk.ahead + 60)
            lane.execute(command)
        lane.problems += lane.ledger.check()
        if lane.problems:
            return [f"without any fault: {problem}" for problem in lane.problems]
        faults = Faults(lane)
        faults.save()
        planted = faults.all()
        problems = [problem for fault, words in planted for problem in faults.plant(fault, words)]
        if not unknown_points([*routes.failpoints(), "some.new"]) or not unknown_points(routes.failpoints()[1:]):
            problems.append("not found: a failpoint that no route reaches")
        print(f"{len(planted) + 2} faults planted, {len(planted) + 2 - len(problems)} found")
        wrong = test_record()
        print(f"{len(ROWS)} ways of a copy that is made again or not, {len(ROWS) - len(wrong)} judged rightly")
        problems += wrong
        return problems
    finally:
        lane.close()
