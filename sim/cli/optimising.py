"""`onehour optimise`: the cheapest setting of some levers that meets a date or another limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scenarios.errors import InputError
from sim.cli.amounts import read_limit
from sim.cli.runsbar import runs_bar
from sim.cli.studyoptions import FACTORS, engine_options, json_option, scenario_options
from sim.cli.studyreport import answered
from sim.cli.studywork import base_of, factors_of, roads_of, stopping, this_command, workers_of

if TYPE_CHECKING:
    from scenarios import Scenario
    from scenarios.sweeps import Factor
    from sim.study.answers.cheapest import Cheapest

NONE = "none"
"""Says that uncertainties stay as the scenario has them."""
HELP = f"""Find the cheapest setting of some levers that keeps a limit: the cheapest way to meet the date.

SCENARIO is a shipped name (see onehour list) or a YAML file. Where there are few settings, each is looked at; else an evolution
searches among them. The best found are compared anew with a guarantee, and the winner is run again on fresh luck. The
result does not depend on the number of workers. It leaves a study, with its report, as onehour sweep does.

Uncertainties (--uncertain; those of the file's `sweep:` block where missing) are drawn anew in every replication, replication
n of all settings alike: the date is met over the uncertainties, and not only where all stands as in the file. With
--uncertain none they stay as the file has them.

Runs that fail are left out and told. A setting of whose runs clearly more than a tenth fail is never chosen.

\b
Levers (--vary; those of the file's `sweep:` block where missing), and uncertainties:
{FACTORS}

What levers cost themselves can stand in the sum that is minimised, as in the last example.

\b
Examples:
  onehour optimise hanno-ecmo-ramp --minimise total_cost_cny --meet 'console_finish_day<=2023-02-03' --out studies/cheapest
  onehour optimise my-circle.yaml --vary items.pump.policy.order_up_to=10:40 --minimise total_cost_cny --meet 'pump_fill_rate>=95%'
  onehour optimise my-circle.yaml --vary plants.main.stations.line.crews=1:4 --minimise total_cost_cny \\
      --meet 'pump_finish_day<=2023-02-03' --uncertain 'suppliers.motors.lead_time_h=triangular(24,48,96)'
  onehour optimise my-circle.yaml --vary plants.main.stations.line.crews=1:4 \\
      --minimise '30000*plants.main.stations.line.crews + cost_holding_cny'
"""


@click.command(help=HELP)
@click.argument("scenario")
@click.option("--vary", multiple=True, metavar="KEY=...", help="A lever. Can be repeated.")
@click.option(
    "--uncertain",
    multiple=True,
    metavar="KEY=...",
    help="An uncertainty, drawn anew in every replication; written as a lever is. Can be repeated; none: nothing is drawn.",
)
@click.option(
    "--overlay",
    "overlays",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A YAML file of named changes, of which one is in force at a time. Can be repeated.",
)
@click.option(
    "--minimise", required=True, metavar="SUM", help="What is to be small: an outcome, or a sum of outcomes and levers."
)
@click.option(
    "--meet",
    multiple=True,
    metavar="'NAME<=VALUE'",
    help="A limit, such as 'console_finish_day<=2023-02-03' or 'pump_fill_rate>=95%'. Can be repeated.",
)
@click.option(
    "--share",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.9,
    show_default=True,
    help="Share of the cases in which a limit has to be kept.",
)
@click.option("--points", type=click.IntRange(1), default=400, show_default=True, help="Settings to look at, about.")
@click.option(
    "--replications", type=click.IntRange(2), default=10, show_default=True, help="Of each of them, at first."
)
@click.option("--confirm", type=click.IntRange(2), default=100, show_default=True, help="Fresh ones of the winner.")
@click.option("--confidence", type=click.FloatRange(0.5, 0.999999), default=0.95, show_default=True)
@scenario_options
@engine_options
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="The study's folder; studies/SCENARIO where missing."
)
@click.option("--resume", is_flag=True, help="Go on with the search in that folder.")
@click.option("--retry-failed", is_flag=True, help="With --resume: try runs again that failed for good.")
@json_option
def optimise(scenario: str, **options: Any) -> None:
    """See `HELP`."""
    from sim.study.answersfolder import write_answers
    from sim.study.optimum import outcome_names, search_study
    from sim.study.studyfolder import Record, check_free

    resume: bool = options["resume"]
    base, folder = base_of(
        scenario,
        resume=resume,
        pairs=options["pairs"],
        disruptions=options["disruptions"],
        roads_name=options["roads_name"],
        out=options["out"],
    )
    check_free(folder, resume=resume)
    levers = _levers(base, options)
    uncertainties = _uncertainties(base, levers, options["uncertain"])
    workers = workers_of(options)
    times = roads_of(base)
    seed = options["seed"] or 0
    known = outcome_names(base, times, seed)
    wanted = _wanted(base, known, options)
    with stopping(_go_on(resume=resume)), runs_bar("runs") as advance:
        answer = search_study(
            folder,
            base,
            levers,
            wanted,
            uncertainties=uncertainties,
            times=times,
            record=Record(seed=seed, command=this_command()),
            workers=workers,
            progress=advance,
            known=known,
            retry_failed=options["retry_failed"],
        )
    write_answers(folder, [])
    answered(folder, answer, as_json=options["as_json"])


def _levers(scenario: Scenario, options: Mapping[str, Any]) -> tuple[Factor, ...]:
    """Return what can be done: as it was asked, else the levers of the scenario's own sweep.

    Raises
    ------
    InputError
        If neither says.
    """
    asked = _read(factors_of(options["vary"], options["overlays"]))
    own = scenario.sweep.levers if scenario.sweep else ()
    if not asked and not own:
        raise InputError(
            "what can be done? Name levers with --vary KEY=LOW:HIGH, or in the `sweep:` block of the scenario"
        )
    for factor in asked:
        if factor.distribution not in {None, "uniform"}:
            raise InputError(
                f"--vary {factor.column}: a lever is chosen and does not come by chance; name what does with --uncertain, and a lever "
                f"as --vary {factor.column}=LOW:HIGH"
            )
    return asked or own


def _uncertainties(scenario: Scenario, levers: Sequence[Factor], asked: tuple[str, ...]) -> tuple[Factor, ...]:
    """Return what is drawn: as it was asked, else the uncertainties of the scenario's own sweep that are no levers now.

    Raises
    ------
    InputError
        If one cannot be read.
    """
    if NONE in asked:
        if len(asked) > 1:
            raise InputError(
                "--uncertain none says that nothing is drawn; leave the other --uncertain away, or this one"
            )
        return ()
    if asked:
        return _read(asked)
    own = scenario.sweep.uncertainties if scenario.sweep else ()
    chosen = {factor.column for factor in levers}
    return tuple(factor for factor in own if factor.column not in chosen)


def _read(factors: Sequence[str | Factor]) -> tuple[Factor, ...]:
    from scenarios.varying import parse_vary

    return tuple(parse_vary(each) if isinstance(each, str) else each for each in factors)


def _wanted(scenario: Scenario, known: list[str], options: Mapping[str, Any]) -> Cheapest:
    from sim.study.answers.cheapest import Cheapest
    from sim.study.answers.costs import read_cost

    return Cheapest(
        cost=read_cost(options["minimise"]),
        limits=tuple(read_limit(scenario, text, known, options["share"]) for text in options["meet"]),
        replications=options["replications"],
        points=options["points"],
        confidence=options["confidence"],
        confirm=options["confirm"],
        seed=options["seed"] or 0,
    )


def _go_on(*, resume: bool) -> str:
    return this_command() + ("" if resume else " --resume")
