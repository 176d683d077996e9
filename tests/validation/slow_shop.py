"""A workshop that makes to order, written from the words of the scenario format alone: part of the slow simulation.

Crews that join, are trained, leave or are absent; people of teams; learning and forgetting; finite buffers; what is scrapped or
fails its test. Lots need no components, and what fails is told from outside: the rest has no chance in it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.validation import slow

SCOPES = ("operation", "station", "shared")
Fails = Callable[[str, int, float], int]
"""Pieces of a lot that are lost (``scrap``) or fail their test (``rework``) at a moment."""


@dataclass
class Windowed:
    """So many who work: from some minutes on others, and at some times only a share of them, rounded down."""

    first: int
    steps: list[tuple[float, int]]
    absences: list[tuple[float, float, float]]

    def planned(self, now: float) -> int:
        return [count for minute, count in [(0.0, self.first), *self.steps] if minute <= now][-1]

    def share(self, now: float) -> float:
        return min([share for begin, end, share in self.absences if begin <= now < end], default=1.0)

    def moments(self) -> list[float]:
        return [minute for minute, _ in self.steps] + [minute for absence in self.absences for minute in absence[:2]]


@dataclass
class Team:
    """People who can do some things."""

    people: Windowed
    skills: list[str]
    busy: int = 0

    def free(self, now: float) -> int:
        return math.floor(self.people.planned(now) * self.people.share(now) + 1e-9) - self.busy


@dataclass
class Bench:
    """Equal work places: `hires` are (minute, crews, minutes of training, speed at first)."""

    hours: slow.Hours
    crews: Windowed
    hires: list[tuple[float, int, float, float]]
    skill: str | None
    buffer: float
    fifo: bool
    busy: list[int] = field(default_factory=list)
    waiting: list[Job] = field(default_factory=list)
    held: list[Job] = field(default_factory=list)

    def there(self, now: float) -> list[int]:
        """Return how many crews of those from the start, then of those who joined together, are there."""
        hired = [crews if minute <= now else 0 for minute, crews, *_ in self.hires]
        planned = [self.crews.planned(now), *hired]
        whole = math.floor(sum(planned) * self.crews.share(now) + 1e-9)
        found = [math.floor(count * whole / max(sum(planned), 1) + 1e-9) for count in planned]
        for cohort, count in enumerate(planned):
            found[cohort] += min(whole - sum(found), count - found[cohort])
        return found

    def free(self, now: float) -> int:
        return max(sum(self.there(now)) - sum(self.busy), 0)

    def fastest(self, now: float) -> tuple[float, int]:
        """Return the speed of the fastest free crew, and with whom it joined."""
        speeds = [1.0]
        for minute, _, training, first in self.hires:
            part = min((now - minute) / training, 1.0) if training else 1.0
            speeds.append(first + (1 - first) * part)
        free = [cohort for cohort, count in enumerate(self.there(now)) if count > self.busy[cohort]]
        return max((speeds[cohort], -cohort) for cohort in free)

    def has_room(self, now: float) -> bool:
        back = sum(job.rework or job.again for job in self.waiting)  # these take no place, but their crews
        return len(self.waiting) - back < self.buffer + max(self.free(now) - back, 0)


@dataclass
class Lot:
    """Pieces that go from bench to bench together."""

    item: str
    pieces: int
    number: int
    urgency: tuple[float, float]
    step: int = 0


@dataclass
class Job:
    """A lot at a bench: all of its pieces, those that are reworked, or those that are tested again."""

    lot: Lot
    bench: Bench
    pieces: int
    rework: bool = False
    again: bool = False
    came: float = 0.0
    cohort: int = 0
    team: Team | None = None
    kept: Bench | None = None


@dataclass
class Practice:
    """Pieces that somebody learns from; what is left of earlier ones; when work ended last; how it is forgotten."""

    pieces: float = 0.0
    left: float = 1.0
    last: float = 0.0
    forgetting: dict[str, Any] | None = None

    def fade(self, now: float) -> None:
        if self.forgetting:
            pause = (now - self.last) / slow.DAY - self.forgetting["after_days"]
            share = self.forgetting["kept_per_30_days"] ** (max(pause, 0.0) / 30)
            self.pieces, self.left = self.pieces * share, self.left * share


class Shop:
    """One plant and the orders that it knows from the start.

    Parameters
    ----------
    items
        The section of the scenario's file: those with a route.
    wanted
        By item: pieces, and the place of its due date among all.
    benches, teams
        By name.
    fails
        What goes wrong.
    end_min
        When it ends.
    """

    def __init__(
        self,
        items: dict[str, Any],
        wanted: dict[str, tuple[int, int]],
        benches: dict[str, Bench],
        teams: list[Team],
        fails: Fails,
        end_min: float,
    ) -> None:
        self.items, self.benches, self.teams, self.fails, self.end = items, benches, teams, fails, end_min
        self.unreleased = {item: pieces for item, (pieces, _) in wanted.items()}
        self.rank = {item: rank for item, (_, rank) in wanted.items()}
        self.released = dict.fromkeys(wanted, 0)
        self.open_lots = dict.fromkeys(wanted, 0)
        self.calls: dict[float, list[tuple[Any, ...]]] = defaultdict(list)
        self.practices: dict[tuple[Any, ...], Practice] = defaultdict(Practice)
        self.finished: list[tuple[str, float]] = []
        self.lots = 0
        for item, entry in items.items():
            for number, step in enumerate(entry["route"]):
                if "learning" in step:
                    key = keys_of(item, number, step)[SCOPES.index(step["learning"]["scope"])]
                    self.practices[key].forgetting = step["learning"].get("forgetting")
        for bench in benches.values():
            bench.busy = [0] * (1 + len(bench.hires))

    def run(self) -> list[tuple[str, float]]:
        """Return item and minute of every piece that is finished."""
        changes = [minute for bench in self.benches.values() for minute in bench.crews.moments()]
        changes += [minute for bench in self.benches.values() for minute, *_ in bench.hires]
        changes += [minute for team in self.teams for minute in team.people.moments()]
        now = 0.0
        while now <= self.end:
            while self._anything(now):
                pass
            opens = (bench.hours.open(now) for bench in self.benches.values() if bench.waiting)
            now = min((minute for minute in (*self.calls, *opens, *changes) if minute > now), default=math.inf)
        return sorted(self.finished)

    def _anything(self, now: float) -> bool:
        calls = self.calls.pop(now, [])
        for call, *things in calls:
            call(now, *things)
        return bool(calls) or self._let_in(now) or self._release(now) or self._start(now)

    def _release(self, now: float) -> bool:
        """Release the most urgent lot that may be."""
        ready = [
            ((self.rank[item], self.released[item] / (self.released[item] + count)), item)
            for item, count in self.unreleased.items()
            if count and self.open_lots[item] < self.items[item].get("wip_limit", math.inf) and self._first(item, now)
        ]
        if not ready:
            return False
        urgency, item = min(ready, key=lambda entry: entry[0])
        lot = Lot(item, min(self.items[item]["lot_size"], self.unreleased[item]), self.lots, urgency)
        self.lots += 1
        self.unreleased[item] -= lot.pieces
        self.released[item] += lot.pieces
        self.open_lots[item] += 1
        self._come(now, Job(lot, self.benches[self.items[item]["route"][0]["station"]], lot.pieces))
        return True

    def _first(self, item: str, now: float) -> bool:
        """Tell whether there is room for a new lot, for which nobody else waits."""
        bench = self.benches[self.items[item]["route"][0]["station"]]
        return bench.has_room(now) and not bench.held

    def _let_in(self, now: float) -> bool:
        """Let those in who have waited for room; they leave their crews."""
        for bench in self.benches.values():
            if bench.held and bench.has_room(now):
                job = bench.held.pop(0)
                if job.kept:
                    job.kept.busy[job.cohort] -= 1
                self._come(now, Job(job.lot, bench, job.lot.pieces))
                return True
        return False

    def _come(self, now: float, job: Job) -> None:
        job.came = now
        job.bench.waiting.append(job)

    def _person(self, bench: Bench, now: float) -> Team | None:
        able = [team for team in self.teams if bench.skill in team.skills and team.free(now) > 0]
        return min(able, key=lambda team: len(team.skills), default=None)

    def _start(self, now: float) -> bool:
        """Start the most urgent of those who are next at their benches."""
        turns = []
        for bench in self.benches.values():
            able = bench.skill is None or self._person(bench, now)
            if bench.waiting and bench.free(now) and bench.hours.open(now) == now and able:
                turns.append((*min((self._turn(job), number) for number, job in enumerate(bench.waiting)), bench))
        if not turns:
            return False
        _, number, bench = min(turns, key=lambda entry: entry[0])
        job = bench.waiting.pop(number)
        speed, cohort = bench.fastest(now)
        job.cohort, job.team = -cohort, self._person(bench, now) if bench.skill else None
        bench.busy[job.cohort] += 1
        if job.team:
            job.team.busy += 1
        done = round(bench.hours.done(now, self._work(now, job) / speed), 6)
        for practice in self._practices(job):
            practice.last = max(practice.last, done)
        self.calls[done].append((self._end, job))
        return True

    def _turn(self, job: Job) -> tuple[float, ...]:
        return (job.came, job.lot.number) if job.bench.fifo else (*job.lot.urgency, job.lot.number)

    def _step(self, job: Job) -> dict[str, Any]:
        found: dict[str, Any] = self.items[job.lot.item]["route"][job.lot.step]
        return found

    def _practices(self, job: Job) -> list[Practice]:
        """Return all that counts the pieces of a job."""
        if job.rework:
            return []
        step = self._step(job)
        return [self.practices[key] for key in keys_of(job.lot.item, job.lot.step, step)]

    def _work(self, now: float, job: Job) -> float:
        step = self._step(job)
        if job.rework:
            return float(step["rework"]["work_min"] * job.pieces)
        learning = step.get("learning")
        for begun in self._practices(job):
            begun.fade(now)
        work = float(job.pieces)
        if learning:
            practice = self._practices(job)[SCOPES.index(learning["scope"])]
            before = learning.get("prior_pieces", 0) * practice.left + practice.pieces
            work = sum(unit(learning, before + number + 1) for number in range(job.pieces))
        for counted in self._practices(job):
            counted.pieces += job.pieces
        setup = 0.0 if job.again else step.get("setup_min", 0)
        return float(setup + step["work_min"] * work)

    def _end(self, now: float, job: Job) -> None:
        if job.team:
            job.team.busy -= 1
        lot, step = job.lot, self._step(job)
        if job.rework:
            job.bench.busy[job.cohort] -= 1
            self._come(now, Job(lot, self.benches[step["station"]], job.pieces, again=True))
            return
        failed = self.fails("rework", lot.number, now)
        if failed:
            job.bench.busy[job.cohort] -= 1
            self._come(now, Job(lot, self.benches[step["rework"]["station"]], failed, rework=True))
            return
        lost = self.fails("scrap", lot.number, now)
        lot.pieces -= lost
        self.unreleased[lot.item] += lost
        lot.step += 1
        if step.get("wait_h") or lot.pieces == 0 or lot.step == len(self.items[lot.item]["route"]):
            job.bench.busy[job.cohort] -= 1
            rest_min = step.get("wait_h", 0) * 60 if lot.pieces else 0
            self.calls[round(now + rest_min, 6)].append((self._go_on, lot, None, 0))
        else:
            self._go_on(now, lot, job.bench, job.cohort)

    def _go_on(self, now: float, lot: Lot, kept: Bench | None, cohort: int) -> None:
        """Let a lot wait for room at its next bench, and keep its crew; or let it be done."""
        route = self.items[lot.item]["route"]
        if lot.pieces and lot.step < len(route):
            bench = self.benches[route[lot.step]["station"]]
            bench.held.append(Job(lot, bench, lot.pieces, came=now, cohort=cohort, kept=kept))
            return
        self.open_lots[lot.item] -= 1
        self.finished += [(lot.item, now)] * lot.pieces


def keys_of(item: str, number: int, step: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Return who counts the pieces of an operation: it, its station, its group."""
    group = step.get("learning", {}).get("group")
    return [("operation", item, number), ("station", step["station"]), *([("shared", group)] if group else [])]


def unit(learning: dict[str, Any], number: float) -> float:
    """Return the work of a piece by its number, in first pieces: Wright's curve, by either reading."""
    exponent = math.log2(learning["rate"])
    whole = number**exponent
    if learning.get("model") == "cumulative_average":
        whole = number ** (1 + exponent) - max(number - 1, 0.0) ** (1 + exponent)
    return float(max(whole, learning.get("floor", 0.0)))
