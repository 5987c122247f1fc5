"""Lets a reader choose whose regions are counted in: countries, or those of a file that the reader brings."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, NamedTuple

import streamlit as st

from access import imports, shown
from access.acts import Act
from access.deciding import may, require
from components import state, visitor
from components.importing import bringing
from components.panels import managing_boundaries, saving_boundaries
from components.text.strings import say
from components.text.wording import literal
from geodata.errors import GeodataError
from geodata.query import region_sets
from geodata.readers import boundaries, region_columns
from geodata.readers.boundaries import COUNTRIES, FIELDS
from geodata.sandbox import boundary_files

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.readers.boundaries import Boundaries, Outlined

SUFFIXES: Final = ("geojson", "json", "topojson", "gpkg", "zip", "kml", "kmz", "fgb")
_HELD, _LAYER, _TOLD = "boundaries_held", "boundaries_layer", "boundaries_told"
_BROUGHT: Final = "brought"


@dataclass(frozen=True)
class Held:
    """What a reader brought, and what was chosen about it: no longer than the page is open."""

    outlined: Outlined
    content: bytes = field(repr=False)
    """Empty where it has one layer, and need not be read again, nor can be saved."""
    fields: Mapping[str, str | None]
    drawn_by: str
    licence: str
    chosen: bool = True
    """Whether it is what is counted in; countries are, if not."""
    above: bool = False
    """Whether in the level above its regions."""


class Chosen(NamedTuple):
    """Whose regions are counted in."""

    boundaries: Boundaries
    name: str | None
    """What filters call them; a file that only this page knows has no name for others."""


def chosen_boundaries() -> Chosen | None:
    """Draw the choice, and what the columns of a reader's file mean; None where that is still open."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        beside = st.container(width="content")
        _bring()
        held = _held()
        with beside:
            _choose(held)
        name = region_sets.base(state.look(state.BORDERS))
        if name != COUNTRIES and not (held is not None and held.chosen):
            managing_boundaries.offer(name)
    if held is not None and held.chosen and _of_file(held) is None:
        return None
    _choose_level()
    return current()


def current() -> Chosen | None:
    """What was chosen, without drawing anything; None where what a file's columns mean is still open."""
    held = _held()
    if held is None or not held.chosen:
        name = state.look(state.BORDERS)
        return Chosen(region_sets.of(name), name)
    if held.fields.get("name") is None:
        return None
    told = _told(held)
    return Chosen((boundaries.above(told) or told) if held.above else told, None)


def _held() -> Held | None:
    held: Held | None = st.session_state.get(_HELD)
    return held


def _choose(held: Held | None) -> None:
    names = {name: shown.boundaries_title(visitor.person(), name) for name in region_sets.names()}
    names[COUNTRIES] = say("regions.countries")
    if held is not None:
        names[_BROUGHT] = held.outlined.file
    by_name = region_sets.base(state.look(state.BORDERS))
    now = _BROUGHT if held is not None and held.chosen else by_name
    key = f"{state.bound_look(state.BORDERS)['key']} {held.outlined.digest[:12] if held else ''}"
    st.selectbox(
        say("regions.boundaries"),
        list(names),
        index=list(names).index(now),
        format_func=lambda name: names.get(name, name),
        key=key,  # another file is another choice
        on_change=_take,
        args=(key,),
        width=300,
    )


def _take(key: str) -> None:
    source, held = st.session_state[key], _held()
    if held is not None:
        st.session_state[_HELD] = replace(held, chosen=source == _BROUGHT)
    if source != _BROUGHT:
        state.set_look(state.BORDERS, source)


def _choose_level() -> None:
    """Let go up and down where the regions say in what they lie."""
    held, name = _held(), state.look(state.BORDERS)
    own = held is not None and held.chosen
    below = _told(held) if held is not None and own else region_sets.of(region_sets.base(name))
    if not below.lie_in_others:
        return
    key = f"{state.bound_look(state.BORDERS)['key']} level {below.version[:12]}"
    now = held.above if held is not None and own else name != region_sets.base(name)
    st.segmented_control(
        say("regions.level"),
        (False, True),
        default=now,
        format_func=lambda up: say("regions.level_above" if up else "regions.level_own"),
        key=key,
        on_change=_take_level,
        args=(key,),
        required=True,
    )


def _take_level(key: str) -> None:
    up, held = bool(st.session_state[key]), _held()
    if held is not None and held.chosen:
        st.session_state[_HELD] = replace(held, above=up)
    else:
        name = region_sets.base(state.look(state.BORDERS))
        state.set_look(state.BORDERS, name + region_sets.ABOVE if up else name)


# A file of the reader's -------------------------------------------------------------------------------------


def _bring() -> None:
    if not may(visitor.person(), Act.IMPORT):
        return
    with st.popover(
        say("regions.bring"), icon=":material/upload_file:", key=f"bring_{bringing.boundaries_key()}"
    ):
        st.caption(say("regions.bring_help"))
        brought = bringing.boundaries(SUFFIXES)
        if brought is None:
            return
        content, name = brought
        try:
            require(visitor.person(), Act.IMPORT)
            with st.spinner(say("regions.reading")):
                st.session_state[_HELD] = _read(content, name)
        except GeodataError as error:
            st.error(literal(str(error)))
            return
    st.rerun()


def _read(content: bytes, name: str, layer: str | None = None) -> Held:
    ticketed, saves = imports.taken(content), bool(may(visitor.person(), Act.SAVE))
    try:
        found = boundary_files.read(content if ticketed is None else ticketed.path, name=name, layer=layer)
        if ticketed is not None and (len(found.layers) > 1 or saves):
            content = ticketed.path.read_bytes()
    finally:
        if ticketed is not None:
            ticketed.folder.cleanup()
    publisher = region_columns.publisher(found.names)
    return Held(
        found,
        content if len(found.layers) > 1 or saves else b"",
        region_columns.guessed(found.names),
        publisher.name,
        publisher.licence,
    )


def _of_file(held: Held) -> Boundaries | None:
    """Draw what the file's columns mean: as their names say, until it is changed."""
    key, found = held.outlined.digest[:12], held.outlined
    if len(found.layers) > 1:
        layer = st.selectbox(
            say("regions.layer"),
            found.layers,
            index=found.layers.index(found.layer) if found.layer in found.layers else 0,
            key=f"{_LAYER} {key}",
            width=300,
        )
        if layer != found.layer:
            with st.spinner(say("regions.reading")):
                held = _read(held.content, found.file, layer)
            found = held.outlined
    key = f"{key} {found.layer}"
    with st.container(horizontal=True, gap="small"):
        fields = {name: _column(name, found.names, held.fields.get(name), key) for name in FIELDS}
    with st.container(horizontal=True, gap="small"):
        by = st.text_input(
            say("regions.drawn_by"), held.drawn_by, max_chars=200, key=f"boundaries_by {key}", width=300
        )
        licence = st.text_input(
            say("regions.licence"), held.licence, max_chars=200, key=f"boundaries_licence {key}", width=300
        )
    held = replace(held, fields=fields, drawn_by=by.strip(), licence=licence.strip())
    st.session_state[_HELD] = held
    for words in found.converted:
        st.caption(literal(words))
    if found.refused:
        st.caption(say("regions.refused", n=found.refused))
    if fields["name"] is None:
        st.info(say("regions.names_wanted"), icon=":material/info:")
        return None
    if held.content and may(visitor.person(), Act.SAVE):
        saving_boundaries.offer(
            held.outlined,
            fields=held.fields,
            content=held.content,
            drawn_by=held.drawn_by,
            licence=held.licence,
            saved=saved,
        )
    return _told(held)


def saved(name: str) -> None:
    """Count in what was saved just now, instead of the file."""
    st.session_state.pop(_HELD, None)
    state.set_look(state.BORDERS, name)


def _told(held: Held) -> Boundaries:
    """The same object while nothing else is chosen: what is worked out about it is held."""
    fields = tuple(held.fields.get(name) for name in FIELDS)
    key = (held.outlined.digest, held.outlined.layer, fields, held.drawn_by, held.licence)
    known = st.session_state.get(_TOLD)
    if known is None or known[0] != key:
        made = boundaries.chosen(held.outlined, held.fields, drawn_by=held.drawn_by, licence=held.licence)
        known = st.session_state[_TOLD] = key, made
    found: Boundaries = known[1]
    return found


def _column(name: str, columns: list[str], guess: str | None, key: str) -> str | None:
    options = [None, *columns]
    column: str | None = st.selectbox(
        say(f"regions.column_{name}"),
        options,
        index=options.index(guess) if guess in columns else 0,
        format_func=lambda each: say("regions.no_column") if each is None else each,
        key=f"boundaries_{name} {key}",
        width=190,
    )
    return column
