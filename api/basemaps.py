"""Answers requests for parts of base maps: ranges of PMTiles archives, reference layers, tiles of places."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from api.ranges import respond_with_range
from api.responses import FOREVER, ONE_DAY, Body, respond
from geodata.basemaps import collection, place_tiles
from geodata.errors import NoBaseMapError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from geodata.basemaps.collection import BaseMap

PMTILES, GEOJSON, JSON_TYPE = "application/vnd.pmtiles", "application/geo+json", "application/json"
LAYER: Final = "layer"


def archive(request: Request) -> Response:
    """Bytes of an archive; its address names its state, so that a browser may keep them."""
    found = _asked(request)
    if found.kind == LAYER:
        raise NoBaseMapError(found.key)
    try:
        return respond_with_range(request, found.path, PMTILES, tag=found.stamp, cache_control=FOREVER)
    except OSError:
        raise NoBaseMapError(found.key) from None


def reference_layer(request: Request) -> Response:
    """The shapes of a reference layer."""
    found = _asked(request)
    if found.kind != LAYER:
        raise NoBaseMapError(found.key)
    try:
        content = found.path.read_bytes()
    except OSError:
        raise NoBaseMapError(found.key) from None
    return respond(request, Body(content, GEOJSON))


def places(request: Request) -> Response:
    """The populated places of a tile, from GeoNames; they are the same for everybody who may look."""
    return respond(request, _places(*(request.path_params[each] for each in ("z", "x", "y"))))


@lru_cache(maxsize=256)
def _places(zoom: str, x: str, y: str) -> Body:
    return Body(place_tiles.tile(zoom, x, y), JSON_TYPE, ONE_DAY)


def _asked(request: Request) -> BaseMap:
    return collection.find(request.path_params["key"], request.path_params["stamp"])
