"""What has to agree on a desk whose peers misbehaved, and a test of that check itself."""
import copy
from collections import Counter
from dataclasses import dataclass, field

from lab.imap_peer import MARK

# These say of a mail that it was refused for good, not we.
GIVEN_UP = ("rcpt: 5", "data: 5", "body: 5", "local: 55", "mail: 552")
TAKEN = ("opened", "posted")
# A mail that was refused for a while is not tried again before this: the first step of the schedule is a minute.
BACK_OFF = 50


@dataclass
class Account:
    """A mailbox as its server sees it."""
    originals: dict
    inbox: Counter
    processed: Counter
    quarantine: Counter
    # What the server itself took away; what it called too large; what it copied, so often, without the client's knowing it.
    vanished: set = field(default_factory=set)
    oversized: set = field(default_factory=set)
    untold: Counter = field(default_factory=Counter)


@dataclass
class State:
    """All that is known of a desk and its peers when it is over."""
    accounts: dict
    ledger: list  # (mailbox, state, acknowledged, outcome, raw)
    posts: Counter
    outbox: list  # (id, state, may be duplicate, recipient, last error, attempts)
    kept: list
    tries: dict  # by recipient, (time, verdict)
    refusals: list  # (time, step)
    mails: list  # times
    exposed: list
    rate: int
    verify: str
    spooled: list


def gather(desk):
    accounts = {}
    for peer in desk.accounts:
        with peer.lock:
            accounts[peer.name] = Account(
                dict(peer.originals), peer.numbers("INBOX"), peer.numbers("Casepost/Processed"),
                peer.numbers("Casepost/Quarantine"), set(peer.vanished), set(peer.oversized), Counter(peer.untold))
    left = Counter(number_of(file.read_bytes()) for file in (desk.folder / "mail/files/new").iterdir())
    done = Counter(number_of(file.read_bytes()) for file in (desk.folder / "mail/files/cur").iterdir())
    accounts["files"] = Account(dict(desk.in_files), left, done, Counter())
    ledger = []
    for mailbox, state, acknowledged, outcome, octets, file in desk.query(
            "SELECT mailbox, state, acknowledged, outcome, bytes, file FROM inbound JOIN blob ON blob.id = blob_id"):
        raw = octets if file is None else (desk.folder / "var/blobs" / file).read_bytes()
        ledger.append((mailbox, state, acknowledged, outcome, raw))
    posts = Counter(number_of(text.encode()) for (text,) in desk.query("SELECT text FROM feed_entry WHERE kind = 'post'"))
    outbox = desk.query("SELECT message_id, state, may_be_duplicate, to_address, last_error, attempts FROM outbox")
    verified = desk.command("verify")
    smtp = desk.smtp
    return State(
        accounts, ledger, posts, outbox, list(smtp.kept), *desk.course, smtp.exposed + [line for peer in desk.accounts for line in peer.exposed],
        desk.rate, verified.stdout + verified.stderr if verified.returncode else "",
        [path.name for path in (desk.folder / "var/blobs").rglob("spool-*")])


def number_of(raw):
    found = MARK.search(raw)
    return int(found.group(1)) if found else 0


def check(state):
    """What does not agree, each as a line."""
    problems = []

    def complain(what, wrong):
        if wrong:
            problems.append(f"{what}: {len(wrong)}, as {', '.join(map(str, sorted(wrong)[:5]))}")

    check_messages(state, complain)
    check_mails(state, complain)
    complain("passwords that went without TLS", state.exposed)
    complain("casepost verify", [state.verify.strip().replace("\n", "; ")] if state.verify else [])
    complain("files that are left in the spool", state.spooled)
    return problems


def check_messages(state, complain):
    originals = {n: raw for account in state.accounts.values() for n, raw in account.originals.items()}
    first = Counter()
    for mailbox, progress, acknowledged, outcome, raw in state.ledger:
        number = number_of(raw)
        if originals.get(number) != raw:
            complain(f"messages of {mailbox} that are kept otherwise than the server has them",
                     [f"mail-{number} ({len(raw)} octets for {len(originals.get(number, b''))})"])
        if progress != "done" or not acknowledged:
            complain("messages of the ledger that are not done", [f"mail-{number} ({progress})"])
        if outcome in TAKEN:
            first[number] += 1
    for name, account in state.accounts.items():
        excused = account.vanished | account.oversized
        here = set(account.originals)
        complain(f"mails of {name} without an outcome", here - set(first) - excused)
        complain(f"mails of {name} without a post", [n for n in here - excused if state.posts[n] == 0])
        complain(f"mails of {name} that are nowhere",
                 here - account.vanished - set(account.inbox) - set(account.processed) - set(account.quarantine))
        complain(f"mails that are left in {name}", set(account.inbox))
        complain(f"mails of {name} in quarantine that were not too large", set(account.quarantine) - account.oversized)
        # A copy whose end nobody knows is made again, once for each; a move is repeated as well, and finds nothing.
        complain(f"mails of {name} that were copied again without cause",
                 [n for n, count in (account.processed + account.quarantine).items() if count > 1 + account.untold[n]])
    complain("mails with more than one outcome", [n for n, count in first.items() if count > 1])
    complain("mails posted twice", [n for n, count in state.posts.items() if count > 1])
    complain("posts that nobody wrote", set(state.posts) - set(originals))


def check_mails(state, complain):
    rows = {row[0]: row for row in state.outbox}
    kept = {}
    for mail in state.kept:
        kept.setdefault(mail.id, []).append(mail)
    complain("mails that are neither sent nor given up",
             [f"{row[0]} ({row[1]})" for row in state.outbox if row[1] not in ("sent", "failed", "suppressed")])
    complain("mails called sent that nobody answered for",
             [id for id, row in rows.items() if row[1] == "sent" and
              not any(mail.is_answered is not False for mail in kept.get(id, []))])
    complain("mails that nobody queued", set(kept) - set(rows))
    complain("mails for somebody else", [id for id, mails in kept.items() if id in rows and
                                         any(mail.recipient != rows[id][3] for mail in mails)])
    complain("mails that were sent again though they were answered for",
             [id for id, mails in kept.items() if sum(mail.is_answered is True for mail in mails) > 1 or
              any(mail.is_answered is True for mail in mails[:-1])])
    complain("mails sent again that are not marked",
             [id for id, mails in kept.items() if len(mails) > 1 and id in rows and not rows[id][2]])
    complain("mails that came again with another date or text",
             [id for id, mails in kept.items() if len({(mail.date, mail.raw) for mail in mails}) > 1])
    complain("mails given up for another reason than their own refusal",
             [f"{row[0]}: {row[4]}" for row in state.outbox
              if row[1] == "failed" and not str(row[4]).startswith(GIVEN_UP)])
    acknowledged = Counter(row[3] for row in state.outbox)
    complain("contacts with more than one mail", [to for to, count in acknowledged.items() if count > 1])
    early = []
    for to, tries in state.tries.items():
        for (time, verdict), (again, _) in zip(tries, tries[1:]):
            if verdict in ("4xx", "421") and (again - time) * state.rate < BACK_OFF:
                early.append(f"{to} after {(again - time) * state.rate:.0f} s")
    complain("mails tried again at once after they were refused for a while", early)
    # What was on its way when we were refused may still come.
    hasty = [f"{step}, {(mail - time) * state.rate:.0f} s later" for time, step in state.refusals
             for mail in state.mails if 12 < (mail - time) * state.rate < BACK_OFF]
    complain("mails offered to a server that had just refused us", hasty)


def spoiled(state):
    """The state with one thing wrong in each, and what that is."""
    def other(change):
        spoilt = copy.deepcopy(state)
        change(spoilt)
        return spoilt

    def cut(state):
        row = state.ledger[0]
        state.ledger[0] = row[:4] + (row[4][:-30],)

    def unsent(state):
        id = next(row[0] for row in state.outbox if row[1] == "sent")
        state.kept = [mail for mail in state.kept if mail.id != id]

    def lost(state):
        account = state.accounts["files"]
        account.processed.pop(next(iter(account.processed)))

    def copied(state):
        account = max(state.accounts.values(), key=lambda account: account.untold.total())
        n = max(account.processed, key=lambda n: account.untold[n])
        account.processed[n] = account.untold[n] + 2

    def again(state):
        for _ in range(2):
            mail = copy.copy(next(mail for mail in state.kept if mail.is_answered))
            state.kept.append(mail)

    def burned(state):
        row = state.outbox[0]
        state.outbox[0] = row[:1] + ("failed",) + row[2:4] + ("the mail server refused the login",) + row[5:]

    number = next(iter(state.posts))
    to = next(iter(state.tries))
    return {
        "a kept message that was cut": other(cut), "a message without its line": other(lambda s: s.ledger.pop(0)),
        "a message with two lines": other(lambda s: s.ledger.append(s.ledger[0])),
        "a post that is twice": other(lambda s: s.posts.update([number])),
        "a post that is gone": other(lambda s: s.posts.pop(number)),
        "a foreign post": other(lambda s: s.posts.update([999_999])), "a message that is nowhere": other(lost),
        "a message that was copied again without cause": other(copied),
        "a message that is left": other(lambda s: s.accounts["files"].inbox.update([number])),
        "a mail called sent that never arrived": other(unsent), "a mail that was sent again": other(again),
        "a mail that waits": other(lambda s: s.outbox.append(("x", "queued", 0, "x@example.org", None, 0))),
        "a recipient that was burned": other(burned),
        "a password in the clear": other(lambda s: s.exposed.append("AUTH without TLS")),
        "a mail tried at once": other(lambda s: s.tries.update({to: [(0, "4xx"), (0.01, None)]})),
        "a mail in a pause": other(lambda s: (s.refusals.append((0, "auth")), s.mails.append(30 / s.rate))),
        "a file in the spool": other(lambda s: s.spooled.append("spool-1")),
    }


def test_itself(state):
    """The check has to see each of these."""
    before = set(check(state))
    return [f"the check does not see {what}" for what, other in spoiled(state).items() if not set(check(other)) - before]
