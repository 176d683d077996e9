"""Serial lines with finite buffers: a lot that is done keeps its crew until the next station has room.

Work is exponential; the first station never lacks work, the last is never blocked. Throughputs in lots per unit of work:

- two stations without a buffer, 2/3; three, 22/39 = 0.5641; four, 0.5148: G. C. Hunt, Sequential arrays of waiting
  lines, Operations Research 4 (1956) 674-683. He gives the greatest utilisation, which is that number.
- five and six without buffers: F. S. Hillier and R. W. Boling, Finite queues in series with exponential or Erlang
  service times: a numerical approach, Operations Research 15 (1967) 286-303.

Every one is computed here once more as a Markov chain, so that no table has to be believed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import sim
from tests.validation.chance import holds
from tests.validation.files import bought, demand, events, finishes, made, outcome, plant, run, step

State = tuple[int, ...]
WORK_MIN = 1.0
HUNT = {2: 2 / 3, 3: 22 / 39, 4: 0.5148}


def held_back(state: State, buffer: int) -> list[bool]:
    """Tell by station whether its crew is kept by a lot that is done; the last one never is."""
    held = [False] * (len(state) + 1)
    for index in reversed(range(len(state))):
        held[index] = state[index] == buffer + (1 if held[index + 1] else 2)
    return held


def moves(state: State, buffer: int) -> Iterator[State]:
    """Return what can come of a state by the end of one piece of work.

    A state has, for every station but the first, the lots that are done at the station before and not at this one: in
    work here, in the buffer, or held back there. A station works if it has a lot and its crew is not kept.
    """
    held = held_back(state, buffer)
    for index in range(len(state) + 1):
        if not held[index] and (index == 0 or state[index - 1] > 0):
            after = list(state)
            if index:
                after[index - 1] -= 1
            if index < len(state):
                after[index] += 1
            yield tuple(after)


def throughput(stations: int, buffer: int) -> float:
    """Solve the chain: lots that leave the last station in a unit of work."""
    place: dict[State, int] = {(0,) * (stations - 1): 0}
    front, arcs = list(place), []
    while front:
        state = front.pop()
        for after in moves(state, buffer):
            if after not in place:
                place[after] = len(place)
                front.append(after)
            arcs.append((place[state], place[after]))
    rates = np.zeros((len(place), len(place)))
    for begin, end in arcs:
        rates[begin, end] += 1
        rates[begin, begin] -= 1
    system = np.vstack([rates.T[1:], np.ones(len(place))])
    share = np.linalg.solve(system, np.append(np.zeros(len(place) - 1), 1.0))
    return float(sum(share[index] for state, index in place.items() if state[-1] > 0))


def line(stations: int, buffer: int, lots: int = 2_200, **more: Any) -> sim.Run:
    """Run a saturated line: lots of one piece, released when the first station has room."""
    benches: dict[str, Any] = {f"s{index}": {"buffer_lots": buffer} for index in range(stations)}
    route = [step(name, WORK_MIN, cv=1, distribution="exponential") for name in benches]
    return run(
        items={"console": made(*route), "part": bought()},
        plants={"plant": plant(**benches)},
        demands={"order": demand(lots)},
        **more,
    )


def times_between(found: sim.Run, skipped: int = 200, batch: int = 80) -> list[float]:
    """Return the mean time between lots in batches, in units of work; the first lots are left out."""
    finish = np.array(finishes(found))[skipped:] / WORK_MIN
    return [float(mean) for mean in np.diff(finish[::batch]) / batch]


@pytest.mark.parametrize(("stations", "known"), HUNT.items())
def test_the_chain_says_what_hunt_says(stations: int, known: float) -> None:
    """Tolerance: the digits that he gives."""
    assert throughput(stations, 0) == pytest.approx(known, abs=5e-5)


@pytest.mark.parametrize(("stations", "buffer"), [(2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (2, 1), (4, 1), (6, 1)])
def test_throughput_of_a_saturated_line(stations: int, buffer: int) -> None:
    """The exact time between lots lies in the 99.9 % interval of 24 batch means, which is no wider than 18 % of it."""
    found = times_between(line(stations, buffer))
    assert holds(1 / throughput(stations, buffer), found)
    assert np.std(found) / np.sqrt(len(found)) * 2 * 3.66 < 0.18 / throughput(stations, buffer)


def flow(first: float, second: float, buffer: int | None, lots: int = 6) -> sim.Run:
    """Run a line of two stations whose work does not vary."""
    return run(
        items={"console": made(step("first", first), step("second", second)), "part": bought()},
        plants={"plant": plant(first={}, second={"buffer_lots": buffer})},
        demands={"order": demand(lots)},
    )


def test_a_done_lot_keeps_its_crew() -> None:
    """10 min, then 30, nowhere to wait: lot n starts at the first when lot n - 1 leaves it, at 10 + 30 (n - 2)."""
    found = flow(10, 30, 0)
    assert finishes(found) == [10 + 30 * number for number in range(1, 7)]
    begins = events(found, "operation_start", place="first")["time_min"].tolist()
    assert begins == [0, *(10 + 30 * number for number in range(5))]
    blocked = events(found, "blocked", place="first")
    assert blocked["time_min"].tolist() == [20 + 30 * number for number in range(5)]
    assert outcome(found, "utilisation_first") == pytest.approx(60 / 190)
    assert outcome(found, "utilisation_second") == pytest.approx(180 / 190)


@pytest.mark.parametrize(("buffer", "blocked"), [(0, 5), (1, 4), (3, 2), (4, 1), (5, 0), (None, 0)])
def test_places_in_the_buffer_hold_up_fewer(buffer: int | None, blocked: int) -> None:
    """Six lots of 10 and 100 min: one is at the second station, so many wait; the others are held up, each in its turn."""
    found = flow(10, 100, buffer)
    assert finishes(found) == [10 + 100 * number for number in range(1, 7)]
    assert len(events(found, "blocked")) == blocked


def test_a_line_that_is_never_held_up_does_not_notice_its_buffers() -> None:
    """The first station is the slower: 30 min, then 10."""
    assert finishes(flow(30, 10, 0)) == finishes(flow(30, 10, None)) == [30 * number + 10 for number in range(1, 7)]


def test_lots_in_rework_come_back_though_others_wait() -> None:
    """Every second test fails; repair and test have no buffer: nothing locks, all are finished."""
    test = step("test", 10, first_pass_yield=0.5, rework={"station": "repair", "work_min": 10})
    benches: dict[str, Any] = {name: {"buffer_lots": 0} for name in ("bench", "test", "repair", "pack")}
    found = run(
        items={"console": made(step("bench", 5), test, step("pack", 15)), "part": bought()},
        plants={"plant": plant(**benches)},
        demands={"order": demand(200)},
    )
    assert len(finishes(found)) == 200
    assert len(events(found, "blocked", place="test")) > 0
