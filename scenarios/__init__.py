"""What to simulate: the scenario model, its loader, the shipped scenarios and the facts they use."""

from scenarios.errors import InputError, OneHourError, Problem, ScenarioError
from scenarios.model import Scenario

__all__ = ["InputError", "OneHourError", "Problem", "Scenario", "ScenarioError"]
