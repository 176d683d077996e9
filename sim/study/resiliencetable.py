"""The answer of `sim.resilience`: a row per place, the soonest felt first, and what it says in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from scenarios.base import Text
from sim.frames import rows
from sim.results import Column
from sim.study.statistics import estimate

if TYPE_CHECKING:
    from scenarios import Scenario

DAY_MIN = 1440.0
PLACES = (
    Column("place", "str", "", "supplier, plant, warehouse, or station as plant.station"),
    Column("kind", "str", "", "supplier, plant, warehouse or station"),
    Column("name_en", "str", "", "its name"),
    Column("name_zh", "str", "", "its name in Chinese"),
    Column("items", "str", "", "ids of the items that a supplier offers"),
    Column(
        "survive_days",
        "float64",
        "d",
        "time to survive: calendar days from the beginning of an outage that never ends until customers have got less of "
        "some item, by a piece, than without it; mean over the replications, those where it is never felt counted with the "
        "rest of the scenario",
    ),
    Column("survive_low", "float64", "d", "lower end of its 95 % interval, 0 at least"),
    Column("survive_high", "float64", "d", "upper end of its 95 % interval"),
    Column("survive_share", "float64", "", "share of the replications in which it is never felt within the scenario"),
    Column(
        "recover_days",
        "float64",
        "d",
        "time to recover: calendar days from the end of an outage of some days until customers, after the moment at which "
        "they waited for most, wait for no more pieces than without it; 0 where it is not felt; mean over the replications, "
        "those where that does not happen counted with the rest of the scenario",
    ),
    Column("recover_low", "float64", "d", "lower end of its 95 % interval"),
    Column("recover_high", "float64", "d", "upper end of its 95 % interval"),
    Column("unrecovered_share", "float64", "", "share of the replications that do not recover within the scenario"),
    Column("behind_pieces", "float64", "pieces", "most pieces that customers were behind, mean"),
    Column("late_piece_days", "float64", "pieces d", "pieces behind times days, mean"),
    Column("lost_pieces", "float64", "pieces", "pieces that customers got less by the end of the scenario, mean"),
    Column("lost_value_cny", "float64", "CNY", "their value, mean"),
)
REPLICATIONS = (
    Column("place", "str", "", "as above"),
    Column("replication", "int32", "", "replication, from 0"),
    Column("survive_days", "float64", "d", "missing where it is never felt"),
    Column("recover_days", "float64", "d", "missing where customers are not even again within the scenario"),
    Column("behind_pieces", "float64", "pieces", "as above"),
    Column("late_piece_days", "float64", "pieces d", "as above"),
    Column("lost_pieces", "float64", "pieces", "as above"),
    Column("lost_value_cny", "float64", "CNY", "as above"),
)
MEANS = ("behind_pieces", "late_piece_days", "lost_pieces", "lost_value_cny")


@dataclass(frozen=True)
class Resilience:
    """What customers feel when places fail.

    Attributes
    ----------
    scenario
        What was simulated.
    since
        When the places fail.
    days
        Length of the outage from which they recover.
    seed
        Root of all random streams.
    table
        A row per place, see `PLACES`; who is felt soonest first.
    replications
        A row per place and replication, see `REPLICATIONS`.
    attribution
        The credit of the road data.
    """

    scenario: Scenario
    since: dt.datetime
    days: float
    seed: int
    table: pd.DataFrame
    replications: pd.DataFrame
    attribution: str = ""

    def headline(self) -> Text:
        """Return the answer in one sentence."""
        felt = self.table[self.table["survive_share"] < 1]
        if felt.empty:
            return Text(
                en=f"Customers never feel it within the scenario when one of the {len(self.table)} places fails.",
                zh=f"{len(self.table)} 处中任何一处停摆，在本情景期内客户都不受影响。",
            )
        first = next(rows(felt))
        worst = next(rows(self.table.sort_values("recover_days", ascending=False, kind="stable")))
        more = "at least " if worst.unrecovered_share > 0 else ""
        more_zh = "至少 " if worst.unrecovered_share > 0 else ""
        return Text(
            en=(
                f"Of {len(self.table)} places that could fail from {self.since:%Y-%m-%d %H:%M} on, {first.name_en} is felt "
                f"first: customers get less after {_days(first)}; {len(felt)} are felt at all. After an outage of "
                f"{self.days:g} days it takes longest to recover from {worst.name_en}: {more}{worst.recover_days:.1f} days."
            ),
            zh=(
                f"若 {len(self.table)} 处中有一处自 {self.since:%Y-%m-%d %H:%M} 起停摆，最先影响客户的是{first.name_zh}："
                f"{_days_zh(first)}后客户收货减少；会有影响的共 {len(felt)} 处。停摆 {self.days:g} 天后恢复最慢的是"
                f"{worst.name_zh}：{more_zh}{worst.recover_days:.1f} 天。"
            ),
        )

    def _repr_html_(self) -> str:
        return f"<p>{self.headline().en}</p>{self.table.to_html(index=False, float_format='{:.2f}'.format)}"


def resilience_table(scenario: Scenario, replications: pd.DataFrame, left_min: float) -> pd.DataFrame:
    """Return a row per place of the rows per place and replication.

    Parameters
    ----------
    scenario
        Gives names.
    replications
        See `REPLICATIONS`.
    left_min
        Minutes from the failure to the end of the scenario.
    """
    made = []
    for place, group in replications.groupby("place", sort=False):
        made.append(
            {
                **_named(scenario, str(place)),
                **_timed("survive", group["survive_days"], left_min / DAY_MIN, "survive_share"),
                **_timed("recover", group["recover_days"], left_min / DAY_MIN, "unrecovered_share"),
                **{name: float(group[name].mean()) for name in MEANS},
            }
        )
    table = pd.DataFrame(made, columns=[column.name for column in PLACES])
    order = ["survive_days", "recover_days", "place"]
    return table.sort_values(order, ascending=[True, False, True], kind="stable", ignore_index=True)


def _timed(name: str, values: pd.Series, left_days: float, share: str) -> dict[str, float]:
    never = values.isna()
    found = estimate(np.where(never, left_days, values))
    return {
        f"{name}_days": found.mean,
        f"{name}_low": max(found.ci95_low, 0.0),
        f"{name}_high": found.ci95_high,
        share: float(never.mean()),
    }


def _named(scenario: Scenario, place: str) -> dict[str, str]:
    plant, _, station = place.partition(".")
    if station:
        kind, name = "station", scenario.plants[plant].stations[station].name
    elif place in scenario.suppliers:
        kind, name = "supplier", scenario.suppliers[place].name
    elif place in scenario.plants:
        kind, name = "plant", scenario.sites[scenario.plants[place].site].name
    else:
        kind, name = "warehouse", scenario.warehouses[place].name
    items = ", ".join(scenario.suppliers[place].items) if kind == "supplier" else ""
    return {"place": place, "kind": kind, "name_en": name.en, "name_zh": name.zh, "items": items}


def _days(row: object) -> str:
    low, high = getattr(row, "survive_low"), getattr(row, "survive_high")  # noqa: B009 - a named tuple of pandas
    text = f"{getattr(row, 'survive_days'):.1f} days"  # noqa: B009
    return text if isnan(low) else f"{text} ({low:.1f} to {high:.1f})"


def _days_zh(row: object) -> str:
    low, high = getattr(row, "survive_low"), getattr(row, "survive_high")  # noqa: B009
    text = f"{getattr(row, 'survive_days'):.1f} 天"  # noqa: B009
    return text if isnan(low) else f"{text}（{low:.1f} 至 {high:.1f}）"
