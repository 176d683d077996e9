"""`onehour reach`: which suppliers deliver within the hour, at which hours, how surely, and over which roads."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import scenarios
from scenarios.errors import InputError
from sim.cli.common import (
    DEFAULT_SCENARIO,
    EXCEL,
    MOMENT,
    MOST_SAMPLES,
    print_json,
    progress,
    scenario_network,
    write_table,
)

if TYPE_CHECKING:
    import pandas as pd

    from sim.suppliers.supplier_circle import SupplierCircle

TABLES, PAGES, LAYERS = (".csv", ".parquet"), (".html", ".htm"), (".gpkg",)
CROSSINGS_SHOWN = 10
WHOLE_DAY = "00-23"


@click.command()
@click.argument("scenario", default=DEFAULT_SCENARIO)
@click.option("--depart", type=MOMENT, help="The day and hour; the scenario's where missing.")
@click.option(
    "--percentile",
    type=click.FloatRange(0, 100, min_open=True, max_open=True),
    help="Inside is who keeps to the hour on so many in a hundred days; the scenario's where missing.",
)
@click.option(
    "--samples",
    type=click.IntRange(0, MOST_SAMPLES),
    default=100,
    show_default=True,
    help="Days sampled for the percentiles; 0 takes a short rule instead.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Root of the sampled days.")
@click.option("--roads", "roads_name", metavar="NAME|PATH", help="The road network; the scenario's where missing.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help=".html (map and tables), .csv or .parquet (all hours), .gpkg (layers); a summary is printed in any case.",
)
@click.option("--json", "as_json", is_flag=True, help="Print suppliers, coverage and crossings as JSON.")
def reach(
    scenario: str,
    depart: dt.datetime | None,
    percentile: float | None,
    samples: int,
    seed: int,
    roads_name: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Show which suppliers deliver within the hour, at which hours, how surely, and over which roads.

    Minutes are from door to door, loading and unloading included, for every hour of a workday and of a Saturday. Each
    road, bridge and tunnel on the way of a supplier is closed in turn: what that costs, and who falls out of the hour.

    \b
    Example:
      onehour reach hanno-ecmo-ramp --depart 2023-01-16T08:00 --percentile 90 --out reach.html
    """
    from sim.output import check_file
    from sim.suppliers.supplier_circle import supplier_circle

    if out and out.suffix.lower() not in {*TABLES, *PAGES, *LAYERS}:
        raise InputError(f"--out {out}: the name must end in {', '.join((*PAGES, *TABLES, *LAYERS))}")
    if out:
        check_file(out)
    changes: dict[str, object] = {}
    if depart:
        changes["reach.depart"] = depart.isoformat(timespec="minutes")
    if percentile:
        changes["reach.percentile"] = percentile
    if roads_name:
        changes["roads.network"] = roads_name
    loaded = scenarios.load(scenario, changes)
    network = scenario_network(loaded)
    with progress("suppliers by hour and day") as advance:
        circle = supplier_circle(loaded, network, samples=samples, seed=seed, progress=advance)
    if out:
        _write(circle, out)
    if as_json:
        print_json(_document(circle))
        return
    _show(circle)
    if out:
        click.echo(f"written: {out}")


def _write(circle: SupplierCircle, out: Path) -> None:
    if out.suffix.lower() in PAGES:
        import maps

        maps.draw_supplier_circle(circle, out)
    elif out.suffix.lower() in LAYERS:
        from sim.geofiles.files import write_reach

        write_reach(out, circle.layers, circle.parameters)
    else:
        write_table(circle.table, out, EXCEL)


def _document(circle: SupplierCircle) -> dict[str, Any]:
    """Return what is known, ready for JSON; NaN as null."""
    return {
        **circle.parameters,
        "meaning": circle.meaning,
        "suppliers": _records(circle.suppliers),
        "coverage": _records(circle.coverage),
        "crossings": _records(circle.crossings),
    }


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    import pandas as pd

    plain = pd.DataFrame(table).drop(columns="geometry", errors="ignore")
    found: list[dict[str, Any]] = json.loads(plain.to_json(orient="records", force_ascii=False, date_format="iso"))
    return found


def _show(circle: SupplierCircle) -> None:
    click.echo(circle.meaning)
    if circle.depart.date() != circle.scenario.reach.depart.astimezone(circle.depart.tzinfo).date():
        click.echo(f"{circle.scenario.reach.depart:%Y-%m-%d} is no workday: the next one is shown")
    click.echo(f"Hours: {circle.weekday} (workday) and {circle.saturday} (Saturday), leaving on the hour")
    _show_suppliers(circle)
    _show_coverage(circle)
    _show_crossings(circle)


def _show_suppliers(circle: SupplierCircle) -> None:
    from sim.frames import rows

    columns = {"p50": "door_to_door_min_p50", "p90": "door_to_door_min_p90"}
    if f"p{circle.percentile:g}" not in columns:
        columns |= {f"p{circle.percentile:g}": "door_to_door_min"}
    head = " ".join(f"{name:>5}" for name in columns)
    click.echo(f"\n        {head} min   km  toll  hours inside (workday | Saturday), the road it depends on most")
    for row in rows(circle.suppliers.sort_values("door_to_door_min", kind="stable")):
        via = f" (import, from {row.site} on)" if row.kind == "import" else ""
        minutes = " ".join(f"{getattr(row, column):5.0f}" for column in columns.values())
        told = [f"{_hours(row.hours_inside_weekday)} | {_hours(row.hours_inside_saturday)}"] if not via else []
        told += [_dependence(row)] if row.depends_on else []
        told += ["no road leads here"] if row.outside_reason == "no road" else []
        figures = f"{minutes} min {row.km:4.0f} {row.toll_cny:5.0f}"
        click.echo(f"{'inside' if row.inside else 'outside':<8}{figures}  {row.name_en}{via}: {', '.join(told)}")


def _hours(text: str) -> str:
    return {"": "never", WHOLE_DAY: "all day"}.get(text, text)


def _dependence(row: Any) -> str:
    lost = "cut off without it" if row.depends_on_cuts_off else f"+{row.depends_on_lost_min:.0f} min without it"
    return f"{_called(row.depends_on, row.depends_on_en)} ({lost})"


def _kind(row: Any) -> str:
    return "" if row.road.startswith(f"{row.kind} ") else f"{row.kind:<7}"


def _called(road: str, english: str) -> str:
    return f"{road} {english}" if english and english != road else road


def _show_coverage(circle: SupplierCircle) -> None:
    from sim.frames import rows

    click.echo(
        f"\nWithin so many minutes, leaving {circle.depart:%H}:00 on the workday: share of part lines, of purchase"
    )
    click.echo("value and of deliveries, on half of the days | on nine of ten days")
    now = circle.coverage[circle.coverage["when"] == "depart"]
    usual, sure = (rows(now[now["percentile"] == percentile]) for percentile in (50, 90))
    for half, most in zip(usual, sure, strict=True):
        shares = (f"{one.part_lines:5.0%} {one.purchase_value:5.0%} {one.deliveries:5.0%}" for one in (half, most))
        click.echo(f"{half.minutes:4.0f} min  {' | '.join(shares)}")


def _show_crossings(circle: SupplierCircle) -> None:
    from sim.frames import rows

    click.echo(f"\nWhat falls out of {circle.cutoff_min:g} min when a road closes, leaving at that hour")
    felt = circle.crossings[circle.crossings["suppliers_out"] + circle.crossings["suppliers_cut_off"] > 0]
    for row in rows(felt.head(CROSSINGS_SHOWN)):
        cut = f", {row.suppliers_cut_off} cut off" if row.suppliers_cut_off else ""
        lost = "" if row.lost_min_most != row.lost_min_most else f", +{row.lost_min_mean:.0f} min on average"
        click.echo(
            f"{_kind(row)}{_called(row.road, row.name_en)}: {row.suppliers_out} of {row.suppliers_over_it} suppliers out{cut}, "
            f"{row.deliveries_out:.0%} of deliveries{lost}" + (f" ({row.who_falls_out})" if row.who_falls_out else "")
        )
    if not len(felt):
        click.echo("nobody, whichever road closes")
