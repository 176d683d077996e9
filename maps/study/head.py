"""What a study varied, what failed, and how to get the same again."""

from __future__ import annotations

from collections.abc import Mapping

from maps.section import Cell, Section, Table
from maps.study.words import DESIGNS, DRAWN, ROLES, SEARCHED
from scenarios import Provenance, Text
from scenarios.base import Kind
from scenarios.sweeps import Factor
from sim.frames import rows
from sim.study.answers.alternatives import factor_text
from sim.study.space import Axis
from sim.study.study import Study
from sim.study.valuewords import number_text, value_text

MOST_CHOICES = 12
MOST_ERRORS = 50
IDENTITY = {
    "network": Text(en="road network", zh="路网"),
    "network_sha256": Text(en="road network (SHA-256)", zh="路网 (SHA-256)"),
    "program": Text(en="version of the program", zh="程序版本"),
    "python": Text(en="Python", zh="Python"),
}
KINDS: dict[Kind, Text] = {
    "fact": Text(en="fact", zh="事实"),
    "estimate": Text(en="estimate", zh="估计"),
    "assumption": Text(en="assumption", zh="假设"),
}
DISTRIBUTIONS = {
    "uniform": Text(en="uniform", zh="均匀分布"),
    "triangular": Text(en="triangular", zh="三角分布"),
    "normal": Text(en="normal", zh="正态分布"),
    "lognormal": Text(en="lognormal", zh="对数正态分布"),
}


def study_description(study: Study, *, searched: bool = False) -> Text:
    """Say in a line what was done: design, points, replications, what runs have in common.

    Parameters
    ----------
    study
        The study.
    searched
        Its points are those that a search looked at.
    """
    design, points = SEARCHED if searched else DESIGNS[study.design.kind], len(study.design.points)
    played = study.runs.groupby("point").size()
    least, most = (int(played.min()), int(played.max())) if len(played) else (0, 0)
    times = f"{most}" if least == most else f"{least} … {most}"
    factors, drawn = f"{len(study.space.axes)} factor{'' if len(study.space.axes) == 1 else 's'}", _drawn(study)
    return Text(
        en=f"{factors} varied ({_roles(study)}), {design.en}, {points:,} points, replications of each: {times}, "
        f"{len(study.runs):,} runs in all. Replication n of every point is on the same random numbers (seed {study.seed}){drawn[0]}.",
        zh=f"变动 {len(study.space.axes)} 个因素；设计：{design.zh}，{points:,} 个点，每点仿真 {times} 次，"
        f"共 {len(study.runs):,} 次；"
        f"各点第 n 次仿真使用相同随机数（种子 {study.seed}）{drawn[1]}。",
    )


def _drawn(study: Study) -> tuple[str, str]:
    """Say in both languages how many uncertainties were drawn anew in every replication; nothing where none was."""
    count = len(study.drawn)
    if not count:
        return "", ""
    what = "uncertainty" if count == 1 else "uncertainties"
    en = f" and on the same draw of {count} {what}, drawn anew in every replication"
    return en, f"，且 {count} 个不确定因素取相同抽样值（每次仿真重新抽取）"


def _roles(study: Study) -> str:
    levers = sum(axis.role == "lever" for axis in study.space.axes)
    unsure = len(study.space.axes) - levers
    parts = (levers, "lever", "levers"), (unsure, "uncertainty", "uncertainties")
    return ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in parts if count)


def varied_section(study: Study) -> Section:
    """List the factors with their ranges and where these come from.

    Parameters
    ----------
    study
        The study.
    """
    head = (
        Text(en="Factor", zh="因素"),
        Text(en="Kind", zh="类别"),
        Text(en="In the scenario", zh="情景原值"),
        Text(en="Looked at", zh="考察范围"),
        Text(en="Where the range comes from", zh="范围来源"),
        Text(en="Key", zh="键"),
    )
    lines = tuple(_factor_row(study, axis) for axis in (*study.space.axes, *study.drawn))
    return Section("varied", Text(en="What was varied", zh="变动的因素"), (), (), (Table(head, lines),))


def _factor_row(study: Study, axis: Axis) -> tuple[Cell, ...]:
    mark = axis.factor.source
    source = _marked(mark) if mark else Text(en="given for this study", zh="本研究给定")
    name = factor_text(study.scenario, axis)
    role = DRAWN if axis in study.drawn else ROLES[axis.role]
    return (name, role, value_text(axis.base), range_text(axis.factor), source, axis.name)


def _marked(mark: Provenance) -> Text:
    kind, note = KINDS[mark.kind], mark.text()
    return Text(en=f"{kind.en}: {note.en}", zh=f"{kind.zh}：{note.zh}")


def range_text(factor: Factor) -> Text:
    """Say where a factor is looked at: ends, distribution, values, choices.

    Parameters
    ----------
    factor
        The factor.
    """
    if factor.choices:
        return _list([Text(en=name, zh=name) for name in factor.choices])
    if factor.values:
        return _list([value_text(value) for value in factor.values])
    ends = (
        "" if factor.low is None or factor.high is None else f"{number_text(factor.low)} … {number_text(factor.high)}"
    )
    if factor.distribution in {None, "uniform"}:
        parts = [Text(en=ends or "-", zh=ends or "-")]
        parts += [Text(en=f"{factor.steps} values", zh=f"{factor.steps} 个值")] if factor.steps else []
        parts += [Text(en="by orders of magnitude", zh="按数量级")] if factor.scale == "log" else []
        return Text(en=", ".join(part.en for part in parts), zh="，".join(part.zh for part in parts))
    words = DISTRIBUTIONS[factor.distribution]
    numbers = {"mode": factor.mode, "mean": factor.mean, "sd": factor.sd}
    told = [f"{name} {number_text(value)}" for name, value in numbers.items() if value is not None]
    inside = ", ".join([*([ends] if ends else []), *told])
    return Text(en=f"{words.en} ({inside})", zh=f"{words.zh}（{inside}）")


def _list(names: list[Text]) -> Text:
    more = len(names) - MOST_CHOICES
    en, zh = ", ".join(name.en for name in names[:MOST_CHOICES]), "、".join(name.zh for name in names[:MOST_CHOICES])
    return Text(en=f"{en} and {more} more", zh=f"{zh}等 {len(names)} 个") if more > 0 else Text(en=en, zh=zh)


def failures_section(study: Study) -> Section | None:
    """List the errors of runs that failed for good; None where none did.

    Parameters
    ----------
    study
        The study.
    """
    failed = study.failures
    if failed.empty:
        return None
    groups = failed.groupby("error", sort=False).agg(
        runs=("error", "size"), points=("point", "nunique"), point=("point", "min")
    )
    top = groups.sort_values("runs", ascending=False, kind="stable").head(MOST_ERRORS).reset_index()
    lines = tuple((row.error or "-", f"{row.runs:,}", f"{row.points:,}", str(row.point)) for row in rows(top))
    head = (
        Text(en="Error", zh="错误"),
        Text(en="runs", zh="仿真次数"),
        Text(en="points", zh="设计点数"),
        Text(en="first at point", zh="首见于点"),
    )
    note = Text(
        en="These runs failed every time they were tried. They are left out of all figures; where they are more likely at some "
        "points than at others, the figures of those points are of the runs that went well.",
        zh="下列仿真每次尝试均失败，未计入任何结果；若某些点更易失败，则该点的结果仅代表成功的仿真。",
    )
    return Section("failures", Text(en="Runs that failed", zh="失败的仿真"), (note,), (), (Table(head, lines),))


def again_section(study: Study) -> Section:
    """Say how to get the same study again.

    Parameters
    ----------
    study
        The study.
    """
    manifest, design = study.manifest, study.design
    lines: list[tuple[Text, str]] = [
        (Text(en="seed of the simulation", zh="仿真随机种子"), str(study.seed)),
        (Text(en="seed of the design", zh="设计随机种子"), str(design.seed)),
        (Text(en="samples", zh="抽样数"), ", then ".join(str(number) for number in design.samples) or "-"),
        (Text(en="runs", zh="仿真次数"), f"{len(study.runs):,}"),
        (Text(en="scenario (SHA-256)", zh="情景 (SHA-256)"), study.scenario.sha256()),
    ]
    identity = manifest.get("identity")
    if isinstance(identity, Mapping):
        lines += [(name, str(identity[key])) for key, name in IDENTITY.items() if key in identity]
    if manifest.get("command"):
        lines.append((Text(en="command", zh="命令"), str(manifest["command"])))
    head = (Text(en="What", zh="项目"), Text(en="Value", zh="值"))
    note = Text(
        en="The same scenario, network, factors, design and seeds give the same tables to the byte, whatever the number of workers.",
        zh="情景、路网、因素、设计与种子相同时，无论进程数多少，结果表逐字节一致。",
    )
    return Section(
        "again", Text(en="How to get the same again", zh="如何复现"), (note,), (), (Table(head, tuple(lines)),)
    )
