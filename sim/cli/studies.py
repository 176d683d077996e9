"""`onehour study`: how far a study is, its report again, its points and tables; questions stand in `sim.cli.asking`."""

from __future__ import annotations

from pathlib import Path

import click

import scenarios
from scenarios.errors import InputError
from sim.cli.common import EXCEL, html_file, print_json, write_table
from sim.cli.lazygroup import LazyGroup
from sim.cli.studyoptions import folder_argument, json_option
from sim.output import replacing

COMMANDS = {
    "status": "sim.cli.studystatus:status",
    "report": "sim.cli.studies:report",
    "compare": "sim.cli.asking:compare",
    "boxes": "sim.cli.asking:boxes",
    "best": "sim.cli.asking:best",
    "point": "sim.cli.studies:point",
    "export": "sim.cli.studies:export",
}
TABLES = ("points", "runs", "failures")


@click.group(cls=LazyGroup, homes=COMMANDS)
def study() -> None:
    """Look at a study that onehour sweep made, and ask it more.

    \b
    Examples:
      onehour study status studies/boards
      onehour study boxes studies/late --outcome console_finish_day --above 2023-02-03
    """


@click.command()
@folder_argument
@click.option("--outcome", "outcomes", multiple=True, metavar="NAME", help="Answer for this outcome. Can be repeated.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="DIR/report.html where missing.")
@json_option
def report(folder: Path, outcomes: tuple[str, ...], out: Path | None, as_json: bool) -> None:
    """Work out again what a study says, print it, and write its report.

    Any outcome that the study keeps can be asked for, without running anything again.

    \b
    Examples:
      onehour study report studies/boards
      onehour study report studies/boards --outcome kit_finish_day --outcome total_cost_cny
    """
    from sim.cli.studyreport import conclude

    conclude(folder, outcomes, out=html_file(out) if out else None, keep=True, as_json=as_json)


@click.command()
@folder_argument
@click.argument("number", metavar="POINT", type=click.IntRange(0))
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write its scenario (.yaml).")
@json_option
def point(folder: Path, number: int, out: Path | None, as_json: bool) -> None:
    """Show one point of a study: what it sets and what came out; --out writes its scenario, to run it by itself.

    \b
    Examples:
      onehour study point studies/boards 3
      onehour study point studies/boards 3 --out boards-3.yaml
    """
    from sim.cli.studypoints import point_document, print_point, scenario_of, settings_of
    from sim.study.studyfolder import known_outcomes, read_record

    if out is not None and out.suffix.lower() not in {".yaml", ".yml"}:
        raise InputError(f"--out {out}: this writes a scenario; the name must end in .yaml")
    scenario, space, design, _ = read_record(folder)
    settings = settings_of(space, design, number)
    known_outcomes(folder)  # says so where the study is not through
    document = point_document(folder, settings, number)
    if out is not None:
        text = scenarios.dump(scenario_of(scenario, settings))
        with replacing(out) as temporary:
            temporary.write_text(text, encoding="utf-8")
    if as_json:
        print_json(document)
        return
    print_point(scenario, document)
    if out is not None:
        click.echo(f"written: {out}; run it with onehour run {out}")


@click.command()
@folder_argument
@click.option(
    "--table",
    type=click.Choice(TABLES),
    default="points",
    show_default=True,
    help="A row a point with means and intervals, a row a run, or a row a run that failed.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, metavar="FILE", help=".csv (for Excel) or .parquet."
)
def export(folder: Path, table: str, out: Path) -> None:
    """Write a table of a study for other programs, what each point sets in its first columns.

    \b
    Examples:
      onehour study export studies/boards --out boards.csv
      onehour study export studies/boards --table runs --out boards.parquet
    """
    from sim.cli.studypoints import wide_table
    from sim.study.studyfolder import known_outcomes, read_record

    _, space, design, _ = read_record(folder)
    known_outcomes(folder)  # says so where the study is not through
    write_table(wide_table(folder, space, design, table), out, encoding=EXCEL)
    click.echo(f"written: {out}")


__all__ = ["export", "point", "report", "study"]
