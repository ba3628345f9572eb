"""A test of what the IMAP peer notes of copies: by it the check tells a copy made again for a cause from one too many.

The client is Python's, which does as it is told, so that here a copy is made again where casepost must not.
"""
import imaplib
import random
from collections import Counter

from lab.base import eventually
from lab.imap_peer import IMAPPeer
from lab.peers_check import Account, State, check

DONE = "Casepost/Processed"
# What becomes of a first copy, what happens then, how often it is made again, and whether that is once too often.
ROWS = [
    (None, None, 0, False), (None, None, 1, True), ("chatter", None, 1, True), ("foreign", None, 1, True),
    # Not carried out.
    ("no", None, 1, False), ("no", None, 2, True), ("drop", None, 1, False), ("drop", None, 2, True),
    # Carried out, and not told.
    ("after", None, 1, False), ("after", None, 2, True), ("half", None, 1, False), ("tag", None, 1, False),
    ("tag", None, 2, True), ("garbage", None, 1, False), ("garbage", None, 2, True),
    # Told, and forgotten.
    (None, "renumber", 1, False), (None, "renumber", 2, True), (None, "forget_copies", 1, False),
    (None, "forget_copies", 2, True), ("garbage", "renumber", 1, False), ("garbage", "renumber", 2, True),
    # Told, and not deleted.
    (None, "store", 1, True), (None, "expunge", 1, True),
]


def client(peer):
    client = imaplib.IMAP4("127.0.0.1", peer.port, timeout=0.3)
    client.login("box", peer.password)
    client.select("INBOX")
    return client


def attempt(peer, open_client, *command):
    """A command on a connection that is made anew where the last one was broken."""
    try:
        open_client = open_client or client(peer)
        open_client.uid(*command)
        return open_client
    except (imaplib.IMAP4.error, OSError):
        if open_client:
            open_client.shutdown()
        return None


def correspond(peer, kind, event, times):
    """Copies the one mail as the row says, and takes it away."""
    def uid():
        return str(peer.folders["INBOX"].messages[0].uid)

    if kind:
        peer.mischief.plan("copy", kind)
    it = attempt(peer, None, "COPY", uid(), DONE)
    if event in ("store", "expunge"):
        peer.mischief.plan(event, "reset")
        for command in (("STORE", uid(), "+FLAGS", "(\\Deleted)"), ("EXPUNGE", uid())):
            it = attempt(peer, it, *command) if it else None
    elif event:
        if it:
            it.noop()
        getattr(peer, event)()
    for _ in range(times):
        it = attempt(peer, it, "COPY", uid(), DONE) or attempt(peer, None, "COPY", uid(), DONE)
    for command in (("STORE", uid(), "+FLAGS", "(\\Deleted)"), ("EXPUNGE", uid())):
        it = attempt(peer, it, *command)
    if it:
        it.logout()


def test_record():
    """Each row that the record gets wrong, as a line."""
    problems = []
    for kind, event, times, is_fault in ROWS:
        peer = IMAPPeer("box", random.Random(1), None, "none", "IMAP4rev1 UIDPLUS", step=0.01)
        try:
            peer.deliver(b"Subject: One\r\n\r\nThis is mail-1.\r\n")
            client(peer).create(DONE)
            correspond(peer, kind, event, times)
            row = f"a copy with {kind or 'nothing wrong'}, then {event or 'nothing'}, then {times} more"
            if not eventually(lambda: not peer.lines):
                problems.append(f"{row}: its connections do not end")
            account = Account(dict(peer.originals), Counter(), peer.numbers(DONE), Counter(), untold=Counter(peer.untold))
            state = State({"box": account}, [], Counter(), [], [], {}, [], [], [], 1, "", [])
            if is_fault != any("copied again without cause" in problem for problem in check(state)):
                problems.append(f"{row}: {'not found' if is_fault else 'complained of'} "
                                f"({account.processed[1]} copies, {account.untold[1]} not known)")
        finally:
            peer.shutdown()
            peer.server_close()
    return problems
