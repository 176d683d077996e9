"""The command line, and the one place that joins the rooms: scenarios, sim and maps.

Exit codes: 0 done, 1 failed while running, 2 bad input.
"""

from __future__ import annotations

from sim.cli.root import cli, main

__all__ = ["cli", "main"]
