"""A part of the proof: a disk that is full, and one that fails to write or to make durable.

Whatever call fails, of whichever command: nothing is said to be done that is not, and an undisturbed run afterwards puts
all right, everything once. `serve` pauses on a full disk and goes on by itself; when something could not be made durable
it ends, and nothing is acknowledged after that.
"""
import argparse
import contextlib
import errno
import os
import random
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request

from lab.base import CASEPOST
from lab.shim import CHANGES, SYNCS, name_of
from lab.trial import TrialDesk, scratch

FAILURE = "failed to make data durable"
# More than is kept in the database, or in memory.
LARGE = 300_000


def prove(options):
    """Runs the part; what is wrong, each as a line."""
    rng = random.Random(options.seed)
    with scratch(options, "disk") as base:
        problems = []
        for name, part in {"writes": every_write, "syncs": every_sync, "full": full_disk, "noting": full_when_sent}.items():
            (base / name).mkdir(mode=0o755)
            desk = TrialDesk(base / name, rng.random())
            try:
                problems += [f"{name}: {line}" for line in part(desk, rng, options)]
            finally:
                desk.close()
        return problems


# MARK: Every write of commands that come to an end

def every_write(desk, rng, options):
    """Each call fails in one of the ways, some only once, with another way for it in the next run of the proof."""
    problems, runs, number = [], 0, 0
    ways = [(errno.ENOSPC, False), (errno.EIO, False), (errno.ENOSPC, True)]
    count = disturbed_run(desk, 0, errno.ENOSPC, False, problems)
    while len(problems) < 20:
        number = rng.randint(1, count) if options.short else number + 1
        code, forever = ways[(number + options.seed) % 3]
        runs += 1
        reached = disturbed_run(desk, number, code, forever, problems)
        if runs % 50 == 0:
            print(f"  {runs} writes of some {count} failed, {len(problems) or 'no'} problems", flush=True)
        if runs == 8 if options.short else reached < number:
            break
    print(f"every write: {runs} runs of ingest, run-due and deliver, each with one of some {count} calls failing; "
          f"{len(desk.written)} mails", flush=True)
    return problems


def disturbed_run(desk, number, code, forever, problems):
    """One failing call in the middle of all commands; how many calls there were."""
    where = f"call {number} {name_of(code)}{' and all after it' if forever else ''}"
    desk.post("support")
    desk.post("files", LARGE if number % 4 == 0 else 0)
    piped, message = desk.letter("pipe", LARGE if number % 4 == 2 else 0)
    desk.shim.arm(number, CHANGES, code, forever)
    results = {}
    for command in (["ingest"], ["run-due"], ["deliver", "--mailbox", "pipe"]):
        failed = desk.shim.failed
        done = desk.attempt(*command, message=message if command[0] == "deliver" else None)
        results[command[0]] = done
        is_hit, kind = desk.shim.failed > failed, desk.shim.failed_kind
        if done.returncode < 0:
            problems.append(f"{where}: {command[0]} was ended by signal {-done.returncode}: {done.stderr[-300:]}")
        if is_hit and kind == "sync" and "/blobs" in desk.shim.failed_path and done.returncode == 0:
            problems.append(f"{where}: {command[0]} says nothing of a sync that failed")
    reached = desk.shim.count
    desk.shim.disarm()
    delivered = results["deliver"]
    if delivered.returncode not in (0, 75):
        problems.append(f"{where}: deliver exited with {delivered.returncode}: {delivered.stderr[-300:]}")
    posted = desk.posted()
    if delivered.returncode == 0 and piped not in posted:
        problems.append(f"{where}: deliver exited with 0, and the mail is no post")
    if untrue := desk.acknowledged() - posted:
        problems.append(f"{where}: mailboxes were told of mails that are not stored: {sorted(untrue)}")
    # What an MTA does.
    for _ in range(3):
        if delivered.returncode == 0:
            break
        delivered = desk.attempt("deliver", "--mailbox", "pipe", message=message, disturbed=False)
    if delivered.returncode:
        problems.append(f"{where}: deliver still exits with {delivered.returncode}: {delivered.stderr[-300:]}")
    problems += [f"{where}: {line}" for line in desk.settle()]
    return reached


# MARK: Every sync of the gateway

def every_sync(desk, rng, options):
    problems, ended = [], 0
    count = serve_with_failing_sync(desk, 0, problems, options)
    for number in rng.sample(range(1, count + 1), 2) if options.short else range(1, count + 1):
        reached = serve_with_failing_sync(desk, number, problems, options)
        ended += reached >= number
        problems += [f"sync {number}: {line}" for line in desk.settle()]
        if number % 10 == 0:
            print(f"  sync {number} of {count}, {len(problems) or 'no'} problems", flush=True)
        if len(problems) > 20:
            break
    print(f"every sync: serve ended {ended} times at one of {count} syncs that failed", flush=True)
    return problems


def serve_with_failing_sync(desk, number, problems, options):
    """Has the gateway work with one sync that fails; how many there were."""
    desk.shim.arm(number, SYNCS, errno.EIO)
    log = desk.base / "casepost.log"
    begin = log.stat().st_size
    desk.start()
    mails = [desk.post("support"), desk.post("help", LARGE), desk.post("files", LARGE)]

    def is_over():
        # What waits for more news is not waited for in a short run.
        return desk.process.poll() is not None or (
            set(mails) <= desk.acknowledged() and (options.short or all_sent(desk)))
    problems += desk.await_that(is_over, f"sync {number}")
    # SQLite keeps two of them to itself: that of the folder, after which no file system goes on, and that at the very end.
    # The page of notices is a copy, and written again as a new file.
    is_tolerable = not desk.shim.failed or desk.shim.failed_path.endswith(("/var", "/notices.html.new"))
    code = desk.process.poll()
    if code is None:
        desk.process.send_signal(signal.SIGTERM)
        code = desk.process.wait(60)
    reached = desk.shim.count
    said = log.read_bytes()[begin:].decode(errors="replace")
    if desk.shim.failed and not is_tolerable and (code != 74 or FAILURE not in said):
        problems.append(f"sync {number}: serve ended with {code}, and said: {said[-300:]!r}")
    if not desk.shim.failed and code != 0:
        problems.append(f"sync {number} was not reached, and serve ended with {code}: {said[-300:]!r}")
    desk.shim.disarm()
    if untrue := desk.acknowledged() - desk.posted():
        problems.append(f"sync {number}: mailboxes were told of mails that are not stored: {sorted(untrue)}")
    return reached


def all_sent(desk):
    """Whether all mail is sent, but for what waits for a better time."""
    soon = (time.time() + 5) * 1000
    return desk.query("SELECT count(*) FROM outbox WHERE state = 'sending' OR state = 'queued' AND next_attempt_at < ?",
                      soon)[0][0] == 0


# MARK: A full disk under the gateway

def full_disk(desk, rng, options):
    var, room = desk.folder / "var", (12 if options.short else 96) << 20
    shutil.move(var, desk.base / "var")
    var.mkdir(mode=0o700)
    mounted = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={room},mode=0700", "tmpfs", var], capture_output=True).returncode == 0
    shutil.copytree(desk.base / "var", var, dirs_exist_ok=True)
    if not mounted:
        print("full disk: no file system can be mounted here; the shim makes it seem full", flush=True)
    try:
        return fill(desk, rng, mounted, options)
    finally:
        if desk.process and desk.process.poll() is None:
            desk.process.kill()
            desk.process.wait()
        if mounted:
            subprocess.run(["umount", "-l", var], check=True)


def fill(desk, rng, mounted, options):
    problems, filler = [], desk.folder / "var/filler"
    desk.start()
    problems += desk.await_that(lambda: ready(desk)[0] == 200, "serve is not ready")
    rooms = [0, 40_000, 150_000, 400_000]
    for round in range(1 if options.short else 8):
        # While much comes in, so that it becomes full at any place of the work.
        before = [desk.post(name, size) for name in ("support", "files", "help") for size in (0, 20_000, LARGE)]
        time.sleep(rng.uniform(0, 0.3))
        if mounted:
            occupy(filler, desk.folder / "var", 0 if options.short else rng.choice(rooms))
        else:
            desk.shim.arm(1, CHANGES, errno.ENOSPC, forever=True)
        meanwhile = [desk.post(name, size) for name in ("support", "files") for size in (0, LARGE)]
        piped, message = desk.letter("pipe", LARGE)
        said = ""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            code, said = ready(desk)
            if code != 200 and "can't be written" in said and "disk is full" in said:
                break
            if mounted:
                occupy(filler, desk.folder / "var", 0)
            time.sleep(0.2)
        else:
            problems.append(f"round {round}: /readyz does not say that the disk is full: {said}")
        delivered = desk.attempt("deliver", "--mailbox", "pipe", message=message)
        if delivered.returncode not in (0, 75):
            problems.append(f"round {round}: deliver exited with {delivered.returncode} on a full disk")
        if desk.process.poll() is not None:
            problems.append(f"round {round}: serve ended with {desk.process.returncode} on a full disk")
            return problems
        filler.unlink(missing_ok=True)
        desk.shim.disarm()
        if untrue := desk.acknowledged() - desk.posted():
            problems.append(f"round {round}: mailboxes were told of mails that are not stored: {sorted(untrue)}")
        if delivered.returncode:
            delivered = desk.attempt("deliver", "--mailbox", "pipe", message=message)
        mails = set(before + meanwhile)
        # The outbox takes its time, up to a minute.
        problems += desk.await_that(
            lambda: mails <= desk.acknowledged() and (options.short or all_sent(desk) and ready(desk)[0] == 200),
            f"round {round}: serve does not go on by itself", 240)
    desk.process.send_signal(signal.SIGTERM)
    if code := desk.process.wait(60):
        problems.append(f"serve ended with {code} after SIGTERM")
    problems += desk.settle()
    twice = sum(len(recipients) - 1 for recipients in desk.sink.accepted.values())
    print(f"full disk: {round + 1} times under serve, {len(desk.written)} mails; {len(desk.sink.accepted)} mails sent, "
          f"{twice} once more with the same Message-ID", flush=True)
    return problems


def full_when_sent(desk, rng, options):
    """A disk that becomes full when the server has a mail, before that can be noted: it is known, and not sent again."""
    problems, rounds = [], 1 if options.short else 10
    desk.start()
    problems += desk.await_that(lambda: ready(desk)[0] == 200, "serve is not ready")
    for round in range(rounds):
        failed = desk.shim.failed
        desk.sink.on_kept = lambda: desk.shim.arm(1, CHANGES, errno.ENOSPC, forever=True)
        for _ in range(rng.randint(1, 5)):
            desk.post(rng.choice(["support", "files", "help"]))
        problems += desk.await_that(lambda: desk.shim.failed > failed, f"round {round}: no write fails")
        time.sleep(rng.uniform(0, 4))
        desk.sink.on_kept = None
        desk.shim.disarm()
        problems += desk.await_that(lambda: all_sent(desk), f"round {round}: what was sent is not noted")
        if desk.process.poll() is not None:
            problems.append(f"round {round}: serve ended with {desk.process.returncode}")
            break
    desk.process.send_signal(signal.SIGTERM)
    if code := desk.process.wait(60):
        problems.append(f"serve ended with {code} after SIGTERM")
    problems += desk.settle()
    if twice := sum(len(recipients) - 1 for recipients in desk.sink.accepted.values()):
        problems.append(f"{twice} mails were sent again although it was known that they had arrived")
    print(f"full when sent: {rounds} times, {len(desk.sink.accepted)} mails sent", flush=True)
    return problems


def occupy(filler, folder, left):
    """Takes all of the room that there is, but for so much."""
    status = os.statvfs(folder)
    free = max(status.f_bavail * status.f_frsize - left, 0)
    with open(filler, "ab") as file, contextlib.suppress(OSError):
        file.write(bytes(free))


def ready(desk):
    """What /readyz says."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{desk.machine}/readyz", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError as error:
        return 0, str(error)


def main(prove, description):
    """Runs one part by itself."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--cuts", type=int, help="how many moments the power goes (400, or few if short)")
    parser.add_argument("--keep", action="store_true", help="leave the folders of the desks")
    options = parser.parse_args()
    os.environ["PATH"] += ":/usr/sbin"
    print(f"seed {options.seed}, {CASEPOST}", flush=True)
    begin = time.monotonic()
    problems = prove(options)
    for problem in problems:
        print(f"PROBLEM {problem}")
    print(f"{len(problems)} problems after {time.monotonic() - begin:.0f} s")
    raise SystemExit(1 if problems else 0)


if __name__ == "__main__":
    main(prove, __doc__)
