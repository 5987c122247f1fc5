"""Lists the records shown, one a row: the map's text alternative, and a second way to choose an incident."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final, cast

import pandas as pd
import streamlit as st
from markupsafe import Markup

from components import state
from components.panels.measure import chosen, sentence
from components.panels.order import BY_HOUR, ORDERS, order_of, ways
from components.text import wording
from components.text.strings import say
from components.text.wording import literal
from geodata.measures import Measure
from geodata.query import answers, nearness, sums, whose
from geodata.query.cache import Cache

if TYPE_CHECKING:
    from streamlit.elements.lib.column_types import ColumnConfig

    from geodata.filters import Filters
    from geodata.query.store import Store

ROWS_A_PAGE: Final = 100
HEADING, ROW, TALL_ROW = 38, 35, 104
"""Heights in CSS pixels; a tall row has five lines of text."""
NARROW_WHEN, NARROW_WHAT = 112, 232
"""Widths of two columns on a phone."""
_BESIDE_WHERE: Final = 3
"""Where the column of distances stands."""
_PAGES: Final = Cache(64)
"""Pages made lately: visitors of a hosted map ask for the same ones."""
COLUMNS: Final = (
    *("row", "id", "title", "start", "end", "time_class", "place", "lon", "lat", "location_class"),
    *("kind", "count", "event_type", "fatalities_low", "fatalities_best", "fatalities_high", "confidence"),
)
"""What the table is made of; a page of all columns takes twice as long to fetch."""


def incident_table(store: Store, filters: Filters, *, shown: int, events: int | None = None) -> None:
    """Draw one page of the `shown` records: a row opens its details, a heading sorts them all.

    Where some records are totals it is said for how many `events` all of them stand.
    """
    with st.container(horizontal=True, key="table_controls", vertical_alignment="bottom", gap="small"):
        order = _order(filters)
        page = _page(shown, order)
    offset = (page - 1) * ROWS_A_PAGE
    ids, lines, by_hour = _lines(store, filters, order, offset)
    key = f"table {store.dataset.version} {filters.to_query()} {order} {page}"
    if order_of(filters)[0] == BY_HOUR:
        _part(
            say("table.by_hour", zone=store.dataset.info.timezone), key, ids[:by_hour], lines[:by_hour], order
        )
        _part(say("table.by_day"), f"{key} day", ids[by_hour:], lines[by_hour:], order)
    else:
        _sheet(key, ids, lines, order, alt=say("table.alt"))
    said = say("table.range", first=min(offset + 1, shown), last=offset + len(ids), n=shown)
    st.caption(said if events is None else f"{said} {say('table.events', n=events)}")
    if (measure := chosen()) != Measure():
        added = sentence(measure, sums.sums(store, filters, measure).whole)
        st.caption(literal(say("table.added", sum=added)))


def _part(heading: str, key: str, ids: list[str], lines: pd.DataFrame, order: str) -> None:
    """A part of one day's records under its heading, where there are any."""
    if ids:
        st.html(Markup("<h2 class='panel-heading'>{}</h2>").format(heading))
        _sheet(key, ids, lines, order, alt=f"{heading}. {say('table.alt')}")


def _sheet(key: str, ids: list[str], lines: pd.DataFrame, order: str, *, alt: str) -> None:
    narrow = state.is_narrow()
    height = TALL_ROW if narrow else ROW
    st.dataframe(
        _narrowed(lines) if narrow else lines,
        key=key,
        hide_index=True,
        width="stretch",
        height=min(560, HEADING + height * max(len(ids), 1)),
        row_height=height,
        on_select=lambda: _select(key, ids, order),
        # A click anywhere on a row; where columns can be chosen, the browser does not sort this page alone.
        selection_mode=("single-cell", "single-column"),
        column_config=_headings(order, narrow=narrow),
        alt=alt,
    )


def _narrowed(lines: pd.DataFrame) -> pd.DataFrame:
    """For a phone: two columns whose cells have several lines."""
    title, where, actors = (lines[say(f"table.{name}")] for name in ("title", "where", "actors"))
    told = title + " · " + where + " · " + actors
    if (whose_it_is := say("table.dataset")) in lines:
        told = told + " · " + lines[whose_it_is]
    return pd.DataFrame({say("table.when"): lines[say("table.when")], say("table.narrow"): told})


def _order(filters: Filters) -> str:
    offered, chosen = ways(filters), state.look(state.SORT)
    order: str = st.selectbox(
        say("table.sort"),
        offered,
        index=offered.index(chosen) if chosen in offered else 0,
        **state.bound_look(state.SORT),
        format_func=lambda way: say(f"sorted.{way}"),
        filter_mode=None,  # few enough to be looked over
        help=say("table.sort_help"),
        width=260,
    )
    return order


def _page(shown: int, order: str) -> int:
    """The page's number, which begins at one again in another order."""
    pages = ceil(shown / ROWS_A_PAGE)
    if pages <= 1:
        return 1
    page = st.number_input(say("table.page"), 1, pages, key=f"table_page_{pages}_{order}", width=140)
    return int(page)


def _headings(order: str, *, narrow: bool) -> dict[str, ColumnConfig]:
    """The columns' headings; an arrow says that the records are sorted by one."""
    arrows = {order.removeprefix("-"): " ↓" if order.startswith("-") else " ↑"}
    if narrow:
        when, what = say("table.when"), say("table.narrow")
        return {
            when: st.column_config.TextColumn(when + arrows.get("when", ""), width=NARROW_WHEN),
            what: st.column_config.TextColumn(what + arrows.get("title", ""), width=NARROW_WHAT),
        }
    return {
        say(f"table.{name}"): st.column_config.TextColumn(
            say(f"table.{name}") + arrows.get(name, ""),
            width="large" if name == "title" else None,
            alignment="right" if name in ("fatalities", "distance") else None,
        )
        for name in ORDERS
    }


def _lines(store: Store, filters: Filters, order: str, offset: int) -> tuple[list[str], pd.DataFrame, int]:
    """The incidents' ids, a page of the table, and how many of it are known to the hour; cached."""
    key = (store.dataset.name, store.dataset.version, filters, order, offset)
    made = _PAGES.get(key)
    if made is None:
        column, descending = order_of(filters)
        records = answers.rows(
            store,
            filters,
            order=column,
            descending=descending,
            offset=offset,
            limit=ROWS_A_PAGE,
            columns=COLUMNS,
        )
        by_hour = int(records["time_class"].isin(["minute", "hour"]).sum())
        lines = in_words(store, records)
        if filters.near:
            away = nearness.distances(store, filters.near, records["row"].to_numpy())
            cells = [wording.away(*figures) for figures in away.itertuples(index=False)]
            lines.insert(_BESIDE_WHERE, say("table.distance"), cells)
        if whose.datasets(store):
            lines.insert(1, say("table.dataset"), whose.names_of(store, records["row"].to_numpy()))
        made = list(records["id"]), lines, by_hour
        _PAGES.put(key, made)
    return cast("tuple[list[str], pd.DataFrame, int]", made)


def in_words(store: Store, records: pd.DataFrame) -> pd.DataFrame:
    """The records as people read them: no cell is empty, what is missing is said to be unknown."""
    timezone = store.dataset.info.timezone
    names = answers.place_names(store, records["place"])
    taking_part = answers.actor_names(store, records["row"])
    columns = {
        "when": [
            wording.interval(start, end, time_class, timezone)
            for start, end, time_class in zip(
                records["start"], records["end"], records["time_class"], strict=True
            )
        ],
        "title": records["title"].fillna(records["id"]),
        "where": [
            wording.told(names.get(record["place"], record["place"]) or wording.position(record))
            for record in records[["place", "lon", "lat", "location_class"]].to_dict("records")
        ],
        "precision": [wording.told(name, "location_classes") for name in records["location_class"]],
        "kind": [wording.kind(name, n) for name, n in zip(records["kind"], records["count"], strict=True)],
        "type": [wording.told(name) for name in records["event_type"]],
        "actors": [wording.told(", ".join(taking_part.get(row, ()))) for row in records["row"]],
        "fatalities": list(
            map(wording.figure, *(records[f"fatalities_{bound}"] for bound in ("low", "best", "high")))
        ),
        "confidence": [wording.told(name, "confidences") for name in records["confidence"]],
    }
    return pd.DataFrame({say(f"table.{name}"): cells for name, cells in columns.items()})


def _select(key: str, ids: list[str], order: str) -> None:
    chosen = st.session_state[key].selection
    if order != state.look(state.SORT):
        return  # of a table that has given way since, but was still to be seen
    if chosen.columns:
        _sort_by(chosen.columns[0])
    else:
        state.choose(ids[chosen.cells[0][0]] if chosen.cells else None)


def _sort_by(heading: str) -> None:
    """In this column's order, or the other way round where it is already."""
    names = {say(f"table.{name}"): name for name in ORDERS} | {say("table.narrow"): "title"}
    if heading not in names:
        return  # whose a record is: the filters tell datasets apart
    name = names[heading]
    state.set_look(state.SORT, f"-{name}" if state.look(state.SORT) == name else name)
