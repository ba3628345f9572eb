"""The desk of the proofs: with digests, surveys, retention and a login by token, so that all of these are cut short too."""
from lab.correspondence import TRAP
from lab.desk import IMAP, MAILBOX, MAILBOXES, SITE, Desk

SETTINGS = SITE + """
[smtp]
url = "smtp://127.0.0.1:{smtp}"
starttls = "never"
from = "Campus Support <support@example.org>"
username = "support@example.org"
oauth2 = {{token_url = "{tokens}", client_id = "desk", refresh_token_file = "var/smtp.token"}}

[notify]
quiet_seconds = 1

[retention]
raw_days = 3
held_days = 3
sent_days = 3

[web]
listen = "127.0.0.1:{pages}"
machine_listen = "127.0.0.1:{machine}"

[log]
level = "notice"
"""


class ProofDesk(Desk):
    """A desk of which all that goes on by itself happens soon."""

    advisor_count = 2
    digests = {"d0@desk.example": "daily 08:00", "d1@desk.example": "hourly"}

    def settings(self, ports):
        text = SETTINGS.format(**ports)
        for name, kind in MAILBOXES.items():
            text += MAILBOX.format(name=name)
            text += {"imap": IMAP.format(port=ports["imap"], name=name, base=self.base), "pipe": 'url = "pipe:"\n',
                     "maildir": 'url = "maildir:mail/files"\npoll_seconds = 1\n'}[kind]
        token = self.folder / "var/smtp.token"
        token.write_text("refresh-0\n")
        token.chmod(0o600)
        return text

    @property
    def environment(self):
        return super().environment | {"CASEPOST_TRAP": TRAP}

    @property
    def ahead(self):
        """So many seconds the desk's clock is ahead."""
        return int.from_bytes(self.clock.read_bytes(), "little", signed=True)
