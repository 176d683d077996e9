"""What the suppliers within reach bring: shares of part lines, of purchase value and of deliveries."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import pandas as pd

from scenarios import Scenario
from sim.chain.compiling.points import stock_points
from sim.chain.compiling.requirement import explode

COVERAGE_MIN: tuple[int, ...] = tuple(range(15, 181, 15))
OFFER_COLUMNS = ("supplier", "item", "plant", "purchase_value_cny", "deliveries")
COVERAGE_COLUMNS = ("minutes", "percentile", "when", "part_lines", "purchase_value", "deliveries")
PERCENTILES = (50, 90)
PIECES = 1e-9
"""So little of a lot is none: shares of pieces are rounded."""


class Shares(NamedTuple):
    """Shares of all that the demands need, 0 to 1."""

    part_lines: float
    purchase_value: float
    deliveries: float


def offers(scenario: Scenario) -> pd.DataFrame:
    """Return what every supplier brings of every item, for all that the demands need.

    Parameters
    ----------
    scenario
        Its demands are exploded through the bills of materials, less the opening stock of what is made, without scrap. The
        opening stock of what is bought is not taken off.

    Returns
    -------
    DataFrame
        A row per supplier, item that it offers, and place that it delivers to. Columns: supplier, item, plant (plant or
        warehouse; items that nothing needs are left out where there are several), purchase_value_cny (pieces times the
        supplier's share of them times price), deliveries (lots, the last one may be a part).

    Raises
    ------
    InputError
        If an item is needed where nothing brings it.
    """
    points = stock_points(scenario)
    pieces = explode(points).pieces
    only = {*scenario.plants, *scenario.warehouses}
    found = []
    for supplier, entry in scenario.suppliers.items():
        for item, offer in entry.items.items():
            for point in points.by_item[item]:
                place = point.place or (next(iter(only)) if len(only) == 1 else None)
                if place is not None and points.sources[point] in ("bought", "unused"):
                    bought = pieces[points.labels[point]] * offer.share
                    lots = math.ceil(bought / offer.lot_size - PIECES)
                    found.append((supplier, item, place, bought * offer.price_cny, float(lots)))
    return pd.DataFrame(found, columns=list(OFFER_COLUMNS))


def shares(brought: pd.DataFrame, inside: set[tuple[str, str]]) -> Shares:
    """Return what suppliers bring of everything.

    Parameters
    ----------
    brought
        From `offers`.
    inside
        (supplier, plant) of those that count. An item is covered by any one of its suppliers.
    """
    lines, covered = set(), set()
    value_cny = lots = here_cny = here_lots = 0.0
    for supplier, item, plant, offered_cny, offered_lots in zip(
        *(brought[name].tolist() for name in OFFER_COLUMNS), strict=True
    ):
        lines.add((item, plant))
        value_cny, lots = value_cny + offered_cny, lots + offered_lots
        if (supplier, plant) in inside:
            covered.add((item, plant))
            here_cny, here_lots = here_cny + offered_cny, here_lots + offered_lots
    parts = ((len(covered), len(lines)), (here_cny, value_cny), (here_lots, lots))
    return Shares(*(here / whole if whole > 0 else 0.0 for here, whole in parts))


def coverage_table(hours: pd.DataFrame, brought: pd.DataFrame, depart_hour: int) -> pd.DataFrame:
    """Return what lies within each of the cutoffs, now and at other hours.

    Parameters
    ----------
    hours
        From `sim.suppliers.suppliertables.hour_table`.
    brought
        From `offers`; suppliers with an imported part never count.
    depart_hour
        The hour that is "now".

    Returns
    -------
    DataFrame
        See `sim.suppliers.supplier_circle.SupplierCircle.coverage`.
    """
    made: list[tuple[object, ...]] = []
    by_road = hours[~hours["imported"]]
    weekday, saturday = (by_road[by_road["day"] == day] for day in ("weekday", "saturday"))
    for percentile in PERCENTILES:
        minutes = f"door_to_door_min_p{percentile}"

        def by_pair(table: pd.DataFrame, how: str, minutes: str = minutes) -> dict[Any, float]:
            return table.groupby(["supplier", "plant"])[minutes].agg(how).to_dict()

        cases = {
            "depart": by_pair(weekday[weekday["hour"] == depart_hour], "min"),
            "best": by_pair(weekday, "min"),
            "worst": by_pair(weekday.fillna({minutes: math.inf}), "max"),
            "saturday": by_pair(saturday[saturday["hour"] == depart_hour], "min"),
        }
        for when, times in cases.items():
            for cutoff in COVERAGE_MIN:
                within = {pair for pair, found in times.items() if found <= cutoff}
                made.append((float(cutoff), percentile, when, *shares(brought, within)))
    return pd.DataFrame(made, columns=list(COVERAGE_COLUMNS))
