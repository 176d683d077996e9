"""A town of eight roads as an OpenStreetMap file: what the tests of building share."""

from __future__ import annotations

from pathlib import Path

NODES = {1: (114.00, 22.50), 2: (114.01, 22.50), 3: (114.02, 22.50), 4: (114.01, 22.51), 5: (114.02, 22.51)}
WAYS = {
    1: ([1, 2], {"highway": "motorway", "oneway": "no", "ref": "G4", "maxspeed": "100"}),
    2: ([2, 3], {"highway": "trunk", "maxspeed": "999"}),
    3: ([2, 4], {"highway": "residential", "name": "和平路"}),
    4: ([4, 5], {"highway": "service"}),
    5: ([3, 5], {"highway": "primary_link"}),
}


def write_town(path: Path, **tags: str) -> Path:
    """Write the file, with some more tags on the first road.

    Parameters
    ----------
    path
        An .osm file.
    tags
        Of the first road.
    """
    body = "".join(f'<node id="{node}" version="1" lon="{lon}" lat="{lat}"/>' for node, (lon, lat) in NODES.items())
    for way, (refs, own) in WAYS.items():
        all_tags = own | (tags if way == 1 else {})
        inside = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        inside += "".join(f'<tag k="{key}" v="{value}"/>' for key, value in all_tags.items())
        body += f'<way id="{way}" version="1">{inside}</way>'
    path.write_text(f'<?xml version="1.0"?><osm version="0.6">{body}</osm>', encoding="utf-8")
    return path
