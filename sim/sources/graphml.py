"""Read a GraphML file that osmnx has saved."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

import networkx as nx
import osmnx as ox
import shapely.errors

from sim.errors import NetworkError
from sim.sources.osmnx_graph import graph_date, graph_roads
from sim.sources.raw import RawRoads

SUFFIXES = (".graphml",)
_BAD_CONTENT = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
    nx.NetworkXException,
    shapely.errors.ShapelyError,
)  # what networkx and osmnx raise on GraphML of another make


def read_graphml(path: Path, *, date: dt.date | None = None, simplify: bool = True) -> RawRoads:
    """Read a graph that was saved by `osmnx.save_graphml`.

    Files that declare a document type or entities are refused before they are parsed, for entities may unpack to
    something enormous; osmnx writes none.

    Parameters
    ----------
    path
        A .graphml file.
    date
        The day the roads are of; by default the graph's `created_date`, or else the day the file was written.
    simplify
        As for `sim.sources.osmnx_graph.from_osmnx`.

    Returns
    -------
    roads
        The two directions of a street as one way, with the lengths of the graph.

    Raises
    ------
    NetworkError
        If there is no such file, it is not GraphML of osmnx, or its graph has no roads, lengths or positions.
    """
    if path.is_dir():
        raise NetworkError(f"{path} is a folder; give a GraphML file that osmnx.save_graphml has written")
    if not path.is_file():
        raise NetworkError(f"{path}: no such file; give a GraphML file that osmnx.save_graphml has written")
    try:
        _check_beginning(path)
        graph = ox.load_graphml(path)
    except NetworkError:
        raise
    except OSError as error:
        raise NetworkError(f"{path}: {error.strerror or error}; give a file that can be read") from error
    except (ParseError, expat.ExpatError) as error:
        raise NetworkError(
            f"{path}: damaged or no XML ({error}); save the graph again with osmnx.save_graphml"
        ) from error
    except _BAD_CONTENT as error:
        reason = f"{type(error).__name__}: {str(error)[:120]}"
        raise NetworkError(
            f"{path}: not GraphML as osmnx writes it ({reason}); save the graph with osmnx.save_graphml"
        ) from error
    day = date or graph_date(graph) or dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.UTC).date()
    return graph_roads(graph, date=day, simplify=simplify, source=str(path))


class _RootReached(Exception):  # noqa: N818 - no error: what could be dangerous lies behind
    """The root element begins, so no document type can follow."""


def _check_beginning(path: Path) -> None:
    """Refuse a document type, and a root element other than that of GraphML, without parsing any further."""

    def refuse_doctype(*_: object) -> None:
        raise NetworkError(
            f"{path}: declares a document type or entities, which may unpack to something enormous; "
            "save the graph with osmnx.save_graphml, which writes none"
        )

    def check_root(tag: str, _: object) -> None:
        if tag.rpartition(":")[2] != "graphml":
            raise NetworkError(
                f"{path}: XML, but not GraphML (it begins with <{tag[:40]}>); save it with osmnx.save_graphml"
            )
        raise _RootReached

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.StartElementHandler = check_root
    with path.open("rb") as stream:
        try:
            parser.ParseFile(stream)
        except _RootReached:
            return
