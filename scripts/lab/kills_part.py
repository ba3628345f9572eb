"""Kills everything, at each failpoint and at any moment, while mail goes in and out."""
import threading
import time
from collections import Counter

from lab.lane import Lane
from lab.routes import HITS, ROUTES, failpoints

# Beside a kill at any moment there are so many at a point.
POINTS_OF_TEN = 6


class Killing:
    """One lane's share of the kills."""

    def __init__(self, lane, kills):
        self.lane, self.rng, self.kills = lane, lane.rng, kills
        self.reached, self.missed, self.done = Counter(), Counter(), 0
        self.stopping, self.seconds = threading.Event(), Counter()

    def plan(self):
        """All points again and again in another order, and moments in between."""
        points = []
        while True:
            if not points:
                points = [point for point in failpoints() if point in ROUTES]
                self.rng.shuffle(points)
            yield points.pop() if self.rng.randrange(10) < POINTS_OF_TEN else None

    def run(self):
        plan = self.plan()
        while self.done < self.kills and not self.stopping.is_set() and len(self.lane.problems) < 5:
            point = next(plan)
            if point:
                self.kill_at(point, self.rng.randint(1, HITS.get(point, 4)))
            else:
                self.kill_at_any_moment()
            self.go_on()

    def cover(self):
        """Each point once, at its first hit."""
        for point in failpoints():
            if point in ROUTES and not self.reached[point] and not self.stopping.is_set() and len(self.lane.problems) < 5:
                for _ in range(3):
                    self.kill_at(point, 1)
                    if self.reached[point]:
                        break
                self.go_on()

    def kill_at(self, point, hit):
        begun = time.monotonic()
        is_reached = self.rng.choice(ROUTES[point])(self.lane, f"{point}:{hit}")
        self.seconds[point] += time.monotonic() - begun
        if is_reached:
            self.reached[point] += 1
            self.done += 1
        else:
            self.missed[point] += 1

    def kill_at_any_moment(self):
        if self.rng.random() < 0.05:
            self.lane.mail.write("poison")
        self.lane.serve(kill_after=self.rng.uniform(0.02, 1.2))
        self.done += 1
        self.lane.counts.add("kills at any moment")

    def go_on(self):
        """Time goes by, so that mails that were being sent are sent again, and every so often everything is looked at."""
        self.lane.set_clock(self.lane.desk.ahead + self.rng.choice([0, 60, 1_200, 2_400]))
        if self.done % 20 == 0:
            self.lane.look()


def carry_out(killing, options):
    """A thread's work; what stops it is a problem, too."""
    try:
        killing.lane.mail.write("poison", "support")
        if options.short:
            killing.cover()
        killing.run()
        if not killing.stopping.is_set():
            killing.lane.prove()
    except (Exception, SystemExit) as error:
        killing.lane.problems.append(f"the proof itself: {type(error).__name__}: {error}")


def unknown_points(points):
    """What the program has and no route reaches, and the other way round."""
    return ([f"no route leads to failpoint {point}: add one to scripts/lab/routes.py" for point in points if point not in ROUTES]
            + [f"a route leads to failpoint {point}, which the program has not" for point in ROUTES if point not in points])


def prove(options):
    count = 1 if options.short else 2
    kills = options.kills or (32 if options.short else 1_000)
    problems = unknown_points(failpoints())
    lanes, threads, begun = [], [], time.monotonic()
    try:
        for index in range(count):
            lanes.append(Lane(options.folder / f"lane-{index}", options.seed * 100 + index, is_short=options.short))
        killings = [Killing(lane, kills // count + (index < kills % count)) for index, lane in enumerate(lanes)]
        threads = [threading.Thread(target=carry_out, args=(killing, options), daemon=True) for killing in killings]
        try:
            for thread in threads:
                thread.start()
            said = time.monotonic()
            while any(thread.is_alive() for thread in threads):
                time.sleep(0.2)
                if time.monotonic() - said > 60:
                    said = time.monotonic()
                    print(f"{sum(killing.done for killing in killings)} of {kills} kills", flush=True)
        finally:
            for killing in killings:
                killing.stopping.set()
        problems += report(killings, kills, time.monotonic() - begun)
        return problems
    finally:
        for lane in lanes:
            lane.close()
        for thread in threads:
            thread.join(5)


def report(killings, kills, seconds):
    """Prints the figures; what was not reached is a problem."""
    reached, missed = sum((each.reached for each in killings), Counter()), sum((each.missed for each in killings), Counter())
    done = sum(each.done for each in killings)
    print(f"{done} kills in {seconds:.0f} s, {sum(reached.values())} of them at {len(reached)} failpoints: "
          + ", ".join(f"{point} {count}" for point, count in sorted(reached.items())))
    if missed:
        print("not passed so often: " + ", ".join(f"{point} {count}" for point, count in sorted(missed.items())))
    took = sorted(((seconds / (reached[point] + missed[point]), point) for point, seconds in
                   sum((each.seconds for each in killings), Counter()).items()), reverse=True)
    print("the longest ways, in seconds: " + ", ".join(f"{point} {mean:.1f}" for mean, point in took[:8]))
    problems = []
    for killing in killings:
        print(f"{killing.lane.ledger}; {killing.lane.counts}")
        problems += killing.lane.problems
    if not problems and done < kills:
        problems.append(f"only {done} of {kills} kills")
    # A kill between the server's answer and the note of it has to bring the mail again (row 168 of the matrix).
    if not problems and reached["outbox.delivered"] and not any(each.lane.ledger.again() for each in killings):
        problems.append("mails that were taken when their process was killed never came again")
    if not problems:
        problems += [f"failpoint {point} was never reached" for point in ROUTES if not reached[point]
                     and (kills >= 200 or any(killing.missed[point] for killing in killings))]
    return problems
