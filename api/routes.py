"""Says which endpoint answers at which address, below the server's base path."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from access import shown
from access.acts import Act
from access.deciding import is_public
from api import basemaps, changes, data, freezing, health, link
from api.asking import Ruled, Who, guarded, nobody
from api.exports import sent, waiting
from api.metrics import Process, metrics
from api.ogc import routes as ogc
from api.responses import ASK_AGAIN, FIVE_MINUTES, NO_STORE, Body, Endpoint, error_response, in_words, respond
from api.work import in_turn
from geodata import citing
from geodata.errors import UnknownDatasetError
from geodata.exporters.registry import FORMATS
from geodata.filters import PARAMS

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response

    from api.exports import Make

BuildMap = Callable[[str], bytes]
"""A query string with a map's settings → the map's ES module."""
_MAP_TAKES: Final = ("dataset", "version", "base", "tiles", "files", "lang")


def routes(  # noqa: PLR0913 - what the API needs of the others
    build_map: BuildMap,
    describe: data.Describe,
    *,
    filter_words: data.FilterWords = lambda _, filters: citing.plain_words(filters),
    freeze: freezing.Freeze | None = None,
    assets: Path,
    base_path: str = "",
    sessions: Callable[[], int] = lambda: 0,
    who: Who = nobody,
) -> list[BaseRoute]:
    """All of our addresses.

    Parameters
    ----------
    build_map, describe, filter_words, freeze
        What the API needs of the page, handed in because it does not import the page's components.
    assets
        Folder of the map's JavaScript and style sheets.
    base_path
        `server.baseUrlPath`: Streamlit puts it before its own addresses only.
    sessions
        How many pages are open, for the metrics.
    who
        Says who sends a request; without, nobody is known.
    """
    base = "/" + base_path.strip("/") if base_path.strip("/") else ""
    version = base + "/data/{dataset}/{version}"
    answered: dict[str, tuple[Act | None, Endpoint]] = {
        base + "/maps/{name}.js": (Act.LOOK, _map_module(build_map)),
        version + "/columns.bin": (Act.LOOK, data.columns_bin),
        version + "/reference.json": (Act.LOOK, data.reference_json),
        version + "/mask.bin": (Act.FILTER, data.mask_bin),
        version + "/measure.bin": (Act.LOOK, data.measure_bin),
        version + "/grid.bin": (Act.FILTER, data.grid_bin),
        version + "/view.bin": (Act.FILTER, data.view_bin),
        version + "/histogram.json": (Act.FILTER, data.histogram_json),
        version + "/toll.json": (Act.FILTER, data.toll_json),
        version + "/summary.json": (Act.FILTER, data.summary_json),
        version + "/summary.csv": (Act.EXPORT, data.summary_csv),
        version + "/regions.json": (Act.LOOK, data.regions_json),
        version + "/rows.json": (Act.LOOK, data.rows_json(describe)),
        version + "/differences.json": (Act.EXPORT, changes.differences),
        base + "/data/{dataset}/changes.atom": (Act.EXPORT, changes.feed(base)),
        f"{version}/{data.METADATA}": (Act.EXPORT, data.csv_metadata),
        **{
            f"{version}/cite.{suffix}": (Act.FILTER, data.cited(suffix, filter_words, base))
            for suffix in citing.FORMS
        },
        # a link is itself what lets its bearer in
        base + "/link/{link}": (None, link.followed(base)),
    }
    tiles: dict[str, Endpoint] = {
        base + "/basemaps/{key}/{stamp}.pmtiles": basemaps.archive,
        base + "/basemaps/{key}/{stamp}.geojson": basemaps.reference_layer,
        base + "/maps/places/{z}/{x}/{y}.json": basemaps.places,
    }
    exports: dict[str, Make] = {f"{version}/export.{suffix}": data.exported(suffix) for suffix in FORMATS}
    if freeze is not None:
        exports[f"{version}/{freezing.NAME}"] = freezing.frozen(freeze, base)
    return [
        *(
            Ruled(path, in_turn(in_words(guarded(endpoint, who, act, _takes(path)))), act=act)
            for path, (act, endpoint) in answered.items()
        ),
        # a map asks for many tiles at once: a file's bytes, no question
        *(
            Ruled(path, in_words(guarded(endpoint, who, Act.LOOK)), act=Act.LOOK)
            for path, endpoint in tiles.items()
        ),
        *(
            Ruled(path, sent(guarded(make, who, Act.EXPORT, PARAMS)), act=Act.EXPORT)
            for path, make in exports.items()
        ),
        # asked every second while an export waits: no question
        Ruled(base + "/data/waiting.json", in_words(guarded(waiting, who, Act.EXPORT)), act=Act.EXPORT),
        *ogc.routes(who, base),
        # without these, Streamlit would answer a wrong address with its page
        *(
            Ruled(f"{base}/{folder}/{{rest:path}}", _nothing_here, act=None)
            for folder in ("maps", "data", "basemaps", "link")
        ),
        Mount(base + "/assets", Assets(directory=assets)),
        Ruled(base + "/healthz", health.healthz, act=None),
        Ruled(base + "/readyz", health.readyz, act=None),
        Ruled(base + "/metrics", metrics(Process(sessions)), act=None),  # see `operators`
    ]


def _takes(path: str) -> tuple[str, ...]:
    """The parameters that the address of something we answer has."""
    return _MAP_TAKES if path.endswith("/maps/{name}.js") else data.TAKES.get(path.rpartition("/")[2], PARAMS)


def _map_module(build_map: BuildMap) -> Endpoint:
    def endpoint(request: Request) -> Response:
        name, version = request.query_params.get("dataset", ""), request.query_params.get("version")
        if name:  # whether they may know of it comes before what is wrong with the other settings
            shown.check(request.state.person, Act.LOOK, name, version)
        try:
            module = build_map(request.url.query)
        except UnknownDatasetError as error:  # it would name what others may see
            raise UnknownDatasetError(error.name, error.version, shown.names(request.state.person)) from None
        if request.path_params["name"] != hashlib.sha256(module).hexdigest():
            return error_response(
                404, "This map has changed since its address was made; load the page again."
            )
        # not for ever, although its address names it: a dataset that is withdrawn is forgotten by caches
        lifetime = FIVE_MINUTES if is_public(request.state.person.mode, name) else NO_STORE
        return respond(request, Body(module, "text/javascript", cache_control=lifetime))

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
