"""Says how many events records stand for: one each, and a total as many as it says.

The one place where that is written, as an expression for engines and as numbers in memory. A dataset without
totals is counted by its records, and asks for no column more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from geodata.query.asked_tables import Tables
    from geodata.query.store import Store

COLUMN = "events"
"""Of the engine's `incidents`: how many events a record stands for, missing where a total gives no number."""


def are_weighed(tables: Tables) -> bool:
    """Whether some record may stand for another number of events than one."""
    return tables.statistics.totals > 0


def of(tables: Tables, rows: ir.Table, where: ir.BooleanValue | None = None) -> ir.IntegerScalar:
    """How many events some rows of `incidents` stand for, in a group or all together.

    Parameters
    ----------
    where
        Which of the rows are meant; all of them, if None.
    """
    if not are_weighed(tables):
        return rows.count(where=where)
    return rows[COLUMN].sum(where=where).fill_null(0).cast("int64")


def without_number(rows: ir.Table) -> ir.BooleanValue:
    """Which rows are totals that do not say how many events they stand for."""
    return rows[COLUMN].isnull()


def by_row(store: Store) -> npt.NDArray[np.int64]:
    """How many events each row stands for, 0 where no number is given; ask only where they are weighed."""
    return cast("npt.NDArray[np.int64]", store.cached("events by row", lambda: _by_row(store)))


def among(store: Store, chosen: npt.NDArray[np.bool_]) -> int:
    """How many events the chosen rows stand for."""
    return int(by_row(store)[chosen].sum()) if are_weighed(store) else int(chosen.sum())


def _by_row(store: Store) -> npt.NDArray[np.int64]:
    answer = store.ask_table("incidents", _in_order)
    return np.asarray(np.ma.filled(answer[COLUMN], 0), np.int64)


def _in_order(incidents: ir.Table) -> Any:
    return incidents.select("row", COLUMN).order_by("row")
