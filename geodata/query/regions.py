"""Counts in regions what the filters show: certainly and possibly, see `region_joins`, by people and by area.

A total counts as so many records as it says events.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np

from geodata import measures
from geodata.index import attributes
from geodata.measures import FATALITIES, RECORDS, Measure
from geodata.query import answers, event_counts, own_columns, sums
from geodata.query.region_joins import joined

if TYPE_CHECKING:
    import geopandas as gpd
    import ibis.expr.types as ir
    import numpy.typing as npt

    from geodata.filters import Filters
    from geodata.geometry import Floats
    from geodata.query.store import Store
    from geodata.readers.boundaries import Boundaries

    Ints = npt.NDArray[np.int64]

BOUNDS: Final = ("certain", "possible")


def regions(
    store: Store, boundaries: Boundaries, filters: Filters, *, measure: Measure | str = RECORDS
) -> gpd.GeoDataFrame:
    """Every region with what the filters show in it, in columns as `geodata.regions` says.

    Raises
    ------
    FilterError
        If there is no such measure.
    """
    asked = measure if isinstance(measure, Measure) else measures.measure(measure)
    sums.check(store, asked)
    pairs, n = joined(store, boundaries), len(boundaries)
    shown, sure = answers.selection_and_certain(store, filters)
    possible, certain = shown[pairs.row], sure[pairs.row] & pairs.certain
    events = event_counts.by_row(store).astype(float) if event_counts.are_weighed(store) else None

    def summed(some: tuple[Ints, Ints], values: Floats | None = None) -> npt.NDArray[Any]:
        row, region = some
        return np.bincount(region, None if values is None else values[row], minlength=n)

    row, region = pairs.row[possible], pairs.region[possible]
    possibly, sure_of = (row, region), certain[possible]
    certainly = row[sure_of], region[sure_of]
    columns: dict[str, Any] = {
        "records_certain": summed(certainly, events).astype(np.int64),
        "records_possible": summed(possibly, events).astype(np.int64),
    }
    for each in dict.fromkeys((Measure(FATALITIES), asked)):
        if each.name == RECORDS and not each.column:
            continue
        name, figures = prefix(each), _figures(store, each)
        columns[f"{name}_certain"] = summed(certainly, figures["best"])
        columns[f"{name}_possible"] = summed(possibly, figures["best"])
        if each.has_range:
            columns[f"{name}_certain_low"] = summed(certainly, figures["low"])
            columns[f"{name}_possible_high"] = summed(possibly, figures["high"])
        unknown = figures["unknown"][row]
        columns["records_with_figure"] = summed((row[~unknown], region[~unknown])).astype(np.int64)
        columns["records_without_figure"] = summed((row[unknown], region[unknown])).astype(np.int64)
    told = boundaries.regions
    for bound in BOUNDS:
        value = columns[f"{prefix(asked)}_{bound}"]
        for name, of, size in (("100_000", "population", 1e5), ("1000_km2", "area_km2", 1e3)):
            whole = told[of].to_numpy()
            columns[f"{prefix(asked)}_{bound}_per_{name}"] = value / np.where(whole > 0, whole, np.nan) * size
    found = told.assign(**columns)
    somewhere = np.zeros(len(store), bool)
    somewhere[pairs.row] = True
    if asked.name == RECORDS and not asked.column:
        whole_of = np.ones(len(store)) if events is None else events
    else:
        whole_of = _figures(store, asked)["best"]
    found.attrs = {
        "records": int(shown.sum()),
        "whole": float(whole_of[shown].sum()),
        "outside": int((shown & ~somewhere).sum()),
        "drawn_by": boundaries.drawn_by,
        "licence": boundaries.licence,
        "note": boundaries.note,
        "boundaries": boundaries.version,
    }
    return found


def prefix(measure: Measure) -> str:
    """How the columns of a measure begin: of a column of the file `value`, for it may be called anything."""
    return "value" if measure.column else measure.name


def _figures(store: Store, measure: Measure) -> dict[str, npt.NDArray[Any]]:
    """The lowest, best and highest figure of every row, 0 where none is given, and in which `unknown` rows.

    A missing bound is the best figure; a missing best figure the lowest, or else the highest.
    """
    key = ("figures", measure)
    found = store.references.get(key)
    if found is None:
        given = _toll_figures(store) if measure.has_range else {"best": _numbers(store, measure)}
        found = {name: np.nan_to_num(values) for name, values in given.items()}
        found["unknown"] = np.isnan(given["best"])
        store.references.put(key, found)
    return cast("dict[str, npt.NDArray[Any]]", found)


def _toll_figures(store: Store) -> dict[str, Floats]:
    names = {each: f"fatalities_{each}" for each in ("low", "best", "high")}
    found = store.columns("records", np.arange(len(store)), "row", *names.values())
    given = {each: found[name].to_numpy().astype(float) for each, name in names.items()}
    either = np.where(np.isnan(given["low"]), given["high"], given["low"])
    best = np.where(np.isnan(given["best"]), either, given["best"])
    return {each: np.where(np.isnan(value), best, value) for each, value in given.items()}


def _numbers(store: Store, measure: Measure) -> Floats:
    """The one number that each row gives: of people injured, or in a column of the file."""
    if measure.column:
        number, _ = own_columns.kind_of(store, measure.name)
        where, column = attributes.place_of(number)
        answer = store.ask_table(where, _by_row, column)
    else:
        answer = store.ask_table("incidents", _by_row, measure.name)
    found = np.full(len(store), np.nan)
    found[answer["row"]] = np.ma.filled(answer["value"].astype(float), np.nan)
    return found


def _by_row(table: ir.Table, column: str) -> ir.Table:
    return table.select("row", value=table[column].cast("float64"))
