"""Read a source of any kind into a network; every reader is loaded only when it is needed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.network import RoadNetwork
from sim.sources.answers import KEEP_DAYS
from sim.sources.classes import only_classes
from sim.sources.kinds import Source
from sim.sources.raw import ATTRIBUTION, RawRoads
from sim.stages import Progress


def read_source(  # noqa: PLR0913 - settings are given by name
    source: Source,
    *,
    name: str,
    folder: Path,
    progress: Progress,
    simplify: bool,
    classes: tuple[str, ...] | None,
    service: bool,
    overpass_url: str | None,
    nominatim_url: str | None,
    columns: Mapping[str, Any],
    keep_days: float = KEEP_DAYS,
) -> RoadNetwork:
    """Read a source and assemble its roads.

    Parameters
    ----------
    source
        Where the roads come from.
    name
        What the network is called.
    folder
        Where downloads are kept.
    progress
        Called with what is going on.
    simplify, classes, service, overpass_url, nominatim_url, columns
        As in `sim.sources.build.build_roads`; classes with their ramps.
    keep_days
        What was downloaded earlier is downloaded again.

    Raises
    ------
    NetworkError, DownloadError
        If the roads cannot be read or downloaded.
    """
    from sim.sources.assemble import assemble  # noqa: PLC0415

    progress(f"reading {source.label}")
    if source.kind == "osm":
        from sim.sources.osm_file import read_osm  # noqa: PLC0415

        raw: RawRoads = read_osm(source.path, classes=classes, service=service)
    elif source.kind == "graphml":
        from sim.sources.graphml import read_graphml  # noqa: PLC0415

        raw = only_classes(read_graphml(source.path, simplify=simplify), classes, service=service)
    elif source.kind == "lines":
        from sim.sources.line_layer import read_lines  # noqa: PLC0415

        raw = only_classes(read_lines(source.path, **columns), classes, service=service)
    else:
        from sim.sources.download import download  # noqa: PLC0415

        raw = download(
            source.box if source.kind == "box" else source.text,
            folder,
            overpass_url=overpass_url,
            nominatim_url=nominatim_url,
            classes=classes,
            service=service,
            progress=lambda done, total: progress(f"downloading {source.label}", done, total),
            say=progress,
            keep_days=keep_days,
        )
    progress(f"assembling {name}")
    credit = f"Roads: {source.label}" if source.kind == "lines" else ATTRIBUTION  # whose lines they are is not known
    return assemble(raw, name=name, source=source.label, attribution=credit, simplify=simplify)
