"""What all parts of the laboratory use: the program, running commands, free ports, counts."""
import contextlib
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CASEPOST = Path(os.environ.get("CASEPOST", ROOT / ".build/release/casepost")).resolve()


def fail(text):
    sys.exit(f"{Path(sys.argv[0]).name}: {text}")


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    if done.returncode != 0:
        fail(f"{' '.join(map(str, command))} exited with {done.returncode}:\n{done.stderr}{done.stdout}")
    return done.stdout


def end_on_sigterm():
    """Has SIGTERM do what Ctrl-C does: all servers are stopped on the way out."""
    def stop(number, frame):
        raise KeyboardInterrupt
    signal.signal(signal.SIGTERM, stop)


def kill_children():
    """Ends what was cut short and still runs: our own children, by their ids."""
    for children in Path("/proc/self/task").glob("*/children"):
        for child in children.read_text().split():
            try:
                os.kill(int(child), signal.SIGKILL)
            except ProcessLookupError:
                pass


def free_port():
    """A port that nobody has, and that no connection is given by the system while who listens there is away."""
    given = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    while True:
        port = random.SystemRandom().randrange(10_000, max(given, 20_000))
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def eventually(condition, patience=10, unless=lambda: False):
    """Whether it becomes true in that time, and before something that makes waiting pointless."""
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end or unless():
            return False
        time.sleep(0.02)
    return True


def field(head, name):
    found = re.search(rf"^{name}: (.*?)\r?$", head, re.M | re.I)
    return found.group(1).strip() if found else ""


class Counts:
    """What was done so far, by any thread."""

    def __init__(self):
        self.lock, self.counts = threading.Lock(), Counter()

    def add(self, what, number=1):
        with self.lock:
            self.counts[what] += number

    def __str__(self):
        with self.lock:
            return ", ".join(f"{number} {what}" for what, number in sorted(self.counts.items()))
