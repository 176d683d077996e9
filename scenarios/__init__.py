"""What to simulate: the scenario model, its loader, the shipped scenarios and the facts they use."""

from scenarios.catalogue import list_scenarios
from scenarios.errors import InputError, OneHourError, Problem, ScenarioError
from scenarios.loader import dump, load, loads
from scenarios.model import Scenario
from scenarios.overrides import override, parse_set

__all__ = [
    "InputError",
    "OneHourError",
    "Problem",
    "Scenario",
    "ScenarioError",
    "dump",
    "list_scenarios",
    "load",
    "loads",
    "override",
    "parse_set",
]
