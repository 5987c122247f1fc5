"""A dataset opened for questions: narrow tables in an engine that Ibis speaks to, and the latest answers.

Embedded DuckDB holds the tables; the questions are engine-neutral Ibis expressions, so that another engine
can hold them instead. Times are whole minutes since 1970-01-01T00:00Z, `start_min` and `end_min`, half-open.
Words of a vocabulary are kept as their position in `Store.words`, −1 where missing.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, cast

import geopandas as gpd
import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from geodata import geometry, library, model

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from geodata.filters import Filters, Ring
    from geodata.model import Dataset

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int32]
Answer = dict[str, npt.NDArray[Any]]

NO_MINUTE: Final = -(2**31)
"""Stands for a missing time in arrays of minutes."""

VOCABULARIES: Final = {
    "kind": model.KINDS,
    "location_class": model.LOCATION_CLASSES,
    "time_class": model.TIME_CLASSES,
    "confidence": model.CONFIDENCES,
    "event_type": (),
}
"""Columns of incidents that hold words, and the words' order; where there is none, most frequent first."""

_AREAS_KEPT: Final = 8
_ANSWERS_KEPT: Final = 256
_LARGEST_ANSWER_KEPT: Final = 2**16  # bytes
_SELECTIONS_KEPT: Final = 32


class Recent:
    """The values asked for most recently, by key; safe to use from several threads."""

    def __init__(self, size: int) -> None:
        self._values: OrderedDict[Hashable, Any] = OrderedDict()
        self._size, self._lock = size, threading.Lock()

    def get(self, key: Hashable) -> Any:
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key]

    def put(self, key: Hashable, value: Any) -> list[Any]:
        """Keep `value`; hand back the values that had to go."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            return [self._values.popitem(last=False)[1] for _ in range(len(self._values) - self._size)]


class Store:
    """One dataset version, ready to be asked by many threads at once; `open` makes it."""

    def __init__(self, dataset: Dataset, connection: Any) -> None:
        self.dataset = dataset
        self.words: dict[str, tuple[str, ...]] = {
            name: _words(dataset.incidents[name], order) for name, order in VOCABULARIES.items()
        }
        self.words["role"] = _words(dataset.participations["role"], model.ROLES)
        self.words["actor"] = _words(dataset.participations.drop_duplicates(["row", "actor"])["actor"], ())
        self.words["source"] = _words(dataset.sources["source"], ())
        self.words["publisher"] = _words(
            dataset.sources.drop_duplicates(["incident", "publisher"])["publisher"], ()
        )
        self.drawable = drawable(dataset)
        """Which rows the map can draw; read only."""
        actors = dataset.actors.dropna(subset=["name"])
        self._actor_names = dict(zip(actors["id"], actors["name"], strict=True))
        # One connection, one question at a time: DuckDB itself uses every core for a question, and Ibis's
        # connections are not made for several threads.
        self._lock = threading.RLock()
        self._connection = connection
        self._compiled: dict[Hashable, str] = {}
        self._areas = Recent(_AREAS_KEPT)
        self._answers = Recent(_ANSWERS_KEPT)
        self.selections = Recent(_SELECTIONS_KEPT)
        self._kept: dict[str, Any] = {}
        self.incidents = self._create("incidents", _incidents(self))
        self.participations = self._create("participations", _participations(self))
        self.citations = self._create("citations", _citations(self))

    def __len__(self) -> int:
        return len(self.dataset.incidents)

    def codes(self, column: str) -> npt.NDArray[np.int16]:
        """The positions in `words[column]` of an incident column's words, −1 where missing; n values."""
        return _codes(self.dataset.incidents[column], self.words[column]).astype(np.int16)

    def code_list(self, column: str, words: tuple[str, ...]) -> list[int]:
        """Positions of `words`; those that no row of this dataset holds are left out."""
        known = {word: code for code, word in enumerate(self.words[column])}
        return [known[word] for word in words if word in known]

    def label(self, field: str, value: str) -> str:
        """A value's name for people: an actor's name; any other value is its own."""
        return self._actor_names.get(value, value) if field == "actor" else value

    def kept(self, key: str, make: Callable[[], Any]) -> Any:
        """What `make` made once for this dataset; to be read only."""
        if key not in self._kept:
            with self._lock:
                if key not in self._kept:
                    self._kept[key] = make()
        return self._kept[key]

    def minutes(self) -> tuple[Ints, Ints]:
        """Start and end of every incident in minutes, `NO_MINUTE` where missing."""
        return cast(
            "tuple[Ints, Ints]",
            self.kept("minutes", lambda: minutes_of(self.dataset.incidents)),
        )

    def belonging(self, table: str, rows: npt.NDArray[np.integer[Any]]) -> pd.DataFrame:
        """The lines of a table such as `sources` that belong to incidents; their rows in a column `row`.

        Lines come in the order of the incidents' rows, then as in the table.
        """
        order, owners = self.kept(f"owners of {table}", lambda: self._owners(table))
        wanted = np.unique(rows)
        first, last = np.searchsorted(owners, wanted), np.searchsorted(owners, wanted, side="right")
        count = last - first
        begin = np.cumsum(count) - count
        places = np.repeat(first - begin, count) + np.arange(count.sum())
        lines = getattr(self.dataset, table).iloc[order[places]]
        return cast("pd.DataFrame", lines.assign(row=owners[places].astype(np.int64)).reset_index(drop=True))

    def _owners(self, table: str) -> tuple[Ints, Ints]:
        lines: pd.DataFrame = getattr(self.dataset, table)
        owners = lines["row"].to_numpy() if "row" in lines else _rows_of(self.dataset, lines["incident"])
        order = np.argsort(owners, kind="stable").astype(np.int32)
        return order, owners[order]

    # Asking -----------------------------------------------------------------------------------------------

    def ask(
        self,
        filters: Filters,
        shown: Callable[[Store, Filters], ir.Table],
        question: Callable[..., ir.Table],
        *options: Hashable,
    ) -> Answer:
        """Put a question to the rows that `shown(store, filters)` describes; columns by name, read only.

        `question(store, table, *options)` is compiled once, `shown` once for the same filters, and the two
        meet as text (`WITH shown AS …`): compiling the whole each time took as long as answering it at a
        million rows (13 of 26 ms, 2 cores).
        """
        asked = (filters, question, options)
        answer = self._answers.get(asked)
        if answer is None:
            with self._lock:
                if filters.area:
                    self.area(filters.area)  # the text below may name a table that was dropped meanwhile
                answer = self._run(self._selection(filters, shown), self._question(question, options))
            if sum(column.nbytes for column in answer.values()) <= _LARGEST_ANSWER_KEPT:
                self._answers.put(asked, answer)
        return cast("Answer", answer)

    def _selection(self, filters: Filters, shown: Callable[[Store, Filters], ir.Table]) -> str:
        selection = self._answers.get(("text", filters))
        if selection is None:
            selection = self._connection.compile(shown(self, filters))
            self._answers.put(("text", filters), selection)
        return cast("str", selection)

    def _question(self, question: Callable[..., ir.Table], options: tuple[Hashable, ...]) -> str:
        if (question, options) not in self._compiled:
            table = ibis.table({**self.incidents.schema(), "certain": "boolean"}, name="shown")
            self._compiled[question, options] = self._connection.compile(question(self, table, *options))
        return self._compiled[question, options]

    def _run(self, selection: str, question: str) -> Answer:
        if question.startswith("WITH "):
            joined = f"WITH shown AS ({selection}), {question[5:]}"
        else:
            joined = f"WITH shown AS ({selection}) {question}"
        # The one line that knows DuckDB: Ibis's own ways to results take an expression, not text.
        answer = {
            name: np.asarray(values) for name, values in self._connection.raw_sql(joined).fetchnumpy().items()
        }
        for values in answer.values():
            values.setflags(write=False)
        return answer

    # Areas ------------------------------------------------------------------------------------------------

    def area(self, ring: Ring) -> ir.Table:
        """The rows whose uncertainty disc touches a polygon: `row`, and `certain` where it lies inside.

        Geometry is worked out here, not in the engine, because engines differ in it. The table stays for a
        while; hold the store's lock (as `ask` does) between this call and the question.
        """
        with self._lock:
            kept = self._areas.get(ring)
            if kept is None:
                # Named after the ring, so that texts compiled before hold when the table comes back.
                name = "area_" + hashlib.sha256(repr(ring).encode()).hexdigest()[:16]
                kept = name, self._create(name, _rows_in_area(self.dataset, ring))
                for old, _ in self._areas.put(ring, kept):
                    self._connection.drop_table(old)
            return cast("ir.Table", kept[1])

    def _create(self, name: str, columns: pa.Table) -> ir.Table:
        return cast("ir.Table", self._connection.create_table(name, columns, overwrite=True))


_opening = threading.Lock()


def opened(name: str, version: str | None = None) -> Store:
    """The store of a dataset of the library, shared by all who ask for it.

    Raises
    ------
    UnknownDatasetError
        If the library has no such dataset or version.
    """
    return open(library.load(name, version))


def open(dataset: Dataset) -> Store:  # noqa: A001 - `store.open(dataset)` reads well
    """Open a dataset for questions; the same dataset gives the same store."""
    with _opening:
        return _open(dataset)


@lru_cache(maxsize=4)
def _open(dataset: Dataset) -> Store:
    connection = ibis.duckdb.connect(
        autoinstall_known_extensions=False,  # never fetch anything from the network
        autoload_known_extensions=False,
    )
    return Store(dataset, connection)


def minutes_of(incidents: pd.DataFrame) -> tuple[Ints, Ints]:
    """Start and end in whole minutes, the start rounded down and the end up; `NO_MINUTE` where missing."""
    start = _minutes(incidents["start"].dt.floor("min"))
    return start, np.where(start == NO_MINUTE, NO_MINUTE, _minutes(incidents["end"].dt.ceil("min")))


def _minutes(times: pd.Series[Any]) -> Ints:
    seconds = times.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy("datetime64[s]")
    minutes = seconds.astype(np.int64) // 60
    return np.where(np.isnat(seconds), NO_MINUTE, minutes).astype(np.int32)


def drawable(dataset: Dataset) -> Bools:
    """Which incidents the map can draw: a point of a class drawn as a point, or a line along its geometry."""
    incidents = dataset.incidents
    point = incidents["location_class"].isin(model.POINT_CLASSES).to_numpy(bool)
    located = incidents["lon"].notna().to_numpy(bool) & incidents["lat"].notna().to_numpy(bool)
    return (point & located) | lines(dataset)


def lines(dataset: Dataset) -> Bools:
    """Which incidents are drawn along a line."""
    incidents = dataset.incidents
    line = incidents["location_class"].eq("line").to_numpy(bool, na_value=False)
    found = np.zeros(len(incidents), bool)
    where = np.flatnonzero(line)
    shapes = gpd.GeoSeries(incidents.geometry.iloc[where])
    found[where] = shapes.geom_type.isin(["LineString", "MultiLineString"]) & ~shapes.is_empty
    return found


def _words(column: pd.Series[Any], order: tuple[str, ...]) -> tuple[str, ...]:
    """The words that occur: those with an order in that order, then the most frequent first."""
    counted = column.dropna().value_counts()
    rest = sorted((-count, word) for word, count in counted.items() if word not in order)
    return (*(word for word in order if word in counted.index), *(str(word) for _, word in rest))


def _codes(column: pd.Series[Any], words: tuple[str, ...]) -> Ints:
    return np.asarray(pd.Index(words, dtype=object).get_indexer(pd.Index(column, dtype=object)), np.int32)


def _rows_of(dataset: Dataset, ids: pd.Series[Any]) -> Ints:
    return np.asarray(pd.Index(dataset.incidents["id"]).get_indexer(pd.Index(ids)), np.int32)


def _incidents(store: Store) -> pa.Table:
    incidents = store.dataset.incidents
    start, end = store.minutes()
    return pa.table(
        {
            "row": np.arange(len(incidents), dtype=np.int32),
            "start_min": pa.array(start, mask=start == NO_MINUTE),
            "end_min": pa.array(end, mask=end == NO_MINUTE),
            "standing": incidents["time_class"].eq("standing").to_numpy(bool, na_value=False),
            "site": incidents["kind"].eq("site").to_numpy(bool, na_value=False),
            "drawable": store.drawable,
            **{name: store.codes(name) for name in VOCABULARIES},
            "search_text": pa.array(incidents["search_text"].fillna("").astype(object), pa.string()),
        }
    )


def _participations(store: Store) -> pa.Table:
    lines = store.dataset.participations
    return pa.table(
        {
            "row": lines["row"].to_numpy().astype(np.int32),
            "actor": _codes(lines["actor"], store.words["actor"]),
            "role": _codes(lines["role"], store.words["role"]),
            # Counting is faster over marked lines than over distinct ones.
            "first_of_actor": ~lines.duplicated(["row", "actor"]).to_numpy(bool),
            "first_of_role": ~lines.duplicated(["row", "role"]).to_numpy(bool),
        }
    )


def _citations(store: Store) -> pa.Table:
    lines = store.dataset.sources.drop_duplicates(["incident", "source"])
    return pa.table(
        {
            "row": _rows_of(store.dataset, lines["incident"]),
            "source": _codes(lines["source"], store.words["source"]),
            "publisher": _codes(lines["publisher"], store.words["publisher"]),
            "first_of_publisher": ~lines.duplicated(["incident", "publisher"]).to_numpy(bool),
        }
    )


def _rows_in_area(dataset: Dataset, ring: Ring) -> pa.Table:
    lon, lat, radius = (
        dataset.incidents[name].to_numpy(float, na_value=np.nan) for name in ("lon", "lat", "uncertainty_m")
    )
    touching, inside = geometry.discs_in_polygon(lon, lat, radius, ring)
    rows = np.flatnonzero(touching)
    return pa.table({"row": rows.astype(np.int32), "certain": inside[rows]})
