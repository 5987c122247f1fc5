"""Lets a reader choose whose regions are counted in: countries, or those of a file that the reader brings."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, NamedTuple

import streamlit as st

from access import imports
from access.acts import Act
from access.deciding import may, require
from components import visitor
from components.importing import bringing
from components.text.strings import say
from components.text.wording import literal
from geodata.errors import GeodataError
from geodata.readers import boundaries, region_columns
from geodata.readers.boundaries import COUNTRIES, FIELDS
from geodata.sandbox import boundary_files

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.readers.boundaries import Boundaries, Outlined

SUFFIXES: Final = ("geojson", "json", "topojson", "gpkg", "zip", "kml", "kmz", "fgb")
_HELD, _SOURCE, _LAYER = "boundaries_held", "boundaries_source", "boundaries_layer"
_BROUGHT: Final = "brought"


@dataclass(frozen=True)
class Held:
    """What a reader brought, and what was chosen about it: no longer than the page is open."""

    outlined: Outlined
    content: bytes = field(repr=False)
    """Empty where it has one layer: it need not be read again."""
    fields: Mapping[str, str | None]
    drawn_by: str
    licence: str
    chosen: bool = True
    """Whether it is what is counted in; countries are, if not."""


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
    held = _held()
    if held is None or not held.chosen:
        return Chosen(boundaries.read(COUNTRIES), COUNTRIES)
    found = _of_file(held)
    return None if found is None else Chosen(found, None)


def current() -> Chosen | None:
    """What was chosen, without drawing anything; None where what a file's columns mean is still open."""
    held = _held()
    if held is None or not held.chosen:
        return Chosen(boundaries.read(COUNTRIES), COUNTRIES)
    if held.fields.get("name") is None:
        return None
    return Chosen(_told(held), None)


def _held() -> Held | None:
    held: Held | None = st.session_state.get(_HELD)
    return held


def _choose(held: Held | None) -> None:
    names = {COUNTRIES: say("regions.countries")}
    if held is not None:
        names[_BROUGHT] = held.outlined.file
    source = st.selectbox(
        say("regions.boundaries"),
        list(names),
        index=int(held is not None and held.chosen),
        format_func=names.__getitem__,
        # another file is another choice
        key=f"{_SOURCE} {held.outlined.digest[:12] if held else ''}",
        width=300,
    )
    if held is not None:
        st.session_state[_HELD] = replace(held, chosen=source == _BROUGHT)


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
    ticketed = imports.taken(content)
    try:
        found = boundary_files.read(content if ticketed is None else ticketed.path, name=name, layer=layer)
        if ticketed is not None and len(found.layers) > 1:
            content = ticketed.path.read_bytes()
    finally:
        if ticketed is not None:
            ticketed.folder.cleanup()
    publisher = region_columns.publisher(found.names)
    return Held(
        found,
        content if len(found.layers) > 1 else b"",
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
    return _told(held)


def _told(held: Held) -> Boundaries:
    return boundaries.chosen(held.outlined, held.fields, drawn_by=held.drawn_by, licence=held.licence)


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
