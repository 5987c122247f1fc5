"""Asks what an import becomes: a new dataset, or a new version of one that this visitor may replace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

from access import shown
from access.acts import Act, Mode
from access.deciding import may
from components import state, visitor
from components.text.strings import say
from components.text.wording import literal
from geodata.errors import GeodataError
from geodata.library import paths, readers
from geodata.library.readers import Readers
from geodata.library.saving import suggested_name
from geodata.model import Info


@dataclass(frozen=True)
class Destination:
    """Where an import goes, and what it says of itself."""

    replaced: str | None
    """The dataset of which it is a new version."""
    name: str
    """The name of a new dataset in the library."""
    info: Info
    not_saved: str = ""
    """Why the library cannot take it under this name, in words; empty where it can."""
    seen_by: Readers = readers.ALL
    """Who may see a new dataset of the library."""
    added: bool = False
    """Whether the file is added to what the dataset has, instead of replacing it."""

    @property
    def new_version_of(self) -> str | None:
        """The dataset of the library that this visitor chose to give a new version."""
        return None if self.replaced is None or paths.is_private(self.replaced) else self.replaced

    def name_for(self, *, private: bool) -> str:
        """The name that `changes.save` is given."""
        if self.replaced is not None and paths.is_private(self.replaced) == private:
            return self.replaced
        return self.name


@dataclass(frozen=True)
class Into:
    """What becomes of the files that are chosen next."""

    adds: bool
    """Whether they are added to a dataset that is here."""
    name: str | None = None
    """Which one; none as long as none is chosen."""


def chosen_dataset() -> Into:
    """Ask whether a file becomes a dataset, or is added to one that this visitor may change."""
    names = replaceable()
    if not names:
        return Into(adds=False)
    chosen = st.radio(
        say("upload.begin"),
        ("new", "into"),
        format_func=lambda way: say(f"upload.begin_{way}"),
        key="import_begin",
        horizontal=True,
    )
    if chosen != "into":
        return Into(adds=False)
    now = state.asked_dataset()[0]
    return Into(
        adds=True,
        name=st.selectbox(
            say("upload.into"),
            names,
            index=names.index(now) if now in names else None,
            format_func=lambda name: _label(name, "into"),
            key="import_into",
            help=say("upload.way_help"),
        ),
    )


def chosen_destination(file: str, timezone: str, *, licence: str, may_add: bool) -> Destination:
    """Ask for it; a dataset that is replaced gives its own title, licence and citation as defaults.

    `licence` is the default for a new one; with `may_add` the file may be added to what a dataset has.
    """
    replaced = st.selectbox(
        say("upload.as"),
        [None, *replaceable()],
        format_func=_label,
        key="import_as",
        help=say("upload.as_help"),
    )
    if replaced is not None and may_add and _is_added():
        return Destination(replaced, replaced, shown.described(visitor.person(), replaced), added=True)
    before = None if replaced is None else shown.described(visitor.person(), replaced)
    if before is not None:
        st.caption(say("upload.defaults", title=literal(before.title)))
    # Its times were read in the zone chosen for this file.
    info = replace(_described(before or _nothing(file, licence), file, replaced), timezone=timezone)
    if replaced is not None and not paths.is_private(replaced):
        return Destination(replaced, replaced, info)
    if not may(visitor.person(), Act.SAVE):  # shown to its owner alone, it needs no name
        return Destination(replaced, "", info)
    name = st.text_input(
        say("upload.name"), suggested_name(info.title), key=f"import_name {replaced} {info.title}"
    )
    not_saved = _taken(name)
    if not_saved:
        st.warning(not_saved)
    return Destination(replaced, name, info, not_saved=not_saved, seen_by=seen_by("import_seen_by"))


def _is_added() -> bool:
    ways = ("replace", "add")
    chosen = st.radio(
        say("upload.way"),
        ways,
        format_func=lambda way: say(f"upload.way_{way}"),
        key="import_way",
        help=say("upload.way_help"),
    )
    return chosen == "add"


def _taken(name: str) -> str:
    """What to do where the library has a dataset of this name, in words; nothing where it has none."""
    if name not in shown.names(visitor.person()):
        return ""
    key = "name_taken" if name in shown.replaceable(visitor.person()) else "name_not_yours"
    return say(f"upload.{key}", name=literal(name))


def seen_by(key: str) -> Readers:
    """Who may see a new dataset, asked where others come: a draft is not shown to them before it is said."""
    if visitor.mode() is Mode.LOCAL:
        return readers.ALL
    ways = tuple(reversed(readers.WAYS))
    who = st.selectbox(say("readers.label"), ways, format_func=lambda way: say(f"readers.{way}"), key=key)
    return Readers(who)


def replaceable() -> list[str]:
    """The datasets of which this visitor may save a new version: the library's, and their own uploads."""
    own = shown.uploads(visitor.person(), state.private_uploads())
    mine = [name for name in own if may(visitor.person(), Act.NEW_VERSION, name)]
    return [*shown.replaceable(visitor.person()), *filter(_is_there, mine)]


def _is_there(name: str) -> bool:
    """Whether an upload has not expired."""
    try:
        return bool(shown.versions(visitor.person(), name))
    except GeodataError:
        return False


def _label(name: str | None, way: str = "as") -> str:
    if name is None:
        return say("upload.as_new")
    # A private upload's name is a secret, and long.
    if paths.is_private(name):
        return say(f"upload.{way}_own", title=shown.title(visitor.person(), name))
    try:
        title = shown.title(visitor.person(), name)
    except GeodataError:  # damaged: a new version of it is welcome
        title = name
    return say(f"upload.{way}_version", title=f"{title} ({name})")


def _nothing(file: str, licence: str) -> Info:
    return Info(title=Path(file).stem, description="", timezone="UTC", licence=licence, citation="", note="")


def _described(before: Info, file: str, replaced: str | None) -> Info:
    """What the dataset says of itself; the fields begin anew for another one."""
    title = st.text_input(say("upload.name_title"), before.title, key=f"import_title {replaced}")
    with st.expander(say("upload.about")):
        description = st.text_area(
            say("upload.description"), before.description, key=f"import_description {replaced}"
        )
        licence = st.text_input(say("upload.licence"), before.licence, key=f"import_licence {replaced}")
        citation = st.text_input(say("upload.citation"), before.citation, key=f"import_citation {replaced}")
        accessed = st.date_input(say("upload.accessed"), value=None, key=f"import_accessed {replaced}")
    return replace(
        before,
        title=title or file,
        description=description,
        licence=licence,
        citation=citation,
        accessed=accessed.isoformat() if accessed else before.accessed,
    )
