"""Answers requests about one version of a dataset: columns, reference places, masks, rows and exports."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import pandas as pd
from starlette.responses import Response, StreamingResponse

from api.responses import ASK_AGAIN, FOREVER, FOREVER_PRIVATE, Body, Endpoint, respond, respond_with_file
from geodata.errors import GeodataError
from geodata.exporters.registry import FORMATS, file_name
from geodata.filters import Filters, from_query
from geodata.library import paths
from geodata.mapdata import columns
from geodata.query import answers, grids, tolls
from geodata.query.store import Store, opened

if TYPE_CHECKING:
    from starlette.requests import Request

    from geodata.query.grids import CellBox

Describe = Callable[[pd.Series, str, str], dict[str, str]]
"""An incident, its place's name and the time zone → the words a tooltip shows."""

BINARY, JSON_TYPE = "application/octet-stream", "application/json"
MOST_TEXTS: Final = 200


class RowsError(GeodataError, ValueError):
    """`rows.json` or `toll.json` was asked for something that is no list of row numbers."""

    def __init__(self, found: str) -> None:
        self.found = found
        super().__init__(
            f"rows: '{found[:60]}' was found, up to {MOST_TEXTS} row numbers such as 3,1,2 were expected."
        )


def columns_bin(request: Request) -> Response:
    """All incidents for the map; of a saved version from a file, so that memory does not hold them."""
    store = opened(*_named(request))
    lifetime = _lifetime(store.dataset.name)
    path = columns.packed_file(store)
    if path is not None:
        return respond_with_file(request, path, BINARY, cache_control=lifetime)
    content = store.cached("columns", lambda: b"".join(columns.encode(store)))
    body = store.cached(f"columns {lifetime}", lambda: Body(content, BINARY, cache_control=lifetime))
    return respond(request, body)


def reference_json(request: Request) -> Response:
    """What the map draws beside the incidents' points: see `columns.reference`."""
    return respond(request, _reference(*_named(request)))


@lru_cache(maxsize=8)
def _reference(name: str, version: str) -> Body:
    return Body(_json(columns.reference(opened(name, version))), JSON_TYPE, cache_control=_lifetime(name))


def mask_bin(request: Request) -> Response:
    """One bit a row; the address holds the filter, so that any process answers and any cache can have it."""
    store, filters = _asked(request)
    bits = answers.mask(store, filters)
    return respond(request, Body(bits, BINARY, cache_control=_lifetime(store.dataset.name), effort=1))


def grid_bin(request: Request) -> Response:
    """Counts per cell of a part of the map; for datasets that are too large to be sent."""
    store, filters = _asked(request)
    given = request.query_params
    codes = grids.asked_codes(given.get("looks", ""))
    content = columns.grid(store, filters, _box(request), given.get("colour", "kind"), codes)
    return respond(request, Body(content, BINARY, cache_control=_lifetime(store.dataset.name)))


def view_bin(request: Request) -> Response:
    """The records in a part of the map, where they are few enough."""
    store, filters = _asked(request)
    content = columns.view(store, filters, _box(request))
    return respond(request, Body(content, BINARY, cache_control=_lifetime(store.dataset.name)))


def histogram_json(request: Request) -> Response:
    """Bins of the histogram: edges in minutes, one more than the counts."""
    store, filters = _asked(request)
    step = request.query_params.get("step", "auto")
    bins = answers.histogram(store, filters, step=step)
    edges = [*bins["start"], *bins["end"].iloc[-1:]]
    said = {
        "step": step,
        "edges": [int(edge.timestamp()) // 60 for edge in edges],
        "certain": bins["certain"].tolist(),
        "possible": bins["possible"].tolist(),
    }
    return respond(request, Body(_json(said), JSON_TYPE, cache_control=_lifetime(store.dataset.name)))


def toll_json(request: Request) -> Response:
    """How many were killed in some rows, or in the records shown in a part of the map: see `tolls.Toll`."""
    listed = request.query_params.get("rows")
    if listed is None:
        store, filters = _asked(request)
        toll = tolls.within(store, filters, _box(request))
    else:
        store = opened(*_named(request))
        toll = tolls.of_rows(store, _row_numbers(listed))
    said = _json(asdict(toll))
    return respond(request, Body(said, JSON_TYPE, cache_control=_lifetime(store.dataset.name)))


def rows_json(describe: Describe) -> Endpoint:
    """Titles and words for a few rows; the words may change with the program, so they are asked for again."""

    def endpoint(request: Request) -> Response:
        store = opened(*_named(request))
        records = answers.records(store, _row_numbers(request.query_params.get("rows", "")))
        names = answers.place_names(store, records["place"])
        rows = [
            {
                "row": int(incident["row"]),
                "id": str(incident["id"]),
                "title": str(incident["title"] if pd.notna(incident["title"]) else incident["id"]),
                **describe(incident, names.get(incident["place"], ""), store.dataset.info.timezone),
            }
            for _, incident in records.iterrows()
        ]
        return respond(request, Body(_json(rows), JSON_TYPE, cache_control=ASK_AGAIN))

    return endpoint


def exported(suffix: str) -> Endpoint:
    """A file of what is shown; its title and licence may be edited, so it is asked for again."""
    kind = FORMATS[suffix]

    def endpoint(request: Request) -> Response:
        store, filters = _asked(request)
        content = kind.write(store, filters)
        name = file_name(suffix, store.dataset, filters)
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        if isinstance(content, bytes):
            return respond(request, Body(content, kind.media_type, cache_control=ASK_AGAIN), **headers)
        return StreamingResponse(
            content, media_type=kind.media_type, headers={**headers, "Cache-Control": ASK_AGAIN}
        )

    return endpoint


def _lifetime(name: str) -> str:
    return FOREVER_PRIVATE if paths.is_private(name) else FOREVER


def _named(request: Request) -> tuple[str, str]:
    return request.path_params["dataset"], request.path_params["version"]


def _asked(request: Request) -> tuple[Store, Filters]:
    return opened(*_named(request)), from_query(request.url.query)


def _box(request: Request) -> CellBox:
    given = request.query_params
    return grids.cell_box(given.get("shift", ""), given.get("box", ""))


def _row_numbers(text: str) -> list[int]:
    numbers = text.split(",")
    if len(numbers) > MOST_TEXTS or not all(
        number.isascii() and number.isdigit() and len(number) < 10 for number in numbers
    ):
        raise RowsError(text)
    return [int(number) for number in numbers]


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
