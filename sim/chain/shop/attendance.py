"""How long crews and people were there, worked, and were kept by lots that had nowhere to go; how long lots waited.

Who leaves in the midst of a lot finishes it first, and is there until then: so no more can be worked than there is time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.chain.shop.state import Request, StationState, TeamState
from sim.chain.world import World
from sim.workcalendar import WorkCalendar

Span = tuple[float, float]


def crew_min(world: World, station: int, begin: float, end: float) -> float:
    """Return the open minutes of all crews of a station that were there between two moments."""
    state = world.stations[station]
    return _there_min(world.plan.stations[station].calendar, state.crews, _stayed(state), (begin, end))


def elapsed_min(world: World, station: int, begin: float, end: float) -> float:
    """Return the calendar minutes, open or not, of all crews of a station that were there between two moments."""
    state = world.stations[station]
    return _there_min(None, state.crews, _stayed(state), (begin, end))


def overtime_min(world: World, station: int, begin: float, end: float) -> float:
    """Return those of `crew_min` that are paid at more than the ordinary rate."""
    state, hours = world.stations[station], world.plan.stations[station].overtime
    return 0.0 if hours is None else _there_min(hours, state.crews, _stayed(state), (begin, end))


def people_overtime_min(world: World, team: int, begin: float, end: float) -> float:
    """Return the minutes of all people of a team between two moments that are paid at more than the ordinary rate."""
    state, hours = world.teams[team], world.plan.teams[team].overtime
    return 0.0 if hours is None else _there_min(hours, state.people, _stayed(state), (begin, end))


def people_min(world: World, team: int, begin: float, end: float) -> float:
    """Return the minutes of all people of a team between two moments, in which some station of theirs is open."""
    state = world.teams[team]
    return _there_min(world.plan.teams[team].calendar, state.people, _stayed(state), (begin, end))


def worked_min(world: World, station: int, begin: float, end: float) -> float:
    """Return the open minutes in which crews of a station worked between two moments; an outage does not end the work."""
    calendar = world.plan.stations[station].calendar
    return _open_min(calendar, world.stations[station].spans, (begin, end))


def people_worked_min(world: World, team: int, begin: float, end: float) -> float:
    """Return the minutes that people of a team worked between two moments, in the hours of the stations."""
    spans = world.teams[team].spans
    return sum(
        _open_min(world.plan.stations[station].calendar, [(since, until)], (begin, end))
        for since, until, station in spans
    )


def blocked_min(world: World, station: int, begin: float, end: float) -> float:
    """Return the calendar minutes in which crews of a station were kept by lots that were done, between two moments."""
    open_since = {id(request.batch or request): request.ends for request in _keeping(world, station)}
    spans = [*world.stations[station].blocked_spans, *((since, end) for since in open_since.values())]
    return sum(max(min(until, end) - max(since, begin), 0.0) for since, until in spans)


def queue_min(world: World, station: int, until: float | None = None) -> float:
    """Return the minutes that lots have waited in the queue since the last `reset`: the integral of its length.

    Parameters
    ----------
    world, station
        Where.
    until
        No earlier than the last event; now where None.
    """
    state, end = world.stations[station], world.clock.now if until is None else until
    return state.queue_min + sum(end - request.since for request in state.waiting())


def reset(world: World) -> None:
    """Count waiting and lots served from this moment on."""
    now = world.clock.now
    for state in world.stations:
        state.queue_min = -sum(now - request.since for request in state.waiting())
        state.started = state.served = 0


def _keeping(world: World, station: int) -> Iterator[Request]:
    """Return what keeps a crew of a station now though it is done."""
    for other in world.stations:
        for _, _, request in other.blocked:
            if request is not None and request.station == station:
                yield request


def _stayed(state: StationState | TeamState) -> list[Span]:
    return [*state.stayed, *((since, float("inf")) for since in state.leaving)]


def _there_min(
    calendar: WorkCalendar | None, steps: Sequence[tuple[float, float]], stayed: Sequence[Span], within: Span
) -> float:
    ends = [*(moment for moment, _ in steps[1:]), within[1]]
    planned = sum(
        count * _open_min(calendar, [(moment, until)], within)
        for (moment, count), until in zip(steps, ends, strict=True)
    )
    return planned + _open_min(calendar, stayed, within)


def _open_min(calendar: WorkCalendar | None, spans: Sequence[Span], within: Span) -> float:
    """Return the open minutes of spans that lie between two moments; all of them without a calendar."""
    begin, end = within
    inside = ((max(since, begin), min(until, end)) for since, until in spans if since < end and until > begin)
    return sum(until - since if calendar is None else calendar.work_between(since, until) for since, until in inside)
