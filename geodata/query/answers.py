"""Answers what `Filters` ask: which rows, how many, when, and who; all from the one predicate."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final, cast

import ibis
import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata import model
from geodata.errors import FilterError
from geodata.filters import Filters
from geodata.index import star_schema
from geodata.index.star_schema import NO_MINUTE, SLOTS
from geodata.query import event_counts, predicate
from geodata.query.details import IncidentDetail, actor_names, incident, place_names, row_of
from geodata.query.filter_options import Choice, FilterOptions, filter_options
from geodata.query.histograms import histogram_of
from geodata.query.listing import Neighbours, by_column, neighbours, page
from geodata.values import other_columns
from geodata.values.attribute_kinds import series

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import geopandas as gpd
    import ibis.expr.types as ir

    from geodata.engines import Answer
    from geodata.query.store import Store

__all__ = [
    "Choice",
    "Counts",
    "Events",
    "FilterOptions",
    "IncidentDetail",
    "Neighbours",
    "actor_names",
    "certain",
    "counts",
    "filter_options",
    "histogram",
    "incident",
    "mask",
    "neighbours",
    "passes",
    "place_names",
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

Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint8]

TOP_FIELDS: Final = ("actor", "event_type", "kind", "location_class", "confidence", "publisher")


@dataclass(frozen=True)
class Events:
    """How many events the records stand for, where some are totals, which count as so many as they say."""

    total: int
    """Of all records in the dataset."""
    shown: int
    possible: int
    """Of those shown: only possibly inside the dates or the area."""
    without_point: int
    """Of those shown: of records that the map cannot draw."""
    drawn: int
    """Of those shown: of records that the map draws."""
    in_totals: int
    """Of those shown: in totals."""
    totals: int
    """Records shown that are totals."""
    uncounted: int
    """Of these: that give no number, and add no event."""


@dataclass(frozen=True)
class Counts:
    """How many records the filters show, with or without a point; a page tells no other numbers."""

    total: int
    """Records in the dataset."""
    shown: int
    kinds: Mapping[str, int]
    """Of those shown: how many of each kind that the dataset has, in the model's order."""
    possible: int
    """Of those shown: only possibly inside the dates or the area."""
    without_point: int
    """Of those shown: the map cannot draw them."""
    drawn: int
    """Of those shown: the map draws them, at a point or as their shape."""
    events: Events | None = None
    """The events that they stand for, where some record of the dataset is a total; else each is one."""


def selection(store: Store, filters: Filters) -> Bools:
    """Which rows are shown; one value a row."""
    return np.unpackbits(_bits(store, filters), count=len(store), bitorder="little").view(bool)


def certain(store: Store, filters: Filters) -> Bools:
    """Which of the rows shown lie certainly inside dates and area; one value a row."""
    return selection(store, replace(filters, within="certainly"))


def selection_and_certain(store: Store, filters: Filters) -> tuple[Bools, Bools]:
    """Both, by one question at most; one value a row."""
    surely = replace(filters, within="certainly")
    if filters == surely or not predicate.certain(store, filters):  # then all that is shown is certain
        shown = selection(store, filters)
        return shown, shown
    if any(store.selections.get(each) is None for each in (filters, surely)):
        answer = _ask(store, filters, _rows_and_certain)
        for asked, rows in (
            (filters, answer["row"]),
            (surely, answer["row"][answer["certain"].astype(bool)]),
        ):
            store.selections.put(asked, _packed(store, rows))
    return selection(store, filters), certain(store, filters)


def passes(store: Store, filters: Filters, row: int) -> bool:
    """Whether one row is shown."""
    return bool(_ask(store, filters, _has_row, row)["n"][0])


def mask(store: Store, filters: Filters) -> bytes:
    """The selection with a bit a row, the first row in the lowest bit of the first byte."""
    return _bits(store, filters).tobytes()


def rows(  # noqa: PLR0913 - a page is asked for by offset, limit and order
    store: Store,
    filters: Filters,
    *,
    offset: int = 0,
    limit: int | None = None,
    order: str = "start",
    descending: bool = False,
    columns: tuple[str, ...] = model.INCIDENT_COLUMNS,
) -> gpd.GeoDataFrame:
    """A page of the incidents shown, in the model's columns or those that are wanted.

    Parameters
    ----------
    offset, limit
        The page: records passed over, and at most how many.
    order
        A column of the model. Vocabularies are ordered as in `model` (from fine to coarse), texts without
        regard to case, accents and script, places by their English names; or `actor`, the name of the first
        that a record names; or, where `filters.near` is given, `distance`; or `hour`, what is known to the
        hour by its start, then the rest by theirs.
        Records without a value come last, equal ones by row.
    """
    found = page(store, filters, order, descending, offset, limit)
    return records(store, found, columns)


def records(
    store: Store, rows: Iterable[int], columns: tuple[str, ...] = model.INCIDENT_COLUMNS
) -> gpd.GeoDataFrame:
    """The incidents with these row numbers, in this order; numbers that are no row are passed over."""
    return cast("gpd.GeoDataFrame", store.records(rows, columns))


def own_columns(store: Store, rows: Iterable[int]) -> pd.Series[str]:
    """The texts of the file's own columns in each of these rows, as a JSON object without empty ones."""
    asked = np.asarray(list(rows), np.int64)
    rising, place = np.unique(asked, return_inverse=True)
    texts = other_columns.written(store.attributes(rising), len(rising))
    return series(texts.take(place)).set_axis(pd.Index(asked))


def counts(store: Store, filters: Filters) -> Counts:
    """How many records are shown, of which kinds, and how well their time and place are known."""
    answer = {name: int(values[0]) for name, values in _ask(store, filters, _counted).items()}
    kinds = {kind: answer.pop(f"kind_{code}") for code, kind in enumerate(store.words["kind"])}
    events = None
    if event_counts.are_weighed(store):
        told = {
            each.name: answer.pop(f"events_{each.name}")
            for each in fields(Events)[1:]
            if each.name != "totals"
        }
        events = Events(total=store.statistics.events, totals=kinds[model.TOTAL], **told)
    return Counts(total=len(store), kinds=kinds, events=events, **answer)


def histogram(store: Store, filters: Filters, *, step: str = "auto") -> pd.DataFrame:
    """Events shown per hour, day, week, month or year: `start`, `end`, `certain`, `possible`.

    A record is one event, a total as many as it says. It counts as certain in the bin that holds its whole
    interval, otherwise as possible in every bin that it overlaps; what goes on, in every one to the dataset's
    last day. Sites and unknown times are in no bin. Bins begin at midnight in the dataset's zone, weeks on
    Monday; they cover what is shown, cut to the filter's dates, without gaps.

    Parameters
    ----------
    step
        hour, day, week, month, year; or auto: the finest whose bars can be read, see `histograms.step_over`.
    """
    answer = _ask(store, filters, _intervals)
    start, end, count = (answer[name].astype(np.int64) for name in ("earliest", "latest", "n"))
    timezone, span = store.dataset.info.timezone, store.statistics.span
    cut, until = predicate.minutes(filters, timezone), span[1] if span else None
    return histogram_of(start, end, count, timezone=timezone, cut=cut, until=until, step=step)


def top(store: Store, filters: Filters, field: str, *, limit: int | None = 10) -> pd.DataFrame:
    """The values of `field` (one of `TOP_FIELDS`) in most of the events shown: `value`, `label`, `count`."""
    if field not in TOP_FIELDS:
        raise FilterError("field", field, f"one of {', '.join(TOP_FIELDS)}")
    code, count = (each[:limit] for each in tallied(store, filters, field))
    values = [store.words[field][place] for place in code]
    return pd.DataFrame(
        {
            "value": pd.Series(values, dtype="str"),
            "label": pd.Series([store.label(field, value) for value in values], dtype="str"),
            "count": count,
        }
    )


def unplaced(store: Store, filters: Filters, *, limit: int | None = None) -> gpd.GeoDataFrame:
    """The incidents and sites shown that the map cannot draw, by start."""
    return records(store, _ask(store, filters, by_column, "start", False, 0, limit, True)["row"])


def sources(store: Store, filters: Filters) -> pd.DataFrame:
    """Every source that the records shown cite, once each, with their `count`; the most cited first."""
    code, count = tallied(store, filters, "source")
    cited = store.ask_table("cited", _by_code)
    lines = pd.DataFrame({name: star_schema.plain(cited[name]) for name in cited if name != "code"})
    return lines.iloc[code].assign(count=count).reset_index(drop=True)


def window(store: Store, filters: Filters) -> tuple[int | None, int | None]:
    """The filter's days as minutes since 1970-01-01T00:00Z, `[from, to)`; None where there is no bound."""
    return predicate.minutes(filters, store.dataset.info.timezone)


def relaxations(store: Store, filters: Filters) -> list[tuple[str, int]]:
    """For every field of `filters` that is set: how many records were shown without it; the most first.

    First and last day are relaxed together, under the name of the first of them that is set.
    """
    found = []
    for name, without in _relaxed(filters):
        answer = _ask(store, without, _number)
        found.append((name, int(answer["n"][0])))
    return sorted(found, key=lambda pair: -pair[1])


# Questions: Ibis expressions over the rows shown, with a column `certain` (`predicate.certain`). ------------


def _ask(store: Store, filters: Filters, question: Any, *options: Any) -> Answer:
    return store.ask(filters, question, *options)


def _rows_shown(_store: Store, shown: ir.Table) -> ir.Table:
    return shown.select("row")


def _rows_and_certain(_store: Store, shown: ir.Table) -> ir.Table:
    return shown.select("row", "certain")


def _has_row(_store: Store, shown: ir.Table, row: int) -> ir.Table:
    found = shown.filter(shown.row == row)
    return found.aggregate(n=found.count())


def _number(_store: Store, shown: ir.Table) -> ir.Table:
    return shown.aggregate(n=shown.count())


def _counted(store: Store, shown: ir.Table) -> ir.Table:
    kinds = {f"kind_{code}": shown.kind == code for code in range(len(store.words["kind"]))}
    events = _events_counted(store, shown) if event_counts.are_weighed(store) else {}
    return shown.aggregate(
        shown=shown.count(),
        possible=shown.row.count(where=~shown.certain),
        without_point=shown.row.count(where=~shown.drawable),
        drawn=shown.row.count(where=shown.drawable),
        **{name: shown.row.count(where=holds) for name, holds in kinds.items()},
        **events,
    )


def _events_counted(store: Store, shown: ir.Table) -> dict[str, ir.IntegerScalar]:
    total = shown.kind == store.words["kind"].index(model.TOTAL)
    return {
        "events_shown": event_counts.of(store, shown),
        "events_possible": event_counts.of(store, shown, ~shown.certain),
        "events_without_point": event_counts.of(store, shown, ~shown.drawable),
        "events_drawn": event_counts.of(store, shown, shown.drawable),
        "events_in_totals": event_counts.of(store, shown, total),
        "events_uncounted": shown.row.count(where=event_counts.without_number(shown)),
    }


def _intervals(store: Store, shown: ir.Table) -> ir.Table:
    dated = shown.filter(~shown.site, shown.earliest > NO_MINUTE)  # only with a time of their own
    return dated.group_by("earliest", "latest").aggregate(n=event_counts.of(store, dated))


def _tally(store: Store, shown: ir.Table, field: str) -> ir.Table:
    if field in ("source", "publisher"):
        lines = store.citations if field == "source" else store.citations.filter("first_of_publisher")
        if field == "source" or not event_counts.are_weighed(store):
            return _counted_by(lines.filter(lines.row.isin(shown.row)), field)
        cited = lines.select("row", field).inner_join(shown.select("row", event_counts.COLUMN), "row")
        return _events_by(store, cited, field)
    return _events_by(store, shown, field)


def _tally_in_slots(store: Store, shown: ir.Table, field: str) -> ir.Table:
    """A word counts once in a record, wherever it stands: in a slot, if it is in none before."""
    names = [f"{field}_{slot}" for slot in SLOTS]
    slots = [
        _events_by(
            store, shown.filter(True, *(shown[name] != shown[before] for before in names[:place])), name
        )
        for place, name in enumerate(names)
    ]
    return ibis.union(*slots, distinct=False)


def _by_code(cited: ir.Table) -> ir.Table:
    return cited.order_by("code")


def _first_of(more: ir.Table, field: str) -> ir.Table:
    return more.filter(f"first_of_{field}").select("row", field)


def _events_by(store: Store, lines: ir.Table, column: str) -> ir.Table:
    return lines.group_by(code=lines[column].cast("int32")).aggregate(n=event_counts.of(store, lines))


def _counted_by(lines: ir.Table, column: str) -> ir.Table:
    return lines.group_by(code=lines[column].cast("int32")).aggregate(n=lines.count())


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


def _bits(store: Store, filters: Filters) -> Bits:
    """Which rows are shown, a bit a row: small enough to cache for many filters."""
    bits = store.selections.get(filters)
    if bits is None:
        bits = _packed(store, _ask(store, filters, _rows_shown)["row"])
        store.selections.put(filters, bits)
    return cast("Bits", bits)


def _packed(store: Store, rows: npt.NDArray[np.integer[Any]]) -> Bits:
    shown = np.zeros(len(store), bool)
    shown[rows] = True
    return np.packbits(shown, bitorder="little")


def _has_bit(bits: Bits, rows: npt.NDArray[np.int32]) -> Bools:
    found: Bools = (bits[rows >> 3] >> (rows & 7).astype(np.uint8) & 1).astype(bool)
    return found


def tallied(store: Store, filters: Filters, field: str) -> tuple[Codes, Codes]:
    """The codes of a field's words in what is shown, and in how many events: the most frequent first.

    Of sources, in how many records.
    """
    taking_part = field in ("actor", "role")
    answer = _ask(store, filters, _tally_in_slots if taking_part else _tally, field)
    codes, counts = answer["code"].astype(np.int64), answer["n"]
    if taking_part and store.statistics.more:
        # By the bits that are known already: the engine would look for the rows shown once more.
        lines = store.ask_table("more_participations", _first_of, field)
        here = _has_bit(_bits(store, filters), lines["row"])
        more = lines[field][here]
        each = np.ones(len(more), np.int64)
        if event_counts.are_weighed(store):
            each = event_counts.by_row(store)[lines["row"][here]]
        codes, counts = np.append(codes, more), np.append(counts, each)
    code, place = np.unique(codes[codes >= 0], return_inverse=True)
    count = np.bincount(place, counts[codes >= 0], minlength=len(code)).astype(np.int64)
    order = np.lexsort((code, -count))
    return code[order], count[order]
