"""What must hold across the entries of a scenario. Every check yields findings; none stops at its first."""

from __future__ import annotations

from scenarios._findings import Finding
from scenarios.model import Scenario


def check(scenario: Scenario) -> list[Finding]:
    """Return everything that does not fit together, in the order of the checks.

    Parameters
    ----------
    scenario
        A scenario whose single fields are valid.
    """
    return []
