"""What customers feel when places fail, as a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from maps.charts import Language, canvas
from maps.page import write_page
from maps.section import Cell, Section, Table, chart
from maps.style import OUTSIDE, PLANT
from scenarios import Text
from sim.frames import rows
from sim.study.resiliencetable import Resilience

SHOWN = 20
"""Places in the chart; the table has all."""
KINDS = {
    "supplier": Text(en="supplier", zh="供应商"),
    "plant": Text(en="plant", zh="工厂"),
    "warehouse": Text(en="warehouse", zh="仓库"),
    "station": Text(en="station", zh="工位"),
}
HEAD = (
    Text(en="Place", zh="地点"),
    Text(en="Kind", zh="类别"),
    Text(en="Items", zh="物料"),
    Text(en="Time to survive, days", zh="存活时间（天）"),
    Text(en="95 % interval", zh="95% 置信区间"),
    Text(en="Time to recover, days", zh="恢复时间（天）"),
    Text(en="95 % interval", zh="95% 置信区间"),
    Text(en="Most pieces behind", zh="最多落后（件）"),
    Text(en="Pieces lost", zh="损失（件）"),
    Text(en="Their value, CNY", zh="损失金额（元）"),
)


def draw_resilience(found: Resilience, path: Path | str) -> Path:
    """Write the answer of `sim.resilience` as a page.

    Parameters
    ----------
    found
        The answer.
    path
        The HTML file.

    Raises
    ------
    sim.errors.OutputError
        If it cannot be written.
    """
    title = Text(
        en=f"Time to survive and time to recover: {found.scenario.name.en}",
        zh=f"存活时间与恢复时间：{found.scenario.name.zh}",
    )
    replications = found.replications["replication"].nunique()
    description = Text(
        en=(
            f"Each place fails on {found.since:%Y-%m-%d %H:%M}, once for ever and once for {found.days:g} days; "
            f"{replications} replications on common random numbers, seed {found.seed}."
        ),
        zh=(
            f"每处于 {found.since:%Y-%m-%d %H:%M} 停摆：一次永久，一次 {found.days:g} 天；"
            f"{replications} 次仿真（公共随机数），种子 {found.seed}。"
        ),
    )
    notes = (
        Text(
            en="Time to survive: from the beginning of an outage that never ends until customers have got a piece less of some "
            "item than without it.",
            zh="存活时间：自永久停摆开始，到客户某种产品的累计收货比不停摆时少一件为止。",
        ),
        Text(
            en=f"Time to recover: from the end of an outage of {found.days:g} days until customers, after the moment at which "
            "they waited for most, wait for no more pieces than without it; 0 where they never feel it.",
            zh=f"恢复时间：自 {found.days:g} 天停摆结束，到客户（在欠货最多之后）欠货不多于不停摆时为止；不受影响者为 0。",
        ),
        Text(
            en="A value with ≥ is not reached in all replications within the scenario; those count with the rest of it.",
            zh="带 ≥ 者并非每次仿真都在情景期内达到，未达到者按剩余期计。",
        ),
    )
    table = Table(HEAD, tuple(_row(row) for row in rows(found.table)))
    section = Section(
        "places",
        Text(en="Places, those felt soonest first", zh="各处（影响最快者在前）"),
        notes,
        (chart(lambda language: _bars(found, language)),),
        (table,),
    )
    return write_page(Path(path), title, description, [found.headline()], [section], found.attribution)


def _row(row: Any) -> tuple[Cell, ...]:
    return (
        Text(en=row.name_en, zh=row.name_zh),
        KINDS[row.kind],
        row.items,
        f"{'≥ ' if row.survive_share > 0 else ''}{row.survive_days:.1f}",
        _interval(row.survive_low, row.survive_high),
        f"{'≥ ' if row.unrecovered_share > 0 else ''}{row.recover_days:.1f}",
        _interval(row.recover_low, row.recover_high),
        f"{row.behind_pieces:.1f}",
        f"{row.lost_pieces:.1f}",
        f"{row.lost_value_cny:,.0f}",
    )


def _interval(low: float, high: float) -> str:
    return "-" if low != low else f"{low:.1f} … {high:.1f}"  # noqa: PLR0124 - NaN


def _bars(found: Resilience, language: Language) -> Figure:
    shown = found.table.head(SHOWN).iloc[::-1]
    names = [str(name) for name in shown[f"name_{language}"]]
    picture, axes = canvas(1.2 + 0.34 * len(shown), names)
    places = range(len(shown))
    words = {"en": ("time to survive", "time to recover", "days"), "zh": ("存活时间", "恢复时间", "天")}[language]
    axes.barh([place + 0.2 for place in places], shown["survive_days"], 0.38, color=PLANT, label=words[0])
    axes.barh([place - 0.2 for place in places], shown["recover_days"], 0.38, color=OUTSIDE, label=words[1])
    axes.set_yticks(list(places), names)
    axes.set_xlabel(words[2])
    axes.set_ylim(-0.6, len(shown) + 0.3)  # a row for the legend
    axes.legend(frameon=False, loc="upper right", ncols=2)
    return picture
