"""Contacts and advisors who write, and answer what they are mailed."""
import email.utils
import hashlib
import os
import re
import threading
from dataclasses import dataclass

from lab.base import field
from lab.desk import MAILBOXES

# A message with these words kills the process that reads it, if CASEPOST_TRAP has them too.
TRAP = "the words that trap"
# What may become of each kind of letter, besides the copies that are recognised.
OUTCOMES = {
    "question": {"opened", "loop"},
    "answer": {"opened", "posted", "loop"},
    "unproven": {"held"},
    "stranger": {"held", "ignored"},
    "robot": {"autoReply", "held", "ignored", "loop"},
    "poison": {"opened", "quarantined"},
    "old": {"opened", "posted"},
}
POSTED = {"opened", "posted"}
# 300 KiB, as they are written in a mail.
ATTACHED = "\r\n".join(["Q2FzZXBvc3QgcHJvdmVzIHdoYXQgaXQgcHJvbWlzZXM6IG5vdGhpbmcgbG9zdCE="] * 6_400)


@dataclass
class Letter:
    """A mail as it was written, and how often it was brought to its mailbox."""

    number: int
    kind: str
    mailbox: str
    author: str
    digest: str
    copies: int = 0


class Correspondence(threading.Thread):
    """Writes mail, and answers what was mailed: when told to, or as a thread until it is stopped."""

    def __init__(self, desk, dovecot, sink, rng, rate, counts):
        super().__init__(daemon=True)
        self.desk, self.dovecot, self.sink, self.rng, self.rate, self.counts = desk, dovecot, sink, rng, rate, counts
        # Each letter by its number.
        self.written, self.read, self.last, self.stopping = {}, 0, None, threading.Event()

    def run(self):
        while not self.stopping.wait(self.rng.expovariate(self.rate)):
            self.write()

    def write(self, kind=None, mailbox=None, **more):
        """Writes one letter and brings it; without a kind, whatever comes."""
        if kind is None:
            chance = self.rng.random()
            kind = ("answer" if chance < 0.55 else "again" if chance < 0.57 else "unproven" if chance < 0.59
                    else "stranger" if chance < 0.61 else "robot" if chance < 0.62 else "question")
        # As a server does that has not heard of our answer.
        if kind == "again" and self.last and self.last[0].kind in ("question", "answer"):
            return self.bring(*self.last)
        if kind == "answer" and (answer := self.mail_to_answer()):
            head, author = answer
            return self.send("answer", author, field(head, "Reply-To").split("<")[-1].rstrip(">"),
                             "Re: " + field(head, "Subject"), field(head, "Message-ID"), **more)
        if kind in ("answer", "again"):
            kind = "question"
        author = f"s{self.rng.randint(1, 50)}@stranger.example" if kind == "stranger" else self.rng.choice(self.desk.contacts)
        mailbox = mailbox or self.rng.choice(list(MAILBOXES))
        return self.send(kind, author, f"{mailbox}@example.org", "Grades do not load", None, **more)

    def mail_to_answer(self):
        with self.sink.lock:
            fresh = self.sink.mails[self.read:]
        for head, recipient in fresh:
            self.read += 1
            known = recipient in self.desk.contacts or recipient in self.desk.advisors
            if known and "+" in field(head, "Reply-To") and self.rng.random() < 0.35:
                return head, recipient
        return None

    def send(self, kind, author, to, subject, answers, is_large=False):
        letter, message = self.compose(kind, author, to, subject, answers, is_large)
        return self.bring(letter, message)

    def compose(self, kind, author, to, subject, answers=None, is_large=False):
        """A letter and its octets; it counts as written from now on."""
        number = len(self.written) + 1
        domain = author.split("@")[1]
        padding = "The export stops at the total of each column.\n" * self.rng.choice([1, 3, 20, 400])
        if kind == "poison":
            padding = f"Here are {TRAP}.\n"
        thread = f"In-Reply-To: {answers}\r\nReferences: {answers}\r\n" if answers else ""
        results = "" if kind == "unproven" else f"Authentication-Results: mx.example.org; dmarc=pass header.from={domain}\r\n"
        robot = "Auto-Submitted: auto-replied\r\n" if kind == "robot" else ""
        message = (
            f"{results}Received: from out.{domain} by mx.example.org with ESMTPS; {email.utils.formatdate()}\r\n"
            f"From: <{author}>\r\nTo: <{to}>\r\nSubject: {subject}\r\nMessage-ID: <soak-{number}@{domain}>\r\n"
            f"Date: {email.utils.formatdate()}\r\n{robot}{thread}"
            "MIME-Version: 1.0\r\n"
            + self.body(f"This is soak-{number}.\n\n{padding}", is_large or self.rng.random() < 0.02)).encode()
        letter = Letter(number, kind, re.split("[+@]", to)[0], author, hashlib.sha256(message).hexdigest())
        self.written[number] = letter
        self.counts.add(f"mails to {letter.mailbox}")
        return letter, message

    @staticmethod
    def body(text, is_large):
        """A plain text, or one with an attachment that is too large for the database."""
        plain = "Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.replace("\n", "\r\n")
        if not is_large:
            return plain
        return (f'Content-Type: multipart/mixed; boundary="part"\r\n\r\n--part\r\n{plain}\r\n--part\r\n'
                'Content-Type: application/octet-stream; name="roster.bin"\r\nContent-Disposition: attachment; '
                'filename="roster.bin"\r\nContent-Transfer-Encoding: base64\r\n\r\n' + ATTACHED + "\r\n--part--\r\n")

    def bring(self, letter, message):
        """Hands a letter over, as its mailbox has it."""
        letter.copies += 1
        self.last = letter, message
        if MAILBOXES[letter.mailbox] == "pipe":
            self.desk.deliver(message)
        else:
            is_imap = MAILBOXES[letter.mailbox] == "imap"
            folder = self.dovecot.maildir(letter.mailbox) if is_imap else self.desk.folder / "mail/files"
            self.store(folder, f"{letter.number}-{letter.copies}.soak", message)
        return letter

    def store(self, folder, name, message):
        """As an MTA does: whole, durable and then visible."""
        temporary = folder / "tmp" / name
        temporary.write_bytes(message)
        if os.geteuid() == 0 and folder.is_relative_to(self.dovecot.base / "homes"):
            os.chown(temporary, self.dovecot.owner, -1)
        temporary.rename(folder / "new" / name)
