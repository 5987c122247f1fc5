"""Answers requests about one version of a dataset: columns, reference places, masks, rows and exports."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import wraps
from typing import TYPE_CHECKING, Final

import pandas as pd
from starlette.responses import Response

from access import deciding, links, shown
from api import asking
from api.exports import Export
from api.responses import (
    ASK_AGAIN,
    FIVE_MINUTES,
    NO_STORE,
    Body,
    Endpoint,
    accepts_gzip,
    has_already,
    respond,
    respond_with_file,
    tagged,
    unchanged,
)
from geodata import citing, measures
from geodata.errors import FilterError, GeodataError
from geodata.exporters import registry, summaries, tabular
from geodata.exporters.registry import FORMATS, file_name
from geodata.filters import PARAMS, Filters, from_query
from geodata.index import duckdb_file
from geodata.jobs import writers
from geodata.mapdata import columns, region_outlines
from geodata.query import (
    answers,
    fitting,
    grids,
    measured_times,
    region_sets,
    region_sums,
    sum_groups,
    sums,
    tolls,
)
from geodata.readers.boundaries import COUNTRIES

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

    from access.people import Person
    from geodata.query.grids import CellBox
    from geodata.query.store import Store
    from geodata.query.sums import Sums

Describe = Callable[[pd.Series, str, str], dict[str, str]]
"""An incident, its place's name and the time zone → the words a tooltip shows."""
FilterWords = Callable[["Store", Filters], Sequence[str]]
"""A dataset and a filter → the words of each of its conditions."""

_ZIP: Final = "application/zip"
"""Which Streamlit's middleware passes on as it is; all else that comes unpacked it would pack itself."""
BINARY, JSON_TYPE = "application/octet-stream", "application/json"
CSV_TYPE: Final = "text/csv; charset=utf-8"
CSVM: Final = "application/csvm+json"
METADATA: Final = "export.csv-metadata.json"
"""Where the data dictionary of `export.csv` lies, as W3C's recommendation names it."""
MOST_TEXTS: Final = 200
FORMAT: Final = ("format",)
"""The number of the format that a browser understands: a new one makes a new address."""
BOX: Final = (*PARAMS, "shift", "box", *FORMAT)
DEFAULT_LIMIT: Final = 1_000
SUMMARY: Final = ("measure", "by", "boundaries", "limit")
"""What is counted, by what, and for how many values: as `geodata.summarise` has them."""
TAKES: Final = {
    "columns.bin": FORMAT,
    "reference.json": FORMAT,
    "mask.bin": PARAMS,
    "measure.bin": ("measure", *FORMAT),
    "grid.bin": (*BOX, "colour", "looks", "measure"),
    "view.bin": (*BOX, "colour", "looks", "measure"),
    "histogram.json": (*PARAMS, "step", "measure"),
    "toll.json": (*BOX, "rows"),
    "summary.json": (*PARAMS, *SUMMARY),
    "summary.csv": (*PARAMS, *SUMMARY),
    "rows.json": ("rows", *FORMAT),
    "differences.json": (*PARAMS, "since"),
    "regions.json": ("boundaries", "drawn", *FORMAT),
}
"""The parameters that each file's address has; a file that is not here has the filters'."""
_ALSO: Final = tuple({name for names in TAKES.values() for name in names} | {links.PARAMETER})


class RowsError(GeodataError, ValueError):
    """`rows.json` or `toll.json` was asked for something that is no list of row numbers."""

    def __init__(self, found: str) -> None:
        self.found = found
        super().__init__(
            f"rows: '{found[:60]}' was found, up to {MOST_TEXTS} row numbers such as 3,1,2 were expected."
        )


def named_by_address(endpoint: Endpoint) -> Endpoint:
    """Answer from what a browser has where it has the answer, before any work is done for it.

    The address names the answer completely, unless it speaks of regions that the library has; that the answer
    is still given out is asked of the disk each time.
    """

    @wraps(endpoint)
    def answered(request: Request) -> Response:
        name, version = request.path_params["dataset"], request.path_params["version"]
        shown.load(request.state.person, name, version)  # raises if it is gone, withdrawn, or not for them
        has = (
            None
            if _names_regions(request)
            else unchanged(request, _tag(request), cache_control=lifetime_of(request))
        )
        return has or endpoint(request)

    return answered


@named_by_address
def columns_bin(request: Request) -> Response:
    """All incidents for the map; of a saved version from a file, so that memory does not hold them."""
    return _made_once(request, BINARY, columns.packed_file, lambda store: b"".join(columns.encode(store)))


@named_by_address
def reference_json(request: Request) -> Response:
    """What the map draws beside the points, of a saved version from a file: see `columns.reference`."""
    return _made_once(request, JSON_TYPE, columns.reference_file, columns.reference_bytes)


@named_by_address
def mask_bin(request: Request) -> Response:
    """One bit a row; the address holds the filter, so that any process answers and any cache can have it."""
    store, filters = asked(request)
    bits = answers.mask(store, filters)
    return respond(request, _body(request, bits, BINARY, effort=1))


@named_by_address
def measure_bin(request: Request) -> Response:
    """A measure's number of each record, for circles and heat; those of fatalities are among the columns."""
    store = _opened(request)
    content = columns.amounts(store, _summed_on_map(request, store))
    return respond(request, _body(request, content, BINARY, effort=1))


@named_by_address
def grid_bin(request: Request) -> Response:
    """Counts per cell of a part of the map; for datasets that are too large to be sent."""
    store, filters = asked(request)
    given = request.query_params
    codes = grids.asked_codes(given.get("looks", ""))
    measure = _summed_on_map(request, store)
    content = columns.grid(store, filters, _box(request), given.get("colour", "kind"), codes, measure=measure)
    return respond(request, _body(request, content, BINARY))


@named_by_address
def view_bin(request: Request) -> Response:
    """The records in a part of the map, where they are few enough."""
    store, filters = asked(request)
    content = columns.view(store, filters, _box(request), _summed_on_map(request, store))
    return respond(request, _body(request, content, BINARY))


@named_by_address
def histogram_json(request: Request) -> Response:
    """Bins of the histogram, of records or another measure: edges in minutes, one more than the counts."""
    store, filters = asked(request)
    step = request.query_params.get("step", "auto")
    measure = measures.measure(request.query_params.get("measure", ""))
    bins = measured_times.histogram(store, filters, measure, step=step)
    edges = [*bins["start"], *bins["end"].iloc[-1:]]
    said = {
        "step": step,
        "edges": [int(edge.timestamp()) // 60 for edge in edges],
        "certain": bins["certain"].tolist(),
        "possible": bins["possible"].tolist(),
    }
    return respond(request, _body(request, _json(said), JSON_TYPE))


@named_by_address
def toll_json(request: Request) -> Response:
    """How many were killed in some rows, or in the records shown in a part of the map: see `tolls.Toll`."""
    listed = request.query_params.get("rows")
    if listed is None:
        store, filters = asked(request)
        toll = tolls.within(store, filters, _box(request))
    else:
        store = _opened(request)
        toll = tolls.of_rows(store, _row_numbers(listed))
    return respond(request, _body(request, _json(asdict(toll)), JSON_TYPE))


def regions_json(request: Request) -> Response:
    """The outlines of regions as the map shades them, finer around what the dataset shows.

    Boundaries have readers of their own: whoever asks must be one of them, before a browser's copy counts.
    """
    store, name = _opened(request), request.query_params.get("boundaries", "")
    content = region_outlines.encoded(region_sets.of(name), store.statistics.first_view)
    public = is_public(request) and deciding.is_public(request.state.person.mode, region_sets.base(name))
    lifetime = FIVE_MINUTES if public else NO_STORE  # the address has the version that was drawn
    return respond(request, Body(content, JSON_TYPE, cache_control=lifetime, named=_tag(request)))


@named_by_address
def summary_json(request: Request) -> Response:
    """A measure added up by what is wanted, with the whole: see `summaries.to_json`."""
    return respond(request, _body(request, summaries.to_json(_summed(request)), JSON_TYPE))


@named_by_address
def summary_csv(request: Request) -> Response:
    """The same as a table to take away."""
    return respond(request, _body(request, summaries.to_csv(_summed(request)), CSV_TYPE))


def _summed(request: Request) -> Sums:
    given = request.query_params
    store, filters = asked(request)
    limit = given.get("limit", str(DEFAULT_LIMIT))
    if not (limit.isascii() and limit.isdigit() and 0 < int(limit[:9]) <= sum_groups.MOST_VALUES):
        raise FilterError("limit", limit, f"a number from 1 to {sum_groups.MOST_VALUES:,}")
    return region_sums.asked(
        store,
        filters,
        measures.measure(given.get("measure", "")),
        given.getlist("by"),
        boundaries=given.get("boundaries", ""),
        limit=int(limit),
    )


def rows_json(describe: Describe) -> Endpoint:
    """Titles and words for a few rows; the words may change with the program, so they are asked for again."""

    def endpoint(request: Request) -> Response:
        store = _opened(request)
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
        lifetime = lifetime_of(request, ASK_AGAIN)
        return respond(request, Body(_json(rows), JSON_TYPE, cache_control=lifetime))

    return endpoint


def exported(suffix: str) -> Callable[[Request], Export | Response]:
    """A file of what is shown; its title and licence may be edited, so it is asked for again."""
    kind = FORMATS[suffix]

    def made(request: Request) -> Export | Response:
        store, filters = asked(request)
        said = hashlib.sha256(f"{_tag(request)} {registry.NUMBER} {store.dataset.info}".encode()).hexdigest()[
            :32
        ]
        headers = tagged(f'"{said}"', lifetime_of(request, ASK_AGAIN))
        if has_already(request, said):
            return Response(status_code=304, headers=headers)
        name = file_name(suffix, store.dataset, filters)
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
        if suffix == "csv":
            described = f"{METADATA}?{filters.to_query()}"
            headers["Link"] = f'<{described}>; rel="describedby"; type="application/csvm+json"'
        rows = answers.counts(store, filters).shown
        gzip = accepts_gzip(request) and kind.media_type != _ZIP
        order = writers.order(store, filters, suffix, rows, gzip=gzip)
        if order is not None and order.gzip:
            headers |= {**tagged(f'"{said}-gzip"', headers["Cache-Control"]), "Content-Encoding": "gzip"}
        return Export(kind.write(store, filters), kind.media_type, headers, rows, order)

    return made


def csv_metadata(request: Request) -> Response:
    """What the columns of the CSV file mean, as CSV on the Web has it (W3C)."""
    store, filters = asked(request)
    said = tabular.to_csv_metadata(store, filters, f"export.csv?{filters.to_query()}")
    return respond(request, Body(said, CSVM, cache_control=lifetime_of(request, ASK_AGAIN)))


def cited(suffix: str, filter_words: FilterWords, base: str) -> Endpoint:
    """How a view is cited; it names today, so it is asked for again."""
    form = citing.FORMS[suffix]

    def endpoint(request: Request) -> Response:
        store, filters = asked(request)
        server = asking.address(request, base)
        address = citing.address(server, store.dataset, filters)
        said = form.write(citing.view(store, filters, words=filter_words(store, filters), address=address))
        return respond(
            request, Body(said.encode(), form.media_type, cache_control=lifetime_of(request, ASK_AGAIN))
        )

    return endpoint


def lifetime_of(request: Request, public: str = FIVE_MINUTES) -> str:
    """How long caches may hold an answer: none holds what is not public."""
    return public if is_public(request) and not _names_regions(request) else NO_STORE


def is_public(request: Request) -> bool:
    """Whether anybody may see the dataset that the address names."""
    person: Person = request.state.person
    return bool(deciding.is_public(person.mode, request.path_params["dataset"]))


def _names_regions(request: Request) -> bool:
    """Whether it asks for regions of the library, whose readers and versions are their own.

    The filter that may stand in `near` is looked at as a text: it counts if it names any regions.
    """
    given = request.query_params
    named = [*given.getlist("boundaries"), *(text.partition("/")[0] for text in given.getlist("region"))]
    own = any(name and region_sets.base(name) != COUNTRIES for name in named)
    return own or any("region=" in text for text in given.getlist("near"))


def _tag(request: Request, query: str | None = None) -> str:
    """Names an answer by its address, or that with another query, and the formats of what it holds."""
    asked = request.url.query if query is None else query
    said = f"{columns.NUMBER} {duckdb_file.NUMBER} {request.url.path}?{asked}"
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _made_once(
    request: Request,
    media_type: str,
    file_of: Callable[[Store], Path | None],
    bytes_of: Callable[[Store], bytes],
) -> Response:
    """What is made once for a version: from the file beside it, else held in memory; no query changes it."""
    store, lifetime, tag = _opened(request), lifetime_of(request), _tag(request, query="")
    path = file_of(store)
    if path is not None:
        return respond_with_file(request, path, media_type, cache_control=lifetime, tag=tag)
    content = store.cached(tag, lambda: bytes_of(store))
    # Who may see a dataset may change while its answers are held.
    body = store.cached(
        f"{tag} {lifetime}", lambda: Body(content, media_type, cache_control=lifetime, named=tag)
    )
    return respond(request, body)


def _body(request: Request, content: bytes, media_type: str, *, effort: int = 6) -> Body:
    """An answer that its address names."""
    lifetime = lifetime_of(request)
    return Body(content, media_type, cache_control=lifetime, effort=effort, named=_tag(request))


def _opened(request: Request) -> Store:
    """The store that the address names, for who asks; see `asking.guarded`."""
    return shown.opened(request.state.person, request.path_params["dataset"], request.path_params["version"])


def asked(request: Request) -> tuple[Store, Filters]:
    """The dataset and the filter that an address names, for who asks."""
    store, filters = _opened(request), from_query(request.url.query, also=_ALSO)
    fitting.check(store, filters)
    return store, filters


def _box(request: Request) -> CellBox:
    given = request.query_params
    return grids.cell_box(given.get("shift", ""), given.get("box", ""))


def _summed_on_map(request: Request, store: Store) -> measures.Measure:
    """What the map adds up besides events: fatalities, if it does not say."""
    measure = measures.measure(request.query_params.get("measure", ""))
    if measure == measures.Measure():
        return grids.FATALITIES
    sums.check(store, measure)
    return measure


def _row_numbers(text: str) -> list[int]:
    numbers = text.split(",")
    if len(numbers) > MOST_TEXTS or not all(
        number.isascii() and number.isdigit() and len(number) < 10 for number in numbers
    ):
        raise RowsError(text)
    return [int(number) for number in numbers]


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
