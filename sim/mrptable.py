"""The table of material requirements planning, as planners read it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scenarios import Scenario
from sim.chain.compiling.points import stock_points
from sim.chain.compiling.requirements import requirement_records

COLUMNS = ("gross", "receipts", "on_hand", "net", "planned_receipts", "planned_releases")
NAMES = ("gross", "scheduled_receipts", "projected_on_hand", "net", "planned_receipts", "planned_releases")


def mrp_table(scenario: Scenario) -> pd.DataFrame:
    """Return gross to net by bucket of all items that a policy of kind ``mrp`` plans.

    Gross need less what is in stock and comes anyway is the net need; planned receipts cover it by the lot rule; each is
    released its planned lead time before (J. Orlicky, Material Requirements Planning, McGraw-Hill 1975).

    Parameters
    ----------
    scenario
        Its known demands are exploded; orders that come by chance are not known.

    Returns
    -------
    DataFrame
        A row per item, place and bucket: item, place, bucket (from 0), begins_at, and in pieces gross, scheduled_receipts,
        projected_on_hand (at the end of the bucket, with what is planned), net, planned_receipts, planned_releases. What
        would have to be released before the start is in bucket 0.

    Raises
    ------
    InputError
        If the scenario cannot be planned: an item that nobody makes or supplies, buckets so short that there are more than
        a million.
    """
    points = stock_points(scenario)
    tables = [
        pd.DataFrame(
            {
                "item": point.item,
                "place": point.place or "",
                "bucket": np.arange(record.gross.size),
                "begins_at": scenario.start + pd.to_timedelta(record.begin_min, unit="min"),
                **{name: getattr(record, column) for name, column in zip(NAMES, COLUMNS, strict=True)},
            }
        )
        for point, record in zip(points.entries, requirement_records(points), strict=True)
        if points.policy(point).kind == "mrp"
    ]
    if not tables:
        return pd.DataFrame(columns=["item", "place", "bucket", "begins_at", *NAMES])
    return pd.concat(tables, ignore_index=True)
