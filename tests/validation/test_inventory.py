"""Stock policies against inventory theory: one place, then several in a row. Sources and tolerances stand at each test.

Random ones must have the known mean in the 99.9 % interval of independent replications.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

import sim
from tests.validation import chance, files
from tests.validation.files import ALWAYS, START, bought, name, supplier

Floats = npt.NDArray[np.float64]
DAY_H = 24.0


def after(days: float) -> str:
    return (dt.datetime.fromisoformat(START) + dt.timedelta(days=days)).isoformat()


def stream(per_day: float, **more: Any) -> dict[str, Any]:
    """Return customers of one piece each, at random, who take it at the works."""
    return {"item": "part", "customer": "works", "interval_h": DAY_H / per_day, **more}


def daily(mean: float, **more: Any) -> dict[str, Any]:
    """Return one order a day, at midnight, of a Poisson number of pieces."""
    by_the_clock = {"interval_h": DAY_H, "interval_distribution": "constant"}
    return stream(1, quantity={"distribution": "poisson", "mean": mean}, **by_the_clock, **more)


def depot(policy: dict[str, Any], orders: dict[str, Any], lead_days: float, **more: Any) -> dict[str, Any]:
    """Return a place that buys parts of a supplier without limits, and sells them."""
    maker = {"capacity_per_day": None, "lead_time_h": lead_days * DAY_H, **more.pop("maker", {})}
    offer = {"lot_size": 1, **more.pop("offer", {})}
    return {
        "items": {"part": bought(policy=policy, **more.pop("part", {}))},
        "suppliers": {"press": supplier({"part": offer}, **maker)},
        "demands": {},
        "order_streams": {"sales": orders},
        **more,
    }


def values(found: sim.Run, key: str) -> Floats:
    return np.asarray(found.replications[key], dtype=float)


def poisson_parts(level: int, mean: float) -> tuple[float, float]:
    """Return the mean of what a Poisson number leaves of a level, and of what it takes beyond it."""
    demand = np.arange(int(mean + 30 * np.sqrt(mean + 1)) + abs(level))
    odds = stats.poisson.pmf(demand, mean)
    return float(odds @ np.maximum(level - demand, 0)), float(odds @ np.maximum(demand - level, 0))


def test_newsvendor() -> None:
    """One order of a Poisson number of papers, mean 20, of 23 in stock: what is lost and what is left, in closed form.

    Arrow, Harris and Marschak 1951, Econometrica 19:250-272; here with costs of 3 a lost sale and 1 a day a paper left.
    """
    one = daily(20, first=after(1), until=after(1.5), shortage="lost", lost_sale_cost_cny=3)
    left, lost = poisson_parts(23, 20)
    found = files.run(
        120,
        log=False,
        end=after(2),
        **depot({"kind": "push"}, one, 1, part={"opening_stock": 23, "holding_cost_cny_per_day": 1}),
    )
    assert chance.holds(3 * lost, values(found, "cost_lost_sale_cny"))
    assert chance.holds(23 + left, values(found, "cost_holding_cny"))


@pytest.mark.parametrize(("mean", "low", "high", "cost"), [(10, 6, 40, 35.022), (25, 19, 56, 54.262)])
def test_s_up_to_s_with_periodic_review(mean: int, low: int, high: int, cost: float) -> None:
    """Zheng and Federgruen 1991, Operations Research 39:654-665, table I: K = 64, h = 1, p = 9, Poisson demand a period.

    What is ordered at the end of a period is there before the demand of the next. The cost of their policy is first computed
    by renewal of the position, equation 1 there, to the printed digits.
    """
    assert renewal_cost(mean, low, high) == pytest.approx(cost, abs=5e-4)
    policy = {"kind": "s_S", "reorder_point": low, "order_up_to": high, "review_h": DAY_H}
    found = files.run(
        10,
        log=False,
        warm_up_h=40 * DAY_H,
        end=after(640),
        **depot(
            policy,
            daily(mean, backorder_cost_cny_per_day=9),
            1,
            part={"opening_stock": high, "holding_cost_cny_per_day": 1},
            offer={"order_cost_cny": 64},
        ),
    )
    costs = sum(values(found, f"cost_{kind}_cny") for kind in ("order", "holding", "backorder"))
    assert chance.holds(cost, np.asarray(costs) / 600)


def renewal_cost(mean: float, low: int, high: int) -> float:
    """Return the long-run cost a period of an (s,S) policy, K = 64, h = 1, p = 9."""
    odds = stats.poisson.pmf(np.arange(high - low), mean)
    visits = np.zeros(high - low)
    visits[0] = 1 / (1 - odds[0])
    for fall in range(1, high - low):
        visits[fall] = visits[fall - 1 :: -1] @ odds[1 : fall + 1] / (1 - odds[0])
    parts = [poisson_parts(high - fall, mean) for fall in range(high - low)]
    return float((64 + visits @ [left + 9 * short for left, short in parts]) / visits.sum())


def test_fixed_lots_at_a_reorder_point() -> None:
    """(R,Q) with Poisson demand: the position is uniform on R+1 to R+Q, and net stock is it less the demand of a lead time.

    Hadley and Whitin, Analysis of Inventory Systems, Prentice-Hall 1963, section 4-7. R = 9, Q = 8, 5 a day, 2 days.
    """
    policy = {"kind": "R_Q", "reorder_point": 9, "order_quantity": 8}
    on_hand, owed = np.mean([poisson_parts(position, 10) for position in range(10, 18)], axis=0)
    found = files.run(
        15, log=False, warm_up_h=10 * DAY_H, end=after(150), **depot(policy, stream(5), 2, part={"opening_stock": 17})
    )
    assert chance.holds(on_hand, values(found, "part_mean_stock"))
    assert chance.holds(owed, values(found, "part_mean_owed"))


LEADS = [("constant", 0.0), ("exponential", 1.0), ("uniform", 0.5)]


@pytest.mark.parametrize(("family", "cv"), LEADS)
def test_base_stock_with_random_lead_times(family: str, cv: float) -> None:
    """Orders that may overtake each other: pieces on order are Poisson with the mean lead time's demand, whatever its law.

    Palm 1938, Ericsson Technics; Feeney and Sherbrooke 1966, Management Science 12:391-411. S = 12, 5 a day, 2 days.
    """
    policy = {"kind": "base_stock", "order_up_to": 12}
    maker = {"lead_time_cv": cv, "distribution": family}
    found = files.run(
        15,
        log=False,
        warm_up_h=20 * DAY_H,
        end=after(120),
        **depot(policy, stream(5), 2, part={"opening_stock": 12}, maker=maker),
    )
    on_hand, owed = poisson_parts(12, 10)
    assert chance.holds(on_hand, values(found, "part_mean_stock"))
    assert chance.holds(owed, values(found, "part_mean_owed"))


@pytest.mark.parametrize(("family", "cv"), LEADS)
def test_base_stock_with_lost_sales(family: str, cv: float) -> None:
    """A sale is lost when all S pieces are on order: Erlang's loss formula, whatever the law of the lead time.

    Karush 1957, Operations Research 5:693-703. S = 8, 5 a day, 2 days.
    """
    odds = stats.poisson.pmf(np.arange(9), 10)
    maker = {"lead_time_cv": cv, "distribution": family}
    found = files.run(
        15,
        log=False,
        warm_up_h=20 * DAY_H,
        end=after(120),
        **depot(
            {"kind": "base_stock", "order_up_to": 8},
            stream(5, shortage="lost"),
            2,
            part={"opening_stock": 8},
            maker=maker,
        ),
    )
    assert chance.holds(1 - odds[8] / odds.sum(), values(found, "part_fill_rate"))


def row(levels: tuple[int, ...], **stocking: Any) -> dict[str, Any]:
    """Return warehouses in a row at one site, the first at the customers; each keeps its level and orders of the next."""
    names = [f"store_{index}" for index in range(len(levels))]
    return {
        place: {
            "name": name(place),
            "site": "works",
            "calendar": "always",
            "stock": {
                "part": {
                    "policy": {"kind": "base_stock", "order_up_to": level},
                    "opening_stock": level,
                    **({"from": above, **stocking} if above else {}),
                }
            },
        }
        for place, above, level in zip(names, [*names[1:], None], levels, strict=True)
    }


def test_serial_system() -> None:
    """Three stores in a row with base-stock levels: Clark and Scarf 1960, Management Science 6:475-490.

    Exact by the recursion of Zipkin, Foundations of Inventory Management, McGraw-Hill 2000, section 8.3.2: what a store owes
    is what its supplier owes and the demand of its lead time, less its level, if that is more than nothing. 4 a day; 1 day
    between stores and 2 from the maker; levels 6, 5 and 9.
    """
    levels, leads = (6, 5, 9), (1.0, 1.0, 2.0)
    on_hand, owed = serial(levels, leads, 4.0)
    found = files.run(
        15,
        log=False,
        warm_up_h=20 * DAY_H,
        end=after(120),
        **depot(
            {"kind": "push"},
            stream(4, place="store_0"),
            2,
            warehouses=row(levels, lead_time_h=DAY_H),
        ),
    )
    for index, (_, kept) in enumerate(found.items.sort_values("replication").groupby("place")):
        assert chance.holds(on_hand[index], kept["mean_on_hand"])
        assert chance.holds(owed[index], kept["mean_owed"])


def serial(levels: tuple[int, ...], leads: tuple[float, ...], per_day: float) -> tuple[list[float], list[float]]:
    """Return the mean stock of each store and the mean of what it owes."""
    most = 200
    late = np.zeros(most)
    late[0] = 1.0  # nobody waits for the maker
    on_hand, owed = [], []
    for level, lead in zip(reversed(levels), reversed(leads), strict=True):
        missing = np.convolve(late, stats.poisson.pmf(np.arange(most), per_day * lead))[:most]
        late = np.concatenate([[missing[: level + 1].sum()], missing[level + 1 :], np.zeros(level)])
        on_hand.append(float(missing[: level + 1] @ (level - np.arange(level + 1))))
        owed.append(float(late @ np.arange(most)))
    return on_hand[::-1], owed[::-1]


WEEK_H = 7 * DAY_H
WEEKLY = {"interval_h": WEEK_H, "interval_distribution": "constant"}
BOARD = ("retailer", "wholesaler", "distributor", "factory")
MONDAY = "2023-01-16T00:00"


def week(number: float) -> str:
    """Return the start of a week of the game, the first with its number 1."""
    return after(7 * (number - 1))


def beer_game() -> dict[str, Any]:
    """Return the board of the Beer Game: 12 cases at each place, 4 in every box on the way.

    Orders lie two weeks in the mail and cases two weeks on the way; the factory brews for three weeks from its order. In
    the first four weeks all order 4 cases, as the game has it: what comes of these orders is on the way from the start,
    and they are orders of a stream at the place that serves them. From week 5 on each orders up to its best level.
    """
    levels = dict(zip(BOARD, (32, 32, 32, 24), strict=True))
    stores = {}
    for place, above in zip(BOARD, (*BOARD[1:], None), strict=True):
        policy = {"kind": "T_S", "order_up_to": levels[place], "review_h": WEEK_H, "first_review": week(5)}
        costs = {"holding_cost_cny_per_day": 0.5 / 7, "backorder_cost_cny_per_day": 1 / 7}
        keeping: dict[str, Any] = {"policy": policy, "opening_stock": 12, **costs}
        if above:
            coming = [{"pieces": 4, "at": week(number)} for number in range(1, 9)]
            delays = {"order_delay_h": 2 * WEEK_H, "lead_time_h": 2 * WEEK_H}
            keeping |= {"from": above, "pipeline": coming, **delays}
        stores[place] = {"name": name(place), "site": "works", "calendar": "always", "stock": {"part": keeping}}
    customers = {
        "before": stream(1, place="retailer", quantity=4, first=week(1), until=week(5), **WEEKLY),
        "after": stream(1, place="retailer", quantity=8, first=week(5), **WEEKLY),
    }
    for place in BOARD[1:]:
        customers[f"first_of_{place}"] = stream(1, place=place, quantity=4, first=week(1), until=week(7), **WEEKLY)
    brewed = [{"pieces": 4, "at": week(number)} for number in range(1, 8)]
    brewery = supplier({"part": {"lot_size": 1, "pipeline": brewed}}, capacity_per_day=None, lead_time_h=3 * WEEK_H)
    return {
        "items": {"part": bought()},
        "suppliers": {"brewery": brewery},
        "demands": {},
        "order_streams": customers,
        "warehouses": stores,
        "end": week(37),
    }


def test_beer_game_benchmark() -> None:
    """Sterman 1989, Management Science 35:321-339: the benchmark costs 46, 50, 54 and 54, in all 204.

    By equality. Half a dollar for a case in stock at the end of a week and one for a case owed, 36 weeks; demand is 4 cases,
    8 from week 5 on. Goods come, then orders are served, then costs are taken, then all order. Rules and figures also in
    Edali and Yasarcan 2014, Journal of Artificial Societies and Social Simulation 17(4):2.
    """
    found = files.run(**beer_game())
    kept = found.items.set_index("place")
    costs = 36 * (kept["mean_on_hand"] / 2 + kept["mean_owed"])
    assert costs[list(BOARD)].round(9).to_dict() == {"retailer": 46, "wholesaler": 50, "distributor": 54, "factory": 54}
    assert files.outcome(found, "total_cost_cny") == pytest.approx(204, abs=1e-9)


@pytest.mark.parametrize("interval_h", [0.2, 0.3, 0.2 / 60, 0.3 / 60])
def test_a_review_every_fifth_of_a_unit_is_held_as_often_as_arithmetic_says(interval_h: float) -> None:
    """Hours and minutes; one piece at every review, the last moment with it. By equality."""
    days = 10 if interval_h > 0.1 else 0.25
    policy = {"kind": "T_Q", "order_quantity": 1, "review_h": interval_h}
    found = files.run(
        end=after(days), **{**depot(policy, stream(1), 0), "calendars": {"always": ALWAYS, "shift": files.SHIFT}}
    )
    orders = files.events(found, "order")["time_min"]
    count = round(days * DAY_H / interval_h)
    assert orders.tolist() == [number * (days * DAY_H * 60) / count for number in range(count + 1)]
