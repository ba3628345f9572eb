"""The clock of the machine jumps ahead and back while the gateway works and is killed."""
import time

from lab.lane import Lane
from lab.routes import by_survey

# While it works; no more than two days, so that nothing is removed that was not looked at.
JUMPS = [-86_400, -7_200, -3_600, -60, 0, 60, 3_600, 7_200, 21_600, 43_200, 86_400]
# While nothing runs: over the pause between two surveys, and back.
LONG_JUMPS = [33 * 86_400, 20 * 86_400, -10 * 86_400]


def prove(options):
    rounds, jumps = (2, 3) if options.short else (12, 12)
    lane = Lane(options.folder / "lane", options.seed * 100 + 60, is_short=options.short)
    try:
        for turn in range(rounds):
            base = lane.desk.ahead
            by_survey(lane, "none")
            for _ in range(jumps):
                work(lane, base)
                lane.counts.add("jumps of the clock")
            lane.look()
            lane.set_clock(base + LONG_JUMPS[turn % len(LONG_JUMPS)])
            lane.counts.add("jumps of weeks")
            if len(lane.problems) > 5:
                break
        lane.prove()
        print(f"{lane.ledger}; {lane.counts}")
        return lane.problems
    finally:
        lane.close()


def work(lane, base):
    """A gateway whose clock jumps a few times, and that is killed or stopped then."""
    process = lane.start("serve")
    for _ in range(lane.rng.randint(1, 3)):
        lane.mail.write()
        time.sleep(lane.rng.uniform(0.05, 0.3))
        lane.set_clock(base + lane.rng.choice(JUMPS))
    time.sleep(lane.rng.uniform(0.05, 0.5))
    is_kill = lane.rng.random() < 0.7 and process.poll() is None
    process.kill() if is_kill else process.terminate()
    lane.counts.add("kills" if is_kill else "stops")
    # One that has not begun to listen to signals yet ends as any program does.
    lane.finish(process, "serve", allowed=(0, -15))
