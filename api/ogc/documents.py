"""Writes what OGC API – Features says of itself: landing page, conformance, collections, queryables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import quote

import numpy as np

from geodata.exporters import features
from geodata.exporters.registry import FORMATS
from geodata.query import cql_places

if TYPE_CHECKING:
    from geodata.library.manifests import Manifest
    from geodata.model import Info
    from geodata.query.store import Store

GEOJSON: Final = "application/geo+json"
SCHEMA: Final = "application/schema+json"
OPENAPI: Final = "application/vnd.oai.openapi+json;version=3.0"
JSON: Final = "application/json"
HTML: Final = "text/html"
CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
FILES: Final = ("csv", "parquet", "gpkg", "geojson")
"""Kinds of files that hold all of a collection."""
DIGITS: Final = 12
"""Digits of a version that stand in a collection's id."""
_PLAIN: Final = re.compile("[A-Za-z_][A-Za-z0-9_]*")
_WORDS: Final = {
    *("AND", "OR", "NOT", "LIKE", "IN", "BETWEEN", "IS", "NULL", "TRUE", "FALSE", "DIV", "CASEI", "ACCENTI"),
    *("DATE", "TIMESTAMP", "INTERVAL", "POINT", "LINESTRING", "POLYGON", "BBOX"),
}
"""Which a name is taken for where it has no quotation marks."""
_GREGORIAN: Final = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
_QUERYABLES: Final = "http://www.opengis.net/def/rel/ogc/1.0/queryables"

CONFORMS_TO: Final = (
    *(
        f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}"
        for name in ("core", "geojson", "html", "oas30")
    ),
    *(
        f"http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/{name}"
        for name in ("queryables", "filter", "features-filter")
    ),
    *(
        f"http://www.opengis.net/spec/cql2/1.0/conf/{name}"
        for name in (
            *("cql2-text", "cql2-json", "basic-cql2", "advanced-comparison-operators"),
            *("case-insensitive-comparison", "basic-spatial-functions", "basic-spatial-functions-plus"),
            *("spatial-functions", "temporal-functions", "arithmetic"),
        )
    ),
)


@dataclass(frozen=True)
class Place:
    """Where these documents lie: the address of the landing page without a slash at its end."""

    root: str

    def link(self, rel: str, path: str, kind: str, title: str = "") -> dict[str, str]:
        """A link to one of them."""
        return {"rel": rel, "href": f"{self.root}{path}", "type": kind} | ({"title": title} if title else {})

    def both(self, path: str) -> list[dict[str, str]]:
        """The document itself, and the same for a person."""
        return [
            self.link("self", f"{path}?f=json", JSON, "This document"),
            self.link("alternate", f"{path}?f=html", HTML, "This document for a person"),
        ]


def landing(place: Place) -> dict[str, Any]:
    """What there is."""
    return {
        "title": "Incident Map",
        "description": "Geocoded incidents as features: each says how finely its place and time are known.",
        "links": [
            *place.both(""),
            place.link("service-desc", "/api", OPENAPI, "How it is asked (OpenAPI)"),
            place.link("service-doc", "/api?f=html", HTML, "How it is asked, for a person"),
            place.link("conformance", "/conformance", JSON, "What of OGC's standards it does"),
            place.link("data", "/collections", JSON, "The datasets"),
        ],
    }


def conformance() -> dict[str, Any]:
    """Which classes of the standards."""
    return {"conformsTo": list(CONFORMS_TO)}


def collection_id(name: str, version: str | None) -> str:
    """A dataset's latest version is called by its name alone."""
    return name if version is None else f"{name}@{version[:DIGITS]}"


def listed(
    place: Place, name: str, info: Info, version: str | None = None, saved: Manifest | None = None
) -> dict[str, Any]:
    """A collection as the list of all has it; of a version with the day on which it was `saved`."""
    id_ = collection_id(name, version)
    path = f"/collections/{quote(id_, safe='@')}"
    dated = f" – version of {saved.saved[:10]} ({saved.version[:DIGITS]})" if saved else ""
    said: dict[str, Any] = {
        "id": id_,
        "title": f"{info.title}{dated}",
        "description": "\n\n".join(filter(None, (info.description, info.note))),
        "itemType": "feature",
        "crs": [CRS84],
        "storageCrs": CRS84,
        "links": [
            *place.both(path),
            place.link("items", f"{path}/items", GEOJSON, "Its records"),
            place.link("items", f"{path}/items?f=html", HTML, "Its records, for a person"),
            place.link(_QUERYABLES, f"{path}/queryables", SCHEMA, "What may be asked of them"),
        ],
    }
    if info.licence.startswith(("http://", "https://")):
        said["links"].append({"rel": "license", "href": info.licence})
    return said | {"licence": info.licence, "citation": info.full_citation}


def collection(store: Store, listed_as: dict[str, Any], files: str) -> dict[str, Any]:
    """The same with its extent, the version that it is, and links to all of it as `files` of other kinds."""
    links = [
        {
            "rel": "enclosure",
            "href": f"{files}/export.{suffix}",
            "type": FORMATS[suffix].media_type,
            "title": FORMATS[suffix].title,
        }
        for suffix in FILES
    ]
    said = listed_as | {"version": store.dataset.version, "extent": _extent(store)}
    return said | {"links": [*said["links"], *links]}


def _extent(store: Store) -> dict[str, Any]:
    found: dict[str, Any] = store.cached("extent of features", lambda: _find_extent(store))
    return found


def _find_extent(store: Store) -> dict[str, Any]:
    said: dict[str, Any] = {}
    points, shapes = store.incidents, store.table("shapes")
    points = points.inner_join(cql_places.drawn(store), "row").filter(
        lambda each: each.drawn, lambda each: ~each.shaped
    )
    boxes = [
        store.run(
            points.aggregate(
                west=points.lon.min(), south=points.lat.min(), east=points.lon.max(), north=points.lat.max()
            )
        ),
        store.run(
            shapes.aggregate(
                west=shapes.west.min(),
                south=shapes.south.min(),
                east=shapes.east.max(),
                north=shapes.north.max(),
            )
        ),
    ]
    sides = [[_number(box[side][0]) for box in boxes] for side in ("west", "south", "east", "north")]
    if np.isfinite(sides).any(axis=1).all():
        box = [float(np.nanmin(each)) for each in sides[:2]] + [float(np.nanmax(each)) for each in sides[2:]]
        said["spatial"] = {"bbox": [box], "crs": CRS84}
    records = store.table("records")
    times = store.run(records.aggregate(first=records.start.min(), last=records.end.max()))
    first, last = (_number(times[name][0]) for name in ("first", "last"))
    if np.isfinite(first):
        ends = [_moment(first), _moment(last) if np.isfinite(last) else None]
        said["temporal"] = {"interval": [ends], "trs": _GREGORIAN}
    return said


def _number(value: object) -> float:
    return float("nan") if value is None or value is np.ma.masked else float(cast("float", value))


def _moment(microseconds: float) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(microseconds))
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def queryables(place: Place, store: Store, id_: str) -> dict[str, Any]:
    """What a condition may name."""
    said = features.schema(store)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{place.root}/collections/{quote(id_, safe='@')}/queryables",
        "type": "object",
        "title": store.dataset.info.title,
        "properties": said,
        "additionalProperties": False,
        # by the standard's draft, as GDAL looks for them; it writes names without quotation marks
        "queryables": [
            {"id": name} for name in said if _PLAIN.fullmatch(name) and name.upper() not in _WORDS
        ],
    }
