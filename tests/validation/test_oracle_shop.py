"""Workshops made at random against the slow simulation: crews, teams, training, overtime, learning, buffers, scrap and rework.

Equality of the minutes at which units are finished, to a thousandth.
"""

from __future__ import annotations

import random
from typing import Any

import pytest

import sim
from tests.validation import files, slow, slow_shop
from tests.validation.files import START
from tests.validation.test_oracle import CALENDARS, at

BENCHES = ("cut", "join", "test")
DAYS = 80
KINDS = ("teams", "hires", "learning", "buffers", "quality", "all")


def day(number: int) -> str:
    return at(number * slow.DAY)[:10]


def calendars(chance: random.Random) -> dict[str, Any]:
    """Return the calendars of the other tests, those with overtime on some days."""
    found = {}
    for name, entry in CALENDARS.items():
        begin = chance.randint(0, 8)
        extra = {"shifts": ["18:15-20:30"], "from": day(begin), "until": day(begin + chance.randint(0, 9))}
        if chance.random() < 0.5:
            extra["weekdays"] = chance.sample(slow.WEEKDAYS, 3)
        found[name] = {**entry, "overtime": [extra]} if name != "always" else dict(entry)
    return found


def learning(chance: random.Random) -> dict[str, Any]:
    return {
        "rate": chance.choice([0.75, 0.9]),
        "model": chance.choice(["unit_time", "cumulative_average"]),
        "prior_pieces": chance.choice([0, 0, 3]),
        "floor": chance.choice([0, 0.4]),
    }


def route(chance: random.Random, kind: str, shared: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return operations of odd times, in the order of the benches; `shared` holds what is learnt at a bench."""
    steps = []
    for number, bench in enumerate(BENCHES):
        if number and chance.random() < 0.2:
            continue
        step = files.step(
            bench,
            chance.randint(3, 90) + chance.random(),
            setup_min=chance.choice([0, 12.3]),
            wait_h=chance.choice([0, 0, 5.213, 41.7]),
        )
        if kind in {"learning", "all"} and chance.random() < 0.8:
            scope = chance.choice(["operation", "operation", "station"])
            step["learning"] = {**learning(chance), "scope": scope}
            forgetting = {"after_days": chance.choice([0, 0.3, 1.5]), "kept_per_30_days": chance.choice([0.1, 0.5])}
            if scope == "station":  # who learns together forgets together
                forgetting = shared.setdefault(bench, forgetting)
            if scope == "station" or chance.random() < 0.6:
                step["learning"]["forgetting"] = forgetting
        if kind in {"quality", "all"}:
            if bench == "test":
                step |= {"first_pass_yield": chance.choice([0.6, 0.9])}
                step["rework"] = {"station": chance.choice(["join", "test"]), "work_min": chance.randint(3, 20) + 0.37}
            else:
                step["scrap_rate"] = chance.choice([0, 0.1, 0.3])
        steps.append(step)
    return steps


def station(chance: random.Random, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = {"crews": chance.randint(1, 3), "calendar": chance.choice(list(CALENDARS))}
    if kind in {"buffers", "all"} and chance.random() < 0.8:
        found["buffer_lots"] = chance.randint(0, 2)
    if kind in {"hires", "all"}:
        moments = sorted(chance.sample(range(1, 9), 2))
        found["hires"] = [
            {
                "date": day(number),
                "crews": chance.randint(1, 2),
                "training_days": chance.choice([0, 2.5, 6]),
                "first_day_share": chance.choice([0.3, 0.7, 1]),
            }
            for number in moments[: chance.randint(0, 2)]
        ]
    if chance.random() < 0.5:
        steps = sorted(chance.sample(range(1, 9), 2))
        found["crew_steps"] = [{"date": day(number), "crews": chance.randint(1, 3)} for number in steps]
    if kind in {"teams", "all"} and chance.random() < 0.8:
        found["skill"] = chance.choice(["hand", "eye"])
    return found


def team(chance: random.Random, skills: list[str]) -> dict[str, Any]:
    steps = [{"date": day(chance.randint(1, 8)), "crews": chance.randint(1, 3)}] if chance.random() < 0.5 else []
    return {"name": files.name("team"), "people": chance.randint(1, 3), "skills": skills, "steps": steps}


def workshop(seed: int) -> dict[str, Any]:
    chance = random.Random(seed)  # noqa: S311 - no secret
    kind = KINDS[seed % len(KINDS)]
    discipline = chance.choice(["due", "fifo"])
    shared: dict[str, dict[str, Any]] = {}
    names = ["console", "frame"][: chance.randint(1, 2)]
    items = {
        name: files.made(*route(chance, kind, shared), lot_size=chance.randint(1, 5))
        | ({"wip_limit": chance.randint(1, 4)} if chance.random() < 0.3 else {})
        for name in names
    }
    benches: dict[str, Any] = {name: {**station(chance, kind), "discipline": discipline} for name in BENCHES}
    plant = files.plant("always", **benches)
    if kind in {"teams", "all"}:
        plant["teams"] = {"young": team(chance, ["hand"]), "old": team(chance, ["eye", "hand"])}
    targets = [f"plant.{name}" for name in (*BENCHES, *plant.get("teams", {}))]
    absent = chance.sample(targets, 2) if kind in {"teams", "hires", "all"} else []
    begin = chance.randint(0, 6 * slow.DAY)
    return {
        "calendars": calendars(chance),
        "items": {**items, "part": files.bought()},
        "plants": {"plant": plant},
        "demands": {
            f"order_{name}": files.demand(chance.randint(8, 30), item=name, due=at(chance.choice([20, 25]) * slow.DAY))
            for name in names
        },
        "disruptions": {
            f"absent_{number}": {
                "kind": "crew_absence",
                "target": target,
                "from": at(begin),
                "until": at(begin + chance.randint(60, 4000)),
                "capacity_share": chance.choice([0, 0.5, 0.7]),
            }
            for number, target in enumerate(absent)
        },
    }


def hours(calendar: dict[str, Any]) -> slow.Hours:
    found = slow.Hours.of(calendar, START, DAYS, [])
    for extra in calendar.get("overtime", ()):
        begin, end = (round(files.at(extra[key])) // slow.DAY for key in ("from", "until"))
        for number in range(begin, end + 1):
            if slow.WEEKDAYS[number % 7] in extra.get("weekdays", slow.WEEKDAYS):
                opens, closes = number * slow.DAY + 18 * 60 + 15, number * slow.DAY + 20 * 60 + 30
                found.rates[opens:closes] = [1.0] * (closes - opens)
    return found


def windowed(sections: dict[str, Any], name: str, first: int, steps: list[dict[str, Any]]) -> slow_shop.Windowed:
    absences = [
        (files.at(row["from"]), files.at(row["until"]), row["capacity_share"])
        for row in sections["disruptions"].values()
        if row["target"] == f"plant.{name}"
    ]
    return slow_shop.Windowed(first, [(files.at(row["date"]), row["crews"]) for row in steps], absences)


def second(sections: dict[str, Any], found: sim.Run) -> list[tuple[str, float]]:
    plant, log = sections["plants"]["plant"], found.events
    benches = {}
    for name, entry in plant["stations"].items():
        hires = [
            (files.at(row["date"]), row["crews"], row["training_days"] * slow.DAY, row["first_day_share"])
            for row in entry.get("hires", ())
        ]
        crews = windowed(sections, name, entry["crews"], entry.get("crew_steps", []))
        place = hours(sections["calendars"][entry["calendar"]])
        more = entry.get("skill"), entry.get("buffer_lots", float("inf")), entry["discipline"] == "fifo"
        benches[name] = slow_shop.Bench(place, crews, hires, *more)
    teams = [
        slow_shop.Team(windowed(sections, name, entry["people"], entry["steps"]), entry["skills"])
        for name, entry in plant.get("teams", {}).items()
    ]
    wrong = log[log["kind"].isin(["scrap", "rework"])]
    known = {
        (kind, lot, round(minute, 3)): int(pieces)
        for kind, lot, minute, pieces in zip(
            wrong["kind"], wrong["lot"], wrong["time_min"], wrong["pieces"], strict=True
        )
    }
    dues = sorted({row["due"] for row in sections["demands"].values()})
    wanted = {row["item"]: (row["quantity"], dues.index(row["due"])) for row in sections["demands"].values()}
    items = {name: entry for name, entry in sections["items"].items() if "route" in entry}

    def fails(kind: str, lot: int, now: float) -> int:
        return next(
            (known[key] for nudge in (0, -0.001, 0.001) if (key := (kind, lot, round(now + nudge, 3))) in known), 0
        )

    return slow_shop.Shop(items, wanted, benches, teams, fails, files.at(files.END)).run()


@pytest.mark.parametrize("seed", range(48))
def test_workshops(seed: int) -> None:
    """Crews by date, absent, hired and trained; people of teams; overtime; learning and forgetting; buffers; scrap, rework."""
    sections = workshop(seed)
    found = files.run(**sections)
    finished = sorted(zip(found.units["product"], found.units["finished_min"], strict=True))
    expected = second(sections, found)
    assert [item for item, _ in finished] == [item for item, _ in expected]
    assert [minute for _, minute in finished] == pytest.approx([minute for _, minute in expected], abs=0.001)
