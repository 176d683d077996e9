"""Pieces of the sentences of answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scenarios import Scenario, Text
from sim.outcomewords import difference_writer
from sim.study.answers.alternatives import factor_text
from sim.study.space import Axis
from sim.study.study import Study

NOISY = 0.1
"""From this share of noise on a reader is told to ask for more replications."""
MOST = 3
"""Names in a list before the rest is counted."""


def joined(texts: Sequence[Text], most: int = MOST) -> Text:
    """Return names as a list in words: "a, b and c", "a, b, c and 4 more".

    Parameters
    ----------
    texts
        The names.
    most
        Names that are written out.
    """
    names, rest = list(texts[:most]), len(texts) - most
    if rest > 0:
        more = Text(en=f"{rest} more", zh=f"另外 {rest} 个")
        return Text(
            en=f"{', '.join(name.en for name in names)} and {more.en}",
            zh=f"{'、'.join(name.zh for name in names)}以及{more.zh}",
        )
    if len(names) < 2:  # noqa: PLR2004 - one name needs no "and"
        return names[0] if names else Text(en="none", zh="无")
    before = ", ".join(name.en for name in names[:-1])
    return Text(en=f"{before} and {names[-1].en}", zh="、".join(name.zh for name in names))


def sentences(parts: Sequence[Text | None]) -> Text:
    """Return sentences one after the other; those that are None are left out."""
    there = [part for part in parts if part is not None]
    return Text(en=" ".join(part.en for part in there), zh="".join(part.zh for part in there))


def joined_parts(parts: Sequence[Text]) -> Text:
    """Return one sentence made of parts.

    Parameters
    ----------
    parts
        At least one, without a stop at its end.
    """
    return Text(en="; ".join(part.en for part in parts) + ".", zh="；".join(part.zh for part in parts) + "。")


def size_writer(outcome: str) -> Callable[[float], str]:
    """Return how a distance of two values of an outcome is written, without a sign.

    Parameters
    ----------
    outcome
        Name of an outcome.
    """
    write = difference_writer(outcome)
    return lambda value: write(abs(value)).lstrip("+")


def factor_name(study: Study, column: str) -> Text:
    """Return the name of the factor of a column in words, as it stands in a sentence.

    Parameters
    ----------
    study
        Gives factors and names.
    column
        Key path or id of a factor of the study.
    """
    return quoted(factor_text(study.scenario, next(axis for axis in study.space.axes if axis.name == column)))


def quoted(name: Text) -> Text:
    """Put a name in quotes, in English only where its own commas and colons would run into the sentence.

    Parameters
    ----------
    name
        Of a factor or an outcome.
    """
    en = f"“{name.en}”" if any(sign in name.en for sign in ",:") else name.en
    return Text(en=en, zh=f"“{name.zh}”")


def drawn_text(scenario: Scenario, drawn: Sequence[Axis]) -> Text | None:
    """Say what is uncertain and drawn anew in every replication, without a stop at its end; None where nothing is.

    Parameters
    ----------
    scenario
        Gives names.
    drawn
        The uncertainties.
    """
    if not drawn:
        return None
    told = joined([factor_text(scenario, axis) for axis in drawn])
    return Text(
        en=f"uncertain, and drawn anew in every replication: {told.en}", zh=f"不确定因素每次重复重新抽取：{told.zh}"
    )


def undecided_text(study: Study, points: Sequence[int] | None = None) -> Text | None:
    """Say that points differ in what nobody decides, so that a choice among them is none of plans; None where they do not.

    Parameters
    ----------
    study
        Gives the factors, and the points.
    points
        Rows of the design that are chosen among; all where None.
    """
    table = study.design.points if points is None else study.design.points.iloc[list(points)]
    unsure = [axis for axis in study.space.axes if axis.role == "uncertainty"]
    differing = [axis for axis in unsure if table[axis.name].astype(str).nunique() > 1]
    if not differing:
        return None
    told = joined([factor_text(study.scenario, axis) for axis in differing])
    return Text(
        en=f" The points also differ in what nobody decides ({told.en}): this says which case is best, and not which plan.",
        zh=f"各点在无法决定的因素上也不同（{told.zh}）：这只说明哪种情形最好，并非哪个方案最好。",
    )


def noise_warning(share: float | None) -> Text | None:
    """Say that more replications are needed; None where they are not, or where it cannot be told.

    Parameters
    ----------
    share
        Share of the variance between the points that is noise of few replications.
    """
    if share is None or not share >= NOISY:
        return None
    return Text(
        en=f"Of the spread between the points {share:.0%} is chance that more replications would take away.",
        zh=f"各点之间的差异有 {share:.0%} 来自随机波动，增加重复次数可以消除。",
    )
