"""`onehour sweep`: vary a scenario over many points, and say what matters."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from scenarios.errors import InputError
from scenarios.sweeps import DesignKind
from sim.cli.amounts import wanted_precision
from sim.cli.answered import say
from sim.cli.common import print_json
from sim.cli.runsbar import runs_bar
from sim.cli.studyoptions import FACTORS, engine_options, factor_options, json_option, scenario_options
from sim.cli.studyreport import conclude
from sim.cli.studywork import base_of, factors_of, roads_of, stopping, this_command, workers_of

if TYPE_CHECKING:
    from scenarios import Scenario
    from sim.study.sweeping import Asked, Plot

SHOWN_VALUES = 8
NAMING = ("vary", "uncertain", "overlays", "table")
"""Options that name what is varied."""
NOTHING = (
    "nothing is varied: name levers with --vary KEY=LOW:HIGH, uncertainties with --uncertain, or write a `sweep:` block into the "
    "scenario; --uncertain marked takes all numbers that have a range; onehour sweep --help shows how"
)
HELP = f"""Vary a scenario over many points and say what matters: a study.

SCENARIO is a shipped name (see onehour list) or a YAML file. What the command does not say comes from the file's `sweep:`
block. Every point is run with the same luck, so differences between points are known far better than each of them.

\b
What is varied (--vary, --uncertain):
{FACTORS}

\b
Which question, which design:
    grid    What if? A few values of few factors, every combination.
    oat     What matters, roughly? One factor at a time, low and high.
    morris  Which of many factors matter at all? Few runs a factor.
    sobol   Whose share of the spread, alone and with others? Many runs.
    lhs     When does it go wrong? An even sample of all that can be.
    table   My own list of points (--table).

A study that was stopped or killed, or that shall have more samples or replications, goes on with --resume; nothing is run
twice. SCENARIO may then be the study's folder. What is not said again stays as it is there.

\b
Examples:
  onehour sweep hanno-ecmo-ramp --vary suppliers.pcba_shajing.capacity_per_day=60:240:7 --replications 10
  onehour sweep hanno-ecmo-ramp --vary plants.longhua.stations.final_assembly.crews=2,3,4 --overlay closures.yaml
  onehour sweep hanno-ecmo-ramp --uncertain marked --design morris --samples 10 --out studies/screening
  onehour sweep my-circle.yaml --table plans.csv --precision pump_mean_stock=0.02
  onehour sweep studies/screening --resume --samples 20
"""


@click.command(help=HELP)
@click.argument("scenario")
@factor_options
@click.option("--design", type=click.Choice(get_args(DesignKind)), help="How points are chosen; grid where missing.")
@click.option(
    "--samples",
    type=click.IntRange(1),
    help="Points of lhs, base samples of sobol (times factors + 2), trajectories of morris (times factors + 1).",
)
@click.option("--steps", type=click.IntRange(2), help="Values of a range in a grid, where it names no number itself.")
@click.option(
    "--table",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Points of your own (.csv, .parquet): a row a point, a column a key path; columns called note, name, 备注 or #… are "
    "remarks; implies --design table.",
)
@click.option("--replications", type=click.IntRange(1), help="Of every point; 1 where missing.")
@click.option(
    "--precision",
    metavar="OUTCOME=SHARE",
    help="Replicate each point until this outcome's mean is known to that share at 95 %, such as console_finish_day=0.01; "
    "instead of --replications.",
)
@click.option(
    "--outcome",
    "outcomes",
    multiple=True,
    metavar="NAME",
    help="Keep this outcome alone, and answer for it. Can be repeated; all are kept where missing.",
)
@scenario_options
@engine_options
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="The study's folder; studies/SCENARIO where missing."
)
@click.option("--resume", is_flag=True, help="Go on with the study in that folder.")
@click.option("--retry-failed", is_flag=True, help="With --resume: try runs again that failed for good.")
@click.option(
    "--dry-run",
    is_flag=True,
    help="Say how many runs it would be and how large; one run at most, to look for outcomes named.",
)
@click.option("--yes", is_flag=True, help="Go on although the disk may not hold it.")
@json_option
def sweep(scenario: str, dry_run: bool, as_json: bool, **options: Any) -> None:
    """See `HELP`."""
    from sim.study.studyfolder import is_study
    from sim.study.sweeping import plan_sweep, refuse_unknown, run_sweep

    resume: bool = options["resume"]
    base, folder = base_of(
        scenario,
        resume=resume,
        pairs=options["pairs"],
        disruptions=options["disruptions"],
        roads_name=options["roads_name"],
        out=options["out"],
    )
    workers = workers_of(options)
    is_named = any(options[name] for name in NAMING)
    if base.sweep is None and not is_named and not (resume and is_study(folder)):
        raise InputError(NOTHING)
    plot = plan_sweep(base, _asked(options), folder, resume=resume, yes=options["yes"], large=_tell_large)
    if not is_named:
        _tell_left_aside(plot, base, folder)
    _tell_rounding(plot, options["samples"])
    _tell_fewer(plot, folder)
    _tell_remarks(plot)
    if dry_run:
        if options["outcomes"] or plot.precision:
            refuse_unknown(plot, roads_of(base), workers)
        _tell_plan(plot, folder, as_json=as_json)
        return
    click.echo(_plan_line(plot), err=True)
    times = roads_of(base)
    with stopping(lambda: go_on(plot, folder, options)), runs_bar("runs") as advance:
        retry: bool = options["retry_failed"]
        run_sweep(plot, folder, times, workers, yes=options["yes"], retry_failed=retry, progress=advance)
    conclude(folder, as_json=as_json)


def _asked(options: Mapping[str, Any]) -> Asked:
    from sim.study.sweeping import Asked

    return Asked(
        vary=factors_of(options["vary"], options["overlays"]),
        uncertain=factors_of(options["uncertain"]),
        design=options["design"],
        samples=options["samples"],
        steps=options["steps"],
        table=options["table"],
        replications=options["replications"],
        precision=wanted_precision(options["precision"], options["replications"]),
        outcomes=options["outcomes"],
        seed=options["seed"],
        command=this_command(),
    )


def go_on(plot: Plot, folder: Path, options: Mapping[str, Any]) -> str:
    """Return the command that goes on with a study: what its folder does not know is said again.

    That is all of it where the study was stopped before its folder was written.

    Parameters
    ----------
    plot
        What is run.
    folder, options
        Of the study, and of the command.
    """
    from sim.study.goingon import is_written

    if not is_written(folder, plot.scenario.sweep, plot.record):
        again = this_command()
        return again if options["resume"] else f"{again} --resume"
    words = ["onehour", "sweep", str(folder), "--resume"]
    words += [f"--{name.replace('_', '-')}" for name in ("retry_failed", "yes") if options[name]]
    for name in ("precision", "workers", "engine", "scheduler", "run_limit_min"):
        if options[name]:
            words += [f"--{name.replace('_', '-')}", str(options[name])]
    return shlex.join(words)


def _plan_line(plot: Plot) -> str:
    points, replications = len(plot.design.points), plot.replications
    least = "at least " if plot.precision else ""
    design = f" ({plot.design.kind})"
    return (
        f"{_counted(points, 'point')}{design}, {least}{_counted(replications, 'replication')} each: "
        f"{least}{_counted(plot.runs, 'run')}"
    )


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _tell_left_aside(plot: Plot, base: Scenario, folder: Path) -> None:
    """Say that a study goes on with what it varies, where the scenario's block is about something else."""
    from scenarios import Text
    from sim.study.goingon import is_left_aside

    if plot.scenario.sweep is None or not is_left_aside(base, plot.scenario.sweep):
        return
    names = ", ".join(plot.space.names[:SHOWN_VALUES]) + (", ..." if len(plot.space.names) > SHOWN_VALUES else "")
    words = Text(
        en=f"{folder} goes on with what it varies: {names}. The `sweep:` block of the scenario varies something else and is left "
        "aside; to run that, name another folder with --out.",
        zh=f"{folder} 按其原有因素继续：{names}。情景文件的 `sweep:` 段所变的因素不同，未采用；如需运行该段，请用 --out 另指定目录。",
    )
    say(words, err=True)


def _tell_fewer(plot: Plot, folder: Path) -> None:
    """Say that tables will hold fewer replications than before, and that none is lost."""
    from scenarios import Text
    from sim.study.studyfolder import is_study, read_record

    held = read_record(folder)[0].sweep if is_study(folder) else None
    if held is None or plot.precision or held.replications <= plot.replications:
        return
    most, now = held.replications, plot.replications
    words = Text(
        en=f"{folder} is one of {most} replications of each point; its tables will hold the first {now}, the others stay recorded: "
        f"--replications {most} brings them back.",
        zh=f"{folder} 原为每点 {most} 次仿真；表中将只含前 {now} 次，其余仍保留记录，用 --replications {most} 即可恢复。",
    )
    say(words, err=True)


def _tell_large(points: int, runs: int, needed: int) -> None:
    """Say how large a study is whose design takes a while to be made."""
    from scenarios import Text
    from sim.study.store.size import in_words

    words = Text(
        en=f"Making a design of {points:,} points: {runs:,} runs, about {in_words(needed)}. This may take minutes; nothing is written yet.",
        zh=f"正在生成 {points:,} 个点的设计：共 {runs:,} 次运行，约 {in_words(needed)}。可能需要几分钟；尚未写入任何内容。",
    )
    say(words, err=True)


def _tell_remarks(plot: Plot) -> None:
    """Say which columns of a table of one's own set nothing."""
    from scenarios import Text

    names = [str(name) for name in plot.design.roles] if plot.design.kind == "table" else []
    if names:
        words = Text(
            en=f"Remarks in the table, kept beside the points: {', '.join(names)}.",
            zh=f"表中作为备注的列（不参与仿真，随各点保存）：{'、'.join(names)}。",
        )
        say(words, err=True)


def _tell_rounding(plot: Plot, samples: int | None) -> None:
    """Say where more samples are used than were asked for."""
    from sim.study.designs.making import rounding

    asked = samples or (plot.scenario.sweep.samples if plot.scenario.sweep else None)
    words = rounding(plot.design.kind, asked) if asked else None
    if words is not None:
        say(words, err=True)


def _tell_plan(plot: Plot, folder: Path, *, as_json: bool) -> None:
    """Say what would be run."""
    from sim.study.store.size import estimate_bytes

    size = estimate_bytes(plot.runs, len(plot.scenario.sweep.outcomes) if plot.scenario.sweep else 0)
    if as_json:
        document = {
            "folder": str(folder),
            "design": plot.design.kind,
            "factors": list(plot.space.names),
            "points": len(plot.design.points),
            "replications": plot.replications,
            "runs": plot.runs,
            "bytes": size,
        }
        print_json(document)
        return
    click.echo(f"{_plan_line(plot)}, about {size / 1e6:,.1f} MB in {folder}")
    for axis in plot.space.axes:
        values = _values_text(plot.design.points[axis.name].tolist(), numeric=axis.numeric)
        click.echo(f"  {axis.name} ({axis.role}, now {axis.base}): {values}")


def _values_text(values: list[Any], *, numeric: bool) -> str:
    """Write the values of a factor: few of them one by one, of many the ends."""
    known = list(dict.fromkeys(values))
    if numeric:
        known.sort()
        if len(known) > SHOWN_VALUES:
            return f"{known[0]:.6g} to {known[-1]:.6g}, {len(known):,} values"
        return ", ".join(f"{value:.6g}" for value in known)
    return ", ".join(str(value) for value in known[:SHOWN_VALUES]) + (", ..." if len(known) > SHOWN_VALUES else "")
