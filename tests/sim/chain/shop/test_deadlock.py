"""No deadlock and no overbooking: random routes through small buffers, rework, batches, teams, changeovers, limits."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.chain.shop.attendance import blocked_min, crew_min, people_min, people_worked_min, worked_min
from sim.chain.world import World
from tests.sim.chain.runner import finishes, run
from tests.sim.chain.synthetic import demand, item, plant, station, text

BENCHES = ("a", "b", "c", "d")
MADE = ("console", "kit", "spare")
CLOSE = 1e-6


@st.composite
def benches(draw: st.DrawFn) -> dict[str, Any]:
    crews = draw(st.integers(1, 2))
    made: dict[str, Any] = {
        "buffer_lots": draw(st.sampled_from([0, 0, 1, 2, None])),
        "discipline": draw(st.sampled_from(["due", "fifo"])),
        "skill": draw(st.sampled_from([None, None, "weld", "test"])),
    }
    if draw(st.integers(0, 3)) == 0:
        most = draw(st.integers(2, 6))
        wait = draw(st.sampled_from([0, 0.5, 8]))
        made["batch"] = {"most_pieces": most, "least_pieces": draw(st.integers(1, most)), "longest_wait_h": wait}
    if draw(st.booleans()):
        made["crew_steps"] = [{"date": "2023-01-05", "crews": draw(st.integers(1, 3))}]
    return station(crews, **made)


@st.composite
def routes(draw: st.DrawFn) -> list[dict[str, Any]]:
    return [
        {
            "station": draw(st.sampled_from(BENCHES)),
            "work_min": draw(st.sampled_from([0, 5, 40])),
            "setup_min": draw(st.sampled_from([0, 7])),
            "setup": draw(st.sampled_from(["lot", "changeover"])),
            "cv": draw(st.sampled_from([0.0, 0.5])),
            "first_pass_yield": draw(st.sampled_from([1.0, 0.6])),
            "rework": {"station": draw(st.sampled_from(BENCHES)), "work_min": 10},
            "scrap_rate": draw(st.sampled_from([0.0, 0.1])),
            "wait_h": draw(st.sampled_from([0, 0, 2])),
        }
        for _ in range(draw(st.integers(1, 5)))
    ]


@st.composite
def shops(draw: st.DrawFn) -> dict[str, Any]:
    made = MADE[: draw(st.integers(1, 3))]
    items = {
        name: item(
            route=draw(routes()),
            lot_size=draw(st.integers(1, 4)),
            wip_limit=draw(st.sampled_from([None, 1, 3])),
            family=draw(st.sampled_from([None, "pump"])),
        )
        for name in made
    }
    skills = draw(st.sampled_from([(["weld"], ["test"]), (["weld", "test"], ["test"]), (["weld", "test"], ["weld"])]))
    teams = {f"team_{n}": {"name": text("t"), "people": 1, "skills": found} for n, found in enumerate(skills)}
    teams["all"] = {"name": text("t"), "people": 1, "skills": ["weld", "test"]}
    return {
        "items": items,
        "plants": {"plant": plant(stations={name: draw(benches()) for name in BENCHES}, teams=teams)},
        "demands": {name: demand(draw(st.integers(1, 20)), item=name) for name in made},
        "suppliers": {},
    }


def check(world: World) -> None:
    """Check that crews, people and places of buffers are never overdrawn, and that the counts agree with the queues."""
    for plan, state in zip(world.plan.stations, world.stations, strict=True):
        assert state.let_in >= 0
        assert state.let_in_pieces >= 0
        assert state.returning >= 0
        assert len(state.leaving) == max(-state.idle, 0)
        if plan.changeover:
            assert len(state.set_up) == max(state.idle, 0)
        waiting = [request.counted for request in state.waiting()]
        if plan.buffer_lots is not None:
            assert sum(waiting) <= state.let_in
            assert waiting.count(False) == state.returning
            if plan.batch is None:  # crews may be let go while lots that were let in for them wait
                assert state.let_in <= plan.buffer_lots + 3
    for people in world.teams:
        assert len(people.leaving) == max(-people.idle, 0)


def check_minutes(world: World) -> None:
    """Check that nobody works more than there is time."""
    until = world.clock.now
    for index in range(len(world.stations)):
        busy = worked_min(world, index, 0, until) + blocked_min(world, index, 0, until)
        assert busy <= crew_min(world, index, 0, until) + CLOSE
    for index in range(len(world.teams)):
        assert people_worked_min(world, index, 0, until) <= people_min(world, index, 0, until) + CLOSE


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(shops(), st.integers(0, 3))
def test_everything_is_finished_in_the_end(shop: dict[str, Any], seed: int) -> None:
    steps = 0

    def watch(world: World) -> None:
        nonlocal steps
        steps += 1
        check(world)
        if steps % 50 == 0:
            check_minutes(world)

    entry = run(watch, seed=seed, end="2023-06-01T00:00", **shop)
    assert len(finishes(entry)) == sum(wanted["quantity"] for wanted in shop["demands"].values())
