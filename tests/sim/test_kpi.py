"""Key figures: a row per outcome, and the share of part lines inside."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.kpi import kpi_table, part_lines_inside_share
from tests.sim.chain.synthetic import scenario, supplier


def test_a_row_per_outcome_in_the_order_of_the_columns() -> None:
    replications = pd.DataFrame(
        {"replication": [0, 1, 2], "console_finish_day": [30.0, 31.0, 35.0], "truck_km": [5.0, 5.0, float("nan")]}
    )
    table = kpi_table(replications)
    assert list(table.columns) == ["outcome", "unit", "mean", "ci95_low", "ci95_high", "median", "replications"]
    assert table["outcome"].tolist() == ["console_finish_day", "truck_km"]
    assert table["mean"].tolist() == [32.0, 5.0]
    assert table["median"].tolist() == [31.0, 5.0]
    assert table["replications"].tolist() == [3, 2]
    assert table["ci95_low"][0] == pytest.approx(32 - 4.3027 * 2.6458 / 3**0.5, abs=1e-3)


def test_a_part_line_is_inside_when_one_of_its_suppliers_is() -> None:
    offer = {"lot_size": 1}
    made = scenario(
        suppliers={
            "near": supplier({"casing": offer, "door": offer}),
            "far": supplier({"casing": offer, "board": offer}),
            "abroad": supplier({"fibre": offer}),
        }
    )
    reach = pd.DataFrame(
        {
            "supplier": ["near", "far", "abroad", "near", "far", "abroad"],
            "hour": [8, 8, 8, 9, 9, 9],
            "inside": [True, False, False, True, True, True],
        }
    )
    assert part_lines_inside_share(made, reach) == 0.5
