"""Answers about one version of a dataset: columns, reference places, masks, rows and exports."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Final

import pandas as pd
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.answers import ASK_AGAIN, FOREVER, FOREVER_PRIVATE, Body, Endpoint, answer, answer_file
from geodata.errors import GeodataError
from geodata.exporters.registry import FORMATS
from geodata.filters import Filters, from_query
from geodata.library import paths
from geodata.mapdata import columns
from geodata.model import Dataset
from geodata.query import answers, grids
from geodata.query.grids import CellBox
from geodata.query.store import Store, opened

Describe = Callable[[pd.Series, str, str], dict[str, str]]
"""An incident, its place's name and the time zone → the words a tooltip shows."""

BINARY, JSON_TYPE = "application/octet-stream", "application/json"
MOST_ROWS: Final = 200


class RowsError(GeodataError, ValueError):
    """`rows.json` was asked for something that is no list of row numbers."""

    def __init__(self, found: str) -> None:
        self.found = found
        super().__init__(
            f"rows: '{found[:60]}' was found, up to {MOST_ROWS} row numbers such as 3,1,2 were expected."
        )


def columns_bin(request: Request) -> Response:
    """All incidents for the map; of a kept version from a file, so that memory does not hold them."""
    store = opened(*_named(request))
    keep = _keep(store.dataset.name)
    path = columns.packed_file(store)
    if path is not None:
        return answer_file(request, path, BINARY, keep=keep)
    content = store.kept("columns", lambda: b"".join(columns.encode(store)))
    return answer(request, store.kept(f"columns {keep}", lambda: Body(content, BINARY, keep=keep)))


def reference_json(request: Request) -> Response:
    return answer(request, _reference(*_named(request)))


@lru_cache(maxsize=8)
def _reference(name: str, version: str) -> Body:
    return Body(_json(columns.reference(opened(name, version))), JSON_TYPE, keep=_keep(name))


def mask_bin(request: Request) -> Response:
    """One bit a row; the address holds the filter, so that any process answers and any cache keeps it."""
    store, filters = _asked(request)
    bits = answers.mask(store, filters)
    return answer(request, Body(bits, BINARY, keep=_keep(store.dataset.name), effort=1))


def grid_bin(request: Request) -> Response:
    """Counts per cell of a part of the map; for datasets that are too large to be sent."""
    store, filters = _asked(request)
    colour = request.query_params.get("colour", "kind")
    content = columns.grid(store, filters, _box(request), colour)
    return answer(request, Body(content, BINARY, keep=_keep(store.dataset.name)))


def view_bin(request: Request) -> Response:
    """The records in a part of the map, where they are few enough."""
    store, filters = _asked(request)
    content = columns.view(store, filters, _box(request))
    return answer(request, Body(content, BINARY, keep=_keep(store.dataset.name)))


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
    return answer(request, Body(_json(said), JSON_TYPE, keep=_keep(store.dataset.name)))


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
        return answer(request, Body(_json(rows), JSON_TYPE, keep=ASK_AGAIN))

    return endpoint


def exported(suffix: str) -> Endpoint:
    """A file of what is shown; its title and licence may be edited, so it is asked for again."""
    media_type, write = FORMATS[suffix]

    def endpoint(request: Request) -> Response:
        store, filters = _asked(request)
        content = write(store, filters)
        headers = {"Content-Disposition": f'attachment; filename="{_file_name(store.dataset)}.{suffix}"'}
        if isinstance(content, bytes):
            return answer(request, Body(content, media_type, keep=ASK_AGAIN), **headers)
        return StreamingResponse(
            content, media_type=media_type, headers={**headers, "Cache-Control": ASK_AGAIN}
        )

    return endpoint


def _file_name(dataset: Dataset) -> str:
    """Dataset and version, in characters that need no quoting in a header."""
    name = "".join(
        char if char.isascii() and (char.isalnum() or char in "-_.") else "_" for char in dataset.name
    )
    return f"{name}-{dataset.version[:12]}"


def _keep(name: str) -> str:
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
    if len(numbers) > MOST_ROWS or not all(
        number.isascii() and number.isdigit() and len(number) < 10 for number in numbers
    ):
        raise RowsError(text)
    return [int(number) for number in numbers]


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
