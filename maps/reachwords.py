"""Words of isochrone maps: what is reached, when, how surely, how it is drawn, and where the roads end."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd

from scenarios import Text
from sim.drawing.ground import LOCAL_STREETS_M, lacks_streets
from sim.network import RoadNetwork
from sim.reach.clipped import COMPASS

VEHICLES = {
    "truck": Text(en="truck", zh="货车"),
    "van": Text(en="van", zh="厢式车"),
    "car": Text(en="car", zh="小客车"),
}
CHANGES = {
    "lost": Text(en="lost", zh="失去"),
    "gained": Text(en="gained", zh="新增"),
    "kept": Text(en="kept", zh="不变"),
}
TITLES = {
    "each": Text(en="Isochrones", zh="等时圈"),
    "union": Text(en="Within reach of any of the places", zh="任一地点的等时圈"),
    "overlap": Text(en="How many places are within reach", zh="可达地点数"),
    "nearest": Text(en="The nearest place in time", zh="按用时划分的最近地点"),
    "change": Text(en="What is lost and gained", zh="可达范围的变化"),
}
TOWARD = {"from": Text(en="from the place", zh="自该点驶出"), "to": Text(en="to the place", zh="驶向该点")}
TOWARD_MANY = {"from": Text(en="from the places", zh="自各点驶出"), "to": Text(en="to the places", zh="驶向各点")}
VERSUS = {
    "closed": Text(en="closed:", zh="封闭"),
    "moments": Text(en="at", zh="时刻"),
    "depart": Text(en="leaving", zh="出发时刻"),
    "arrive": Text(en="arriving by", zh="到达时刻"),
    "vehicle": Text(en="by", zh="车辆"),
    "direction": Text(en="in direction", zh="方向"),
    "percentile": Text(en="at percentile", zh="百分位"),
    "handling_min": Text(en="with minutes of handling", zh="装卸分钟"),
    "network": Text(en="on the roads", zh="路网"),
}
"""How another reach may differ."""
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
MODES = {"exact": Text(en="exact outline", zh="精确轮廓"), "fast": Text(en="fast outline", zh="快速轮廓")}
SIDES = re.compile(rf"\b(?:{'|'.join(sorted(COMPASS, key=len, reverse=True))})\b")
ROADS_OF_SIDE = re.compile(r"\([^()]*\)")
THE_PLACES = Text(en="the places", zh="各地点")
MOST_NAMED = 4
"""So many places are called by name in a warning; of more only the number is told."""


def place_name(site: str, names: Mapping[str, Text], kind: str) -> Text:
    """Return what a place, or several together, are called.

    Parameters
    ----------
    site
        The id.
    names
        Names in both languages, by id.
    kind
        What was made of the places; a union has no name of its own.
    """
    if kind == "union":
        return Text(en=f"{site} places", zh="任一地点")
    return names.get(site, Text(en=site, zh=site))


def combination(key: str, value: Any) -> Text:
    """Put into words what tells one layer from another.

    Parameters
    ----------
    key, value
        ``direction``, ``vehicle``, ``percentile`` or ``share``, and what it is.
    """
    if key == "direction":
        return Text(en=str(value), zh={"to": "驶向", "from": "驶出"}.get(str(value), str(value)))
    if key == "vehicle":
        return VEHICLES.get(str(value), Text(en=str(value), zh=str(value)))
    if key == "percentile":
        return Text(en=f"on {value:g} % of days", zh=f"{value:g}% 的日子")
    return Text(en=f"at {100 * value:g} % of departures", zh=f"{100 * value:g}% 的出发时刻")


def reach_meaning(frame: gpd.GeoDataFrame, network: RoadNetwork, drawn_m: float) -> Text:
    """Say what the minutes of a map of isochrones mean.

    Parameters
    ----------
    frame
        What `sim.isochrones` gave; what it does not tell is left out.
    network
        The roads they were computed on.
    drawn_m
        How far outlines were simplified for the map, metres.
    """
    row = {**getattr(frame, "parameters", {}), **frame.iloc[0].drop(frame.geometry.name).to_dict()}
    if "outline_error_m" in frame:
        row["outline_error_m"] = frame["outline_error_m"].max()
    parts = [_trip(frame, row), *_when(frame, row), _surely(frame, row), _handled(row)]
    drawn = _drawn(row, network, drawn_m)
    return Text(
        en=", ".join(part.en for part in parts) + f". {drawn.en}. Roads: {network.name}, {network.date}.",
        zh="，".join(part.zh for part in parts) + f"。{drawn.zh}。路网：{network.name}，{network.date}。",
    )


def compared(frame: gpd.GeoDataFrame, versus: str) -> Text | None:
    """Say with what a reach is compared; None where it is not.

    Parameters
    ----------
    frame
        What `sim.reach_difference` gave: its parameters hold those of the other reach under ``versus``.
    versus
        What differs as ``key=value``, such as ``closed=G4``; found in the parameters where empty.
    """
    if "change" not in frame:
        return None
    known = getattr(frame, "parameters", {})
    other = known.get("versus", {})
    differs = [(key, other[key]) for key in VERSUS if key in other and other[key] != known.get(key)]
    if versus:
        key, _, value = versus.partition("=")
        differs = [(key, value)]
    if not differs:
        return Text(en="Compared with the same under other conditions", zh="与其他条件下的同一可达范围相比")
    said = [(VERSUS.get(key, Text(en=key, zh=key)), _value(value)) for key, value in differs]
    return Text(
        en="Compared with the same, but " + ", ".join(f"{word.en} {value}" for word, value in said),
        zh="对比情形：" + "，".join(f"{word.zh} {value}" for word, value in said),
    )


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_value(each) for each in value)
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text[:16].replace("T", " ") if MOMENT.match(text) else text


def clipped_warning(frame: gpd.GeoDataFrame, names: Mapping[str, Text], kind: str = "each") -> Text | None:
    """Say which isochrones run into the edge of the road network, and where; None where none does.

    Parameters
    ----------
    frame
        What `sim.isochrones` gave; its column ``clipped`` says where, and is empty where a reach is whole.
    names
        Names of places in both languages, by id.
    kind
        What was made of the places: ``union`` and ``overlap`` are of all of them.
    """
    rows = frame[frame["clipped"].fillna("").astype(str) != ""] if "clipped" in frame else frame.iloc[:0]
    if rows.empty:
        return None
    together = kind in {"union", "overlap"}
    first = rows.groupby("site", sort=False)["minutes"].min()
    sites = {minutes: list(group.index) for minutes, group in first.groupby(first)}
    who = {m: THE_PLACES if together else _who(found, names) for m, found in sites.items()}
    if together:
        who = dict(list(who.items())[:1])
    where = _where(rows)
    en = "; ".join(f"from {minutes:g} min on, the reach of {text.en}" for minutes, text in who.items())
    zh = "；".join(f"自 {minutes:g} 分钟起，{text.zh}的可达范围" for minutes, text in who.items())
    return Text(
        en=f"Clipped by the edge of the road network: {en}. Where: {where.en}. What lies beyond is not known here; the true "
        "reach is larger.",
        zh=f"受路网边缘限制：{zh}。位置：{where.zh}。边缘以外的道路未收录，实际可达范围更大。",
    )


def _who(sites: Sequence[str], names: Mapping[str, Text]) -> Text:
    if len(sites) > MOST_NAMED:
        return Text(en=f"{len(sites)} places", zh=f"{len(sites)} 个地点")
    texts = [names.get(site, Text(en=site, zh=site)) for site in sites]
    return Text(en=", ".join(text.en for text in texts), zh="、".join(text.zh for text in texts))


def _where(rows: gpd.GeoDataFrame) -> Text:
    """Return where reaches are clipped: with the roads where all say the same, else the sides alone."""
    told = list(dict.fromkeys(rows.loc[rows["minutes"] == rows["minutes"].max(), "clipped"].astype(str)))
    whole = told[0] if len(told) == 1 else ""
    sides = {word for text in told for word in SIDES.findall(ROADS_OF_SIDE.sub("", text))}
    en = whole or ", ".join(word for word in COMPASS if word in sides) or "; ".join(told)
    return Text(
        en=en, zh=SIDES.sub(lambda found: COMPASS[found[0]], en).replace(" and ", "等，另 ").replace(" more", " 条")
    )


def _trip(frame: gpd.GeoDataFrame, row: Mapping[str, Any]) -> Text:
    vehicle = VEHICLES.get(str(row.get("vehicle")), Text(en="the vehicle", zh="车辆"))
    several = frame["site"].nunique() > 1 or row.get("combine", "each") != "each"
    toward = (TOWARD_MANY if several else TOWARD).get(str(row.get("direction")))
    if toward is None:
        return Text(en=f"Road time by {vehicle.en}", zh=f"{vehicle.zh}行车时间")
    return Text(en=f"Road time by {vehicle.en} {toward.en}", zh=f"{vehicle.zh}{toward.zh}的行车时间")


def _when(frame: gpd.GeoDataFrame, row: Mapping[str, Any]) -> list[Text]:
    found = []
    for key, verb in (("depart", Text(en="leaving", zh="出发")), ("arrive", Text(en="arriving by", zh="到达"))):
        moments = sorted({moment for moment in frame.get(key, []) if moment})
        if not moments:
            continue
        first, last = (moment[:16].replace("T", " ") for moment in (moments[0], moments[-1]))
        if len(moments) == 1:
            found.append(Text(en=f"{verb.en} {first}", zh=f"{first} {verb.zh}"))
        else:
            found.append(
                Text(
                    en=f"{verb.en} at each of {len(moments)} moments from {first} to {last} (slider)",
                    zh=f"{first} 至 {last} 共 {len(moments)} 个{verb.zh}时刻（滑块选择）",
                )
            )
    if row.get("window_min"):
        window, step = f"{row['window_min']:g}", f"{row['step_min']:g}"
        found.append(
            Text(
                en=f"and every {step} min over the {window} min after it, for the share of departures that is named",
                zh=f"并在其后 {window} 分钟内每 {step} 分钟一次，按所注明的比例可达",
            )
        )
    return found


def _surely(frame: gpd.GeoDataFrame, row: Mapping[str, Any]) -> Text:
    days = f"{row['samples']:g}" if row.get("samples") else ""
    values = sorted(frame["percentile"].unique()) if "percentile" in frame else [50.0]
    told = ", ".join(f"{value:g}" for value in values)
    return Text(
        en=f"percentile {told}" + (f" of {days} sampled days" if days else ""),
        zh=f"第 {told} 百分位" + (f"（{days} 个抽样日）" if days else ""),
    )


def _handled(row: Mapping[str, Any]) -> Text:
    minutes = float(row.get("handling_min") or 0)
    if not minutes:
        return Text(en="no handling", zh="不计装卸")
    return Text(en=f"{minutes:g} min of handling included", zh=f"含装卸 {minutes:g} 分钟")


def _drawn(row: Mapping[str, Any], network: RoadNetwork, drawn_m: float) -> Text:
    en, zh = [], []
    if row.get("access_m"):
        ground = access_text(network, float(row["access_m"]))
        en.append(f"Drawn {ground.en}")
        zh.append(f"绘制至{ground.zh}")
    if row.get("mode") in MODES:
        error_m = row.get("outline_error_m", row.get("tolerance_m"))
        mode, error = MODES[str(row["mode"])], "" if error_m is None else f"{float(error_m):.0f} m"
        least = Text(en="at most", zh="至多") if row["mode"] == "exact" else Text(en="about", zh="约")
        en.append(mode.en + (f", {least.en} {error} off" if error else ""))
        zh.append(mode.zh + (f"，误差{least.zh} {error}" if error else ""))
    en.append(f"simplified by {drawn_m:.0f} m for this page")
    zh.append(f"本页显示简化 {drawn_m:.0f} m")
    sentence = "; ".join(en)
    return Text(en=sentence[0].upper() + sentence[1:], zh="；".join(zh))


def access_text(network: RoadNetwork, access_m: float) -> Text:
    """Say how far off the roads the ground counts as within reach.

    Parameters
    ----------
    network
        One without streets is drawn around its junctions too.
    access_m
        Metres off the road.
    """
    told = f"{access_m / 1000:g} km" if access_m >= 1000 else f"{access_m:g} m"  # noqa: PLR2004 - a kilometre
    if not lacks_streets(network):
        return Text(en=f"{told} off the roads", zh=f"道路外 {told}")
    local_km = f"{LOCAL_STREETS_M / 1000:g}"
    return Text(
        en=f"{told} off the main roads, and around junctions as far as local streets lead in the time left (at most {local_km} km)",
        zh=f"主要道路外 {told}，并包括节点周围剩余时间内经地方道路可达之处（至多 {local_km} km）",
    )
