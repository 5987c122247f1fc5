"""Says what the records shown add up to, in a sentence that is also where one chooses what is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from components import state
from components.text.strings import say
from components.text.wording import literal, told
from geodata import measures
from geodata.query import event_counts, own_columns, sums

if TYPE_CHECKING:
    from geodata.filters import Filters
    from geodata.measures import Measure
    from geodata.query.store import Store
    from geodata.query.sum_groups import Figures, Pair


def chosen() -> Measure:
    """What is counted now."""
    return measures.measure(state.look(state.MEASURE))


def name_of_measure(measure: Measure, *, of_events: bool = False) -> str:
    """What it is called; records of which some stand for several events are counted as events."""
    if of_events and measure == measures.Measure():
        return say("measure.events")
    return measure.name if measure.column else say(f"measure.{measure.name}")


def told_by_bars() -> dict[str, str] | None:
    """What the timeline's bars tell, where that is not how many records or events there are."""
    measure = chosen()
    if measure == measures.Measure():
        return None
    return {"query": str(measure), "name": name_of_measure(measure)}


def measured(store: Store, filters: Filters) -> None:
    """Draw the sentence; a press on it offers what else can be counted."""
    measure = chosen()
    if measure.name == measures.RECORDS and not measure.column:  # the counts have said it
        words = say("measure.is_events" if event_counts.are_weighed(store) else "measure.is_records")
    else:
        words = sentence(measure, sums.sums(store, filters, measure).whole)
    with st.popover(literal(words), type="tertiary", key="measured", help=say("measure.help")):
        _choice(store)


def sentence(measure: Measure, whole: Pair) -> str:
    """`412 killed (380–455) in 96 of 103 records; 7 give no number; certainly in range: 398`."""
    figures = whole.possible
    given = figures.records - figures.unknown
    if not given:
        return say("measure.none", what=name_of_measure(measure))
    kind = "column" if measure.column else measure.name
    said = [
        say(
            f"measure.is_{kind}",
            sum=amount(figures),
            given=given,
            n=figures.records,
            column=measure.name,
        )
    ]
    if figures.bounds_only and figures.bounds_only < given:
        said.append(say("measure.bounds", n=figures.bounds_only, best=told(figures.best)))
    if figures.unknown:
        said.append(say("measure.unknown", n=figures.unknown))
    if (certain := amount(whole.certain)) != amount(figures):
        said.append(say("measure.certain", sum=certain))
    return "; ".join(said)


def amount(figures: Figures) -> str:
    """The best figure with its bounds; the bounds alone where some records give no more."""
    low, best, high = (told(_plain(each)) for each in (figures.low, figures.best, figures.high))
    if low == high:
        return low
    return f"{low}–{high}" if figures.bounds_only else say("measure.range", best=best, low=low, high=high)


def _plain(number: float) -> float:
    return int(number) if float(number).is_integer() else round(number, 6)


def offered(store: Store) -> list[dict[str, str]]:
    """What may be counted, as an address has it, and what it is called."""
    columns = [name for name, kind in store.statistics.own_columns if kind in own_columns.NUMBERS]
    found = [
        *map(measures.measure, measures.NAMED),
        *(measures.Measure(name, column=True) for name in columns),
    ]
    of_events = event_counts.are_weighed(store)
    return [{"query": str(each), "name": name_of_measure(each, of_events=of_events)} for each in found]


def _choice(store: Store) -> None:
    names = {each["query"]: each["name"] for each in offered(store)}
    now = str(chosen())
    key = f"{state.bound_look(state.MEASURE)['key']}_choice"
    st.selectbox(
        say("measure.label"),
        [*names],
        index=[*names].index(now),
        key=key,
        on_change=_take,
        args=(key,),
        format_func=names.__getitem__,
        filter_mode="contains" if len(names) > len(measures.NAMED) else None,
    )


def _take(key: str) -> None:
    """Count this from now on."""
    state.set_look(state.MEASURE, st.session_state[key])
