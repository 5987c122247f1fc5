"""Sends the browser what map and histogram show, and turns what a reader does there into filters."""

from __future__ import annotations

import base64
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from access import shown
from components import state, visitor
from components.folium_map import addresses, mount
from components.map import base_maps, timeline, view
from components.text.strings import DEFAULT, say, words
from geodata import column_filters
from geodata.column_filters import ColumnFilter
from geodata.errors import FilterError
from geodata.library import paths
from geodata.mapdata.columns import MOST_SENT
from geodata.query import answers, event_counts, whose

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geodata.filters import Filters
    from geodata.model import Dataset
    from geodata.query.store import Store

KEY: Final = "incident_map"
REGIONS: Final = "incident_map_regions"
"""The key of the hidden element in which `panels.shaded_regions` says how regions are shaded."""
AROUND: Final = 260
"""CSS pixels of the first screen that heading, histogram and the choice under it take; the rest is map."""
TIMELINE_HEIGHT: Final = 104
ALONE_S: Final = 0.2
"""How long the rest of the page waits for a map that shows something else."""
ALONE_AT_FIRST_S: Final = 1.2
"""The same at a visit's start, when a browser has yet to fetch the map; it says when that is drawn."""
LOOK_S: Final = 0.02
MOST_SENT_ALONG: Final = 2**17
"""Records whose selection, a bit each, travels with the page; of larger datasets the map fetches it."""
LEGEND_FIELDS: Final = {"kind": "kinds", "event_type": "event_types", "actor": "actors"}


@dataclass(frozen=True)
class Compared:
    """What the map draws beside the selection."""

    way: str
    """One of `state.LOOKS[state.MAPS]`, but the first."""
    filters: Filters
    said: tuple[str, str]
    """The selection's filters in words, and these."""


def incident_map(  # noqa: PLR0913 - what is drawn, and what may be counted and compared
    store: Store,
    filters: Filters,
    chosen: int | None,
    *,
    measure: dict[str, str] | None = None,
    compared: Compared | None = None,
    measures: Sequence[dict[str, str]] = (),
) -> None:
    """Mount the map; it stays mounted while the dataset version stays, and only what it shows travels.

    Parameters
    ----------
    measure
        What the timeline's bars tell, see `panels.measure.told_by_bars`.
    compared
        What is drawn too, beside it or on the other side of a line.
    measures
        What circles and heat may count, see `panels.measure.offered`.
    """
    dataset = store.dataset
    mount(
        key=KEY,
        data={
            **_addresses(dataset.name, dataset.version, tuple(base_maps.files())),
            "around": AROUND,
            "timelineHeight": TIMELINE_HEIGHT,
            "regionsElement": f"st-key-{REGIONS}",
            "strings": {
                **words()["map"],
                **(words()["map_of_events"] if event_counts.are_weighed(store) else {}),
                **_about_link(dataset.name),
                "category": {"kind": words()["kinds"]},
            },
            "measures": list(measures),
            "lang": DEFAULT,
        },
        shown={**_shown(store, filters, chosen, measure), "compared": _compared(dataset, compared)},
        on_clicked_change=_on("clicked", lambda event: _clicked(store, event)),
        on_legend_change=_on("legend", _legend),
        on_brushed_change=_on("brushed", lambda event: _brushed(event, dataset.info.timezone)),
        on_drawn_change=_on("drawn", _drawn),
        on_look_change=_on("look", _look),
        on_region_change=_on("region", _region),
        on_ready_change=_on("ready", _ready),
    )


def _compared(dataset: Dataset, compared: Compared | None) -> dict[str, Any] | None:
    if compared is None:
        return None
    return {
        "way": compared.way,
        "query": compared.filters.to_query(),
        "mask": _mask(dataset, compared.filters),
        "a": compared.said[0],
        "b": compared.said[1],
    }


def shades() -> bool:
    """Whether the map shades regions."""
    return state.look(state.SHADE) != state.LOOKS[state.SHADE][0]


def _about_link(name: str) -> dict[str, str]:
    """Who copies the address of an upload's page is told for whom it opens."""
    if not paths.is_private(name):
        return {}
    return {"link.copied": say(f"uploads.copied_{shown.reach(visitor.person(), name)}")}


def leave_alone(store: Store, filters: Filters) -> None:
    """Let a changed map be drawn before the rest of the page comes, which would hold its drawing up.

    Streamlit sends every 10 ms what has come, and the browser draws together what came together. The time is
    used for what is asked for next.
    """
    alone = ALONE_S if state.has_shown_a_map() else ALONE_AT_FIRST_S
    end = time.monotonic() + (alone if state.changes_map(store.dataset.version, filters) else 0)
    if len(store) <= MOST_SENT:
        answers.mask(store, filters)
    answers.counts(store, filters)
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(left, LOOK_S))
        state.give_way()


def _shown(
    store: Store, filters: Filters, chosen: int | None, measure: dict[str, str] | None
) -> dict[str, Any]:
    first, last = answers.window(store, filters)
    return {
        "selection": {
            "query": filters.to_query(),
            "mask": _mask(store.dataset, filters),
            "bits": _bits(store, filters),
            "undated": _mask(store.dataset, filters.without_dates()),
            "from": first,
            "to": last,
            "within": filters.within,
        },
        "chosen": chosen,
        "colour": _colour(store),
        "mode": state.look(state.MODE),
        "size": state.look(state.MEASURE),
        "active": _active(store, filters),
        "step": state.look(state.STEP),
        "measure": measure,
        "shaded": shades(),
        **state.asked_map().to_map(),
        "area": [list(corner) for corner in filters.area] or None,
    }


@st.cache_resource
def _addresses(name: str, version: str, files: tuple[str, ...]) -> dict[str, Any]:
    """Where the map's files are: its own module is built once, and served by any process."""
    settings = view.MapSettings(dataset=name, version=version, files=files)
    return addresses(view.build(settings), settings.to_query())


def _colour(store: Store) -> str:
    """By dataset, where several are open; by kind, unless all records are of one: then by event type."""
    chosen, several = state.look(state.COLOUR), bool(whose.datasets(store))
    if chosen != "auto" and (several or chosen != whose.DATASET):
        return chosen
    if several:
        return whose.DATASET
    return "kind" if len(answers.filter_options(store).kinds) > 1 else "event_type"


def _active(store: Store, filters: Filters) -> dict[str, list[str]]:
    """What the filters hold of each field by which the map can be coloured."""
    held = {name: list(getattr(filters, field)) for name, field in LEGEND_FIELDS.items()}
    if whose.datasets(store):
        conditions = column_filters.by_column(filters.columns).get(whose.DATASET, [])
        held[whose.DATASET] = [each.value for each in conditions if each.sign == column_filters.IS]
    return held


def _mask(dataset: Dataset, filters: Filters) -> str | None:
    if filters.is_empty and not filters.to_query():
        return None
    return f"data/{dataset.name}/{dataset.version}/mask.bin?{filters.to_query()}"


def _bits(store: Store, filters: Filters) -> str | None:
    """The selection itself where it is small: the map need not ask for it."""
    if _mask(store.dataset, filters) is None or len(store) > MOST_SENT_ALONG:
        return None
    return base64.b64encode(answers.mask(store, filters)).decode()


def _on(name: str, react: Callable[[Any], None]) -> Callable[[], None]:
    """A callback that hands over what the browser sent under `name`; it runs before the page does."""

    def callback() -> None:
        try:
            react(getattr(st.session_state[KEY], name))
        except FilterError as error:
            state.refuse(error)

    return callback


def _clicked(store: Store, event: dict[str, Any] | None) -> None:
    row = event.get("row") if event else None
    found = answers.records(store, [row] if isinstance(row, int) else [])
    state.choose(str(found["id"].iloc[0]) if len(found) else None)


def _legend(event: dict[str, Any] | None) -> None:
    if event and event.get("field") == whose.DATASET:
        state.toggle("columns", str(ColumnFilter(whose.DATASET, column_filters.IS, str(event["value"]))))
    if event and event.get("field") in LEGEND_FIELDS:
        state.toggle(LEGEND_FIELDS[event["field"]], str(event["value"]))


def _brushed(event: dict[str, Any] | None, timezone: str) -> None:
    window = event if event and event.get("from") is not None else None
    state.apply(timeline.brushed(state.filters(), window, timezone))


def _drawn(event: dict[str, Any] | None) -> None:
    ring = event.get("ring") if event else None
    corners = tuple((round(lon, 5), round(lat, 5)) for lon, lat in ring or ())
    state.apply(replace(state.filters(), area=corners))


def _region(event: dict[str, Any] | None) -> None:
    if event and isinstance(event.get("region"), str):
        state.toggle("regions", event["region"])


def _ready(event: dict[str, Any] | None) -> None:
    """The map is drawn, or the window is now narrow, or wide: which the table must know."""
    state.say_again()
    state.keep_dialog()
    if event:
        state.set_narrow(event.get("narrow") is True)


def _look(event: dict[str, Any] | None) -> None:
    looks = {"colour": state.COLOUR, "mode": state.MODE, "size": state.MEASURE, "step": state.STEP}
    for name, value in looks.items():
        if event and name in event:
            state.set_look(value, event[name])
