"""What customers feel when places fail: the same for any number of workers, refused where it makes no sense, in words."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

import sim
from scenarios import InputError, Scenario
from sim.chain.compiling.plan import compile_plan
from sim.chain.measures.deliveries import Deliveries, shortfall
from sim.study.resilience import Case, run_case
from sim.study.resiliencetable import PLACES, REPLICATIONS, resilience_table
from tests.validation import files


def chain() -> Scenario:
    """Return a chain in which everything is random: a part, a console, an order an hour."""
    kept = {"policy": {"kind": "base_stock", "order_up_to": 12}, "opening_stock": 12}
    return files.file(
        items={
            "console": files.made(files.step("bench", 20, cv=0.3), bom={"part": 1}, value_cny=1000, **kept),
            "part": files.bought(**kept),
        },
        suppliers={"press": files.supplier({"part": {"lot_size": 1}}, lead_time_h=2, lead_time_cv=0.3)},
        demands={},
        order_streams={"sales": {"item": "console", "customer": "works", "interval_h": 1.0}},
    )


@pytest.fixture(scope="module")
def answer() -> sim.Resilience:
    return sim.resilience(chain(), files.roads(), days=2, replications=3, seed=5, workers=1)


def test_tables_are_as_described(answer: sim.Resilience) -> None:
    assert list(answer.table) == [column.name for column in PLACES]
    assert list(answer.replications) == [column.name for column in REPLICATIONS]
    assert len(answer.replications) == 2 * 3
    assert sorted(answer.table["place"]) == ["plant", "press"]
    assert list(answer.table["kind"]) == ["plant", "supplier"]  # the plant's failure is felt first
    for row in answer.table.to_dict("records"):
        mine = answer.replications.loc[answer.replications["place"] == row["place"], "survive_days"]
        assert row["survive_days"] == pytest.approx(mine.mean())
        assert 0 <= row["survive_low"] <= row["survive_days"] <= row["survive_high"]


def test_what_is_felt_hangs_together(answer: sim.Resilience) -> None:
    table = answer.table.set_index("place")
    assert (table["survive_days"] > 0).all()
    assert (table["recover_days"] > 0).all()
    assert table.loc["plant", "survive_days"] < table.loc["press", "survive_days"] <= 3
    assert (table["lost_value_cny"] == table["lost_pieces"] * 1000).all()


def test_more_workers_change_nothing(answer: sim.Resilience, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.study.manycalls.POOL_START_S", 0.0)
    again = sim.resilience(chain(), files.roads(), days=2, replications=3, seed=5, workers=2)
    pd.testing.assert_frame_equal(answer.table, again.table)


def test_the_undisturbed_run_is_the_usual_one() -> None:
    scenario = chain()
    plan = compile_plan(scenario, files.roads())
    found = run_case(plan, 5, Case(0, None)).delivered["console"]
    run = sim.simulate(scenario, files.roads(), seed=5)
    orders = run.orders[run.orders["kind"] == "stream"]
    assert found[1][-1] == (orders["pieces"] - orders["open_pieces"]).sum()


def test_one_sentence_in_two_languages(answer: sim.Resilience) -> None:
    headline = answer.headline()
    assert headline.en.startswith("Of 2 places that could fail from 2023-01-16 00:00 on, works is felt first")
    assert "停摆" in headline.zh
    assert "works" in answer._repr_html_()


def test_a_place_that_is_never_felt_is_said_so() -> None:
    rows = pd.DataFrame(
        [{"place": "press", "replication": 0, "survive_days": np.nan, "recover_days": 0.0} | dict.fromkeys(
            ("behind_pieces", "late_piece_days", "lost_pieces", "lost_value_cny"), 0.0)]
    )  # fmt: skip
    table = resilience_table(chain(), rows, 10 * 1440.0)
    assert table.loc[0, "survive_days"] == 10
    assert table.loc[0, "survive_share"] == 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"places": ["pres"]}, "no place 'pres'"),
        ({"days": 0}, "more than 0"),
        ({"days": 400}, "at most"),
        ({"replications": 0}, "at least one"),
        ({"seed": -1}, "seed of 0"),
        ({"since": dt.datetime(2024, 1, 1, tzinfo=dt.UTC)}, "within the scenario"),
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        sim.resilience(chain(), files.roads(), **wrong)  # type: ignore[arg-type]


def curve(*rows: tuple[float, float]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    moments, pieces = np.array(rows, dtype=float).reshape(-1, 2).T
    return {"console": (moments, np.cumsum(pieces))}


def test_shortfall_by_hand() -> None:
    """A piece at 1, 2, 3 and 4; disturbed at 1, 5, 6 and 7: behind by 1 from 2, 2 from 3, 3 from 4, even at 7."""
    usual = Deliveries(curve((1, 1), (2, 1), (3, 1), (4, 1)), {}, 10.0)
    late = Deliveries(curve((1, 1), (5, 1), (6, 1), (7, 1)), {}, 10.0)
    found = shortfall(usual, late, 0.0)
    assert (found.first_min, found.worst_min, found.worst_pieces, found.even_min) == (2, 4, 3, 7)
    assert found.piece_min == 1 * 1 + 2 * 1 + 3 * 1 + 2 * 1 + 1 * 1
    assert found.lost == {"console": 0}
    assert np.isnan(shortfall(usual, usual, 0.0).first_min)
    assert shortfall(usual, usual, 3.0).even_min == 3


def test_what_is_lost_is_not_waited_for() -> None:
    usual = Deliveries(curve((1, 1), (2, 1), (3, 1)), {}, 10.0)
    less = Deliveries(curve((1, 1), (3, 1)), curve((2, 1)), 10.0)
    found = shortfall(usual, less, 0.0)
    assert (found.first_min, found.even_min, found.lost["console"]) == (2, 0, 1)
