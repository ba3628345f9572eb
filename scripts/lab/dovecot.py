"""A private Dovecot."""
import os
import signal
import socket
import subprocess
import sys
import time

from lab.base import free_port, run

PASSWORD = "secret"


DOVECOT = """
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{base}/server.pem
ssl_key = <{base}/server.key
auth_mechanisms = plain login
mail_location = maildir:~/Maildir
mail_max_userip_connections = 100
first_valid_uid = 1
namespace inbox {{
  inbox = yes
  separator = /
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {base}/users
}}
userdb {{
  driver = passwd-file
  args = {base}/users
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
{listeners}{rootless}"""
ENCRYPTED = """
service imap-login {{
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
"""
PLAIN = """
ssl = no
disable_plaintext_auth = no
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""
# Without root it can't become another user, nor lock itself in.
ROOTLESS = """
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


def make_certificates(base):
    """An authority's certificate, ca.pem, and one of localhost that it signed, server.pem with server.key."""
    def openssl(name, *more):
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-days", "3650",
            "-keyout", base / f"{name}.key", "-out", base / f"{name}.pem", "-subj", f"/CN={name}", *more)
    openssl("ca", "-addext", "basicConstraints=critical,CA:TRUE")
    openssl("server", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-addext", "basicConstraints=CA:FALSE",
            "-CA", base / "ca.pem", "-CAkey", base / "ca.key")


class Dovecot:
    """A private Dovecot with these users, mail in Maildirs that an MTA would deliver to; over TLS, if not `plain`."""

    def __init__(self, base, users, plain=False):
        self.base, self.port = base, free_port()
        self.owner = 5_000 if os.geteuid() == 0 else os.geteuid()
        make_certificates(base)
        lines = []
        for name in users:
            home = base / "homes" / name
            for folder in ("new", "cur", "tmp"):
                (home / "Maildir" / folder).mkdir(parents=True)
            lines.append(f"{name}:{PASSWORD}:{self.owner}:{self.owner}::{home}::\n")
        (base / "users").write_text("".join(lines))
        run("chown", "-R", str(self.owner), base / "homes")
        user, group = run("id", "-un").strip(), run("id", "-gn").strip()
        (base / "dovecot.conf").write_text(DOVECOT.format(
            base=base, listeners=(PLAIN if plain else ENCRYPTED).format(port=self.port),
            rootless="" if os.geteuid() == 0 else ROOTLESS.format(user=user, group=group)))
        self.start()

    def maildir(self, name):
        return self.base / "homes" / name / "Maildir"

    def start(self):
        """Starts it until it listens: what a killed one leaves may stand in the way for a moment."""
        for _ in range(50):
            with open(self.base / "dovecot.out", "ab") as output:
                self.process = subprocess.Popen(["dovecot", "-F", "-c", self.base / "dovecot.conf"], start_new_session=True,
                                                stdout=output, stderr=output)
            for _ in range(50):
                if self.process.poll() is not None:
                    break
                try:
                    return socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
                except OSError:
                    time.sleep(0.1)
            else:
                self.stop(signal.SIGKILL)
            time.sleep(0.2)
        sys.exit(f"Dovecot does not start; see {self.base}/dovecot.out")

    def stop(self, how=signal.SIGTERM):
        if how == signal.SIGKILL:
            os.killpg(self.process.pid, how)
        else:
            self.process.send_signal(how)
        self.process.wait()

    def restart(self, how, renumber=None):
        self.stop(how)
        (self.base / "run/master.pid").unlink(missing_ok=True)
        if renumber:
            for file in self.maildir(renumber).glob("dovecot*"):
                file.unlink()
        self.start()
