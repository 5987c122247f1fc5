"""Says which endpoint answers at which address, below the server's base path."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from api import basemaps, data, health
from api.metrics import Process, metrics
from api.responses import ASK_AGAIN, Body, Endpoint, error_response, in_words, respond
from api.work import in_turn
from geodata.exporters.registry import FORMATS

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response

BuildMap = Callable[[str], bytes]
"""A query string with a map's settings → the map's ES module."""


def routes(
    build_map: BuildMap,
    describe: data.Describe,
    *,
    assets: Path,
    base_path: str = "",
    sessions: Callable[[], int] = lambda: 0,
) -> list[BaseRoute]:
    """All of our addresses.

    Parameters
    ----------
    build_map, describe
        What the API needs of the page, handed in because it does not import the page's components.
    assets
        Folder of the map's JavaScript and style sheets.
    base_path
        `server.baseUrlPath`: Streamlit puts it before its own addresses only.
    sessions
        How many pages are open, for the metrics.
    """
    base = "/" + base_path.strip("/") if base_path.strip("/") else ""
    version = base + "/data/{dataset}/{version}"
    answered: dict[str, Endpoint] = {
        base + "/maps/{name}.js": _map_module(build_map),
        version + "/columns.bin": data.columns_bin,
        version + "/reference.json": data.reference_json,
        version + "/mask.bin": data.mask_bin,
        version + "/grid.bin": data.grid_bin,
        version + "/view.bin": data.view_bin,
        version + "/histogram.json": data.histogram_json,
        version + "/toll.json": data.toll_json,
        version + "/rows.json": data.rows_json(describe),
        base + "/basemaps/{key}/{stamp}.pmtiles": basemaps.archive,
        base + "/basemaps/{key}/{stamp}.geojson": basemaps.reference_layer,
    }
    exports = {f"{version}/export.{suffix}": data.exported(suffix) for suffix in FORMATS}
    return [
        *(Route(path, in_turn(in_words(endpoint))) for path, endpoint in answered.items()),
        *(Route(path, endpoint) for path, endpoint in exports.items()),
        # a map asks for many tiles at once: a file's bytes, no question
        Route(base + "/basemaps/{key}/{stamp}.pmtiles", in_words(basemaps.archive)),
        Route(base + "/basemaps/{key}/{stamp}.geojson", in_words(basemaps.reference_layer)),
        # without these, Streamlit would answer a wrong address with its page
        Route(base + "/maps/{rest:path}", _nothing_here),
        Route(base + "/data/{rest:path}", _nothing_here),
        Route(base + "/basemaps/{rest:path}", _nothing_here),
        Mount(base + "/assets", Assets(directory=assets)),
        Route(base + "/healthz", health.healthz),
        Route(base + "/readyz", health.readyz),
        Route(base + "/metrics", metrics(Process(sessions))),
    ]


def _map_module(build_map: BuildMap) -> Endpoint:
    def endpoint(request: Request) -> Response:
        module = build_map(request.url.query)
        if request.path_params["name"] != hashlib.sha256(module).hexdigest():
            return error_response(
                404, "This map has changed since its address was made; load the page again."
            )
        return respond(request, Body(module, "text/javascript"))

    return endpoint


def _nothing_here(request: Request) -> Response:
    return error_response(404, f"There is nothing at {request.url.path}.")


class Assets(StaticFiles):
    """Static files that a browser has and asks about again: they change when the program does."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """Starlette's response, with how long a cache has it."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = ASK_AGAIN
        return response
