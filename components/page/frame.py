"""Sets the page up around its map: settings and style, the dataset it opens, heading and counts."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st
from markupsafe import Markup

from access import shown
from access.acts import Act
from access.deciding import may
from components import state, visitor
from components.page import lasting_notes, together
from components.panels.about import open_comparison, recognised_publisher
from components.panels.measure import measured
from components.panels.time_chart import NOTHING
from components.text import wording
from components.text.strings import say
from components.text.wording import literal
from geodata import measures
from geodata.errors import DamagedError, FilterError, GeodataError, UnknownDatasetError, WithdrawnError
from geodata.model import TOTAL
from geodata.query import answers, nearness, own_columns, region_sets, sums, week_hours, whose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streamlit.delta_generator import DeltaGenerator

    from access.people import Person
    from geodata.filters import Filters
    from geodata.model import Dataset
    from geodata.query.answers import Counts, Events
    from geodata.query.store import Store

SIDEBAR_WIDTH: Final = 284
STYLE: Final = Path(__file__).with_name("page.css")
MATCHES: Final = "matches"
"""The part that there is where several datasets are open together."""
LISTED: Final = 50
"""Incidents without a point that the list beside the map names; the table has them all."""


def open_page() -> None:
    """Settings once, for the browser keeps them and draws the whole page for them; style at each run."""
    if not state.has_shown_a_map():
        st.set_page_config(
            page_title=say("app.title"),
            layout="wide",
            initial_sidebar_state="collapsed" if st.context.is_embedded else SIDEBAR_WIDTH,
            menu_items={"About": say("app.about")},
        )
    st.html(STYLE)


def open_store() -> Store:
    """The dataset and version that the address asks for, or the default; a link to what is gone says so.

    Of a dataset whose current version is damaged the newest whole one is shown, and it is said which.
    """
    name, version = state.asked_dataset()
    person = visitor.person()
    notes: list[str] = []
    try:
        store = _asked(person, together.in_order(name) or shown.default(person), version, notes)
    except (UnknownDatasetError, WithdrawnError) as error:
        if name is None or name == (default := shown.default(person)):
            raise
        notes.append(str(error))
        state.leave_dataset()
        store = shown.opened(person, default)
    lasting_notes.hold(notes, store.dataset)
    for problem in shown.damages(person, store.dataset.name):
        st.warning(literal(str(problem)), icon=":material/warning:")
    _newer(person, store.dataset)
    return store


def _asked(person: Person, name: str, version: str | None, notes: list[str]) -> Store:
    """The version that begins so, or else the newest whole one; why it is that one goes to the notes."""
    found = shown.version_beginning(person, name, version) if version else None
    if found:
        try:
            return shown.opened(person, name, found)
        except DamagedError as damage:
            notes.append(str(damage))
    store = _newest_whole(person, name, notes)
    if version and not found and not store.dataset.version.startswith(version):
        notes.append(_about_other_version(person, store, version))
    return store


def _newest_whole(person: Person, name: str, notes: list[str]) -> Store:
    """The current version; where it is damaged, which is noted, the newest of the others that is not."""
    try:
        return shown.opened(person, name)
    except DamagedError as damage:
        for earlier in shown.versions(person, name)[1:]:
            with suppress(DamagedError):
                store = shown.opened(person, name, earlier.version)
                said = say("app.earlier", shown=earlier.version[: state.VERSION_DIGITS])
                notes.append(f"{damage} {said}")
                return store
        raise


def _newer(person: Person, dataset: Dataset) -> None:
    """Say of an older version which it is, and offer the newest one."""
    if not state.asked_dataset()[1]:
        return
    if (parts := shown.made_of_older(person, dataset)) is not None:
        with _older(_since(person, parts)):
            return
    saved = shown.versions(person, dataset.name)
    older = [each for each in saved[1:] if each.version == dataset.version]
    if older:
        with _older(say("app.older", version=wording.version(older[0].saved, older[0].version))):
            if may(person, Act.COMPARE, dataset.name):
                st.button(say("app.what_changed"), key="what_changed", on_click=open_comparison)


@contextmanager
def _older(said: str) -> Iterator[None]:
    """Say that an older version is shown, and offer the newest one; then what is drawn beside."""
    with st.container(horizontal=True, key="older", vertical_alignment="center", gap="small"):
        st.info(said, icon=":material/history:")
        st.button(say("app.newest"), key="open_newest", on_click=state.open_newest)
        yield


def _since(person: Person, parts: list[str]) -> str:
    """What became of datasets that are open together since they were put together."""
    names = literal(", ".join(shown.title(person, each) for each in parts))
    return say("app.older_together", n=len(parts), names=names) if parts else say("app.older_decided")


def _about_other_version(person: Person, store: Store, asked: str) -> str:
    """Why a link's version is not what is shown."""
    for each in shown.withdrawn_of(person, store.dataset.name):
        if (each.version or "").startswith(asked):
            return str(each.error())
    return say("app.newer", asked=asked, shown=store.dataset.version[: state.VERSION_DIGITS])


def chosen_row(store: Store) -> int | None:
    """The row of the incident whose details are open; a link to one that is not here says so."""
    asked = state.chosen_incident()
    row = answers.row_of(store, asked)
    if asked and row is None:
        st.warning(literal(say("app.unknown_incident", id=asked)), icon=":material/info:")
    return row


def reserve(store: Store) -> tuple[DeltaGenerator, DeltaGenerator, DeltaGenerator]:
    """What stands beside the map; the line of counts and chips above it; where the map itself stands.

    All have their room at once: the map is drawn before the rest comes, and must not move when it does.
    """
    with st.sidebar:
        _skip_links()  # and an empty sidebar would not be there
        beside = st.container(key="beside")
    above = st.container(gap="xsmall", key="above")
    with above:
        _skip_links()  # the sidebar may be closed
    info = store.dataset.info
    standfirst = Markup("<p>{}</p>").format(info.standfirst) if info.standfirst else ""
    heading = Markup("<header class='heading' id='the-map'><h1>{}</h1>{}</header>")
    above.html(heading.format(info.headline or info.title, standfirst))
    line = above.container(horizontal=True, key="shown", vertical_alignment="center", gap="small")
    stage = st.container(horizontal=True, wrap=False, gap="small", key="stage")
    return beside, line, stage


def _skip_links() -> None:
    """For those who come by keyboard: seen where the focus is on one."""
    links = Markup("<p class='skip'><a href='#the-map'>{}</a> <a href='#the-table'>{}</a></p>")
    st.html(links.format(say("skip.to_map"), say("skip.to_table")), width="content")


def show_records(shown: int) -> None:
    """On a phone, where the filters lie over the page: see what they show, by entry/filter_drawer.js."""
    st.button(say("filters.show", n=shown), key="show_records", type="primary", width="stretch")


def source_line(store: Store) -> None:
    """Say under the map whose data it shows, where the dataset or the columns of its file say so."""
    info = store.dataset.info
    said = info.source_line or info.citation or recognised_publisher(store.dataset)
    if said:
        st.html(
            Markup("<p class='source-line'>{}</p>").format(say("source.line", source=said)), width="content"
        )


def open_part(store: Store) -> str:
    """Which part of what lies under the map is open: the others are not computed."""
    parts = [each for each in state.LOOKS[state.PART] if each != MATCHES or whose.datasets(store)]
    now = state.look(state.PART)
    st.html("<i id='the-table'></i>", width="content")
    part: str = st.segmented_control(
        say("parts.label"),
        parts,
        default=now if now in parts else parts[0],
        **state.bound_look(state.PART),
        format_func=lambda name: say(f"parts.{name}"),
        required=True,
        label_visibility="collapsed",
    )
    return part


def counted(store: Store, filters: Filters, counts: Counts) -> None:
    """The counts of records, all of them under the filters; a kind's shows the records of that kind."""
    with st.container(
        horizontal=True, key="counts", gap="small", vertical_alignment="center", width="content"
    ):
        _counts(store, filters, counts)
        if names := whose.datasets(store):
            help_ = say("counts.together_help", names=", ".join(names))
            _said(say("counts.together", n=len(names)), help_)
            if n := whose.left_out(store, filters):
                _said(say("counts.doubles_out", n=n), say("counts.doubles_out_help"))
        if n := week_hours.left_out(store, filters):
            unit = "hours" if filters.hours else "weekdays"
            _said(say(f"counts.without_{unit}", n=n), say(f"counts.without_{unit}_help"))
        measured(store, filters)


def _counts(store: Store, filters: Filters, counts: Counts) -> None:
    # The map writes here what it plays, in place of the counts: see entry/playing.js.
    st.html("<span class='count playing-count'></span>", width="content")
    events = counts.events
    if events is None:
        _said(say("counts.records", shown=counts.shown, n=counts.total), say("counts.records_help"))
    else:
        _said(say("counts.events", shown=events.shown, n=events.total), say("counts.events_help"))
    for kind, count in counts.kinds.items() if len(counts.kinds) > 1 or events else ():
        label = _in_totals(events) if events and kind == TOTAL else say(f"counts.{kind}", n=count)
        hint = say(f"counts.{kind}_help")
        key = f"count_{kind}"
        st.button(label, key=key, type="tertiary", help=hint, on_click=_only, args=((kind,),))
    if events and events.uncounted:
        _said(say("counts.uncounted", n=events.uncounted), say("counts.uncounted_help"))
    if counts.possible:
        label = say("counts.possible", n=counts.possible)
        label = say("counts.possible_events", n=events.possible) if events else label
        _said(label, say("counts.possible_help"))
    if counts.without_point:
        label = say("counts.without_point", n=counts.without_point)
        label = say("counts.events_without_point", n=events.without_point) if events else label
        with st.popover(label, type="tertiary", key="unplaced", on_change="rerun") as listed:
            if listed.open:  # closed, it is not asked for
                _unplaced(store, filters, counts.without_point)


def _in_totals(events: Events) -> str:
    """What is counted of totals: "1,234 events in 56 totals"."""
    said = {"events": events.in_totals, "totals": events.totals}
    return say("counts.total", **{name: say(f"counts.of_{name}", n=n) for name, n in said.items()})


def _said(label: str, hint: str) -> None:
    st.html(Markup("<span class='count' title='{}'>{}</span>").format(hint, label), width="content")


def _only(kinds: tuple[str, ...]) -> None:
    current = state.filters()
    state.apply(replace(current, kinds=() if current.kinds == tuple(sorted(kinds)) else kinds))


def _unplaced(store: Store, filters: Filters, n: int) -> None:
    """List the incidents that have no point beside the map: they are never drawn on a centroid."""
    st.caption(say("counts.without_point_help"))
    records = answers.unplaced(store, filters, limit=LISTED)
    if n > len(records):
        st.caption(say("counts.without_point_listed", listed=len(records), n=n))
    names = answers.place_names(store, records["place"])
    for _, incident in records.iterrows():
        place = names.get(incident["place"], "")
        st.button(
            literal(_line(incident, store.dataset.info.timezone)),
            key=f"unplaced {incident['id']}",
            type="tertiary",
            help=literal(wording.where(incident, place)),
            on_click=state.choose,
            args=(incident["id"],),
        )


def _line(incident: pd.Series[Any], timezone: str) -> str:
    """Title, date and toll: many records may have one title."""
    killed = [incident[f"fatalities_{bound}"] for bound in ("low", "best", "high")]
    toll = "" if all(map(pd.isna, killed)) else say("counts.killed", n=wording.figure(*killed))
    title = wording.text_of(incident["title"]) or incident["id"]
    return wording.joined(title, wording.when(incident, timezone), toll)


def leave_out_unfit(store: Store) -> None:
    """Take what names columns or records that are not here out of filters and looks; the page says so."""
    for field, check in (("columns", partial(own_columns.check, store)), ("regions", region_sets.check)):
        for text in getattr(state.filters(), field):
            try:
                check((text,))
            except GeodataError as error:
                _refuse(error, "region", text)
                state.drop(field, text)
    near = state.filters().near
    if near:
        try:
            nearness.check(store, near)
        except FilterError as error:
            state.refuse(error)
            state.drop("near")
    checked = ((state.MEASURE, _check_measure), (state.SPLIT, _check_key), (state.BORDERS, _check_borders))
    for look, check_look in checked:
        try:
            check_look(store, state.look(look))
        except GeodataError as error:
            _refuse(error, look, state.look(look))
            state.set_look(look, state.OF_DATASET[look])


def _refuse(error: GeodataError, field: str, text: str) -> None:
    """Say why something is left out: what is wrong with boundaries that are here, too."""
    if not isinstance(error, FilterError):
        error = FilterError(field, text, f"what can be read ({error})")
    state.refuse(error)


def _check_measure(store: Store, text: str) -> None:
    sums.check(store, measures.measure(text))


def _check_borders(_store: Store, text: str) -> None:
    if text != state.OF_DATASET[state.BORDERS]:
        region_sets.of(text)


def _check_key(store: Store, text: str) -> None:
    sums.check(store, measures.Measure(), measures.keys("" if text == NOTHING else text))
