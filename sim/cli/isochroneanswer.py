"""What `onehour isochrone` does with what it is asked: places, roads, polygons, files, and what is to be known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

import scenarios
from sim.cli.asked import Request, reach_options
from sim.cli.common import DEFAULT_SCENARIO, print_json, progress
from sim.errors import OffNetworkError

if TYPE_CHECKING:
    from scenarios import Scenario
    from sim.access import Position
    from sim.geofiles.frame import Isochrones
    from sim.network import RoadNetwork
    from sim.stages import Counting
    from sim.vehicles import RoadVehicle

MOST_SHOWN = 40
MOST_NAMED = 5


@dataclass(frozen=True)
class Asked:
    """A request with all that its words stand for."""

    request: Request
    scenario: Scenario
    network: RoadNetwork
    places: Mapping[str, Position]
    vehicle: RoadVehicle

    @property
    def options(self) -> dict[str, Any]:
        """How to ask `sim.isochrones` and `sim.reached`."""
        return reach_options(self.request, self.scenario, self.network, self.vehicle)

    def changed(self, request: Request) -> Asked:
        """Return the same places and roads, asked otherwise."""
        return replace(self, request=request, vehicle=_driven(self.scenario, request))

    def polygons(self, counting: Counting) -> Isochrones:
        """Return the polygons."""
        import sim

        request = self.request
        access_m = self.scenario.reach.access_m if request.access_m is None else request.access_m
        how: dict[str, Any] = {"mode": request.mode, "access_m": access_m, "cell_m": request.cell_m}
        combine = request.combine
        frame: Isochrones = sim.isochrones(
            self.network, self.places, combine=combine, progress=counting, **how, **self.options
        )
        return frame


def answer(request: Request) -> None:
    """Do what is asked, write it and say it.

    Raises
    ------
    OneHourError
        Whatever is wrong with it; nothing is written then.
    """
    asked = _asked(request)
    notes = list(_island_notes(asked))
    try:
        shown, rows, clipped = _by_area(asked) if request.by else _drawn(asked)
    except OffNetworkError as error:
        raise OffNetworkError("\n".join([str(error), *notes])) from error
    notes += [*_clipped_notes(clipped), *_ban_notes(asked)]
    if request.as_json:
        print_json({"rows": rows, "notes": notes, "written": str(request.out) if request.out else None})
        return
    for line in [*shown[:MOST_SHOWN], *_more(len(shown)), *notes, f"written: {request.out}"]:
        click.echo(line)


def _asked(request: Request) -> Asked:
    from sim.cli.stages import stages
    from sim.output import check_file
    from sim.reach.places import asked_places
    from sim.roads import open_roads

    loaded = scenarios.load(request.scenario, {"roads.network": request.roads_name} if request.roads_name else None)
    places = asked_places(request.points, request.site_ids, request.site_files, loaded)
    request.check(len(places))
    if request.versus:
        request.other()
    if request.out:
        check_file(request.out)
    with stages() as tell:
        network = open_roads(loaded.roads.network, request.moments[0].date(), progress=tell)
    return Asked(request, loaded, network, places, _driven(loaded, request))


Answer = tuple[list[str], list[dict[str, Any]], list[dict[str, Any]]]
"""Lines to show, rows for JSON, and the polygons as rows, which say where they are clipped."""


def _drawn(asked: Asked) -> Answer:
    """Draw polygons and write them."""
    import sim
    from sim.cli.isochronefiles import write_polygons
    from sim.frames import records
    from sim.geofiles.frame import caption

    request = asked.request
    other = asked.changed(request.other()) if request.versus else None
    if other:
        _ = other.options  # a road that is not there is told of before any work is done
    with progress("within reach") as advance:
        frame = asked.polygons(advance)
    found = records(frame.drop(columns="geometry"))
    if other:
        with progress(f"versus {request.versus}") as advance:
            after = other.polygons(advance)
        found += records(after.drop(columns="geometry"))
        frame = sim.reach_difference(frame, after)
    if request.out:
        write_polygons(frame, asked, request.out)
    rows = records(frame.drop(columns="geometry"))
    return (
        [
            f"{caption(frame)}{f' Versus {request.versus}.' if request.versus else ''}",
            *(_line(row, request) for row in rows),
        ],
        rows,
        found,
    )


def _by_area(asked: Asked) -> Answer:
    """Write the table of minutes by area."""
    from sim.cli.isochroneareas import minutes_by_area
    from sim.frames import records
    from sim.geofiles.areafile import write_areas

    with progress("minutes by area") as advance:
        table, found = minutes_by_area(asked, advance)
    if asked.request.out:
        write_areas(asked.request.out, table)
    keys = [name for name in ("site", "depart", "arrive") if name in table]
    lines = [
        f"{', '.join(str(part) for part in key if part)}: {int((part['reached_km'] > 0).sum()):,} of {len(part):,} areas "
        f"reached, {part['reached_km'].sum():,.0f} of {part['road_km'].sum():,.0f} km of road"
        for key, part in table.groupby(keys, sort=False)
    ]
    return lines, records(table.drop(columns="geometry")), found


def _line(row: Mapping[str, Any], request: Request) -> str:
    """Return a row in words."""
    moment = f" {str(row.get('depart') or row.get('arrive'))[:16]}" if len(request.moments) > 1 else ""
    share = f", {row['share']:.0%} of the departures" if request.window_min is not None else ""
    what = row["change"] if "change" in row else row["direction"]
    return f"{row['site']}: {row['minutes']:g} min {what}{moment}{share}, {row['area_km2']:,.0f} km²"


def _more(rows: int) -> list[str]:
    return [f"… and {rows - MOST_SHOWN:,} more"] if rows > MOST_SHOWN else []


def _clipped_notes(rows: list[dict[str, Any]]) -> list[str]:
    """Say from which cutoff on whose reach runs into the edge of the roads, and where."""
    first: dict[str, float] = {}
    widest: dict[str, tuple[float, str]] = {}
    for row in rows:
        if text := row.get("clipped"):
            site, minutes = str(row["site"]), float(row["minutes"])
            first[site] = min(first.get(site, minutes), minutes)
            widest[site] = max(widest.get(site, (0.0, "")), (minutes, str(text)))
    alike: dict[tuple[float, str], list[str]] = {}
    for site, minutes in first.items():
        alike.setdefault((minutes, widest[site][1]), []).append(site)
    lines = [
        f"Clipped: from {minutes:g} min on the reach of {_named(sites)} runs into the edge of the roads, {where}: what lies "
        "beyond is missing, the true reach is larger; take a larger network (--roads)"
        for (minutes, where), sites in alike.items()
    ]
    more = len(lines) - MOST_NAMED
    return lines[:MOST_NAMED] + ([f"Clipped: {more} more lines like these; see the column clipped"] if more > 0 else [])


def _named(sites: list[str]) -> str:
    more = len(sites) - MOST_NAMED
    return ", ".join(sites[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _island_notes(asked: Asked) -> list[str]:
    from sim.reach.islands import island_lines, on_islands

    return island_lines(on_islands(asked.network, asked.places, asked.vehicle))


def _ban_notes(asked: Asked) -> list[str]:
    """Say which places are shut to the vehicle while it is under way."""
    from sim.bannedsites import banned_places
    from sim.cli.bans import ban_lines
    from sim.restrictions import scenario_restrictions

    options = asked.options
    longest = dt.timedelta(minutes=max(asked.request.minutes) + (asked.request.window_min or 0))
    found: dict[Any, None] = {}
    for moment in options.get("depart") or options["arrive"]:
        span = (moment - longest, moment) if asked.request.arrivals else (moment, moment + longest)
        rules = scenario_restrictions(asked.scenario)
        found |= dict.fromkeys(banned_places(asked.places, asked.vehicle, rules, *span))
    return list(ban_lines(list(found), asked.vehicle))


def _driven(scenario: Scenario, request: Request) -> RoadVehicle:
    """Return what drives: the first vehicle of its kind in a scenario that was asked for, else the usual one."""
    from sim.vehicles import first_of_kind, road_vehicle, scenario_vehicle

    chosen = request.scenario != DEFAULT_SCENARIO or bool(request.site_ids)
    own = first_of_kind(scenario.vehicles, request.vehicle) if chosen else None
    return scenario_vehicle(own) if own else road_vehicle(request.vehicle)
