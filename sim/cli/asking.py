"""Questions to a study that is through: `onehour study compare`, `boxes` and `best`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scenarios.errors import InputError
from sim.cli.amounts import read_difference, read_limit, read_outcome, read_value
from sim.cli.common import html_file
from sim.cli.runsbar import runs_bar
from sim.cli.studyoptions import engine_options, folder_argument, json_option
from sim.cli.studyreport import answered, opened
from sim.cli.studywork import roads_of, stopping, this_command, workers_of

if TYPE_CHECKING:
    from scenarios import Text
    from sim.study.study import Study

outcome_option = click.option(
    "--outcome", metavar="NAME", help="What it is about; the scenario's main outcome where missing."
)


@click.command()
@folder_argument
@click.argument("points", metavar="[POINT]...", nargs=-1, type=click.IntRange(0))
@outcome_option
@click.option("--all-pairs", is_flag=True, help="Compare each with each, instead of all with the first one named.")
@click.option("--confidence", type=click.FloatRange(0.5, 0.999999), default=0.95, show_default=True)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="A page (.html) that compares two points in all."
)
@json_option
def compare(
    folder: Path,
    points: tuple[int, ...],
    outcome: str | None,
    all_pairs: bool,
    confidence: float,
    out: Path | None,
    as_json: bool,
) -> None:
    """Compare points of a study, replication by replication, by intervals that hold together.

    The first point named is the standard: all others are compared with it. Without points all are compared with point 0.
    Numbers of points are those of the report and of `onehour study export`.

    \b
    Examples:
      onehour study compare studies/boards 0 3 6 --outcome console_finish_day
      onehour study compare studies/boards 0 6 --out boards-0-6.html
    """
    from sim.study.answers.comparisons import comparisons

    if out is not None and len(points) != 2:  # noqa: PLR2004 - a page of one against another
        raise InputError(f"--out {out}: a page compares two points; name two")
    study, name = _study(folder, outcome)
    answer = comparisons(
        study,
        name,
        points=points or None,
        standard=points[0] if points else None,
        pairs="all" if all_pairs else "standard",
        level=confidence,
    )
    if out is not None:
        import maps
        from sim.study.studyfolder import read_study

        maps.compare_points(read_study(folder), points[0], points[1], html_file(out))
        click.echo(f"written: {out}", err=as_json)
    answered(folder, answer, as_json=as_json)


@click.command()
@folder_argument
@outcome_option
@click.option("--above", metavar="VALUE", help="A case is bad where the outcome is above this: 28.5, 2023-02-03, 95%.")
@click.option("--below", metavar="VALUE", help="A case is bad where the outcome is below this.")
@json_option
def boxes(folder: Path, outcome: str | None, above: str | None, below: str | None, as_json: bool) -> None:
    """Find out when it goes wrong: the ranges of a few factors that hold most of the bad cases (scenario discovery, PRIM).

    It needs a study whose points lie all over the space, such as --design lhs, with 200 samples or more.

    \b
    Examples:
      onehour study boxes studies/late --outcome console_finish_day --above 2023-02-03
      onehour study boxes studies/late --outcome kit_fill_rate --below 95%
    """
    from sim.study.answers.discovery import discovery
    from sim.study.answers.limits import Limit

    if (above is None) == (below is None):
        raise InputError("say which cases are bad: --above VALUE or --below VALUE, one of them")
    study, name = _study(folder, outcome)
    value = read_value(study.scenario, name, above if above is not None else below or "")
    answered(folder, discovery(study, Limit(name, at_most=above is not None, value=value)), as_json=as_json)


@click.command()
@folder_argument
@outcome_option
@click.option("--smallest", is_flag=True, help="The smallest mean is best.")
@click.option("--largest", is_flag=True, help="The largest mean is best.")
@click.option(
    "--delta", required=True, metavar="VALUE", help="The smallest difference that counts: 6h, 0.25, 2%, 50000."
)
@click.option("--confidence", type=click.FloatRange(0.5, 0.999999), default=0.95, show_default=True)
@click.option("--among", metavar="POINT,POINT", help="Choose among these points alone; all where missing.")
@click.option(
    "--meet",
    metavar="'NAME<=VALUE'",
    help="Choose among those that keep this, such as 'console_finish_day<=2023-02-03'.",
)
@click.option(
    "--share", type=click.FloatRange(0, 1, min_open=True), default=0.9, show_default=True, help="How surely --meet."
)
@click.option(
    "--most", type=click.IntRange(20, 1_000_000), default=5_000, show_default=True, help="Replications of a point."
)
@engine_options
@json_option
def best(folder: Path, outcome: str | None, **options: Any) -> None:
    """Choose the best point of a study with a guarantee (ranking and selection); runs more replications as it needs them.

    If the best point is better than every other one by at least --delta, it is chosen with the given confidence. Points that
    are clearly worse drop out early; what was run before is not run again.

    Runs that fail are left out and told: a replication that failed for a point is left out for all that it is compared with. A
    point of whose runs clearly more than a tenth fail is never chosen.

    \b
    Examples:
      onehour study best studies/boards --outcome total_cost_cny --smallest --delta 20000
      onehour study best studies/boards --outcome total_cost_cny --smallest --delta 20000 --meet 'console_finish_day<=2023-02-03'
    """
    from sim.study.answers.alternatives import alternatives_of
    from sim.study.answers.selection import Best, selection
    from sim.study.laboratory import laboratory
    from sim.study.studyfolder import known_outcomes

    study, name = _study(folder, outcome)
    scenario, known = study.scenario, known_outcomes(folder)
    meet = options["meet"]
    wanted = Best(
        outcome=name,
        smallest=_smallest(name, smallest=options["smallest"], largest=options["largest"]),
        delta=read_difference(name, options["delta"]),
        confidence=options["confidence"],
        limits=(read_limit(scenario, meet, known, options["share"]),) if meet else (),
        most=options["most"],
    )
    among = _numbers(options["among"])
    alternatives = alternatives_of(study, among)
    workers = workers_of(options)
    times = roads_of(scenario)
    with (
        stopping(this_command()),
        runs_bar("runs") as advance,
        laboratory(
            folder,
            scenario,
            times=times,
            seed=study.seed,
            outcomes=scenario.sweep.outcomes if scenario.sweep else (),
            workers=workers,
            progress=advance,
            drawn=study.drawn,
        ) as at_work,
    ):
        answer = selection(at_work.experiments, scenario, alternatives, wanted, note=_note(study, among))
    answered(folder, answer, as_json=options["as_json"])


def _note(study: Study, among: list[int] | None) -> Text | None:
    """Return what is to know beside a choice: what names of points mean, and what was uncertain."""
    from scenarios import Text
    from sim.study.answers.alternatives import brackets_text
    from sim.study.answers.phrases import drawn_text, undecided_text

    drawn = drawn_text(study.scenario, study.drawn)
    notes = [brackets_text(study, among), undecided_text(study, among)]
    if drawn is not None:
        notes.append(Text(en=f" {drawn.en[0].upper()}{drawn.en[1:]}.", zh=f"{drawn.zh}。"))
    told = [note for note in notes if note is not None]
    return Text(en="".join(note.en for note in told), zh="".join(note.zh for note in told)) if told else None


def _study(folder: Path, outcome: str | None) -> tuple[Study, str]:
    """Return a study with one outcome, and its name."""
    from sim.study.studyfolder import known_outcomes

    wanted = [_kept(outcome, known_outcomes(folder))] if outcome else []
    study, names = opened(folder, wanted)
    return study, names[0]


def _kept(outcome: str, known: list[str]) -> str:
    try:
        return read_outcome(outcome, known)
    except InputError as error:
        raise InputError(
            f"{error} (a study has those that it kept; for others make a new one, with --outcome)"
        ) from None


def _smallest(outcome: str, *, smallest: bool, largest: bool) -> bool:
    """Tell whether the smallest is best: what was said, else what the outcome's name says.

    Raises
    ------
    InputError
        If neither says, or both were said.
    """
    from sim.study.answers.direction import smaller_is_better

    if smallest and largest:
        raise InputError("--smallest and --largest exclude each other; say one of them")
    if smallest or largest:
        return smallest
    found = smaller_is_better(outcome)
    if found is None:
        raise InputError(f"is more or less of {outcome} better? Say --smallest or --largest")
    return found


def _numbers(text: str | None) -> list[int] | None:
    """Read ``3,7,12``.

    Raises
    ------
    InputError
        If these are no numbers of points.
    """
    if text is None:
        return None
    parts = [part.strip() for part in text.replace("，", ",").split(",")]
    if not all(part.isdecimal() for part in parts):
        raise InputError(f"--among {text}: write numbers of points with commas, such as 3,7,12")
    return list(dict.fromkeys(int(part) for part in parts))
