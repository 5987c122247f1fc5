"""Answers a collection's features: which are asked for, a page of them, one by its id."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import quote, urlencode

import numpy as np

from access import links
from api.ogc.documents import CRS84, GEOJSON, HTML
from geodata.errors import FilterError, GeodataError
from geodata.exporters import columns, features
from geodata.filters import PARAMS, from_query
from geodata.query import answers, cql, cql_times, fitting

if TYPE_CHECKING:
    from starlette.datastructures import QueryParams

    from geodata.exporters.selection import Selection
    from geodata.filters import Filters
    from geodata.query.cql import Condition
    from geodata.query.store import Store

TAKES: Final = (
    *PARAMS,
    *("bbox", "bbox-crs", "datetime", "limit", "offset", "filter", "filter-lang", "filter-crs", "crs", "f"),
)
DEFAULT_LIMIT: Final = 100
MOST: Final = 10_000
"""Features of one page."""
_LAST_OFFSET: Final = 10**8
_NOT_CHOOSING: Final = ("limit", "bbox-crs", "filter-crs", "crs", links.PARAMETER)
"""Parameters that choose no records, or are somebody's own."""


class NoFeatureError(GeodataError, LookupError):
    """No record of this version has the id."""

    def __init__(self, id_: str) -> None:
        super().__init__(f"There is no record '{id_[:60]}' in this version.")


class Asked(NamedTuple):
    """What an address asks for."""

    filters: Filters
    condition: Condition
    limit: int
    offset: int


class Page(NamedTuple):
    """Some of the features."""

    content: bytes
    """A FeatureCollection."""
    links: list[dict[str, str]]
    """Those that it holds."""


def asked(store: Store, query: str, given: QueryParams) -> Asked:
    """Read the parameters of `/items`.

    Raises
    ------
    FilterError, UnknownParameterError
        If one is none, or what it asks for cannot be.
    """
    filters = from_query(query, also=(*TAKES, links.PARAMETER))
    for name in TAKES[len(PARAMS) :]:
        if len(values := given.getlist(name)) > 1:
            raise FilterError(name, " and ".join(values)[:60], "one value")
    fitting.check(store, filters)
    for name in ("bbox-crs", "filter-crs", "crs"):
        if given.get(name, CRS84) != CRS84:
            raise FilterError(name, given[name][:60], CRS84)
    text = given.get("filter")
    condition = cql.Condition(
        tree=None if text is None else cql.read(text, given.get("filter-lang", cql.TEXT)),
        box=_box(given["bbox"]) if "bbox" in given else None,
        between=(
            cql_times.interval(given["datetime"], store.dataset.info.timezone)
            if "datetime" in given
            else None
        ),
    )
    limit = _whole(given, "limit", DEFAULT_LIMIT, least=1)
    return Asked(filters, condition, min(limit, MOST), _whole(given, "offset", 0, least=0))


def _box(text: str) -> tuple[float, float, float, float]:
    """Of four numbers, or of six with heights, which are passed over."""
    try:
        numbers = [float(each) for each in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) not in (4, 6):
        raise FilterError("bbox", text[:60], "west,south,east,north in degrees")
    half = len(numbers) // 2
    return numbers[0], numbers[1], numbers[half], numbers[half + 1]


def _whole(given: QueryParams, name: str, otherwise: int, *, least: int) -> int:
    text = given.get(name, str(otherwise))
    if not (text.isascii() and text.isdigit() and least <= int(text[:12]) <= _LAST_OFFSET):
        raise FilterError(name, text[:60], f"a whole number from {least} to {_LAST_OFFSET:,}")
    return int(text)


def page(store: Store, wanted: Asked, given: QueryParams, *, here: str, lasting: str) -> Page:
    """A page of features.

    Parameters
    ----------
    here
        The address of these items, without its query.
    lasting
        The same of the version, whose further pages stay what they are when a newer one is saved.
    """
    found = features.matched(store, wanted.filters, wanted.condition)
    rows = found.rows[wanted.offset : wanted.offset + wanted.limit]
    asked_for = [(name, value) for name, value in given.multi_items() if name not in ("offset", "f")]
    pages = [_link("self", here, [*asked_for, ("offset", str(wanted.offset))], GEOJSON)]
    pages.append(_link("alternate", here, [*asked_for, ("offset", str(wanted.offset)), ("f", "html")], HTML))
    if wanted.offset + wanted.limit < len(found):
        pages.append(
            _link("next", lasting, [*asked_for, ("offset", str(wanted.offset + wanted.limit))], GEOJSON)
        )
    if wanted.offset:
        before = max(0, wanted.offset - wanted.limit)
        pages.append(_link("prev", lasting, [*asked_for, ("offset", str(before))], GEOJSON))
    chosen = [(name, value) for name, value in asked_for if name not in _NOT_CHOOSING]
    about = columns.about(store, wanted.filters) | ({"filter": urlencode(chosen)} if chosen else {})
    said = {
        "type": "FeatureCollection",
        **{name: text for name, text in about.items() if text},
        "links": pages,
        "numberMatched": len(found),
        "numberReturned": len(rows),
        "features": [],
    }
    begin = columns.as_json(said).removesuffix("]}").encode()
    return Page(b"".join([begin, *features.written(found, rows), b"]}"]), pages)


def whole_file(wanted: Asked, given: QueryParams, files: str, suffix: str) -> str:
    """The address of a file of what is asked for, which `/data` answers for filters of its own.

    Raises
    ------
    FilterError
        If more is asked for.
    """
    more = [name for name in TAKES if name in given and name not in (*PARAMS, "f", "crs", "limit")]
    if more:
        expected = f"f=json with it, or filters of the page alone ({', '.join(PARAMS)})"
        raise FilterError("f", f"{suffix} with {more[0]}", expected)
    return f"{files}/export.{suffix}?{wanted.filters.to_query()}".removesuffix("?")


def _link(rel: str, address: str, query: list[tuple[str, str]], kind: str) -> dict[str, str]:
    return {"rel": rel, "href": f"{address}?{urlencode(query)}", "type": kind}


def address_of(here: str, id_: str) -> str:
    """Where one of the items is; no path holds an id with two dots, which would mean the folder above."""
    if ".." not in id_ and id_ != ".":
        return f"{here}/{quote(id_, safe='')}"
    asked_for = "id = '" + id_.replace("'", "''") + "'"
    return f"{here}?{urlencode({'filter': asked_for})}"


def one(store: Store, id_: str, *, here: str) -> bytes:
    """One feature with its links.

    Raises
    ------
    NoFeatureError
        If no record has this id.
    """
    row = answers.row_of(store, id_)
    if row is None:
        raise NoFeatureError(id_)
    everything: Selection = features.matched(store, from_query(""), cql.Condition())
    feature: dict[str, Any] = json.loads(b"".join(features.written(everything, np.array([row], np.int64))))
    address = address_of(f"{here}/items", id_)
    feature["links"] = [
        {"rel": "self", "href": address, "type": GEOJSON},
        {"rel": "alternate", "href": f"{address}{'&' if '?' in address else '?'}f=html", "type": HTML},
        {"rel": "collection", "href": here, "type": "application/json"},
    ]
    return columns.as_json(feature).encode()
