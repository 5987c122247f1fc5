"""Takes a researcher's own files: read in the sandbox, accounted for row by row, then shown, saved or added.

Small ones are read and saved by this process, large ones by others, which `large` follows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from access import additions, changes, imports, quotas
from access.acts import Act
from access.deciding import may, require
from access.people import LOGIN
from access.savings import Saving
from components import changing, presses, state, visitor
from components.importing import adding, bringing, destination, large, layouts_choice, quota, report
from components.importing.geocoding_form import located_places
from components.importing.mapping_form import choices_made, key_of, mapping_form
from components.importing.waiting import progress_bar
from components.text.strings import say
from components.text.wording import literal
from geodata.errors import FileGroup, GeodataError, SeveralLayoutsError
from geodata.jobs import preview
from geodata.layouts.descriptions import DESCRIPTIONS
from geodata.places import geocoding
from geodata.sandbox import parent
from geodata.sandbox.parent import File

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from streamlit.delta_generator import DeltaGenerator

    from access.imports import Import
    from components.importing.destination import Destination
    from geodata.ingest.choices import Choices
    from geodata.ingest.draft import Draft
    from geodata.jobs.preview import Preview
    from geodata.places.candidates import Candidate

    Save = Callable[[Saving, Destination, Mapping[str, Candidate]], None]
    """Takes how it is to be saved, and the places that were chosen."""
    Add = Callable[[DeltaGenerator, str], None]
    """Takes where its button stands, and the dataset to which the file is added."""
    Content = bytes | tuple[File, ...]
    """A small file, or several."""


def let_go() -> None:
    """Forget files that were saved or given up, which Streamlit would hold until the page is closed.

    A large import that is under way or read stays, for whoever opens the form again.
    """
    bringing.forget()
    held = large.mine()
    if held is None or (held.under_way is None and large.has_failed(held)):
        if held is not None:
            imports.end(held)
        state.discard_import()


def _closed() -> None:
    state.close_dialog()
    let_go()


@st.dialog(say("upload.title"), width="large", on_dismiss=_closed)
def add_data() -> None:
    """Take files, say what became of every row, ask what only their owner knows, then show or save them."""
    if changing.is_under_way("add"):
        return
    try:
        if (held := large.mine()) is not None:
            require(visitor.person(), Act.IMPORT)
            _large(held)
            return
        into = destination.chosen_dataset()
        if (files := bringing.chosen(into)) is not None:
            require(visitor.person(), Act.IMPORT)
            _take(files, into.name)
    except GeodataError as error:
        presses.heard()  # it is not tried again by itself
        st.error(literal(str(error)))


def _take(files: bringing.Files, into: str | None) -> None:
    """Read small files here; let large ones be read by another process."""
    if files.are_large:
        bringing.handed_on(files, into)
        st.rerun(scope="fragment")
    elif into is not None:
        _added(into, files.contents[0], files.names[0])
    elif len(files.contents) == 1:
        _small(files.contents[0], files.names[0])
    else:
        several = tuple(File(*each) for each in zip(files.names, files.contents, strict=True))
        _small(several, imports.called(files.names))


# Small files ----------------------------------------------------------------------------------------------


def _small(content: Content, name: str) -> None:
    key = key_of(content)
    found = _read(content, name, choices_made(key))
    if not isinstance(found, preview.Preview):
        chosen = layouts_choice.chosen(key, found)
        if chosen and not isinstance(content, bytes):
            only = tuple(each for each in content if each.name in chosen)
            called = imports.called(chosen)
            _small(only[0].content if len(only) == 1 else only, called)  # type: ignore[arg-type]
        return

    def add(actions: DeltaGenerator, dataset: str) -> None:
        assert isinstance(content, bytes)  # noqa: S101 - it is offered for one file
        _added(dataset, content, name, actions)

    def save(wanted: Saving, target: Destination, chosen: Mapping[str, Candidate]) -> None:
        draft = replace(found.draft, tables=geocoding.applied(found.draft.tables, chosen))
        located = geocoding.choices(chosen) or None
        with st.spinner(say("upload.saving")):
            person = visitor.person()
            with changing.changing() as change:
                change.opens = changes.save(person, draft, content, located=located, **vars(wanted))
                if change.opens == target.replaced:
                    changes.describe(person, change.opens, target.info)
        st.rerun()

    _looked_at(key, found, name, save, add if isinstance(content, bytes) else None)


def _read(content: Content, name: str, choices: Choices) -> Preview | tuple[FileGroup, ...]:
    """What was read, once for the same bytes and choices, and stopped with the button.

    Or which files could be read together, where not all can.
    """
    key = f"{key_of(content)} {choices.to_json()}"
    if (held := state.cached_import(key, preview.Preview)) is not None:
        return held
    if (groups := state.cached_import(key, tuple)) is not None:
        return groups
    try:
        with (
            progress_bar(say("upload.reading"), stop=f"stop_reading {key}") as progress,
            parent.prepare(content, name=name, choices=choices, progress=progress) as prepared,
        ):
            found: Preview | tuple[FileGroup, ...] = preview.of(prepared.draft())
    except SeveralLayoutsError as error:
        found = error.groups
    state.cache_import(key, found)
    return found


def _added(into: str, content: bytes, name: str, actions: DeltaGenerator | None = None) -> None:
    """Say what a small file would do to a dataset, and add it; where the dataset is large, others do so."""
    base = additions.base(visitor.person(), into)
    if not additions.fits(base, len(content)):
        bringing.handed_on(bringing.Files((content,), (name,), are_large=True), into)
        st.rerun(scope="fragment")
    key = key_of(content)
    found = adding.looked_at(base, content, name, choices_made(key))
    if adding.confirmed(key, found.looked, found.preview, into, actions):
        with st.spinner(say("upload.saving")):
            person = visitor.person()
            with changing.changing() as change:
                change.opens = additions.add(person, into, content, found)
        st.rerun()


# Large files ----------------------------------------------------------------------------------------------


def _large(held: Import) -> None:
    large.given_up(held)
    if held.keeping is not None:
        if large.followed(held, held.keeping):
            large.opened(held)
            st.rerun()
        return
    if state.import_choices(held.key) is None and held.choices is not None:
        state.set_import_choices(held.key, held.choices)  # the page was loaded again
    if held.into is not None:
        additions.check(visitor.person(), held.into)
    if not large.followed(held, held.read(choices_made(held.key))):
        return
    if held.into is not None:
        _large_added(held)
    else:
        _large_looked_at(held)


def _large_looked_at(held: Import) -> None:
    if groups := held.groups():
        if only := layouts_choice.chosen(held.key, groups):
            held.only = only
            st.rerun(scope="fragment")
        return

    def save(wanted: Saving, target: Destination, chosen: Mapping[str, Candidate]) -> None:
        presses.heard()
        held.keep(visitor.person(), chosen, wanted, described=target.replaced)
        st.rerun(scope="fragment")

    def add(_actions: DeltaGenerator, dataset: str) -> None:
        held.into = dataset
        st.rerun(scope="fragment")

    _looked_at(held.key, held.preview(), held.name, save, add if len(held.files) == 1 else None)


def _large_added(held: Import) -> None:
    if adding.confirmed(held.key, held.looked(), held.preview(), held.into or ""):
        presses.heard()
        held.add(visitor.person())
        st.rerun(scope="fragment")


# Of any size ----------------------------------------------------------------------------------------------


def _looked_at(key: str, found: Preview, file: str, save: Save, add: Add | None = None) -> None:
    """Say what became of its rows, ask what it leaves open, and offer to save it."""
    report.account(found, file)
    actions = st.container(key="import_actions", gap="xsmall")  # above all columns, and it stays in view
    mapping_form(key, found.draft)
    if missing := _missing(found.draft):
        with actions:
            _buttons(key, missing)
        return
    chosen = located_places(found)
    _show_or_save(actions, found.draft, file, chosen, save, key=key, add=add)


def _missing(draft: Draft) -> str:
    """What has to be done before it can be shown, in words; nothing if it can."""
    if draft.questions:
        return say("upload.open_questions", n=len(draft.questions))
    return "" if draft.accepted else say("upload.nothing_accepted")


def _buttons(key: str, missing: str = "", *, not_saved: str = "") -> tuple[bool, bool]:
    """Whether what `key` names is to be shown, or saved; neither can be while something is `missing`.

    Why the library cannot take it, `not_saved`, is said under the button that it makes grey.
    """
    show, save = st.columns(2)
    private = presses.pressed(
        show.button,
        say("upload.show" if visitor.person().via == LOGIN else "upload.show_unsaved"),
        about=key,
        waits=True,
        type="primary",
        width="stretch",
        key="show_import",
        disabled=bool(missing),
    )
    public = may(visitor.person(), Act.SAVE).allowed and presses.pressed(
        save.button,
        say("upload.save"),
        about=key,
        waits=True,
        width="stretch",
        key="save_import",
        disabled=bool(missing or not_saved),
    )
    if not_saved and may(visitor.person(), Act.SAVE).allowed:
        save.caption(not_saved)
    if missing:
        st.caption(missing)
    return private, public


def _show_or_save(  # noqa: PLR0913 - what is saved, and how
    actions: DeltaGenerator,
    draft: Draft,
    file: str,
    chosen: dict[str, Any],
    save: Save,
    *,
    key: str,
    add: Add | None,
) -> None:
    """Show it as a private upload, which is the default, or save it in the library."""
    st.subheader(say("upload.heading"))
    known = DESCRIPTIONS.get(draft.layout)
    target = destination.chosen_destination(
        file,
        draft.choices_used.timezone,
        licence=known.licence if known else "",
        may_add=add is not None,
    )
    if target.added and add is not None:
        add(actions, target.name)
        return
    with actions:
        private, public = _buttons(key, not_saved=target.not_saved)
    if not (private or public):
        return
    quota.count(quotas.UPLOADS)
    wanted = Saving(
        target.name_for(private=private),
        target.info,
        private,
        file,
        None if private else target.new_version_of,
        target.seen_by,
    )
    with actions:
        save(wanted, target, chosen)
