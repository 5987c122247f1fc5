"""Lists pairs of records of two datasets that may be one event, to be decided on; leaves doubles out."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from access import together
from components import changing, state, visitor
from components.panels.taking_away import save_button
from components.presses import pressed
from components.text.strings import say
from components.text.wording import literal
from geodata.errors import GeodataError
from geodata.filters import Filters
from geodata.query import whose
from geodata.query.cache import Cache
from geodata.query.matching import MOST_DAYS, MOST_KM

if TYPE_CHECKING:
    import pandas as pd

    from geodata.query.matching import Matches
    from geodata.query.store import Store

LISTED: Final = 200
_FOUND: Final = Cache(8)
"""Pairs found lately, without what was decided: a run of the page must not look for them again."""


def matches(store: Store, filters: Filters) -> None:
    """Draw it for the datasets that are open together; dates and area of the filters hold."""
    st.caption(say("matches.help"))
    _leave_out(store, filters)
    with st.container(horizontal=True, key="match_window", vertical_alignment="bottom", gap="small"):
        a, b = st.selectbox(
            say("matches.of"),
            list(combinations(whose.datasets(store), 2)),
            format_func=lambda pair: say("matches.pair", a=pair[0], b=pair[1]),
            key=f"match pair {store.dataset.name}",
        )
        days = st.number_input(say("matches.days"), 0.0, float(MOST_DAYS), 1.0, key="match_days", width=180)
        km = st.number_input(say("matches.km"), 0.0, MOST_KM, 25.0, key="match_km", width=180)
    wanted = Filters(start=filters.start, end=filters.end, within=filters.within, area=filters.area)
    try:
        found = _found(store, (a, b), wanted, (float(days), float(km)))
    except GeodataError as error:
        st.error(literal(str(error)))
        return
    decided = together.decided(visitor.person(), a, b)
    ids = zip(found.pairs["a_id"], found.pairs["b_id"], strict=True)
    pairs = found.pairs.assign(decision=[decided.get(pair, "") for pair in ids])
    _said(found, pairs, (a, b))
    if len(pairs):
        _listed(store, pairs, (a, b))
        save_button(
            store.dataset,
            say("matches.download"),
            pairs.to_csv(index=False).encode("utf-8-sig"),
            file="matches.csv",
            key="matches download",
        )


def _found(store: Store, names: tuple[str, str], wanted: Filters, window: tuple[float, float]) -> Matches:
    key = (store.dataset.version, names, wanted, window)
    found: Matches | None = _FOUND.get(key)
    if found is None:
        days, km = window
        found = together.found(visitor.person(), *names, wanted, days=days, km=km)
        _FOUND.put(key, found)
    return found


def _leave_out(store: Store, filters: Filters) -> None:
    """What is decided already, and whether sums leave it out."""
    if doubles := whose.doubles(store, filters):
        st.markdown(say("matches.in_words", n=doubles))
        st.toggle(
            say("matches.leave_out"),
            whose.WITHOUT_DOUBLES in filters.columns,
            key=f"leave doubles out {whose.WITHOUT_DOUBLES in filters.columns}",
            on_change=state.toggle,
            args=("columns", whose.WITHOUT_DOUBLES),
        )


def _said(found: Matches, pairs: pd.DataFrame, names: tuple[str, str]) -> None:
    decided = int((pairs["decision"] != "").sum())
    said = [
        say("matches.found", n=len(pairs), decided=decided) if len(pairs) else say("matches.none"),
        *([say("matches.listed", listed=LISTED)] if len(pairs) > LISTED else []),
        *(
            say("matches.left_out", n=n, name=literal(name))
            for n, name in zip(found.left_out, names, strict=True)
            if n
        ),
    ]
    st.markdown(" ".join(said))


def _listed(store: Store, pairs: pd.DataFrame, names: tuple[str, str]) -> None:
    shown = pairs.head(LISTED)
    a, b = (say("matches.titles", name=name) for name in names)
    columns: dict[str, Any] = {
        say("matches.decision"): [say(f"matches.{each}") if each else None for each in shown["decision"]],
        say("matches.score"): shown["score"],
        a: shown["a_title"].where(shown["a_title"] != "", shown["a_id"]),
        b: shown["b_title"].where(shown["b_title"] != "", shown["b_id"]),
        say("matches.reasons"): shown["reasons"],
    }
    may_decide = together.may_decide(visitor.person(), *names)
    decision = say("matches.decision")
    edited = st.data_editor(
        shown.assign(**columns)[list(columns)],
        key=f"matches {store.dataset.version} {names}",
        hide_index=True,
        width="stretch",
        disabled=[each for each in columns if each != decision or not may_decide],
        column_config={
            decision: st.column_config.SelectboxColumn(
                decision, options=[say(f"matches.{each}") for each in together.WORDS]
            ),
            say("matches.score"): st.column_config.NumberColumn(format="%.2f"),
        },
    )
    if not may_decide:
        st.caption(say("matches.may_not"))
        return
    words = {say(f"matches.{each}"): each for each in together.WORDS}
    now = [words.get(each, "") for each in edited[decision]]
    changed = {
        (one, two): said
        for one, two, said, before in zip(shown["a_id"], shown["b_id"], now, shown["decision"], strict=True)
        if said != before
    }
    st.caption(say("matches.kept"))
    if pressed(
        st.button,
        say("matches.keep"),
        key="keep_decisions",
        about=store.dataset.version,
        waits=True,
        disabled=not changed,
    ):
        try:
            with changing.changing() as made:
                made.opens, made.part = store.dataset.name, "matches"
                together.decide(visitor.person(), *names, changed)
        except GeodataError as error:
            st.error(literal(str(error)))
        else:
            st.rerun()
