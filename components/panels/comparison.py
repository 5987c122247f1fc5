"""Compares what is shown with another filter: counts of both, their change, and what chance would do."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from components import state
from components.map.incident_map import Compared
from components.panels.comparison_chart import comparison_chart
from components.panels.filters import NAMED, words_of
from components.panels.looks import look_list
from components.panels.neighbours import neighbours
from components.panels.taking_away import save_button
from components.panels.time_groups import FILTERED_BY
from components.text.strings import name_of, say
from components.text.wording import literal
from geodata.errors import FilterError
from geodata.filters import Filters
from geodata.query import comparing, fitting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.query.comparing import Comparison
    from geodata.query.store import Store

_BY: Final = "compare_by"
_HIGHEST: Final = 560


def comparison(store: Store, filters: Filters) -> None:
    """Offer what to compare with; then draw both counts, line by line."""
    other = state.compared_with()
    if other is None:
        _choose(filters)
        return
    st.markdown(literal(say("compare.a", filters=_said(store, filters))))
    st.markdown(literal(say("compare.b", filters=_said(store, other))))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        by = st.selectbox(
            say("compare.by"),
            list(FILTERED_BY),
            format_func=lambda field: say(f"charts.{field}"),
            key=_BY,
            width=240,
        )
        look_list(state.MAPS, "compare.maps", "compare.maps_", help=say("compare.maps_help"), width=240)
        st.button(say("compare.change_sides"), key="compare_sides", on_click=state.change_sides)
        st.button(say("compare.end"), key="compare_end", on_click=state.compare_with, args=(None,))
    if filters == other:
        st.info(say("compare.same"), icon=":material/info:")
        return
    try:
        fitting.check(store, other)
    except FilterError as error:  # a link that names a column which this version has not
        st.warning(literal(str(error)), icon=":material/warning:")
        return
    found = comparing.compared(store, filters, other, by)
    _table(found, by)
    for note in _notes(found):
        st.caption(note)
    comparison_chart(store, filters, other)
    neighbours(store, filters, other)
    save_button(
        store.dataset,
        say("compare.download"),
        pd.concat([found.whole, found.lines]).to_csv(index=False).encode("utf-8-sig"),
        file="comparison.csv",
        key="compare_download",
    )


def on_the_map(store: Store, filters: Filters) -> Compared | None:
    """What the map draws beside what is shown, if that is chosen and can be."""
    way, other = state.look(state.MAPS), state.compared_with()
    if way == state.LOOKS[state.MAPS][0] or other is None or other == filters:
        return None
    try:
        fitting.check(store, other)
    except FilterError:  # `comparison` says so
        return None
    return Compared(way, other, (_said(store, filters), _said(store, other)))


def _choose(filters: Filters) -> None:
    st.caption(say("compare.choose"))
    offered: dict[str, Filters | None] = {
        "before": comparing.period_before(filters),
        "year": comparing.year_before(filters),
        "all": None if filters.is_empty else Filters(),
        "hold": filters,
    }
    with st.container(horizontal=True, gap="small"):
        for name, other in offered.items():
            st.button(
                say(f"compare.{name}"),
                key=f"compare_{name}",
                help=say(f"compare.{name}_help"),
                disabled=other is None,
                on_click=state.compare_with,
                args=(other,),
            )
    if offered["before"] is None:
        st.caption(say("compare.needs_days"))


def _said(store: Store, filters: Filters) -> str:
    return " · ".join(words_of(store, filters)) or say("compare.everything")


def _table(found: Comparison, by: str) -> None:
    filtered, field = FILTERED_BY[by], say(f"charts.{by}")
    whole = _in_words(
        found.whole.assign(label=say("compare.whole_events" if found.of_events else "compare.whole")), {}
    )
    labels = {value: name_of(filtered, value) for value in found.lines["value"]} if filtered in NAMED else {}
    lines = pd.concat([whole, _in_words(found.lines, labels)], ignore_index=True)
    key = f"comparison {by} {state.filters().to_query()}"
    st.dataframe(
        lines.rename(columns={say("compare.value"): field}),
        key=key,
        hide_index=True,
        width="stretch",
        height=min(_HIGHEST, 38 + 35 * len(lines)),
        on_select=partial(_toggle, key, filtered, ["", *found.lines["value"]]),
        selection_mode="single-cell",
        alt=say("compare.alt", field=field),
    )
    if not len(found.lines):
        st.caption(say("compare.none"))


def _in_words(found: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Lines of a comparison as people read them; numbers that sort stay numbers."""
    lines: list[dict[Any, Any]] = found.to_dict("records")
    columns: dict[str, list[Any]] = {
        "value": [labels.get(line["value"], line["label"]) for line in lines],
        "in_a": [_pair(line["a_certain"], line["a_possible"]) for line in lines],
        "in_b": [_pair(line["b_certain"], line["b_possible"]) for line in lines],
        "change": [_change(line) for line in lines],
        "relative": ["∞" if line["ratio"] == float("inf") else _decimal(line["ratio"]) for line in lines],
        "interval": [_interval(line) for line in lines],
        "chance": [_chance(line["q"]) for line in lines],
    }
    return pd.DataFrame({say(f"compare.{name}"): cells for name, cells in columns.items()})


def _pair(certain: int, possible: int) -> str:
    return f"{certain:,}" if certain == possible else f"{certain:,}–{possible:,}"


def _signed(change: int) -> str:
    return f"+{change:,}" if change > 0 else f"−{-change:,}" if change else "0"


def _change(line: Mapping[Any, Any]) -> str:
    low, best, high = (_signed(line[name]) for name in ("change_low", "change", "change_high"))
    return best if low == high else f"{best} ({say('compare.range', low=low, high=high)})"


def _decimal(number: float) -> str:
    return "" if pd.isna(number) else f"{number:.2f}"


def _interval(line: Mapping[Any, Any]) -> str:
    if pd.isna(line["ratio_low"]):
        return ""
    high = "∞" if line["ratio_high"] == float("inf") else _decimal(line["ratio_high"])
    return f"{_decimal(line['ratio_low'])}–{high}"


def _chance(q: float) -> str:
    if pd.isna(q):
        return say("compare.untested")
    return say("compare.very_unlikely" if q < 0.01 else "compare.unlikely" if q < 0.05 else "compare.likely")


def _notes(found: Comparison) -> list[str]:
    notes = [say("compare.pairs"), *([say("compare.of_events")] if found.of_events else [])]
    if found.days[0] and found.days[1]:
        notes.append(say("compare.days", a=found.days[0], b=found.days[1]))
    if found.sites_left_out:
        notes.append(say("compare.sites", n=found.sites_left_out))
    if found.shared:
        notes.append(say("compare.shared", n=found.shared))
    return [*notes, comparing.METHOD]


def _toggle(key: str, field: str, values: list[str]) -> None:
    for position, _ in st.session_state[key].selection.cells:
        if values[position]:
            state.toggle(field, values[position])
