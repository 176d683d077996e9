"""The root of the command line: what is said when a command ends otherwise than it should."""

from __future__ import annotations

import click
from click.testing import CliRunner

from sim.cli.root import OneHourGroup


class _Group(OneHourGroup):
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        del ctx

        def long() -> None:
            raise KeyboardInterrupt

        return click.Command(cmd_name, callback=long)


def test_ctrl_c_before_there_is_anything_to_go_on_with_says_so() -> None:
    told = CliRunner().invoke(_Group(homes={}), ["long"])
    assert told.exit_code == 130
    assert told.output == "Error: stopped before it was done; the same command begins again\n"
