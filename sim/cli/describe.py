"""`onehour list`, `check` and `schema`: what there is, and whether a scenario file is right."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from sim.cli.common import disrupted, overrides, print_json, scenario_network


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(as_json: bool) -> None:
    """Show the shipped scenarios with their files, and the road networks at hand.

    Copy a file to start a scenario of your own; its comments come along.

    \b
    Example:
      onehour list
    """
    import scenarios
    from sim.roads import list_networks

    shipped = [
        {
            "id": key,
            "name": name.model_dump(),
            "description": description.model_dump(),
            "file": str(scenarios.shipped_file(key)),
        }
        for key, name, description in scenarios.list_scenarios()
    ]
    networks = ["backbone", *list_networks()]
    if as_json:
        print_json({"scenarios": shipped, "networks": networks})
        return
    click.echo("Scenarios")
    for key, name, _ in scenarios.list_scenarios():
        click.echo(f"  {key}\n      {name.en} · {name.zh}\n      {scenarios.shipped_file(key)}")
    click.echo("Road networks")
    for network in networks:
        click.echo(f"  {network}")


@click.command()
@click.argument("scenario")
@click.option("--set", "pairs", multiple=True, metavar="KEY=VALUE", help="Check with this value instead.")
@click.option(
    "--disruptions", metavar="FILE", type=click.Path(path_type=Path), help="Check this table (.csv, .parquet) too."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def check(ctx: click.Context, scenario: str, pairs: tuple[str, ...], disruptions: Path | None, as_json: bool) -> None:
    """Check a scenario: every mistake in one go, with file, line, key and remedy.

    Also checked: that every site lies near a road of the scenario's network, and that it has every road that is closed. Said
    as well: which keys of a policy its kind does not look at, which suppliers cannot make in time what is wanted, and
    which sites lie inside an area that is shut to their vehicles at certain hours.

    \b
    Examples:
      onehour check my-circle.yaml
      onehour check my-circle.yaml --disruptions typhoon.csv
    """
    import scenarios
    from sim.bannedsites import banned_sites
    from sim.closedtravel import check_closures
    from sim.timelines import scenario_access, scenario_hours, timeline

    try:
        loaded = disrupted(scenario, disruptions, overrides(pairs))
        network = scenario_network(loaded)
        scenario_access(loaded, network)
        timeline(loaded, network, scenario_hours(loaded)[:1])  # knows every road that is closed, opened or restricted
        check_closures(loaded, network)
    except scenarios.ScenarioError as error:
        if not as_json:
            raise
        print_json({"ok": False, "problems": [{**asdict(row), "file": str(row.file)} for row in error.problems]})
        ctx.exit(2)
    unsourced = scenarios.unsourced(loaded)
    waiting = banned_sites(loaded)
    short = scenarios.shortages(loaded)
    idle = scenarios.idle_keys(loaded)
    if as_json:
        facts = {"ok": True, "scenario": loaded.id, "sha256": loaded.sha256(), "numbers_without_source": unsourced}
        facts |= {"keys_not_looked_at": [key for key, _ in idle]}
        facts |= {"short_of_capacity": [asdict(each) for each in short]}
        print_json(facts | {"sites_inside_restrictions": [asdict(each) for each in waiting]})
        return
    click.echo(
        f"{loaded.id}: right. {len(loaded.items)} items, {len(loaded.suppliers)} suppliers, {len(loaded.sites)} sites."
    )
    if unsourced:
        click.echo(f"{len(unsourced)} numbers say not where they come from, such as {unsourced[0]}; mark them.")
    for key, kind in idle:
        click.echo(f"{key} says nothing: a policy of kind {kind} does not look at it.")
    for shortage in short:
        click.echo(str(shortage))
    for each in waiting:
        click.echo(
            f"The site {each.site} lies inside the restriction {each.restriction} ({', '.join(each.hours)}): {each.vehicle}"
            f" waits until it ends. With a pass: vehicles.{each.vehicle}.exempt_from: [{each.restriction}]"
        )


@click.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for completion in an editor.

    \b
    Example:
      onehour schema > scenario.schema.json
    """
    import scenarios

    print_json(scenarios.json_schema())
