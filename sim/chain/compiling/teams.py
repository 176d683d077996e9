"""Teams of a plan: who has which skill, and when they can work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.chain.compiling.wages import overtime_hours
from sim.chain.plans.stations import TeamPlan
from sim.errors import InputError
from sim.workcalendar import WorkCalendar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scenarios.production import CrewStep
    from sim.chain.compiling.frame import Frame


def compile_team(frame: Frame, plant: str, name: str) -> TeamPlan:
    """Return the plan of one team of a plant."""
    entry = frame.scenario.plants[plant]
    team = entry.teams[name]
    owners = [owner for owner, other in frame.teams if other == name]
    benches = {bench: station for bench, station in entry.stations.items() if station.skill in team.skills}
    calendars = {station.calendar or entry.calendar for station in benches.values()} or {entry.calendar}
    return TeamPlan(
        name=name if len(owners) == 1 else f"{plant}_{name}",
        calendar=_any_open(frame.calendars[calendar] for calendar in sorted(calendars)),
        people=by_time(frame, team.people, team.steps),
        stations=tuple(frame.stations[plant, bench] for bench in benches),
        store=frame.stores.index(plant),
        overtime=overtime_hours(frame, entry.calendar),
    )


def able_teams(frame: Frame, plant: str, skill: str | None) -> tuple[int, ...]:
    """Return the teams of a plant that have a skill, those with the fewest skills first.

    Raises
    ------
    InputError
        If nobody has it.
    """
    if skill is None:
        return ()
    teams = frame.scenario.plants[plant].teams
    able = [index for index, (owner, name) in enumerate(frame.teams) if owner == plant and skill in teams[name].skills]
    if not able:
        message = f"plants.{plant}: no team has the skill {skill!r}; add it to the skills of a team of this plant"
        raise InputError(message)
    return tuple(sorted(able, key=lambda index: len(set(teams[frame.teams[index][1]].skills))))


def by_time(frame: Frame, first: int, steps: tuple[CrewStep, ...]) -> tuple[tuple[float, int], ...]:
    """Return (from minute, crews or people), the first at minute 0."""
    crews = {0.0: first}
    for step in sorted(steps, key=lambda step: step.date):
        crews[max(frame.midnight(step.date), 0.0)] = step.crews
    return tuple(sorted(crews.items()))


def _any_open(calendars: Iterable[WorkCalendar]) -> WorkCalendar:
    """Return the hours in which at least one of some calendars is open."""
    found = list(calendars)
    if len(found) == 1:
        return found[0]
    joined: list[tuple[float, float]] = []
    for opened, closed in sorted(
        span for calendar in found for span in zip(calendar.opens, calendar.closes, strict=True)
    ):
        if joined and opened <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(closed, joined[-1][1]))
        else:
            joined.append((opened, closed))
    opens, closes = zip(*joined, strict=True) if joined else ((), ())
    return WorkCalendar(opens, closes, (1.0,) * len(opens), max(calendar.minutes_per_day for calendar in found))
