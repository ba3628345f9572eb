"""How each failpoint of the program is reached: a route lets a process die there, and has its work done afterwards."""
import re
import shutil
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from lab.base import ROOT
from lab.lane import KILLED

CHICAGO = ZoneInfo("America/Chicago")
# So far behind what is kept too long lies in the time of the desk.
KEPT_TOO_LONG = 4 * 86_400


# Those of the preset in the months in which a proof may come: it goes on for weeks of the desk's time.
HOLIDAYS = {(1, 1), (6, 19), (7, 4), (12, 24), (12, 25)}


def is_thanksgiving(day):
    """Whether it may be one of the two days of Thanksgiving; or one of the holidays on a Monday."""
    return (day.month, day.weekday()) in {(11, 3), (11, 4), (5, 0), (9, 0)} and day.day > (21 if day.month == 11 else 0)


def failpoints():
    """All points that the program has, from its source: a new one that no route reaches fails the proof."""
    source = (ROOT / "Sources/Core/Failpoint.swift").read_text()
    return re.findall(r'^    case \w+ = "([\w.]+)"$', source, re.M)


# Each route takes the lane and `point:hit`, and says whether the process died at that point.

def by_serve(lane, failpoint):
    """Mail waits, and more comes while the gateway runs."""
    for _ in range(3):
        lane.mail.write(mailbox=lane.rng.choice(["support", "help", "files"]))
    return lane.serve(failpoint)


def by_ingest(lane, failpoint):
    for _ in range(5):
        lane.mail.write(mailbox=lane.rng.choice(["support", "help", "files"]))
    return lane.execute("ingest", failpoint=failpoint) == KILLED


def by_deliver(lane, failpoint):
    """An MTA hands a message over, and does so again when it hears nothing."""
    letter, message = lane.mail.compose("question", lane.rng.choice(lane.desk.contacts), "pipe@example.org", "Grades do not load",
                                        is_large=failpoint.startswith("blob"))
    lane.desk.failpoint = failpoint
    try:
        code = lane.desk.hand_over(message)
    finally:
        lane.desk.failpoint = None
    if code != 0:
        lane.mail.bring(letter, message)
    return code == KILLED


def by_run_due(lane, failpoint):
    """Mail waits to be sent."""
    lane.mail.write("question", "files")
    lane.execute("ingest")
    return lane.execute("run-due", failpoint=failpoint) == KILLED


def large(route):
    """Mail comes that is kept in files."""
    def by_large(lane, failpoint):
        for name in ("support", "files"):
            lane.mail.write("question", name, is_large=True)
        return route(lane, failpoint)
    return by_large


def to_next_hour(lane):
    """The next hour of a working day has begun, at which digests are made."""
    now = datetime.fromtimestamp(time.time() + lane.desk.ahead, CHICAGO)
    then = (now + timedelta(hours=1)).replace(minute=0, second=5)
    while then.weekday() > 4 or not 8 <= then.hour < 17 or (then.month, then.day) in HOLIDAYS or is_thanksgiving(then):
        then += timedelta(hours=1)
    # Where that is days ahead, what came before is kept too long then.
    lane.look()
    lane.set_clock(int(then.timestamp() - time.time()))


def digest(route):
    """Something happened since the last digests, and the next are due."""
    def by_digest(lane, failpoint):
        lane.mail.write("question", "files")
        lane.execute("ingest")
        to_next_hour(lane)
        return route(lane, failpoint)
    return by_digest


def by_notice(lane, failpoint):
    """A notice is mailed to an account; the same command again mails nobody twice."""
    lane.counts.add("notices")
    words = ("notice", "open", "--kind", "incident", "--title", f"Outage {lane.counts.counts['notices']}", "--text", "We look.",
             "--account", f"District {lane.rng.randrange(80)}", "--mail")
    code = lane.execute(*words, failpoint=failpoint)
    if code == KILLED:
        lane.insist(*words)
    return code == KILLED


def by_survey(lane, failpoint):
    """A case of a contact is closed who was not asked lately, and one of somebody who may have been."""
    asked = {row[0] for row in lane.desk.query("SELECT to_key FROM outbox WHERE template = 'survey'")}
    author = lane.rng.choice([address for address in lane.desk.contacts if address not in asked])
    for each in (author, author, lane.rng.choice(sorted(asked) or [author])):
        lane.mail.send("question", each, "files@example.org", "Please close this", None)
    lane.execute("ingest")
    cases = lane.desk.query("SELECT number FROM support_case WHERE subject = 'Please close this' AND closed_at IS NULL "
                            "AND removed_at IS NULL ORDER BY number DESC LIMIT 4")
    for (number,) in cases:
        lane.execute("case", "close", number, "--text", "Done.")
    return lane.execute("run-due", failpoint=failpoint) == KILLED


def by_retention(lane, failpoint):
    """What is kept too long is removed; what was not looked at before nobody can look at afterwards."""
    for name in ("support", "files"):
        lane.mail.write("question", name, is_large=True)
    lane.execute("ingest")
    lane.execute("ingest")
    lane.look()
    later = datetime.fromtimestamp(time.time() + lane.desk.ahead + KEPT_TOO_LONG).astimezone().isoformat(timespec="seconds")
    code = lane.execute("retention", "run", "--now", later, failpoint=failpoint)
    if code == KILLED:
        lane.insist("retention", "run", "--now", later)
    return code == KILLED


def by_redaction(lane, failpoint):
    """What a mail said is taken out of its case."""
    letter = lane.mail.write("question", "files", is_large=True)
    lane.execute("ingest")
    lane.execute("ingest")
    lane.look()
    row = next((row for row, number in lane.ledger.numbers.items() if number == letter.number), 0)
    found = lane.desk.query("SELECT case_number FROM inbound WHERE id = ? AND outcome = 'opened'", row)
    if not found:
        return False
    words = ("redact", found[0][0], "--all", "--reason", "asked for")
    code = lane.execute(*words, failpoint=failpoint)
    if code == KILLED:
        lane.insist(*words)
    lane.ledger.redacted.add(letter.number)
    return code == KILLED


def by_first_start(lane, failpoint):
    """A new desk makes its tables."""
    folder = lane.base / "new-desk"
    shutil.rmtree(folder, ignore_errors=True)
    lane.desk.run("init", folder)
    code = lane.execute("contact", "import", "contacts.csv", failpoint=failpoint, folder=folder)
    lane.insist("contact", "import", "contacts.csv", folder=folder)
    lane.insist("verify", folder=folder)
    return code == KILLED


def by_backup(lane, failpoint):
    copies = lane.base / "backups"
    copies.mkdir(exist_ok=True)
    code = lane.execute("backup", "--into", copies, "--keep", 1, failpoint=failpoint)
    if code == KILLED:
        lane.insist("backup", "--into", copies, "--keep", 1)
    return code == KILLED


def by_restore(lane, failpoint):
    """The desk is put back as it is, from a copy that was made a moment ago while nothing ran."""
    for name in ("support", "files"):
        lane.mail.write("question", name, is_large=True)
    lane.execute("ingest")
    copy = lane.base / "copy.tar"
    copy.unlink(missing_ok=True)
    lane.insist("backup", copy)
    words = ("restore", "--replace", "--send-waiting", copy)
    code = lane.execute(*words, failpoint=failpoint)
    if code == KILLED:
        lane.insist(*words)
    for aside in (lane.desk.folder / "var").glob("*.before-*"):
        shutil.rmtree(aside) if aside.is_dir() else aside.unlink()
    return code == KILLED


def by_import(lane, failpoint):
    """Old mail is taken in, and again: that changes nothing."""
    folder = lane.base / "old-mail"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for _ in range(3):
        author = lane.rng.choice(lane.desk.contacts)
        letter, message = lane.mail.compose("old", author, "support@example.org", "Old question")
        (folder / f"{letter.number}.eml").write_bytes(message)
    words = ("import", "--mailbox", "support", folder)
    code = lane.execute(*words, failpoint=failpoint)
    if code == KILLED:
        lane.insist(*words)
    lane.insist(*words)
    # By the desk's clock this mail is old, and its octets are not kept for long.
    lane.look()
    return code == KILLED


INTAKE = [by_serve, by_ingest, by_deliver]
OUTBOX = [by_serve, by_run_due]
ROUTES = {
    "intake.fetched": INTAKE, "intake.kept": INTAKE, "intake.understood": INTAKE, "intake.applied": INTAKE,
    "intake.committed": INTAKE, "intake.acknowledged": INTAKE,
    "blob.published": [large(by_serve), large(by_ingest), by_deliver],
    "digest.queued": [digest(by_serve), digest(by_run_due)], "digest.committed": [digest(by_serve), digest(by_run_due)],
    "notice.queued": [by_notice], "notice.committed": [by_notice],
    "survey.queued": [by_survey],
    "outbox.claimed": OUTBOX, "outbox.delivered": OUTBOX, "outbox.recorded": OUTBOX,
    "retention.removed": [by_retention], "retention.committed": [by_retention],
    "redaction.applied": [by_redaction], "redaction.committed": [by_redaction],
    "removal.unlinked": [by_retention, by_redaction], "removal.files": [by_retention, by_redaction],
    "schema.stepped": [by_first_start],
    "backup.written": [by_backup], "restore.filled": [by_restore], "restore.cleared": [by_restore],
    "import.applied": [by_import],
    "oauth.answered": OUTBOX, "oauth.saved": OUTBOX,
}
# How often a point is passed on its way, at least; of others a few times.
HITS = {"schema.stepped": 20, "digest.queued": 1, "digest.committed": 1, "notice.queued": 1, "notice.committed": 1,
        "survey.queued": 1, "redaction.applied": 1, "redaction.committed": 1, "removal.files": 1, "removal.unlinked": 2,
        "backup.written": 1, "restore.filled": 1, "restore.cleared": 1, "import.applied": 1, "retention.removed": 1,
        "retention.committed": 1, "oauth.answered": 1, "oauth.saved": 1, "intake.acknowledged": 2}
