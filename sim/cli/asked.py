"""What `onehour isochrone` is asked: its options in one place, checked together before anything is computed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from scenarios.errors import InputError
from sim.cli.common import read_moment

if TYPE_CHECKING:
    from scenarios import Scenario
    from sim.network import RoadNetwork
    from sim.reach.reach import Combine
    from sim.vehicles import RoadVehicle

KINDS = ("truck", "van", "car")
COMBINES = ("each", "union", "overlap", "nearest")
SUFFIXES = (".gpkg", ".geojson", ".parquet", ".fgb", ".html", ".csv")
AREA_SUFFIXES = (".csv", ".parquet", ".gpkg", ".geojson", ".fgb")
DEPART = dt.datetime(2023, 1, 16, 8)  # noqa: DTZ001 - local, by the clock of the scenario
HOURS = 24
MOST_POLYGONS = 50_000
"""More than anybody looks at: at about 20 kB each a file of 1 GB."""
MOST_DEPARTURES = 300
MEDIAN = 50.0


@dataclass(frozen=True)
class Request:
    """The options of `onehour isochrone` as they were given; see its help."""

    points: tuple[str, ...]
    site_ids: tuple[str, ...]
    site_files: tuple[Path, ...]
    minutes: tuple[float, ...]
    direction: str
    departures: tuple[dt.datetime, ...]
    arrivals: tuple[dt.datetime, ...]
    every_hour: bool
    window_min: float | None
    step_min: float | None
    share_pct: tuple[float, ...]
    vehicle: str
    percentile: float
    samples: int
    seed: int
    handling_min: float
    mode: str
    access_m: float | None
    cell_m: float | None
    max_access_km: float | None
    combine: Combine
    versus: str | None
    by: str | None
    roads_name: str | None
    scenario: str
    out: Path | None
    as_json: bool
    closed: tuple[str, ...] = ()

    @property
    def moments(self) -> tuple[dt.datetime, ...]:
        """The departures or arrivals, local: those given, or every hour of the day given."""
        given = self.departures or self.arrivals or (DEPART,)
        if not self.every_hour:
            return tuple(dict.fromkeys(given))
        return tuple(given[0].replace(hour=hour, minute=0) for hour in range(HOURS))

    @property
    def suffix(self) -> str:
        """The ending of the file that is wanted, in lower case; empty where none is."""
        return self.out.suffix.lower() if self.out else ""

    def check(self, places: int) -> None:
        """Refuse what does not go together.

        Parameters
        ----------
        places
            How many are asked about.

        Raises
        ------
        InputError
            Saying which options, and what to write instead.
        """
        self._check_output()
        self._check_moments()
        self._check_handling()
        self._check_drawing(places)
        count = places * len(self.minutes) * len(self.moments) * max(1, len(self.share_pct))
        if count > MOST_POLYGONS and not self.by:
            raise InputError(
                f"{places:,} places x {len(self.minutes)} cutoffs x {len(self.moments)} moments"
                f"{f' x {len(self.share_pct)} shares' if len(self.share_pct) > 1 else ''} are {count:,} polygons, more "
                f"than the {MOST_POLYGONS:,} that one file may hold; ask for fewer cutoffs or hours, or in several "
                "commands. For times between many places take onehour matrix"
            )

    def _check_output(self) -> None:
        if self.out is None and not self.as_json:
            raise InputError(f"say where to write to: --out FILE, ending in {_either(SUFFIXES)}; or print with --json")
        if self.out is not None and self.suffix not in SUFFIXES:
            raise InputError(f"--out {self.out}: the name must end in {_either(SUFFIXES)}")
        if self.suffix == ".csv" and not self.by:
            raise InputError(
                f"--out {self.out}: a .csv holds minutes by area, no polygons: say of which areas with --by hexagon or "
                "--by FILE; or name a file that ends in .gpkg"
            )
        if not self.by:
            return
        if self.suffix and self.suffix not in AREA_SUFFIXES:
            raise InputError(f"--by writes a table: --out must end in {_either(AREA_SUFFIXES)}, not {self.suffix}")
        clash = {"--versus": self.versus, "--window": self.window_min, "--combine": self.combine != "each"}
        if found := next((option for option, given in clash.items() if given), None):
            raise InputError(f"--by gives the minutes of each place by itself; leave {found} out")

    def _check_moments(self) -> None:
        if self.departures and self.arrivals:
            raise InputError("give --depart or --arrive, not both: minutes run from the one on or up to the other")
        if self.every_hour and len(self.departures or self.arrivals) > 1:
            raise InputError("--every-hour is about one day: give --depart (or --arrive) once, any hour of that day")
        if self.window_min is None and (self.step_min or self.share_pct):
            lone = "--step" if self.step_min else "--share"
            raise InputError(
                f"{lone} is about the departures of a window: say how long, for example --window 60 --step 10"
            )
        if self.window_min is not None and (self.step_min or 10) > self.window_min:
            raise InputError(
                f"a window of {self.window_min:g} min with a departure every {self.step_min or 10:g} min has a single one; "
                "make --window longer or --step shorter"
            )
        if self.window_min is not None and self.window_min / (self.step_min or 10) > MOST_DEPARTURES:
            raise InputError(
                f"a window of {self.window_min:g} min with a departure every {self.step_min or 10:g} min has more than "
                f"{MOST_DEPARTURES} of them; make --window shorter or --step longer"
            )
        if self.seed and not self.samples:
            raise InputError("--seed is about sampled days: say how many, for example --samples 100")

    def _check_handling(self) -> None:
        if self.handling_min >= max(self.minutes):
            raise InputError(
                f"--handling {self.handling_min:g}: handling alone takes all of the {max(self.minutes):g} min, nothing is "
                "within reach; give a larger cutoff with --minutes or less handling"
            )

    def _check_drawing(self, places: int) -> None:
        if self.cell_m is not None and self.mode != "fast" and self.combine != "nearest":
            raise InputError("--cell-m is the grain of the fast drawing: add --mode fast")
        if self.combine != "each" and places == 1:
            raise InputError(f"--combine {self.combine} is about several places, and there is one; name another one")
        if self.combine == "nearest" and (self.window_min is not None or self.samples):
            raise InputError(
                "--combine nearest is of one departure and the median day; leave --window and --samples out"
            )

    def other(self) -> Request:
        """Return what is asked for comparison, as `versus` says.

        Raises
        ------
        InputError
            If it says nothing that can be compared, or the same again.
        """
        key, _, value = (self.versus or "").partition("=")
        change = {"depart": _moment, "arrive": _moment, "vehicle": _vehicle, "percentile": _percentile, "closed": _road}
        if key not in change or not value:
            raise InputError(
                f"--versus {self.versus}: write what is different, one of depart=2023-01-16T12:00, "
                "arrive=2023-01-16T09:00, vehicle=car, percentile=90, closed=G4"
            )
        if key in {"depart", "arrive"}:
            if len(self.moments) > 1:
                raise InputError(f"--versus {key}= compares two moments: give --depart or --arrive once")
            if bool(self.arrivals) != (key == "arrive"):
                wanted = "arrive" if self.arrivals else "depart"
                raise InputError(f"--versus {self.versus}: what is asked goes by --{wanted}; write {wanted}={value}")
        named = {"depart": "departures", "arrive": "arrivals"}.get(key, key)
        changes: dict[str, Any] = {named: change[key](value)}
        changed = replace(self, **changes)
        changed._check_moments()  # noqa: SLF001 - one's own
        if changed == self or (named in {"departures", "arrivals"} and changed.moments == self.moments):
            raise InputError(f"--versus {self.versus}: this is what is asked already; name another {key}")
        return changed


def reach_options(request: Request, scenario: Scenario, network: RoadNetwork, vehicle: RoadVehicle) -> dict[str, Any]:
    """Return how to ask `sim.isochrones` and `sim.reached`: all but places and what is drawn.

    Parameters
    ----------
    request
        What is asked.
    scenario
        Gives closures, restrictions, access and clock.
    network
        The roads.
    vehicle
        What drives.

    Raises
    ------
    InputError
        If a road that is to be closed is not there.
    """
    from sim.closures import scenario_closures
    from sim.restrictions import scenario_restrictions

    zone, roads = ZoneInfo(scenario.timezone), scenario.roads
    moments = [moment.replace(tzinfo=zone) for moment in request.moments]
    window: dict[str, Any] = {}
    if request.window_min is not None:
        shares = tuple(sorted({percent / 100 for percent in request.share_pct})) or (1.0,)
        window = {"window_min": request.window_min, "step_min": request.step_min or 10.0, "shares": shares}
    return window | {
        "cutoffs_min": request.minutes,
        ("arrive" if request.arrivals else "depart"): moments,
        "direction": request.direction,
        "vehicle": vehicle,
        "percentile": request.percentile,
        "time_cv": roads.time_cv,
        "samples": request.samples,
        "seed": request.seed,
        "handling_min": request.handling_min,
        "access_speed_kph": roads.access_speed_kph,
        "access_detour": roads.access_detour,
        "max_access_km": request.max_access_km or roads.max_access_km,
        "closures": scenario_closures(scenario, network) | _closures(request.closed, network),
        "restrictions": scenario_restrictions(scenario),
        "openings": False,
        "timezone": scenario.timezone,
    }


def _closures(roads: tuple[str, ...], network: RoadNetwork) -> dict[str, Any]:
    from sim.closures import Closure
    from sim.selectors import matching_links

    try:
        return {f"closed.{road}": Closure(matching_links(network, [road]), None, None) for road in roads}
    except InputError as error:
        raise InputError(f"--versus closed={roads[0]}: {error}") from error


def _moment(text: str) -> tuple[dt.datetime]:
    try:
        return (read_moment(text),)
    except InputError as error:
        raise InputError(f"--versus: {error}") from error


def _vehicle(text: str) -> str:
    if text not in KINDS:
        raise InputError(f"--versus vehicle={text}: there are {', '.join(KINDS)}")
    return text


def _percentile(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value < 100:  # noqa: PLR2004 - percent
        raise InputError(f"--versus percentile={text}: write a number above 0 and below 100, for example percentile=90")
    return value


def _road(text: str) -> tuple[str]:
    return (text,)


def _either(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"
