"""Counts the values of one of the file's own columns in what is shown under the other filters, by events."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geodata import column_filters
from geodata.index import attributes
from geodata.query import answers, event_counts, own_columns
from geodata.query.cache import Cache
from geodata.values import attribute_kinds

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from geodata.filters import Filters
    from geodata.query.store import Store

BINS: Final = 24
MOST_VALUES: Final = 200
_FEW: Final = 2**16
"""Distinct values up to which a column's codes lie in memory: a count then takes a few milliseconds."""
_LISTED: Final = 2**16
"""Of more distinct values only the most frequent are counted."""
_CODES_BYTES: Final = 2**26


@dataclass(frozen=True)
class Facet:
    """What stands in a column in the records that all filters but those on this column show."""

    column: str
    kind: str
    """As in `values.attribute_kinds`."""
    missing: int
    """Events in whose records nothing stands."""
    values: tuple[tuple[str, int], ...]
    """The most frequent values, as the file writes them, each with its number of events."""
    low: str
    """The least and the greatest value of numbers and dates, as the file writes them; else empty."""
    high: str
    bins: tuple[int, ...]
    """Events in `BINS` equal steps from the least to the greatest value; none of texts."""


class _Counted(NamedTuple):
    """Distinct values, as the index holds them, and in how many events each stands."""

    values: npt.NDArray[Any]
    counts: npt.NDArray[np.int64]
    missing: int


class _Codes(NamedTuple):
    """A column in memory: of each row the place of its value, the last place where it is missing."""

    values: npt.NDArray[Any]
    codes: npt.NDArray[np.int32]


def facet(store: Store, filters: Filters, column: str, *, limit: int = MOST_VALUES) -> Facet:
    """Count the values of a column.

    Raises
    ------
    FilterError
        If nothing stands in a column so named.
    """
    number, kind = own_columns.kind_of(store, column)
    others = replace(filters, columns=column_filters.without(filters.columns, column))
    found = _counted(store, others, number)
    order = np.argsort(-found.counts, kind="stable")[:limit]
    low, high, bins = _spread(found, kind) if own_columns.has_bounds(kind) else ("", "", ())
    return Facet(
        column,
        kind,
        missing=found.missing,
        values=tuple(zip(written(found.values[order], kind), found.counts[order].tolist(), strict=True)),
        low=low,
        high=high,
        bins=bins,
    )


def _counted(store: Store, filters: Filters, number: int) -> _Counted:
    held = _codes(store, number)
    if held is None:
        answer = store.ask(filters, _values, number)
        empty = np.ma.getmaskarray(answer["value"])
        counts = answer["n"].astype(np.int64)
        return _Counted(np.ma.getdata(answer["value"])[~empty], counts[~empty], int(counts[empty].sum()))
    shown = answers.selection(store, filters)
    counts = there = np.bincount(held.codes[shown], minlength=len(held.values) + 1)
    if event_counts.are_weighed(store):
        weights = event_counts.by_row(store)[shown]
        counts = np.bincount(held.codes[shown], weights, len(held.values) + 1).astype(np.int64)
    some = there[:-1] > 0
    return _Counted(held.values[some], counts[:-1][some], int(counts[-1]))


def _codes(store: Store, number: int) -> _Codes | None:
    """A column's codes, of which the latest few stay; None where its values are too many."""
    most = max(2, _CODES_BYTES // (4 * max(1, len(store))))
    cache = cast("Cache", store.cached("codes of own columns", lambda: Cache(most)))
    found = cache.get(number)
    if found is None:
        found = _made(store, number)
        cache.put(number, found)
    return None if found == () else cast("_Codes", found)


def _made(store: Store, number: int) -> _Codes | tuple[()]:
    """The engine puts codes in place of a column's values: no text leaves it but once."""
    table, column = attributes.place_of(number)
    distinct = store.ask_table(table, _distinct, column)["value"]
    values = np.ma.getdata(distinct)[~np.ma.getmaskarray(distinct)]
    if len(values) > _FEW:
        return ()
    values = np.sort(values)
    coded = pa.table(
        {"value": pa.array(values.tolist(), _type(values)), "code": np.arange(len(values), dtype=np.int32)}
    )
    codes = np.full(len(store), len(values), np.int32)
    with store.lent(coded) as lent:
        found = store.ask_table(table, _coded, column, store.table(lent))
    codes[found["row"]] = found["code"]
    return _Codes(values, codes)


def _type(values: npt.NDArray[Any]) -> pa.DataType | None:
    return pa.string() if values.dtype == object else pa.from_numpy_dtype(values.dtype)


def _spread(found: _Counted, kind: str) -> tuple[str, str, tuple[int, ...]]:
    if not len(found.values):
        return "", "", ()
    values = found.values.astype(np.float64)
    low, high = values.min(), values.max()
    place = np.minimum(np.floor((values - low) / ((high - low) / BINS or 1.0)), BINS - 1).astype(np.int64)
    bins = np.bincount(place, found.counts, minlength=BINS).astype(np.int64)
    first, last = written(np.array([low, high]), kind)
    return first, last, tuple(bins.tolist())


def written(values: npt.NDArray[Any], kind: str) -> list[str]:
    """Values as the index holds them, as the file writes them."""
    wanted = attribute_kinds.type_of(kind)
    array = pa.array(values.tolist())
    if not len(array):
        return []
    through = array.cast(pa.int32(), safe=False) if pa.types.is_date(wanted) else array
    return cast("list[str]", attribute_kinds.texts_of(through.cast(wanted, safe=False), kind).to_pylist())


def _distinct(lines: ir.Table, column: str) -> ir.Table:
    """The values of a column; one more than are held where they are too many."""
    return lines.select(value=lines[column]).distinct().limit(_FEW + 2)


def _coded(lines: ir.Table, column: str, codes: ir.Table) -> ir.Table:
    """The code of each row in which something stands."""
    return lines.inner_join(codes, lines[column] == codes.value).select("row", "code")


def _values(store: Store, shown: ir.Table, number: int) -> ir.Table:
    """The most frequent values of a column that has very many."""
    where, column = attributes.place_of(number)
    lines = store.table(where)
    if event_counts.are_weighed(store):
        lines = lines.select("row", value=lines[column])
        lines = lines.inner_join(shown.select("row", event_counts.COLUMN), "row")
    else:
        lines = lines.filter(lines.row.isin(shown.row)).select(value=lines[column])
    counted = lines.group_by("value").aggregate(n=event_counts.of(store, lines))
    return counted.order_by(ibis.desc("n"), "value").limit(_LISTED)
