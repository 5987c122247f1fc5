"""Lists the rows that `Filters` show in an order: a page of them, all of them, or those beside one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from geodata.errors import FilterError
from geodata.index import star_schema, text_order
from geodata.index.star_schema import SLOTS
from geodata.query import nearness
from geodata.query.ordering import (
    DISTANCE,
    FIRST_ACTOR,
    IN_RECORDS,
    ORDERS,
    RANKED,
    TEXTS,
    sort_keys,
    sorted_by_text,
)

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from geodata.engines import Answer
    from geodata.filters import Filters
    from geodata.query.store import Store

Rows = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Neighbours:
    """Where a row stands in a list, and the rows before and after it."""

    position: int
    """Counted from one."""
    of: int
    """Rows in the list."""
    previous: int | None
    next: int | None


def page(  # noqa: PLR0913, PLR0917 - as `answers.rows`
    store: Store, filters: Filters, order: str, descending: bool, offset: int, limit: int | None
) -> Rows:
    """The numbers of a page of the rows shown.

    What is sorted here is sorted once, for every page of the list; an engine finds a page by itself, of
    titles and names of places by their rank in the index.

    Raises
    ------
    FilterError
        If there is no such order.
    """
    if order not in ORDERS and not (order == DISTANCE and filters.near):
        raise FilterError("order", order, "a column of the table")
    if _sorted_here(order):
        return ordered(store, filters, order, descending)[offset : None if limit is None else offset + limit]
    return cast("Rows", store.ask(filters, by_column, order, descending, offset, limit)["row"])


def ordered(store: Store, filters: Filters, order: str, descending: bool) -> Rows:
    """The numbers of all rows shown, to be read only; the latest lists are held, 4 bytes a row each."""
    key = (filters, order, descending)
    found = store.orderings.get(key)
    if found is None:
        if order == DISTANCE:
            found = _by_distance(store, filters, descending)
        elif _sorted_here(order):
            found = sorted_by_text(*_as_read(store, filters, order), descending=descending)
        else:
            found = store.ask(filters, by_column, order, descending, 0, None)["row"]
        found = found.astype(np.int32)
        found.setflags(write=False)
        store.orderings.put(key, found)
    return cast("Rows", found)


def neighbours(
    store: Store, filters: Filters, row: int, order: str, *, descending: bool = False
) -> Neighbours | None:
    """The rows before and after one in the list of those shown; None where it is not among them."""
    rows = ordered(store, filters, order, descending)
    (places,) = np.nonzero(rows == row)
    if not len(places):
        return None
    place = int(places[0])
    return Neighbours(
        position=place + 1,
        of=len(rows),
        previous=int(rows[place - 1]) if place else None,
        next=int(rows[place + 1]) if place + 1 < len(rows) else None,
    )


def _sorted_here(order: str) -> bool:
    return order in TEXTS or order in (FIRST_ACTOR, DISTANCE)


def _by_distance(store: Store, filters: Filters, descending: bool) -> Rows:
    """By the distance from what `filters.near` names, then by row."""
    rows = np.sort(store.ask(filters, _rows)["row"])
    away = np.zeros(len(rows))
    if filters.near:
        away = nearness.distances(store, filters.near, rows)["distance_km"].to_numpy()
    return rows[np.lexsort((rows, -away if descending else away))]


def _rows(_store: Store, shown: ir.Table) -> ir.Table:
    return shown.select("row")


def by_column(  # noqa: PLR0913, PLR0917 - as `answers.rows`
    store: Store,
    shown: ir.Table,
    order: str,
    descending: bool,
    offset: int,
    limit: int | None,
    unplaced: bool = False,
) -> ir.Table:
    """A question: the rows shown, or those of them that the map cannot draw, in an engine's order."""
    if unplaced:
        shown = shown.filter(~shown.drawable)
    if order in (*IN_RECORDS, *RANKED):
        beside = store.table(text_order.TABLE if order in RANKED else "records")
        shown = shown.select("row").inner_join(beside.select("row", order), "row")
    in_order = shown.order_by(sort_keys(shown, order, descending=descending))
    return in_order.limit(limit, offset=offset).select("row")


def _texts(store: Store, shown: ir.Table, order: str) -> ir.Table:
    texts = store.table("records").select("row", text=order)
    return shown.select("row").inner_join(texts, "row")


def _first_actors(_store: Store, shown: ir.Table) -> ir.Table:
    return shown.select("row", code=shown[f"actor_{SLOTS[0]}"])


def _as_read(store: Store, filters: Filters, order: str) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """The rows shown and the text that people read in each: names instead of keys."""
    answer: Answer
    if order == FIRST_ACTOR:
        answer = store.ask(filters, _first_actors)
        actors = [store.label("actor", word) for word in store.words["actor"]]
        return answer["row"], np.array([*actors, None], object)[answer["code"]]  # −1: nobody
    answer = store.ask(filters, _texts, order)
    return answer["row"], star_schema.plain(answer["text"])
