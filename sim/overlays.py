"""Everything that lies over the roads at a time: congestion, closures, openings, restrictions; it never rebuilds them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from scenarios import Scenario
from scenarios.roadrules import RoadRestriction
from sim.closures import Closure, opening_closures, scenario_closures
from sim.daytypes import DAY_TYPES, HOUR, day_type
from sim.errors import InputError
from sim.network import Bools, Floats, Ints, RoadNetwork
from sim.profiles import SpeedProfiles
from sim.restrictions import Span, concerns, in_force, scenario_restrictions, shipped_restrictions
from sim.selectors import chosen_links, present_links
from sim.speeds import congestion, empty_seconds, hour_shares
from sim.vehicles import RoadVehicle

HOUR_S = 3600.0
PATIENCE_S = 48 * HOUR_S
PATIENCE = dt.timedelta(seconds=PATIENCE_S)
"""What is shut at the end of the profiles and for longer than this thereafter counts as never open again."""
NONE: Mapping[str, Closure] = MappingProxyType({})


class Shut(NamedTuple):
    """Links that nobody, or this vehicle, may use for a while.

    Attributes
    ----------
    links : (links,) bool
    spans_s : (spans, 2) float64
        Begin and end in seconds after the start of the profiles; -inf and inf where open-ended.
    """

    links: Bools
    spans_s: Floats


def speed_profiles(
    network: RoadNetwork,
    vehicle: RoadVehicle,
    start: dt.datetime,
    hours: int,
    closures: Mapping[str, Closure] = NONE,
    *,
    restrictions: bool | Mapping[str, RoadRestriction] = True,
    openings: bool = True,
) -> SpeedProfiles:
    """Return the speeds on all links for one vehicle, hour by hour, with all that lies over the roads.

    Slots end on the hour and at the exact moments at which something is shut or opened. Before the first hour and after
    the last one the congestion stays as it is in them; what is shut at the start has been shut since its real begin,
    what is shut at the end stays so until its real end, and nothing else is shut before or after. Begins and ends more
    than two days away count as never, also where restrictions take turns in between.

    Parameters
    ----------
    network
        The roads.
    vehicle
        What drives.
    start
        An aware moment at a whole hour of the local clock.
    hours
        How many hours to cover, at least 1.
    closures
        Closed links, by id (see `sim.closures.scenario_closures`).
    restrictions
        Restrictions by id; True for those that come with the program, False for none.
    openings
        Whether roads stay shut until the opening that comes with the program.

    Returns
    -------
    SpeedProfiles
        With the distinct profiles only.

    Raises
    ------
    InputError
        If the start is no whole hour with a time zone, there is no hour to cover, or a restriction names a road that
        the network does not have.
    """
    _check_span(start, hours)
    every = dict(closures)
    if openings:
        every.update(opening_closures(network))
    rules = shipped_restrictions() if restrictions is True else restrictions or {}
    end = (start.astimezone(dt.UTC) + hours * HOUR).astimezone(start.tzinfo)
    shuts = [*_closed(every, start, end), *_restricted(network, vehicle, rules, start, end)]
    shuts += _in_turns(network, vehicle, rules, start, end)
    cuts = [np.arange(1, hours) * HOUR_S, *(shut.spans_s[np.isfinite(shut.spans_s)] for shut in shuts)]
    begins = np.concatenate([[-math.inf], np.unique(np.concatenate(cuts))])
    group, excess = congestion(network)
    factor, profile = _overlaid(_factors(excess, start, hours, begins), group, shuts, begins)
    factor, profile = _distinct(factor, profile)
    empty_s = empty_seconds(network, vehicle)
    never: Bools = np.asarray(np.isinf(factor).all(axis=0))
    if never.any():
        empty_s = np.where(never[profile], math.inf, empty_s)
    return SpeedProfiles(start, np.append(begins[1:], math.inf), factor, profile, empty_s)


def scenario_profiles(
    scenario: Scenario, network: RoadNetwork, vehicle: RoadVehicle, start: dt.datetime, hours: int
) -> SpeedProfiles:
    """Return the speeds on all links with a scenario's closures, openings and restrictions; see `speed_profiles`.

    Parameters
    ----------
    scenario
        Its `roads` are used.
    network, vehicle, start, hours
        As in `speed_profiles`.

    Raises
    ------
    InputError
        As in `speed_profiles`, or if a closure or opening names a road that the network does not have.
    """
    closures = scenario_closures(scenario, network)
    restrictions = scenario_restrictions(scenario)
    return speed_profiles(network, vehicle, start, hours, closures, restrictions=restrictions, openings=False)


def _check_span(start: dt.datetime, hours: int) -> None:
    if start.tzinfo is None or start.minute or start.second or start.microsecond:
        message = f"speeds start at a whole hour with a time zone, not at {start.isoformat()}"
        raise InputError(message)
    if hours < 1:
        message = f"speeds cover at least one hour, not {hours}"
        raise InputError(message)


def _closed(closures: Mapping[str, Closure], start: dt.datetime, end: dt.datetime) -> Iterator[Shut]:
    for closure in closures.values():
        begins_late = closure.start is not None and _passed_s(end, closure.start) >= 0
        ends_early = closure.end is not None and _passed_s(start, closure.end) <= 0
        if not (begins_late or ends_early):
            yield Shut(closure.links, _seconds([(closure.start, closure.end)], start, end))


def _restricted(
    network: RoadNetwork,
    vehicle: RoadVehicle,
    restrictions: Mapping[str, RoadRestriction],
    start: dt.datetime,
    end: dt.datetime,
) -> Iterator[Shut]:
    for key, rule in restrictions.items():
        spans = in_force(rule, start, end) if concerns(rule, vehicle, key) else ()
        if spans:
            links = _restricted_links(network, key, rule)
            if links.any():
                yield Shut(links, _seconds(spans, start, end))


def _in_turns(
    network: RoadNetwork,
    vehicle: RoadVehicle,
    restrictions: Mapping[str, RoadRestriction],
    start: dt.datetime,
    end: dt.datetime,
) -> Iterator[Shut]:
    """Yield what restrictions that take turns keep shut for longer than the patience, after the end or before the start.

    One of them by day and one by night: none has an end far away, and still nobody may ever go.
    """
    end_s = _passed_s(start, end)
    for moment, beyond_s in ((end, (end_s, math.inf)), (start - PATIENCE, (-math.inf, 0.0))):
        links = _always_shut(list(_restricted(network, vehicle, restrictions, moment, moment + PATIENCE)))
        if links is not None and links.any():
            yield Shut(links, np.array([beyond_s]))


def _always_shut(shuts: Sequence[Shut]) -> Bools | None:
    """Return which links several of these keep shut in turn all through the patience; None if there are no two."""
    if len(shuts) < 2:  # noqa: PLR2004 - it takes two to take turns
        return None
    several = np.flatnonzero(np.sum([shut.links for shut in shuts], axis=0, dtype=np.int16) > 1)
    cuts = np.unique(np.concatenate([[0.0], *(shut.spans_s.ravel() for shut in shuts)]))
    always = np.ones(several.size, bool)
    for cut in cuts[(cuts >= 0) & (cuts < PATIENCE_S)]:
        active = [shut for shut in shuts if ((shut.spans_s[:, 0] <= cut) & (cut < shut.spans_s[:, 1])).any()]
        always &= np.logical_or.reduce([shut.links[several] for shut in active]) if active else False
    links = np.zeros(shuts[0].links.size, bool)
    links[several[always]] = True
    return links


def _restricted_links(network: RoadNetwork, key: str, rule: RoadRestriction) -> Bools:
    if shipped_restrictions().get(key) is rule:
        return present_links(network, rule)
    try:
        return chosen_links(network, rule)
    except InputError as error:
        message = f"roads.restrictions.{key}.roads: {error}"
        raise InputError(message) from error


def _seconds(spans: Sequence[Span], start: dt.datetime, end: dt.datetime) -> Floats:
    """Return begin and end of spans in seconds after the start, shape (spans, 2)."""
    seconds = np.array(
        [
            (
                -math.inf if begin is None else _passed_s(start, begin),
                math.inf if until is None else _passed_s(start, until),
            )
            for begin, until in spans
        ]
    )
    seconds[seconds < -PATIENCE_S] = -math.inf
    seconds[seconds > _passed_s(start, end) + PATIENCE_S] = math.inf
    return seconds


def _passed_s(since: dt.datetime, moment: dt.datetime) -> float:
    """Return the seconds that pass between two moments; a local clock may jump in between."""
    return (moment.astimezone(dt.UTC) - since.astimezone(dt.UTC)).total_seconds()


def _factors(excess: Floats, start: dt.datetime, hours: int, begins: Floats) -> Floats:
    """Return the congestion of every slot, shape (slots, groups): that of the hour in which it begins."""
    zero = start.astimezone(dt.UTC)  # hours are added in UTC: a local clock may jump
    moments = [(zero + hour * HOUR).astimezone(start.tzinfo) for hour in range(hours)]
    kinds = np.array([DAY_TYPES.index(day_type(moment.date())) for moment in moments])
    shares = hour_shares()[kinds, [moment.hour for moment in moments]]
    by_hour: Floats = 1.0 + excess[kinds] * shares[:, None]
    hour = np.clip(begins, 0, (hours - 1) * HOUR_S) // HOUR_S
    return by_hour[hour.astype(np.intp)]


def _overlaid(factor: Floats, profile: Ints, shuts: list[Shut], begins: Floats) -> tuple[Floats, Ints]:
    """Give the links of each shut profiles of their own, which are inf while it lasts."""
    profile = profile.copy()
    for shut in shuts:
        begin, end = shut.spans_s[:, :1], shut.spans_s[:, 1:]
        closed: Bools = np.asarray(((begin <= begins) & (begins < end)).any(axis=0))
        old = profile[shut.links]
        hit = np.zeros(factor.shape[1], bool)
        hit[old] = True
        number = factor.shape[1] - 1 + np.cumsum(hit, dtype=np.int32)
        profile[shut.links] = number[old]
        factor = np.hstack([factor, np.where(closed[:, None], math.inf, factor[:, hit])])
    return factor, profile


def _distinct(factor: Floats, profile: Ints) -> tuple[Floats, Ints]:
    """Return the distinct profiles that some link has, and which of them each link has."""
    used = np.zeros(factor.shape[1], bool)
    used[profile] = True
    columns, inverse = np.unique(factor[:, used], axis=1, return_inverse=True)
    number = np.zeros(factor.shape[1], np.int32)
    number[used] = inverse.ravel()
    return np.ascontiguousarray(columns), number[profile]
