"""What benchmarks share: a program's time and memory, the machine, and the rows that they hand over."""
import json
import os
import platform
import re
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from lab.base import CASEPOST, fail, run


def require_casepost():
    # Debian keeps Postfix's and Dovecot's programs there, and not everybody has it in the path.
    os.environ["PATH"] += ":/usr/sbin"
    if not CASEPOST.exists():
        fail(f"{CASEPOST} is missing; make build makes it")


def timed(*command, **options):
    """Runs a command; returns seconds of wall clock, user and system time, and the most memory in MiB."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen([str(word) for word in command], stdout=output, stderr=output, **options)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            output.seek(0)
            fail(f"{command[0]} exited with {process.returncode}:\n{output.read().decode()}")
    return {"wall": wall, "user": usage.ru_utime, "system": usage.ru_stime, "memory": usage.ru_maxrss / 1024}


def profile(data, casepost, lines=50):
    """Runs casepost under perf and prints where its own time goes, by function."""
    casepost(wrapper=("perf", "record", "--quiet", "--freq", "999", "--output", data))
    report = subprocess.run(
        ["perf", "report", "--input", data, "--stdio", "--quiet", "--sort", "dso,symbol", "--percent-limit", "0.5"],
        capture_output=True, text=True)
    found = [line for line in report.stdout.splitlines() if line.strip() and not line.startswith("#")]
    print("\ncasepost, by function (perf):")
    for line in run("swift", "demangle", "--simplified", input="\n".join(found[:lines])).splitlines():
        print(line.rstrip()[:160])


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))]


def sync_milliseconds(folder):
    """How long this disk takes to make 4 KiB durable: what everything that keeps mail waits for."""
    times = []
    with tempfile.NamedTemporaryFile(dir=folder, buffering=0) as file:
        for _ in range(50):
            file.write(bytes(4096))
            start = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def machine(folder):
    """What it was measured on, as a list of words; `folder` is where the desks are."""
    cpu = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.M)
    memory = int(re.search(r"^MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text(), re.M).group(1)) / 2**20
    system = run("df", "--output=fstype", folder).split()[-1]
    return [cpu.group(1) if cpu else platform.machine(), f"{os.cpu_count()} cores", f"{memory:.0f} GiB",
            f"Linux {platform.release()}", f"{system}, 4 KiB durable in {sync_milliseconds(folder):.2f} ms"]


# How each peer says which one it is.
PEERS = {
    "GMime": ["pkg-config", "--modversion", "gmime-3.0"],
    "Python": ["python3", "--version"],
    "mbsync": ["mbsync", "--version"],
    "Dovecot": ["dovecot", "--version"],
    "Postfix": ["postconf", "-h", "mail_version"],
    "dkimpy": ["dpkg-query", "--show", "--showformat=${Version}", "python3-dkim"],
    # It says its version, and that it was called without an address.
    "wrk": ["wrk", "-v"],
}


def version(peer):
    try:
        done = subprocess.run(PEERS[peer], capture_output=True, text=True)
    except OSError:
        return f"{peer} missing"
    found = re.search(r"\d[\w.+~:-]*", done.stdout + done.stderr)
    return f"{peer} {found.group(0) if found else 'missing'}"


def take_options(parser):
    parser.add_argument("--json", metavar="FILE", help="also write the rows there that make bench makes a table of")


def row(what, value, unit, peer="", ratio=None, goal="", met=None):
    """A row of the table: `goal` in words, `met` whether it is reached, None where there is none."""
    return {"what": what, "value": value, "unit": unit, "peer": peer, "ratio": ratio, "goal": goal, "met": met}


def at_least(what, value, unit, peer, ratio, goal):
    return row(what, value, unit, peer, ratio, f"at least {goal:g} ×", ratio >= goal)


def at_most(what, value, unit, limit, peer="", ratio=None):
    """A row whose value has a limit, or its ratio, where it has one."""
    if ratio is None:
        return row(what, value, unit, peer, None, f"below {limit:g} {unit}", value < limit)
    return row(what, value, unit, peer, ratio, f"at most {limit:g} ×", ratio <= limit)


def hand_over(options, rows):
    if options.json:
        Path(options.json).write_text(json.dumps(rows))
