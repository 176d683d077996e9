"""The README's commands are true: each is run as it stands."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import scenarios
import sim
from scenarios import Scenario

ROOT = Path(__file__).parent.parent
COMMAND = re.compile(r"^    (onehour .*?)(?:\s+#.*)?$", re.MULTILINE)
NOT_AT_HAND = ("guangdong", "roads build")
"""These commands need an extract that nobody ships, or a server far away; how they work is tested elsewhere."""
PLACES = "id,lon,lat\nlonghua,114.02,22.72\nhumen,113.675,22.815\n"


def commands(name: str) -> list[str]:
    return COMMAND.findall((ROOT / name).read_text(encoding="utf-8"))


def test_both_languages_show_the_same_commands() -> None:
    assert commands("README.md") == commands("README.zh-CN.md")
    assert len(commands("README.md")) >= 10


@pytest.mark.parametrize(
    "name", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md", "docs/guide.md", "docs/guide.zh-CN.md"]
)
def test_links_lead_somewhere(name: str) -> None:
    path = ROOT / name
    targets = re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8"))
    missing = [target for target in targets if "://" not in target and not (path.parent / target).exists()]
    assert missing == []


@pytest.fixture(scope="module")
def workplace(hanno: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    (folder / "my-circle.yaml").write_text(scenarios.dump(hanno), encoding="utf-8")
    for name in ("suppliers.csv", "plants.csv"):
        (folder / name).write_text(PLACES, encoding="utf-8")
    return folder


@pytest.mark.slow
def test_the_commands_run(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER", "true")
    for command in commands("README.md"):
        if any(word in command for word in NOT_AT_HAND):
            continue
        words = [sys.executable, "-c", "from sim.cli import main; main()", *shlex.split(command)[1:]]
        done = subprocess.run(words, cwd=workplace, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (command, done.stderr)


@pytest.mark.slow
def test_the_python_example_runs(workplace: Path) -> None:
    block = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    done = subprocess.run([sys.executable, "-c", block[1]], cwd=workplace, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "console_finish_day" in done.stdout
    assert (workplace / "map.html").is_file()


@pytest.mark.slow
def test_the_what_if_comes_out_as_it_is_told() -> None:
    """Ten replications of the year with fewer mainboards in stock: the figures of the section, as they are rounded there."""
    usual = scenarios.load("delta-monitor-year")
    leaner = scenarios.override(usual, {"items.mainboard.policy.reorder_point": 100})
    assert f"100 instead of {usual.items['mainboard'].policy.reorder_point:g}:" in (ROOT / "README.md").read_text(
        "utf-8"
    )
    roads = sim.travel_times(usual)
    runs = [sim.replicate(each, roads, replications=10, seed=0, log=False) for each in (usual, leaner)]
    table = sim.compare_runs(*runs).set_index("outcome")
    saved = [table.loc["mean_stock_value_cny", column] for column in ("difference", "ci95_high", "ci95_low")]
    assert saved == pytest.approx([-115_000, -85_000, -146_000], abs=1_000)
    waited = [table.loc["wait_h_mainboard", column] for column in ("first", "second")]
    assert waited == pytest.approx([218, 1100], rel=0.02)
    assert table.loc["cost_expedite_cny", "difference"] == pytest.approx(4_690, abs=50)
    falls = table.loc[["monitor@south_fill_rate", "monitor@west_fill_rate"], "difference"]
    assert ((falls > -0.01) & (falls < 0)).all()
