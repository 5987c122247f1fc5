"""Draws the filter panel, the chips that remove a filter, and what to relax when nothing is left."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final, cast

import streamlit as st

from components import state
from components.panels import near
from components.panels.column_filters import column_filters_panel, words
from components.text.strings import name_of, say
from components.text.wording import literal
from geodata import clock_filters, region_filters
from geodata.filters import MAX_TEXT, MAX_VALUES, Filters
from geodata.query import answers, event_counts, spelling
from geodata.query.filter_options import Choice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from geodata.query.filter_options import FilterOptions
    from geodata.query.store import Store

NAMED = ("kinds", "location_classes", "confidences")
"""Fields whose values are the model's own and have a word in the strings file."""
_HIDDEN: Final = (
    *("weekdays", "hours"),
    *("roles", "location_classes", "confidences", "publishers", "killed_from", "killed_to", "disputed"),
)
_PUBLISHERS: Final = 2_000
"""Publishers that can be chosen; rarer ones are found by the search."""


def filter_panel(store: Store) -> None:
    """Draw the widgets, which hold the filters: see `state.filters`."""
    options = answers.filter_options(store)
    heading, reset = st.columns([3, 2], vertical_alignment="center", wrap=False)
    heading.html(f"<h2 class='panel-heading'>{say('filters.heading')}</h2>")
    reset.button(
        say("filters.reset"),
        on_click=state.reset,
        type="tertiary",
        disabled=state.filters() == Filters(),
        width="stretch",
    )
    st.text_input(
        say("filters.text"),
        **state.bound("text", value="value"),
        placeholder=say("filters.text_hint"),
        help=say("filters.text_help"),
        max_chars=MAX_TEXT,
    )
    _dates(options)
    in_all = say("filters.events_in_all" if event_counts.are_weighed(store) else "filters.in_all")
    _several("actors", options.actors, hint=f"{say('filters.actors_help')} {in_all}")
    if len(state.filters().actors) > 1 or state.filters().together:
        st.toggle(
            say("filters.together"),
            **state.bound("together", value="value"),
            help=say("filters.together_help"),
        )
    _pills("kinds", options.kinds, hint=in_all)
    _several("event_types", options.event_types, hint=in_all)
    with st.expander(say("filters.more"), expanded=_hidden_in_use(), key="more_filters"):
        _several("roles", options.roles, hint=in_all)
        _several("location_classes", options.location_classes, hint=in_all)
        _several("confidences", options.confidences, hint=in_all)
        _several("publishers", _publishers(store), hint=in_all)
        _clocks(store)
        _killed()
        if store.statistics.disputed or state.filters().disputed:
            st.toggle(
                say("filters.disputed"),
                **state.bound("disputed", value="value"),
                help=say("filters.disputed_help"),
            )
    near.distance_filter(store)
    column_filters_panel(store)


def chips(store: Store, current: Filters, *, shown: int) -> None:
    """One small button for each active filter, which removes it; what to relax where nothing is `shown`."""
    with st.container(
        horizontal=True, key="chips", gap="small", vertical_alignment="center", width="content"
    ):
        for field, value, label in _active(store, current):
            st.button(
                f"{literal(label)} ✕",
                key=f"chip {field} {value}",
                help=say("filters.remove"),
                on_click=state.drop,
                args=(field, value),
            )
        if not shown:
            _ways_out(store, current)


def _ways_out(store: Store, current: Filters) -> None:
    """Say what may have been meant, and which filter to relax, with what each would bring back."""
    meant = spelling.suggestion(store, current)
    if meant is not None:
        text, n = meant
        st.button(
            say("filters.meant", words=literal(text), n=n),
            key="meant",
            type="primary",
            on_click=_search,
            args=(text,),
        )
    helpful = [(field, n) for field, n in answers.relaxations(store, current) if n]
    st.caption(say("empty.title") if helpful else say("empty.nothing"), width="content")
    for field, n in helpful:
        st.button(
            say("empty.relax", filter=say(f"filters.{field}"), n=n),
            key=f"relax {field}",
            type="primary",
            on_click=_relax,
            args=(field,),
        )


def _search(text: str) -> None:
    state.apply(replace(state.filters(), text=text))


def _relax(field: str) -> None:
    if field in ("start", "end"):  # the two ends of one filter
        state.apply(state.filters().without_dates())
    else:
        state.drop(field)


def _dates(options: FilterOptions) -> None:
    earliest, latest = _selectable_days(options)
    first, last = st.columns(2, wrap=False, gap="xsmall")
    for column, field in ((first, "start"), (last, "end")):
        shown = state.bound(field, value="value")
        column.date_input(
            say(f"filters.{field}"), min_value=earliest, max_value=latest, format="YYYY-MM-DD", **shown
        )
    if state.days_are_turned():
        read = state.filters()
        st.caption(say("filters.turned", first=read.start, last=read.end))
    st.segmented_control(
        say("filters.within"),
        ("possibly", "certainly"),
        **state.bound("within"),
        format_func=lambda value: say(f"filters.{value}"),
        required=True,
        help=say("filters.within_help"),
        width="stretch",
    )


def _clocks(store: Store) -> None:
    """Days of the week and hours of the day."""
    hint = say("filters.clocks_help", zone=store.dataset.info.timezone)
    st.pills(
        say("filters.weekdays"),
        clock_filters.WEEKDAYS,
        **state.bound("weekdays"),
        selection_mode="multi",
        format_func=lambda day: say(f"charts.{day}"),
        help=hint,
    )
    st.multiselect(
        say("filters.hours"),
        range(clock_filters.HOURS),
        **state.bound("hours"),
        format_func=lambda hour: clock_filters.spans([hour])[0],
        placeholder=say("filters.any"),
        select_all=False,
        help=hint,
    )


def _killed() -> None:
    """From how many to how many people were killed."""
    for column, field in zip(
        st.columns(2, wrap=False, gap="xsmall"), ("killed_from", "killed_to"), strict=True
    ):
        column.number_input(
            say(f"filters.{field}"),
            min_value=0,
            step=1,
            **state.bound(field, value="value"),
            help=say("filters.killed_help"),
        )


def _publishers(store: Store) -> tuple[Choice, ...]:
    """Those most cited."""

    def counted() -> tuple[Choice, ...]:
        most = answers.top(store, Filters(), "publisher", limit=_PUBLISHERS)
        lines = zip(*(most[name].tolist() for name in ("value", "label", "count")), strict=True)
        return tuple(Choice(*line) for line in lines)

    return cast("tuple[Choice, ...]", store.cached("publishers to choose from", counted))


def _selectable_days(options: FilterOptions) -> tuple[date | None, date | None]:
    """From when to when days can be chosen: where there are data, and where a link asks for more."""
    if options.first_day is None or options.last_day is None:
        return None, None
    asked = [day for day in (state.filters().start, state.filters().end) if day]
    return min([options.first_day, *asked]), max([options.last_day, *asked])


def _several(field: str, options: tuple[Choice, ...], *, hint: str) -> None:
    labels = _labels(field, options)
    st.multiselect(
        say(f"filters.{field}"),
        list(labels),
        **state.bound(field),
        format_func=lambda value: labels.get(value, value),
        placeholder=say("filters.any"),
        filter_mode="contains",
        select_all=False,
        max_selections=MAX_VALUES,
        help=hint,
    )


def _pills(field: str, options: tuple[Choice, ...], *, hint: str) -> None:
    labels = _labels(field, options)

    def shown(value: str) -> str:
        return literal(labels.get(value, value))

    st.pills(
        say(f"filters.{field}"),
        list(labels),
        **state.bound(field),
        selection_mode="multi",
        format_func=shown,
        help=hint,
    )


def _labels(field: str, options: tuple[Choice, ...]) -> dict[str, str]:
    """Each value with its words and count; values that only the address holds stay, to be removable."""
    labels = dict(_option_labels(field, options))
    for value in getattr(state.filters(), field):
        labels.setdefault(value, f"{value} (0)")
    return labels


@lru_cache(maxsize=64)
def _option_labels(field: str, options: tuple[Choice, ...]) -> dict[str, str]:
    """Made once a dataset: there may be thousands of actors."""
    return {choice.value: f"{_word(field, choice)} ({choice.count:,})" for choice in options}


def _word(field: str, choice: Choice) -> str:
    return name_of(field, choice.value) if field in NAMED else choice.label


def _hidden_in_use() -> bool:
    current = state.filters()
    return any(getattr(current, field) != getattr(Filters(), field) for field in _HIDDEN)


def words_of(store: Store, chosen: Filters) -> list[str]:
    """Each active filter in the words of its chip."""
    return [words for _, _, words in _active(store, chosen)]


def _active(store: Store, current: Filters) -> Iterator[tuple[str, str | None, str]]:
    """Field, value (or missing for the whole field) and words of every active filter."""
    for field in ("start", "end"):
        if day := getattr(current, field):
            yield field, None, f"{say(f'filters.{field}')} {day.isoformat()}"
    yield from _active_clocks(current)
    if current.within == "certainly":
        yield "within", None, say("filters.certainly")
    for field in ("actors", "roles", "kinds", "event_types", "location_classes", "confidences", "publishers"):
        for value in getattr(current, field):
            shown = store.label("actor", value) if field == "actors" else value
            yield field, value, name_of(field, shown) if field in NAMED else shown
    yield from _active_alone(current)
    if current.near:
        yield "near", None, near.chip(store, current.near, current.within)
    for text in current.regions:
        key = "certainly_in_region" if current.within == "certainly" else "in_region"
        yield "regions", text, say(f"filters.{key}", name=region_filters.read(text).key)


def _active_clocks(current: Filters) -> Iterator[tuple[str, None, str]]:
    """The same of days of the week and hours of the day, one for all of them."""
    if current.weekdays:
        days = [say(f"charts.{day}") for day in clock_filters.WEEKDAYS if day in current.weekdays]
        yield "weekdays", None, say("filters.weekdays_chip", days=say("filters.or").join(days))
    if current.hours:
        spans = say("filters.or").join(clock_filters.spans(current.hours))
        yield "hours", None, say("filters.hours_chip", hours=spans)


def _active_alone(current: Filters) -> Iterator[tuple[str, str | None, str]]:
    """The same of those that have one value, and of conditions."""
    if current.together:
        yield "together", None, say("filters.together_chip")
    for field in ("killed_from", "killed_to"):
        if getattr(current, field) is not None:
            yield field, None, f"{say(f'filters.{field}')} {getattr(current, field):,}"
    for text in current.columns:
        yield "columns", text, words(text)
    if current.disputed:
        yield "disputed", None, say("filters.disputed_chip")
    if current.text:
        yield "text", None, f"“{current.text}”"
    if current.area:
        yield "area", None, f"{say('filters.area')}: {say('filters.area_value', n=len(current.area))}"
