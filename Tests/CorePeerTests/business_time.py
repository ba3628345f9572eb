"""Counts business time minute by minute, as slowly and plainly as can be; the other opinion for BusinessClockPeerTests.

Standard input: one JSON object with the calendar and a list of [start, end] in seconds since 1970, whole minutes.
Standard output: for each of them the open minutes between, one number a line.
"""
import datetime
import json
import sys
import zoneinfo

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
task = json.load(sys.stdin)
zone = zoneinfo.ZoneInfo(task["zone"])
days = {WEEKDAYS.index(day) for day in task["days"]}
ONE = datetime.timedelta(days=1)


def holidays_of(year):
    """Every holiday of a year, found by walking through all of its days."""
    found = []
    day = datetime.date(year, 1, 1)
    while day.year == year:
        for rule in task["holidays"]:
            if "day" in rule:
                if (day.month, day.day) == (rule["month"], rule["day"]):
                    found.append(day)
            elif day.month == rule["month"] and day.weekday() == WEEKDAYS.index(rule["weekday"]):
                same = [d for d in range(1, 32) if valid(year, day.month, d)
                        and datetime.date(year, day.month, d).weekday() == day.weekday()]
                nth = same[-1] if rule["nth"] == -1 else same[rule["nth"] - 1]
                if day.day == nth:
                    found.append(day + ONE * rule["after"])
        day += ONE
    return found


def valid(year, month, day):
    try:
        datetime.date(year, month, day)
        return True
    except ValueError:
        return False


def closed_days(first, last):
    """Holidays and the days on which they are made up for, in the order in which they come."""
    all_days = sorted(day for year in range(first - 1, last + 2) for day in holidays_of(year))
    closed = set(all_days)
    for day in all_days:
        if day.weekday() in days:
            continue
        if task["observance"] == "nearest weekday":
            if day.weekday() == 5 and 4 in days:
                closed.add(day - ONE)
            if day.weekday() == 6 and 0 in days:
                closed.add(day + ONE)
        elif task["observance"] == "next business day":
            other = day + ONE
            while other.weekday() not in days or other in closed:
                other += ONE
            closed.add(other)
    return closed


years = [datetime.datetime.fromtimestamp(second, zone).year for pair in task["spans"] for second in pair]
closed = closed_days(min(years), max(years))
for start, end in task["spans"]:
    count = 0
    for second in range(start, end, 60):
        local = datetime.datetime.fromtimestamp(second, zone)
        minute = local.hour * 60 + local.minute
        if local.weekday() in days and local.date() not in closed and task["opens"] <= minute < task["closes"]:
            count += 1
    print(count)
