"""Says how the features are asked for, as OpenAPI 3.0 has it."""

from __future__ import annotations

from importlib import metadata
from typing import Any, Final

from api.ogc import documents
from api.ogc.items import DEFAULT_LIMIT, MOST
from geodata.filters import PARAMS
from geodata.query import cql

_TEXTS: Final = {
    "bbox": "west,south,east,north in degrees (WGS 84): records whose geometry meets it, and those without",
    "datetime": "a day, a moment (RFC 3339) or two of these with / between; .. is an open end. Records whose "
    "time meets it, and those without one; a day is one of the dataset's time zone",
    "filter": "a condition in CQL2 on what /queryables lists: kind = 'incident' AND fatalities_best >= 4",
}
_PROBLEM: Final = {
    "description": "What was found and what was expected, in words (RFC 9457)",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}}},
}


def document(root: str) -> dict[str, Any]:
    """The whole of it, for a server whose landing page has this address."""
    collection, feature = (
        {"$ref": "#/components/parameters/collectionId"},
        {"$ref": "#/components/parameters/featureId"},
    )
    f = {"$ref": "#/components/parameters/f"}
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Incident Map: features",
            "version": metadata.version("incident-map"),
            "description": "OGC API – Features, Parts 1 (Core) and 3 (Filtering), over these datasets.",
            "license": {"name": "see each collection's licence"},
        },
        "servers": [{"url": root}],
        "paths": {
            "/": _path("landing page", documents.JSON, f),
            "/conformance": _path("classes of the standards", documents.JSON, f),
            "/api": _path("this document", documents.OPENAPI, f),
            "/collections": _path("the datasets", documents.JSON, f),
            "/collections/{collectionId}": _path("a dataset", documents.JSON, collection, f),
            "/collections/{collectionId}/queryables": _path(
                "what a filter may name", documents.SCHEMA, collection, f
            ),
            "/collections/{collectionId}/items": _path(
                "records", documents.GEOJSON, collection, f, *map(_given, _items())
            ),
            "/collections/{collectionId}/items/{featureId}": _path(
                "a record", documents.GEOJSON, collection, feature, f
            ),
        },
        "components": {
            "parameters": {
                "collectionId": _in_path("a dataset's name, or name@ and the first 12 digits of a version"),
                "featureId": _in_path("a record's id") | {"name": "featureId"},
                "f": {
                    "name": "f",
                    "in": "query",
                    "description": "the form of the answer (else as Accept says)",
                    "schema": {"type": "string", "enum": ["json", "html"]},
                },
                **{name: _query(name, said) for name, said in _items().items()},
            },
            "schemas": {
                "problem": {
                    "type": "object",
                    "required": ["title", "status", "detail"],
                    "properties": {
                        "type": {"type": "string"},
                        "title": {"type": "string"},
                        "status": {"type": "integer"},
                        "detail": {"type": "string"},
                    },
                }
            },
        },
    }


def _items() -> dict[str, dict[str, Any]]:
    """The parameters of `/items` → their schemas."""
    text: dict[str, Any] = {"type": "string"}
    number: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT}
    box: dict[str, Any] = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
    return {
        "bbox": box,
        "datetime": text,
        "limit": number,
        "offset": {"type": "integer", "minimum": 0, "default": 0},
        "filter": text,
        "filter-lang": {"type": "string", "enum": list(cql.LANGUAGES), "default": cql.TEXT},
        "filter-crs": {"type": "string", "enum": [documents.CRS84]},
        "bbox-crs": {"type": "string", "enum": [documents.CRS84]},
        "crs": {"type": "string", "enum": [documents.CRS84]},
        **{name: {"type": "array", "items": text} for name in PARAMS},
    }


def _query(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    said = _TEXTS.get(name, "as in the page's address: docs/api.md" if name in PARAMS else "")
    found: dict[str, Any] = {"name": name, "in": "query", "schema": schema}
    if schema["type"] == "array":
        found |= {"style": "form", "explode": name != "bbox"}
    return found | ({"description": said} if said else {})


def _in_path(words: str) -> dict[str, Any]:
    schema = {"type": "string"}
    return {"name": "collectionId", "in": "path", "required": True, "description": words, "schema": schema}


def _given(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/parameters/{name}"}


def _path(words: str, kind: str, *parameters: dict[str, str]) -> dict[str, Any]:
    found = {"description": words, "content": {kind: {"schema": {"type": "object"}}, documents.HTML: {}}}
    answers = {"200": found, "400": _PROBLEM, "401": _PROBLEM, "403": _PROBLEM, "404": _PROBLEM}
    answers |= {"410": _PROBLEM, "429": _PROBLEM, "503": _PROBLEM}
    return {"get": {"summary": words, "parameters": list(parameters), "responses": answers}}
