"""Values of factors on the axes of pictures."""

from __future__ import annotations

from maps.study.axes import panels
from maps.study.boxes import _longest
from maps.study.factors import scale
from maps.study.intervals import label_of
from scenarios import Text
from scenarios.sweeps import Factor
from sim.study.space import Axis
from sim.study.study import Study
from tests.maps.study.studies import study

NAMES = ("照常", "虎门大桥封闭两天", "广深高速封闭三天")
CLOSURES = Factor(id="closures", name=Text(en="closures", zh="封路"), choices={name: {} for name in NAMES})


def closures() -> tuple[Study, Axis]:
    found = study("grid", (CLOSURES,))
    return found, found.space.axes[0]


def test_every_word_along_a_small_picture_is_written() -> None:
    found, axis = closures()
    _, (axes, *_) = panels(3, 3)
    axes.set_xlim(-0.6, 2.6)
    scale(found, axis).write(axes.xaxis, "zh")
    assert [label.get_text().replace("\n", "") for label in axes.get_xticklabels()] == list(NAMES)


def test_room_is_left_for_the_widest_word() -> None:
    found, axis = closures()
    assert _longest(found, axis, "zh") in NAMES[1:]  # as many signs as the eight blanks of numbers, and wider


def test_a_name_is_cut_before_the_range_behind_it() -> None:
    name = "一次性使用膜式氧合器套包，环氧乙烷灭菌：作业后等待（小时）"
    cut = label_of(name, "  [96 … 240]")
    assert cut.endswith("…  [96 … 240]")
    assert cut.startswith("一次性使用膜式氧合器套包")
    assert label_of("电路板贴装（宝安沙井）：备货周期（小时）", " " * 12).startswith(
        "电路板贴装（宝安沙井）：备货周期 "
    )
    assert label_of("点 12（" + "很长的取值，" * 9 + "再来（一个））") == "点 12"
