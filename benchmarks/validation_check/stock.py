"""Stock policies and material requirements planning."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

import sim
from scenarios import Text
from tests.validation import files
from tests.validation import test_inventory as stock
from tests.validation import test_planning as planning

from .cases import Case

PIECES = Text(en="pieces", zh="件")
MONEY = Text(en="CNY", zh="元")
FIVE_A_DAY, LEAD_DAYS = 5, 2


def stock_cases() -> tuple[Case, ...]:
    """Return stock at one place, at places in a row, and planned."""
    return (*_periods(), *_continuous(), *_places(), _requirements())


def _periods() -> Iterator[Case]:
    left, lost = stock.poisson_parts(23, 20)

    def papers() -> npt.ArrayLike:
        one = stock.daily(20, first=stock.after(1), until=stock.after(1.5), shortage="lost", lost_sale_cost_cny=3)
        part = {"opening_stock": 23, "holding_cost_cny_per_day": 1}
        found = files.run(120, log=False, end=stock.after(2), **stock.depot({"kind": "push"}, one, 1, part=part))
        return stock.values(found, "cost_lost_sale_cny") + stock.values(found, "cost_holding_cny")

    yield Case(
        Text(en="Newsvendor, 23 papers for a demand of 20: cost", zh="报童问题，平均需求 20、备货 23：费用"),
        "K. J. Arrow, T. Harris, J. Marschak, Optimal inventory policy, Econometrica 19 (1951) 250-272",
        MONEY,
        3 * lost + 23 + left,
        papers,
    )

    def reviewed() -> npt.ArrayLike:
        policy = {"kind": "s_S", "reorder_point": 6, "order_up_to": 40, "review_h": stock.DAY_H}
        more = {"part": {"opening_stock": 40, "holding_cost_cny_per_day": 1}, "offer": {"order_cost_cny": 64}}
        orders = stock.daily(10, backorder_cost_cny_per_day=9)
        system = stock.depot(policy, orders, 1, **more)
        found = files.run(10, log=False, warm_up_h=40 * stock.DAY_H, end=stock.after(640), **system)
        return (
            np.sum([stock.values(found, f"cost_{kind}_cny") for kind in ("order", "holding", "backorder")], axis=0)
            / 600
        )

    yield Case(
        Text(en="(s,S) = (6, 40), reviewed daily: cost of a day", zh="(s,S) = (6, 40)，每日检查：日均费用"),
        "Y.-S. Zheng, A. Federgruen, Finding optimal (s,S) policies is about as simple as evaluating a single policy, Operations "
        "Research 39 (1991) 654-665, table I",
        MONEY,
        35.022,
        reviewed,
    )


def _continuous() -> Iterator[Case]:
    mean = FIVE_A_DAY * LEAD_DAYS

    def lots() -> npt.ArrayLike:
        policy = {"kind": "R_Q", "reorder_point": 9, "order_quantity": 8}
        system = stock.depot(policy, stock.stream(FIVE_A_DAY), LEAD_DAYS, part={"opening_stock": 17})
        found = files.run(15, log=False, warm_up_h=10 * stock.DAY_H, end=stock.after(150), **system)
        return stock.values(found, "part_mean_stock")

    yield Case(
        Text(en="(R,Q) = (9, 8), Poisson demand: mean stock", zh="(R,Q) = (9, 8)，泊松需求：平均库存"),
        "G. Hadley, T. M. Whitin, Analysis of Inventory Systems, Prentice-Hall 1963, section 4-7",
        PIECES,
        float(np.mean([stock.poisson_parts(position, mean)[0] for position in range(10, 18)])),
        lots,
    )

    def base(level: int, key: str, **orders: str) -> npt.ArrayLike:
        policy = {"kind": "base_stock", "order_up_to": level}
        maker = {"lead_time_cv": 1.0, "distribution": "exponential"}
        more = {"part": {"opening_stock": level}, "maker": maker}
        system = stock.depot(policy, stock.stream(FIVE_A_DAY, **orders), LEAD_DAYS, **more)
        return stock.values(files.run(15, log=False, warm_up_h=20 * stock.DAY_H, end=stock.after(120), **system), key)

    yield Case(
        Text(en="Base stock of 12, random lead times: mean owed", zh="基本库存 12，随机提前期：平均欠交"),
        "C. Palm, Ericsson Technics, 1938; G. J. Feeney, C. C. Sherbrooke, The (S-1,S) inventory policy under compound Poisson "
        "demand, Management Science 12 (1966) 391-411",
        PIECES,
        stock.poisson_parts(12, mean)[1],
        lambda: base(12, "part_mean_owed"),
    )
    odds = np.cumprod([1.0, *(mean / number for number in range(1, 9))])
    yield Case(
        Text(
            en="Lost sales, base stock of 8 (Erlang loss): fill rate", zh="缺货即失，基本库存 8（Erlang 损失）：满足率"
        ),
        "A. K. Erlang 1917; W. Karush, A queuing model for an inventory problem, Operations Research 5 (1957) 693-703",
        None,
        float(1 - odds[8] / odds.sum()),
        lambda: base(8, "part_fill_rate", shortage="lost"),
    )


def _places() -> Iterator[Case]:
    levels, leads = (6, 5, 9), (1.0, 1.0, 2.0)

    def row() -> npt.ArrayLike:
        warehouses = stock.row(levels, lead_time_h=stock.DAY_H)
        system = stock.depot({"kind": "push"}, stock.stream(4, place="store_0"), 2, warehouses=warehouses)
        found = files.run(15, log=False, warm_up_h=20 * stock.DAY_H, end=stock.after(120), **system).items
        return found.loc[found["place"] == "store_0", "mean_owed"]

    yield Case(
        Text(
            en="Three stores in a row (Clark and Scarf): mean owed to customers",
            zh="三级串联库存（Clark-Scarf）：对客户平均欠交",
        ),
        "A. J. Clark, H. Scarf, Optimal policies for a multi-echelon inventory problem, Management Science 6 (1960) 475-490; P. H. "
        "Zipkin, Foundations of Inventory Management, McGraw-Hill 2000, section 8.3.2",
        PIECES,
        stock.serial(levels, leads, 4.0)[1][0],
        row,
    )
    yield Case(
        Text(en="Beer Game, 36 weeks by the best levels: cost", zh="啤酒游戏，36 周，最优水平：总费用"),
        "J. D. Sterman, Modeling managerial behavior: misperceptions of feedback in a dynamic decision making experiment, "
        "Management Science 35 (1989) 321-339",
        Text(en="$", zh="美元"),
        204,
        lambda: [files.outcome(files.run(**stock.beer_game()), "total_cost_cny")],
        1e-9,
    )


def _requirements() -> Case:
    def released() -> npt.ArrayLike:
        table = sim.mrp_table(files.file(**planning.planned()))
        return [float(table.loc[(table["item"] == "d") & (table["bucket"] == 1), "planned_releases"].sum())]

    return Case(
        Text(en="MRP, 50 kits in week 8: part D released in week 2", zh="MRP，第 8 周 50 套：零件 D 第 2 周投放"),
        "J. Heizer, B. Render, Operations Management, chapter 14, examples 1 to 3",
        PIECES,
        380,
        released,
    )
