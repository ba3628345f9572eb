"""What the IMAP peer does wrong, at each step of a conversation."""
from lab.mischief import Gone

# Nobody delivers these: they must never be taken in.
FOREIGN = (b"Authentication-Results: mx.example.org; dmarc=pass header.from=d0.example\r\nFrom: <c0@d0.example>\r\n"
           b"To: <support@example.org>\r\nSubject: Foreign\r\nMessage-ID: <foreign@d0.example>\r\n\r\n"
           b"This is mail-999999.\r\n")

ANY = ["no", "bad", "bye", "drop", "reset", "after", "half", "silent", "drip", "tag", "twice", "garbage", "endless",
       "flood", "chatter"]
DATA = ANY + ["foreign"]
MISCHIEF = {
    "greeting": ["bye", "no", "drop", "reset", "half", "silent", "drip", "garbage", "endless", "flood", "preauth"],
    "tls": ["drop", "silent", "garbage", "after"],
    "hello": ["no", "bad", "bye", "drop", "reset", "half", "silent", "drip", "garbage", "endless", "flood", "noauth"],
    "starttls": ["no", "bad", "bye", "drop", "reset", "after", "silent", "drip", "garbage", "inject", "stripped"],
    "login": ["no", "bad", "bye", "drop", "reset", "after", "half", "silent", "drip", "garbage", "endless", "unavailable",
              "leftover"],
    "noop": ANY + ["late"], "capability": ANY + ["bare", "lies"], "namespace": ANY, "list": ANY, "create": ANY,
    "select": ANY + ["foreign", "novalidity", "hugevalidity", "zero"],
    "listing": DATA + ["new-flood", "sizes", "oversize", "dups", "nosize", "foreign-uids"],
    "bodies": DATA + ["middle", "cut", "4gib", "4gib-silent", "2^63", "digits", "literal8", "nil", "blank", "omit",
                      "expunged", "vanish", "dup", "uid-last", "text-literal"],
    "move": DATA, "copy": DATA, "store": DATA, "expunge": DATA,
    "idle": ["no", "bad", "bye", "drop", "reset", "silent", "drip", "garbage", "endless", "flood", "early", "bye-in",
             "drop-in", "garbage-in", "chatter-in", "news-in", "plus-in", "done-silent", "done-bad"],
    "logout": ["no", "bad", "drop", "reset", "after", "half", "silent", "drip", "garbage", "endless", "flood"],
}
# Of these a client knows nothing until its patience is over.
SLOW = {"silent", "drip", "cut", "4gib", "4gib-silent", "endless", "flood", "new-flood", "done-silent"}


def misbehave(talk, kind, step, tag, work):
    """Does what is wrong instead of, or around, what `work` does right."""
    special = SPECIAL.get(kind) or (IDLE.get(kind) if step == "idle" else None)
    if special:
        return special(talk, step, tag, work)
    line = talk.line
    if kind == "drop":
        line.drop()
    elif kind == "reset":
        line.reset()
    elif kind == "bye":
        line.say("* BYE I am tired")
        line.drop()
    elif kind in ("no", "bad"):
        code = "[AUTHENTICATIONFAILED] " if step == "login" else ""
        talk.answer(tag, [], f"{kind.upper()} {code}not now")
    elif step == "idle" and kind in ("silent", "drip", "garbage", "endless", "flood"):
        before(talk, kind, b"+ idling\r\n")
    elif kind == "silent" and talk.peer.rng.random() < 0.5:
        line.silence()
    else:
        around(talk, kind, step, tag, work)


def before(talk, kind, data):
    line = talk.line
    if kind == "silent":
        line.silence()
    elif kind == "drip":
        line.drip(data, talk.peer.step)
    elif kind == "garbage":
        line.say("%$# no protocol \x7f\x01")
        line.silence()
    elif kind == "endless":
        line.say(b"* OK ")
        line.flood(b"and so on ")
    elif kind == "flood":
        line.flood(b"* OK still here\r\n* 1 FETCH (FLAGS ())\r\n")


def around(talk, kind, step, tag, work):
    """Carries the command out, and answers it wrongly."""
    line = talk.line
    data, status = work()
    whole = b"".join(data) + f"{tag} {status}\r\n".encode()
    if kind == "chatter":
        return talk.answer(tag, [chatter(talk)] + [piece + chatter(talk) for piece in data], status)
    if kind == "foreign":
        return talk.answer(tag, [foreign(4_000_000_001)] + data + [foreign(4_000_000_002)], status)
    if kind == "garbage" and status.startswith("OK") and step not in ("greeting", "hello", "login", "starttls"):
        line.say("%$# no protocol \x7f\x01")
        return talk.answer(tag, data, status)
    # From here on the client does not learn what it wants to know, or too much of it.
    if kind == "after":
        line.drop()
    elif kind == "half":
        line.say(whole[:len(whole) // 2])
        line.drop()
    elif kind == "tag":
        line.say(whole.replace(f"{tag} {status}".encode(), f"c9999999 {status}".encode()))
    elif kind == "twice":
        line.say(whole + f"{tag} {status}\r\n".encode())
    else:
        before(talk, kind, whole)


def chatter(talk):
    """What a server may say at any time, true or not."""
    with talk.peer.lock:
        count = len(talk.folder.messages) if talk.folder else 0
    return (f"* {count + 3} EXISTS\r\n* {count + 1} EXPUNGE\r\n* {count} EXISTS\r\n* 1 FETCH (FLAGS (\\Seen \\Flagged))\r\n"
            "* 0 RECENT\r\n* FLAGS (\\Seen)\r\n* OK [ALERT] the disk is nearly full {5}\r\n* SEARCH 1 2 3\r\n"
            "* VANISHED 1:3\r\n* STATUS \"INBOX\" (MESSAGES 3)\r\n* NO [X] a remark\r\n* BAD a remark\r\n"
            "* 1 FETCH (X-THING {7}\r\nAB\r\n)(* FLAGS ())\r\n").encode()


def foreign(uid):
    return f"* 1 FETCH (UID {uid} FLAGS () BODY[] {{{len(FOREIGN)}}}\r\n".encode() + FOREIGN + b")\r\n"


# Steps that can be done wrong in ways of their own.

def late(talk, step, tag, work):
    """Right for once: of commands that come together, the first is answered last (RFC 9051 section 5.5)."""
    data, status = work()
    talk.late = b"".join(data) + f"{tag} {status}\r\n".encode()


def preauth(talk, step, tag, work):
    talk.line.say("* PREAUTH you are in")


def noauth(talk, step, tag, work):
    words = "IMAP4rev1" + (" STARTTLS" if talk.peer.tls == "starttls" and not talk.line.is_encrypted else "")
    talk.answer(tag, [f"* CAPABILITY {words}\r\n".encode()], "OK done")


def inject(talk, step, tag, work):
    work()
    talk.line.say(f"{tag} OK go on\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n* OK injected")


def stripped(talk, step, tag, work):
    """As if it had never been offered."""
    talk.upgrades = False
    talk.answer(tag, [b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n"], "BAD unknown command STARTTLS")


def unavailable(talk, step, tag, work):
    talk.answer(tag, [], "NO [UNAVAILABLE] the user database is away")


def leftover(talk, step, tag, work):
    """What comes with the answer to the login, in one piece and without its end."""
    data, status = work()
    talk.line.say(f"{tag} {status}\r\n* 7 EXISTS\r\n* OK [ALE")
    talk.line.pause(talk.peer.step)
    talk.line.say("RT] the second half")


def bare(talk, step, tag, work):
    talk.answer(tag, [b"* CAPABILITY IMAP4rev1\r\n"], "OK done")


def lies(talk, step, tag, work):
    """Offers what it then does not know."""
    talk.move = talk.idle = lambda _: ([], "BAD unknown command")
    talk.answer(tag, [b"* CAPABILITY IMAP4rev1 UIDPLUS MOVE IDLE QRESYNC LITERAL+\r\n"], "OK done")


def replacing(old, new):
    def special(talk, step, tag, work):
        data, status = work()
        talk.answer(tag, [piece.replace(old, new) if old else b"" for piece in data], status)
    return special


def no_validity(talk, step, tag, work):
    data, status = work()
    talk.answer(tag, [data[0].replace(b"UIDVALIDITY", b"X-VALIDITY")] if data else data, status)


def huge_validity(talk, step, tag, work):
    data, status = work()
    talk.answer(tag, [data[0].replace(b"UIDVALIDITY ", b"UIDVALIDITY 99999999")] if data else data, status)


def zero(talk, step, tag, work):
    data, status = work()
    talk.answer(tag, [b"* 0 EXISTS\r\n" + data[0].split(b"\r\n", 1)[1]] if data else data, status)


def new_flood(talk, step, tag, work):
    """Tells of message after message, none of which is there."""
    uid = 1_000_000
    while True:
        block = b"".join(b"* 1 FETCH (UID %d RFC822.SIZE 10)\r\n" % (uid + n) for n in range(2_000))
        uid += 2_000
        talk.line.say(block)


def listing(change):
    """A listing with something else for each of its messages; only of those that were not passed over."""
    def special(talk, step, tag, work):
        data, status = work()
        with talk.peer.lock:
            named = {message.uid: message for message in talk.folder.messages}
            lines = []
            for piece in data:
                uid = int(piece.split(b"UID ")[1].split(b" ")[0])
                lines.append(change(talk, piece, named[uid]) if uid in named else piece)
        talk.answer(tag, lines, status)
    return special


def with_size(piece, message, size):
    return piece.replace(b"RFC822.SIZE %d " % message.size, b"RFC822.SIZE %d " % size)


def sizes(talk, piece, message):
    return with_size(piece, message, talk.peer.rng.choice([0, 1, len(message.raw) * 3, 3_000_000]))


def oversize(talk, piece, message):
    talk.peer.oversized.add(message.number)
    return with_size(piece, message, 600 << 20)


def dups(talk, piece, message):
    return piece + with_size(piece, message, 7) + piece


def nosize(talk, piece, message):
    return piece.replace(b"RFC822.SIZE %d " % message.size, b"")


def foreign_uids(talk, step, tag, work):
    data, status = work()
    wrong = b"".join(b"* %d FETCH (UID %d RFC822.SIZE 99)\r\n" % (n, uid) for n, uid in enumerate([0, 1, 2, 3], 90))
    talk.answer(tag, [wrong] + data, status)


def bodies(change):
    def special(talk, step, tag, work):
        """`change` gives what is said of each message; it may end the conversation."""
        with talk.peer.lock:
            data, status = work()
            lines = []
            for piece in data:
                head, _, rest = piece.partition(b"\r\n")
                uid = int(head.split(b"UID ")[1].split(b" ")[0])
                raw = rest[:-3]
                message = next(each for each in talk.folder.messages if each.uid == uid)
                lines.append(change(talk, head, raw, message))
        result = b"".join(line if isinstance(line, bytes) else b"" for line in lines)
        if broken := next((line for line in lines if callable(line)), None):
            talk.line.say(result)
            broken()
        talk.answer(tag, [result], status)
    return special


def announcing(head, size):
    return head[:head.rindex(b"{")] + b"{%d}\r\n" % size


def middle(talk, head, raw, message):
    def end():
        talk.line.say(head + b"\r\n" + raw[:len(raw) // 2])
        talk.line.drop()
    return end


def cut(talk, head, raw, message):
    def end():
        talk.line.say(head + b"\r\n" + raw[:-min(100, len(raw))] + b")\r\n" + f"{talk.tag} OK done\r\n".encode())
        talk.line.silence()
    return end


def gigabytes(is_silent):
    def change(talk, head, raw, message):
        def end():
            talk.line.say(announcing(head, (4 << 30) - 1) + raw)
            talk.line.silence() if is_silent else talk.line.flood(b"The same line again and again.\r\n")
        return end
    return change


def absurd(size):
    def change(talk, head, raw, message):
        def end():
            talk.line.say(announcing(head, size) + raw)
            talk.line.silence()
        return end
    return change


def vanish(talk, head, raw, message):
    talk.folder.messages.remove(message)
    talk.peer.vanished.add(message.number)
    return b""


def expunged(talk, step, tag, work):
    talk.answer(tag, [], "NO [EXPUNGEISSUED] some of these are gone")


def dup(talk, head, raw, message):
    whole = head + b"\r\n" + raw + b")\r\n"
    return whole + announcing(head, len(FOREIGN)) + FOREIGN + b")\r\n"


def uid_last(talk, head, raw, message):
    return head.replace(b"UID %d " % message.uid, b"") + b"\r\n" + raw + b" UID %d)\r\n" % message.uid


def text_literal(talk, head, raw, message):
    """A literal beyond every limit where no body stands."""
    def end():
        talk.line.say(head.replace(b"BODY[]", b"BODY[HEADER]")[:-1].split(b"{")[0] + b"{900000}\r\n" + raw)
        talk.line.silence()
    return end


# In IDLE.

def early(talk, step, tag, work):
    talk.line.say("+ idling")
    talk.answer(tag, [], "OK that is enough")


def in_idle(data, ends=False):
    def special(talk, step, tag, work):
        told = len(talk.folder.messages) if talk.folder else 0
        talk.line.say("+ idling")
        talk.line.pause(talk.peer.step)
        talk.line.say(data(talk, told))
        if ends:
            talk.line.drop()
        while talk.line.read_line() is None:
            pass
        talk.answer(tag, [], "OK done")
    return special


def done(answers):
    def special(talk, step, tag, work):
        talk.line.say("+ idling")
        with talk.peer.lock:
            told = len(talk.folder.messages) if talk.folder else 0
        talk.line.say(f"* {told + 1} EXISTS")
        while talk.line.read_line() is None:
            pass
        talk.answer(tag, [], "BAD what is done") if answers else talk.line.silence()
    return special


SPECIAL = {
    "late": late, "preauth": preauth, "noauth": noauth, "inject": inject, "stripped": stripped, "unavailable": unavailable,
    "leftover": leftover, "bare": bare, "lies": lies, "novalidity": no_validity, "hugevalidity": huge_validity,
    "zero": zero, "new-flood": new_flood, "sizes": listing(sizes), "oversize": listing(oversize), "dups": listing(dups),
    "nosize": listing(nosize), "foreign-uids": foreign_uids, "middle": bodies(middle), "cut": bodies(cut),
    "4gib": bodies(gigabytes(False)), "4gib-silent": bodies(gigabytes(True)), "2^63": bodies(absurd(1 << 63)),
    "digits": bodies(absurd(99999999999999999999)), "literal8": replacing(b"BODY[] {", b"BODY[] ~{"),
    "nil": bodies(lambda talk, head, raw, message: head[:head.rindex(b"{")] + b"NIL)\r\n"),
    "blank": bodies(lambda talk, head, raw, message: head[:head.rindex(b"{")] + b"{0}\r\n)\r\n"),
    "omit": replacing(None, None), "expunged": expunged, "vanish": bodies(vanish), "dup": bodies(dup),
    "uid-last": bodies(uid_last), "text-literal": bodies(text_literal),
}
IDLE = {
    "early": early, "bye-in": in_idle(lambda *_: b"* BYE the day is over\r\n", ends=True),
    "drop-in": in_idle(lambda *_: b"* 1 EX", ends=True), "garbage-in": in_idle(lambda *_: b"%$# no protocol\r\n"),
    "chatter-in": in_idle(lambda talk, _: chatter(talk)), "plus-in": in_idle(lambda *_: b"+ idling\r\n+ idling\r\n"),
    "news-in": in_idle(lambda _, told: b"* %d EXISTS\r\n" % (told + 1)),
    "done-silent": done(False), "done-bad": done(True),
}
