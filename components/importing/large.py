"""Follows a large file that other processes read and save: in the form, and beside the map meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from access import imports
from components import state, visitor
from components.presses import pressed
from components.text.strings import say
from components.text.wording import literal
from geodata.errors import GeodataError

if TYPE_CHECKING:
    from access.imports import Import
    from geodata.jobs.following import Job
    from geodata.jobs.notes import Progress

POLL_S = 1.0


def mine() -> Import | None:
    """What this visitor has under way or ready, also after the page was loaded again."""
    for secret in (state.import_secret(), visitor.import_secret()):
        if (found := imports.of(secret, visitor.person())) is not None:
            return found
    return None


def followed(held: Import, job: Job) -> bool:
    """Show in the form how far it is, with a button that stops it; whether it is over and went well.

    Only this looks on: the job goes on when the page does something else.
    """
    if job.is_over:
        return _ended(held, job)
    _progress()
    return False


@st.fragment(run_every=POLL_S)
def _progress() -> None:
    held, job = _under_way()
    if held is None or job is None:
        state.open_dialog("add")
        st.rerun()
    _drawn(job)
    st.caption(say("upload.meanwhile"))
    # A run that looked on without end could not be interrupted by a button of a form.
    st.button(say("upload.stop"), key=f"stop {held.key}", on_click=held.stop)


def _under_way() -> tuple[Import | None, Job | None]:
    held = mine()
    return held, None if held is None else held.under_way


def _drawn(job: Job) -> None:
    progress = job.progress
    st.markdown(in_words(progress))
    st.progress(min(max(progress.share, 0.0), 1.0))


def _ended(held: Import, job: Job) -> bool:
    if job.was_stopped:
        st.info(say("upload.stopped", file=literal(held.name)))
    else:
        try:
            job.result()
        except GeodataError as error:
            st.error(literal(str(error)))
        else:
            return True
    st.button(say("upload.again"), key=f"again {held.key}", on_click=held.again)
    return False


def given_up(held: Import) -> None:
    """Say which file it is, and offer to take another one instead."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(say("upload.file_of", file=literal(held.name), megabytes=megabytes(held.size)))
        st.button(
            say("upload.another"), key=f"other {held.key}", type="tertiary", on_click=let_go, args=(held,)
        )
        if held.into is not None and held.keeping is None:
            st.button(say("upload.not_added"), key=f"own {held.key}", type="tertiary", on_click=_on_its_own)


def _on_its_own() -> None:
    """Read it anew, for a dataset of its own."""
    if (held := mine()) is not None:
        held.into = None
        st.session_state.pop("import_way", None)


def let_go(held: Import) -> None:
    """Stop an import and forget it."""
    imports.end(held)
    state.discard_import()


def opened(held: Import) -> None:
    """Open what was saved, and let go of the import."""
    assert held.keeping is not None  # noqa: S101 - it is over
    saved = held.keeping.result()
    if held.private and saved not in state.private_uploads():
        state.add_private_upload(saved)
    let_go(held)
    state.open_dataset(saved)


# Beside the map -------------------------------------------------------------------------------------------


def import_status() -> None:
    """Say what an import does while its form is closed; nothing where there is none."""
    held = mine()
    if held is None:
        return
    with st.container(key="import_status", gap="xsmall"):
        if held.under_way is not None:
            _polled()
        else:
            _ready(held)


@st.fragment(run_every=POLL_S)
def _polled() -> None:
    held, job = _under_way()
    if held is None or job is None:
        st.rerun()
    st.markdown(f"**{literal(held.name)}**")
    _drawn(job)
    with st.container(horizontal=True, gap="small"):
        _show(held)
        st.button(say("upload.stop"), key=f"stop_beside {held.key}", type="tertiary", on_click=held.stop)


def _ready(held: Import) -> None:
    """What is to be done with an import that is read, saved, stopped or failed."""
    kept = held.keeping is not None and not has_failed(held)
    read = "read" if held.into is None else "looked"
    key = "saved" if kept else "failed" if has_failed(held) else read
    st.markdown(say(f"upload.is.{key}", file=literal(held.name)))
    with st.container(horizontal=True, gap="small"):
        if kept:
            st.button(say("upload.open"), key=f"open {held.key}", on_click=opened, args=(held,))
        else:
            _show(held)
        st.button(
            say("upload.forget"), key=f"forget {held.key}", type="tertiary", on_click=let_go, args=(held,)
        )


def has_failed(held: Import) -> bool:
    """Whether nothing more comes of it by itself: it was stopped, failed, or never begun."""
    job = held.keeping or held.reading
    if job is None or job.was_stopped:
        return True
    try:
        job.result()
    except GeodataError:
        return True
    return False


def _show(held: Import) -> None:
    if pressed(st.button, say("upload.go_on"), key=f"show {held.key}", type="tertiary"):
        state.open_dialog("add")
        st.rerun()


# In words -------------------------------------------------------------------------------------------------


def in_words(progress: Progress) -> str:
    """What is done now, how fast and for how long."""
    stage = "begun" if progress.stage == "reading" and not progress.rows else progress.stage
    parts = [say(f"upload.stage.{stage.replace(' ', '_')}", n=progress.rows)]
    if progress.stage == "reading" and progress.rate:
        parts.append(say("upload.rate", n=_rounded(progress.rate)))
    left = progress.seconds_left
    if left is not None:
        parts.append(_time_left(left))
    return " · ".join(parts)


def _time_left(seconds: float) -> str:
    if seconds < 90:
        return say("upload.seconds_left", n=max(1, round(seconds / 5) * 5))
    return say("upload.minutes_left", n=round(seconds / 60))


def _rounded(rate: float) -> int:
    """Two digits: it changes all the time."""
    tens = 10 ** max(0, len(str(int(rate))) - 2)
    return int(round(rate / tens) * tens)


def megabytes(size: int) -> int:
    """Whole megabytes, as sizes are told here."""
    return round(size / 1_000_000)
