"""Opens a dataset for questions: its tables in an engine that Ibis speaks to, and the latest answers.

The questions are engine-neutral Ibis expressions over the tables of `star_schema`. Nothing here grows with
the number of incidents: a saved version is answered from the index beside it, an engine from what was
published there; only the built-in case and folders of CSV tables lie in memory.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, cast

import ibis.expr.types as ir
import ibis.selectors as s
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import shapely

from geodata import deadlines, geometry, model, settings, shapes
from geodata.errors import WithdrawnError
from geodata.index import attributes, star_schema
from geodata.index.star_schema import NO_MINUTE
from geodata.index.statistics import Statistics
from geodata.library import catalog, indexes
from geodata.query import nearness, publishing, region_sets
from geodata.query.areas import Areas
from geodata.query.boxes import Box, floats, shapes_near
from geodata.query.cache import Cache
from geodata.query.composer import Composer
from geodata.query.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

    from pydantic import SecretStr

    from geodata.engines import Answer, Engine
    from geodata.filters import Filters, Ring
    from geodata.model import Dataset
    from geodata.near_filters import Near
    from geodata.query.composer import Question

__all__ = ["NO_MINUTE", "Store", "open", "opened"]

_ANSWERS_CACHED: Final = 256
_LARGEST_ANSWER_CACHED: Final = 2**16  # bytes
_SELECTIONS_BYTES: Final = 2**24
_SELECTIONS_CACHED: Final = 32
_REFERENCES_CACHED: Final = 8
"""What distances are taken from: of a filter with very many records some megabytes."""
_ORDERINGS_BYTES: Final = 2**25
_ORDERINGS_CACHED: Final = 16
_STRETCH: Final = 1_000_000
"""Rows whose places are looked at together when an area is drawn."""
_DENSE: Final = 4
"""Rows of a stretch for each that is wanted, up to which the whole stretch is read."""

_AREAS: Final = Turns(2)
"""Areas that are worked out at once, of all datasets: each keeps a core busy, and memory for a stretch."""


class Store:
    """One dataset version, ready to be asked by many threads at once; `open` makes it."""

    def __init__(self, dataset: Dataset, engine: Engine, statistics: Statistics) -> None:
        self.dataset = dataset
        """Its name, version and what it says of itself; its big tables are asked for here, never there."""
        self.statistics = statistics
        self.words = statistics.words
        self._actor_names = dict(zip(statistics.words["actor"], statistics.actor_names, strict=True))
        # Ibis is not made for several threads: all but running a text is done by one at a time.
        self._lock = threading.RLock()
        self._engine = engine
        self._turns = Turns(engine.at_once)
        self._composer = Composer(self, engine.compile)
        self._areas = Areas("area", engine, self._lock, self._rows_in_area)
        self._nears = Areas("near", engine, self._lock, self._rows_near_others)
        self._regions = Areas("regions", engine, self._lock, self._rows_in_regions)
        self.references = Cache(_REFERENCES_CACHED)
        self._answers = Cache(_ANSWERS_CACHED)
        self.selections = Cache(
            max(2, min(_SELECTIONS_CACHED, _SELECTIONS_BYTES * 8 // max(1, statistics.n)))
        )
        self.orderings = Cache(max(1, min(_ORDERINGS_CACHED, _ORDERINGS_BYTES // (4 * max(1, statistics.n)))))
        self._cached: dict[str, Any] = {}
        self._lent: dict[str, ir.Table] = {}
        self.incidents = engine.table("incidents")
        self.more_participations = engine.table("more_participations")
        self.citations = engine.table("citations")

    def __len__(self) -> int:
        return self.statistics.n

    def code_list(self, column: str, words: tuple[str, ...]) -> list[int]:
        """Positions of `words`; those that no row of this dataset holds are left out."""
        known = self.cached(
            f"codes of {column}", lambda: {w: code for code, w in enumerate(self.words[column])}
        )
        return [known[word] for word in words if word in known]

    def label(self, field: str, value: str) -> str:
        """A value's name for people: an actor's name; any other value is its own."""
        return self._actor_names.get(value, value) if field == "actor" else value

    def cached(self, key: str, make: Callable[[], Any]) -> Any:
        """What `make` made once for this dataset; to be read only."""
        if key not in self._cached:
            with self._lock:
                if key not in self._cached:
                    self._cached[key] = make()
        return self._cached[key]

    def table(self, name: str) -> ir.Table:
        """One of `star_schema.TABLES` or `index.attributes`, or what is `lent`, to write questions over."""
        if name in self._lent:
            return self._lent[name]
        return cast("ir.Table", self.cached(f"table {name}", lambda: self._engine.table(name)))

    @contextlib.contextmanager
    def lent(self, lines: pa.Table) -> Iterator[str]:
        """Have the engine hold a table for a while; its name, by which questions ask for it."""
        name = f"lent_{secrets.token_hex(8)}"
        with self._lock:
            self._lent[name] = self._engine.lend(name, lines)
        try:
            yield name
        finally:
            with self._lock:
                del self._lent[name]
                self._engine.drop(name)

    # Lines by row -----------------------------------------------------------------------------------------

    def records(self, rows: Iterable[int], columns: tuple[str, ...] = model.INCIDENT_COLUMNS) -> pd.DataFrame:
        """The incidents with these row numbers, in columns of the model, in the order of the numbers.

        Numbers that are no row are passed over.
        """
        asked = np.asarray(list(rows), np.int64)
        asked = asked[(asked >= 0) & (asked < len(self))]
        beside = ("row", *(name for name in columns if name not in ("row", "search_text")))
        found = star_schema.frame("records", self._lines("records", asked, *beside)).set_index(
            "row", drop=False
        )
        if "search_text" in columns:
            texts = self._lines("incidents", asked, "row", "search_text")
            found["search_text"] = pd.Series(texts["search_text"], index=texts["row"], dtype="str")
        return found.loc[asked, list(columns)].set_index(pd.Index(asked))

    def belonging(self, table: str, rows: Iterable[int]) -> pd.DataFrame:
        """The lines of a table such as `sources` that belong to incidents, with their `row`.

        Lines come in the order of the incidents' rows, then as in the file.
        """
        answer = self._lines(table, np.asarray(list(rows), np.int64))
        order = np.lexsort((answer["line"], answer["row"]))
        return star_schema.frame(table, {name: values[order] for name, values in answer.items()})

    def _lines(self, table: str, rows: npt.NDArray[np.int64], *columns: str) -> Answer:
        """The lines of a table that belong to rows; written as text, for Ibis takes long over long lists."""
        return self._answer(self._lines_text(table, rows, *columns))

    def _lines_text(self, table: str, rows: npt.NDArray[np.int64], *columns: str) -> str:
        key = f"lines of {table} {columns}"
        text = self.cached(
            key, lambda: self._engine.compile(self.table(table).select(*(columns or [s.all()])))
        )
        first, last = (int(rows.min()), int(rows.max())) if len(rows) else (0, -1)
        # The bounds let an engine pass over most of a table.
        bounded = f"SELECT * FROM ({text}) AS lines WHERE lines.row >= {first} AND lines.row <= {last}"  # noqa: S608 - numbers
        if len(rows) == last - first + 1 and (rows[1:] > rows[:-1]).all():
            return bounded  # without sorting them: of a million that takes most of a second
        listed = np.unique(rows)
        if len(listed) == last - first + 1:
            return bounded
        return f"{bounded} AND lines.row IN ({', '.join(map(str, listed.tolist())) or '-1'})"

    def columns(self, table: str, rows: npt.NDArray[np.int64], *columns: str) -> pa.Table:
        """The lines of a table that belong to these rows, which rise, in their order, as Arrow columns.

        Of `records` a line for each row; times are microseconds, geometries well-known binary. Without
        names of columns all of them.
        """
        first, last = self._extent(table)
        if not len(rows) or rows[-1] < first or rows[0] > last:
            return self.cached(
                f"no lines of {table} {columns}", lambda: self._columns(table, rows[:0], columns)
            )
        return self._columns(table, rows, columns)

    def _columns(self, table: str, rows: npt.NDArray[np.int64], columns: tuple[str, ...]) -> pa.Table:
        dense = len(rows) and rows[-1] - rows[0] < _DENSE * len(rows)
        # An engine reads a whole stretch faster than a long list of numbers.
        asked = np.arange(rows[0], rows[-1] + 1) if dense else rows
        found = self._arrow(self._lines_text(table, asked, *columns))
        if len(asked) > len(rows):
            found = found.filter(np.isin(found["row"].to_numpy(), rows))
        # Lines are numbered within a stretch of the index: alone they are no order.
        by = [name for name in ("row", "line") if name in found.column_names]
        order = np.lexsort([found[name].to_numpy() for name in reversed(by)])
        return found if (order[1:] > order[:-1]).all() else found.take(pa.array(order))

    def _extent(self, table: str) -> tuple[int, int]:
        """The first and the last row that have lines in a table; many have none at all."""
        return cast("tuple[int, int]", self.cached(f"extent of {table}", lambda: self._find_extent(table)))

    def _find_extent(self, table: str) -> tuple[int, int]:
        lines = self.table(table)
        found = self.run(lines.aggregate(first=lines.row.min(), last=lines.row.max(), n=lines.count()))
        return (int(found["first"][0]), int(found["last"][0])) if found["n"][0] else (0, -1)

    def attributes(self, rows: npt.NDArray[np.int64], *names: str) -> Mapping[str, pa.Array]:
        """The texts of the file's own columns, or of those with these names, for these rows, which rise.

        Missing where a record has nothing; columns in which none has are left out.
        """
        columns = self.statistics.own_columns
        wanted = [number for number, (name, _) in enumerate(columns) if not names or name in names]
        found: dict[str, pa.Array] = {}
        for table, some in groupby(wanted, lambda number: attributes.place_of(number)[0]):
            numbers = list(some)
            lines = self.columns(table, rows, "row", *(attributes.place_of(each)[1] for each in numbers))
            found |= attributes.texts(lines, columns, numbers)
        return found

    def whole(self, table: str) -> pa.Table:
        """One of `star_schema.SHARED`, whole, as Arrow columns."""
        return self._arrow(f"SELECT * FROM {table}")  # noqa: S608 - our own name

    def _arrow(self, text: str) -> pa.Table:
        with deadlines.bounded_somehow(), deadlines.asking(), self._turns.taken():
            return self._engine.lines(text)

    def shared(self, table: str, column: str, values: Iterable[str]) -> pd.DataFrame:
        """The lines of `actors` or `places` that have one of these values in a column."""
        wanted = sorted({value for value in values if isinstance(value, str)})
        lines = self.table(table)
        answer = self.run(lines.filter(lines[column].isin(wanted or [""])))
        return star_schema.frame(table, answer)

    def ask_table(self, name: str, question: Question, *options: Hashable) -> Answer:
        """Put a question to one whole table, such as `cited`; compiled once for the same function."""
        with self._lock:
            text = self._composer.compiled(
                (name, question, options), lambda: question(self.table(name), *options)
            )
        return self._answer(text)

    def run(self, expression: ir.Table) -> Answer:
        """What an expression over this version's tables answers."""
        with self._lock:
            text = self._engine.compile(expression)
        return self._answer(text)

    def _answer(self, text: str) -> Answer:
        with deadlines.bounded_somehow(), deadlines.asking(), self._turns.taken():
            return self._engine.run(text)

    # Questions --------------------------------------------------------------------------------------------

    def ask(
        self,
        filters: Filters,
        question: Question,
        *options: Hashable,
    ) -> Answer:
        """Put a question to the rows that `predicate` lets pass; columns by name, read only.

        `question(store, shown, *options)` is an expression over them, compiled once for the same function and
        options.
        """
        asked = (filters, question, options)
        answer = self._answers.get(asked)
        if answer is None:
            with contextlib.ExitStack() as held:
                held.enter_context(deadlines.bounded_somehow())
                if filters.area:
                    held.enter_context(self._areas.held(filters.area))
                if filters.near:
                    held.enter_context(self._nears.held(filters.near))
                if filters.regions:
                    held.enter_context(self._regions.held(filters.regions))
                with self._lock:
                    text = self._composer.composed(filters, question, options)
                answer = self._answer(text)
            for values in answer.values():
                values.setflags(write=False)
            if sum(values.nbytes for values in answer.values()) <= _LARGEST_ANSWER_CACHED:
                self._answers.put(asked, answer)
        return cast("Answer", answer)

    # Areas ------------------------------------------------------------------------------------------------

    def area(self, ring: Ring) -> ir.Table:
        """The rows whose disc or shape touches a polygon: `row`, and `certain` where it lies inside.

        Geometry is worked out here, not in the engine, because engines differ in it, and while others ask.
        The table stays for a while; `ask` holds it until its question is answered.
        """
        with self._areas.held(ring) as lent:
            return lent

    def near(self, near: Near) -> ir.Table:
        """The rows that may be as near as `near` says, as `area` has them."""
        with self._nears.held(near) as lent:
            return lent

    def in_regions(self, regions: tuple[str, ...]) -> ir.Table:
        """The rows that may lie in one of these regions, as `area` has them."""
        with self._regions.held(regions) as lent:
            return lent

    def _rows_in_regions(self, regions: tuple[str, ...]) -> pa.Table:
        with _AREAS.taken():
            return region_sets.rows_in(self, regions)

    def _rows_near_others(self, near: Near) -> pa.Table:
        nearness.reference(self, near)  # which may ask for an area, for which there has to be a turn
        with _AREAS.taken():
            return nearness.rows_near(self, near)

    def _rows_in_area(self, ring: Ring) -> pa.Table:
        stretches = range(0, max(1, len(self)), _STRETCH)
        with _AREAS.taken():
            found = [self._rows_near(ring, first, first + _STRETCH) for first in stretches]
            return pa.concat_tables([*found, *self._shapes_near(ring)])

    def _rows_near(self, ring: Ring, first: int, last: int) -> pa.Table:
        """Of a stretch of rows: the engine finds what may touch the ring's box, geometry decides."""
        table = self.incidents
        box = Box(table.lon, table.lat, table.lon, table.lat)
        stretch = table.filter(
            table.row >= first,
            table.row < last,
            ~table.shaped,
            table.lat.notnull(),
            *box.may_touch(ring, table.uncertainty_m),
        )
        answer = self.run(stretch.select("row", "lon", "lat", "uncertainty_m").order_by("row"))
        lon, lat, radius = (floats(answer[name]) for name in ("lon", "lat", "uncertainty_m"))
        found = geometry.discs_in_polygon(lon, lat, radius, ring)
        return _in_area(answer["row"], found)

    def _shapes_near(self, ring: Ring) -> Iterator[pa.Table]:
        """The same for the rows that are no point, whose whole geometry is read."""
        for rows, radius in shapes_near(self, ring):
            yield _in_area(rows, shapes.in_polygon(self.geometries(rows), radius, ring))

    def geometries(self, rows: npt.NDArray[np.int64]) -> shapes.Shapes:
        """The geometries of these rows, which rise."""
        answer = self._lines("records", rows, "row", "geometry")
        order = np.argsort(answer["row"])
        return np.asarray(shapely.from_wkb([bytes(each) for each in answer["geometry"][order]]), object)


def _in_area(rows: npt.NDArray[Any], found: tuple[geometry.Bools, geometry.Bools]) -> pa.Table:
    touching, inside = found
    return pa.table({"row": np.asarray(rows)[touching].astype(np.int32), "certain": inside[touching]})


def opened(name: str, version: str | None = None) -> Store:
    """The store of a dataset of the library, shared by all who ask for it.

    Raises
    ------
    UnknownDatasetError
        If the library has no such dataset or version.
    WithdrawnError
        If it was withdrawn, in this process or in another.
    """
    try:
        return open(catalog.load(name, version))
    except WithdrawnError:
        _open.cache_clear()  # nor does memory hold it
        raise


def open(dataset: Dataset) -> Store:  # noqa: A001 - `store.open(dataset)` reads well
    """Open a dataset for questions; the same dataset gives the same store."""
    setting = settings.current().store
    with _opening.one_at_a_time(dataset):  # an index that has to be made first keeps nobody else waiting
        return _open(dataset, setting)


class _Opening:
    """A lock for each dataset that is being opened."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._locks: dict[Dataset, list[Any]] = {}

    @contextlib.contextmanager
    def one_at_a_time(self, dataset: Dataset) -> Iterator[None]:
        with self._lock:
            entry = self._locks.setdefault(dataset, [threading.Lock(), 0])
            entry[1] += 1
        try:
            with entry[0]:
                yield
        finally:
            with self._lock:
                entry[1] -= 1
                if not entry[1]:
                    del self._locks[dataset]


_opening: Final = _Opening()


@lru_cache(maxsize=4)
def _open(dataset: Dataset, _setting: SecretStr | None) -> Store:
    chosen = publishing.chosen(dataset)
    if chosen is not None:
        return Store(dataset, chosen, Statistics.read(chosen))
    return Store(dataset, *indexes.opened(dataset))
