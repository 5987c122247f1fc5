"""Draws a filter for each of the file's own columns that a reader chooses: values with counts, or bounds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from components import state
from components.text.strings import say
from components.text.wording import literal
from geodata import column_filters
from geodata.column_filters import AT_LEAST, AT_MOST, IS, IS_NOT, ColumnFilter
from geodata.filters import MAX_VALUES
from geodata.query import event_counts, facets, own_columns
from geodata.values import attribute_kinds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.query.facets import Facet
    from geodata.query.store import Store

_FIELD: Final = "columns"
_CODES: Final = 12
"""Whole numbers of which there are so few are codes rather than measures: each can be chosen."""
_BARS: Final = "▁▂▃▄▅▆▇█"


def column_filters_panel(store: Store) -> None:
    """Draw the choice of columns, and the widgets of those that are chosen or that filter now."""
    names = [name for name, _ in store.statistics.own_columns]
    in_use = list(column_filters.by_column(state.filters().columns))
    if not names and not in_use:
        return
    with st.expander(say("columns.heading"), expanded=bool(in_use), key="own_columns"):
        key = f"{state.key_of(_FIELD)}_chosen"
        chosen = st.multiselect(
            say("columns.choose"),
            [*names, *(name for name in in_use if name not in names)],
            default=in_use,
            key=key,
            on_change=_let_go,
            args=(key,),
            placeholder=say("columns.choose_hint"),
            filter_mode="contains",
            select_all=False,
        )
        for name in dict.fromkeys([*in_use, *chosen]):
            if name in names:
                _column(facets.facet(store, state.filters(), name), _counted(store))


def _counted(store: Store) -> str:
    """The words for what stands in brackets."""
    return "columns.events_help" if event_counts.are_weighed(store) else "columns.values_help"


def words(text: str) -> str:
    """A condition for people: `weapon: rifle`, `population ≥ 12`."""
    condition = column_filters.read(text)
    value = condition.value or say("columns.missing")
    sign = {IS: ":", IS_NOT: f": {say('columns.not')}", AT_LEAST: " ≥", AT_MOST: " ≤"}[condition.sign]
    return f"{condition.column}{sign} {value}"


def _column(facet: Facet, hint: str) -> None:
    signs = {each.sign for each in _held(facet.column) if each.value}
    codes = facet.kind == attribute_kinds.INTEGER and len(facet.values) <= _CODES
    listed = codes and not signs & {AT_LEAST, AT_MOST}
    if own_columns.has_bounds(facet.kind) and not listed and not signs & {IS, IS_NOT}:
        _bounds(facet)
    else:
        _values(facet, hint)


def _values(facet: Facet, hint: str) -> None:
    """Several values, any of which is held; or none of which is."""
    held = _held(facet.column)
    counts = {**dict(facet.values), **({"": facet.missing} if facet.missing else {})}
    options = [*counts, *(each.value for each in held if each.value not in counts)]
    key = _key(facet.column)

    def label(value: str) -> str:
        return f"{value or say('columns.missing')} ({counts.get(value, 0):,})"

    st.multiselect(
        literal(facet.column),
        list(dict.fromkeys(options)),
        default=[each.value for each in held],
        key=f"{key}_values",
        on_change=_take_values,
        args=(facet.column, key),
        format_func=label,
        placeholder=say("filters.any"),
        filter_mode="contains",
        select_all=False,
        max_selections=MAX_VALUES // 2,
        help=say(hint, n=len(facet.values)),
    )
    if held:
        st.toggle(
            say("columns.all_but"),
            value=any(each.sign == IS_NOT for each in held),
            key=f"{key}_not",
            on_change=_take_values,
            args=(facet.column, key),
        )


def _take_values(column: str, key: str) -> None:
    sign = IS_NOT if st.session_state.get(f"{key}_not") else IS
    _hold(column, (ColumnFilter(column, sign, value) for value in st.session_state[f"{key}_values"]))


def _bounds(facet: Facet) -> None:
    """From – to, or where nothing stands."""
    held, key = {each.sign: each.value for each in _held(facet.column)}, _key(facet.column)
    only_missing = held.get(IS) == ""
    with st.container(gap="xxsmall"):
        st.caption(f"**{literal(facet.column)}** {_told(facet)}")
        columns = st.columns(2, wrap=False, gap="xsmall")
        for column, sign, edge in ((columns[0], AT_LEAST, facet.low), (columns[1], AT_MOST, facet.high)):
            widget: dict[str, Any] = {
                "key": f"{key}_{sign}",
                "on_change": _take_bounds,
                "args": (facet.column, key),
                "disabled": only_missing,
                "label_visibility": "collapsed",
            }
            label = say("columns.at_least" if sign == AT_LEAST else "columns.at_most", column=facet.column)
            if facet.kind.startswith(attribute_kinds.DATE):
                given, edges = (
                    _day(held.get(sign)),
                    [_day(facet.low), _day(facet.high), *map(_day, held.values())],
                )
                known = [each for each in edges if each]
                column.date_input(
                    label,
                    value=given,
                    min_value=min(known, default=None),
                    max_value=max(known, default=None),
                    format="YYYY-MM-DD",
                    **widget,
                )
            else:
                column.number_input(
                    label, value=_number(held.get(sign), facet.kind), placeholder=edge, **widget
                )
        if facet.missing or only_missing:
            st.checkbox(
                say("columns.only_missing", n=facet.missing),
                value=only_missing,
                key=f"{key}_missing",
                on_change=_take_bounds,
                args=(facet.column, key),
            )


def _take_bounds(column: str, key: str) -> None:
    if st.session_state.get(f"{key}_missing"):
        _hold(column, [ColumnFilter(column, IS, "")])
        return
    given = ((sign, st.session_state.get(f"{key}_{sign}")) for sign in (AT_LEAST, AT_MOST))
    _hold(column, (ColumnFilter(column, sign, _text(value)) for sign, value in given if value is not None))


def _told(facet: Facet) -> str:
    """Least and greatest value, and between them how the records are spread."""
    most = max(facet.bins, default=0)
    if not most:
        return ""
    steps = len(_BARS) - 1
    bars = "".join(_BARS[-(-count * steps // most)] if count else "·" for count in facet.bins)
    return f"{literal(facet.low)} {bars} {literal(facet.high)}"


def _held(column: str) -> list[ColumnFilter]:
    return column_filters.by_column(state.filters().columns).get(column, [])


def _hold(column: str, conditions: Iterator[ColumnFilter] | list[ColumnFilter]) -> None:
    others = column_filters.without(state.filters().columns, column)
    state.hold(_FIELD, (*others, *map(str, conditions)))


def _let_go(key: str) -> None:
    """A column that is no longer chosen filters no more."""
    chosen = st.session_state[key]
    state.hold(
        _FIELD, tuple(each for each in state.filters().columns if column_filters.read(each).column in chosen)
    )


def _key(column: str) -> str:
    return f"{state.key_of(_FIELD)} {column}"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def _text(value: date | float) -> str:
    return str(value).removesuffix(".0")


def _number(text: str | None, kind: str) -> float | int | None:
    if not text:
        return None
    number = float(text)
    return int(number) if kind == attribute_kinds.INTEGER and number.is_integer() else number
