"""Who does the runs of a study, as its commands are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli import cli
from sim.cli.studywork import workers_of
from sim.errors import InputError
from sim.study.engines.runlimit import RUN_LIMIT_MIN
from sim.study.laboratory import EngineName, Workers, laboratory
from tests.sim.study.local import local

NOTHING = {"engine": None, "workers": None, "scheduler": None, "run_limit_min": None}


def test_what_is_not_said_is_the_default() -> None:
    assert workers_of(NOTHING) == Workers()
    assert Workers().run_limit_min == RUN_LIMIT_MIN


def test_what_is_said_goes_to_the_workers() -> None:
    said = {**NOTHING, "workers": 3, "scheduler": "tcp://10.0.0.5:8786", "run_limit_min": 90.0}
    assert workers_of(said) == Workers("dask", 3, "tcp://10.0.0.5:8786", 90)


def test_a_limit_of_nothing_is_refused() -> None:
    for command in (("sweep", "hanno-ecmo-ramp"), ("optimise", "hanno-ecmo-ramp", "--minimise", "total_cost_cny")):
        refused = CliRunner().invoke(cli, [*command, "--run-limit-min", "0"])
        assert refused.exit_code == 2, refused.output
        assert "--run-limit-min" in refused.output


@pytest.mark.parametrize("engine", ["pool", "dask"])
def test_every_engine_with_a_limit_is_told_it(tmp_path: Path, engine: EngineName) -> None:
    with (
        pytest.raises(InputError, match="above 0 minutes, not 0"),
        laboratory(tmp_path / "study", local(), workers=Workers(engine, 1, run_limit_min=0)),
    ):
        pass
    assert not (tmp_path / "study").exists()
