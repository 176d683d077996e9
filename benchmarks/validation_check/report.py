"""The report in both languages, as Markdown."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Literal

from scenarios import Text

from .cases import Answer, Case
from .others import other_cases
from .queues import line_cases, queue_cases
from .stock import stock_cases

Language = Literal["en", "zh"]
SECTIONS: tuple[tuple[Text, Callable[[], tuple[Case, ...]]], ...] = (
    (Text(en="Queues", zh="排队"), queue_cases),
    (Text(en="Lines with blocking", zh="阻塞流水线"), line_cases),
    (Text(en="Stock and planning", zh="库存与计划"), stock_cases),
    (
        Text(en="Learning, calendars, quality, failures, statistics", zh="学习、日历、质量、停摆与统计"),
        other_cases,
    ),
)
TITLE = Text(
    en="# Can it be believed?\n\n*[中文](validation.zh-CN.md)*",
    zh="# 结果可信吗？\n\n*[English](validation.md)*",
)
HEAD = Text(
    en="""Written by `make validation-check`. Every case is a scenario file that is run through the public interface, as yours are; none
has a way of its own into the engine. The known values come from theory or print; where print gives a formula it is computed.

- **by chance**: the mean of independent replications (of one long run: of batches of it) with its 95 % interval. The known
  value must lie in the 99.9 % interval; of 95 % intervals one in twenty misses it with a right simulator too.
- **exact**: a single number; the tolerance is what the source rounds, or that of a time rounded to a millionth of a minute;
  against a linear program over flows it is one order.

Many more cases stand in `tests/validation`, with the files that are run.""",
    zh="""由 `make validation-check` 生成。每个案例都是一份情景文件，与您的情景一样经公开接口运行，没有进入引擎的捷径。
已知值来自理论或文献；文献只给公式者按公式计算。

- **随机**：独立仿真（或一次长仿真的分段）的均值及其 95% 区间。已知值须落在 99.9% 区间内；正确的仿真器也会有二十分之一的 95% 区间不含真值。
- **精确**：单个数值；容差为文献的舍入误差，或时间取至百万分之一分钟的误差；对照流量线性规划时为一张订单。

更多案例及所运行的文件见 `tests/validation`。""",
)
COLUMNS = Text(
    en="| case | known | simulated | 95 % interval | tolerance | agrees | seconds |",
    zh="| 案例 | 已知值 | 仿真值 | 95% 区间 | 容差 | 一致 | 秒 |",
)
RULE = "| --- | --- | --- | --- | --- | --- | --- |"
BY_CHANCE = Text(en="99.9 % interval", zh="99.9% 区间")
SUM = Text(
    en="{agree} of {all} cases agree; {outside} of {chance} by chance have the known value outside their 95 % interval.",
    zh="{all} 个案例中 {agree} 个一致；{chance} 个随机案例中有 {outside} 个的 95% 区间不含已知值。",
)
SOURCES = Text(en="Sources", zh="出处")


def markdown(sections: Sequence[tuple[Text, Sequence[Answer]]], language: Language) -> str:
    """Return the report.

    Parameters
    ----------
    sections
        Title and answers.
    language
        Of the report.
    """
    answers = [found for _, group in sections for found in group]
    parts = [getattr(TITLE, language), getattr(HEAD, language), _sum(answers, language)]
    number = 0
    for title, group in sections:
        rows = [_row(found, number + index, language) for index, found in enumerate(group, 1)]
        number += len(group)
        parts.append("\n".join([f"## {getattr(title, language)}\n", getattr(COLUMNS, language), RULE, *rows]))
    sources = [f"{index}. {found.case.source}" for index, found in enumerate(answers, 1)]
    parts.append("\n".join([f"## {getattr(SOURCES, language)}\n", *sources]))
    return "\n\n".join(parts) + "\n"


def label(case: Case, number: int, language: Language) -> str:
    """Return how a case begins its row: number, name, unit, known value.

    Parameters
    ----------
    case
        The case.
    number
        Its number in the list of sources.
    language
        Of the report.
    """
    unit = f", {getattr(case.unit, language)}" if case.unit else ""
    return f"| {number}. {getattr(case.name, language)}{unit} | {_figure(case.known)} |"


def _row(found: Answer, number: int, language: Language) -> str:
    single = math.isnan(found.low)
    interval = "-" if single else f"{_figure(found.low)} … {_figure(found.high)}"
    tolerance = f"{found.case.tolerance:g}" if single else getattr(BY_CHANCE, language)
    agrees = {"en": "yes", "zh": "是"} if found.agrees else {"en": "**no**", "zh": "**否**"}
    cells = (_figure(found.mean), interval, tolerance, agrees[language], f"{found.seconds:.1f}")
    return f"{label(found.case, number, language)} {' | '.join(cells)} |"


def _sum(answers: Sequence[Answer], language: Language) -> str:
    by_chance = [found for found in answers if not math.isnan(found.low)]
    outside = sum(not found.low <= found.case.known <= found.high for found in by_chance)
    agree = sum(found.agrees for found in answers)
    text: str = getattr(SUM, language)
    return text.format(agree=agree, all=len(answers), outside=outside, chance=len(by_chance))


def _figure(value: float) -> str:
    """Return a number with five digits, or all those before the point."""
    digits = max(0, 4 - math.floor(math.log10(abs(value)))) if value else 0
    text = f"{value:,.{min(digits, 4)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
