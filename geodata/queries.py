"""`Filters` to answers: which rows, how many, when, and who; all from the one predicate."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, cast
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata import model, predicate
from geodata.details import IncidentDetail, actor_names, incident, row_of
from geodata.errors import FilterError
from geodata.filters import Filters
from geodata.histograms import histogram_of
from geodata.ordering import MISSING, ranks
from geodata.store import NO_MINUTE, Answer, Bools, Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    import ibis.expr.types as ir

__all__ = [
    "Choice",
    "Choices",
    "Counts",
    "IncidentDetail",
    "actor_names",
    "certain",
    "choices",
    "counts",
    "histogram",
    "incident",
    "mask",
    "records",
    "relaxations",
    "row_of",
    "rows",
    "selection",
    "sources",
    "top",
    "unplaced",
    "window",
]

Rows = npt.NDArray[np.int64]

TOP_FIELDS: Final = ("actor", "event_type", "kind", "location_class", "confidence", "publisher")


@dataclass(frozen=True)
class Counts:
    """How many records; a site is a record of kind "site", an incident any other."""

    total: int
    """Incidents in the dataset."""
    total_sites: int
    incidents: int
    """Incidents shown."""
    sites: int
    possible: int
    """Incidents shown that are only possibly inside the dates or the area."""
    without_point: int
    """Incidents and sites shown that the map cannot draw."""
    drawn: int
    """Incidents and sites shown that the map draws, at a point or along a line."""


@dataclass(frozen=True)
class Choice:
    """A value that a filter can take, its name for people, and in how many records it occurs."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Choices:
    """What can be chosen in a dataset; the most frequent first."""

    first_day: date | None
    """First and last day on which something may have happened, in the dataset's zone."""
    last_day: date | None
    actors: tuple[Choice, ...]
    roles: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    event_types: tuple[Choice, ...]
    location_classes: tuple[Choice, ...]
    confidences: tuple[Choice, ...]


def selection(store: Store, filters: Filters) -> Bools:
    """Which rows are shown; one value a row."""
    return _unpacked(_bits(store, filters)[0], len(store))


def certain(store: Store, filters: Filters) -> Bools:
    """Which of the rows shown lie certainly inside dates and area; one value a row."""
    return _unpacked(_bits(store, filters)[1], len(store))


def mask(store: Store, filters: Filters) -> bytes:
    """The selection with a bit a row, the first row in the lowest bit of the first byte."""
    return _bits(store, filters)[0].tobytes()


def rows(  # noqa: PLR0913 - a page is asked for by offset, limit and order
    store: Store,
    filters: Filters,
    *,
    offset: int = 0,
    limit: int | None = None,
    order: str = "start",
    descending: bool = False,
) -> gpd.GeoDataFrame:
    """A page of the incidents shown, all of the model's columns.

    Parameters
    ----------
    offset, limit
        The page: records passed over, and at most how many.
    order
        A column of the model. Vocabularies are ordered as in `model` (from fine to coarse), texts without
        regard to case, accents and script; records without a value come last, equal ones by row.
    """
    if order not in model.INCIDENT_COLUMNS or order in ("geometry", "search_text", "extra"):
        raise FilterError("order", order, "a column of the table")
    chosen = selection(store, filters)
    return _ordered(store, chosen, order, offset=offset, limit=limit, descending=descending)


def records(store: Store, rows: Any) -> gpd.GeoDataFrame:
    """The incidents with these row numbers, in this order; numbers that are no row are passed over."""
    asked = np.asarray(list(rows), np.int64)
    return _taken(store, asked[(asked >= 0) & (asked < len(store))])


def counts(store: Store, filters: Filters) -> Counts:
    """How many records are shown, and how well their time and place are known."""
    answer = {name: int(values[0]) for name, values in _ask(store, filters, _counted).items()}
    total_sites = int(store.dataset.incidents["kind"].eq("site").sum())
    return Counts(total=len(store) - total_sites, total_sites=total_sites, **answer)


def histogram(store: Store, filters: Filters, *, step: str = "auto") -> pd.DataFrame:
    """Incidents shown per day, week, month or year: `start`, `end`, `certain`, `possible`.

    A record counts as certain in the bin that holds its whole interval, otherwise as possible in every bin
    that it overlaps. Sites and unknown times are in no bin. Bins begin at midnight in the dataset's zone,
    weeks on Monday; they cover what is shown, cut to the filter's dates, without gaps.

    Parameters
    ----------
    step
        day, week, month, year; or auto: the finest that needs at most 250 bins.
    """
    answer = _ask(store, filters, _intervals)
    start, end, count = (answer[name].astype(np.int64) for name in ("start_min", "end_min", "n"))
    timezone = store.dataset.info.timezone
    return histogram_of(
        start, end, count, timezone=timezone, cut=predicate.minutes(filters, timezone), step=step
    )


def top(store: Store, filters: Filters, field: str, *, limit: int | None = 10) -> pd.DataFrame:
    """The values of `field` (one of `TOP_FIELDS`) in most of the records shown: `value`, `label`, `count`."""
    if field not in TOP_FIELDS:
        raise FilterError("field", field, f"one of {', '.join(TOP_FIELDS)}")
    return _ranking(store, filters, field).iloc[:limit]


def unplaced(store: Store, filters: Filters, *, limit: int | None = None) -> gpd.GeoDataFrame:
    """The incidents and sites shown that the map cannot draw, by start."""
    return _ordered(store, selection(store, filters) & ~store.drawable, "start", limit=limit)


def sources(store: Store, filters: Filters) -> pd.DataFrame:
    """Every source that the records shown cite, once each, with their `count`; the most cited first."""
    ranking = _ranking(store, filters, "source")
    cited = store.dataset.sources.drop_duplicates("source").set_index("source", drop=False)
    cited = cited.drop(columns=["incident", "credibility"])  # these belong to one citation
    return cited.loc[ranking["value"]].assign(count=ranking["count"].to_numpy()).reset_index(drop=True)


def window(store: Store, filters: Filters) -> tuple[int | None, int | None]:
    """The filter's days as minutes since 1970-01-01T00:00Z, `[from, to)`; None where there is no bound."""
    return predicate.minutes(filters, store.dataset.info.timezone)


def choices(store: Store) -> Choices:
    """What the filters can be set to, counted over the whole dataset."""
    return cast("Choices", store.kept("choices", lambda: _choices(store)))


def relaxations(store: Store, filters: Filters) -> list[tuple[str, int]]:
    """For every field of `filters` that is set: how many records were shown without it; the most first.

    First and last day are relaxed together, under the name of the first of them that is set.
    """
    found = []
    for name, without in _relaxed(filters):
        answer = _ask(store, without, _number)
        found.append((name, int(answer["n"][0])))
    return sorted(found, key=lambda pair: -pair[1])


# Questions: Ibis expressions over the rows shown, with a column `certain`; see `predicate.shown`. -----------


def _ask(store: Store, filters: Filters, question: Any, *options: str) -> Answer:
    return store.ask(filters, predicate.shown, question, *options)


def _rows_shown(_store: Store, shown: ir.Table) -> ir.Table:
    return shown.select("row", "certain")


def _number(_store: Store, shown: ir.Table) -> ir.Table:
    return shown.aggregate(n=shown.count())


def _counted(_store: Store, shown: ir.Table) -> ir.Table:
    return shown.aggregate(
        incidents=shown.row.count(where=~shown.site),
        sites=shown.row.count(where=shown.site),
        possible=shown.row.count(where=~shown.site & ~shown.certain),
        without_point=shown.row.count(where=~shown.drawable),
        drawn=shown.row.count(where=shown.drawable),
    )


def _intervals(_store: Store, shown: ir.Table) -> ir.Table:
    dated = shown.filter(~shown.site, shown.start_min.notnull())
    return dated.group_by("start_min", "end_min").aggregate(n=dated.count())


def _tally(store: Store, shown: ir.Table, field: str) -> ir.Table:
    if field == "source":
        lines = store.citations
    elif field == "publisher":
        lines = store.citations.filter(store.citations.first_of_publisher)
    elif field in ("actor", "role"):
        lines = store.participations.filter(store.participations[f"first_of_{field}"])
    else:
        return shown.group_by(code=shown[field]).aggregate(n=shown.count())
    lines = lines.filter(lines.row.isin(shown.row))
    return lines.group_by(code=lines[field]).aggregate(n=lines.count())


def _relaxed(filters: Filters) -> Iterator[tuple[str, Filters]]:
    """Each field that is set, and the filters without it."""
    for field in fields(Filters):
        if field.name in ("start", "end"):
            without = filters.without_dates()
        else:
            without = replace(filters, **{field.name: cast("Any", field.default)})
        if getattr(filters, field.name) != field.default and not (field.name == "end" and filters.start):
            yield field.name, without


# From answers to what people read ---------------------------------------------------------------------------


def _bits(store: Store, filters: Filters) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Shown and certain, a bit a row: small enough to keep for many filters."""
    bits = store.selections.get(filters)
    if bits is None:
        answer = _ask(store, filters, _rows_shown)
        found = answer["row"]
        shown, sure = np.zeros((2, len(store)), bool)
        shown[found] = True
        sure[found] = answer["certain"]
        bits = np.packbits(shown, bitorder="little"), np.packbits(sure, bitorder="little")
        store.selections.put(filters, bits)
    return cast("tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]", bits)


def _unpacked(bits: npt.NDArray[np.uint8], length: int) -> Bools:
    return np.unpackbits(bits, count=length, bitorder="little").view(bool)


def _ordered(  # noqa: PLR0913 - as `rows`
    store: Store,
    chosen: Bools,
    order: str,
    *,
    offset: int = 0,
    limit: int | None = None,
    descending: bool = False,
) -> gpd.GeoDataFrame:
    found = np.flatnonzero(chosen)
    stop = len(found) if limit is None else min(len(found), offset + limit)
    key = ranks(store, order)[found]
    if descending:
        key = np.where(key == MISSING, MISSING, -key)
    if stop < len(found) // 4:
        # Only the page's rows need sorting; equal ones stay, so that the row decides between them.
        candidates = np.flatnonzero(key <= np.partition(key, stop)[stop])
        found, key = found[candidates], key[candidates]
    return _taken(store, found[np.argsort(key, kind="stable")][offset:stop])


def _taken(store: Store, rows: Rows) -> gpd.GeoDataFrame:
    columns = list(model.INCIDENT_COLUMNS)
    return store.dataset.incidents[columns].iloc[rows]


def _ranking(store: Store, filters: Filters, field: str) -> pd.DataFrame:
    answer = _ask(store, filters, _tally, field)
    code, count = answer["code"], answer["n"]
    known = code >= 0
    code, count = code[known], count[known]
    order = np.lexsort((code, -count))
    values = [store.words[field][place] for place in code[order]]
    return pd.DataFrame(
        {
            "value": pd.Series(values, dtype="str"),
            "label": pd.Series([store.label(field, value) for value in values], dtype="str"),
            "count": count[order],
        }
    )


def _choices(store: Store) -> Choices:
    def of(field: str) -> tuple[Choice, ...]:
        ranking = _ranking(store, Filters(), field)
        return tuple(
            Choice(value, name, int(count))
            for value, name, count in zip(ranking["value"], ranking["label"], ranking["count"], strict=True)
        )

    start, end = store.minutes()
    dated = start != NO_MINUTE
    return Choices(
        first_day=_day(store, int(start[dated].min())) if dated.any() else None,
        last_day=_day(store, int(end[dated].max()) - 1) if dated.any() else None,
        actors=of("actor"),
        roles=of("role"),
        kinds=of("kind"),
        event_types=of("event_type"),
        location_classes=of("location_class"),
        confidences=of("confidence"),
    )


def _day(store: Store, minute: int) -> date:
    zone = ZoneInfo(store.dataset.info.timezone)
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)).astimezone(zone).date()
