"""Several processes on one desk: one works, the others wait, and whoever works is killed again and again."""
import signal
import time

from lab.lane import KILLED, Lane

# How a process ends that was told to stop, or found that another one works.
BUSY = 75
POINTS = ["intake.kept", "intake.applied", "intake.committed", "intake.acknowledged", "outbox.claimed", "outbox.delivered",
          "outbox.recorded"]


class Standby:
    """Gateways that wait for each other."""

    def __init__(self, lane):
        self.lane, self.gateways, self.started, self.pauses = lane, [], 0, []

    def start(self, failpoint=None):
        self.started += 1
        path = self.lane.base / f"serve-{self.started}.log"
        with open(path, "wb") as log:
            self.gateways.append((self.lane.start("serve", "--standby", failpoint=failpoint, log=log), path))

    def working(self):
        """Those that say that they work, and live."""
        said = [(process, path) for process, path in self.gateways if b" serving " in path.read_bytes()]
        return [(process, path) for process, path in said if process.poll() is None]

    def leader(self):
        """Waits until one works; none may work beside it."""
        begun = time.monotonic()
        while time.monotonic() - begun < 300:
            working = self.working()
            if len(working) > 1:
                self.lane.problems.append(f"{len(working)} processes work on one desk at once")
            if working:
                self.pauses.append(time.monotonic() - begun)
                return working[0]
            self.bury()
            time.sleep(0.01)
        self.lane.problems.append("nobody takes over within five minutes")
        return None

    def bury(self):
        """Puts another process in the place of each that has died by itself: at its failpoint, or by the poison."""
        for gateway in [gateway for gateway in self.gateways if gateway[0].poll() is not None]:
            self.gateways.remove(gateway)
            self.lane.finish(gateway[0], "serve --standby")
            self.start()

    def kill(self, leader):
        """Lets the one that works do so for a moment, beside others that would like to, and kills it."""
        process, path = leader
        rng = self.lane.rng
        for _ in range(rng.randint(1, 4)):
            self.lane.mail.write()
            time.sleep(rng.uniform(0, 0.1))
        if rng.random() < 0.3:
            command = rng.choice(["ingest", "run-due"])
            code = self.lane.finish(self.lane.start(command), command, allowed=(0, BUSY))
            self.lane.counts.add(f"{command} beside it: exit {code}")
            if code == 0 and process.poll() is None:
                self.lane.problems.append(f"casepost {command} worked beside a gateway that works")
        time.sleep(rng.uniform(0, 0.3))
        is_stop = rng.random() < 0.1
        process.send_signal(signal.SIGTERM if is_stop else signal.SIGKILL)
        self.gateways = [gateway for gateway in self.gateways if gateway[0] is not process]
        self.lane.finish(process, "serve --standby", allowed=(0, KILLED))
        self.start(f"{rng.choice(POINTS)}:{rng.randint(1, 4)}" if rng.random() < 0.4 else None)

    def stop(self):
        for process, _ in self.gateways:
            process.send_signal(signal.SIGTERM)
        for process, _ in self.gateways:
            # One that waits has done nothing, and ends as any program does.
            self.lane.finish(process, "serve --standby", allowed=(0, -signal.SIGTERM))


def prove(options):
    kills = 5 if options.short else 200
    lane = Lane(options.folder / "lane", options.seed * 100 + 50, is_short=options.short)
    try:
        standby = Standby(lane)
        for _ in range(2 if options.short else 3):
            standby.start()
        for index in range(kills):
            leader = standby.leader()
            if not leader or len(lane.problems) > 5:
                break
            standby.kill(leader)
            lane.set_clock(lane.desk.ahead + lane.rng.choice([0, 60, 1_200]))
            if index % 20 == 0:
                lane.look()
        standby.stop()
        lane.prove()
        pauses = sorted(standby.pauses) or [0]
        print(f"{standby.started} processes, {len(pauses)} of them took over: after {pauses[len(pauses) // 2]:.2f} s "
              f"(median), {pauses[-1]:.2f} s (longest)")
        print(f"{lane.ledger}; {lane.counts}")
        return lane.problems
    finally:
        lane.close()
