"""The cheapest way in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from scenarios import Scenario, Text
from sim.outcomewords import difference_writer, value_writer
from sim.study.answers.costs import Cost
from sim.study.answers.failedruns import MOST_FAILED, left_out_text, set_aside_text
from sim.study.answers.limits import Limit, limits_text
from sim.study.answers.phrases import joined_parts

LARGE = 100
OVER = {True: (" over the uncertainties", "计入不确定因素后"), False: ("", "")}
"""By whether there are any."""


class Words(NamedTuple):
    """Names in a sentence about the cheapest way.

    Attributes
    ----------
    chosen, cost
        The chosen point, and what was to be small.
    drawn
        What was uncertain, see `sim.study.answers.phrases.drawn_text`.
    """

    chosen: Text
    cost: Text
    drawn: Text | None = None


def cheapest_sentence(
    scenario: Scenario, cost: Cost, limits: Sequence[Limit], words: Words, details: Mapping[str, Any]
) -> Text:
    """Say what is cheapest, what it costs and how surely it keeps the limits, and how it was found.

    Parameters
    ----------
    scenario
        Gives names and days.
    cost, limits
        What was to be small, and to be kept.
    words
        What these are called.
    details
        As `sim.study.answers.cheapest.cheapest` makes them.
    """
    kept = details["confirmed"]
    parts = [_found(limits_text(scenario, limits) if limits else None, words, details)]
    parts += [_cost(_writer(scenario, cost), words.cost, kept)] if kept["replications"] else []
    if details["feasible"]:
        parts += [*_kept(limits, kept, drawn=words.drawn is not None), *_saved(cost, kept)]
    return joined_parts(
        [*parts, *_shaky(kept), *([words.drawn] if words.drawn else []), _how(cost, details), *_failed(details)]
    )


def _found(limits: Text | None, words: Words, details: Mapping[str, Any]) -> Text:
    """Say which point it is."""
    chosen, kept = words.chosen, details["confirmed"]
    over = OVER[words.drawn is not None]
    if details["feasible"] and limits is not None:
        return Text(
            en=f"The cheapest found that keeps the limits ({limits.en}) is {chosen.en}",
            zh=f"满足限制（{limits.zh}）的最低成本方案是{chosen.zh}",
        )
    if details["feasible"]:
        return Text(en=f"The cheapest found is {chosen.en}", zh=f"最低成本方案是{chosen.zh}")
    if limits is None:
        en = f"Nothing that was looked at can be chosen surely, as too many runs failed; the best of the others is {chosen.en}"
        return Text(en=en, zh=f"失败的运行过多，无法可靠选择；其余方案中最好的是{chosen.zh}")
    en = f"Nothing that was looked at keeps the limits: {limits.en}; closest is {chosen.en}"
    zh = f"所考察的点均不满足限制：{limits.zh}；最接近的是{chosen.zh}"
    if not kept["replications"]:
        return Text(en=en, zh=zh)
    en += f", which keeps them in {kept['kept']:.0%} of {kept['replications']:,} fresh replications{over[0]} ("
    zh += f"，{over[1]}在{kept['replications']:,}次新重复中满足率{kept['kept']:.0%}（"
    return Text(
        en=f"{en}{kept['kept_low']:.0%} to {kept['kept_high']:.0%})",
        zh=f"{zh}{kept['kept_low']:.0%}至{kept['kept_high']:.0%}）",
    )


def _shaky(figures: Mapping[str, float]) -> list[Text]:
    """Say where too many of the fresh replications failed."""
    total = figures["replications"] + figures["failed"]
    if figures["failed"] <= MOST_FAILED * total:
        return []
    en = f"but {figures['failed']:,} of its {total:,} fresh replications failed: do not rely on it before you know why"
    return [Text(en=en, zh=f"但其{total:,}次新重复中有{figures['failed']:,}次失败：查明原因前不宜采用")]


def _failed(details: Mapping[str, Any]) -> list[Text]:
    """Say what failed, and what could not be chosen because of it."""
    aside = set_aside_text(details["failing"], "point", "points", "个点")
    return [text for text in (left_out_text(details["failed"]), aside) if text is not None]


def _writer(scenario: Scenario, cost: Cost) -> Callable[[float], str]:
    return value_writer(scenario, cost.plain) if cost.plain else _plain


def _plain(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= LARGE else f"{value:,.4g}"


def _change(cost: Cost, value: float) -> str:
    return (difference_writer(cost.plain)(value) if cost.plain else _plain(value)).lstrip("+")


def _cost(write: Callable[[float], str], name: Text, figures: Mapping[str, float]) -> Text:
    mean, low, high = (write(figures[column]) for column in ("mean", "low", "high"))
    count = f"{figures['replications']:,}"
    return Text(
        en=f"{name.en}: {mean} on average ({low} to {high}, 95 %, {count} fresh replications)",
        zh=f"{name.zh}：平均{mean}（95%区间{low}至{high}，{count}次新重复）",
    )


def _kept(limits: Sequence[Limit], figures: Mapping[str, float], *, drawn: bool) -> list[Text]:
    if not limits or not figures["replications"]:
        return []
    share, low, high = (f"{figures[column]:.0%}" for column in ("kept", "kept_low", "kept_high"))
    over = OVER[drawn]
    en, zh = (
        f"{share} of these keep the limits{over[0]} ({low} to {high})",
        f"{over[1]}其中{share}满足限制（{low}至{high}）",
    )
    found = [Text(en=en, zh=zh)]
    wanted = max((limit.share for limit in limits if limit.share is not None), default=0.0)
    if figures["kept_high"] < wanted:
        found.append(
            Text(
                en="which is less than was asked for: look again with more replications",
                zh="低于要求：请增加重复次数后再找",
            )
        )
    return found


def _saved(cost: Cost, figures: Mapping[str, float]) -> list[Text]:
    low, high = figures["saved_low"], figures["saved_high"]
    if not (low > 0 or high < 0):
        return []
    less = low > 0
    ends = sorted(abs(figures[column]) for column in ("saved_low", "saved_high"))
    mean, least, most = (_change(cost, value) for value in (abs(figures["saved"]), *ends))
    ends_en, ends_zh = (f" ({least} to {most})", f"（{least}至{most}）") if least != most else ("", "")
    en = f"that is {mean} {'less' if less else 'more'} than as it stands{ends_en}"
    return [Text(en=en, zh=f"比现状{'低' if less else '高'}{mean}{ends_zh}")]


def _how(cost: Cost, details: Mapping[str, Any]) -> Text:
    points, runs, whole = details["points"], details["runs"], details["of"]
    seen = (
        f"all {whole:,} points were looked at" if details["whole"] else f"{points:,} of {whole:,} points were looked at"
    )
    seen_zh = f"全部{whole:,}个点均已考察" if details["whole"] else f"考察了{whole:,}个点中的{points:,}个"
    en, zh = f"{seen}, in {runs:,} runs", f"{seen_zh}，共{runs:,}次运行"
    if not details["feasible"]:
        return Text(en=en, zh=zh)
    level, delta = f"{details['confidence'] * 100:g}", _change(cost, details["delta"])
    if details["sure"]:
        return Text(
            en=f"{en}; chosen of the {details['finalists']:,} best with {level} % confidence, differences under {delta} counting as none",
            zh=f"{zh}；在最好的{details['finalists']:,}个中选择，置信度{level}%，小于{delta}的差异视为无差异",
        )
    return Text(
        en=f"{en}; the replications were too few to choose of the {details['finalists']:,} best with {level} % confidence",
        zh=f"{zh}；重复次数不足以{level}%的把握在最好的{details['finalists']:,}个中作出选择",
    )
