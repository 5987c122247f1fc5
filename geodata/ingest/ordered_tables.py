"""Takes a draft's tables in row order, stretch by stretch: of all incidents nothing is held but numbers.

The order itself is that of `row_order`; lines of other tables follow the incidents that they belong to.
"""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geodata import model
from geodata.ingest import arrow_tables, row_order, search_texts
from geodata.values import text_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from geodata.ingest.arrow_tables import ArrowTable

Rows = npt.NDArray[np.int32]

_MADE: Final = ("row", "search_text")


class Stretch(NamedTuple):
    """Some incidents, and what belongs to them."""

    tables: dict[str, Any]
    folded: dict[str, pa.Array]
    """As `model.Dataset.folded`."""


class OrderedTables:
    """The model's tables in row order; `row` and `search_text` are made here.

    Parameters
    ----------
    tables
        By name, in the model's types, in any order; those that are missing are empty.
    """

    def __init__(self, tables: Mapping[str, ArrowTable]) -> None:
        self._tables = tables
        incidents = tables["incidents"]
        self._order = row_order.order_of(
            column_of(incidents, "start").cast(pa.timestamp("us", "UTC")),
            _numbers(incidents, "lon"),
            _numbers(incidents, "lat"),
            arrow_tables.texts_of(column_of(incidents, "id")),
        )
        # Held until the end, some for each line of all tables: as narrow as they may be.
        row_of = np.empty(len(self._order), np.int32)
        row_of[self._order] = np.arange(len(self._order))
        self.rows = {name: self._rows(name, row_of) for name in model.BELONGING if name in tables}
        """For each table of `model.BELONGING` the row to which each of its lines belongs, as they came."""
        self._lines = {
            name: np.argsort(rows, kind="stable").astype(np.int32) for name, rows in self.rows.items()
        }

    def __len__(self) -> int:
        return len(self._order)

    def counts(self) -> dict[str, int]:
        """How many lines each table has."""
        found = {name: len(table) for name, table in self._tables.items()}
        return {**found, model.ATTRIBUTES: len(self) if self.own_columns() else 0}

    def column(self, table: str, name: str) -> pa.ChunkedArray:
        """A column whole, in the order in which it came; missing throughout where there is none.

        Its texts may be coded, as a dictionary of Arrow.
        """
        if table not in self._tables:
            return pa.chunked_array([], pa.large_string())
        return column_of(self._tables[table], name)

    def own_columns(self) -> list[str]:
        """The names of the file's own columns."""
        given = self._tables.get(model.ATTRIBUTES)
        return [] if given is None else given.schema.names

    def release(self, table: str) -> None:
        """Give back what memory holds of a table, where there is one and it can be read again."""
        if table in self._tables:
            self._tables[table].release()

    def release_all(self) -> None:
        """Give back what memory holds of all tables, once whole columns of them were looked at."""
        for table in self._tables.values():
            table.release()

    def shared(self, name: str) -> pd.DataFrame:
        """Actors or places: all of them."""
        given = self._tables.get(name)
        return model.typed(name, None) if given is None else arrow_tables.typed(name, given.whole())

    def stretches(self, rows: int) -> Iterator[Stretch]:
        """Incidents and what belongs to them in their columns and types, `rows` incidents at a time."""
        actors, places = (self.shared(name) for name in ("actors", "places"))
        for begin in range(0, max(len(self), 1), rows):
            yield self._stretch(begin, min(begin + rows, len(self)), actors, places)
        self.release_all()

    def _stretch(self, begin: int, after: int, actors: pd.DataFrame, places: pd.DataFrame) -> Stretch:
        found = {name: self._belonging(name, begin, after) for name in model.BELONGING}
        incidents = self._incidents(begin, after)
        folded = search_texts.texts_of(incidents)
        texts = search_texts.folded(incidents, found["participations"], actors, places, folded)
        own = self._attributes(begin, after)
        tables = {"incidents": incidents.assign(search_text=texts), model.ATTRIBUTES: own, **found}
        return Stretch(tables, folded)

    def _incidents(self, begin: int, after: int) -> Any:
        lines = self._tables["incidents"].take(self._order[begin:after])
        lines = lines.drop_columns([name for name in _MADE if name in lines.column_names])
        return arrow_tables.typed("incidents", lines.append_column("row", pa.array(np.arange(begin, after))))

    def _attributes(self, begin: int, after: int) -> pd.DataFrame:
        """The file's own columns, coded or not, which may be none, and then have no lines."""
        if not self.own_columns():
            return model.typed(model.ATTRIBUTES, None)
        return arrow_tables.as_held(self._tables[model.ATTRIBUTES].take(self._order[begin:after]))

    def _belonging(self, name: str, begin: int, after: int) -> pd.DataFrame:
        if name not in self._lines:
            return model.typed(name, None)
        rows, order = self.rows[name], self._lines[name]
        # Numpy's own search would widen both anew for each stretch.
        first, last = (bisect.bisect_left(order, row, key=rows.__getitem__) for row in (begin, after))
        lines = self._tables[name].take(order[first:last].astype(np.int64))
        if name == "participations":
            lines = lines.drop_columns([each for each in ("row",) if each in lines.column_names])
            lines = lines.append_column("row", pa.array(rows[order[first:last]], pa.int64()))
        return arrow_tables.typed(name, lines)

    def _rows(self, name: str, row_of: Rows) -> Rows:
        ids = arrow_tables.texts_of(column_of(self._tables["incidents"], "id"))
        words, codes = text_columns.as_coded(column_of(self._tables[name], "incident"))
        if not pa.chunked_array([words]).equals(ids):
            codes = np.append(pc.index_in(words, value_set=ids).fill_null(-1).to_numpy(), -1)[codes]
        for table in ("incidents", name):
            self._tables[table].release()
        if (codes < 0).any():
            raise KeyError(f"a line of {name} belongs to no incident")
        found: Rows = row_of[codes]
        return found


def column_of(table: ArrowTable, name: str) -> pa.ChunkedArray:
    """A column as texts, or as what it is; missing throughout where there is none."""
    if name not in table.schema.names:
        return pa.chunked_array([pa.nulls(len(table), pa.large_string())])
    found = table.column(name)
    textual = pa.types.is_string(found.type) or pa.types.is_null(found.type)
    return found.cast(pa.large_string()) if textual else found


def _numbers(table: ArrowTable, name: str) -> Any:
    if name not in table.schema.names:
        return np.full(len(table), np.nan)
    return table.column(name).cast(pa.float64()).to_numpy()
