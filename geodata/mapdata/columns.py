"""Packs a dataset for the map as INC2: its columns, or what lies in a part of the map."""

from __future__ import annotations

import contextlib
import gzip
import json
import secrets
import threading
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, cast

import ibis
import numpy as np
import numpy.typing as npt
import shapely

from geodata.filters import Filters
from geodata.index.star_schema import NO_MINUTE, VOCABULARIES
from geodata.library import library_format
from geodata.library.versions import StoredDataset
from geodata.mapdata import outlines, packing
from geodata.query import claims, event_counts, grids, histograms, sums, whose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    import geopandas as gpd
    import ibis.expr.types as ir
    import pandas as pd

    from geodata.engines import Answer
    from geodata.measures import Measure
    from geodata.query.grids import CellBox
    from geodata.query.store import Store

NO_POSITION: Final = 2**32 - 1
NO_CATEGORY: Final = 255
NO_NUMBER: Final = 2**16 - 1

NO_AMOUNT: Final = float("inf")
"""Where a record gives no number of a measure."""

NUMBER: Final = 8
"""Part of a file's name and of its address: raise it when what stands in one of the map's files changes."""
MOST_SENT: Final = 2_000_000
"""Records: of more, the browser gets counts per cell instead of columns."""
MOST_DISPUTED: Final = 5000
"""So many records have the mark of a dispute on the map: the first ones, where more are disputed."""
MOST_NAMED: Final = 3000
"""So many places have their names on the map: those that most incidents name."""

COLUMNS: Final = {
    "x": ("u32", "delta"),
    "y": ("u32", "delta"),
    "start": ("i32", "plain"),
    "end": ("i32", "less:start"),
    **dict.fromkeys(VOCABULARIES, ("u8", "plain")),
    "actor": ("u16", "plain"),
    "weight": ("u16", "delta"),
    "uncertainty": ("u32", "plain"),
}
"""The columns that the map gets: their types and encodings, chosen for what gzip makes of them."""
NODATA: Final = {
    **dict.fromkeys(("x", "y"), NO_POSITION),
    **dict.fromkeys(("start", "end"), NO_MINUTE),
    **dict.fromkeys((*VOCABULARIES, whose.DATASET), NO_CATEGORY),
    **dict.fromkeys(("actor", "weight"), NO_NUMBER),
}
"""What marks a missing value in each column that may lack one."""
EVENTS: Final = {event_counts.COLUMN: ("u32", "plain")}
"""One more, where the dataset has totals: how many events a record stands for, 0 where no number is given."""
WHOSE: Final = {whose.DATASET: ("u8", "plain")}
"""One more, where several datasets are open together: whose a record is."""
GRID: Final = {
    "cx": ("u16", "delta"),
    "cy": ("u16", "delta"),
    "slot": ("u8", "plain"),
    "count": ("u32", "plain"),
    **dict.fromkeys(("sites", "fatalities", "unknown"), ("u32", "plain")),
}
AMOUNT: Final = {grids.AMOUNT: ("f64", "plain")}
"""What a measure adds up that the columns do not tell."""
_packing: Final = threading.Lock()
_STRETCH: Final = 4 * packing.BLOCK
"""Rows that are asked for at a time, so that memory does not grow with the dataset."""
_ASKED: Final = (
    *("row", "x", "y", "start_min", "end_min", *VOCABULARIES, "actor_1", "fatalities_best", "uncertainty_m"),
)


def encode(store: Store) -> Iterator[bytes]:
    """All incidents as INC2, in pieces; of more than `MOST_SENT` the header alone.

    x, y are fractions of the web mercator world in 1/2³² (1 cm), 2³²−1 for what the map cannot draw; times
    are minutes since 1970-01-01T00:00Z, the end 2³¹−1 of what goes on; categories are positions in the
    header's lists, 255 where missing or beyond them; actor is the one named first, 65535 where there is none;
    weight is `fatalities_best`, 65535 where unknown; uncertainty is in metres, 0 where unknown.
    """
    sent = len(store) if len(store) <= MOST_SENT else 0
    stretches = (arrays(store, first, first + _STRETCH) for first in range(0, sent, _STRETCH))
    return packing.pack(header(store), columns_of(store), stretches)


def columns_of(store: Store) -> dict[str, tuple[str, str]]:
    """The columns that the map gets of a dataset."""
    return (
        COLUMNS
        | (EVENTS if event_counts.are_weighed(store) else {})
        | (WHOSE if whose.datasets(store) else {})
    )


def packed_file(store: Store) -> Path | None:
    """`encode`, gzipped, in a file beside a saved version, made when it is first asked for.

    None where the store's dataset lies in memory, or nothing can be written there.
    """
    # The header names the dataset, which may be renamed.
    return _kept(store, "columns", f"{store.dataset.name}.inc2.gz", lambda: encode(store))


def reference_file(store: Store) -> Path | None:
    """`reference` as JSON, gzipped, in a file beside a saved version, as `packed_file` has the columns."""
    return _kept(store, "reference", "map.json.gz", lambda: [reference_bytes(store)])


def reference_bytes(store: Store) -> bytes:
    """`reference` as JSON."""
    said = json.dumps(reference(store), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return said.encode()


def _kept(store: Store, name: str, rest: str, make: Callable[[], Iterable[bytes]]) -> Path | None:
    """A gzip file `name-NUMBER-rest` beside a saved version, made when it is first asked for.

    None where the store's dataset lies in memory, or nothing can be written there.
    """
    if not isinstance(store.dataset, StoredDataset):
        return None
    folder = store.dataset.folder
    path = folder / f"{name}-{NUMBER}-{rest}"
    with _packing:
        if library_format.is_read_only() and not path.exists():
            return None
        if not _is_whole(path):
            beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
            try:
                # The same bytes whoever packs them: no name, no time.
                with (
                    beside.open("xb") as plain,
                    gzip.GzipFile("", "wb", compresslevel=6, fileobj=plain, mtime=0) as stream,
                ):
                    stream.writelines(make())
                beside.chmod(folder.stat().st_mode & 0o644 | 0o600)
                beside.replace(path)
                for older in {*folder.glob(f"{name}-*")} - {*folder.glob(f"{name}-{NUMBER}-*")}:
                    older.unlink(missing_ok=True)  # of another version of this program
            except OSError:
                return None
            finally:
                with contextlib.suppress(OSError):
                    beside.unlink(missing_ok=True)
    return path


def _is_whole(path: Path) -> bool:
    """Whether the file is there and unpacks; looked at once as long as it stays the same."""
    try:
        status = path.stat()
        return _unpacks(path, (status.st_mtime_ns, status.st_ino, status.st_size))
    except OSError:
        return False


@lru_cache(maxsize=64)
def _unpacks(path: Path, _signature: tuple[int, int, int]) -> bool:
    try:
        with gzip.open(path) as stream:
            while stream.read(2**20):
                pass
    except (OSError, EOFError, zlib.error):
        return False
    return True


def header(store: Store) -> dict[str, Any]:
    """What the map needs to know of a dataset version before its columns come."""
    statistics = store.statistics
    return {
        "kind": "incidents",
        "dataset": store.dataset.name,
        "version": store.dataset.version,
        "n": statistics.n,
        "drawn": statistics.drawn,
        **({"totals": statistics.totals, "events": statistics.events} if statistics.totals else {}),
        "timezone": store.dataset.info.timezone,
        "span": statistics.span,
        "stretch": statistics.stretch,
        "boxes": statistics.boxes,
        "categories": {
            name: [{"id": word, "label": store.label(name, word)} for word in store.words[name]]
            for name in (*VOCABULARIES, "actor")
        }
        | {name: [{"id": each, "label": each} for each in whose.datasets(store)] for name in _whose(store)},
        "nodata": NODATA,
        "limits": {
            "held": MOST_SENT,
            "in_view": grids.MOST_IN_VIEW,
            "cells": grids.MOST_CELLS,
            "bins": histograms.MOST_BINS,
        },
    }


def arrays(store: Store, first: int, last: int) -> dict[str, npt.NDArray[Any]]:
    """The columns of `columns_of` for the rows from `first` up to `last`, in row order."""
    return as_sent(lines(store, first, last), columns_of(store))


def lines(store: Store, first: int, last: int) -> Answer:
    """What `as_sent` makes the columns of, for the rows from `first` up to `last`, in row order."""
    asked = _asked(store)
    return store.ask_table(
        "incidents",
        lambda table: (
            _told(store, table.filter(table.row >= first, table.row < last)).select(*asked).order_by("row")
        ),
    )


def arrays_of(
    store: Store, filters: Filters, box: CellBox, measure: Measure = grids.FATALITIES
) -> dict[str, npt.NDArray[Any]]:
    """The same for the records shown in a part of the map, with their `row` and what is counted.

    Raises
    ------
    FilterError
        If they are more than `grids.MOST_IN_VIEW`.
    """
    answer = grids.lines_within(store, filters, box, _asked(store), measure)
    found = {"row": answer["row"].astype(np.uint32), **as_sent(answer, columns_of(store))}
    return found | ({grids.AMOUNT: _amounts(answer)} if grids.AMOUNT in answer else {})


def amounts(store: Store, measure: Measure) -> bytes:
    """A measure's number of each record, as INC2; of more than `MOST_SENT` records the header alone."""
    n = len(store) if len(store) <= MOST_SENT else 0
    found = np.full(n, NO_AMOUNT)
    if n:
        answer = store.ask(Filters(), _with_amounts, measure)
        found[answer["row"]] = _amounts(answer)
    header = {"kind": "measure", "measure": str(measure), "n": n}
    return b"".join(packing.pack(header, AMOUNT, [{grids.AMOUNT: found}] if n else []))


def _with_amounts(store: Store, shown: ir.Table, measure: Measure) -> ir.Table:
    table, columns = sums.measured(store, shown, measure)
    return table.select("row", **{grids.AMOUNT: columns["best"].cast("float64")})


def _amounts(answer: Answer) -> npt.NDArray[np.float64]:
    numbers = np.ma.masked_invalid(np.ma.asarray(answer[grids.AMOUNT], np.float64))
    return np.asarray(np.ma.filled(numbers, NO_AMOUNT), np.float64)


def _asked(store: Store) -> tuple[str, ...]:
    events = (event_counts.COLUMN,) if event_counts.are_weighed(store) else ()
    return (*_ASKED, *events, *_whose(store))


def _whose(store: Store) -> tuple[str, ...]:
    return tuple(WHOSE) if whose.datasets(store) else ()


def _told(store: Store, lines: ir.Table) -> ir.Table:
    return whose.with_codes(store, lines) if whose.datasets(store) else lines


def grid(  # noqa: PLR0913 - what is asked, and among which records
    store: Store,
    filters: Filters,
    box: CellBox,
    colour: str,
    codes: Sequence[int] | None = None,
    *,
    measure: Measure = grids.FATALITIES,
) -> bytes:
    """How many of the records shown lie in each cell of a part of the map: see `grids.cells`.

    The categories that cells tell apart are `codes`, else those with most records shown; the
    header names them.
    """
    by = grids.shown_by(store, filters, colour)
    codes = grids.most_shown(by) if codes is None else codes
    drawn, unknown = grids.drawn(store, filters, measure)
    found = grids.cells(store, filters, box, colour, codes, measure=measure)
    said = {
        "kind": "grid",
        "shift": box.shift,
        "box": [box.west, box.north, box.east, box.south],
        "n": len(found["count"]),
        "drawn": drawn,
        "unknown": unknown,
        "in_view": int(found["count"].sum()),
        "by": by,
        "codes": list(codes),
        "shapes": grids.shapes_shown(store, filters),
    }
    columns = {name: kind for name, kind in (GRID | AMOUNT).items() if name in found}
    if event_counts.are_weighed(store):
        said["events"] = grids.events_drawn(store, filters)
        columns |= EVENTS
        found[event_counts.COLUMN] = np.minimum(found[event_counts.COLUMN], 2**32 - 1)
    return b"".join(packing.pack(said, columns, [found]))


def view(store: Store, filters: Filters, box: CellBox, measure: Measure = grids.FATALITIES) -> bytes:
    """The records shown in a part of the map, as `encode` gives all of them, with a column `row`.

    Of another measure than fatalities, which `weight` tells, its numbers come too.
    """
    found = arrays_of(store, filters, box, measure)
    said = {**header(store), "n": len(found["row"])}
    kinds = {"row": ("u32", "delta"), **columns_of(store), **AMOUNT}
    return b"".join(
        packing.pack(said, {name: kind for name, kind in kinds.items() if name in found}, [found])
    )


def as_sent(answer: Answer, columns: dict[str, tuple[str, str]]) -> dict[str, npt.NDArray[Any]]:
    """The columns of some lines of incidents, of the types that the map gets."""

    def filled(name: str, missing: int) -> npt.NDArray[np.int64]:
        return np.asarray(np.ma.filled(answer[name], missing), np.int64)

    def capped(name: str, most: int, missing: int) -> npt.NDArray[np.int64]:
        """Whole numbers from 0 to the one below `most`, which may stand for a missing value."""
        numbers = np.ma.masked_invalid(np.ma.asarray(answer[name], np.float64))
        return np.ma.filled(np.clip(np.round(numbers), 0, most - 1), missing).astype(np.int64)

    def coded(name: str, most: int) -> npt.NDArray[np.int64]:
        code = filled(name, -1)
        return np.where((code < 0) | (code >= most), most, code)

    found = {
        **{name: filled(name, NO_POSITION) for name in ("x", "y")},
        "start": filled("start_min", NO_MINUTE),
        "end": filled("end_min", NO_MINUTE),
        **{name: coded(name, NO_CATEGORY) for name in VOCABULARIES},
        "actor": coded("actor_1", NO_NUMBER),
        "weight": capped("fatalities_best", NO_NUMBER, NO_NUMBER),
        "uncertainty": capped("uncertainty_m", NO_POSITION, 0),
    }
    if event_counts.COLUMN in columns:
        found[event_counts.COLUMN] = filled(event_counts.COLUMN, 0)
    if whose.DATASET in columns:
        found[whose.DATASET] = coded(whose.DATASET, NO_CATEGORY)
    return {name: found[name].astype(packing.TYPES[kind]) for name, (kind, _) in columns.items()}


def reference(store: Store) -> dict[str, Any]:
    """What the map draws beside the incidents' points.

    Returns
    -------
    places: point places that incidents name, with how many do, the `MOST_NAMED` that most do; shapes: see
    `outlines.drawn`; disputed: the first `MOST_DISPUTED` rows of which different values are claimed;
    reference: the places that are lines (an entry for each part), with how wide they are uncertain in metres
    and whose course they have, as far as that is stated. Coordinates are [longitude, latitude] in degrees.
    """
    named = store.ask_table("records", _most_named)
    count = {str(key): int(n) for key, n in zip(named["place"], named["n"], strict=True)}
    places = store.shared("places", "key", count)
    points = places[places.geometry.notna() & (places.geom_type == "Point")]
    long, most = reference_lines(store), outlines.most_corners(store)
    return {
        "places": [
            {"key": key, "name": name, "lon": lon, "lat": lat, "class": kind, "count": count[key]}
            for key, name, kind, (lon, lat) in zip(
                points["key"],
                _names(points),
                points["class"],
                shapely.get_coordinates(points.geometry).tolist(),
                strict=True,
            )
        ],
        "shapes": outlines.drawn(store),
        "disputed": claims.disputed_rows(store, MOST_DISPUTED),
        "reference": [
            {"name": name, "uncertainty": wide, "source": source, "coordinates": part}
            for name, wide, source, shape in zip(
                _names(long),
                long["uncertainty_m"].fillna(0),
                long["coordinate_source"].fillna(""),
                long.geometry,
                strict=True,
            )
            for part in outlines.lines_of(shape, most)
        ],
    }


def _most_named(records: ir.Table) -> ir.Table:
    named = records.filter(records.place.notnull())
    counted = named.group_by("place").aggregate(n=named.count())
    return counted.order_by(ibis.desc("n"), "place").limit(MOST_NAMED)


def reference_lines(store: Store) -> gpd.GeoDataFrame:
    """The places that are lines."""
    places = cast("gpd.GeoDataFrame", store.shared("places", "class", ["line"]))
    return places[places.geom_type.isin(["LineString", "MultiLineString"])]


def _names(places: pd.DataFrame) -> list[str]:
    return [str(name) for name in places["name_en"].fillna(places["key"])]
